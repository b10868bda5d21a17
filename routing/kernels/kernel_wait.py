"""What time does to a waiting ticket: steps, delays, promotions, holds, overflow, gathering, callbacks.

A ticket has one timer: the first thing that is due. At its time that one thing happens, then the ticket chooses.
"""

from __future__ import annotations

from routing._jit import jit_inline, jit_internal, whole
from routing.kernels.kernel_expect import likely_for_new, note_end, note_joins
from routing.kernels.kernel_lists import (
    enqueue,
    enter_personal,
    link_ticket,
    unlink_personal,
    unlink_ticket,
    unlist_agent,
)
from routing.kernels.kernel_match import (
    choose_agent,
    emit,
    has_room,
    is_available,
    is_paused,
    is_reserved,
    leave_queue,
    offer,
    settle_agent,
    settle_ticket,
    stand_by,
    step_of,
)
from routing.kernels.kernel_timers import set_timer, unset_timer
from routing.kernels.state import State, Tables
from routing.model import NEVER, EventKind, Kind, Presence, TicketState
from routing.policy import OverflowAction, OverflowCause

_NONE = whole(-1)
_ADVISED = whole(-2)
_FREE = whole(TicketState.FREE)
_WAITING = whole(TicketState.WAITING)
_PERSONAL = whole(TicketState.PERSONAL)
_CALLBACK = whole(TicketState.CALLBACK)
_READY = whole(Presence.READY)
_BREAK = whole(Presence.BREAK)
_K_DELAY_END = whole(Kind.DELAY_END)
_K_STEP = whole(Kind.STEP)
_K_PROMOTION = whole(Kind.PROMOTION)
_EV_WAITING = whole(EventKind.WAITING)
_EV_HELD_FOR = whole(EventKind.HELD_FOR)
_EV_BLOCKED = whole(EventKind.BLOCKED)
_EV_STEP = whole(EventKind.STEP)
_EV_PROMOTED = whole(EventKind.PROMOTED)
_EV_HOLD_ENDED = whole(EventKind.HOLD_ENDED)
_EV_OVERFLOWED = whole(EventKind.OVERFLOWED)
_EV_DEFLECTED = whole(EventKind.DEFLECTED)
_EV_CALLBACK_ADVISED = whole(EventKind.CALLBACK_ADVISED)
_EV_CALLBACK_DUE = whole(EventKind.CALLBACK_DUE)
_EV_CALLBACK_MISSED = whole(EventKind.CALLBACK_MISSED)
_CAUSE_WAITING = whole(OverflowCause.WAITING)
_CAUSE_EWT = whole(OverflowCause.EWT)
_CAUSE_CLOSED = whole(OverflowCause.CLOSED)
_CAUSE_ABSENT = whole(OverflowCause.ABSENT)
_CAUSE_WAITED = whole(OverflowCause.WAITED)
_TO_QUEUE = whole(OverflowAction.QUEUE)
_TO_CALLBACK = whole(OverflowAction.CALLBACK)
_TO_MESSAGE = whole(OverflowAction.MESSAGE)
_ALWAYS = whole(NEVER)
NOBODY_READY = whole(-2 - NEVER)
_BOT, _MESSAGE = whole(0), whole(1)
_NO_TIE = whole(0)
_NO, _ONE = whole(0), whole(1)


# -- pauses, callbacks, slots ------------------------------------------------------------------------------------------


@jit_internal
def add_pause(state: State, slot: int, agent: int, until: int) -> None:
    """Do not offer the ticket to the agent until then."""
    row = state.meta[0].free_pause
    pause = state.pauses[row]
    state.meta[0].free_pause = pause.after
    pause.agent = agent
    pause.until = until
    pause.after = state.tickets[slot].pause
    state.tickets[slot].pause = row


