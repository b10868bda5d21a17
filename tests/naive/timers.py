"""What happens in the naive router by itself, when its time has come."""

from __future__ import annotations

import copy
from collections.abc import Iterator

from routing.errors import BadTime, CommandError, TimeWentBack
from routing.model import NEVER, EventKind, Kind, Presence, TicketState
from routing.policy import OnExpiry
from tests.naive.matching import is_ready
from tests.naive.parts import Person, Ticket
from tests.naive.places import Places

Due = tuple[int, Kind, int, Ticket | Person]
"""(due, kind, number of the ticket or agent, the ticket or agent)."""

MOVING = ("people", "tickets", "waiting", "with_deadline", "closed", "overflowing", "lifted", "expected")
"""The parts of a router that change; nothing else does, but the clock and the next ticket number."""

WAITING, OFFERED, WRAPPING, PERSONAL, CALLBACK = (
    TicketState.WAITING,
    TicketState.OFFERED,
    TicketState.WRAPPING,
    TicketState.PERSONAL,
    TicketState.CALLBACK,
)


class Timers(Places):
    """Which timers there are, and what each does."""

    def _timers(self) -> Iterator[Due]:
        """Every timer that still means something."""
        for t in self.waiting:
            if t.state is PERSONAL:
                yield t.deadline, Kind.DELAY_END, t.number, t
            else:
                yield self._next_step(t), Kind.STEP, t.number, t
                yield self._next_promotion(t), Kind.PROMOTION, t.number, t
                yield self._next_delay_end(t), Kind.DELAY_END, t.number, t
        kinds = {OFFERED: Kind.OFFER_EXPIRY, WRAPPING: Kind.WRAP_UP_END, CALLBACK: Kind.DELAY_END}
        for t in self.with_deadline:
            yield t.deadline, kinds[t.state], t.number, t
        for p in self.people:
            if p.deadline < NEVER:
                yield p.deadline, Kind.PRESENCE, p.number, p

    def _next_step(self, ticket: Ticket) -> int:
        times = (step.from_us for step in ticket.queue.steps if step.from_us > ticket.reached)
        return min(ticket.entered_queue + next(times, NEVER), ticket.retry_step)

    def _next_promotion(self, ticket: Ticket) -> int:
        if ticket.band == 0 or ticket.queue.promote_after_us == NEVER:
            return NEVER
        promotions = ticket.queue.band - ticket.band
        return ticket.entered_queue + (promotions + 1) * ticket.queue.promote_after_us

    def _next_delay_end(self, ticket: Ticket) -> int:
        ends = (end for end in self.delay_ends[ticket.queue_number] if end > ticket.reached)
        times = [ticket.entered_queue + next(ends, NEVER), ticket.gather_at, *ticket.pauses.values()]
        if ticket.queue.overflow:
            times.append(self._next_overflow(ticket))
        if ticket.callback and ticket.callback.until is not None:
            times.append(max(ticket.callback.until, ticket.waits_since))
        return min(times)

    def _next_timer(self) -> Due | None:
        timer = min(self._timers(), key=lambda timer: timer[:3], default=None)
        return timer if timer and timer[0] < NEVER else None

    def _handle_timers_before(self, now: int, kind: Kind, number: int) -> None:
        """Handle, in order, what comes before a command of ``kind`` for ``number``; it then is ``now``."""
        self.undo = {"now": self.now}
        while (timer := self._next_timer()) and timer[:3] < (now, kind, number):
            if "tickets" not in self.undo:
                timer = self._remember_everything(timer)
            self._handle(timer)
        self.now = now

    # -- what each does ------------------------------------------------------------------------------------------------

    def _handle(self, timer: Due) -> None:
        due, kind, _, about = timer
        if isinstance(about, Person):
            self._lose(about, due)
        elif kind is Kind.WRAP_UP_END:
            self._tell(due, EventKind.WRAPPED_UP, about, about.person)
            self._end_work(about, due)
        elif kind is Kind.OFFER_EXPIRY:
            self._expire(about, due)
        elif kind is Kind.STEP:
            about.reached = due - about.entered_queue
            self._set_step(about, due)
            self._seek_again(about, due)
            self._who_chooses(None, due)
        elif kind is Kind.PROMOTION:
            about.band -= 1
            self._tell(due, EventKind.PROMOTED, about, None, about.band)
            self._who_chooses(None, due)
        elif about.state is PERSONAL:
            self._end_hold(about, due)
        elif about.state is CALLBACK:
            self._call_back(about, due)
        else:
            self._end_delays(about, due)

    def _expire(self, ticket: Ticket, now: int) -> None:
        """The agent has not answered; the queue may have something to say to that."""
        person = ticket.held_by
        person.expiries += 1
        self._tell(now, EventKind.EXPIRED, ticket, person)
        is_too_often = ticket.queue.on_expiry is not OnExpiry.STAY and person.expiries >= ticket.queue.expiry_limit
        if is_too_often and is_ready(person):
            person.expiries = 0
            self._change_presence(person, self._presence_after_expiry(ticket, person), now)
        self._return(ticket, now, pause=True)
        self._let_go(person, now)
        self._who_chooses(person, now)

    def _presence_after_expiry(self, ticket: Ticket, person: Person) -> Presence:
        if ticket.queue.on_expiry is OnExpiry.BREAK:
            return Presence.BREAK
        owns_others = any(other is not ticket for other in person.tickets)
        return Presence.DRAINING if owns_others else Presence.OFFLINE

    def _end_hold(self, ticket: Ticket, now: int) -> None:
        self._tell(now, EventKind.HOLD_ENDED, ticket, ticket.person)
        self._wait_for_any(ticket, now)
        self._catch_up(ticket, now)
        self._who_chooses(None, now)

    def _wait_for_any(self, ticket: Ticket, now: int) -> None:
        """The ticket no longer waits for its preferred agent alone."""
        ticket.state, ticket.person, ticket.deadline = WAITING, None, NEVER
        self._begin_waiting(ticket, now)
        self._end_pauses(ticket, now)

    def _call_back(self, ticket: Ticket, now: int) -> None:
        """The time of the callback has come: the ticket is in its queue as if it had not waited meanwhile."""
        self._stand_still(ticket, now)
        self._leave_place(ticket)
        self._tell(now, EventKind.CALLBACK_DUE, ticket)
        self._join(ticket, WAITING, now)
        self._end_pauses(ticket, now)
        self._catch_up(ticket, now)
        self._who_chooses(None, now)

    def _stand_still(self, ticket: Ticket, now: int) -> None:
        """Take the time since the customer asked to be called back out of both clocks."""
        assert ticket.callback is not None
        ticket.first_arrival += now - ticket.callback.asked
        ticket.entered_queue += now - ticket.callback.asked

    def _end_delays(self, ticket: Ticket, now: int) -> None:
        """Pauses and delays are over; then what follows from having waited so long."""
        self._end_pauses(ticket, now)
        waited = now - ticket.entered_queue
        if waited not in {step.from_us for step in ticket.queue.steps}:
            ticket.reached = waited
        self._who_chooses(None, now)
        callback = ticket.callback
        if ticket.state is WAITING and callback and callback.until is not None and callback.until <= now:
            callback.until = None
            self._tell(now, EventKind.CALLBACK_MISSED, ticket)
        if ticket.state is WAITING and self._next_overflow(ticket) <= now:
            self._overflow_by_waiting(ticket, now)
        self._seek_again(ticket, now)
        if ticket.state is WAITING and ticket.gather_at <= now:
            self._gather(ticket, now)
        self._who_chooses(None, now)

    def _gather(self, ticket: Ticket, now: int) -> None:
        """Find an agent who takes nothing else until it has units enough for the ticket; else try again later.

        If nobody is ready who ever could, only when somebody becomes ready, or when a step or a delay ends.
        """
        could = [p for p in self.people if self._could_gather(p, ticket)]
        if could:
            best = max(could, key=lambda p: (p.agent.capacity - p.load, -p.number))
            best.gathers_for, ticket.gatherer, ticket.gather_at = ticket, best, NEVER
        else:
            some_day = any(is_ready(p) and self._could_ever_gather(p, ticket) for p in self.people)
            ticket.gather_at = now + ticket.queue.gather_after_us if some_day else NEVER

    def _could_gather(self, person: Person, ticket: Ticket) -> bool:
        may = self._is_open_to(person, ticket) and not self._is_reserved(person, ticket)
        is_idle = is_ready(person) and not person.waking and person.gathers_for is None
        return may and is_idle and self._could_ever_gather(person, ticket)

    # -- the time of a command -----------------------------------------------------------------------------------------

    def _check_time(self, now: int) -> None:
        self._check_is_time(now, 0)
        if now < self.now:
            raise TimeWentBack(now, self.now)

    def _check_is_time(self, time: int, least: int) -> None:
        if type(time) is not int or not least <= time < NEVER:
            raise BadTime(time, least)

    # -- a command refused ---------------------------------------------------------------------------------------------

    def _remember_everything(self, timer: Due) -> Due:
        """Keep what moves as it is and go on with a copy; the timer is that of the copy."""
        moving = {name: getattr(self, name) for name in MOVING}
        self.undo |= moving
        shared = [*self.policy.queues, *(person.agent for person in self.people)]
        for name, value in copy.deepcopy(moving, {id(thing): thing for thing in shared}).items():
            setattr(self, name, value)
        about = timer[3]
        copied = self.people[about.number] if isinstance(about, Person) else self.tickets[about.id]
        return (*timer[:3], copied)

    def _refusal(self, error: CommandError) -> CommandError:
        """Put everything back as it was before the command, and return the error."""
        for name, value in self.undo.items():
            setattr(self, name, value)
        self.events = []
        return error
