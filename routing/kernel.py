"""The commands of the router over its tables: each takes the state to the next one and says what happened as events.

Compiled, integer only, without clock, randomness or I/O. A command returns a code (:class:`Code`); the front,
:class:`routing.router.Router`, raises. A command that returns an error has changed nothing. The buffer of events must
be read (and ``n_events`` set to 0) between commands.
"""

from __future__ import annotations

from enum import IntEnum

from routing._jit import jit, jit_inline, jit_internal, whole
from routing.kernel_lists import dequeue, enqueue, unlist_agent
from routing.kernel_match import (
    back_to_queue,
    choose_agent,
    emit,
    match_agent,
    offer,
    set_waiting_timer,
    settle_agent,
    settle_ticket,
)
from routing.kernel_timers import is_before, set_timer, unset_timer
from routing.model import NEVER, EventKind, Kind, Presence, TicketState
from routing.policy import WrapUp
from routing.state import EVENTS, State, Tables


class Code(IntEnum):
    """What a command returns."""

    OK = 0
    MORE = 1
    """The buffer of events is full: read it and call again."""
    NO_ROOM = 2
    """No slot is free: grow the state and call again."""
    NOT_WAITING = 3
    NOT_OFFERED = 4
    NOT_IN_SERVICE = 5
    NOT_WRAPPING = 6
    HAS_WORK = 7


_OK, _MORE, _NO_ROOM, _NOT_WAITING, _NOT_OFFERED, _NOT_IN_SERVICE, _NOT_WRAPPING, _HAS_WORK = (
    whole(code) for code in Code
)
_NONE = whole(-1)
_ALWAYS = whole(NEVER)
_NO_PAUSE = whole(0)
_IS_OVER, _WRAPS_UP = whole(0), whole(1)
_ROOM = 16  # no single command or timer causes more events
_FREE, _WAITING, _OFFERED, _ASSIGNED, _WRAPPING = (whole(state) for state in tuple(TicketState)[:5])
_READY = whole(Presence.READY)
_OFFLINE = whole(Presence.OFFLINE)
_DRAINING = whole(Presence.DRAINING)
_EV_WAITING = whole(EventKind.WAITING)
_EV_ASSIGNED = whole(EventKind.ASSIGNED)
_EV_DECLINED = whole(EventKind.DECLINED)
_EV_EXPIRED = whole(EventKind.EXPIRED)
_EV_STEP = whole(EventKind.STEP)
_EV_PROMOTED = whole(EventKind.PROMOTED)
_EV_COMPLETED = whole(EventKind.COMPLETED)
_EV_WRAPPED_UP = whole(EventKind.WRAPPED_UP)
_EV_CANCELLED = whole(EventKind.CANCELLED)
_EV_BLOCKED = whole(EventKind.BLOCKED)
_EV_PRESENCE = whole(EventKind.PRESENCE)
_K_WRAP_UP_END = whole(Kind.WRAP_UP_END)
_K_OFFER_EXPIRY = whole(Kind.OFFER_EXPIRY)
_K_DELAY_END = whole(Kind.DELAY_END)
_K_STEP = whole(Kind.STEP)
_K_PROMOTION = whole(Kind.PROMOTION)
_WRAP_MANUAL = whole(WrapUp.MANUAL)
_WRAP_NONE = whole(WrapUp.NONE)
_WRAP_FIXED = whole(WrapUp.FIXED)
_WRAP_CAPPED = whole(WrapUp.CAPPED)


@jit_inline
def _forget(state: State, slot: int) -> None:
    """Give the ticket's slot back."""
    ticket = state.tickets[slot]
    _end_pauses(state, slot, _ALWAYS)
    ticket.state = _FREE
    ticket.after = state.meta[0].free_ticket
    state.meta[0].free_ticket = slot


@jit_internal
def _add_pause(state: State, slot: int, agent: int, until: int) -> None:
    row = state.meta[0].free_pause
    pause = state.pauses[row]
    state.meta[0].free_pause = pause.after
    pause.agent = agent
    pause.until = until
    pause.after = state.tickets[slot].pause
    state.tickets[slot].pause = row


@jit_internal
def _end_pauses(state: State, slot: int, now: int) -> None:
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


