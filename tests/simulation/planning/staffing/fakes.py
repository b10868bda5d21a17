"""Simulations that are none: coins with a known share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np

from simulation.planning.staffing.crew import Staff
from simulation.planning.staffing.target import Cells, Floats, Per, Quantity, Standing, Target


@dataclass
class Coins:
    """An evaluator with one cell, at least half of whose coins must fall well; each day has four, by its number."""

    share: float
    days: list[int] = field(default_factory=list)
    evaluations: int = 0

    def sums(self, _: Staff, days: Sequence[int]) -> tuple[Floats, Floats]:
        """How many fell well, and how many there are, shape (days, 1, 1)."""
        self.days += [int(day) for day in days]
        fallen = [float(np.random.default_rng(int(day)).binomial(4, self.share)) for day in days]
        return np.array(fallen)[:, None, None], np.full((len(days), 1, 1), 4.0)

    def standing(self, above: Floats, below: Floats) -> Standing:
        """The share over all days."""
        nobody: Floats = np.zeros(1)
        target = Target("coins", Quantity.ANSWERED, 0.5, Per.DAY, nobody > 0, nobody > 0)
        cells = Cells((target,), np.array([0]), np.array([-1]))
        shares = above.sum(axis=(1, 2)) / 4.0
        figure, deviation = np.array([shares.mean()]), np.array([shares.std(ddof=1)])
        return Standing(cells, figure, deviation, len(above), above.sum(axis=0), below.sum(axis=0))


@dataclass
class Table:
    """An evaluator with a cell for each interval, whose slacks are a function of the staff, without any chance."""

    slack: Callable[[Staff], Floats]
    intervals: int
    own: Staff = field(default_factory=lambda: np.zeros((0, 0), np.int64))
    per_day: bool = False
    """Whether the cells are of the whole day."""
    evaluations: int = 0
    tried: list[Staff] = field(default_factory=list)

    @property
    def crew(self) -> SimpleNamespace:
        """Of which only the scenario's own staff is asked."""
        return SimpleNamespace(staff=self.own)

    @property
    def targets(self) -> tuple[Target, ...]:
        """One, of which each contact must be answered."""
        everybody: Floats = np.ones(1)
        return (Target("all", Quantity.ANSWERED, 0.0, Per.INTERVAL, everybody > 0, everybody < 0),)

    @property
    def cells(self) -> Cells:
        """One for each interval, or so many of the day."""
        intervals = np.full(self.intervals, -1) if self.per_day else np.arange(self.intervals)
        return Cells(self.targets, np.zeros(self.intervals, np.int64), intervals)

    def evaluate(self, staff: Staff, _: Sequence[int]) -> Standing:
        """The slacks of a staff."""
        self.tried.append(staff.copy())
        found = self.slack(staff).astype(np.float64)
        return Standing(self.cells, found, np.zeros(self.intervals), 40, found[None, :], np.ones((1, self.intervals)))
