"""A state under other tables: the facts are kept, and all that is linked from them is linked anew.

:mod:`routing.lifecycle.life_cycle_state` makes a state of the new sizes and writes the facts of tickets and agents into
it; what the kernel derives from them (sub-queues, personal queues, counts, timers, lists of free agents) is empty. Here
it is filled: tickets come in the order of their first arrivals, so that each goes to the end of its sub-queue.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from routing._jit import jit, jit_internal, view_at, whole
from routing.kernels.kernel_code import MORE
from routing.kernels.kernel_lists import enqueue, enter_personal, list_agent
from routing.kernels.kernel_match import ROOM, emit, is_available, match_waiting, wake_next
from routing.kernels.kernel_timers import set_deadline, set_timer, unset_deadline
from routing.kernels.kernel_wait import catch_up, end_pauses, may_be_preferred, set_waiting_timer
from routing.kernels.state import EVENTS, State, Tables
from routing.model import EventKind, Kind, Presence, TicketState
from routing.policy import OverflowCause


class Fact(IntEnum):
    """The columns of the facts about each ticket, by slot."""

    MOVED = 0
    """1: the name of its queue is another one."""
    STEP = 1
    """The step that it had."""
    BAND = 2
    DUE = 3
    """When its offer, wrap-up, hold or standstill ends; -1: not by itself."""
    KIND = 4
    """The kind of that timer."""


class Work(IntEnum):
    """The cells by which a call goes on where the one before it stopped."""

    PHASE = 0
    PLACE = 1
    NOW = 2
    EVENT = 3
    """The kind of the first event."""


_MOVED, _STEP, _BAND, _DUE, _KIND = (int(fact) for fact in Fact)
_PHASE, _PLACE, _NOW, _EVENT = (int(cell) for cell in Work)
_NONE, _ONE = whole(-1), whole(1)
_WAITING = whole(TicketState.WAITING)
_OFFERED = whole(TicketState.OFFERED)
_PERSONAL = whole(TicketState.PERSONAL)
_READY = whole(Presence.READY)
_OFFLINE = whole(Presence.OFFLINE)
_DRAINING = whole(Presence.DRAINING)
_EV_STEP = whole(EventKind.STEP)
_EV_PROMOTED = whole(EventKind.PROMOTED)
_EV_EXPIRED = whole(EventKind.EXPIRED)
_EV_HOLD_ENDED = whole(EventKind.HOLD_ENDED)
_EV_PRESENCE = whole(EventKind.PRESENCE)
_EV_MOVED = whole(EventKind.MOVED)
_K_PRESENCE = whole(Kind.PRESENCE)
_CAUSE_WAITING = whole(OverflowCause.WAITING)
_tables_at = view_at(Tables, 0)
_state_at = view_at(State, 2 * len(Tables._fields))


@jit_internal
def _drop_lost_pauses(state: State, slot: int) -> None:
    """Forget the ticket's pauses for agents who are no longer on the roster."""
    row = state.tickets[slot].pause
    state.tickets[slot].pause = -1
    while row >= 0:
        pause = state.pauses[row]
        after = pause.after
        if pause.agent < 0:
            pause.after = state.meta[0].free_pause
            state.meta[0].free_pause = row
        else:
            pause.after = state.tickets[slot].pause
            state.tickets[slot].pause = row
        row = after


@jit_internal
def _wait_for_any(state: State, slot: int, now: int) -> None:
    """The ticket is nobody's any more."""
    state.tickets[slot].state = _WAITING
    state.tickets[slot].agent = -1
    if state.tickets[slot].pause >= 0:
        end_pauses(state, slot, now)


@jit_internal
def _judge(tables: Tables, state: State, slot: int, facts: NDArray[np.int64], now: int) -> None:
    """Work out the step and the band of a waiting ticket, and say where they differ from those that it had."""
    ticket = state.tickets[slot]
    if ticket.state == _WAITING:
        before = state.meta[0].n_events
        catch_up(tables, state, slot, now)
        state.meta[0].n_events = before  # what it says is new since the ticket entered, which is known
    queue = tables.queues[ticket.queue]
    step = tables.stages[queue.first_stage + ticket.stage].step
    if step != facts[slot, _STEP]:
        emit(state, now, _EV_STEP, slot, _NONE, step)
    if ticket.band != facts[slot, _BAND]:
        emit(state, now, _EV_PROMOTED, slot, _NONE, ticket.band)


