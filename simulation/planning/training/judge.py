"""The curve tried on customers that the search has not met, and its end beside chance, the absence and hiring."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from simulation.measuring.results import Figure
from simulation.measuring.statistics import student_quantile
from simulation.planning.searching import looks_of
from simulation.planning.training.absence import Absence, absence
from simulation.planning.training.evaluate import Evaluator
from simulation.planning.training.found import Found
from simulation.planning.training.hiring import Hires, hires
from simulation.planning.training.plans import random_plans
from simulation.planning.training.training import Plan, Setting, Training
from simulation.planning.tuning.objective import difference, difference_from_mean, value_of


@dataclass(frozen=True, slots=True)
class Point:
    """A plan of the curve on fresh customers.

    Parameters
    ----------
    plan
        How many have passed each course.
    cost, days_away
        What it costs, and the working days of trainees.
    value
        The objective.
    gain
        Against nobody trained, paired.
    """

    plan: Plan
    cost: float
    days_away: float
    value: float
    gain: Figure


@dataclass(frozen=True, slots=True)
class Chance:
    """Plans made at random with the cost of the last point as their budget.

    Parameters
    ----------
    plans
        Cost and objective of each.
    margin
        The last point less their mean, paired; the interval is for other customers and for other such plans.
    """

    plans: tuple[tuple[float, float], ...]
    margin: Figure

    @property
    def cost(self) -> float:
        """The mean cost."""
        return float(np.mean([cost for cost, _ in self.plans]))

    @property
    def value(self) -> float:
        """The mean objective."""
        return float(np.mean([value for _, value in self.plans]))

    def beaten(self, value: float) -> int:
        """How many of the plans reach less than a value."""
        return sum(each < value for _, each in self.plans)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a training.

    Parameters
    ----------
    training, found
        What was asked, and what the search found.
    points
        The curve; the first trains nobody. What costs more and reaches no more than another is not among them.
    chance, absence, hires
        The last point beside chance, its time of training, and hiring; None where there is nothing to say of it, or
        the check was interrupted.
    """

    training: Training
    found: Found
    points: tuple[Point, ...]
    chance: Chance | None = None
    absence: Absence | None = None
    hires: Hires | None = None

    @property
    def last(self) -> Point:
        """What to do with the whole of the budget."""
        return self.points[-1]

    @property
    def better(self) -> bool:
        """Whether the last plan is shown to be better than to train nobody."""
        return (self.last.gain.low or 0.0) > 0


def judge(training: Training, found: Found, *, threads: int | None = None) -> Answer:
    """Try the curve on fresh customers.

    An interrupt (``KeyboardInterrupt``) leaves what was tried.

    Parameters
    ----------
    training
        What was asked.
    found
        What :func:`simulation.planning.training.search.search` found.
    threads
        None: as many as there are cores; no figure depends on it.
    """
    evaluator = Evaluator(training, first=training.replications, threads=threads)
    days = (training.check,)
    points = [_point(evaluator, training.nobody, days)]
    answer = Answer(training, found, tuple(points))
    try:
        for plan in found.path[1:]:
            point = _point(evaluator, plan, days)
            if all(point.value > each.value for each in points):
                points.append(point)
                answer = replace(answer, points=tuple(points))
        if len(points) > 1:
            last = points[-1]
            answer = replace(answer, chance=_beside_chance(evaluator, last, days))
            answer = replace(answer, absence=absence(evaluator, last.plan, last.gain, days))
            searching = Evaluator(training, threads=threads)
            answer = replace(
                answer, hires=hires(searching, looks_of(training.replications), evaluator, days, last.plan)
            )
    except KeyboardInterrupt:
        return answer
    return answer


def _point(evaluator: Evaluator, plan: Plan, days: tuple[int, ...]) -> Point:
    training, stages = evaluator.training, evaluator.stages(Setting(plan), days)
    gain = difference(evaluator.stages(Setting(training.nobody), days), stages)
    return Point(plan, training.cost(plan), training.days_away(plan), value_of(stages), gain)


def _beside_chance(evaluator: Evaluator, last: Point, days: tuple[int, ...]) -> Chance:
    """The last point beside plans made at random that cost as much."""
    training = evaluator.training
    plans = random_plans(training, last.cost)
    stages = [evaluator.stages(Setting(plan), days) for plan in plans]
    values = [value_of(each) for each in stages]
    margin = difference_from_mean(stages, evaluator.stages(Setting(last.plan), days))
    return Chance(tuple(zip(map(training.cost, plans), values, strict=True)), _for_other_plans(margin, values))


def _for_other_plans(margin: Figure, values: list[float]) -> Figure:
    """The interval widened by what the mean of so many plans made at random varies by, the two as independent."""
    assert margin.mean is not None
    assert margin.high is not None
    plans = len(values)
    spread = float(student_quantile(0.975, plans - 1)) * float(np.std(values, ddof=1)) / math.sqrt(plans)
    reach = math.hypot(margin.high - margin.mean, spread)
    return Figure(margin.mean, margin.mean - reach, margin.mean + reach)
