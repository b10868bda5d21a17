"""The engine's own future: ends of contacts and wrap-ups, answers, customers whose patience ends.

Answers come in the order in which agents were offered contacts, where all agents take the same time: they stand in a
ring. Everything else is in a heap.

A four-ary heap by (time, code). Most events cause the next one of the same agent, so taking the first entry leaves a
hole at the top that the next entry fills; only when none comes does the last entry move up. Which of four children
comes first cannot be predicted, so it is calculated instead of branched upon; for that, the rows behind the last
entry are NEVER.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from routing._jit import jit_inline, jit_internal
from routing.kernels.kernel_timers import is_before
from routing.kernels.state import Rows, row_type
from routing.model import NEVER

ENTRY = row_type(("time", np.int64), ("code", np.int64), ("slot", np.int64))
"""``code``: :func:`routing.kernels.kernel_timers.code_of` kind and contact; ``slot``: the ticket's in the router."""


@jit_inline
def _write(heap: Rows, position: int, time: int, code: int, slot: int) -> None:
    entry = heap[position]
    entry.time = time
    entry.code = code
    entry.slot = slot


@jit_inline
def _later(heap: Rows, one: int, other: int) -> int:
    """1 if entry ``other`` comes before entry ``one``, else 0."""
    mine, theirs = heap[one], heap[other]
    if theirs.time == mine.time:
        return int(theirs.code < mine.code)
    return int(theirs.time < mine.time)


@jit_inline
def _sink(heap: Rows, size: int, time: int, code: int, slot: int) -> None:
    """Enter an event from the top: the first child moves up as far as there are any, then the event rises."""
    position = 0
    while True:
        first = 4 * position + 1
        if first >= size:
            break
        left = first + _later(heap, first, first + 1)
        right = first + 2 + _later(heap, first + 2, first + 3)
        least = left + (right - left) * _later(heap, left, right)
        entry = heap[least]
        if is_before(time, code, entry.time, entry.code):
            break
        _write(heap, position, entry.time, entry.code, entry.slot)
        position = least
    _write(heap, position, time, code, slot)


@jit_inline
def clear(heap: Rows) -> None:
    """Empty the heap."""
    for position in range(len(heap)):
        heap[position].time = NEVER


@jit_inline
def push(heap: Rows, clock: Any, time: int, code: int, slot: int) -> None:
    """Enter an event; the heap must have room for it. ``clock`` holds ``n_heap`` and ``hole``."""
    if clock.hole == 1:
        clock.hole = 0
        _sink(heap, clock.n_heap, time, code, slot)
        return
    position = clock.n_heap
    clock.n_heap += 1
    while position > 0:
        parent = (position - 1) >> 2
        if not is_before(time, code, heap[parent].time, heap[parent].code):
            break
        _write(heap, position, heap[parent].time, heap[parent].code, heap[parent].slot)
        position = parent
    _write(heap, position, time, code, slot)


@jit_internal
def enter(run: Any, time: int, code: int, slot: int) -> None:
    """:func:`push` for the paths of contacts with behaviour, as one piece of code that they share."""
    push(run.heap, run.clock[0], time, code, slot)


@jit_inline
def take(heap: Rows, clock: Any) -> int:
    """Take the first entry, and say which slot it is about; it must be filled or closed before the next one."""
    clock.hole = 1
    slot: int = heap[0].slot
    return slot


@jit_inline
def join(ring: Rows, clock: Any, time: int, code: int, slot: int) -> bool:
    """Let an answer join the ring, unless that is full or its last one comes later: then false."""
    mask = len(ring) - 1
    if clock.n_answers > mask:
        return False
    if clock.n_answers > 0:
        last = ring[(clock.first_answer + clock.n_answers - 1) & mask]
        if is_before(time, code, last.time, last.code):
            return False
    _write(ring, (clock.first_answer + clock.n_answers) & mask, time, code, slot)
    clock.n_answers += 1
    return True


@jit_inline
def take_answer(ring: Rows, clock: Any) -> int:
    """Take the first answer, and say which slot it is about."""
    slot: int = ring[clock.first_answer].slot
    clock.first_answer = (clock.first_answer + 1) & (len(ring) - 1)
    clock.n_answers -= 1
    return slot


@jit_inline
def close_hole(heap: Rows, clock: Any) -> None:
    """Fill the hole that the entry taken last has left, if no new entry has."""
    if clock.hole == 0:
        return
    clock.hole = 0
    clock.n_heap -= 1
    size = clock.n_heap
    time, code, slot = heap[size].time, heap[size].code, heap[size].slot
    heap[size].time = NEVER
    if size > 0:
        _sink(heap, size, time, code, slot)