@jit_internal
def end_pauses(state: State, slot: int, now: int) -> None:
    """Drop the ticket's pauses that end by ``now``."""
    row = state.tickets[slot].pause
    state.tickets[slot].pause = -1
    while row >= 0:
        pause = state.pauses[row]
        after = pause.after
        if pause.until <= now:
            pause.after = state.meta[0].free_pause
            state.meta[0].free_pause = row
        else:
            pause.after = state.tickets[slot].pause
            state.tickets[slot].pause = row
        row = after


@jit_internal
def drop_callback(state: State, slot: int) -> None:
    """The ticket's callback, if it has one, is over."""
    row = state.tickets[slot].callback
    state.tickets[slot].callback = -1
    if row >= 0:
        state.callbacks[row].after = state.meta[0].free_callback
        state.meta[0].free_callback = row


@jit_inline
def forget(state: State, slot: int) -> None:
    """Give the ticket's slot back."""
    ticket = state.tickets[slot]
    if ticket.pause >= 0:
        end_pauses(state, slot, _ALWAYS)
    if ticket.callback != -1:
        drop_callback(state, slot)
    ticket.state = _FREE
    ticket.after = state.meta[0].free_ticket
    state.meta[0].free_ticket = slot


# -- where a ticket stands ---------------------------------------------------------------------------------------------


@jit_internal
def anybody_ready(tables: Tables, state: State, step: int) -> bool:
    """Whether somebody whose absence the conditional step waits for is ready."""
    rule = tables.steps[step]
    ready = False
    for i in range(rule.first_watched, rule.end_watched):
        ready |= state.ready[tables.watched[i].profile].count > 0
    return ready


@jit_internal
def _step_at(tables: Tables, state: State, slot: int, waited: int) -> int:
    """The step in which a ticket that has been in its queue so long stands."""
    queue = tables.queues[state.tickets[slot].queue]
    best: int = step_of(tables, state, slot)
    for step in range(best + 1, queue.n_steps):
        rule = tables.steps[queue.first_step + step]
        if rule.from_us > waited:
            break
        if rule.conditional == 0 or not anybody_ready(tables, state, queue.first_step + step):
            best = step
    return best


@jit_internal
def _epoch_at(tables: Tables, state: State, slot: int, waited: int) -> int:
    queue = tables.queues[state.tickets[slot].queue]
    epoch = 0
    while epoch + 1 < queue.n_epochs and tables.epochs[queue.first_epoch + epoch + 1].from_us <= waited:
        epoch += 1
    return epoch


@jit_internal
def catch_up(tables: Tables, state: State, slot: int, now: int) -> None:
    """Bring the step, the epoch and the band of a ticket that enters its sub-queue again to what the time says."""
    ticket = state.tickets[slot]
    queue = tables.queues[ticket.queue]
    waited = now - ticket.entered_queue
    before = step_of(tables, state, slot)
    step = _step_at(tables, state, slot, waited)
    ticket.stepped = waited
    ticket.stage = step * queue.n_epochs + _epoch_at(tables, state, slot, waited)
    if step != before:
        emit(state, now, _EV_STEP, slot, _NONE, step)
    band = ticket.band
    while band > queue.band - queue.n_bands + 1 and queue.promote_after * (queue.band - band + 1) <= waited:
        band -= 1
    if band != ticket.band:
        ticket.band = band
        emit(state, now, _EV_PROMOTED, slot, _NONE, band)


@jit_internal
def back_to_queue(tables: Tables, state: State, slot: int, now: int) -> None:
    """Return a ticket to the place it had, in the step and band that the time since it entered the queue gives."""
    state.tickets[slot].state = _WAITING
    state.tickets[slot].agent = -1
    if state.tickets[slot].pause >= 0:
        end_pauses(state, slot, now)
    catch_up(tables, state, slot, now)
    enqueue(tables, state, slot)
    set_waiting_timer(tables, state, slot, now)


