"""The commands of an agent's work beyond an ordinary contact: hold, sleep, transfer, assignment by hand, callbacks."""

from __future__ import annotations

from routing._jit import jit_internal, whole
from routing.kernels.kernel_code import (
    AGENT_ABSENT,
    AGENT_FULL,
    NO_CALLBACK,
    NO_ROOM,
    NOT_ALLOWED,
    NOT_HELD,
    NOT_IN_SERVICE,
    NOT_INACTIVE,
    NOT_WAITING,
    OK,
    TOO_MANY_INACTIVE,
)
from routing.kernels.kernel_expect import note_end, note_joins
from routing.kernels.kernel_lists import (
    disown,
    enqueue,
    enter_personal,
    link_ticket,
    own,
    unlink_personal,
    unlist_agent,
)
from routing.kernels.kernel_match import (
    add_load,
    can_wake,
    drop_load,
    emit,
    leave_queue,
    offer,
    settle_agent,
    settle_all,
    settle_ticket,
    stand_by,
    wake_up,
)
from routing.kernels.kernel_presence import release
from routing.kernels.kernel_timers import set_timer, unset_timer
from routing.kernels.kernel_wait import (
    add_pause,
    drop_callback,
    end_pauses,
    forget,
    hold_until,
    may_be_preferred,
    move_to,
    set_waiting_timer,
    takes_now,
)
from routing.kernels.state import MAX_ASLEEP, State, Tables
from routing.model import NEVER, EventKind, Kind, Presence, TicketState, Tie

_NONE = whole(-1)
_NO, _ONE = whole(0), whole(1)
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
_OFFLINE = whole(Presence.OFFLINE)
_K_DELAY_END = whole(Kind.DELAY_END)
_OWNER = whole(Tie.OWNER)
_EV_WAITING = whole(EventKind.WAITING)
_EV_EXPIRED = whole(EventKind.EXPIRED)
_EV_HELD_FOR = whole(EventKind.HELD_FOR)
_EV_ON_HOLD = whole(EventKind.ON_HOLD)
_EV_RESUMED = whole(EventKind.RESUMED)
_EV_INACTIVE = whole(EventKind.INACTIVE)
_EV_WAKING = whole(EventKind.WAKING)
_EV_TRANSFERRED = whole(EventKind.TRANSFERRED)
_EV_ASSIGNED_BY_HAND = whole(EventKind.ASSIGNED_BY_HAND)
_EV_CALLBACK_HELD = whole(EventKind.CALLBACK_HELD)
_EV_CALLBACK_FAILED = whole(EventKind.CALLBACK_FAILED)


# -- hold and sleep ----------------------------------------------------------------------------------------------------


@jit_internal
def hold(tables: Tables, state: State, slot: int, now: int) -> int:
    """The agent puts the customer on hold."""
    ticket = state.tickets[slot]
    if ticket.state != _ASSIGNED:
        return NOT_IN_SERVICE
    ticket.state = _HELD
    emit(state, now, _EV_ON_HOLD, slot, ticket.agent, _NONE)
    return OK


@jit_internal
def resume(tables: Tables, state: State, slot: int, now: int) -> int:
    """The agent goes on with a customer who was on hold."""
    ticket = state.tickets[slot]
    if ticket.state != _HELD:
        return NOT_HELD
    ticket.state = _ASSIGNED
    emit(state, now, _EV_RESUMED, slot, ticket.agent, _NONE)
    return OK


@jit_internal
def deactivate(tables: Tables, state: State, slot: int, now: int) -> int:
    """The conversation sleeps: the agent keeps it, its units are free."""
    ticket = state.tickets[slot]
    if ticket.state != _ASSIGNED and ticket.state != _HELD:
        return NOT_IN_SERVICE
    agent: int = ticket.agent
    if state.agents[agent].asleep >= MAX_ASLEEP:
        return TOO_MANY_INACTIVE
    drop_load(tables, state, slot, agent, now)
    ticket.state = _INACTIVE
    state.agents[agent].asleep += 1
    emit(state, now, _EV_INACTIVE, slot, agent, _NONE)
    settle_agent(tables, state, agent, now)
    return settle_all(tables, state, now)


@jit_internal
def wake(tables: Tables, state: State, slot: int, now: int) -> int:
    """The customer of a sleeping conversation is back: it takes its units, or is next to get them."""
    ticket = state.tickets[slot]
    if ticket.state != _INACTIVE:
        return NOT_INACTIVE
    agent: int = ticket.agent
    if _wakes_alone(state, agent) and can_wake(tables, state, slot, agent):
        wake_up(tables, state, slot, agent, now)
        stand_by(tables, state, agent)
    else:
        unlist_agent(tables, state, agent)
        disown(state, slot, agent)
        own(state, slot, agent)
        ticket.state = _WAKING
        state.agents[agent].busy += 1
        emit(state, now, _EV_WAKING, slot, agent, _NONE)
    return settle_all(tables, state, now)


