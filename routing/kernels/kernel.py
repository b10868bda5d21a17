"""The commands of the router over its tables: each takes the state to the next one and says what happened as events.

Compiled, integer only, without clock, randomness or I/O. A command returns a code (:class:`Code`); the front,
:class:`routing.router.Router`, raises. A command that returns an error has changed nothing. The buffer of events must
be read (and ``n_events`` set to 0) between commands. After ``MORE`` :func:`go_on` must be called until it returns
``OK``.

Here stand the commands of an ordinary contact; :mod:`routing.kernels.kernel_work` and
:mod:`routing.kernels.kernel_presence` have the others.
"""

from __future__ import annotations

from routing._jit import jit_inline, jit_internal, whole
from routing.kernels.kernel_code import (
    HAS_WORK,
    MORE,
    NO_ROOM,
    NOT_IN_SERVICE,
    NOT_OFFERED,
    NOT_WAITING,
    NOT_WRAPPING,
    OK,
    Code,
)
from routing.kernels.kernel_expect import note_end
from routing.kernels.kernel_lists import disown, own
from routing.kernels.kernel_match import (
    ROOM,
    add_load,
    choose_agent,
    drop_load,
    emit,
    leave_queue,
    match_agent,
    match_waiting,
    offer,
    settle_agent,
    settle_all,
    settle_ticket,
    stand_by,
)
from routing.kernels.kernel_presence import change_presence, give_up
from routing.kernels.kernel_timers import is_before, set_timer, unset_timer
from routing.kernels.kernel_wait import add_pause, back_to_queue, enter, fire_waiting, forget
from routing.kernels.state import EVENTS, State, Tables
from routing.model import NEVER, EventKind, Kind, Presence, TicketState
from routing.policy import OnExpiry, WrapUp

__all__ = ["Code"]

_NONE = whole(-1)
_NO, _YES = whole(0), whole(1)
_IS_OVER, _WRAPS_UP = whole(0), whole(1)
_FREE = whole(TicketState.FREE)
_WAITING = whole(TicketState.WAITING)
_OFFERED = whole(TicketState.OFFERED)
_ASSIGNED = whole(TicketState.ASSIGNED)
_WRAPPING = whole(TicketState.WRAPPING)
_PERSONAL = whole(TicketState.PERSONAL)
_HELD = whole(TicketState.HELD)
_INACTIVE = whole(TicketState.INACTIVE)
_WAKING = whole(TicketState.WAKING)
_CALLBACK = whole(TicketState.CALLBACK)
_READY = whole(Presence.READY)
_OFFLINE = whole(Presence.OFFLINE)
_BREAK = whole(Presence.BREAK)
_DRAINING = whole(Presence.DRAINING)
_EV_WAITING = whole(EventKind.WAITING)
_EV_ASSIGNED = whole(EventKind.ASSIGNED)
_EV_DECLINED = whole(EventKind.DECLINED)
_EV_EXPIRED = whole(EventKind.EXPIRED)
_EV_COMPLETED = whole(EventKind.COMPLETED)
_EV_WRAPPED_UP = whole(EventKind.WRAPPED_UP)
_EV_CANCELLED = whole(EventKind.CANCELLED)
_EV_BLOCKED = whole(EventKind.BLOCKED)
_K_WRAP_UP_END = whole(Kind.WRAP_UP_END)
_K_PRESENCE = whole(Kind.PRESENCE)
_K_OFFER_EXPIRY = whole(Kind.OFFER_EXPIRY)
_WRAP_MANUAL = whole(WrapUp.MANUAL)
_WRAP_NONE = whole(WrapUp.NONE)
_WRAP_FIXED = whole(WrapUp.FIXED)
_TO_BREAK = whole(OnExpiry.BREAK)
_TO_OFFLINE = whole(OnExpiry.OFFLINE)


@jit_internal
def go_on(tables: Tables, state: State) -> int:
    """Go on with a command that returned MORE."""
    if state.meta[0].rematch == 0:
        return OK
    return match_waiting(tables, state)


@jit_internal
def _end_wrap_up(tables: Tables, state: State, slot: int, now: int) -> None:
    agent = state.tickets[slot].agent
    unset_timer(state, slot)
    emit(state, now, _EV_WRAPPED_UP, slot, agent, _NONE)
    disown(state, slot, agent)
    drop_load(tables, state, slot, agent, now)
    forget(state, slot)
    match_agent(tables, state, agent, now)


@jit_internal
def _expire(tables: Tables, state: State, agent: int, queue_number: int, now: int) -> None:
    """Count an offer that the agent did not answer, and take the agent off if there have been too many."""
    queue = tables.queues[queue_number]
    worker = state.agents[agent]
    worker.missed += 1
    if worker.presence != _READY or worker.missed < queue.expiry_limit:
        return
    if queue.on_expiry == _TO_BREAK:
        worker.missed = 0
        change_presence(tables, state, agent, _BREAK, now)
    elif queue.on_expiry == _TO_OFFLINE:
        worker.missed = 0
        change_presence(tables, state, agent, _DRAINING if worker.first >= 0 else _OFFLINE, now)