@jit_internal
def _move_within(tables: Tables, state: State, slot: int, stage: int, band: int) -> None:
    """Bring a waiting ticket into another stage or band of its queue, which grows no longer by that."""
    unlink_ticket(tables, state, slot)
    state.tickets[slot].stage = stage
    state.tickets[slot].band = band
    link_ticket(tables, state, slot)


# -- what is due next --------------------------------------------------------------------------------------------------


@jit_internal
def _waited_rule_due(tables: Tables, state: State, slot: int) -> int:
    """The least time waited at which an overflow rule is to be judged; NEVER: there is none left."""
    ticket = state.tickets[slot]
    queue = tables.queues[ticket.queue]
    due = _ALWAYS
    for i in range(queue.first_rule, queue.end_rule):
        rule = tables.rules[i]
        if rule.cause == _CAUSE_WAITED and rule.at > ticket.judged:
            due = min(due, rule.at)
    return due


@jit_inline
def _next_epoch(tables: Tables, queue_number: int, stage: int) -> int:
    """The epoch after that of a stage that no step brings; the number of epochs: there is none."""
    queue = tables.queues[queue_number]
    epoch: int = stage % queue.n_epochs + 1
    while epoch < queue.n_epochs and tables.epochs[queue.first_epoch + epoch].with_step == 1:
        epoch += 1
    return epoch


@jit_internal
def _gather_due(tables: Tables, state: State, slot: int) -> int:
    """When an agent is to be looked for who gathers units for the ticket; NEVER: not."""
    ticket = state.tickets[slot]
    after = tables.queues[ticket.queue].gather_after
    if after == NEVER or ticket.gather >= 0 or tables.lanes[ticket.lane].cost == 1:
        return _ALWAYS
    if ticket.gather == -1:
        return ticket.entered_queue + after  # type: ignore[no-any-return]
    return -2 - ticket.gather  # type: ignore[no-any-return]


@jit_inline
def _rare_due(tables: Tables, state: State, slot: int, now: int) -> int:
    """When a delay, an overflow, gathering or the end of a callback's window is due; NEVER: none."""
    ticket = state.tickets[slot]
    queue = tables.queues[ticket.queue]
    due = _ALWAYS
    epoch = _next_epoch(tables, ticket.queue, ticket.stage)
    if epoch < queue.n_epochs:
        due = ticket.entered_queue + tables.epochs[queue.first_epoch + epoch].from_us
    if ticket.callback >= 0:
        due = min(due, state.callbacks[ticket.callback].until)
    waited = _waited_rule_due(tables, state, slot)
    if waited < NEVER:
        due = min(due, ticket.entered_queue + waited)
    return max(now, min(due, _gather_due(tables, state, slot)))


@jit_internal
def set_waiting_timer(tables: Tables, state: State, slot: int, now: int) -> None:
    """Set the timer of a waiting ticket to what comes first."""
    ticket = state.tickets[slot]
    queue = tables.queues[ticket.queue]
    due, kind = NEVER, 0
    pause = ticket.pause
    while pause >= 0:
        if state.pauses[pause].until < due:
            due, kind = state.pauses[pause].until, _K_DELAY_END
        pause = state.pauses[pause].after
    if queue.n_epochs > 1 or ticket.callback >= 0 or queue.first_rule < queue.end_rule or queue.gather_after < NEVER:
        time = _rare_due(tables, state, slot, now)
        if time < due:
            due, kind = time, _K_DELAY_END
    if queue.n_steps > 1:
        for step in range(step_of(tables, state, slot) + 1, queue.n_steps):
            after = tables.steps[queue.first_step + step].from_us
            time = ticket.entered_queue + after
            if after <= ticket.stepped:
                if anybody_ready(tables, state, queue.first_step + step):
                    continue
                time = now
            if time < due:
                due, kind = time, _K_STEP
            break
    if ticket.band > 0 and queue.n_bands > 1:
        time = ticket.entered_queue + queue.promote_after * (queue.band - ticket.band + 1)
        if time < due:
            due, kind = time, _K_PROMOTION
    if kind == 0:
        unset_timer(state, slot)
    else:
        set_timer(state, slot, due, kind)