@jit_internal
def _tell_ticket(tables: Tables, state: State, slot: int, facts: NDArray[np.int64], now: int) -> None:
    """What the change means for one ticket, in words: it stands nowhere yet."""
    ticket = state.tickets[slot]
    agent: int = ticket.agent
    n_agents = state.meta[0].n_agents
    if ticket.pause >= 0:
        _drop_lost_pauses(state, slot)
    if facts[slot, _MOVED] == 1:
        emit(state, now, _EV_MOVED, slot, _NONE, ticket.queue)
    if ticket.state == _PERSONAL:
        if agent >= n_agents or not may_be_preferred(tables, state, slot, agent):
            emit(state, now, _EV_HOLD_ENDED, slot, agent, _NONE)
            _wait_for_any(state, slot, now)
    elif ticket.state == _OFFERED:
        row = ticket.queue * state.meta[0].n_profiles + state.agents[agent].profile
        if tables.allowed[row].never_relax == 0:
            emit(state, now, _EV_EXPIRED, slot, agent, _NONE)
            state.agents[agent].offer = -1
            _wait_for_any(state, slot, now)
    if ticket.state == _WAITING or ticket.state == _PERSONAL:
        _judge(tables, state, slot, facts, now)


@jit_internal
def _place_ticket(tables: Tables, state: State, slot: int, facts: NDArray[np.int64], now: int) -> None:
    """Put the ticket where it stands, and set its timer."""
    ticket = state.tickets[slot]
    if ticket.state == _WAITING:
        enqueue(tables, state, slot)
        set_waiting_timer(tables, state, slot, now)
        return
    if ticket.state == _PERSONAL:
        enter_personal(tables, state, slot)
    if facts[slot, _DUE] >= 0:
        set_timer(state, slot, facts[slot, _DUE], facts[slot, _KIND])


@jit_internal
def _judge_overflow(tables: Tables, state: State, number: int) -> None:
    """Turn the rules of a queue on that look at how many wait there, if so many do; all are off."""
    queue = tables.queues[number]
    line = state.lines[number]
    for i in range(queue.first_rule, queue.end_rule):
        if tables.rules[i].cause == _CAUSE_WAITING and line.waiting >= tables.rules[i].at:
            line.overflowing |= _ONE << (i - queue.first_rule)


@jit_internal
def _let_go(tables: Tables, state: State, agent: int, now: int) -> None:
    """Units of the agent may suffice now for conversations that wake; one who drains and has nothing left goes."""
    worker = state.agents[agent]
    if worker.asleep > 0:
        wake_next(tables, state, agent, now)
    if worker.presence == _DRAINING and worker.offer < 0 and worker.first < 0:
        worker.presence = _OFFLINE
        unset_deadline(state, agent)
        emit(state, now, _EV_PRESENCE, _NONE, agent, _OFFLINE)


@jit
def relink(
    places: NDArray[np.int64],
    by_number: NDArray[np.int64],
    by_arrival: NDArray[np.int64],
    by_idleness: NDArray[np.int64],
    deadlines: NDArray[np.int64],
    facts: NDArray[np.int64],
    work: NDArray[np.int64],
) -> int:
    """Link a state, say what has changed, and let all waiting tickets choose.

    Parameters
    ----------
    places
        Where the arrays of the tables and the state lie.
    by_number, by_arrival
        Slots of the tickets, by ticket number and by (first arrival, number).
    by_idleness
        Agents in the order in which they enter the lists of free agents fastest; any order is right.
    deadlines
        [agent] when it counts as lost; -1: never.
    facts
        [slot, :class:`Fact`].
    work
        See :class:`Work`.

    Returns
    -------
    ``MORE`` while events lack room: read them and call again. Else ``OK``.
    """
    tables, state, now = _tables_at(places), _state_at(places), work[_NOW]
    state.meta[0].n_events = 0
    if work[_PHASE] == 0:
        if work[_PLACE] == 0:
            emit(state, now, work[_EVENT], _NONE, _NONE, _NONE)
        while work[_PLACE] < len(by_number):
            if state.meta[0].n_events > EVENTS - ROOM:
                return MORE
            _tell_ticket(tables, state, by_number[work[_PLACE]], facts, now)
            work[_PLACE] += 1
        for place in range(len(by_arrival)):
            _place_ticket(tables, state, by_arrival[place], facts, now)
        for queue in range(len(tables.queues)):
            _judge_overflow(tables, state, queue)
        for agent in range(len(deadlines)):
            if deadlines[agent] >= 0:
                set_deadline(state, agent, deadlines[agent], _K_PRESENCE)
        work[_PHASE], work[_PLACE] = 1, 0
    if work[_PHASE] == 1:
        while work[_PLACE] < len(deadlines):
            if state.meta[0].n_events > EVENTS - ROOM:
                return MORE
            _let_go(tables, state, work[_PLACE], now)
            work[_PLACE] += 1
        for place in range(len(by_idleness)):
            if is_available(state, by_idleness[place]):
                list_agent(tables, state, by_idleness[place])
        state.meta[0].rematch = 1
        state.meta[0].rematch_time = now
        work[_PHASE] = 2
    return match_waiting(tables, state)