@jit_internal
def _wakes_alone(state: State, agent: int) -> bool:
    slot: int = state.agents[agent].first
    while slot >= 0:
        if state.tickets[slot].state == _WAKING:
            return False
        slot = state.tickets[slot].after
    return True


# -- transfer ----------------------------------------------------------------------------------------------------------


@jit_internal
def _is_owned(state: State, slot: int) -> bool:
    """Whether an agent has the ticket in hand, asleep ones too."""
    kind = state.tickets[slot].state
    return kind in (_ASSIGNED, _HELD, _INACTIVE, _WAKING)


@jit_internal
def _keep_exclusions(state: State, slot: int) -> None:
    """Drop the ticket's pauses but those without end."""
    end_pauses(state, slot, NEVER - _ONE)


@jit_internal
def transfer(tables: Tables, state: State, slot: int, queue: int, target: int, now: int) -> int:
    """The agent gives the ticket to a queue (-1: its own), or (``target`` not -1) to another agent in that queue."""
    ticket = state.tickets[slot]
    if not _is_owned(state, slot):
        return NOT_IN_SERVICE
    if state.meta[0].free_pause < 0:
        return NO_ROOM
    giver: int = ticket.agent
    if queue < 0:
        queue = ticket.queue
    emit(state, now, _EV_TRANSFERRED, slot, giver, queue)
    release(tables, state, slot, giver, now)
    _keep_exclusions(state, slot)
    move_to(tables, state, slot, queue, now)
    pause = tables.queues[queue].decline_pause
    if giver != target and pause > 0:
        add_pause(state, slot, giver, now + pause)
    ticket.state = _WAITING
    ticket.agent = -1
    if target >= 0 and may_be_preferred(tables, state, slot, target):
        ticket.state = _PERSONAL
        ticket.agent = target
        enter_personal(tables, state, slot)
        settle_agent(tables, state, giver, now)
        settle_all(tables, state, now)
        if ticket.state == _PERSONAL and ticket.agent == target and ticket.timer < 0:
            _arrive_at(tables, state, slot, target, now)
        return settle_all(tables, state, now)
    enqueue(tables, state, slot)
    set_waiting_timer(tables, state, slot, now)
    settle_agent(tables, state, giver, now)
    settle_all(tables, state, now)
    _settle_transferred(tables, state, slot, now)
    return settle_all(tables, state, now)


@jit_internal
def _arrive_at(tables: Tables, state: State, slot: int, target: int, now: int) -> None:
    """A ticket transferred to an agent is taken, held for them, or waits for anybody."""
    ticket = state.tickets[slot]
    if takes_now(tables, state, slot, target):
        offer(tables, state, slot, target, now)
        stand_by(tables, state, target)
        return
    until = hold_until(tables, state, slot, target, _OWNER, now)
    if until > now:
        set_timer(state, slot, until, _K_DELAY_END)
        emit(state, now, _EV_WAITING, slot, _NONE, ticket.queue)
        emit(state, now, _EV_HELD_FOR, slot, target, _NONE)
        return
    unlink_personal(state, slot)
    ticket.state = _WAITING
    ticket.agent = -1
    link_ticket(tables, state, slot)
    set_waiting_timer(tables, state, slot, now)
    _settle_transferred(tables, state, slot, now)


@jit_internal
def _settle_transferred(tables: Tables, state: State, slot: int, now: int) -> None:
    settle_ticket(tables, state, slot, now)
    settle_all(tables, state, now)
    ticket = state.tickets[slot]
    if ticket.state == _WAITING:
        note_joins(tables, state, slot, state.lines[ticket.queue].waiting, now)
        emit(state, now, _EV_WAITING, slot, _NONE, ticket.queue)


# -- assignment by hand ------------------------------------------------------------------------------------------------


@jit_internal
def _is_beyond(tables: Tables, state: State, slot: int, agent: int) -> bool:
    """Whether the ticket would take the agent beyond its units or its most tickets of a channel."""
    ticket = state.tickets[slot]
    worker = state.agents[agent]
    n_lanes = state.meta[0].n_lanes
    used = worker.load + tables.lanes[ticket.lane].cost
    same = state.loads[agent * n_lanes + ticket.lane].count + _ONE
    if worker.offer >= 0 and worker.offer != slot:
        other = state.tickets[worker.offer]
        used += tables.lanes[other.lane].cost
        if other.lane == ticket.lane:
            same += 1
    if used > worker.capacity:
        return True
    return bool(state.meta[0].units == 1 and same > tables.limits[worker.profile * n_lanes + ticket.lane].most)