# -- coming into a queue -----------------------------------------------------------------------------------------------


@jit_internal
def anybody_on_shift(tables: Tables, state: State, queue: int) -> bool:
    """Whether somebody who satisfies the queue's last step is ready or on a break."""
    n_profiles = state.meta[0].n_profiles
    for agent in range(state.meta[0].n_agents):
        worker = state.agents[agent]
        here = worker.presence == _READY or worker.presence == _BREAK
        if here and tables.allowed[queue * n_profiles + worker.profile].last_step == 1:
            return True
    return False


@jit_inline
def entry_rule(tables: Tables, state: State, slot: int, now: int) -> int:
    """The first overflow rule that holds for a ticket that nobody takes at once; -1: none. Keeps the hysteresis."""
    ticket = state.tickets[slot]
    queue = tables.queues[ticket.queue]
    line = state.lines[ticket.queue]
    for i in range(queue.first_rule, queue.end_rule):
        rule = tables.rules[i]
        holds = False
        if rule.cause == _CAUSE_WAITING or rule.cause == _CAUSE_EWT:
            bit = _ONE << (i - queue.first_rule)
            measure: int = line.waiting
            if rule.cause == _CAUSE_EWT:
                measure = likely_for_new(tables, state, ticket.queue, now)
            if measure >= rule.at:
                line.overflowing |= bit
            elif measure <= rule.until:
                line.overflowing &= ~bit
            holds = line.overflowing & bit != 0
        elif rule.cause == _CAUSE_CLOSED:
            holds = line.closed == 1
        elif rule.cause == _CAUSE_ABSENT:
            holds = not anybody_on_shift(tables, state, ticket.queue)
        if holds and not _keeps_promise(state, slot, rule.action):
            return i
    return _NONE


@jit_inline
def _keeps_promise(state: State, slot: int, action: int) -> bool:
    """Whether a rule is none for the ticket: nobody who is to be called back is sent to a bot or a message."""
    return state.tickets[slot].callback >= 0 and action != _TO_QUEUE and action != _TO_CALLBACK


@jit_internal
def move_to(tables: Tables, state: State, slot: int, queue: int, now: int) -> None:
    """Write down that the ticket belongs to another queue from now on; it must not stand in any."""
    ticket = state.tickets[slot]
    ticket.queue = queue
    ticket.entered_queue = now
    ticket.stage = 0
    ticket.band = tables.queues[queue].band
    ticket.gather = -1
    ticket.stepped = 0
    ticket.judged = -1


@jit_internal
def follow_rule(tables: Tables, state: State, slot: int, rule: int, now: int) -> None:
    """Let an overflow rule move the ticket, which must not stand in a queue, or end it; not for callbacks."""
    row = tables.rules[rule]
    if row.action == _TO_QUEUE:
        emit(state, now, _EV_OVERFLOWED, slot, _NONE, row.queue)
        move_to(tables, state, slot, row.queue, now)
        return
    emit(state, now, _EV_DEFLECTED, slot, _NONE, _MESSAGE if row.action == _TO_MESSAGE else _BOT)
    forget(state, slot)


@jit_internal
def advise_callback(state: State, slot: int, now: int) -> None:
    """The customer should be offered a callback, once."""
    if state.tickets[slot].callback == -1:
        state.tickets[slot].callback = _ADVISED
        emit(state, now, _EV_CALLBACK_ADVISED, slot, _NONE, _NONE)


@jit_internal
def may_be_preferred(tables: Tables, state: State, slot: int, agent: int) -> bool:
    """Whether the agent could be the ticket's preferred one: qualified in the end, and not kept from it."""
    worker = state.agents[agent]
    row = state.tickets[slot].queue * state.meta[0].n_profiles + worker.profile
    return tables.allowed[row].last_step == 1 and not is_paused(state, slot, agent)


