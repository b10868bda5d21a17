"""What the compiled engine does where somebody looks at a queue: agents come for a while, or stay on."""

from __future__ import annotations

from typing import Any

from routing._jit import jit_internal, whole
from routing.kernels.kernel_timers import code_of
from routing.kernels.state import State
from routing.model import DAY_US, NEVER, Kind, TicketState
from simulation.engines.engine_wheel import enter

_K_PRESENCE = whole(Kind.PRESENCE)
_WAITING, _PERSONAL = whole(TicketState.WAITING), whole(TicketState.PERSONAL)


@jit_internal
def begin_day(run: Any, life: Any) -> None:
    """Nobody has been called yet; enter the first look of each call-in."""
    for row in range(len(life.call_ins)):
        call = life.calls[row]
        call.day = 0
        call.count = 0
        call.until = 0
        if row == 0 or life.call_ins[row - 1].next != row:
            _look_again(run, life, row, life.call_ins[row].opens)


@jit_internal
def _close(life: Any, row: int) -> int:
    """When the day ends that row ``row`` of the call-ins is about."""
    close: int = min(life.call_ins[row].closes, life.clock[0].close)
    return close


@jit_internal
def _look_again(run: Any, life: Any, row: int, now: int) -> None:
    """Nobody looks at the close any more, but again on the next day."""
    time = now + life.call_ins[row].every
    while time >= _close(life, row):
        row = life.call_ins[row].next
        if row < 0:
            return
        time = life.call_ins[row].opens + life.call_ins[row].every
    enter(run, time, code_of(_K_PRESENCE, life.clock[0].first_look + row), row)


@jit_internal
def _is_long(state: State, run: Any, life: Any, row: int, now: int) -> bool:
    """Whether as many wait in the queue, or somebody has waited for as long, as it takes to call agents."""
    queue, wait = life.call_ins[row].queue, life.call_ins[row].wait
    waiting = state.lines[queue].waiting
    if waiting >= life.call_ins[row].waiting:
        return True
    if waiting == 0 or wait >= NEVER:
        return False
    for slot in range(len(state.tickets)):
        ticket = state.tickets[slot]
        if ticket.queue == queue and (ticket.state == _WAITING or ticket.state == _PERSONAL):
            number = ticket.cls
            since = life.parts[number].queued
            if since < 0:
                since = run.contacts[number].arrival
            if now - since >= wait:
                return True
    return False


@jit_internal
def look(state: State, run: Any, life: Any, row: int, now: int) -> None:
    """Somebody looks at the queue of row ``row`` of the call-ins, and calls its agents if need be."""
    _look_again(run, life, row, now)
    call, how, close = life.calls[row], life.call_ins[row], _close(life, row)
    if call.day != now // DAY_US:
        call.day = now // DAY_US
        call.count = 0
    comes = now + how.after
    if call.count >= how.most or now < call.until or comes >= close or not _is_long(state, run, life, row, now):
        return
    until = close if how.length >= NEVER else comes + how.length
    if close < life.clock[0].close:
        until = min(until, close)
    elif how.stays == 1 and until >= close:
        until = NEVER
    call.count += 1
    call.until = until
    enter(run, comes, code_of(_K_PRESENCE, how.shift), how.agents)
    if until < NEVER:
        enter(run, until, code_of(_K_PRESENCE, how.shift), -how.agents)


@jit_internal
def end_shift(state: State, run: Any, life: Any, row: int, now: int) -> None:
    """The agent of row ``row`` of the changes goes, or stays on until the next look at the queue."""
    change = run.changes[row]
    how = life.overtimes[change.overtime - 1]
    if now < change.until and state.lines[how.queue].waiting >= how.waiting:
        code = code_of(_K_PRESENCE, life.clock[0].first_stay + change.group)
        enter(run, min(now + how.every, change.until), code, row)
        return
    run.clock[0].job = change.group
    run.groups[change.group].todo = change.heads
