"""Who chooses whom, and what an offer changes."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from routing.errors import DuplicateAgent
from routing.model import NEVER, Agent, Event, EventKind, Prefer, Presence, TicketState
from routing.policy import Policy, Reservation
from tests.naive.parts import Person, Ticket
from tests.naive.rules import cost_of, delay_ends, order, own_delay, own_rank, qualifies, standing_term
from tests.naive_ewt import NaiveQueue

WAITING, OFFERED, ASSIGNED, PERSONAL = (
    TicketState.WAITING,
    TicketState.OFFERED,
    TicketState.ASSIGNED,
    TicketState.PERSONAL,
)


class Matching:
    """The state of the naive router, and the loop after each event."""

    def __init__(self, policy: Policy, agents: Iterable[Agent]) -> None:
        self.policy = policy
        self.policy_hash = policy.hash
        self.people = [Person(number, agent) for number, agent in enumerate(agents)]
        self.number_of: dict[str, int] = {}
        for person in self.people:
            if person.agent.id in self.number_of:
                raise DuplicateAgent(person.agent.id)
            self.number_of[person.agent.id] = person.number
        self._read_rules()
        self.now = -NEVER
        self.submitted = 0
        self.tickets: dict[str, Ticket] = {}
        self.waiting: list[Ticket] = []
        self.with_deadline: list[Ticket] = []
        self.closed: set[int] = set()
        """Numbers of the queues that are closed."""
        self.overflowing: set[tuple[int, int]] = set()
        """(queue, rule) of the overflow rules by length that are on."""
        self.lifted: set[tuple[int, int]] = set()
        """(reservation, queue): the queue is so long that the reservation does not bind it."""
        self.expected = [NaiveQueue() for _ in self.policy.queues]
        """What each queue has learned of its waits."""
        self.events: list[Event] = []
        self.undo: dict[str, Any] = {}

    def _read_rules(self) -> None:
        """What follows from policy and roster alone."""
        queues, agents = self.policy.queues, [person.agent for person in self.people]
        self.qualified = {
            (q, s): frozenset(number for number, agent in enumerate(agents) if qualifies(agent, step))
            for q, queue in enumerate(queues)
            for s, step in enumerate(queue.steps)
        }
        self.standing_terms: dict[tuple[int, int, int], list[Fraction | int]] = {}
        for (q, s), numbers in self.qualified.items():
            step = queues[q].steps[s]
            others = [self.qualified[other, 0] for other in range(len(queues)) if other != q]
            for number in numbers:
                terms = [standing_term(term, step, agents[number], number, others) for term in step.prefer]
                self.standing_terms[q, s, number] = terms
        self.own_rank = [[own_rank(self.policy, agent, queue.name) for queue in queues] for agent in agents]
        self.own_delay = [[own_delay(self.policy, agent, queue.name) for queue in queues] for agent in agents]
        self.delay_ends = [delay_ends(self.policy, agents, queue) for queue in queues]
        self.queue_numbers = {queue.name: number for number, queue in enumerate(queues)}
        self.greatest_cost = max(cost_of(self.policy, channel) for channel in self.policy.channels)

    # -- who chooses ---------------------------------------------------------------------------------------------------

    def _who_chooses(self, freed: Person | None, now: int) -> None:
        """The whole loop after one event; ``freed``: the agent that the event may have made available, if any."""
        while freed and freed.takes_work and (may_take := [t for t in self.waiting if self._may_take(freed, t)]):
            self._offer(min(may_take, key=lambda t: self._own_order(freed, t, now)), freed, now)
        while self.waiting:
            free = [p for p in self.people if p.takes_work and p.load < p.agent.capacity]
            with_an_agent = [t for t in self.waiting if any(self._may_take(p, t) for p in free)]
            if not with_an_agent:
                break
            ticket = min(with_an_agent, key=lambda t: order(t, now))
            self._offer(ticket, self._chosen_by(ticket), now)

    def _chosen_by(self, ticket: Ticket) -> Person:
        """The agent whom the ticket would rather have than any other that may take it: who gathers for it, first."""
        may_take = [p for p in self.people if self._may_take(p, ticket)]
        if ticket.state is PERSONAL or ticket.gatherer in may_take:
            return ticket.gatherer or may_take[0]
        return min(may_take, key=lambda p: self._preference(ticket, p))

    def _may_take(self, person: Person, ticket: Ticket) -> bool:
        if ticket.state is PERSONAL:
            return person is ticket.person and self._may_take_as_preferred(person, ticket)
        return (
            self._suits(person, ticket)
            and self._is_open_to(person, ticket)
            and person.is_available(ticket)
            and not self._is_reserved(person, ticket)
        )

    def _may_take_as_preferred(self, person: Person, ticket: Ticket) -> bool:
        """Whether the agent may take a ticket that it is preferred for; steps, delays, reservations do not matter."""
        suits = self._could_ever_take(person, ticket)
        return suits and self._is_open_to(person, ticket) and person.is_available(ticket)

    def _could_ever_take(self, person: Person, ticket: Ticket) -> bool:
        return person.number in self.qualified[ticket.queue_number, len(ticket.queue.steps) - 1]

    def _suits(self, person: Person, ticket: Ticket) -> bool:
        """Whether the agent qualifies for the ticket as long as it has waited."""
        if person.number not in self.qualified[ticket.queue_number, ticket.step]:
            return False
        return self.own_delay[person.number][ticket.queue_number] <= ticket.reached

    def _is_open_to(self, person: Person, ticket: Ticket) -> bool:
        barred = person.number in ticket.pauses or person.number in ticket.excluded
        return not barred and ticket.queue_number not in self.closed

    # -- reservations --------------------------------------------------------------------------------------------------

    def _is_reserved(self, person: Person, ticket: Ticket) -> bool:
        """Whether the agent is kept free for tickets of other queues."""
        return any(
            ticket.queue.name not in reservation.queues
            and self._is_free_for(person, reservation)
            and sum(self._is_free_for(p, reservation) for p in self.people) <= reservation.keep_free
            and ticket.reached < reservation.lift_after_us
            and (number, ticket.queue_number) not in self.lifted
            for number, reservation in enumerate(self.policy.reservations)
        )

    def _is_free_for(self, person: Person, reservation: Reservation) -> bool:
        """Whether the agent counts among the free agents of the reservation's pool."""
        if reservation.pool not in person.agent.pools or not person.takes_work or person.gathers_for:
            return False
        return person.agent.capacity - person.load >= min(self.greatest_cost, person.agent.capacity)

    def _count(self, q: int) -> int:
        """How many tickets wait in the queue, for anybody or for one agent."""
        return sum(ticket.queue_number == q for ticket in self.waiting)

    def _look_at_length(self, q: int) -> None:
        """Lift or restore reservations after a change of the number of tickets that wait in the queue."""
        for number, reservation in enumerate(self.policy.reservations):
            if self.policy.queues[q].name in reservation.queues or reservation.lift_waiting < 0:
                continue
            count = self._count(q)
            if count >= reservation.lift_waiting:
                self.lifted.add((number, q))
            elif count <= reservation.restore_waiting:
                self.lifted.discard((number, q))

    # -- what is preferred ---------------------------------------------------------------------------------------------

    def _own_order(self, person: Person, ticket: Ticket, now: int) -> tuple[int, ...]:
        band, *rest = order(ticket, now)
        rank = -1 if ticket.state is PERSONAL else self.own_rank[person.number][ticket.queue_number]
        return (band, rank, *rest)

    def _preference(self, ticket: Ticket, person: Person) -> tuple[Any, ...]:
        """What the ticket would rather have, smallest first: the step's terms, then the agent's number."""
        standing = self.standing_terms[ticket.queue_number, ticket.step, person.number]
        terms = ticket.queue.steps[ticket.step].prefer
        values = [self._moving_term(term, person, value) for term, value in zip(terms, standing, strict=True)]
        return (*values, person.number)

    def _moving_term(self, term: Prefer, person: Person, standing: Fraction | int) -> Any:
        if term is Prefer.LONGEST_IDLE:
            return person.load, person.since
        if term is Prefer.LEAST_LOADED:
            return Fraction(person.load, person.agent.capacity)
        if term is Prefer.ROUND_ROBIN:
            return person.last_offered
        return standing

    # -- from the queue to an agent ------------------------------------------------------------------------------------

    def _offer(self, ticket: Ticket, person: Person, now: int) -> None:
        person.last_offered = now
        if ticket.queue.auto_accept:
            self._assign(ticket, person, now)
            return
        self._leave_place(ticket)
        ticket.state, ticket.person = OFFERED, person
        person.tickets.append(ticket)
        if ticket.queue.offer_expires_us < NEVER:
            self._set_deadline(ticket, now + ticket.queue.offer_expires_us)
        self._tell(now, EventKind.OFFERED, ticket, person, ticket.step)

    def _assign(self, ticket: Ticket, person: Person, now: int) -> None:
        self._end_wait(ticket, now, answered=True)
        self._put_in_hand(ticket, person, now)
        self._tell(now, EventKind.ASSIGNED, ticket, person, ticket.step)

    def _put_in_hand(self, ticket: Ticket, person: Person, now: int) -> None:
        self._leave_place(ticket)
        ticket.state, ticket.person = ASSIGNED, person
        if ticket not in person.tickets:
            person.tickets.append(ticket)
        person.since = now
        if ticket.callback:
            ticket.callback.until = None

    def _end_wait(self, ticket: Ticket, now: int, *, answered: bool) -> None:
        """What a ticket that waited in its turn has waited teaches its queue."""
        if ticket.place > 0:
            queue = self.expected[ticket.queue_number]
            queue.ended(ticket.mean_wait, ticket.place, now - ticket.entered_queue, answered)
        ticket.place = ticket.mean_wait = 0

    def _leave_place(self, ticket: Ticket) -> None:
        """Take the ticket out of its queue, and its deadline away, if it has them."""
        if ticket in self.with_deadline:
            self.with_deadline.remove(ticket)
        if ticket in self.waiting:
            self.waiting.remove(ticket)
            self._look_at_length(ticket.queue_number)
            ticket.retry_step = ticket.gather_at = NEVER
            if ticket.gatherer:
                ticket.gatherer.gathers_for = None
                ticket.gatherer = None

    def _set_deadline(self, ticket: Ticket, deadline: int) -> None:
        ticket.deadline = deadline
        self.with_deadline.append(ticket)

    # -- words ---------------------------------------------------------------------------------------------------------

    def _tell(
        self, now: int, kind: EventKind, ticket: Ticket | None, person: Person | None = None, detail: int = -1
    ) -> None:
        ticket_id = None if ticket is None else ticket.id
        agent_id = None if person is None else person.agent.id
        self.events.append(Event(now, kind, ticket_id, agent_id, detail))

    def _answer(self) -> list[Event]:
        events, self.events = self.events, []
        return events


def is_ready(person: Person) -> bool:
    return person.presence is Presence.READY