@jit_internal
def takes_now(tables: Tables, state: State, slot: int, agent: int) -> bool:
    """Whether the preferred agent may take the ticket at once, steps, delays and reservations left aside."""
    ticket = state.tickets[slot]
    return (
        is_available(state, agent)
        and has_room(tables, state, agent, ticket.lane)
        and state.lines[ticket.queue].closed == 0
    )


@jit_internal
def hold_until(tables: Tables, state: State, slot: int, agent: int, tie: int, now: int) -> int:
    """Until when the ticket should wait for its preferred agent alone; ``now``: not at all."""
    ticket = state.tickets[slot]
    worker = state.agents[agent]
    until: int = now + tables.queues[ticket.queue].hold[tie]
    if worker.presence != _READY:
        return now
    full = not (is_available(state, agent) and has_room(tables, state, agent, ticket.lane))
    return now if full and worker.until < until else until


@jit_internal
def hold_for(tables: Tables, state: State, slot: int, agent: int, until: int) -> None:
    """Put a ticket into its preferred agent's personal queue."""
    ticket = state.tickets[slot]
    ticket.state = _PERSONAL
    ticket.agent = agent
    enter_personal(tables, state, slot)
    set_timer(state, slot, until, _K_DELAY_END)


# -- what a timer does -------------------------------------------------------------------------------------------------


@jit_internal
def _end_hold(tables: Tables, state: State, slot: int, now: int) -> None:
    ticket = state.tickets[slot]
    unlink_personal(state, slot)
    emit(state, now, _EV_HOLD_ENDED, slot, ticket.agent, _NONE)
    ticket.state = _WAITING
    ticket.agent = -1
    if ticket.pause >= 0:
        end_pauses(state, slot, now)
    catch_up(tables, state, slot, now)
    link_ticket(tables, state, slot)
    set_waiting_timer(tables, state, slot, now)


@jit_internal
def _callback_due(tables: Tables, state: State, slot: int, now: int) -> None:
    """The clocks of a callback, which stood still as minus the time waited, go on."""
    ticket = state.tickets[slot]
    ticket.first_arrival += now
    ticket.entered_queue += now
    emit(state, now, _EV_CALLBACK_DUE, slot, _NONE, _NONE)
    back_to_queue(tables, state, slot, now)


@jit_internal
def seek_again(state: State, slot: int, now: int) -> None:
    """Let a ticket for which nobody ready could ever gather units look again."""
    if state.tickets[slot].gather == NOBODY_READY:
        state.tickets[slot].gather = -2 - now


@jit_internal
def could_ever_gather(tables: Tables, state: State, slot: int, profile: int) -> bool:
    """Whether the units and limits of a profile allow the ticket at all."""
    lane = state.tickets[slot].lane
    enough: bool = tables.profiles[profile].capacity >= tables.lanes[lane].cost
    return enough and bool(tables.limits[profile * state.meta[0].n_lanes + lane].most > 0)


@jit_internal
def _begin_gathering(tables: Tables, state: State, slot: int, now: int) -> None:
    """Choose the qualified agent with most free units to keep what it frees for the ticket.

    Without one the ticket tries again later, but if nobody is ready who ever could, only when somebody comes.
    """
    ticket = state.tickets[slot]
    queue = tables.queues[ticket.queue]
    rule = tables.stages[queue.first_stage + ticket.stage]
    best = _NONE
    again = _ALWAYS
    for i in range(rule.first_option, rule.end_option):
        option = tables.options[i]
        if state.ready[option.profile].count == 0 or not could_ever_gather(tables, state, slot, option.profile):
            continue
        again = now + queue.gather_after
        if state.lines[ticket.queue].closed == 1:
            continue
        for agent in range(state.meta[0].n_agents):
            if state.agents[agent].profile == option.profile and _may_gather(
                tables, state, slot, agent, option.reserved
            ):
                best = agent if best < 0 else _freer(state, agent, best)
    if best >= 0:
        start_gathering(tables, state, slot, best)
    else:
        ticket.gather = -2 - again


