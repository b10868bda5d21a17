"""The timers of tickets and agents: a four-ary heap in which each of them knows its place.

A ticket has at most one timer, its next one; so has an agent, whose slot is written as -1 - agent. Timers are ordered
by (time, code); the code is unique to a ticket or agent.
"""

from __future__ import annotations

from routing._jit import jit_inline, jit_internal
from routing.kernels.state import Rows, State

NUMBER_BITS = 48
"""A code is ``kind << 48 | ticket number``."""


@jit_inline
def code_of(kind: int, number: int) -> int:
    """The place of an event within its instant: by kind, then by number."""
    return (kind << NUMBER_BITS) | int(number)


@jit_inline
def is_before(time: int, code: int, other_time: int, other_code: int) -> bool:
    """Whether (time, code) comes first."""
    return time < other_time or (time == other_time and code < other_code)


@jit_inline
def _place(timers: Rows, tickets: Rows, agents: Rows, position: int, time: int, code: int, slot: int) -> None:
    timer = timers[position]
    timer.time = time
    timer.code = code
    timer.slot = slot
    if slot >= 0:
        tickets[slot].timer = position
    else:
        agents[-1 - slot].timer = position


@jit_inline
def _rise(timers: Rows, tickets: Rows, agents: Rows, position: int, time: int, code: int, slot: int) -> None:
    while position > 0:
        parent = (position - 1) >> 2
        above = timers[parent]
        if not is_before(time, code, above.time, above.code):
            break
        _place(timers, tickets, agents, position, above.time, above.code, above.slot)
        position = parent
    _place(timers, tickets, agents, position, time, code, slot)


@jit_inline
def _sink(timers: Rows, tickets: Rows, agents: Rows, size: int, position: int, time: int, code: int, slot: int) -> None:
    while True:
        first = 4 * position + 1
        if first >= size:
            break
        least = first
        for child in range(first + 1, min(first + 4, size)):
            if is_before(timers[child].time, timers[child].code, timers[least].time, timers[least].code):
                least = child
        below = timers[least]
        if not is_before(below.time, below.code, time, code):
            break
        _place(timers, tickets, agents, position, below.time, below.code, below.slot)
        position = least
    _place(timers, tickets, agents, position, time, code, slot)


@jit_inline
def _take_out(state: State, position: int) -> None:
    size = state.meta[0].n_timers - 1
    state.meta[0].n_timers = size
    if position == size:
        return
    last = state.timers[size]
    time, code, moved = last.time, last.code, last.slot
    if position > 0:
        above = state.timers[(position - 1) >> 2]
        if is_before(time, code, above.time, above.code):
            _rise(state.timers, state.tickets, state.agents, position, time, code, moved)
            return
    _sink(state.timers, state.tickets, state.agents, size, position, time, code, moved)


@jit_inline
def _put_in(state: State, time: int, code: int, slot: int) -> None:
    size = state.meta[0].n_timers
    state.meta[0].n_timers = size + 1
    _rise(state.timers, state.tickets, state.agents, size, time, code, slot)


@jit_inline
def unset_timer(state: State, slot: int) -> None:
    """Take the ticket's timer away, if it has one."""
    position = state.tickets[slot].timer
    if position >= 0:
        state.tickets[slot].timer = -1
        _take_out(state, position)


@jit_inline
def set_timer(state: State, slot: int, time: int, kind: int) -> None:
    """Give the ticket its next timer in place of the one it had."""
    unset_timer(state, slot)
    _put_in(state, time, code_of(kind, state.tickets[slot].number), slot)


@jit_internal
def unset_deadline(state: State, agent: int) -> None:
    """The agent need not show any more that it is there."""
    position = state.agents[agent].timer
    if position >= 0:
        state.agents[agent].timer = -1
        _take_out(state, position)


@jit_internal
def set_deadline(state: State, agent: int, time: int, kind: int) -> None:
    """The agent counts as lost at ``time``, in place of the deadline it had."""
    unset_deadline(state, agent)
    _put_in(state, time, code_of(kind, agent), -1 - agent)
