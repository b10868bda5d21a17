"""Rows put in order of their times, of which nearly all are in order already."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing._jit import jit

_MOST = 64
"""More rows than that in one bucket are left to a sort that does not mind."""


@jit
def put_in_order(times: NDArray[np.int64], ends: NDArray[np.int32], order: NDArray[np.int64]) -> bool:
    """Sort rows by time; those of one time keep their order.

    Each row goes into the bucket of its time, and then past those before it that are later, all of which share its
    bucket: for times spread over a day that is a step or none for most rows.

    Parameters
    ----------
    times
        Shape (rows,), not empty.
    ends
        Scratch, one for each bucket, all 0.
    order
        Written to, shape (rows,): the rows, the earliest first.

    Returns
    -------
    Whether it was done; not where too many rows are in one bucket.
    """
    first = last = times[0]
    for row in range(len(times)):
        first, last = min(first, times[row]), max(last, times[row])
    shift = 0
    while (last - first) >> shift >= len(ends):
        shift += 1
    for row in range(len(times)):
        ends[(times[row] - first) >> shift] += 1
    before = 0
    for bucket in range(len(ends)):
        rows = ends[bucket]
        if rows > _MOST:
            return False
        ends[bucket] = before
        before += rows
    for row in range(len(times)):
        bucket = (times[row] - first) >> shift
        order[ends[bucket]] = row
        ends[bucket] += 1
    for filled in range(1, len(times)):
        row, place = order[filled], filled
        while place > 0 and times[order[place - 1]] > times[row]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = row
    return True


@jit
def rename(numbers: NDArray[Any], place: NDArray[np.int32]) -> None:
    """Put the new number of a row for each of its old ones; -1 stays."""
    for i in range(len(numbers)):
        if numbers[i] >= 0:
            numbers[i] = place[numbers[i]]
