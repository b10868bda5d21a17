"""The engine's own future: ends of contacts and wrap-ups, answers, customers whose patience ends.

A four-ary heap by (time, code). Most events cause the next one of the same agent, so taking the first entry leaves a
hole at the top that the next entry fills; only when none comes does the last entry move up.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from routing._jit import jit_inline
from routing.kernel_timers import is_before
from routing.state import Rows, row_type

ENTRY = row_type(("time", np.int64), ("code", np.int64), ("slot", np.int64))
"""``code`` is :func:`routing.kernel_timers.code_of` kind and contact; ``slot`` the ticket's slot in the router."""


@jit_inline
def _write(heap: Rows, position: int, time: int, code: int, slot: int) -> None:
    entry = heap[position]
    entry.time = time
    entry.code = code
    entry.slot = slot


@jit_inline
def _sink(heap: Rows, size: int, time: int, code: int, slot: int) -> None:
    position = 0
    while True:
        first = 4 * position + 1
        if first >= size:
            break
        least = first
        least_time, least_code = heap[first].time, heap[first].code
        for child in range(first + 1, min(first + 4, size)):
            if is_before(heap[child].time, heap[child].code, least_time, least_code):
                least, least_time, least_code = child, heap[child].time, heap[child].code
        if not is_before(least_time, least_code, time, code):
            break
        _write(heap, position, least_time, least_code, heap[least].slot)
        position = least
    _write(heap, position, time, code, slot)


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


@jit_inline
def close_hole(heap: Rows, clock: Any) -> None:
    """Fill the hole that the entry taken last has left, if no new entry has."""
    if clock.hole == 0:
        return
    clock.hole = 0
    clock.n_heap -= 1
    size = clock.n_heap
    if size > 0:
        _sink(heap, size, heap[size].time, heap[size].code, heap[size].slot)
