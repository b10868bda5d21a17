"""A day as it was, as the model foretells it, and as its rivals do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation import experiment
from simulation.backtest.figures import Sums, others_median
from simulation.backtest.knowledge import Knowledge
from simulation.backtest.source import forecast_source
from simulation.core.world import World
from simulation.experiment import Plan
from simulation.measuring.asked import NOTHING_MORE, Asked
from simulation.measuring.metrics import contact_tally
from simulation.measuring.results import Goal
from simulation.replay.comparison import recorded_sums
from simulation.replay.recorded_day import RecordedDay

BAND = (5.0, 95.0)
"""Percentiles over the replications between which nine in ten observed values should lie."""

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DayForecast:
    """One day; measures in the order of :data:`~simulation.backtest.figures.MEASURES`.

    Parameters
    ----------
    date
        Which.
    offered
        Contacts, shape (intervals,).
    heads
        Agents present, mean over each interval, shape (intervals,).
    level
        The logarithm of the day's work / what other days made expect.
    observed, foretold, low, high, erlang, weekday
        Of the day, shape (measures,): as recorded; the median of the replications and the bounds of the band; by
        Erlang A; the mean of the same weekday.
    by_interval
        The same six, shape (6, measures, intervals), in this order; NaN where there is none.
    against_itself
        Mean distance of a replication from the median of the others, shape (measures, intervals).
    own_coverage
        Share of the replications that lie in the band, shape (measures, intervals).
    """

    date: dt.date
    offered: NDArray[np.int64]
    heads: Values
    level: float
    observed: Values
    foretold: Values
    low: Values
    high: Values
    erlang: Values
    weekday: Values
    by_interval: Values
    against_itself: Values
    own_coverage: Values


@dataclass(frozen=True, slots=True)
class DaySetting:
    """A world of a day, as :class:`simulation.experiment.Setting`."""

    world: World
    target_us: int
    open_at_s: int
    name: str = ""
    about: str = ""
    goals: tuple[Goal, ...] = ()
    asked: Asked = NOTHING_MORE


def simulated(
    day: RecordedDay,
    worlds: Sequence[World],
    knowledge: Knowledge,
    plan: Plan,
    *,
    target_us: int,
    own_work: bool,
    progress: Callable[[int], None] | None = None,
) -> Sums:
    """Simulate a day in one or several worlds, each for an equal part of the replications."""
    parts, first = [], 0
    for number, world in enumerate(worlds):
        end = plan.replications * (number + 1) // len(worlds)
        source = forecast_source(day.offered, knowledge, world, own_work=own_work, seed=plan.seed, first=first)
        setting = DaySetting(world, target_us, 0)
        share = Plan(end - first, plan.seed, plan.engine, plan.threads)
        measures = experiment.measure_replications(setting, share, source=source, progress=progress)
        parts.append(Sums.of(contact_tally(measures).total()))
        first = end
    return Sums.joined(parts)


def recorded(day: RecordedDay, interval_us: int, problems: int, target_us: int) -> Sums:
    """What was observed on a day, as of one replication."""
    cells = (day.close_us // interval_us, problems)
    return Sums.of(recorded_sums(day.offered, interval_us, cells, target_us).total())


def summed_up(drawn: Sums) -> tuple[Values, Values, Values, Values]:
    """The replications as foretold, low, high of the day (3, measures) and of the intervals (3, measures, intervals).

    Returns
    -------
    The two, the error of the model against itself, and the share of the replications in their own band.
    """
    days, intervals = drawn.by_day(), drawn.by_interval()
    steady = np.asarray(~np.isnan(intervals).any(axis=1))  # a measure that some replication lacks is not compared
    by_interval = np.where(steady, _band(intervals), np.nan)
    filled = np.moveaxis(np.where(steady[:, None], intervals, 0.0), 1, 0)
    itself = np.abs(filled - others_median(filled)).mean(axis=0)
    inside = (intervals >= by_interval[1][:, None]) & (intervals <= by_interval[2][:, None])
    return _band(days), by_interval, np.where(steady, itself, np.nan), inside.mean(axis=1)


def _band(values: Values) -> Values:
    """Median and bounds over the replications, which are the second axis."""
    low, high = (np.percentile(values, share, axis=1) for share in BAND)
    return np.stack([np.median(values, axis=1), low, high])
