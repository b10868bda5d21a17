"""The commands of the naive router."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from routing.errors import (
    AgentAbsent,
    AgentFull,
    AgentHasWork,
    BadAttempts,
    BadLabel,
    DuplicateTicket,
    FixedWrapUp,
    HasCallback,
    NoCallback,
    NotAllowed,
    NoTarget,
    NotHeld,
    NotInactive,
    NotInService,
    NotOffered,
    NotWaiting,
    NotWrapping,
    TooManyExcluded,
    TooManyInactive,
    UnknownAgent,
    UnknownLabel,
    UnknownQueue,
    UnknownTicket,
)
from routing.expected_wait import ExpectedWait
from routing.model import Event, EventKind, Kind, LabelValue, Presence, TicketState, Tie, Timer
from routing.policy import WrapUp
from tests.naive.life_cycle import LifeCycle
from tests.naive.parts import ASLEEP, IN_SERVICE, WAITS, Callback, Person, Ticket
from tests.naive.rules import cost_of, first_match, is_label_value, lacks_licence

MAX_EXCLUDED = 64
MAX_INACTIVE = 100
WAITING, OFFERED, ASSIGNED, WRAPPING, PERSONAL, HELD, INACTIVE, WAKING, CALLBACK = tuple(TicketState)[1:]


class NaiveRouter(LifeCycle):
    """See :class:`routing.router.Router`; the explanations are left out."""

    def expected_wait(self, queue: str, *, now: int) -> ExpectedWait:
        self._check_queue(queue)
        self._check_time(now)
        q = self.queue_numbers[queue]
        return self._told(q, self._count(q) + 1, now)

    def expected_wait_of(self, ticket: str, *, now: int) -> ExpectedWait:
        self._check_time(now)
        if ticket not in self.tickets:
            raise UnknownTicket(ticket)
        asks = self.tickets[ticket]
        if asks.state not in {*WAITS, CALLBACK}:
            raise NotWaiting(ticket, asks.state, asks.owner)
        q = asks.queue_number
        if asks.state is not WAITING:
            return ExpectedWait(asks.queue.name, None, None, None)
        line = [t for t in self.waiting if t.queue_number == q and t.state is WAITING]
        line.sort(key=lambda t: (t.band, t.first_arrival, t.number))
        return self._told(q, line.index(asks) + 1, now)

    def _told(self, q: int, place: int, now: int) -> ExpectedWait:
        mean = self._mean_wait(q, place, now)
        p50, p90 = (self.expected[q].quantile(p, mean, place) for p in (50, 90))
        known = mean > 0
        return ExpectedWait(self.policy.queues[q].name, place, p50 if known else None, p90 if known else None)

    # -- tickets come and go -------------------------------------------------------------------------------------------

    def submit(
        self,
        ticket: str,
        *,
        problem: str,
        tier: str,
        channel: str,
        labels: Mapping[str, LabelValue] | None = None,
        preferred: str | None = None,
        tie: Tie = Tie.LAST,
        exclude: Sequence[str] = (),
        now: int,
    ) -> list[Event]:
        self._check_time(now)
        self._check_words(problem, tier, channel, labels or {})
        wanted = None if preferred is None else self._person(preferred).number
        if len(exclude) > MAX_EXCLUDED:
            raise TooManyExcluded(MAX_EXCLUDED)
        excluded = frozenset(self._person(agent).number for agent in exclude)
        self._handle_timers_before(now, Kind.ARRIVAL, self.submitted)
        if ticket in self.tickets:
            raise self._refusal(DuplicateTicket(ticket))
        q = first_match(self.policy, problem, tier, channel, labels)
        queue, cost = self.policy.queues[q], cost_of(self.policy, channel)
        new = Ticket(ticket, self.submitted, channel, cost, q, queue, now, now, queue.band, excluded=excluded)
        new.words, new.labels = (problem, tier, channel), dict(labels or {})
        self.submitted += 1
        self.tickets[ticket] = new
        self._enter(new, None if wanted is None else self.people[wanted], tie, now, is_new=True)
        self._who_chooses(None, now)
        return self._answer()

    def cancel(self, ticket: str, *, now: int) -> list[Event]:
        left = self._ticket_before(ticket, now, Kind.CANCEL)
        if left.state not in {*WAITS, OFFERED, CALLBACK}:
            raise self._refusal(NotWaiting(ticket, left.state, left.owner))
        self._end_wait(left, now, answered=False)
        person = left.person if left.state is OFFERED else None
        self._tell(now, EventKind.CANCELLED, left, person)
        if person:
            self._drop(left, now)
        self._forget(left)
        if person:
            self._let_go(person, now)
        self._who_chooses(person, now)
        return self._answer()

    def accept(self, ticket: str, agent: str, *, now: int) -> list[Event]:
        offered, person = self._offer_between(ticket, agent, now)
        person.expiries = 0
        self._assign(offered, person, now)
        self._who_chooses(person, now)
        return self._answer()

    def decline(self, ticket: str, agent: str, *, now: int) -> list[Event]:
        offered, person = self._offer_between(ticket, agent, now)
        self._take_back(offered, EventKind.DECLINED, now, pause=True)
        self._who_chooses(person, now)
        return self._answer()

    def complete(self, ticket: str, *, now: int, wrap_up: bool = True) -> list[Event]:
        done = self._ticket_in_service(ticket, now, IN_SERVICE)
        queue = done.queue
        wraps_up = wrap_up and queue.wrap_up is not WrapUp.NONE and done.state not in ASLEEP
        self._tell(now, EventKind.COMPLETED, done, done.held_by, int(wraps_up))
        if not wraps_up:
            self._end_work(done, now)
        else:
            done.state = WRAPPING
            if queue.wrap_up in {WrapUp.FIXED, WrapUp.CAPPED}:
                self._set_deadline(done, now + queue.wrap_up_us)
        return self._answer()

    def end_wrap_up(self, ticket: str, *, now: int) -> list[Event]:
        done = self._ticket_before(ticket, now, Kind.WRAP_UP_END)
        if done.state is not WRAPPING or done.queue.wrap_up is WrapUp.FIXED:
            kind = FixedWrapUp if done.state is WRAPPING else NotWrapping
            raise self._refusal(kind(ticket, done.state, done.owner))
        self._tell(now, EventKind.WRAPPED_UP, done, done.held_by)
        self._end_work(done, now)
        return self._answer()

    # -- conversations -------------------------------------------------------------------------------------------------

    def hold(self, ticket: str, *, now: int) -> list[Event]:
        found = self._ticket_in_service(ticket, now, {ASSIGNED})
        found.state = HELD
        self._tell(now, EventKind.ON_HOLD, found, found.held_by)
        return self._answer()

    def resume(self, ticket: str, *, now: int) -> list[Event]:
        found = self._ticket_before(ticket, now, Kind.COMPLETION)
        if found.state is not HELD:
            raise self._refusal(NotHeld(ticket, found.state, found.owner))
        found.state = ASSIGNED
        self._tell(now, EventKind.RESUMED, found, found.held_by)
        return self._answer()

    def deactivate(self, ticket: str, *, now: int) -> list[Event]:
        found = self._ticket_in_service(ticket, now, {ASSIGNED, HELD})
        person = found.held_by
        if sum(other.state in ASLEEP for other in person.tickets) >= MAX_INACTIVE:
            raise self._refusal(TooManyInactive(person.agent.id, MAX_INACTIVE))
        found.state = INACTIVE
        person.since = now
        self._tell(now, EventKind.INACTIVE, found, person)
        self._let_go(person, now)
        self._who_chooses(person, now)
        return self._answer()

    def wake(self, ticket: str, *, now: int) -> list[Event]:
        found = self._ticket_before(ticket, now, Kind.COMPLETION)
        if found.state is not INACTIVE:
            raise self._refusal(NotInactive(ticket, found.state, found.owner))
        person = found.held_by
        person.waking.append(found)
        found.state = WAKING
        if person.waking == [found] and person.has_room_to_wake:
            self._let_go(person, now)
        else:
            self._tell(now, EventKind.WAKING, found, person)
        self._who_chooses(None, now)  # with more in hand the agent may no longer be one whom a reservation keeps free
        return self._answer()

    # -- tickets change hands ------------------------------------------------------------------------------------------

    def transfer(self, ticket: str, *, queue: str | None = None, agent: str | None = None, now: int) -> list[Event]:
        self._check_time(now)
        if agent is None and queue is None:
            raise NoTarget(ticket)
        target = None if agent is None else self._person(agent).number
        if queue is not None:
            self._check_queue(queue)
        found = self._ticket_in_service(ticket, now, IN_SERVICE)
        q = found.queue_number if queue is None else self.queue_numbers[queue]
        person, wanted = found.held_by, None if target is None else self.people[target]
        self._tell(now, EventKind.TRANSFERRED, found, person, q)
        self._drop(found, now)
        self._begin_in_queue(found, q, now)
        pause_us = found.queue.decline_pause_us
        found.pauses = {person.number: now + pause_us} if pause_us > 0 and wanted is not person else {}
        if wanted and self._may_be_preferred(wanted, found):
            found.person = wanted
        self._join(found, PERSONAL if found.person else WAITING, now)
        self._let_go(person, now)
        self._who_chooses(person, now)
        if wanted and found.state is PERSONAL:
            self._hold_or_not(found, wanted, now)
        if found.state is WAITING:
            self._announce(found, self._count(q), now)
        if found.state in WAITS:
            self._tell_that_it_waits(found, now)
        return self._answer()

    def _hold_or_not(self, ticket: Ticket, wanted: Person, now: int) -> None:
        """The agent to whom the ticket is to go cannot take it now: it waits for them, or for anybody."""
        if self._is_held_for(wanted, ticket, Tie.OWNER, now):
            ticket.deadline = now + ticket.queue.hold_us[Tie.OWNER]
        else:
            self._wait_for_any(ticket, now)
            self._who_chooses(None, now)

    def assign(self, ticket: str, agent: str, *, force: bool = False, now: int) -> list[Event]:
        self._check_time(now)
        number = self._person(agent).number
        found = self._ticket_before(ticket, now, Kind.ACCEPT_OR_DECLINE)
        person = self.people[number]
        is_theirs = found.person is person and found.state in IN_SERVICE
        if found.state is WRAPPING or is_theirs:
            raise self._refusal(NotWaiting(ticket, found.state, found.owner))
        if person.presence is Presence.OFFLINE:
            raise self._refusal(AgentAbsent(agent, ticket))
        if missing := lacks_licence(person.agent, found.queue):
            raise self._refusal(NotAllowed(agent, ticket, missing))
        has_room, was_offered = person.has_room(found), found.person is person and found.state is OFFERED
        if not has_room and not force:
            raise self._refusal(AgentFull(agent, ticket))
        self._end_wait(found, now, answered=False)
        former = self._take_from_holder(found, person, now)
        self._put_in_hand(found, person, now)
        self._tell(now, EventKind.ASSIGNED_BY_HAND, found, person, int(not has_room))
        if former:
            self._let_go(former, now)
        self._who_chooses(person if was_offered else former, now)
        return self._answer()

    def _take_from_holder(self, ticket: Ticket, taker: Person, now: int) -> Person | None:
        """Take the ticket from the agent who has it or is offered it, if that is another one than the taker."""
        if ticket.state is CALLBACK:
            self._stand_still(ticket, now)
        if ticket.state not in {OFFERED, *IN_SERVICE} or ticket.person is taker:
            return None
        person = ticket.held_by
        if ticket.state is OFFERED:
            self._tell(now, EventKind.EXPIRED, ticket, person)
        else:
            self._tell(now, EventKind.TRANSFERRED, ticket, person, ticket.queue_number)
        self._drop(ticket, now)
        return person

    # -- callbacks -----------------------------------------------------------------------------------------------------

    def request_callback(
        self, ticket: str, *, due: int, until: int | None = None, attempts: int = 1, now: int
    ) -> list[Event]:
        self._check_time(now)
        self._check_is_time(due, now)
        if until is not None:
            self._check_is_time(until, due + 1)
        if type(attempts) is not int or not 1 <= attempts <= 10:
            raise BadAttempts(attempts)
        found = self._ticket_before(ticket, now, Kind.CANCEL)
        if found.state not in WAITS or found.callback:
            kind = HasCallback if found.state in {*WAITS, CALLBACK} else NotWaiting
            raise self._refusal(kind(ticket, found.state, found.owner))
        self._end_wait(found, now, answered=False)
        found.callback = Callback(attempts, until, now)
        self._leave_place(found)
        found.state, found.person = CALLBACK, None
        self._set_deadline(found, due)
        self._tell(now, EventKind.CALLBACK_HELD, found)
        self._who_chooses(None, now)
        return self._answer()

    def callback_failed(self, ticket: str, *, retry: int, now: int) -> list[Event]:
        self._check_time(now)
        self._check_is_time(retry, now)
        found = self._ticket_in_service(ticket, now, {ASSIGNED, HELD})
        if found.callback is None:
            raise self._refusal(NoCallback(ticket))
        person = found.held_by
        found.callback.attempts -= 1
        found.callback.asked = now
        self._tell(now, EventKind.CALLBACK_FAILED, found, person, found.callback.attempts)
        self._drop(found, now)
        if found.callback.attempts == 0:
            self._forget(found)
        else:
            found.state = CALLBACK
            self._set_deadline(found, retry)
        self._let_go(person, now)
        self._who_chooses(person, now)
        return self._answer()

    # -- agents and queues ---------------------------------------------------------------------------------------------

    def set_presence(
        self,
        agent: str,
        presence: Presence,
        *,
        until: int | None = None,
        reason: str | None = None,  # noqa: ARG002  (kept for figures, which are left out here)
        now: int,
    ) -> list[Event]:
        self._check_time(now)
        number = self._person(agent).number
        if until is not None:
            self._check_is_time(until, 0)
        self._handle_timers_before(now, Kind.PRESENCE, number)
        person = self.people[number]
        owned = [ticket for ticket in person.tickets if ticket.state is not OFFERED]
        if presence is Presence.OFFLINE and owned:
            raise self._refusal(AgentHasWork(agent, min(owned, key=lambda t: t.number).id))
        person.shift_end = until
        if presence is not person.presence:
            self._change_presence(person, presence, now)
            if presence in {Presence.BREAK, Presence.OFFLINE} and person.offer:
                self._take_back(person.offer, EventKind.EXPIRED, now, pause=False)
            self._let_go(person, now)
            self._who_chooses(person, now)
        return self._answer()

    def lose_agent(self, agent: str, *, now: int) -> list[Event]:
        self._check_time(now)
        number = self._person(agent).number
        self._handle_timers_before(now, Kind.PRESENCE, number)
        self._lose(self.people[number], now)
        return self._answer()

    def heartbeat(self, agent: str, *, until: int, now: int) -> list[Event]:
        self._check_time(now)
        number = self._person(agent).number
        self._check_is_time(until, now + 1)
        self._handle_timers_before(now, Kind.PRESENCE, number)
        person = self.people[number]
        if person.presence is Presence.OFFLINE:
            raise self._refusal(AgentAbsent(agent))
        person.deadline = until
        return self._answer()

    def set_open(self, queue: str, open: bool, *, now: int) -> list[Event]:  # noqa: A002  (as the router has it)
        self._check_time(now)
        self._check_queue(queue)
        q = self.queue_numbers[queue]
        self._handle_timers_before(now, Kind.PRESENCE, q)
        if open and q in self.closed:
            self.closed.remove(q)
            self._tell(now, EventKind.QUEUE_OPENED, None, None, q)
        elif not open and q not in self.closed:
            self.closed.add(q)
            self._tell(now, EventKind.QUEUE_CLOSED, None, None, q)
        self._who_chooses(None, now)
        return self._answer()

    # -- time ----------------------------------------------------------------------------------------------------------

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

    # -- checks --------------------------------------------------------------------------------------------------------

    def _check_words(self, problem: str, tier: str, channel: str, labels: Mapping[str, LabelValue]) -> None:
        for kind, name, known in (
            ("problem", problem, self.policy.problems),
            ("tier", tier, self.policy.tiers),
            ("channel", channel, self.policy.channels),
        ):
            if name not in known:
                raise UnknownLabel(kind, name, known)
        types = dict(self.policy.labels)
        for name in labels:
            if name not in types:
                raise UnknownLabel("label", name, types)
        for name, value in labels.items():
            if not is_label_value(value, types[name]):
                raise BadLabel(name, value, types[name])

    def _check_queue(self, queue: str | None) -> None:
        if queue not in self.queue_numbers:
            raise UnknownQueue(queue, self.queue_numbers)  # type: ignore[arg-type]  # None where none was named

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

    def _ticket_in_service(self, ticket: str, now: int, states: set[TicketState]) -> Ticket:
        """The ticket when a command comes to it that needs it in one of these states of service."""
        found = self._ticket_before(ticket, now, Kind.COMPLETION)
        if found.state not in states:
            raise self._refusal(NotInService(ticket, found.state, found.owner))
        return found

    def _offer_between(self, ticket: str, agent: str, now: int) -> tuple[Ticket, Person]:
        self._check_time(now)
        number = self._person(agent).number
        offered = self._ticket_before(ticket, now, Kind.ACCEPT_OR_DECLINE)
        if offered.state is not OFFERED or offered.held_by.number != number:
            raise self._refusal(NotOffered(ticket, agent, offered.state, offered.owner))
        return offered, offered.held_by
