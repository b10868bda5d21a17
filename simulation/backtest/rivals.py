"""What a planner would do without a simulation: Erlang A for each interval, and the mean of the same weekday."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from simulation.backtest.figures import MEASURES, Sums, ratio
from simulation.theory.erlang import erlang_a

Values = NDArray[np.float64]


def erlang_by_interval(
    offered: NDArray[np.int64], heads: Values, *, interval_s: float, work_s: float, patience_s: float, target_s: float
) -> Values:
    """The measures of each interval by Erlang A, shape (measures, intervals); NaN where nobody came.

    Between two whole numbers of agents the figures are interpolated; fewer than one agent count as one.

    Parameters
    ----------
    offered, heads
        Contacts, and agents present in the mean, shape (intervals,).
    interval_s, work_s, patience_s, target_s
        Length of an interval, mean handling time, mean patience, answer target in seconds.
    """
    found = np.full((len(MEASURES), len(offered)), np.nan)
    for place, (count, agents) in enumerate(zip(offered.tolist(), heads.tolist(), strict=True)):
        if not count:
            continue
        rate, floor = count / interval_s, max(1, math.floor(agents))
        part = min(1.0, max(0.0, agents - floor))
        at = [_measures(rate, work_s, patience_s, floor + more, target_s) for more in (0, 1)]
        found[:, place] = (1 - part) * at[0] + part * at[1]
    return found


def _measures(rate: float, work_s: float, patience_s: float, agents: int, target_s: float) -> Values:
    station = erlang_a(rate, work_s, patience_s, agents, max_waiting=None if math.isfinite(patience_s) else 1000)
    return np.array([station.service_level(target_s), station.mean_wait_s, station.p_abandon])


def day_of_intervals(measures: Values, offered: NDArray[np.int64]) -> Values:
    """The measures of the day from those of its intervals, weighted by contacts, shape (measures,)."""
    came = offered > 0
    day: Values = np.average(measures[:, came], axis=1, weights=offered[came])
    return day


def weekday_mean(recorded: list[Sums]) -> tuple[Values, Values]:
    """The mean of other days, of the day (measures,) and of each interval (measures, intervals).

    Parameters
    ----------
    recorded
        What was observed on them; one or more.
    """
    days = np.mean([one.by_day()[:, 0] for one in recorded], axis=0)
    above = np.sum([one.above[:, 0] for one in recorded], axis=0)
    below = np.sum([one.below[:, 0] for one in recorded], axis=0)
    return days, ratio(above, below)
