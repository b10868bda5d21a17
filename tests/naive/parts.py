"""What moves in the naive router: people and tickets."""

from __future__ import annotations

from dataclasses import dataclass, field

from routing.model import NEVER, Agent, LabelValue, Presence, TicketState
from routing.policy import Queue

IN_HAND = {TicketState.ASSIGNED, TicketState.HELD, TicketState.WRAPPING}
"""States in which a ticket takes its agent's units."""
IN_HAND_OR_OFFERED = IN_HAND | {TicketState.OFFERED}
WAITS = {TicketState.WAITING, TicketState.PERSONAL}
ASLEEP = {TicketState.INACTIVE, TicketState.WAKING}
IN_SERVICE = {TicketState.ASSIGNED, TicketState.HELD, *ASLEEP}


@dataclass(eq=False)
class Person:
    """An agent at work: what it is, and its moving parts."""

    number: int
    agent: Agent
    presence: Presence = Presence.OFFLINE
    tickets: list[Ticket] = field(default_factory=list)
    """What is offered to it, in its hands, or asleep."""
    waking: list[Ticket] = field(default_factory=list)
    """Those of its tickets whose customers are back, first come first."""
    since: int = 0
    """When its load last changed, or when it came."""
    last_offered: int = -1
    expiries: int = 0
    """Offers in a row that it has not answered."""
    shift_end: int | None = None
    deadline: int = NEVER
    """When it counts as lost unless it is heard of before."""
    gathers_for: Ticket | None = None

    @property
    def load(self) -> int:
        """Units in use."""
        return sum(ticket.cost for ticket in self.tickets if ticket.state in IN_HAND)

    @property
    def offer(self) -> Ticket | None:
        return next((ticket for ticket in self.tickets if ticket.state is TicketState.OFFERED), None)

    @property
    def takes_work(self) -> bool:
        """Whether anything could be offered to it, were it only small enough."""
        if self.presence is not Presence.READY or self.waking:
            return False
        return not self.tickets or self.offer is None

    def has_room(self, ticket: Ticket) -> bool:
        """Whether units, and contacts of its channel, are left for the ticket besides all that it has or is offered."""
        others = [other for other in self.tickets if other is not ticket and other.state in IN_HAND_OR_OFFERED]
        if sum(other.cost for other in others) + ticket.cost > self.agent.capacity:
            return False
        most = self.agent.most.get(ticket.channel)
        return most is None or sum(other.channel == ticket.channel for other in others) < most

    @property
    def has_room_to_wake(self) -> bool:
        """Whether units are left for the first of the conversations that wake; contacts of a channel do not count."""
        units = sum(ticket.cost for ticket in self.tickets if ticket.state in IN_HAND_OR_OFFERED)
        return units + self.waking[0].cost <= self.agent.capacity

    def is_available(self, ticket: Ticket) -> bool:
        return self.takes_work and self.gathers_for in {None, ticket} and self.has_room(ticket)


@dataclass(eq=False)
class Callback:
    """What a customer was promised."""

    attempts: int
    """How often they will still be called."""
    until: int | None
    """The end of the window; None when it is over, or there is none."""
    asked: int
    """Since when the ticket has stood still."""


@dataclass(eq=False)
class Ticket:
    id: str
    number: int
    channel: str
    cost: int
    queue_number: int
    queue: Queue
    first_arrival: int
    entered_queue: int
    band: int
    state: TicketState = TicketState.FREE
    step: int = 0
    reached: int = 0
    """How long it had waited in the queue when a step, delay or lift was last looked at."""
    person: Person | None = None
    """Who it is offered to, who owns it, or for whom it is held."""
    deadline: int = NEVER
    """End of the offer, the wrap-up, the hold, or the time until the callback; else it has no meaning."""
    pauses: dict[int, int] = field(default_factory=dict)
    """Agent number to the end of its pause with this ticket."""
    excluded: frozenset[int] = frozenset()
    waits_since: int = 0
    retry_step: int = NEVER
    """When a conditional step is to be looked at again."""
    overflow_looked_at: int = 0
    """How long it had waited when overflow by waiting was last looked at."""
    advised: bool = False
    place: int = 0
    """The place at which it joined its queue, to wait in its turn; 0: it has not, or does so no longer."""
    mean_wait: int = 0
    """The mean that its expected wait was reckoned from; 0: unknown."""
    gather_at: int = NEVER
    gatherer: Person | None = None
    words: tuple[str, str, str] = ("", "", "")
    """Its problem, tier and channel."""
    labels: dict[str, LabelValue] = field(default_factory=dict)
    callback: Callback | None = None

    @property
    def held_by(self) -> Person:
        assert self.person is not None
        return self.person

    @property
    def owner(self) -> str | None:
        return None if self.person is None else self.person.agent.id
