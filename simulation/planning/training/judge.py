"""The path tried on customers that the search has not met, and its end beside training at random."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.measuring.results import Figure
from simulation.planning.training.search import Evaluator, Found, random_plans
from simulation.planning.training.training import Plan, Training
from simulation.planning.tuning.objective import difference, difference_from_mean, value_of


@dataclass(frozen=True, slots=True)
class Point:
    """A plan of the path on fresh customers.

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
class Answer:
    """The answer of a training.

    Parameters
    ----------
    training, found
        What was asked, and what the search found.
    points
        The path; the first trains nobody. What costs more and reaches less than another is not among them.
    random_cost, random_value
        Means of the plans made at random with the cost of the last point as their budget; None without a path.
    margin
        The last point less the mean of these, paired.
    """

    training: Training
    found: Found
    points: tuple[Point, ...]
    random_cost: float | None = None
    random_value: float | None = None
    margin: Figure | None = None

    @property
    def better(self) -> bool:
        """Whether the last plan is shown to be better than to train nobody."""
        return (self.points[-1].gain.low or 0.0) > 0


def judge(training: Training, found: Found, *, threads: int | None = None) -> Answer:
    """Try the path on fresh customers.

    An interrupt (``KeyboardInterrupt``) leaves the plans that were tried, and nothing of chance.

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
    days, points = (training.check,), list[Point]()
    for plan in found.path:
        try:
            point = _point(evaluator, plan, days)
        except KeyboardInterrupt:
            if not points:
                raise
            return Answer(training, found, tuple(points))
        if all(point.value > each.value for each in points):
            points.append(point)
    if len(points) == 1:
        return Answer(training, found, tuple(points))
    try:
        return _beside_chance(evaluator, found, points, days)
    except KeyboardInterrupt:
        return Answer(training, found, tuple(points))


def _beside_chance(evaluator: Evaluator, found: Found, points: list[Point], days: tuple[int, ...]) -> Answer:
    """The answer with the last point beside plans made at random that cost as much."""
    training, last = evaluator.training, points[-1]
    others = random_plans(training, last.cost)
    stages = [evaluator.stages(plan, days) for plan in others]
    return Answer(
        training,
        found,
        tuple(points),
        random_cost=sum(map(training.cost, others)) / len(others),
        random_value=sum(map(value_of, stages)) / len(others),
        margin=difference_from_mean(stages, evaluator.stages(last.plan, days)),
    )


def _point(evaluator: Evaluator, plan: Plan, days: tuple[int, ...]) -> Point:
    training, stages = evaluator.training, evaluator.stages(plan, days)
    gain = difference(evaluator.stages(training.nobody, days), stages)
    return Point(plan, training.cost(plan), training.days_away(plan), value_of(stages), gain)
