"""One compiled call for each command of a live router: the timers before it, then the command itself.

To pass tables and state costs several microseconds a call, for they are tuples of many arrays. So the caller keeps a
*handle*: an array of int64 with the command and its arguments, what comes back besides the events, and where in memory
each array of the tables and the state lies. :class:`routing.live_state.LiveState` is the caller.
"""

from __future__ import annotations

from enum import IntEnum

from routing._jit import jit_inline, jit_internal, jit_locked, view_at, whole
from routing.kernels import kernel, kernel_presence, kernel_work
from routing.kernels.kernel_code import MORE, NO_ROOM, OK
from routing.kernels.kernel_ewt import likely_wait, long_wait
from routing.kernels.kernel_expect import word_for
from routing.kernels.kernel_timers import code_of, is_before
from routing.kernels.state import Rows, State, Tables
from routing.model import Kind


class Verb(IntEnum):
    """The commands. The first argument is the number of what the command is about: a ticket's slot, unless it says."""

    ADVANCE = 0
    """Handle timers only; no arguments."""
    SUBMIT = 1
    """Queue, lane, class, preferred agent or -1, tie; the inbox has the agents that it is kept from."""
    ACCEPT = 2
    """Slot, agent."""
    DECLINE = 3
    """Slot, agent."""
    COMPLETE = 4
    """Slot, whether a wrap-up may follow."""
    END_WRAP_UP = 5
    CANCEL = 6
    SET_PRESENCE = 7
    """Agent, presence, known end of the shift."""
    LOSE_AGENT = 8
    """Agent."""
    HEARTBEAT = 9
    """Agent, deadline."""
    SET_OPEN = 10
    """Queue, whether it is open."""
    HOLD = 11
    RESUME = 12
    DEACTIVATE = 13
    WAKE = 14
    TRANSFER = 15
    """Slot, queue, agent or -1."""
    ASSIGN = 16
    """Slot, agent, whether beyond the agent's units."""
    REQUEST_CALLBACK = 17
    """Slot, due, end of the window, attempts."""
    CALLBACK_FAILED = 18
    """Slot, when to try again."""
    CHANGE_POLICY = 19
    """0. Here only the timers before this and the next two; the rest by :mod:`routing.kernels.kernel_relink`."""
    ROLL_BACK = 20
    """0."""
    CHANGE_ROSTER = 21
    """0."""


class Word(IntEnum):
    """The places in a handle."""

    VERB = 0
    NOW = 1
    LATE = 2
    """1: timers before the command have been handled. To be set to 0 with a new command."""
    A = 3
    """The command's arguments."""
    B = 4
    C = 5
    D = 6
    E = 7
    AT_MOST = 8
    """So many timers may be handled; counted down."""
    CODE = 9
    """What the call came to: a :class:`routing.kernels.kernel.Code`, or ``TIMERS_LEFT``."""
    COUNT = 10
    """So many events have been written, be the command carried out or not."""
    FIRST = 11
    """So many of them are of timers before the command."""
    DUE_TIME = 12
    """The first timer that was handled before the command: its time, and its place within the instant."""
    DUE_CODE = 13
    DONE = 14
    """1: the command has been carried out, but not all events had room. To be set to 0 with a new command."""
    ARRAYS = 15
    """From here on: address and length of each array of the tables, then of the state."""


TIMERS_LEFT = -1
"""Beside the kernel's codes: more timers come before the command than were allowed, so it has not been carried out."""

LAST_CODE = 2**62
"""Comes after every place within an instant."""