@jit_inline
def _free_agent(tables: Tables, state: State, agent: int, now: int) -> None:
    """The agent's last work has ended."""
    worker = state.agents[agent]
    worker.load -= 1
    worker.ticket = -1
    if worker.load == 0:
        worker.idle_since = now
    match_agent(tables, state, agent, now)


@jit_internal
def _return_offer(tables: Tables, state: State, slot: int, now: int, pause_us: int) -> int:
    """Take an outstanding offer back into the queue; the agent that had it is free but does not choose yet."""
    agent: int = state.tickets[slot].agent
    worker = state.agents[agent]
    worker.offers -= 1
    worker.ticket = -1
    unset_timer(state, slot)
    _end_pauses(state, slot, now)
    if pause_us > 0:
        _add_pause(state, slot, agent, now + pause_us)
    back_to_queue(tables, state, slot, now)
    return agent


@jit_inline
def _end_wrap_up(tables: Tables, state: State, slot: int, now: int) -> None:
    agent = state.tickets[slot].agent
    unset_timer(state, slot)
    emit(state, now, _EV_WRAPPED_UP, slot, agent, _NONE)
    _forget(state, slot)
    _free_agent(tables, state, agent, now)


@jit_internal
def _refuse(tables: Tables, state: State, slot: int, now: int, event: int) -> None:
    """A decline or an expiry: the agent chooses anew, then the ticket does."""
    pause_us = tables.queues[state.tickets[slot].queue].decline_pause
    emit(state, now, event, slot, state.tickets[slot].agent, _NONE)
    agent = _return_offer(tables, state, slot, now, pause_us)
    settle_agent(tables, state, agent, now)
    settle_ticket(tables, state, slot, now)


@jit_internal
def _fire(tables: Tables, state: State, slot: int, time: int, kind: int) -> None:
    """Handle one timer at its own due time."""
    if kind == _K_WRAP_UP_END:
        _end_wrap_up(tables, state, slot, time)
        return
    if kind == _K_OFFER_EXPIRY:
        _refuse(tables, state, slot, time, _EV_EXPIRED)
        return
    ticket = state.tickets[slot]
    if kind == _K_DELAY_END:
        _end_pauses(state, slot, time)
    else:
        dequeue(state, slot)
        if kind == _K_STEP:
            ticket.step += 1
            emit(state, time, _EV_STEP, slot, _NONE, ticket.step)
        else:
            ticket.band -= 1
            emit(state, time, _EV_PROMOTED, slot, _NONE, ticket.band)
        enqueue(tables, state, slot)
    set_waiting_timer(tables, state, slot)
    settle_ticket(tables, state, slot, time)


@jit
def run_timers(tables: Tables, state: State, now: int, code: int, at_most: int) -> int:
    """Handle the timers that come before (``now``, ``code``), each at its own due time, at most so many."""
    done = 0
    while done < at_most and state.meta[0].n_timers > 0:
        timer = state.timers[0]
        time, slot = timer.time, timer.slot
        if not is_before(time, timer.code, now, code):
            break
        if state.meta[0].n_events > EVENTS - 2 * _ROOM:
            return _MORE
        if state.meta[0].free_pause < 0:
            return _NO_ROOM
        _fire(tables, state, slot, time, timer.code >> 48)
        done += 1
    return _OK


@jit
def submit(tables: Tables, state: State, queue_number: int, now: int) -> int:
    """A new ticket arrives in a queue."""
    slot = state.meta[0].free_ticket
    if slot < 0:
        return _NO_ROOM
    ticket = state.tickets[slot]
    queue = tables.queues[queue_number]
    state.meta[0].free_ticket = ticket.after
    ticket.number = state.meta[0].next_number
    state.meta[0].next_number += 1
    ticket.first_arrival = now
    ticket.entered_queue = now
    ticket.queue = queue_number
    ticket.step = 0
    ticket.band = queue.band
    ticket.agent = -1
    ticket.state = _FREE
    agent = choose_agent(tables, state, slot)
    if agent >= 0:
        offer(tables, state, slot, agent, now)
        return _OK
    if queue.max_waiting >= 0:
        waiting = 0
        for sub in range(queue.first_sub, queue.first_sub + queue.n_steps * queue.n_bands):
            waiting += state.subs[sub].count
        if waiting >= queue.max_waiting:
            emit(state, now, _EV_BLOCKED, slot, _NONE, _NONE)
            _forget(state, slot)
            return _OK
    ticket.state = _WAITING
    enqueue(tables, state, slot)
    set_waiting_timer(tables, state, slot)
    emit(state, now, _EV_WAITING, slot, _NONE, queue_number)
    return _OK


