"""The three measures of a back-test, of a day and of its intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from routing.model import SECOND
from simulation.measuring.metrics import Tally

MEASURES = ("service_level", "mean_wait_s", "abandoned")
SHARE, WAIT, ABANDONED = range(3)

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sums:
    """What the measures are ratios of, shape (measures, replications, intervals) each."""

    above: Values
    below: Values

    @classmethod
    def of(cls, tally: Tally) -> Self:
        """From sums of shape (replications, intervals)."""
        return cls(
            np.stack([tally.within, tally.wait / SECOND, tally.abandoned]).astype(np.float64),
            np.stack([tally.eligible, tally.waited, tally.offered]).astype(np.float64),
        )

    @classmethod
    def joined(cls, parts: list[Self]) -> Self:
        """The replications of several parts, one after the other."""
        return cls(
            np.concatenate([part.above for part in parts], axis=1),
            np.concatenate([part.below for part in parts], axis=1),
        )

    def by_interval(self) -> Values:
        """The measures of each interval, NaN where there is nothing to divide by."""
        return ratio(self.above, self.below)

    def by_day(self) -> Values:
        """The measures of the whole day, shape (measures, replications)."""
        return ratio(self.above.sum(axis=-1), self.below.sum(axis=-1))


def ratio(above: Values, below: Values) -> Values:
    """``above`` / ``below``, NaN where that is 0."""
    found: Values = np.where(below > 0, above / np.where(below > 0, below, 1.0), np.nan)
    return found


def others_median(values: Values) -> Values:
    """For each element the median of the others along the first axis, which has 2 or more."""
    count = len(values)
    order = np.argsort(values, axis=0, kind="stable")
    rank = np.argsort(order, axis=0, kind="stable")
    ranked = np.take_along_axis(values, order, axis=0)

    def other(place: int) -> Values:
        """The element at ``place`` among the sorted others."""
        found: Values = np.where(place < rank, ranked[place], ranked[place + 1])
        return found

    middle = count - 2  # the last place among the others
    return (other(middle // 2) + other(middle - middle // 2)) / 2
