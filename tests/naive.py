"""The naive twin of :class:`routing.router.Router`: the same commands, events and errors in the most obvious Python.

Nothing here is clever. Waiting tickets stand in one list, timers are found by looking at every ticket that can have
one, shares are fractions, and after every single event the whole loop of "who chooses" runs over all waiting tickets.
The compiled kernel keeps indexes instead; the tests ask for the same events from both.

Where the rules leave something open, this is what the twin does:

* Whether the state allows a command is known only when the timers that come before it have been handled. A refused
  command leaves no trace all the same: the router is as it was, those timers included.
* An event names the agent it concerns, a cancellation the agent whose offer it takes away.
* After a decline or an expiry: the event, the step and band that the time has brought meanwhile, the agent's choice (or
  its going offline, when draining), the ticket's choice.
* A break or going offline takes back an outstanding offer without a pause for the pair; its expiry stands after the
  presence.
* A pause ends when the ticket's timer for it is handled; that ends all the ticket's pauses that are over by then. An
  offered ticket has no timer but the offer's expiry: its pauses, its step and its band catch up when it waits again.
* The end of a fixed wrap-up is the timer's business: ending it by command is refused.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from routing.errors import (
    AgentHasWork,
    BadTime,
    CommandError,
    DuplicateAgent,
    DuplicateTicket,
    NotInService,
    NotOffered,
    NotWaiting,
    NotWrapping,
    TimeWentBack,
    UnknownAgent,
    UnknownLabel,
    UnknownTicket,
)
from routing.model import NEVER, Agent, Event, EventKind, Kind, Prefer, Presence, TicketState, Timer
from routing.policy import Policy, Queue, Step, WrapUp


@dataclass(eq=False)
class Person:
    """An agent at work: what it is, and its moving parts."""

    number: int
    agent: Agent
    presence: Presence = Presence.OFFLINE
    ticket: Ticket | None = None
    """What was offered to it or is in its hands; capacity is 1."""
    idle_since: int = 0
    last_offered: int = -1

    @property
    def free(self) -> bool:
        return self.presence is Presence.READY and self.ticket is None


@dataclass(eq=False)
class Ticket:
    id: str
    number: int
    queue_number: int
    queue: Queue
    first_arrival: int
    entered_queue: int
    band: int
    state: TicketState = TicketState.WAITING
    step: int = 0
    person: Person | None = None
    deadline: int = NEVER
    """Expiry of the offer, or the end of the wrap-up; of a waiting ticket it has no meaning."""
    pauses: dict[int, int] = field(default_factory=dict)
    """Agent number to the end of its pause with this ticket."""

    @property
    def held_by(self) -> Person:
        assert self.person is not None
        return self.person

    @property
    def owner(self) -> str | None:
        return None if self.person is None else self.person.agent.id


MOVING = ("people", "tickets", "waiting", "with_deadline")
"""The parts of a router that change; nothing else does, but the clock and the next ticket number."""


class NaiveRouter:
    """See :class:`routing.router.Router`; the explanations are left out."""

    def __init__(self, policy: Policy, agents: Iterable[Agent]) -> None:
        self.policy = policy
        self.policy_hash = policy.hash
        self.people = [Person(number, agent) for number, agent in enumerate(agents)]
        self.number_of: dict[str, int] = {}
        for person in self.people:
            if person.agent.id in self.number_of:
                raise DuplicateAgent(person.agent.id)
            self.number_of[person.agent.id] = person.number
        self.qualified = {
            (q, s): frozenset(p.number for p in self.people if qualifies(p.agent, step))
            for q, queue in enumerate(policy.queues)
            for s, step in enumerate(queue.steps)
        }
        self.standing_terms = {
            (q, s, number): [self._standing_term(term, q, step, self.people[number].agent) for term in step.prefer]
            for q, queue in enumerate(policy.queues)
            for s, step in enumerate(queue.steps)
            for number in self.qualified[q, s]
        }
        self.own_rank = [[own_rank(policy, p.agent, queue.name) for queue in policy.queues] for p in self.people]
        self.now = -NEVER
        self.submitted = 0
        self.tickets: dict[str, Ticket] = {}
        self.waiting: list[Ticket] = []
        self.with_deadline: list[Ticket] = []
        self.events: list[Event] = []
        self.undo: dict[str, Any] = {}

    # -- commands ------------------------------------------------------------------------------------------------------

    def set_presence(self, agent: str, presence: Presence, *, now: int) -> list[Event]:
        self._check_time(now)
        self._handle_timers_before(now, Kind.PRESENCE, self._person(agent).number)
        person = self._person(agent)
        held = person.ticket
        if presence is Presence.OFFLINE and held and held.state is not TicketState.OFFERED:
            raise self._refusal(AgentHasWork(agent, held.id))
        if presence is not person.presence:
            if person.presence is Presence.OFFLINE:
                person.idle_since = now
            person.presence = presence
            self._tell(now, EventKind.PRESENCE, None, person, int(presence))
            if presence in {Presence.BREAK, Presence.OFFLINE} and held and held.state is TicketState.OFFERED:
                self._take_back(held, EventKind.EXPIRED, now, pause=False)
            elif presence is Presence.DRAINING and not held:
                self._go_offline(person, now)
            self._who_chooses(person, now)
        return self._answer()

    def submit(self, ticket: str, *, problem: str, tier: str, channel: str, now: int) -> list[Event]:
        self._check_time(now)
        for kind, name, known in (
            ("problem", problem, self.policy.problems),
            ("tier", tier, self.policy.tiers),
            ("channel", channel, self.policy.channels),
        ):
            if name not in known:
                raise UnknownLabel(kind, name, known)
        self._handle_timers_before(now, Kind.ARRIVAL, self.submitted)
        if ticket in self.tickets:
            raise self._refusal(DuplicateTicket(ticket))
        q = first_match(self.policy, problem, tier, channel)
        queue = self.policy.queues[q]
        before_it = sum(other.queue_number == q for other in self.waiting)
        new = Ticket(ticket, self.submitted, q, queue, now, now, queue.band)
        self.submitted += 1
        self.tickets[ticket] = new
        self.waiting.append(new)
        self._who_chooses(None, now)
        if new.state is TicketState.WAITING:
            if 0 <= queue.max_waiting <= before_it:
                self._forget(new)
                self._tell(now, EventKind.BLOCKED, new)
            else:
                self._tell(now, EventKind.WAITING, new, None, q)
        return self._answer()

    def accept(self, ticket: str, agent: str, *, now: int) -> list[Event]:
        offered, person = self._offer_between(ticket, agent, now)
        self._assign(offered, person, now)
        return self._answer()

    def decline(self, ticket: str, agent: str, *, now: int) -> list[Event]:
        offered, person = self._offer_between(ticket, agent, now)
        self._take_back(offered, EventKind.DECLINED, now, pause=True)
        self._who_chooses(person, now)
        return self._answer()

    def complete(self, ticket: str, *, now: int, wrap_up: bool = True) -> list[Event]:
        done = self._ticket_before(ticket, now, Kind.COMPLETION)
        if done.state is not TicketState.ASSIGNED:
            raise self._refusal(NotInService(ticket, done.state, done.owner))
        person, queue = done.held_by, done.queue
        wraps_up = wrap_up and queue.wrap_up is not WrapUp.NONE
        self._tell(now, EventKind.COMPLETED, done, person, int(wraps_up))
        if not wraps_up:
            self._end_work(done, now)
        else:
            done.state = TicketState.WRAPPING
            if queue.wrap_up in {WrapUp.FIXED, WrapUp.CAPPED}:
                self._set_deadline(done, now + queue.wrap_up_us)
        return self._answer()

    def end_wrap_up(self, ticket: str, *, now: int) -> list[Event]:
        done = self._ticket_before(ticket, now, Kind.WRAP_UP_END)
        if done.state is not TicketState.WRAPPING or done.queue.wrap_up is WrapUp.FIXED:
            raise self._refusal(NotWrapping(ticket, done.state, done.owner))
        self._tell(now, EventKind.WRAPPED_UP, done, done.held_by)
        self._end_work(done, now)
        return self._answer()

    def cancel(self, ticket: str, *, now: int) -> list[Event]:
        left = self._ticket_before(ticket, now, Kind.CANCEL)
        if left.state not in {TicketState.WAITING, TicketState.OFFERED}:
            raise self._refusal(NotWaiting(ticket, left.state, left.owner))
        person = left.person
        self._tell(now, EventKind.CANCELLED, left, person)
        self._forget(left)
        if person:
            self._let_go(person, now)
        self._who_chooses(person, now)
        return self._answer()

    def advance(self, *, now: int, at_most: int | None = None) -> list[Event]:
        self._check_time(now)
        handled = 0
        while (timer := self._next_timer()) and timer[0] <= now and (at_most is None or handled < at_most):
            self._handle(timer)
            handled += 1
        self.now = now
        return self._answer()

    def next_due(self) -> Timer | None:
        timer = self._next_timer()
        return timer and Timer(*timer[:3])

    # -- timers --------------------------------------------------------------------------------------------------------

    def _timers(self) -> Iterator[tuple[int, Kind, int, Ticket]]:
        """Every timer that still means something: (due, kind, ticket number, ticket)."""
        for t in self.waiting:
            if t.step + 1 < len(t.queue.steps):
                yield t.entered_queue + t.queue.steps[t.step + 1].from_us, Kind.STEP, t.number, t
            if t.band > 0 and t.queue.promote_after_us < NEVER:
                promotions = t.queue.band - t.band
                due = t.entered_queue + (promotions + 1) * t.queue.promote_after_us
                yield due, Kind.PROMOTION, t.number, t
            if t.pauses:
                yield min(t.pauses.values()), Kind.DELAY_END, t.number, t
        for t in self.with_deadline:
            kind = Kind.OFFER_EXPIRY if t.state is TicketState.OFFERED else Kind.WRAP_UP_END
            yield t.deadline, kind, t.number, t

    def _next_timer(self) -> tuple[int, Kind, int, Ticket] | None:
        return min(self._timers(), key=lambda timer: timer[:3], default=None)

    def _handle_timers_before(self, now: int, kind: Kind, number: int) -> None:
        """Handle, in order, what comes before a command of ``kind`` for ``number``; it then is ``now``."""
        self.undo = {"now": self.now}
        while (timer := self._next_timer()) and timer[:3] < (now, kind, number):
            if "tickets" not in self.undo:
                timer = self._remember_everything(timer)
            self._handle(timer)
        self.now = now

    def _handle(self, timer: tuple[int, Kind, int, Ticket]) -> None:
        due, kind, _, ticket = timer
        person = ticket.person
        if kind is Kind.WRAP_UP_END:
            self._tell(due, EventKind.WRAPPED_UP, ticket, person)
            self._end_work(ticket, due)
            return
        if kind is Kind.OFFER_EXPIRY:
            self._take_back(ticket, EventKind.EXPIRED, due, pause=True)
        elif kind is Kind.DELAY_END:
            self._end_pauses(ticket, due)
        elif kind is Kind.STEP:
            ticket.step += 1
            self._tell(due, EventKind.STEP, ticket, None, ticket.step)
        elif kind is Kind.PROMOTION:
            ticket.band -= 1
            self._tell(due, EventKind.PROMOTED, ticket, None, ticket.band)
        self._who_chooses(person, due)

    # -- who chooses ---------------------------------------------------------------------------------------------------

    def _who_chooses(self, freed: Person | None, now: int) -> None:
        """The whole loop after one event; ``freed``: the agent that the event may have made available, if any."""
        if freed:
            may_take = [t for t in self.waiting if self._may_take(freed, t)]
            if may_take:
                self._offer(min(may_take, key=lambda t: self._own_order(freed, t, now)), freed, now)
        while self.waiting:
            free = [p for p in self.people if p.free]
            with_an_agent = [t for t in self.waiting if any(self._may_take(p, t) for p in free)]
            if not with_an_agent:
                break
            ticket = min(with_an_agent, key=lambda t: order(t, now))
            person = min((p for p in free if self._may_take(p, ticket)), key=lambda p: self._preference(ticket, p))
            self._offer(ticket, person, now)

    def _may_take(self, person: Person, ticket: Ticket) -> bool:
        qualified = person.number in self.qualified[ticket.queue_number, ticket.step]
        return qualified and person.free and person.number not in ticket.pauses

    def _own_order(self, person: Person, ticket: Ticket, now: int) -> tuple[int, ...]:
        band, *rest = order(ticket, now)
        return (band, self.own_rank[person.number][ticket.queue_number], *rest)

    def _preference(self, ticket: Ticket, person: Person) -> tuple[Fraction | int, ...]:
        """What the ticket would rather have, smallest first: the step's terms, then the agent's number."""
        moving = {Prefer.LONGEST_IDLE: person.idle_since, Prefer.ROUND_ROBIN: person.last_offered}
        standing = self.standing_terms[ticket.queue_number, ticket.step, person.number]
        terms = ticket.queue.steps[ticket.step].prefer
        return (*(moving.get(term, value) for term, value in zip(terms, standing, strict=True)), person.number)

    def _standing_term(self, term: Prefer, q: int, step: Step, agent: Agent) -> Fraction | int:
        """The value of a term that never changes; 0 for the others (with capacity 1, free agents are alike in load)."""
        if term is Prefer.POOL_ORDER:
            return next((rank for rank, pool in enumerate(step.pools) if pool in agent.pools), 0)
        if term is Prefer.LEVEL:
            return -sum(agent.skills[skill] for skill, _ in step.skills)
        if term is Prefer.SCARCE_LAST:
            first_steps = [self.qualified[other, 0] for other in range(len(self.policy.queues)) if other != q]
            own = self.number_of[agent.id]
            return sum((Fraction(1, len(group)) for group in first_steps if own in group), Fraction(0))
        return 0

    # -- transitions ---------------------------------------------------------------------------------------------------

    def _offer(self, ticket: Ticket, person: Person, now: int) -> None:
        person.last_offered = now
        if ticket.queue.auto_accept:
            self._assign(ticket, person, now)
            return
        self.waiting.remove(ticket)
        ticket.state, ticket.person, person.ticket = TicketState.OFFERED, person, ticket
        if ticket.queue.offer_expires_us < NEVER:
            self._set_deadline(ticket, now + ticket.queue.offer_expires_us)
        self._tell(now, EventKind.OFFERED, ticket, person, ticket.step)

    def _assign(self, ticket: Ticket, person: Person, now: int) -> None:
        self._remove_from_lists(ticket)
        ticket.state, ticket.person, person.ticket = TicketState.ASSIGNED, person, ticket
        self._tell(now, EventKind.ASSIGNED, ticket, person, ticket.step)

    def _take_back(self, ticket: Ticket, why: EventKind, now: int, *, pause: bool) -> None:
        """End the outstanding offer: the ticket waits again, with both clocks kept."""
        person = ticket.held_by
        self._tell(now, why, ticket, person)
        if ticket in self.with_deadline:
            self.with_deadline.remove(ticket)
        ticket.state, ticket.person = TicketState.WAITING, None
        self.waiting.append(ticket)
        self._end_pauses(ticket, now)
        if pause and ticket.queue.decline_pause_us > 0:
            ticket.pauses[person.number] = now + ticket.queue.decline_pause_us
        self._catch_up(ticket, now)
        self._let_go(person, now)

    def _catch_up(self, ticket: Ticket, now: int) -> None:
        """Bring the step and the band of a ticket that waits again to what the time says."""
        waited, queue = now - ticket.entered_queue, ticket.queue
        step = max(s for s, step in enumerate(queue.steps) if step.from_us <= waited)
        band = max(0, queue.band - waited // queue.promote_after_us)
        if step != ticket.step:
            ticket.step = step
            self._tell(now, EventKind.STEP, ticket, None, step)
        if band != ticket.band:
            ticket.band = band
            self._tell(now, EventKind.PROMOTED, ticket, None, band)

    def _end_pauses(self, ticket: Ticket, now: int) -> None:
        ticket.pauses = {number: until for number, until in ticket.pauses.items() if until > now}

    def _end_work(self, ticket: Ticket, now: int) -> None:
        person = ticket.held_by
        self._forget(ticket)
        person.idle_since = now
        self._let_go(person, now)
        self._who_chooses(person, now)

    def _let_go(self, person: Person, now: int) -> None:
        person.ticket = None
        if person.presence is Presence.DRAINING:
            self._go_offline(person, now)

    def _go_offline(self, person: Person, now: int) -> None:
        person.presence = Presence.OFFLINE
        self._tell(now, EventKind.PRESENCE, None, person, int(Presence.OFFLINE))

    def _forget(self, ticket: Ticket) -> None:
        self._remove_from_lists(ticket)
        del self.tickets[ticket.id]

    def _set_deadline(self, ticket: Ticket, deadline: int) -> None:
        ticket.deadline = deadline
        self.with_deadline.append(ticket)

    def _remove_from_lists(self, ticket: Ticket) -> None:
        for tickets in (self.waiting, self.with_deadline):
            if ticket in tickets:
                tickets.remove(ticket)

    # -- checks and answers --------------------------------------------------------------------------------------------

    def _check_time(self, now: int) -> None:
        if not 0 <= now < NEVER:
            raise BadTime(now)
        if now < self.now:
            raise TimeWentBack(now, self.now)

    def _person(self, agent: str) -> Person:
        if agent not in self.number_of:
            raise UnknownAgent(agent, self.number_of)
        return self.people[self.number_of[agent]]

    def _ticket_before(self, ticket: str, now: int, kind: Kind) -> Ticket:
        """The ticket as it stands when a command of ``kind`` comes to it."""
        self._check_time(now)
        if ticket not in self.tickets:
            raise UnknownTicket(ticket)
        self._handle_timers_before(now, kind, self.tickets[ticket].number)
        if ticket not in self.tickets:
            raise self._refusal(UnknownTicket(ticket))
        return self.tickets[ticket]

    def _offer_between(self, ticket: str, agent: str, now: int) -> tuple[Ticket, Person]:
        self._check_time(now)
        number = self._person(agent).number
        offered = self._ticket_before(ticket, now, Kind.ACCEPT_OR_DECLINE)
        if offered.state is not TicketState.OFFERED or offered.held_by.number != number:
            raise self._refusal(NotOffered(ticket, agent, offered.state, offered.owner))
        return offered, offered.held_by

    def _remember_everything(self, timer: tuple[int, Kind, int, Ticket]) -> tuple[int, Kind, int, Ticket]:
        """Keep what moves as it is and go on with a copy; the timer is that of the copy."""
        moving = {name: getattr(self, name) for name in MOVING}
        self.undo |= moving
        shared = [*self.policy.queues, *(person.agent for person in self.people)]
        for name, value in copy.deepcopy(moving, {id(thing): thing for thing in shared}).items():
            setattr(self, name, value)
        return (*timer[:3], self.tickets[timer[3].id])

    def _refusal(self, error: CommandError) -> CommandError:
        """Put everything back as it was before the command, and return the error."""
        for name, value in self.undo.items():
            setattr(self, name, value)
        self.events = []
        return error

    def _tell(
        self, now: int, kind: EventKind, ticket: Ticket | None, person: Person | None = None, detail: int = -1
    ) -> None:
        ticket_id = None if ticket is None else ticket.id
        agent_id = None if person is None else person.agent.id
        self.events.append(Event(now, kind, ticket_id, agent_id, detail))

    def _answer(self) -> list[Event]:
        events, self.events = self.events, []
        return events


def qualifies(agent: Agent, step: Step) -> bool:
    """Whether the agent has every skill at its level, and one of the pools if the step names any."""
    skilled = all(agent.skills.get(skill, 0) >= level for skill, level in step.skills)
    return skilled and (not step.pools or any(pool in step.pools for pool in agent.pools))


def first_match(policy: Policy, problem: str, tier: str, channel: str) -> int:
    """The number of the queue that the ticket enters."""
    for number, queue in enumerate(policy.queues):
        match = queue.match
        admitted = ((problem, match.problems), (tier, match.tiers), (channel, match.channels))
        if all(not names or name in names for name, names in admitted):
            return number
    raise AssertionError("a policy ends with a queue that admits everything")


def own_rank(policy: Policy, agent: Agent, queue_name: str) -> int:
    """Place of the queue in the order of the agent's first pool that has one; 0 without such a pool."""
    orders = dict(policy.queue_order)
    for pool in agent.pools:
        if pool in orders:
            names = orders[pool]
            return names.index(queue_name) if queue_name in names else len(names)
    return 0


def order(ticket: Ticket, now: int) -> tuple[int, int, int, int]:
    """Key of the order of waiting tickets, smallest first; the credit in thousandths of a microsecond."""
    queue = ticket.queue
    credit = queue.head_start_us * 1000 + queue.ageing_per_mille * (now - ticket.first_arrival)
    return ticket.band, -credit, ticket.first_arrival, ticket.number