@jit
def accept(tables: Tables, state: State, slot: int, agent: int, now: int) -> int:
    """The agent takes the ticket it was offered."""
    ticket = state.tickets[slot]
    if ticket.state != _OFFERED or ticket.agent != agent:
        return _NOT_OFFERED
    unset_timer(state, slot)
    ticket.state = _ASSIGNED
    state.agents[agent].offers -= 1
    state.agents[agent].load += 1
    emit(state, now, _EV_ASSIGNED, slot, agent, ticket.step)
    return _OK


@jit
def decline(tables: Tables, state: State, slot: int, agent: int, now: int) -> int:
    """The agent refuses the ticket it was offered."""
    ticket = state.tickets[slot]
    if ticket.state != _OFFERED or ticket.agent != agent:
        return _NOT_OFFERED
    if state.meta[0].free_pause < 0:
        return _NO_ROOM
    _refuse(tables, state, slot, now, _EV_DECLINED)
    return _OK


@jit
def complete(tables: Tables, state: State, slot: int, wrap_up: bool, now: int) -> int:
    """The contact ends; wrap-up follows as the queue says, unless ``wrap_up`` is false."""
    ticket = state.tickets[slot]
    if ticket.state != _ASSIGNED:
        return _NOT_IN_SERVICE
    agent = ticket.agent
    queue = tables.queues[ticket.queue]
    if wrap_up and queue.wrap_up != _WRAP_NONE:
        emit(state, now, _EV_COMPLETED, slot, agent, _WRAPS_UP)
        ticket.state = _WRAPPING
        if queue.wrap_up != _WRAP_MANUAL:
            set_timer(state, slot, now + queue.wrap_up_us, _K_WRAP_UP_END)
        return _OK
    emit(state, now, _EV_COMPLETED, slot, agent, _IS_OVER)
    _forget(state, slot)
    _free_agent(tables, state, agent, now)
    return _OK


@jit
def end_wrap_up(tables: Tables, state: State, slot: int, now: int) -> int:
    """The agent has finished the wrap-up of the ticket."""
    ticket = state.tickets[slot]
    if ticket.state != _WRAPPING or tables.queues[ticket.queue].wrap_up == _WRAP_FIXED:
        return _NOT_WRAPPING
    _end_wrap_up(tables, state, slot, now)
    return _OK


@jit
def cancel(tables: Tables, state: State, slot: int, now: int) -> int:
    """The customer leaves before the answer."""
    ticket = state.tickets[slot]
    if ticket.state == _WAITING:
        dequeue(state, slot)
        unset_timer(state, slot)
        emit(state, now, _EV_CANCELLED, slot, _NONE, _NONE)
        _forget(state, slot)
        return _OK
    if ticket.state != _OFFERED:
        return _NOT_WAITING
    agent = ticket.agent
    unset_timer(state, slot)
    emit(state, now, _EV_CANCELLED, slot, agent, _NONE)
    _forget(state, slot)
    state.agents[agent].offers -= 1
    state.agents[agent].ticket = -1
    settle_agent(tables, state, agent, now)
    return _OK


@jit
def set_presence(tables: Tables, state: State, agent: int, presence: int, now: int) -> int:
    """The agent signs on, takes a break, drains or signs off."""
    worker = state.agents[agent]
    if worker.presence == presence:
        return _OK
    if presence == _OFFLINE and worker.load > 0:
        return _HAS_WORK
    unlist_agent(state, agent)
    if worker.presence == _OFFLINE:
        worker.idle_since = now
    worker.presence = presence
    emit(state, now, _EV_PRESENCE, _NONE, agent, presence)
    if worker.offers > 0 and presence != _READY and presence != _DRAINING:
        slot = worker.ticket
        emit(state, now, _EV_EXPIRED, slot, agent, _NONE)
        _return_offer(tables, state, slot, now, _NO_PAUSE)
        settle_ticket(tables, state, slot, now)
        return _OK
    settle_agent(tables, state, agent, now)
    return _OK
