"""What a ticket system could work out from the router's events alone; it objects to an event that cannot be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from routing.model import Agent, Event, EventKind, Presence, TicketState
from routing.policy import Policy
from tests.naive import qualifies

FREE, WAITING, OFFERED, ASSIGNED, WRAPPING, *_ = TicketState
OWNED = {OFFERED, ASSIGNED, WRAPPING}
STORY: dict[EventKind, tuple[set[TicketState], TicketState]] = {
    EventKind.WAITING: ({FREE}, WAITING),
    EventKind.BLOCKED: ({FREE}, FREE),
    EventKind.OFFERED: ({FREE, WAITING}, OFFERED),
    EventKind.ASSIGNED: ({FREE, WAITING, OFFERED}, ASSIGNED),
    EventKind.DECLINED: ({OFFERED}, WAITING),
    EventKind.EXPIRED: ({OFFERED}, WAITING),
    EventKind.STEP: ({WAITING}, WAITING),
    EventKind.PROMOTED: ({WAITING}, WAITING),
    EventKind.COMPLETED: ({ASSIGNED}, WRAPPING),
    EventKind.WRAPPED_UP: ({WRAPPING}, FREE),
    EventKind.CANCELLED: ({WAITING, OFFERED}, FREE),
}
"""What an event finds a ticket in, and leaves it in; FREE: nothing has been said about it yet, or it has ended."""


@dataclass
class Held:
    """A ticket in the router."""

    queue: int
    step: int = 0
    band: int = 0
    state: TicketState = FREE
    agent: str | None = None


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
    counts: Counter[str] = field(default_factory=Counter)
    time: int = 0

    def submitted(self, ticket: str, queue: int) -> None:
        assert ticket not in self.tickets
        self.tickets[ticket] = Held(queue, band=self.policy.queues[queue].band)
        self.counts["submitted"] += 1

    def read(self, events: Iterable[Event]) -> None:
        for event in events:
            assert event.time >= self.time, f"{event} comes too late"
            self.time = event.time
            if event.kind is EventKind.PRESENCE:
                assert event.agent is not None
                self._presence(event.agent, Presence(event.detail))
            else:
                assert event.ticket is not None
                self._ticket(event, self.tickets[event.ticket])

    def _presence(self, agent: str, presence: Presence) -> None:
        assert self.presence.get(agent, Presence.OFFLINE) is not presence
        self.presence[agent] = presence

    def _ticket(self, event: Event, ticket: Held) -> None:
        possible, after = STORY[event.kind]
        assert ticket.state in possible, event
        if ticket.state not in OWNED and after in OWNED:
            self._new_owner(event, ticket)
        assert event.agent == ticket.agent, event
        if event.kind in {EventKind.WAITING, EventKind.OFFERED, EventKind.ASSIGNED}:
            assert event.detail == (ticket.queue if event.kind is EventKind.WAITING else ticket.step), event
        elif event.kind is EventKind.STEP:
            assert event.detail > ticket.step
            ticket.step = event.detail
        elif event.kind is EventKind.PROMOTED:
            assert 0 <= event.detail < ticket.band
            ticket.band = event.detail
        elif event.kind is EventKind.COMPLETED and event.detail == 0:
            after = FREE
        ticket.state = after
        if after not in OWNED:
            ticket.agent = None
        if after is FREE:
            assert event.ticket is not None
            del self.tickets[event.ticket]
            self.counts["ended"] += 1

    def _new_owner(self, event: Event, ticket: Held) -> None:
        """An agent gets a ticket: it must be free for it, qualified, and hold every licence that is never relaxed."""
        assert event.agent not in {held.agent for held in self.tickets.values() if held.state in OWNED}
        assert self.presence.get(event.agent or "") is Presence.READY
        agent = next(agent for agent in self.agents if agent.id == event.agent)
        queue = self.policy.queues[ticket.queue]
        assert event.detail == ticket.step
        assert qualifies(agent, queue.steps[ticket.step])
        licences = {skill: level for skill, level in queue.steps[0].skills if skill in queue.never_relax}
        assert all(agent.skills.get(skill, 0) >= level for skill, level in licences.items())
        ticket.agent = event.agent
