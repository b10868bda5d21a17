"""Who comes and goes today: heads of each group over the day, and the engine's table of changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.kernels.state import Rows
from simulation.core.world import AfterClose, Leavers
from simulation.engines.engine import CHANGE

Heads = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shift:
    """So many agents of a group more, or fewer, from one time to another, microseconds from the opening."""

    group: int
    agents: int
    start_us: int
    end_us: int


@dataclass(frozen=True, slots=True)
class StaffPlan:
    """Heads of each group: constant from each time to the next one.

    Parameters
    ----------
    times
        Microseconds from the opening in ascending order, the first of them 0.
    heads
        Shape (groups, times), from each time on.
    """

    times: tuple[int, ...]
    heads: Heads

    def at(self, time_us: int) -> Heads:
        """Heads of each group at a time."""
        return np.asarray(self.heads[:, np.searchsorted(self.times, time_us, side="right") - 1])

    def most_from(self, time_us: int) -> Heads:
        """The greatest number of each group from a time on."""
        first = int(np.searchsorted(self.times, time_us, side="right")) - 1
        return np.asarray(self.heads[:, first:].max(axis=1))

    def most_between(self, start_us: int, end_us: int, group: int) -> int:
        """The greatest number of a group from a time until another."""
        first = int(np.searchsorted(self.times, start_us, side="right")) - 1
        return int(self.heads[group, first : np.searchsorted(self.times, end_us)].max())

    def with_shifts(self, shifts: Iterable[Shift], close_us: int) -> StaffPlan:
        """The plan with more or fewer agents; nowhere fewer than none."""
        shifts = list(shifts)
        edges = {time for shift in shifts for time in (shift.start_us, shift.end_us) if 0 <= time < close_us}
        times = sorted({*self.times, *edges})
        heads = np.stack([self.at(time) for time in times], axis=1)
        for shift in shifts:
            chosen = (np.array(times) >= shift.start_us) & (np.array(times) < shift.end_us)
            heads[shift.group, chosen] += shift.agents
        return StaffPlan(tuple(times), np.maximum(heads, 0))


def planned(staff: Heads, interval_us: int) -> StaffPlan:
    """The plan of a staff of shape (groups, intervals)."""
    return StaffPlan(tuple(range(0, staff.shape[1] * interval_us, interval_us)), staff.astype(np.int64))


def change_rows(
    plan: StaffPlan, present: Sequence[int] | Heads, from_us: int, close_us: int, leavers: Leavers, after: AfterClose
) -> Rows:
    """The changes from a time on, dtype ``CHANGE``, sorted by (time, group).

    Parameters
    ----------
    plan
        Heads over the day.
    present
        Heads of each group just before ``from_us``.
    from_us, close_us
        The first time that counts, and the end of the last interval.
    leavers, after
        As the world has them.
    """
    later = [time for time in plan.times if time > from_us]
    before = np.asarray(present, np.int64)
    found: list[tuple[int, int, int, int]] = []
    for time in (from_us, *later):
        heads = plan.at(time)
        found += [(time, group, int(heads[group] - before[group]), 0) for group in _where(heads != before)]
        before = heads
    if after == AfterClose.LEAVE:
        found += [(close_us, group, -int(before[group]), 1) for group in _where(before != 0)]
    rows = np.zeros(len(found), CHANGE)
    for row, (time, group, heads_more, close) in zip(rows, found, strict=True):
        row["time"], row["group"], row["heads"], row["close"] = time, group, heads_more, close
        row["pooled"] = leavers == Leavers.POOLED and not close
    return rows


def _where(chosen: NDArray[np.bool_]) -> list[int]:
    found: list[int] = np.flatnonzero(chosen).tolist()
    return found
