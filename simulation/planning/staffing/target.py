"""What must hold, and whether it does: targets, their cells, and the figures of a simulation beside them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Quantity(StrEnum):
    """What a target is about."""

    ANSWERED = "answered"
    """Least share of arrivals answered within a time."""
    ABANDONED = "abandoned"
    """Greatest share of arrivals who leave while waiting."""
    MEAN_WAIT = "mean_wait"
    """Greatest mean wait in seconds, over the answered and the abandoned."""
    OCCUPANCY = "occupancy"
    """Greatest share of the agents' time in work."""


class Per(StrEnum):
    """Over which time a target holds."""

    INTERVAL = "interval"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that must hold.

    Parameters
    ----------
    name
        For people.
    quantity, limit
        What is bounded, and by what: a share, or seconds.
    per
        In each interval, or over the day.
    classes
        Which classes of contacts it is about, shape (classes,); of occupancy none.
    groups
        Which groups' occupancy it is about, shape (groups,).
    within_s
        The time of ``ANSWERED``.
    days
        The share of days on each of which it must hold by itself; None: over all days together.
    """

    name: str
    quantity: Quantity
    limit: float
    per: Per
    classes: NDArray[np.bool_]
    groups: NDArray[np.bool_]
    within_s: float = 0.0
    days: float | None = None

    @property
    def sign(self) -> int:
        """1: the figure must be at least the limit; -1: at most."""
        return 1 if self.quantity is Quantity.ANSWERED else -1


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of all targets, in one row.

    Parameters
    ----------
    targets
        All of them.
    target, interval
        Of each cell: the number of its target, and its interval, -1: the day; shape (cells,).
    """

    targets: tuple[Target, ...]
    target: NDArray[np.int64]
    interval: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.target)

    @property
    def sign(self) -> Floats:
        """1 where the figure must be at least the limit, -1 where at most."""
        return np.array([self.targets[number].sign for number in self.target], np.float64)

    @property
    def limit(self) -> Floats:
        """What the ratio of each cell is held against: the limit, or the share of days."""
        return np.array([_bound(self.targets[number]) for number in self.target])

    @property
    def unit(self) -> Floats:
        """What slacks are counted in: 1 of a share; of a mean wait its limit, so that they can stand beside shares."""
        return np.array([_unit(self.targets[number]) for number in self.target])


def _bound(target: Target) -> float:
    """A target that holds on a share of days bounds the share of days on which it does not, or does."""
    if target.days is None:
        return target.limit
    return target.days if target.sign > 0 else 1.0 - target.days


def _unit(target: Target) -> float:
    return target.limit if target.quantity is Quantity.MEAN_WAIT and target.days is None else 1.0


def cells_of(targets: tuple[Target, ...], expected: Floats, intervals: int) -> Cells:
    """The cells: a target per day is one, a target per interval is one for each in which somebody is expected.

    Parameters
    ----------
    targets
        All of them.
    expected
        Contacts, shape (classes, intervals).
    intervals
        Of the day.
    """
    rows: list[tuple[int, int]] = []
    for number, target in enumerate(targets):
        if target.per is Per.DAY:
            rows.append((number, -1))
            continue
        some = expected[target.classes].sum(axis=0) > 0
        if target.quantity is Quantity.OCCUPANCY:
            some = np.ones(intervals, np.bool_)
        rows += [(number, interval) for interval in np.flatnonzero(some).tolist()]
    table = np.array(rows, np.int64).reshape(-1, 2)
    return Cells(targets, table[:, 0], table[:, 1])


@dataclass(frozen=True, slots=True)
class Standing:
    """How each cell stands after some days.

    Parameters
    ----------
    cells
        Which they are.
    figure
        Estimates, shape (cells,).
    deviation
        Standard deviation of one day's part in it, so that the standard error of ``n`` days is this / sqrt(n).
    days
        How many were simulated.
    parts, weights
        Of each target, the sums of numerators and denominators in each interval, shape (targets, intervals).
    """

    cells: Cells
    figure: Floats
    deviation: Floats
    days: int
    parts: Floats
    weights: Floats

    def slack(self, reach: float = 0.0) -> Floats:
        """How far each cell is on the right side of its limit, ``reach`` standard deviations of a day being taken off.

        Shape (cells,), in shares; of a mean wait, in shares of its limit. Negative: missed. A cell without anybody
        holds.
        """
        slack = (self.cells.sign * (self.figure - self.cells.limit) - reach * self.deviation) / self.cells.unit
        return np.where(np.isfinite(slack), slack, 1.0)
