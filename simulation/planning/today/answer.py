"""What is said of the rest of a day, and of what would change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from simulation.measuring.results import Figure
from simulation.measuring.statistics import paired_difference, ratio_error
from simulation.planning.today.forecast import Band, Forecast
from simulation.planning.today.question import Lever, Question
from simulation.planning.today.sums import Days


class Ended(StrEnum):
    """Why it stopped."""

    DONE = "done"
    TIME = "time-limit"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Tried:
    """A lever, and the same days with it.

    Parameters
    ----------
    lever
        What is done.
    forecast
        What then becomes of the day.
    gains
        Of each goal: the share with the lever less that without, on the same days.
    """

    lever: Lever
    forecast: Forecast
    gains: tuple[Figure, ...]


def tried(base: Forecast, lever: Lever, days: Days) -> Tried:
    """A lever beside the day without it."""
    forecast = Forecast(base.question, days)
    gains = []
    for goal in range(len(base.question.scenario.goals)):
        found = paired_difference(base.sums(goal), forecast.sums(goal))
        gains.append(found.difference.figures()[0])
    return Tried(lever, forecast, tuple(gains))


@dataclass(frozen=True, slots=True)
class Step:
    """So many agents more in a group, and the probability that all goals are then met together."""

    agents: int
    meets_all: float


@dataclass(frozen=True, slots=True)
class Sought:
    """The least agents more in a group with which the probability of meeting all goals is as great as asked.

    Parameters
    ----------
    group
        Its name.
    least
        The step that reaches it, where one fewer does not; None: none of those tried does.
    steps
        All that were tried, by number, that without any among them.
    """

    group: str
    least: Step | None
    steps: tuple[Step, ...]

    @property
    def best(self) -> Step:
        """The step with the greatest probability; of several the one with the fewest agents."""
        return max(self.steps, key=lambda step: (step.meets_all, -step.agents))

    @property
    def one_fewer(self) -> Step | None:
        """The step before the least; None: there is none."""
        if self.least is None:
            return None
        return next((step for step in self.steps if step.agents == self.least.agents - 1), None)


@dataclass(frozen=True, slots=True)
class Answer:
    """The rest of the day.

    Parameters
    ----------
    question
        What was asked.
    base
        The day as it is planned.
    tried
        Levers in the order of the question's, as far as there was time.
    sought
        The least agents of each group that was searched, as far as there was time.
    day_factor
        How busy the day is, given what has come: 1 as planned. None: the scenario says that no day differs.
    threads, seconds
        What it took.
    ended
        Why it stopped.
    """

    question: Question
    base: Forecast
    tried: tuple[Tried, ...]
    sought: tuple[Sought, ...]
    day_factor: Band | None
    seconds: float
    ended: Ended

    def best_first(self) -> Sequence[Tried]:
        """The levers, the one first with which all goals are met most likely, then by the gain of the focus."""
        focus = self.base.focus
        return sorted(self.tried, key=lambda each: (-each.forecast.meets_all, -(each.gains[focus].mean or 0.0)))

    def error(self, goal: int) -> float:
        """Standard error of a goal's mean share, from the days simulated."""
        return float(ratio_error(*self.base.sums(goal))[1])