@jit_internal
def _refuse(tables: Tables, state: State, slot: int, now: int, event: int) -> None:
    """A decline or an expiry: the agent chooses anew, then the ticket does."""
    ticket = state.tickets[slot]
    agent: int = ticket.agent
    pause_us = tables.queues[ticket.queue].decline_pause
    emit(state, now, event, slot, agent, _NONE)
    state.agents[agent].offer = -1
    unset_timer(state, slot)
    if event == _EV_EXPIRED:
        _expire(tables, state, agent, ticket.queue, now)
    if pause_us > 0:
        add_pause(state, slot, agent, now + pause_us)
    back_to_queue(tables, state, slot, now)
    settle_agent(tables, state, agent, now)
    settle_ticket(tables, state, slot, now)


@jit_internal
def _fire(tables: Tables, state: State, slot: int, time: int, kind: int) -> None:
    """Handle one timer at its own due time."""
    if kind == _K_WRAP_UP_END:
        _end_wrap_up(tables, state, slot, time)
    elif kind == _K_PRESENCE:
        give_up(tables, state, -1 - slot, time)
    elif kind == _K_OFFER_EXPIRY:
        _refuse(tables, state, slot, time, _EV_EXPIRED)
    else:
        fire_waiting(tables, state, slot, time, kind)


@jit_internal
def run_timers(tables: Tables, state: State, now: int, code: int, at_most: int) -> int:
    """Handle the timers that come before (``now``, ``code``), each at its own due time, at most so many."""
    done = 0
    if state.meta[0].rematch == 1 and match_waiting(tables, state) != OK:
        return MORE
    while done < at_most and state.meta[0].n_timers > 0:
        timer = state.timers[0]
        time, slot = timer.time, timer.slot
        if not is_before(time, timer.code, now, code):
            break
        if state.meta[0].n_events > EVENTS - 2 * ROOM:
            return MORE
        if state.meta[0].free_pause < 0:
            return NO_ROOM
        _fire(tables, state, slot, time, timer.code >> 48)
        done += 1
        if settle_all(tables, state, time) != OK:
            return MORE
    return OK


@jit_internal
def _exclude(state: State, slot: int) -> bool:
    """Keep the ticket from the agents in the inbox; False: there is no room for so many pauses."""
    row, room = state.meta[0].free_pause, state.meta[0].n_inbox
    while row >= 0 and room > 0:
        row = state.pauses[row].after
        room -= 1
    if room > 0:
        return False
    for i in range(state.meta[0].n_inbox):
        add_pause(state, slot, state.inbox[i].count, NEVER)
    state.meta[0].n_inbox = 0
    return True


@jit_inline
def submit(
    tables: Tables, state: State, queue_number: int, lane: int, cls: int, preferred: int, tie: int, now: int
) -> int:
    """A new ticket arrives in a queue; it is kept from the agents in the inbox."""
    slot = state.meta[0].free_ticket
    if slot < 0:
        return NO_ROOM
    ticket = state.tickets[slot]
    after = ticket.after
    queue = tables.queues[queue_number]
    if state.meta[0].n_inbox > 0 and not _exclude(state, slot):
        return NO_ROOM
    state.meta[0].free_ticket = after
    ticket.number = state.meta[0].next_number
    state.meta[0].next_number += 1
    ticket.first_arrival = now
    ticket.entered_queue = now
    ticket.queue = queue_number
    ticket.stage = 0
    ticket.band = queue.band
    ticket.lane = lane
    ticket.agent = -1
    ticket.state = _FREE
    ticket.stepped = 0
    ticket.judged = -1
    ticket.gather = -1
    ticket.word = 0
    ticket.cls = cls
    if preferred < 0 and queue.first_rule == queue.end_rule:
        agent = choose_agent(tables, state, slot)
        if agent >= 0:
            offer(tables, state, slot, agent, now)
            stand_by(tables, state, agent)
            return settle_all(tables, state, now)
    enter(tables, state, slot, preferred, tie, _YES, now)
    return settle_all(tables, state, now)


@jit_inline
def accept(tables: Tables, state: State, slot: int, agent: int, now: int) -> int:
    """The agent takes the ticket it was offered."""
    ticket = state.tickets[slot]
    if ticket.state != _OFFERED or ticket.agent != agent:
        return NOT_OFFERED
    unset_timer(state, slot)
    ticket.state = _ASSIGNED
    if ticket.callback >= 0:
        state.callbacks[ticket.callback].until = NEVER
    note_end(state, slot, _YES, now)
    worker = state.agents[agent]
    worker.offer = -1
    worker.missed = 0
    own(state, slot, agent)
    add_load(tables, state, slot, agent, now)
    emit(state, now, _EV_ASSIGNED, slot, agent, _step(tables, state, slot))
    if worker.load < worker.capacity:
        settle_agent(tables, state, agent, now)
    return settle_all(tables, state, now)


