"""Agents come and go: what a change of presence means for others, and what becomes of the work of one who vanishes."""

from __future__ import annotations

from routing._jit import jit_internal, whole
from routing.kernels.kernel_code import AGENT_ABSENT, OK
from routing.kernels.kernel_lists import disown, unlist_agent
from routing.kernels.kernel_match import drop_load, emit, settle_all
from routing.kernels.kernel_timers import set_deadline, set_timer, unset_deadline, unset_timer
from routing.kernels.kernel_wait import (
    NOBODY_READY,
    anybody_ready,
    back_to_queue,
    could_ever_gather,
    forget,
    seek_again,
    set_waiting_timer,
)
from routing.kernels.state import State, Tables
from routing.model import NEVER, EventKind, Kind, Presence, TicketState

_NONE = whole(-1)
_ONE = whole(1)
_OFFERED = whole(TicketState.OFFERED)
_WRAPPING = whole(TicketState.WRAPPING)
_INACTIVE = whole(TicketState.INACTIVE)
_WAKING = whole(TicketState.WAKING)
_READY = whole(Presence.READY)
_OFFLINE = whole(Presence.OFFLINE)
_EV_EXPIRED = whole(EventKind.EXPIRED)
_EV_WRAPPED_UP = whole(EventKind.WRAPPED_UP)
_EV_PRESENCE = whole(EventKind.PRESENCE)
_EV_RETURNED = whole(EventKind.RETURNED)
_EV_QUEUE_CLOSED = whole(EventKind.QUEUE_CLOSED)
_EV_QUEUE_OPENED = whole(EventKind.QUEUE_OPENED)
_K_PRESENCE = whole(Kind.PRESENCE)
_K_DELAY_END = whole(Kind.DELAY_END)


@jit_internal
def change_presence(tables: Tables, state: State, agent: int, presence: int, now: int) -> None:
    """Write a new presence down, and wake whoever waited for this agent; nobody chooses yet."""
    worker = state.agents[agent]
    before = worker.presence
    unlist_agent(tables, state, agent)
    if before == _OFFLINE:
        worker.since = now
    worker.presence = presence
    emit(state, now, _EV_PRESENCE, _NONE, agent, presence)
    if presence == _OFFLINE:
        unset_deadline(state, agent)
    if presence == _READY:
        state.ready[worker.profile].count += 1
        _answer_seekers(tables, state, agent, now)
    elif before == _READY:
        state.ready[worker.profile].count -= 1
        _leave_ready(tables, state, agent, now)


@jit_internal
def _answer_seekers(tables: Tables, state: State, agent: int, now: int) -> None:
    """Tickets for which nobody ready could gather units look again, now that this agent is ready."""
    number = state.agents[agent].profile
    profile = tables.profiles[number]
    for i in range(profile.first_serve, profile.end_serve):
        serve = tables.serves[i]
        if tables.lanes[serve.lane].cost == 1 or tables.queues[serve.queue].gather_after == NEVER:
            continue
        slot: int = state.subs[serve.sub].head
        while slot >= 0:
            if state.tickets[slot].gather == NOBODY_READY and could_ever_gather(tables, state, slot, number):
                seek_again(state, slot, now)
                set_waiting_timer(tables, state, slot, now)
            slot = state.tickets[slot].after


@jit_internal
def _leave_ready(tables: Tables, state: State, agent: int, now: int) -> None:
    """Tickets held for the agent, gathering at it, or waiting for nobody like it to be there, go on by a timer now."""
    worker = state.agents[agent]
    slot: int = worker.personal
    while slot >= 0:
        set_timer(state, slot, now, _K_DELAY_END)
        slot = state.tickets[slot].after
    if worker.gathers >= 0:
        slot = worker.gathers
        worker.gathers = -1
        worker.busy -= 1
        state.meta[0].gathering -= 1
        state.tickets[slot].gather = -2 - now
        set_waiting_timer(tables, state, slot, now)
    if state.ready[worker.profile].count > 0:
        return
    for i in range(len(tables.conditions)):
        _wake_step(tables, state, tables.conditions[i].queue, tables.conditions[i].step, worker.profile, now)


