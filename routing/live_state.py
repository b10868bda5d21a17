"""The tables and the state of a router in use, and the calls of its compiled commands.

:mod:`routing.kernels.kernel_live` says what a handle is. The events are read through memoryviews and ``struct``,
because a NumPy scalar costs as much as the decision itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct

import numpy as np

from routing.kernels.kernel_live import Verb, Word, command, expect
from routing.kernels.kernel_timers import NUMBER_BITS
from routing.kernels.state import EVENT, EVENTS, State, Tables, copy_state, grow
from routing.model import Kind, Timer

ALL_TIMERS = 2**62
"""More timers than there can be."""

EventRow = tuple[int, int, int, int, int, int]
"""Time, ticket number, kind, slot, agent, detail: the fields of :data:`routing.kernels.state.EVENT`."""

_COMMAND = Struct("8q")  # the words VERB to E
_EVENT = Struct("6q")
_OUTCOME = Struct("3q")  # the words CODE to FIRST


def _timer(time: int, code: int) -> Timer:
    """A timer from its place in the order of time."""
    return Timer(time, Kind(code >> NUMBER_BITS), code & ((1 << NUMBER_BITS) - 1))


class LiveState:
    """A state, and the commands that change it.

    Parameters
    ----------
    tables, state
        Of one policy and roster. The state is changed in place, and replaced when it grows.
    """

    def __init__(self, tables: Tables, state: State) -> None:
        self.tables = tables
        self._handle = np.zeros(Word.ARRAYS + 2 * (len(tables) + len(state)), np.int64)
        self._words = self._handle.data
        self._words = memoryview(self._handle)  # type: ignore[arg-type]  # an array is a buffer
        self.put(state)
        self.allow()

    def put(self, state: State) -> None:
        """Go on with another state."""
        self.state = state
        arrays = (*self.tables, *state)
        self._handle[Word.ARRAYS :] = [word for rows in arrays for word in (rows.ctypes.data, len(rows))]
        self._events = state.events.view(np.uint8).data

    def __reduce__(self) -> tuple[type[LiveState], tuple[Tables, State]]:
        return LiveState, (self.tables, self.state)  # addresses mean nothing elsewhere

    def call(self, verb: Verb, now: int, a: int = 0, b: int = 0, c: int = 0, d: int = 0, e: int = 0) -> int:
        """Carry out a command, and the timers before it first.

        Returns
        -------
        The number of events, or -1 where something is not as usual: then :meth:`outcome` says what.
        """
        _COMMAND.pack_into(self._words, 0, verb, now, 0, a, b, c, d, e)
        return command(self._handle)

    def expect(self, queue: int, places: int, now: int) -> tuple[int, int]:
        """The p50 and p90, in microseconds, of the wait of a ticket at a place of a queue; see :func:`expect`."""
        p50, p90 = expect(self._handle, queue, places, now)
        return int(p50), int(p90)

    def exclude(self, agents: list[int]) -> None:
        """Keep the ticket that is submitted next from these agents."""
        self.state.inbox["count"][: len(agents)] = agents
        self.state.meta["n_inbox"] = len(agents)

    def go_on(self) -> int:
        """Call again, with the same command, after its events have been read; as :meth:`call`."""
        return command(self._handle)

    def outcome(self) -> tuple[int, int, int]:
        """What the last call came to: its code, the number of events, and so many of them before the command's own."""
        code, count, first = _OUTCOME.unpack_from(self._words, 8 * Word.CODE)
        return code, count, first

    @property
    def is_late(self) -> bool:
        """Whether timers have been handled before the last command."""
        return self._words[Word.LATE] == 1

    def first_due(self) -> Timer:
        """The first of the timers that have been handled before the last command."""
        return _timer(self._words[Word.DUE_TIME], self._words[Word.DUE_CODE])

    def next_due(self) -> Timer | None:
        """The next timer, if there is any."""
        if self.state.meta["n_timers"][0] == 0:
            return None
        return self._timer_at(0)

    def timer_of(self, slot: int) -> Timer | None:
        """The next timer of a ticket, if it has one."""
        position = int(self.state.tickets["timer"][slot])
        return self._timer_at(position) if position >= 0 else None

    def _timer_at(self, position: int) -> Timer:
        time, code, _ = self.state.timers[position].tolist()
        return _timer(time, code)

    def allow(self, timers: int = ALL_TIMERS) -> None:
        """Handle so many timers at most, all calls from now on together."""
        self._words[Word.AT_MOST] = timers

    @property
    def allowed(self) -> int:
        """So many timers may still be handled."""
        return int(self._words[Word.AT_MOST])

    def events(self, first: int, end: int) -> Iterator[EventRow]:
        """The events from number ``first`` to before number ``end`` of the last call."""
        size = _EVENT.size
        return _EVENT.iter_unpack(self._events[size * first : size * end])

    def slot_of_event(self, number: int) -> int:
        """The slot of the ticket that an event of the last call is about."""
        _, _, _, slot, _, _ = _EVENT.unpack_from(self._events, _EVENT.size * number)
        return int(slot)

    def grow(self) -> None:
        """Make more room where a command found too little."""
        self.put(grow(self.state))

    def copy(self) -> State:
        """A copy of the state, with no events in its buffer."""
        copied = copy_state(self.state._replace(events=np.zeros(EVENTS, EVENT)))
        copied.meta["n_events"] = 0
        return copied