@jit_internal
def _may_gather(tables: Tables, state: State, slot: int, agent: int, reserved: int) -> bool:
    """Whether the agent may keep units for the ticket until they suffice."""
    ticket = state.tickets[slot]
    worker = state.agents[agent]
    return (
        worker.presence == _READY
        and worker.busy == 0
        and not is_paused(state, slot, agent)
        and (reserved == 0 or not is_reserved(tables, state, agent, reserved, ticket.queue))
    )


@jit_internal
def _freer(state: State, one: int, other: int) -> int:
    """Whichever of two agents has more units free; the one with the lower number if they are equal."""
    mine = state.agents[one].capacity - state.agents[one].load
    theirs = state.agents[other].capacity - state.agents[other].load
    if mine != theirs:
        return one if mine > theirs else other
    return min(one, other)


@jit_internal
def start_gathering(tables: Tables, state: State, slot: int, agent: int) -> None:
    """The agent takes no other new ticket until this one is somebody's."""
    unlist_agent(tables, state, agent)
    worker = state.agents[agent]
    worker.gathers = slot
    worker.busy += 1
    state.meta[0].gathering += 1
    state.tickets[slot].gather = agent


@jit_inline
def enter(tables: Tables, state: State, slot: int, preferred: int, tie: int, is_new: int, now: int) -> None:
    """Let a ticket that stands in no queue yet be taken at once, overflow, be blocked, held or put into its queue."""
    ticket = state.tickets[slot]
    for _ in range(len(tables.queues)):
        until = now
        if preferred >= 0 and not may_be_preferred(tables, state, slot, preferred):
            preferred = _NONE
        if preferred >= 0:
            if takes_now(tables, state, slot, preferred):
                offer(tables, state, slot, preferred, now)
                stand_by(tables, state, preferred)
                return
            until = hold_until(tables, state, slot, preferred, tie, now)
        if until == now:
            agent = choose_agent(tables, state, slot)
            if agent >= 0:
                offer(tables, state, slot, agent, now)
                stand_by(tables, state, agent)
                return
        rule = entry_rule(tables, state, slot, now)
        if rule < 0 or tables.rules[rule].action == _TO_CALLBACK:
            if rule >= 0:
                advise_callback(state, slot, now)
            _wait(tables, state, slot, preferred, until, is_new, now)
            return
        follow_rule(tables, state, slot, rule, now)
        if ticket.state == _FREE and tables.rules[rule].action != _TO_QUEUE:
            return


@jit_inline
def _wait(tables: Tables, state: State, slot: int, preferred: int, until: int, is_new: int, now: int) -> None:
    """The end of :func:`enter` for a ticket that nobody takes at once."""
    ticket = state.tickets[slot]
    most = tables.queues[ticket.queue].max_waiting
    if is_new == 1 and most >= 0 and state.lines[ticket.queue].waiting >= most:
        emit(state, now, _EV_BLOCKED, slot, _NONE, _NONE)
        forget(state, slot)
        return
    if until > now:
        hold_for(tables, state, slot, preferred, until)
    else:
        ticket.state = _WAITING
        note_joins(tables, state, slot, state.lines[ticket.queue].waiting + _ONE, now)
        enqueue(tables, state, slot)
        set_waiting_timer(tables, state, slot, now)
    emit(state, now, _EV_WAITING, slot, _NONE, ticket.queue)
    if until > now:
        emit(state, now, _EV_HELD_FOR, slot, preferred, _NONE)