_WORD_VERB, _NOW, _LATE, _A, _B, _C, _D, _E, _AT_MOST, _CODE, _COUNT, _FIRST = (int(word) for word in tuple(Word)[:12])
_DUE_TIME, _DUE_CODE, _DONE, _ARRAYS = (int(word) for word in tuple(Word)[12:])
_tables_at = view_at(Tables, _ARRAYS)
_state_at = view_at(State, _ARRAYS + 2 * len(Tables._fields))
_ADVANCE, _SUBMIT, _ACCEPT, _DECLINE, _COMPLETE, _END_WRAP_UP, _CANCEL, _SET_PRESENCE, _LOSE_AGENT, _HEARTBEAT = (
    whole(verb) for verb in tuple(Verb)[:10]
)
_SET_OPEN, _HOLD, _RESUME, _DEACTIVATE, _WAKE, _TRANSFER, _ASSIGN, _REQUEST_CALLBACK, _CALLBACK_FAILED = (
    whole(verb) for verb in tuple(Verb)[10:19]
)
_CHANGE_POLICY, _ROLL_BACK, _CHANGE_ROSTER = (whole(verb) for verb in tuple(Verb)[19:])
_OK, _MORE, _NO_ROOM, _TIMERS_LEFT = OK, MORE, NO_ROOM, whole(TIMERS_LEFT)
_NOT_AS_USUAL = whole(-1)
_ONE, _LAST = whole(1), whole(LAST_CODE)
_K_COMPLETION = whole(Kind.COMPLETION)
_K_WRAP_UP_END = whole(Kind.WRAP_UP_END)
_K_PRESENCE = whole(Kind.PRESENCE)
_K_CANCEL = whole(Kind.CANCEL)
_K_ACCEPT_OR_DECLINE = whole(Kind.ACCEPT_OR_DECLINE)
_K_ARRIVAL = whole(Kind.ARRIVAL)


@jit_inline
def _place(state: State, verb: int, subject: int) -> int:
    """The place of a command within its instant."""
    if verb == _ADVANCE:
        return _LAST
    if verb == _SUBMIT:
        return code_of(_K_ARRIVAL, state.meta[0].next_number)
    if verb in (_SET_PRESENCE, _LOSE_AGENT, _HEARTBEAT, _SET_OPEN, _CHANGE_POLICY, _ROLL_BACK, _CHANGE_ROSTER):
        return code_of(_K_PRESENCE, subject)
    number = state.tickets[subject].number
    if verb == _END_WRAP_UP:
        return code_of(_K_WRAP_UP_END, number)
    if verb in (_CANCEL, _REQUEST_CALLBACK):
        return code_of(_K_CANCEL, number)
    if verb in (_ACCEPT, _DECLINE, _ASSIGN):
        return code_of(_K_ACCEPT_OR_DECLINE, number)
    return code_of(_K_COMPLETION, number)


@jit_inline
def _is_due(state: State, now: int, code: int) -> bool:
    """Whether a timer comes before (``now``, ``code``)."""
    return state.meta[0].n_timers > 0 and is_before(state.timers[0].time, state.timers[0].code, now, code)


@jit_inline
def _handle_timers(tables: Tables, state: State, handle: Rows, now: int, code: int) -> int:
    """Handle the timers before (``now``, ``code``), as many as the handle allows and the buffer of events holds."""
    answer = kernel.go_on(tables, state)
    if answer != _OK:
        return answer
    while handle[_AT_MOST] > 0 and _is_due(state, now, code):
        if handle[_LATE] == 0:
            handle[_DUE_TIME] = state.timers[0].time
            handle[_DUE_CODE] = state.timers[0].code
        answer = kernel.run_timers(tables, state, now, code, _ONE)
        if answer == _NO_ROOM or (answer == _MORE and state.meta[0].rematch == 0):
            return answer
        handle[_LATE] = 1
        handle[_AT_MOST] -= 1
        if answer != _OK:
            return answer
    return _TIMERS_LEFT if _is_due(state, now, code) else _OK