@jit_internal
def _wake_step(tables: Tables, state: State, queue_number: int, step: int, profile: int, now: int) -> None:
    """Set timers for the tickets whose conditional step holds because the last agent of a profile has left."""
    queue = tables.queues[queue_number]
    rule = tables.steps[queue.first_step + step]
    concerned = False
    for i in range(rule.first_watched, rule.end_watched):
        concerned |= tables.watched[i].profile == profile
    if not concerned or anybody_ready(tables, state, queue.first_step + step):
        return
    per_stage = queue.n_bands * state.meta[0].n_lanes
    for sub in range(queue.first_sub, queue.first_sub + step * queue.n_epochs * per_stage):
        slot: int = state.subs[sub].head
        while slot >= 0:
            set_waiting_timer(tables, state, slot, now)
            slot = state.tickets[slot].after


@jit_internal
def give_up(tables: Tables, state: State, agent: int, now: int) -> None:
    """The agent has vanished: its work returns to where it waited. Whoever may take it chooses afterwards."""
    if state.agents[agent].presence == _OFFLINE:
        return
    change_presence(tables, state, agent, _OFFLINE, now)
    while True:
        slot = _first_of(state, agent)
        if slot < 0:
            break
        _return_from(tables, state, slot, agent, now)
    state.meta[0].rematch = 1


@jit_internal
def _first_of(state: State, agent: int) -> int:
    """The lowest-numbered ticket that the agent owns or is offered; -1: none."""
    worker = state.agents[agent]
    best: int = worker.offer
    slot = worker.first
    while slot >= 0:
        if best < 0 or state.tickets[slot].number < state.tickets[best].number:
            best = slot
        slot = state.tickets[slot].after
    return best


@jit_internal
def _return_from(tables: Tables, state: State, slot: int, agent: int, now: int) -> None:
    ticket = state.tickets[slot]
    worker = state.agents[agent]
    unset_timer(state, slot)
    if ticket.state == _OFFERED:
        worker.offer = -1
        emit(state, now, _EV_EXPIRED, slot, agent, _NONE)
        back_to_queue(tables, state, slot, now)
        return
    release(tables, state, slot, agent, now)
    if ticket.state == _WRAPPING:
        emit(state, now, _EV_WRAPPED_UP, slot, agent, _NONE)
        forget(state, slot)
        return
    emit(state, now, _EV_RETURNED, slot, agent, _NONE)
    back_to_queue(tables, state, slot, now)


@jit_internal
def release(tables: Tables, state: State, slot: int, agent: int, now: int) -> None:
    """The agent owns the ticket no longer; it does not choose yet."""
    ticket = state.tickets[slot]
    worker = state.agents[agent]
    disown(state, slot, agent)
    if ticket.state == _INACTIVE or ticket.state == _WAKING:
        worker.asleep -= 1
        if ticket.state == _WAKING:
            worker.busy -= 1
        unlist_agent(tables, state, agent)
    else:
        drop_load(tables, state, slot, agent, now)


@jit_internal
def lose_agent(tables: Tables, state: State, agent: int, now: int) -> int:
    """The agent has vanished."""
    give_up(tables, state, agent, now)
    return settle_all(tables, state, now)


@jit_internal
def heartbeat(tables: Tables, state: State, agent: int, until: int, now: int) -> int:
    """The agent is there; unless it says so again it counts as vanished at ``until``."""
    if state.agents[agent].presence == _OFFLINE:
        return AGENT_ABSENT
    set_deadline(state, agent, until, _K_PRESENCE)
    return OK


@jit_internal
def set_open(tables: Tables, state: State, queue: int, is_open: int, now: int) -> int:
    """Open or close a queue; nobody is offered tickets of a closed one."""
    line = state.lines[queue]
    if line.closed == 1 - is_open:
        return OK
    line.closed = 1 - is_open
    emit(state, now, _EV_QUEUE_OPENED if is_open == 1 else _EV_QUEUE_CLOSED, _NONE, _NONE, queue)
    if is_open == 1:
        state.meta[0].rematch = 1
    return settle_all(tables, state, now)
