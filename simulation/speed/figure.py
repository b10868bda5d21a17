"""A figure of speed or memory: the median over several pairs, against a baseline that was measured in turn with it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median, stdev


class Better(StrEnum):
    """Which way a figure should go."""

    MORE = "more"
    LESS = "less"


class Of(StrEnum):
    """What a limit is about."""

    VALUE = "value"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Limit:
    """What a figure has to reach where more is better, or may reach where less is."""

    of: Of
    bound: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    Parameters
    ----------
    name
        The benchmark, a dot, and what was measured: ``agents.5000``. The same in every language.
    value, unit
        Ours: the median over the pairs.
    better
        Which way it should go; so should the ratio.
    against, baseline
        What it was measured in turn with, and its median in the same unit; None: nothing.
    ratio
        The median over the pairs of value / baseline; None without a baseline.
    spread
        How much the pairs differ: the standard deviation of the logarithm of the ratio, or of the value without a
        baseline; 0.03 is 3 %. None: there was one reading only.
    low, high
        The least and the greatest of what ``spread`` is about.
    pairs
        How many there were.
    limit
        None: the figure is only reported.
    """

    name: str
    value: float
    unit: str
    better: Better
    against: str | None
    baseline: float | None
    ratio: float | None
    spread: float | None
    low: float
    high: float
    pairs: int
    limit: Limit | None = None

    @property
    def benchmark(self) -> str:
        """The benchmark that it belongs to."""
        return self.name.partition(".")[0]

    @property
    def kept(self) -> bool | None:
        """Whether the limit is kept; None: there is none."""
        if self.limit is None:
            return None
        judged = self.ratio if self.limit.of is Of.RATIO and self.ratio is not None else self.value
        return judged >= self.limit.bound if self.better is Better.MORE else judged <= self.limit.bound


def paired(
    name: str,
    ours: Sequence[float],
    theirs: Sequence[float],
    unit: str,
    *,
    against: str,
    better: Better,
    ratio: float | None = None,
    value: float | None = None,
) -> Figure:
    """The figure of readings that were taken in turn with those of a baseline.

    Parameters
    ----------
    name, unit, against, better
        As in :class:`Figure`.
    ours, theirs
        A reading of each, more than 0, for every pair.
    ratio, value
        The limit of the ratio, or of the value; None: it has none.
    """
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    return Figure(
        name,
        median(ours),
        unit,
        better,
        against,
        median(theirs),
        median(ratios),
        spread_of(ratios),
        min(ratios),
        max(ratios),
        len(ratios),
        _limit(ratio, value),
    )


def alone(
    name: str,
    readings: Sequence[float],
    unit: str,
    *,
    better: Better,
    value: float | None = None,
    exact: bool = False,
) -> Figure:
    """The figure of readings without a baseline.

    Parameters
    ----------
    name, unit, better
        As in :class:`Figure`.
    readings
        Each more than 0.
    value
        The limit of their median; None: it has none.
    exact
        Whether one reading tells all, as it would be the same every time.
    """
    spread = 0.0 if exact else spread_of(readings)
    low, high, limit = min(readings), max(readings), _limit(None, value)
    return Figure(name, median(readings), unit, better, None, None, None, spread, low, high, len(readings), limit)


def spread_of(readings: Sequence[float]) -> float | None:
    """The standard deviation of the logarithms of readings; None of a single one."""
    return stdev(map(math.log, readings)) if len(readings) > 1 else None


def _limit(ratio: float | None, value: float | None) -> Limit | None:
    if ratio is not None:
        return Limit(Of.RATIO, ratio)
    return None if value is None else Limit(Of.VALUE, value)