@jit_internal
def _overflow_waited(tables: Tables, state: State, slot: int, now: int) -> None:
    """Follow the first overflow rule by time waited that has come to hold; the others that have are over too."""
    ticket = state.tickets[slot]
    queue = tables.queues[ticket.queue]
    waited = now - ticket.entered_queue
    judged, ticket.judged = ticket.judged, waited
    for i in range(queue.first_rule, queue.end_rule):
        rule = tables.rules[i]
        if rule.cause != _CAUSE_WAITED or rule.at <= judged or rule.at > waited:
            continue
        if _keeps_promise(state, slot, rule.action):
            continue
        if rule.action == _TO_CALLBACK:
            advise_callback(state, slot, now)
            return
        note_end(state, slot, _NO, now)
        leave_queue(tables, state, slot)
        follow_rule(tables, state, slot, i, now)
        if rule.action == _TO_QUEUE:
            ticket.state = _FREE
            enter(tables, state, slot, _NONE, _NO_TIE, _NO, now)
        return


@jit_internal
def _delay_end(tables: Tables, state: State, slot: int, now: int) -> None:
    """Everything that is due of what has no kind of its own, the ticket choosing in between."""
    ticket = state.tickets[slot]
    queue = tables.queues[ticket.queue]
    if ticket.pause >= 0:
        end_pauses(state, slot, now)
    epoch = _next_epoch(tables, ticket.queue, ticket.stage)
    if epoch < queue.n_epochs and ticket.entered_queue + tables.epochs[queue.first_epoch + epoch].from_us <= now:
        _move_within(tables, state, slot, ticket.stage - ticket.stage % queue.n_epochs + epoch, ticket.band)
    settle_ticket(tables, state, slot, now)
    if ticket.state != _WAITING:
        return
    if ticket.callback >= 0 and state.callbacks[ticket.callback].until <= now:
        state.callbacks[ticket.callback].until = NEVER
        emit(state, now, _EV_CALLBACK_MISSED, slot, _NONE, _NONE)
    if _waited_rule_due(tables, state, slot) <= now - ticket.entered_queue:
        _overflow_waited(tables, state, slot, now)
        if ticket.state != _WAITING or ticket.entered_queue == now:
            return
    seek_again(state, slot, now)
    if _gather_due(tables, state, slot) <= now:
        _begin_gathering(tables, state, slot, now)
    set_waiting_timer(tables, state, slot, now)
    if ticket.gather >= 0:
        settle_agent(tables, state, ticket.gather, now)


@jit_internal
def _step_due(tables: Tables, state: State, slot: int, now: int) -> None:
    """The time of a step has come; a conditional one may not hold."""
    ticket = state.tickets[slot]
    queue = tables.queues[ticket.queue]
    waited = now - ticket.entered_queue
    before = step_of(tables, state, slot)
    step = _step_at(tables, state, slot, waited)
    ticket.stepped = waited
    stage = step * queue.n_epochs + _epoch_at(tables, state, slot, waited)
    if stage != ticket.stage:
        _move_within(tables, state, slot, stage, ticket.band)
    if step != before:
        emit(state, now, _EV_STEP, slot, _NONE, step)
    seek_again(state, slot, now)
    set_waiting_timer(tables, state, slot, now)


@jit_internal
def fire_waiting(tables: Tables, state: State, slot: int, now: int, kind: int) -> None:
    """Handle the timer of a ticket that waits, or is to be called back."""
    ticket = state.tickets[slot]
    if ticket.state == _PERSONAL:
        _end_hold(tables, state, slot, now)
    elif ticket.state == _CALLBACK:
        _callback_due(tables, state, slot, now)
    elif kind == _K_DELAY_END:
        _delay_end(tables, state, slot, now)
        return
    elif kind == _K_STEP:
        _step_due(tables, state, slot, now)
    else:
        _move_within(tables, state, slot, ticket.stage, ticket.band - _ONE)
        emit(state, now, _EV_PROMOTED, slot, _NONE, ticket.band)
        set_waiting_timer(tables, state, slot, now)
    settle_ticket(tables, state, slot, now)