@jit_internal
def _rare(tables: Tables, state: State, handle: Rows) -> int:
    """The commands beyond those of an ordinary contact."""
    verb, now, a, b, c = handle[_WORD_VERB], handle[_NOW], handle[_A], handle[_B], handle[_C]
    if verb == _LOSE_AGENT:
        return kernel_presence.lose_agent(tables, state, a, now)
    if verb == _HEARTBEAT:
        return kernel_presence.heartbeat(tables, state, a, b, now)
    if verb == _SET_OPEN:
        return kernel_presence.set_open(tables, state, a, b, now)
    if verb == _HOLD:
        return kernel_work.hold(tables, state, a, now)
    if verb == _RESUME:
        return kernel_work.resume(tables, state, a, now)
    if verb == _DEACTIVATE:
        return kernel_work.deactivate(tables, state, a, now)
    if verb == _WAKE:
        return kernel_work.wake(tables, state, a, now)
    if verb == _TRANSFER:
        return kernel_work.transfer(tables, state, a, b, c, now)
    if verb == _ASSIGN:
        return kernel_work.assign(tables, state, a, b, c, now)
    if verb == _REQUEST_CALLBACK:
        return kernel_work.request_callback(tables, state, a, b, c, handle[_D], now)
    if verb == _CALLBACK_FAILED:
        return kernel_work.callback_failed(tables, state, a, b, now)
    return OK


@jit_inline
def _carry_out(tables: Tables, state: State, handle: Rows) -> int:
    """The timers before the command, then the command."""
    verb, now, a, b = handle[_WORD_VERB], handle[_NOW], handle[_A], handle[_B]
    if handle[_DONE] == 1:
        handle[_FIRST] = 0
        return kernel.go_on(tables, state)
    answer = _handle_timers(tables, state, handle, now, _place(state, verb, a))
    handle[_FIRST] = state.meta[0].n_events
    if answer != _OK:
        return answer
    if verb == _SUBMIT:
        answer = kernel.submit(tables, state, a, b, handle[_C], handle[_D], handle[_E], now)
    elif verb == _ACCEPT:
        answer = kernel.accept(tables, state, a, b, now)
    elif verb == _DECLINE:
        answer = kernel.decline(tables, state, a, b, now)
    elif verb == _COMPLETE:
        answer = kernel.complete(tables, state, a, b, now)
    elif verb == _END_WRAP_UP:
        answer = kernel.end_wrap_up(tables, state, a, now)
    elif verb == _CANCEL:
        answer = kernel.cancel(tables, state, a, now)
    elif verb == _SET_PRESENCE:
        answer = kernel.set_presence(tables, state, a, b, handle[_C], now)
    elif verb != _ADVANCE:
        answer = _rare(tables, state, handle)
    if answer == _MORE:
        handle[_DONE] = 1
    return answer


# With the GIL: a router belongs to one thread at a time, so nobody else could use it meanwhile. A command is over in a
# microsecond; to give the GIL away costs a part of that, and to get it back from a busy thread up to five thousand.
@jit_locked
def command(handle: Rows) -> int:
    """Handle the timers before a command, then the command; the handle says which.

    Returns
    -------
    The number of events, where everything is as usual: no timer was due, and the command was carried out. Else -1, and
    the handle says what the call came to. After ``MORE`` and ``NO_ROOM`` it goes on where it stopped when called again.
    """
    tables, state = _tables_at(handle), _state_at(handle)
    state.meta[0].n_events = 0
    answer = _carry_out(tables, state, handle)
    count = state.meta[0].n_events
    handle[_CODE] = answer
    handle[_COUNT] = count
    return count if answer == _OK and handle[_LATE] == 0 else _NOT_AS_USUAL


@jit_locked
def expect(handle: Rows, queue: int, places: int, now: int) -> tuple[int, int]:
    """The p50 and p90, in µs, of the wait from a place of a queue on; both UNKNOWN before enough has been seen."""
    state = _state_at(handle)
    word = word_for(_tables_at(handle), state, queue, places, now)
    return likely_wait(state.ewt, queue, word), long_wait(state.ewt, queue, word)
