"""Agents who stay on after their shift while a queue is long: the table that both engines read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.kernels.state import Rows, row_type
from routing.model import SECOND

OVERTIME = row_type(
    ("queue", np.int64),
    ("waiting", np.int64),  # who would go stays on while so many wait in it …
    ("most", np.int64),  # … for so long at most
    ("every", np.int64),  # from one look at the queue to the next
)
"""Times in microseconds."""


@dataclass(frozen=True, slots=True)
class Overtime:
    """Agents stay on after their shift while at least ``waiting`` wait in a queue, for ``most_us`` at most.

    That is looked at when the shift ends, and every ``every_us`` from then on.
    """

    queue: int
    waiting: int
    most_us: int
    every_us: int = 300 * SECOND


def overtime_rows(overtimes: Sequence[Overtime]) -> Rows:
    """The table of all of them, dtype ``OVERTIME``."""
    rows = np.zeros(len(overtimes), OVERTIME)
    for row, each in zip(rows, overtimes, strict=True):
        row.queue, row.waiting, row.most, row.every = each.queue, each.waiting, each.most_us, each.every_us
    return rows


def shift_ends(hours: NDArray[np.void]) -> NDArray[np.bool_]:
    """Which rows of dtype ``HOURS`` are the last ones of an agent's day: behind the others come breaks."""
    last = np.ones(len(hours), np.bool_)
    last[:-1] = (hours["agent"][1:] != hours["agent"][:-1]) | (hours["day"][1:] != hours["day"][:-1])
    return last


def longest_stays(hours: NDArray[np.void], most: NDArray[np.int64]) -> NDArray[np.int64]:
    """Until when the agent of each row stays at most, ``most`` after its end: until just before the next row begins."""
    until = hours["end"] + most
    same = hours["agent"][1:] == hours["agent"][:-1]
    until[:-1] = np.where(same, np.minimum(until[:-1], hours["start"][1:] - 1), until[:-1])
    return until