@jit_inline
def _step(tables: Tables, state: State, slot: int) -> int:
    ticket = state.tickets[slot]
    step: int = tables.stages[tables.queues[ticket.queue].first_stage + ticket.stage].step
    return step


@jit_internal
def decline(tables: Tables, state: State, slot: int, agent: int, now: int) -> int:
    """The agent refuses the ticket it was offered."""
    ticket = state.tickets[slot]
    if ticket.state != _OFFERED or ticket.agent != agent:
        return NOT_OFFERED
    if state.meta[0].free_pause < 0:
        return NO_ROOM
    _refuse(tables, state, slot, now, _EV_DECLINED)
    return settle_all(tables, state, now)


@jit_inline
def complete(tables: Tables, state: State, slot: int, wrap_up: bool, now: int) -> int:
    """The contact ends; wrap-up follows as the queue says, unless ``wrap_up`` is false."""
    ticket = state.tickets[slot]
    if ticket.state != _ASSIGNED and ticket.state != _HELD:
        return _complete_asleep(tables, state, slot, now)
    agent = ticket.agent
    queue = tables.queues[ticket.queue]
    if wrap_up and queue.wrap_up != _WRAP_NONE:
        emit(state, now, _EV_COMPLETED, slot, agent, _WRAPS_UP)
        ticket.state = _WRAPPING
        if queue.wrap_up != _WRAP_MANUAL:
            set_timer(state, slot, now + queue.wrap_up_us, _K_WRAP_UP_END)
        return OK
    emit(state, now, _EV_COMPLETED, slot, agent, _IS_OVER)
    disown(state, slot, agent)
    drop_load(tables, state, slot, agent, now)
    forget(state, slot)
    match_agent(tables, state, agent, now)
    return settle_all(tables, state, now)


@jit_internal
def _complete_asleep(tables: Tables, state: State, slot: int, now: int) -> int:
    """The contact of a sleeping ticket ends; its agent may go on with those that wait behind it."""
    ticket = state.tickets[slot]
    if ticket.state != _INACTIVE and ticket.state != _WAKING:
        return NOT_IN_SERVICE
    agent: int = ticket.agent
    worker = state.agents[agent]
    worker.asleep -= 1
    if ticket.state == _WAKING:
        worker.busy -= 1
    emit(state, now, _EV_COMPLETED, slot, agent, _IS_OVER)
    disown(state, slot, agent)
    forget(state, slot)
    settle_agent(tables, state, agent, now)
    return settle_all(tables, state, now)


@jit_inline
def end_wrap_up(tables: Tables, state: State, slot: int, now: int) -> int:
    """The agent has finished the wrap-up of the ticket."""
    ticket = state.tickets[slot]
    if ticket.state != _WRAPPING or tables.queues[ticket.queue].wrap_up == _WRAP_FIXED:
        return NOT_WRAPPING
    _end_wrap_up(tables, state, slot, now)
    return settle_all(tables, state, now)


@jit_internal
def cancel(tables: Tables, state: State, slot: int, now: int) -> int:
    """The customer leaves before the answer."""
    ticket = state.tickets[slot]
    agent = ticket.agent
    if ticket.state == _OFFERED:
        note_end(state, slot, _NO, now)
        unset_timer(state, slot)
        emit(state, now, _EV_CANCELLED, slot, agent, _NONE)
        forget(state, slot)
        state.agents[agent].offer = -1
        settle_agent(tables, state, agent, now)
        return settle_all(tables, state, now)
    if ticket.state == _CALLBACK:
        unset_timer(state, slot)
    elif ticket.state == _WAITING or ticket.state == _PERSONAL:
        note_end(state, slot, _NO, now)
        leave_queue(tables, state, slot)
    else:
        return NOT_WAITING
    emit(state, now, _EV_CANCELLED, slot, _NONE, _NONE)
    forget(state, slot)
    return settle_all(tables, state, now)


@jit_internal
def set_presence(tables: Tables, state: State, agent: int, presence: int, until: int, now: int) -> int:
    """The agent signs on, takes a break, drains or signs off; its shift is known to end at ``until``."""
    worker = state.agents[agent]
    if worker.presence == presence:
        worker.until = until
        return OK
    if presence == _OFFLINE and worker.first >= 0:
        return HAS_WORK
    worker.until = until
    change_presence(tables, state, agent, presence, now)
    if worker.offer >= 0 and presence != _READY and presence != _DRAINING:
        slot: int = worker.offer
        emit(state, now, _EV_EXPIRED, slot, agent, _NONE)
        worker.offer = -1
        unset_timer(state, slot)
        back_to_queue(tables, state, slot, now)
        settle_agent(tables, state, agent, now)
        settle_ticket(tables, state, slot, now)
    else:
        settle_agent(tables, state, agent, now)
    return settle_all(tables, state, now)
