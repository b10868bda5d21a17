"""How a ticket comes to its queue, leaves it and returns; how an agent becomes free, and how it goes."""

from __future__ import annotations

from routing.model import NEVER, EventKind, Presence, TicketState, Tie
from routing.policy import Overflow, OverflowAction, OverflowCause
from tests.naive.matching import Matching, is_ready
from tests.naive.parts import IN_HAND, Person, Ticket
from tests.naive.rules import overflow_times

WAITING, PERSONAL = TicketState.WAITING, TicketState.PERSONAL


class Places(Matching):
    """Entries, returns, endings."""

    # -- a ticket comes ------------------------------------------------------------------------------------------------

    def _enter(self, ticket: Ticket, preferred: Person | None, tie: Tie, now: int, *, is_new: bool) -> None:
        """A ticket that nobody has seen comes to its queue."""
        if preferred and not self._may_be_preferred(preferred, ticket):
            preferred = None
        if preferred and self._may_take_as_preferred(preferred, ticket):
            self._offer(ticket, preferred, now)
            return
        is_held = preferred is not None and self._is_held_for(preferred, ticket, tie, now)
        if not is_held and any(self._may_take(p, ticket) for p in self.people):
            self._offer(ticket, self._chosen_by(ticket), now)
            return
        rule = self._overflow_on_entry(ticket, now)
        if rule and rule.action is not OverflowAction.CALLBACK:
            self._overflow(ticket, rule, preferred, tie, now, is_new=is_new)
            return
        if rule:
            self._advise_callback(ticket, now)
        if is_new and 0 <= ticket.queue.max_waiting <= self._count(ticket.queue_number):
            self._tell(now, EventKind.BLOCKED, ticket)
            self._forget(ticket)
            return
        if is_held:
            ticket.person, ticket.deadline = preferred, now + ticket.queue.hold_us[tie]
        else:
            self._announce(ticket, self._count(ticket.queue_number) + 1, now)
        self._join(ticket, PERSONAL if is_held else WAITING, now)
        self._tell_that_it_waits(ticket, now)

    def _may_be_preferred(self, person: Person, ticket: Ticket) -> bool:
        return self._could_ever_take(person, ticket) and person.number not in ticket.excluded

    def _is_held_for(self, person: Person, ticket: Ticket, tie: Tie, now: int) -> bool:
        """Whether a ticket that its preferred agent cannot take now waits for it."""
        hold = ticket.queue.hold_us[tie]
        if hold == 0 or not is_ready(person):
            return False
        leaves = person.shift_end is not None and person.shift_end < now + hold
        return person.is_available(ticket) or not leaves

    def _join(self, ticket: Ticket, state: TicketState, now: int) -> None:
        """Put the ticket into its queue."""
        ticket.state = state
        self.waiting.append(ticket)
        self._begin_waiting(ticket, now)
        self._look_at_length(ticket.queue_number)

    def _begin_waiting(self, ticket: Ticket, now: int) -> None:
        """From now on the ticket's own timers run, if it waits for anybody."""
        ticket.waits_since = now
        if ticket.cost > 1 and ticket.queue.gather_after_us < NEVER:
            ticket.gather_at = max(now, ticket.entered_queue + ticket.queue.gather_after_us)

    def _could_ever_gather(self, person: Person, ticket: Ticket) -> bool:
        enough = person.agent.capacity >= ticket.cost and person.agent.most.get(ticket.channel, 1) >= 1
        return enough and self._suits(person, ticket)

    def _seek_again(self, ticket: Ticket, now: int) -> None:
        """A ticket for which nobody ready could ever gather units looks again."""
        waits = ticket in self.waiting and ticket.state is WAITING
        may_gather = waits and ticket.cost > 1 and ticket.queue.gather_after_us < NEVER
        if may_gather and ticket.gatherer is None and ticket.gather_at == NEVER:
            ticket.gather_at = now

    def _announce(self, ticket: Ticket, place: int, now: int) -> None:
        """The ticket is to wait in its turn: what it is told is reckoned from this mean."""
        if ticket.queue.announces_wait:
            ticket.place, ticket.mean_wait = place, self._mean_wait(ticket.queue_number, place, now)

    def _mean_wait(self, q: int, place: int, now: int) -> int:
        if not self.policy.queues[q].announces_wait:
            return 0  # unknown
        waiting = [t for t in self.waiting if t.queue_number == q and t.state is WAITING]
        head = min(waiting, key=lambda t: (t.first_arrival, t.number), default=None)
        about_head = (now - head.entered_queue, head.place) if head and head.place else None
        return self.expected[q].mean(place, about_head)

    def _tell_that_it_waits(self, ticket: Ticket, now: int) -> None:
        self._tell(now, EventKind.WAITING, ticket, None, ticket.queue_number)
        if ticket.state is PERSONAL:
            self._tell(now, EventKind.HELD_FOR, ticket, ticket.person)

    def _begin_in_queue(self, ticket: Ticket, q: int, now: int) -> None:
        """Set all that a ticket has anew in each queue."""
        ticket.queue_number, ticket.queue = q, self.policy.queues[q]
        ticket.entered_queue, ticket.band = now, ticket.queue.band
        ticket.step = ticket.reached = ticket.overflow_looked_at = 0
        ticket.person, ticket.deadline = None, NEVER

    # -- overflow ------------------------------------------------------------------------------------------------------

    def _overflow_on_entry(self, ticket: Ticket, now: int) -> Overflow | None:
        """The first rule of its queue that holds for a ticket that comes."""
        for number, rule in enumerate(ticket.queue.overflow):
            if self._overflows(ticket, number, rule, now) and not self._is_promised(ticket, rule):
                return rule
        return None

    def _is_promised(self, ticket: Ticket, rule: Overflow) -> bool:
        """Nobody who is to be called back is sent to a bot or a message."""
        return ticket.callback is not None and rule.action in {OverflowAction.BOT, OverflowAction.MESSAGE}

    def _overflows(self, ticket: Ticket, number: int, rule: Overflow, now: int) -> bool:
        q = ticket.queue_number
        if rule.cause is OverflowCause.CLOSED:
            return q in self.closed
        if rule.cause is OverflowCause.ABSENT:
            about = {Presence.READY, Presence.BREAK}
            return not any(p.presence in about and self._could_ever_take(p, ticket) for p in self.people)
        if rule.cause is OverflowCause.WAITED:
            return False
        measure = self._count(q)
        if rule.cause is OverflowCause.EWT:
            place = self._count(q) + 1
            measure = self.expected[q].quantile(50, self._mean_wait(q, place, now), place)
        if measure >= rule.at:
            self.overflowing.add((q, number))
        elif measure <= rule.until:
            self.overflowing.discard((q, number))
        return (q, number) in self.overflowing

    def _overflow(
        self, ticket: Ticket, rule: Overflow, preferred: Person | None, tie: Tie, now: int, *, is_new: bool
    ) -> None:
        """The ticket, which stands in no queue, goes where the rule says."""
        if rule.action is OverflowAction.QUEUE:
            q = self.queue_numbers[rule.queue]
            self._tell(now, EventKind.OVERFLOWED, ticket, None, q)
            self._begin_in_queue(ticket, q, now)
            self._enter(ticket, preferred, tie, now, is_new=is_new)
        else:
            self._tell(now, EventKind.DEFLECTED, ticket, None, 0 if rule.action is OverflowAction.BOT else 1)
            self._forget(ticket)

    def _advise_callback(self, ticket: Ticket, now: int) -> None:
        if not ticket.advised and not ticket.callback:
            ticket.advised = True
            self._tell(now, EventKind.CALLBACK_ADVISED, ticket)

    def _overflow_by_waiting(self, ticket: Ticket, now: int) -> None:
        """Follow the first of the rules whose time has come since they were last looked at."""
        waited, before = now - ticket.entered_queue, ticket.overflow_looked_at
        ticket.overflow_looked_at = waited
        by_waiting = [
            rule
            for rule in ticket.queue.overflow
            if rule.cause is OverflowCause.WAITED and not self._is_promised(ticket, rule)
        ]
        due = [rule for rule in by_waiting if before < rule.at <= waited]
        if not due:
            return
        if due[0].action is OverflowAction.CALLBACK:
            self._advise_callback(ticket, now)
            return
        self._end_wait(ticket, now, answered=False)
        self._leave_place(ticket)
        self._overflow(ticket, due[0], None, Tie.LAST, now, is_new=False)

    def _next_overflow(self, ticket: Ticket) -> int:
        """When overflow by waiting is to be looked at."""
        times = [at for at in overflow_times(ticket.queue) if at > ticket.overflow_looked_at]
        return max(ticket.entered_queue + min(times), ticket.waits_since) if times else NEVER

    # -- a ticket returns ----------------------------------------------------------------------------------------------

    def _take_back(self, ticket: Ticket, why: EventKind, now: int, *, pause: bool) -> None:
        """End the outstanding offer: the ticket waits again, and its agent is free but has not chosen yet."""
        person = ticket.held_by
        self._tell(now, why, ticket, person)
        self._return(ticket, now, pause=pause)
        self._let_go(person, now)

    def _return(self, ticket: Ticket, now: int, *, pause: bool) -> None:
        """Put a ticket that an agent has into its queue again, with both clocks kept."""
        person = ticket.held_by
        self._drop(ticket, now)
        self._join(ticket, WAITING, now)
        self._end_pauses(ticket, now)
        if pause and ticket.queue.decline_pause_us > 0:
            ticket.pauses[person.number] = now + ticket.queue.decline_pause_us
        self._catch_up(ticket, now)

    def _catch_up(self, ticket: Ticket, now: int) -> None:
        """Bring the step and the band of a ticket that waits again to what the time says."""
        waited, queue = now - ticket.entered_queue, ticket.queue
        ticket.reached = waited
        self._set_step(ticket, now)
        band = max(0, queue.band - waited // queue.promote_after_us)
        if band != ticket.band:
            ticket.band = band
            self._tell(now, EventKind.PROMOTED, ticket, None, band)

    def _set_step(self, ticket: Ticket, now: int) -> None:
        """The last step in its time that holds; none before the one that the ticket has."""
        ticket.retry_step = NEVER
        step = max(s for s in range(len(ticket.queue.steps)) if s <= ticket.step or self._step_holds(ticket, s))
        if step != ticket.step:
            ticket.step = step
            self._tell(now, EventKind.STEP, ticket, None, step)

    def _step_holds(self, ticket: Ticket, s: int) -> bool:
        step = ticket.queue.steps[s]
        in_its_time = step.from_us <= ticket.reached
        return in_its_time and not (step.only_if_absent and self._anybody_ready(ticket.queue_number, s - 1))

    def _anybody_ready(self, q: int, s: int) -> bool:
        return any(is_ready(self.people[number]) for number in self.qualified[q, s])

    def _end_pauses(self, ticket: Ticket, now: int) -> None:
        ticket.pauses = {number: until for number, until in ticket.pauses.items() if until > now}

    # -- an agent becomes free, or goes --------------------------------------------------------------------------------

    def _drop(self, ticket: Ticket, now: int) -> None:
        """Take the ticket out of its agent's hands."""
        person = ticket.held_by
        if ticket.state in IN_HAND:
            person.since = now
        person.tickets.remove(ticket)
        if ticket in person.waking:
            person.waking.remove(ticket)
        self._leave_place(ticket)
        ticket.person = None

    def _let_go(self, person: Person, now: int) -> None:
        """Units of the agent may have become free: conversations that wake come first; then a draining agent goes."""
        while person.waking and person.has_room_to_wake:
            self._resume(person.waking.pop(0), now)
        if person.presence is Presence.DRAINING and not person.tickets:
            self._change_presence(person, Presence.OFFLINE, now)

    def _resume(self, ticket: Ticket, now: int) -> None:
        """A sleeping conversation goes on."""
        ticket.state = TicketState.ASSIGNED
        ticket.held_by.since = now
        self._tell(now, EventKind.RESUMED, ticket, ticket.person)

    def _end_work(self, ticket: Ticket, now: int) -> None:
        person = ticket.held_by
        self._drop(ticket, now)
        self._forget(ticket)
        self._let_go(person, now)
        self._who_chooses(person, now)

    def _forget(self, ticket: Ticket) -> None:
        self._leave_place(ticket)
        del self.tickets[ticket.id]

    def _change_presence(self, person: Person, presence: Presence, now: int) -> None:
        before, person.presence = person.presence, presence
        self._tell(now, EventKind.PRESENCE, None, person, int(presence))
        if before is Presence.OFFLINE:
            person.since = now
        if presence is Presence.OFFLINE:
            person.deadline = NEVER
        if presence is Presence.READY:
            for ticket in self.waiting:
                if self._could_ever_gather(person, ticket):
                    self._seek_again(ticket, now)
        if before is Presence.READY:
            self._has_left_ready(person, now)

    def _has_left_ready(self, person: Person, now: int) -> None:
        """Set timers for what hung on the agent's being ready."""
        for ticket in self.waiting:
            if ticket.state is PERSONAL and ticket.person is person:
                ticket.deadline = min(ticket.deadline, now)
            if ticket.state is WAITING and self._misses(ticket, person):
                ticket.retry_step = now
        if person.gathers_for:
            person.gathers_for.gatherer, person.gathers_for.gather_at = None, now
            person.gathers_for = None

    def _misses(self, ticket: Ticket, person: Person) -> bool:
        """Whether a conditional step of the ticket holds now that the agent has gone."""
        q = ticket.queue_number
        return any(
            step.only_if_absent
            and step.from_us <= ticket.reached
            and person.number in self.qualified[q, s - 1]
            and not self._anybody_ready(q, s - 1)
            for s, step in enumerate(ticket.queue.steps)
            if s > ticket.step
        )

    def _lose(self, person: Person, now: int) -> None:
        """The agent has vanished: nothing stays with it."""
        if person.presence is Presence.OFFLINE:
            return
        self._change_presence(person, Presence.OFFLINE, now)
        for ticket in sorted(person.tickets, key=lambda t: t.number):
            if ticket.state is TicketState.WRAPPING:
                self._tell(now, EventKind.WRAPPED_UP, ticket, person)
                self._drop(ticket, now)
                self._forget(ticket)
            else:
                is_offered = ticket.state is TicketState.OFFERED
                self._tell(now, EventKind.EXPIRED if is_offered else EventKind.RETURNED, ticket, person)
                self._return(ticket, now, pause=False)
        self._who_chooses(None, now)
