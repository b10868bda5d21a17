"""What a ticket system could work out from the router's events alone; it objects to an event that cannot be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from routing.model import Agent, Event, EventKind, Presence, TicketState
from routing.policy import Policy
from tests.naive import lacks_licence, qualifies
from tests.naive.rules import cost_of

FREE, WAITING, OFFERED, ASSIGNED, WRAPPING, PERSONAL, HELD, INACTIVE, WAKING, CALLBACK = TicketState
IN_HAND = {ASSIGNED, HELD, WRAPPING}
IN_SERVICE = {ASSIGNED, HELD, INACTIVE, WAKING}
OWNED = {OFFERED, WRAPPING, *IN_SERVICE}
WAITS = {WAITING, PERSONAL}
STORY: dict[EventKind, tuple[set[TicketState], TicketState]] = {
    EventKind.WAITING: ({FREE, WAITING, PERSONAL}, WAITING),
    EventKind.BLOCKED: ({FREE, WAITING}, FREE),
    EventKind.OFFERED: ({FREE, *WAITS}, OFFERED),
    EventKind.ASSIGNED: ({FREE, *WAITS, OFFERED}, ASSIGNED),
    EventKind.DECLINED: ({OFFERED}, WAITING),
    EventKind.EXPIRED: ({OFFERED}, WAITING),
    EventKind.STEP: ({WAITING}, WAITING),
    EventKind.PROMOTED: ({WAITING}, WAITING),
    EventKind.COMPLETED: (IN_SERVICE, WRAPPING),
    EventKind.WRAPPED_UP: ({WRAPPING}, FREE),
    EventKind.CANCELLED: ({*WAITS, OFFERED, CALLBACK}, FREE),
    EventKind.HELD_FOR: ({WAITING}, PERSONAL),
    EventKind.HOLD_ENDED: ({PERSONAL}, WAITING),
    EventKind.RETURNED: (IN_SERVICE, WAITING),
    EventKind.ON_HOLD: ({ASSIGNED}, HELD),
    EventKind.RESUMED: ({HELD, INACTIVE, WAKING}, ASSIGNED),
    EventKind.INACTIVE: ({ASSIGNED, HELD}, INACTIVE),
    EventKind.WAKING: ({INACTIVE}, WAKING),
    EventKind.TRANSFERRED: (IN_SERVICE, WAITING),
    EventKind.ASSIGNED_BY_HAND: ({*WAITS, OFFERED, CALLBACK}, ASSIGNED),
    EventKind.OVERFLOWED: ({FREE, WAITING}, WAITING),
    EventKind.DEFLECTED: ({FREE, WAITING}, FREE),
    EventKind.CALLBACK_ADVISED: ({FREE, WAITING}, WAITING),
    EventKind.CALLBACK_HELD: (WAITS, CALLBACK),
    EventKind.CALLBACK_DUE: ({CALLBACK}, WAITING),
    EventKind.CALLBACK_MISSED: ({WAITING}, WAITING),
    EventKind.CALLBACK_FAILED: ({ASSIGNED, HELD}, CALLBACK),
}
"""What an event finds a ticket in, and leaves it in; FREE: nothing has been said about it yet, or it has ended."""

SAID = {EventKind.DECLINED, EventKind.EXPIRED, EventKind.RETURNED, EventKind.CALLBACK_DUE}
"""They say by themselves that the ticket waits."""
MOVES = {EventKind.TRANSFERRED, EventKind.OVERFLOWED}
"""After these it has still to be said whether the ticket waits."""
TAKEN = {EventKind.OFFERED, EventKind.ASSIGNED, EventKind.ASSIGNED_BY_HAND}
ABOUT_THE_TICKET_ALONE = {EventKind.CANCELLED, EventKind.CALLBACK_HELD}
"""They do not name the agent for whom a ticket was held."""


@dataclass
class Held:
    """A ticket in the router."""

    queue: int
    step: int = 0
    band: int = 0
    state: TicketState = FREE
    agent: str | None = None
    channel: str = ""
    excluded: Collection[str] = ()
    is_said: bool = False
    """Whether the ticket system has heard that it waits in this queue."""
    before: tuple[int, int, bool] = (0, 0, False)
    """Step, band and whether it was said to wait, before it was last transferred."""


@dataclass
class Ledger:
    """Tickets and agents as the events tell it.

    Parameters
    ----------
    policy, agents
        The router's.
    """

    policy: Policy
    agents: tuple[Agent, ...]
    tickets: dict[str, Held] = field(default_factory=dict)
    presence: dict[str, Presence] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    time: int = 0
    last: Event | None = None

    def submitted(self, ticket: str, queue: int, channel: str = "", excluded: Collection[str] = ()) -> None:
        assert ticket not in self.tickets
        band = self.policy.queues[queue].band
        self.tickets[ticket] = Held(queue, band=band, channel=channel, excluded=excluded)
        self.counts["submitted"] += 1

    def read(self, events: Iterable[Event]) -> None:
        for event in events:
            assert event.time >= self.time, f"{event} comes too late"
            self.time = event.time
            if event.kind is EventKind.PRESENCE:
                assert event.agent is not None
                self._presence(event.agent, Presence(event.detail))
            elif event.kind in {EventKind.QUEUE_CLOSED, EventKind.QUEUE_OPENED}:
                self._queue(event)
            else:
                assert event.ticket is not None
                self._ticket(event, self.tickets[event.ticket])
            self.last = event

    def nothing_stays_with_the_absent(self) -> None:
        """Between two commands no agent who is offline has a ticket."""
        owners = {held.agent for held in self.tickets.values() if held.state in OWNED}
        assert not any(self.presence.get(agent or "", Presence.OFFLINE) is Presence.OFFLINE for agent in owners)

    def _presence(self, agent: str, presence: Presence) -> None:
        assert self.presence.get(agent, Presence.OFFLINE) is not presence
        self.presence[agent] = presence

    def _queue(self, event: Event) -> None:
        assert event.ticket is event.agent is None
        assert (event.detail in self.closed) == (event.kind is EventKind.QUEUE_OPENED)
        self.closed ^= {event.detail}

    def _ticket(self, event: Event, ticket: Held) -> None:
        possible, after = STORY[event.kind]
        assert ticket.state in possible, event
        if event.kind in TAKEN and not (event.kind is EventKind.ASSIGNED and ticket.state is OFFERED):
            self._new_owner(event, ticket)
        elif event.kind is EventKind.RESUMED and ticket.state is not HELD:
            assert self._units(ticket) + self._cost(ticket) <= self._agent(ticket.agent).capacity, event
        if event.kind is EventKind.HELD_FOR:
            assert self.presence.get(event.agent or "") is Presence.READY
            ticket.agent = event.agent
        self._check_names(event, ticket)
        if self._ends(event):
            assert event.ticket is not None
            del self.tickets[event.ticket]
            self.counts["ended"] += 1
            return
        if event.kind is EventKind.CALLBACK_ADVISED and ticket.state is FREE:
            after = FREE
        self._follow(event, ticket)
        ticket.state = after
        if after not in {*OWNED, PERSONAL}:
            ticket.agent = None

    def _check_names(self, event: Event, ticket: Held) -> None:
        """The event names the agent who has, gets or had the ticket."""
        is_alone = ticket.state in WAITS and event.kind in ABOUT_THE_TICKET_ALONE
        assert event.agent == (None if is_alone or event.kind is EventKind.WAITING else ticket.agent), event

    def _ends(self, event: Event) -> bool:
        if event.kind in {EventKind.COMPLETED, EventKind.CALLBACK_FAILED}:
            return event.detail == 0
        return STORY[event.kind][1] is FREE

    def _follow(self, event: Event, ticket: Held) -> None:
        """What the event says of the ticket's place."""
        if event.kind is EventKind.WAITING:
            assert event.detail == ticket.queue, event
            assert not ticket.is_said, event
            ticket.is_said = True
        elif event.kind in {EventKind.OFFERED, EventKind.ASSIGNED}:
            assert event.detail == ticket.step, event
        elif event.kind is EventKind.STEP:
            assert event.detail > ticket.step
            ticket.step = event.detail
        elif event.kind is EventKind.PROMOTED:
            assert 0 <= event.detail < ticket.band
            ticket.band = event.detail
        elif event.kind is EventKind.COMPLETED:
            assert ticket.state in {ASSIGNED, HELD}
        elif event.kind in SAID:
            ticket.is_said = True
        elif event.kind is EventKind.ASSIGNED_BY_HAND and self._was_transferred_by_it(event):
            ticket.step, ticket.band, ticket.is_said = ticket.before
        elif event.kind in MOVES:
            ticket.before = (ticket.step, ticket.band, ticket.is_said)
            ticket.queue, ticket.step, ticket.is_said = event.detail, 0, False
            ticket.band = self.policy.queues[ticket.queue].band

    def _was_transferred_by_it(self, event: Event) -> bool:
        """Whether the ticket was taken from another agent for this one: then it keeps its place."""
        last = self.last
        return last is not None and last.kind is EventKind.TRANSFERRED and last.ticket == event.ticket

    # -- owners --------------------------------------------------------------------------------------------------------

    def _new_owner(self, event: Event, ticket: Held) -> None:
        """An agent gets a ticket: present and allowed to have it; unless by hand, also qualified and free for it."""
        agent, queue = self._agent(event.agent), self.policy.queues[ticket.queue]
        assert lacks_licence(agent, queue) is None, event
        if ticket.state in {OFFERED, PERSONAL} and event.kind is not EventKind.ASSIGNED_BY_HAND:
            assert event.agent == ticket.agent, event
        is_new, ticket.agent = ticket.state not in OWNED, event.agent
        units = self._units(ticket) + self._cost(ticket)
        alike = sum(
            other is not ticket and other.channel == ticket.channel for other in self._of(ticket, {OFFERED, *IN_HAND})
        )
        has_room = units <= agent.capacity and alike < agent.most.get(ticket.channel, 101)
        if event.kind is EventKind.ASSIGNED_BY_HAND:
            assert has_room == (event.detail == 0), event
            assert self.presence.get(agent.id, Presence.OFFLINE) is not Presence.OFFLINE
            return
        assert is_new
        assert has_room, event
        assert self.presence.get(agent.id) is Presence.READY
        assert ticket.queue not in self.closed
        assert agent.id not in ticket.excluded
        assert not self._of(ticket, {OFFERED, WAKING}), event
        may_be_preferred = ticket.state is PERSONAL or not ticket.is_said
        step = queue.steps[-1 if may_be_preferred else ticket.step]
        assert qualifies(agent, step), event

    def _agent(self, name: str | None) -> Agent:
        return next(agent for agent in self.agents if agent.id == name)

    def _cost(self, ticket: Held) -> int:
        return cost_of(self.policy, ticket.channel)

    def _of(self, ticket: Held, states: set[TicketState]) -> list[Held]:
        """The other tickets of the same agent in these states."""
        held = [held for held in self.tickets.values() if held is not ticket and held.agent == ticket.agent]
        return [held for held in held if held.state in states]

    def _units(self, ticket: Held) -> int:
        """Units of the agent that other tickets take, or may soon."""
        return sum(self._cost(held) for held in self._of(ticket, {OFFERED, *IN_HAND}))