@jit_internal
def assign(tables: Tables, state: State, slot: int, agent: int, force: int, now: int) -> int:
    """Somebody gives the ticket to an agent, past order, offers, holds, delays, reservations and breaks."""
    ticket = state.tickets[slot]
    if ticket.state in (_FREE, _WRAPPING) or (_is_owned(state, slot) and ticket.agent == agent):
        return NOT_WAITING  # free: a timer before this command ended it
    worker = state.agents[agent]
    if worker.presence == _OFFLINE:
        return AGENT_ABSENT
    if tables.allowed[ticket.queue * state.meta[0].n_profiles + worker.profile].never_relax == 0:
        return NOT_ALLOWED
    beyond = _is_beyond(tables, state, slot, agent)
    if beyond and force == 0:
        return AGENT_FULL
    was_offered = ticket.state == _OFFERED and ticket.agent == agent
    note_end(state, slot, _NO, now)
    holder = _take_from_holder(tables, state, slot, agent, now)
    unlist_agent(tables, state, agent)
    ticket.state = _ASSIGNED
    ticket.agent = agent
    if ticket.callback >= 0:
        state.callbacks[ticket.callback].until = NEVER
    own(state, slot, agent)
    add_load(tables, state, slot, agent, now)
    emit(state, now, _EV_ASSIGNED_BY_HAND, slot, agent, _ONE if beyond else _ONE - _ONE)
    if was_offered:
        settle_agent(tables, state, agent, now)
    else:
        stand_by(tables, state, agent)  # may count as free for reservations while the holder chooses
    if holder >= 0:
        settle_agent(tables, state, holder, now)
    return settle_all(tables, state, now)


@jit_internal
def _take_from_holder(tables: Tables, state: State, slot: int, agent: int, now: int) -> int:
    """Take the ticket from where it is; returns the agent who had it, unless that is ``agent``, or -1."""
    ticket = state.tickets[slot]
    holder: int = ticket.agent
    if ticket.state == _WAITING or ticket.state == _PERSONAL:
        leave_queue(tables, state, slot)
        return _NONE
    unset_timer(state, slot)
    if ticket.state == _CALLBACK:
        ticket.first_arrival += now
        ticket.entered_queue += now
        return _NONE
    if ticket.state == _OFFERED:
        state.agents[holder].offer = -1
        if holder == agent:
            return _NONE
        emit(state, now, _EV_EXPIRED, slot, holder, _NONE)
        return holder
    emit(state, now, _EV_TRANSFERRED, slot, holder, ticket.queue)
    release(tables, state, slot, holder, now)
    return holder


# -- callbacks ---------------------------------------------------------------------------------------------------------


@jit_internal
def _stop_clocks(state: State, slot: int, due: int, now: int) -> None:
    """Time stands still for the ticket until it is called back: its clocks become minus what it has waited."""
    ticket = state.tickets[slot]
    ticket.state = _CALLBACK
    ticket.agent = -1
    ticket.first_arrival -= now
    ticket.entered_queue -= now
    set_timer(state, slot, due, _K_DELAY_END)


@jit_internal
def request_callback(tables: Tables, state: State, slot: int, due: int, until: int, attempts: int, now: int) -> int:
    """The customer accepts to be called back from ``due`` on; the ticket keeps the place that it has."""
    ticket = state.tickets[slot]
    if (ticket.state != _WAITING and ticket.state != _PERSONAL) or ticket.callback >= 0:
        return NOT_WAITING
    row = state.meta[0].free_callback
    if row < 0:
        return NO_ROOM
    promise = state.callbacks[row]
    state.meta[0].free_callback = promise.after
    promise.until = until
    promise.attempts = attempts
    note_end(state, slot, _NO, now)
    leave_queue(tables, state, slot)
    ticket.callback = row
    _stop_clocks(state, slot, due, now)
    emit(state, now, _EV_CALLBACK_HELD, slot, _NONE, _NONE)
    return settle_all(tables, state, now)


@jit_internal
def callback_failed(tables: Tables, state: State, slot: int, retry: int, now: int) -> int:
    """The customer did not answer the callback; unless it was the last attempt, they are called again at ``retry``."""
    ticket = state.tickets[slot]
    if ticket.state != _ASSIGNED and ticket.state != _HELD:
        return NOT_IN_SERVICE
    if ticket.callback < 0:
        return NO_CALLBACK
    agent: int = ticket.agent
    promise = state.callbacks[ticket.callback]
    promise.attempts -= 1
    left: int = promise.attempts
    emit(state, now, _EV_CALLBACK_FAILED, slot, agent, left)
    release(tables, state, slot, agent, now)
    if left > 0:
        _stop_clocks(state, slot, retry, now)
    else:
        drop_callback(state, slot)
        forget(state, slot)
    settle_agent(tables, state, agent, now)
    return settle_all(tables, state, now)
