"""How far forecasts lie from what was observed, over days and half-hours, and whether they do better than rivals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.backtest.figures import MEASURES, WAIT
from simulation.backtest.forecast import DayForecast
from simulation.measuring.statistics import student_quantile

OBSERVED, FORETOLD, LOW, HIGH, ERLANG, WEEKDAY = range(6)
"""The first axis of ``DayForecast.by_interval``."""

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over days with its 95 % interval by Student's t; NaN bounds for a single day."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class MeasureScore:
    """One measure. Errors are shares, seconds for the mean wait; those of the day's mean wait are shares of it.

    Parameters
    ----------
    bias, error
        Of the day: foretold - observed, signed and absolute.
    erlang_error, weekday_error
        The absolute errors of the rivals.
    less_than_erlang, less_than_weekday
        How much smaller the model's error is, day by day.
    interval_error, against_itself, interval_bias
        Of the intervals, weighted by contacts: the model's absolute error, and that against itself.
    coverage, own_coverage, width
        Share of the intervals, weighted by contacts, whose observed value lies in the band; that of the model's own
        days, which discrete values make greater than 90 %; mean width of the band.
    erlang_interval_error, weekday_interval_error
        The absolute errors of the rivals in the intervals.
    interval_less_than_erlang, interval_less_than_weekday
        How much smaller the model's error in the intervals of a day is, day by day.
    intervals
        How many were compared.
    """

    name: str
    bias: Mean
    error: Mean
    erlang_error: Mean
    weekday_error: Mean
    less_than_erlang: Mean
    less_than_weekday: Mean
    interval_bias: float
    interval_error: float
    against_itself: float
    coverage: float
    own_coverage: float
    width: float
    erlang_interval_error: float
    weekday_interval_error: float
    interval_less_than_erlang: Mean
    interval_less_than_weekday: Mean
    intervals: int

    @property
    def ratio(self) -> float:
        """Error in the intervals / error against itself."""
        return self.interval_error / self.against_itself if self.against_itself > 0 else float("nan")


def mean_over_days(values: Values) -> Mean:
    """The mean of one value per day, NaN ones left out."""
    known = values[~np.isnan(values)]
    count = len(known)
    if not count:
        return Mean(float("nan"), float("nan"), float("nan"))
    mean = float(known.mean())
    if count < 2:
        return Mean(mean, float("nan"), float("nan"))
    half = float(student_quantile(0.975, count - 1)) * float(known.std(ddof=1)) / count**0.5
    return Mean(mean, mean - half, mean + half)


def scores(days: Sequence[DayForecast]) -> list[MeasureScore]:
    """The score of each measure over one or more days."""
    return [_score(number, name, days) for number, name in enumerate(MEASURES)]


def _score(number: int, name: str, days: Sequence[DayForecast]) -> MeasureScore:
    observed = np.array([day.observed[number] for day in days])
    scale = np.where(observed > 0, observed, np.nan) if number == WAIT else np.ones(len(days))
    foretold, erlang, weekday = (
        (np.array([getattr(day, which)[number] for day in days]) - observed) / scale
        for which in ("foretold", "erlang", "weekday")
    )
    cells = _Cells(number, days)
    return MeasureScore(
        name=name,
        bias=mean_over_days(foretold),
        error=mean_over_days(np.abs(foretold)),
        erlang_error=mean_over_days(np.abs(erlang)),
        weekday_error=mean_over_days(np.abs(weekday)),
        less_than_erlang=mean_over_days(np.abs(erlang) - np.abs(foretold)),
        less_than_weekday=mean_over_days(np.abs(weekday) - np.abs(foretold)),
        interval_bias=cells.mean(cells.values[:, FORETOLD] - cells.values[:, OBSERVED]),
        interval_error=cells.mean(cells.error(FORETOLD)),
        against_itself=cells.mean(cells.against_itself),
        coverage=cells.mean(cells.inside()),
        own_coverage=cells.mean(cells.own_coverage),
        width=cells.mean(cells.values[:, HIGH] - cells.values[:, LOW]),
        erlang_interval_error=cells.mean(cells.error(ERLANG)),
        weekday_interval_error=cells.mean(cells.error(WEEKDAY)),
        interval_less_than_erlang=cells.paired(ERLANG),
        interval_less_than_weekday=cells.paired(WEEKDAY),
        intervals=int((cells.weights > 0).sum()),
    )


class _Cells:
    """The intervals of all days, of one measure; those that lack a figure have the weight 0."""

    def __init__(self, number: int, days: Sequence[DayForecast]) -> None:
        self.values = np.array([day.by_interval[:, number] for day in days])  # days, which, intervals
        self.against_itself = np.array([day.against_itself[number] for day in days])
        self.own_coverage = np.array([day.own_coverage[number] for day in days])
        known = ~np.isnan(self.values).any(axis=1) & ~np.isnan(self.against_itself)
        self.weights = np.where(known, np.array([day.offered for day in days]), 0)

    def mean(self, values: Values) -> float:
        """The mean weighted by contacts."""
        total = self.weights.sum()
        return (
            float(np.where(self.weights > 0, values, 0.0).ravel() @ self.weights.ravel() / total) if total else np.nan
        )

    def error(self, which: int) -> Values:
        """Distance from what was observed."""
        found: Values = np.abs(self.values[:, which] - self.values[:, OBSERVED])
        return found

    def inside(self) -> Values:
        """1 where the observed value lies in the band, else 0."""
        seen = self.values[:, OBSERVED]
        return ((seen >= self.values[:, LOW]) & (seen <= self.values[:, HIGH])).astype(np.float64)

    def paired(self, rival: int) -> Mean:
        """How much smaller the model's error is than the rival's, day by day."""
        less = np.where(self.weights > 0, self.error(rival) - self.error(FORETOLD), 0.0)
        weights = self.weights.sum(axis=1)
        known = weights > 0
        return mean_over_days((less * self.weights).sum(axis=1)[known] / weights[known])
