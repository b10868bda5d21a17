"""What one agent more or fewer does to each cell: differences with the same customers, many intervals at a time.

Staff in an interval moves the figures of that interval and of those after it, for as long as a backlog lasts. So agents
are changed in every ``LAGS``-th interval at once, and what changes from each of them to the next is put down to it:
``groups`` × ``LAGS`` evaluations give the slopes of all.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from simulation.planning.staffing.crew import Staff
from simulation.planning.staffing.limits import Limits
from simulation.planning.staffing.target import Cells, Floats, Standing

LAGS = 3
"""Intervals that an agent's presence is taken to be felt in: its own, and those that follow."""

STEP = 0.04
"""The change, as a share of the group's staff of the interval; at least one agent."""

Evaluate = Callable[[Staff], Standing]


def slopes(evaluate: Evaluate, staff: Staff, here: Standing, limits: Limits) -> Floats:
    """By how much one agent more moves the slack of each cell, shape (cells, groups, intervals).

    Parameters
    ----------
    evaluate
        Simulates a staff.
    staff, here
        Where, and how the targets stand there.
    limits
        Within which agents are changed.
    """
    groups, intervals = staff.shape
    found = np.zeros((len(here.cells), groups, intervals))
    worst = worst_slack(here.cells, here.slack(), intervals)
    lags = min(LAGS, intervals)
    for group in range(groups):
        change = _change(staff[group], worst, limits.least[group], limits.most[group])
        for phase in range(lags):
            chosen = np.zeros(intervals, np.int64)
            chosen[phase::lags] = change[phase::lags]
            if not chosen.any():
                continue
            moved = staff.copy()
            moved[group] += chosen
            found[:, group] += _put_down(evaluate(moved), here, chosen, lags)
    return np.maximum(found, 0.0)


def worst_slack(cells: Cells, slack: Floats, intervals: int) -> Floats:
    """The least slack of the cells of each interval, a day's counting in all; shape (intervals,)."""
    of_day = slack[cells.interval < 0].min(initial=np.inf)
    worst = np.full(intervals, of_day)
    inside = cells.interval >= 0
    np.minimum.at(worst, cells.interval[inside], slack[inside])
    return worst


def _change(
    staff: NDArray[np.int64], worst: Floats, least: NDArray[np.int64], most: NDArray[np.int64]
) -> NDArray[np.int64]:
    """How many agents more, where targets are missed, or fewer, where they hold; 0 where the staff is fixed."""
    size = np.maximum(1, np.rint(STEP * staff).astype(np.int64))
    down, up = np.minimum(size, staff - least), np.minimum(size, most - staff)
    fewer = (worst > 0) & (down > 0)
    change: NDArray[np.int64] = np.where(fewer | (up <= 0), -down, up)
    return change


def _put_down(there: Standing, here: Standing, change: NDArray[np.int64], lags: int) -> Floats:
    """The slopes along one group from one evaluation, shape (cells, intervals)."""
    cells, intervals = here.cells, len(change)
    gain = there.slack() - here.slack()
    found = np.zeros((len(cells), intervals))
    for cell, interval in enumerate(cells.interval.tolist()):
        if interval >= 0:
            window = np.arange(max(0, interval - lags + 1), interval + 1)
            causes = window[change[window] != 0]
            if len(causes):
                found[cell, causes[-1]] = gain[cell] / change[causes[-1]]
            continue
        moved = np.abs(there.parts - here.parts)[cells.target[cell]]
        causes = np.flatnonzero(change)
        felt = np.array([moved[cause : cause + lags].sum() for cause in causes])
        share = felt / felt.sum() if felt.sum() > 0 else np.full(len(causes), 1.0 / len(causes))
        found[cell, causes] = gain[cell] * share / change[causes]
    return found
