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
    """Try the path on fresh customers; parameters as for :func:`simulation.planning.training.search.search`."""
    evaluator = Evaluator(training, first=training.replications, threads=threads)
    days = (training.check,)
    nobody = evaluator.stages(training.nobody, days)
    every = [_point(evaluator, plan, days) for plan in found.path]
    points = [point for number, point in enumerate(every) if all(point.value > each.value for each in every[:number])]
    if len(points) == 1:
        return Answer(training, found, tuple(points))
    last = points[-1]
    others = random_plans(training, last.cost)
    stages = [evaluator.stages(plan, days) for plan in others]
    assert nobody
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
