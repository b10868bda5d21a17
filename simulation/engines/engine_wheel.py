"""The engine's own future: ends of contacts and wrap-ups, answers, customers whose patience ends.

A timing wheel (G. Varghese and T. Lauck, Hashed and hierarchical timing wheels, SOSP 1987). Time is cut into spans of
2^``shift`` microseconds; each has a list of its events, sorted by (time, code), and the lists of the next spans stand
in a ring. A span is so short that a list seldom has more than one or two, so that to enter an event and to take the
next one costs the same however many are under way. Events that are too far ahead for the ring, or whose list is long,
stand in a heap. The order is that of (time, code) whatever stands where.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from routing._jit import jit_inline, jit_internal, lowest_bit, whole
from routing.kernels.kernel_timers import is_before
from routing.kernels.state import EVENTS, Rows, row_type

ENTRY = row_type(
    ("time", np.int64),
    ("code", np.int64),  # :func:`routing.kernels.kernel_timers.code_of` kind and contact
    ("slot", np.int32),  # the ticket's in the router
    ("next", np.int32),  # the entry after it in its list, or among the free ones; -1: none
    ("before", np.int32),  # the entry before it in its list; -1: none
)
_ONE = whole(1)
NO_HEAP = 2
"""What ``clock.full`` says where the heap may be too short for the next command."""
_MOST_STEPS = 16
"""An event that would stand behind so many others of its span goes to the heap."""


@jit_inline
def clear(run: Any) -> None:
    """Nothing is under way."""
    clock = run.clock[0]
    for word in range(len(run.marks)):
        run.marks[word] = 0
    last = len(run.entries) - 1
    for entry in range(last):
        run.entries[entry].next = entry + 1
    run.entries[last].next = -1
    clock.free_entry = 0
    clock.n_wheel = 0
    clock.n_heap = 0
    clock.span = 0


@jit_inline
def enter_here(run: Any, time: int, code: int, slot: int) -> int:
    """Enter an event, no earlier than now; returns its entry in the wheel, -1: it stands in the heap."""
    clock = run.clock[0]
    ring = len(run.wheel)
    span, now = time >> clock.shift, clock.now >> clock.shift
    entry = clock.free_entry
    if entry < 0 or span - now >= ring:
        _push(run.heap, clock, time, code, slot)
        return -1
    spot = span & (ring - 1)
    word, mark = spot >> 6, _ONE << (spot & 63)
    before, after = -1, -1
    if run.marks[word] & mark != 0:
        after, steps = int(run.wheel[spot]), 0
        while after >= 0 and not is_before(time, code, run.entries[after].time, run.entries[after].code):
            before, after = after, run.entries[after].next
            steps += 1
        if steps > _MOST_STEPS:
            _push(run.heap, clock, time, code, slot)
            return -1
    row = run.entries[entry]
    clock.free_entry = row.next
    clock.n_wheel += 1
    row.time = time
    row.code = code
    row.slot = slot
    row.next = after
    row.before = before
    if after >= 0:
        run.entries[after].before = entry
    if before < 0:
        run.wheel[spot] = entry
        run.marks[word] |= mark
    else:
        run.entries[before].next = entry
    return int(entry)


@jit_internal
def enter(run: Any, time: int, code: int, slot: int) -> int:
    """:func:`enter_here` for the paths of contacts with behaviour, as one piece of code that they share."""
    return enter_here(run, time, code, slot)


@jit_inline
def next_entry(run: Any, until: int) -> int:
    """The first entry of the wheel; -1: there is none up to the span of ``until``.

    The spans that have entries are marked, because to look at the lists one after another costs a branch that the
    processor cannot foresee.
    """
    clock = run.clock[0]
    if clock.n_wheel == 0:
        return -1
    mask, span, last = len(run.wheel) - 1, clock.now >> clock.shift, until >> clock.shift
    word = run.marks[(span & mask) >> 6] >> (span & 63)
    while word == 0:
        span = (span | 63) + 1
        if span > last:
            return -1
        word = run.marks[(span & mask) >> 6]
    span += lowest_bit(word)
    if span > last:
        return -1
    clock.span = span
    return int(run.wheel[span & mask])


@jit_inline
def take_entry(run: Any, entry: int) -> int:
    """Take the entry that :func:`next_entry` has found, and say which slot it is about."""
    clock, row = run.clock[0], run.entries[entry]
    _unlink_first(run, clock.span & (len(run.wheel) - 1), row.next)
    _free(clock, row, entry)
    return int(row.slot)


@jit_internal
def withdraw(run: Any, entry: int, time: int, code: int) -> None:
    """Take an event out that will mean nothing, unless it has been taken already, or stands in the heap (-1)."""
    if entry < 0:
        return
    clock, row = run.clock[0], run.entries[entry]
    if row.time != time or row.code != code:
        return
    if row.before < 0:
        _unlink_first(run, (time >> clock.shift) & (len(run.wheel) - 1), row.next)
    else:
        run.entries[row.before].next = row.next
        if row.next >= 0:
            run.entries[row.next].before = row.before
    _free(clock, row, entry)


@jit_inline
def _unlink_first(run: Any, spot: int, after: int) -> None:
    """The list of a span begins with its next entry, if it has one."""
    if after < 0:
        run.marks[spot >> 6] ^= _ONE << (spot & 63)
    else:
        run.wheel[spot] = after
        run.entries[after].before = -1


@jit_inline
def _free(clock: Any, row: Any, entry: int) -> None:
    row.code = -1  # so that nobody takes it for the event that it was
    row.next = clock.free_entry
    clock.free_entry = entry
    clock.n_wheel -= 1


@jit_inline
def _write(heap: Rows, position: int, time: int, code: int, slot: int) -> None:
    entry = heap[position]
    entry.time = time
    entry.code = code
    entry.slot = slot


@jit_internal
def _push(heap: Rows, clock: Any, time: int, code: int, slot: int) -> None:
    position = clock.n_heap
    clock.n_heap += 1
    if clock.n_heap > len(heap) - EVENTS:
        clock.full = NO_HEAP
    while position > 0:
        above = heap[(position - 1) >> 2]
        if not is_before(time, code, above.time, above.code):
            break
        _write(heap, position, above.time, above.code, above.slot)
        position = (position - 1) >> 2
    _write(heap, position, time, code, slot)


@jit_internal
def take_first(heap: Rows, clock: Any) -> int:
    """Take the first entry of the heap, and say which slot it is about."""
    slot = int(heap[0].slot)
    clock.n_heap -= 1
    size = clock.n_heap
    moved, position = heap[size], 0
    while 4 * position + 1 < size:
        least = 4 * position + 1
        for child in range(least + 1, min(least + 4, size)):
            if is_before(heap[child].time, heap[child].code, heap[least].time, heap[least].code):
                least = child
        if is_before(moved.time, moved.code, heap[least].time, heap[least].code):
            break
        _write(heap, position, heap[least].time, heap[least].code, heap[least].slot)
        position = least
    _write(heap, position, moved.time, moved.code, moved.slot)
    return slot
