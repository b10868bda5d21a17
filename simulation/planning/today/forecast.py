"""What is foretold of the rest of a day, from the days that were simulated."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulation.measuring.risk import ROUNDING
from simulation.planning.today.question import Question
from simulation.planning.today.sums import Days, Part

Floats = NDArray[np.float64]
_BAND = (10.0, 50.0, 90.0)


@dataclass(frozen=True, slots=True)
class Band:
    """A mean, and the 10th, 50th and 90th percentile of the days; None where there is nothing."""

    mean: float | None
    p10: float | None
    p50: float | None
    p90: float | None


NO_BAND = Band(None, None, None, None)


def band(values: Floats) -> Band:
    """The band of a figure over the days, those without it left out."""
    there = values[np.isfinite(values)]
    if not len(there):
        return NO_BAND
    return Band(float(there.mean()), *(float(each) for each in np.percentile(there, _BAND)))


def share_band(numerator: Floats, denominator: Floats) -> Band:
    """The band of a share: its mean is the ratio of the sums, its percentiles are those of the days' shares."""
    has = denominator > 0
    if not has.any():
        return NO_BAND
    found = band(numerator[has] / denominator[has])
    return Band(float(numerator.sum() / denominator.sum()), found.p10, found.p50, found.p90)


def reaches(in_time: Floats, offered: Floats, share: float) -> NDArray[np.bool_]:
    """Where a share of arrivals is at a goal or above it."""
    return np.asarray(in_time >= share * offered - ROUNDING)


@dataclass(frozen=True, slots=True)
class GoalForecast:
    """What becomes of a goal.

    Parameters
    ----------
    name, limit, within_s
        Of the goal.
    share
        Answered in time, of the whole day, or of those who wait now and come later where the day so far is not known.
    rest
        The same of those who wait now and come later.
    meets
        Probability that ``share`` reaches the limit.
    needed
        Share of the rest with which the day just reaches it; None: the day so far is not known, or nobody comes.
    """

    name: str
    limit: float
    within_s: float
    share: Band
    rest: Band
    meets: float
    needed: float | None


@dataclass
class Forecast:
    """Simulated days, and what they say.

    Parameters
    ----------
    question
        What is asked.
    days
        The sums of each day.
    """

    question: Question
    days: Days
    _sums: dict[int, tuple[Floats, Floats]] = field(default_factory=dict, repr=False)

    def sums(self, goal: int) -> tuple[Floats, Floats]:
        """Answered in time, and meant, of what a goal is judged by, shape (days,)."""
        if goal not in self._sums:
            above, below = self.rest_sums(goal)
            so_far = self.question.so_far[goal]
            if so_far is not None:
                above, below = above + so_far.in_time, below + so_far.offered
            elif self.question.judges_day:
                past = self.days.past
                above = above + past.in_time[:, goal].sum(axis=1)
                below = below + past.offered[:, goal].sum(axis=1)
            self._sums[goal] = above, below
        return self._sums[goal]

    def rest_sums(self, goal: int) -> tuple[Floats, Floats]:
        """The same of those who wait now and come later."""
        parts = (self.days.waiting, self.days.rest)
        return (
            np.sum([part.in_time[:, goal].sum(axis=1) for part in parts], axis=0),
            np.sum([part.offered[:, goal].sum(axis=1) for part in parts], axis=0),
        )

    @cached_property
    def goals(self) -> tuple[GoalForecast, ...]:
        """What becomes of each goal."""
        return tuple(self._goal(number) for number in range(len(self.question.scenario.goals)))

    def _goal(self, number: int) -> GoalForecast:
        goal = self.question.scenario.goals[number]
        above, below = self.sums(number)
        rest = self.rest_sums(number)
        met = reaches(above, below, goal.share)
        needed = None
        if self.question.judges_day and rest[1].sum() > 0:
            before = (above - rest[0]).mean(), (below - rest[1]).mean()
            needed = float((goal.share * (before[1] + rest[1].mean()) - before[0]) / rest[1].mean())
        return GoalForecast(
            goal.name,
            goal.share,
            goal.within_s,
            share_band(above, below),
            share_band(*rest),
            float(met.mean()),
            needed,
        )

    @cached_property
    def meets_all(self) -> float:
        """Probability that all goals are met together."""
        met = np.ones(self.days.count, np.bool_)
        for number, goal in enumerate(self.question.scenario.goals):
            met &= reaches(*self.sums(number), goal.share)
        return float(met.mean())

    @property
    def focus(self) -> int:
        """The goal that is met least likely; of several the one furthest below its limit."""
        order = [(each.meets, (each.share.mean or 0.0) - each.limit) for each in self.goals]
        return order.index(min(order))

    def level(self, interval: int) -> Band:
        """The service level of those who come in an interval from now on."""
        return share_band(self.days.rest.level[:, interval], self.days.rest.level_of[:, interval])

    def goal_interval(self, goal: int, interval: int) -> tuple[Band, float | None]:
        """A goal's share in an interval from now on, and the probability that it is reached there."""
        above, below = self.days.rest.in_time[:, goal, interval], self.days.rest.offered[:, goal, interval]
        has = below > 0
        if not has.any():
            return NO_BAND, None
        limit = self.question.scenario.goals[goal].share
        return share_band(above, below), float(reaches(above, below, limit)[has].mean())

    def volume(self, interval: int) -> Band:
        """Contacts that come in an interval from now on."""
        return band(self.days.rest.volume[:, :, interval].sum(axis=1))

    @cached_property
    def rest_volume(self) -> Band:
        """Contacts that come from now on."""
        return band(_all(self.days.rest))

    def queue_volume(self, queue: int) -> Band:
        """Contacts that come to a queue from now on."""
        return band(self.days.rest.volume[:, queue].sum(axis=1))

    @cached_property
    def cleared(self) -> Band:
        """Seconds from now until the last of those who wait now is answered or gone."""
        there = np.where(np.isnan(self.days.cleared), -1.0, self.days.cleared).max(axis=1)
        return band(np.where(there < 0, np.nan, there))

    def queue_cleared(self, queue: int) -> Band:
        """The same of a queue."""
        return band(self.days.cleared[:, queue])


def _all(part: Part) -> Floats:
    return np.asarray(part.volume.sum(axis=(1, 2)))
