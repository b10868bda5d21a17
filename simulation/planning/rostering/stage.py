"""The dates of a roster on stage: the same customers for one roster after another, and what one agent more would do.

Dates with equal arrivals meet the same customers. How the goals stand is judged as ``peakline staff`` does it: goal by
interval of arrival, with the margin of its confidence.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, fields
from math import sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from routing.errors import InputError, InputErrors
from simulation.planning.rostering.problem import Problem, Roster
from simulation.planning.rostering.rostered_day import scenario_of
from simulation.planning.staffing.confidence import check_reach
from simulation.planning.staffing.crew import Crew, Staff, load_crew
from simulation.planning.staffing.default_targets import goal_targets
from simulation.planning.staffing.evaluator import Evaluator
from simulation.planning.staffing.limits import Limits
from simulation.planning.staffing.slopes import slopes
from simulation.planning.staffing.target import Cells, Floats, Standing
from simulation.scenario import Scenario

CONFIDENCE = 0.95
"""Of each goal of each interval, one-sided."""

LIKELY = 1.645
"""By so many standard errors more a goal holds in the search, so that it passes the check 19 times of 20."""

CHECKED = 6
"""A check on fresh customers has so many times as many days as a round."""

FRESH = 1_000_000
"""Numbers of the first days of checks are multiples of this: customers whom no search has met."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A scenario that is no stage, since it says otherwise than by head counts who is at work.

    Parameters
    ----------
    keys
        Those of the scenario that say it.
    """

    keys: tuple[str, ...]


Date = tuple[str, ...]
"""How a date's scenario differs from the file's."""


@dataclass(frozen=True, slots=True)
class _Rostered(Crew):
    """A crew that is at work as a roster says, whatever staff is asked for."""

    played: Scenario | None = None

    def with_staff(self, staff: Staff) -> Scenario:  # noqa: ARG002  (whatever it is)
        assert self.played is not None
        return self.played


class Stage:
    """The open dates of a roster file.

    Parameters
    ----------
    problem
        Of the file.
    scenario
        Which it plays.
    seed, threads, days
        Of the customers; on how many threads; days of each date in each trial.

    Raises
    ------
    InputError
        When the scenario says otherwise than by the head counts of its groups who is at work.
    """

    def __init__(self, problem: Problem, scenario: Path, *, seed: int, threads: int, days: int) -> None:
        self.problem, self.scenario, self.days = problem, scenario, days
        self.dates = [day for day in range(problem.n_dates) if problem.scales[day] > 0]
        self._of = {day: _changes(problem.scales[day]) for day in self.dates}
        self._evaluators: dict[Date, Evaluator] = {}
        for changes in dict.fromkeys(self._of.values()):
            crew = load_crew(str(scenario), changes)
            self._evaluators[changes] = Evaluator(crew, goal_targets(crew.scenario), seed, threads)
        first = next(iter(self._evaluators.values()), None)
        names = [] if first is None else list(first.crew.groups)
        self._groups = [names.index(group.name) for group in problem.groups] if names else []
        self._sample = {changes: each.spread_days(days) for changes, each in self._evaluators.items()}
        self.check_margin = check_reach(CONFIDENCE, CHECKED * days, looks=1)
        self.search_margin = self.check_margin + LIKELY / sqrt(CHECKED * days)

    def cells(self, day: int) -> Cells:
        """The goals of a date by interval."""
        return self._evaluators[self._of[day]].cells

    def crew(self, day: int) -> Crew:
        """The scenario of a date, as it is without a roster."""
        return self._evaluators[self._of[day]].crew

    def alike(self) -> dict[int, int]:
        """Of each open date the first one with the same customers."""
        first: dict[Date, int] = {}
        return {day: first.setdefault(self._of[day], day) for day in self.dates}

    def standing(self, roster: Roster, day: int, *, fresh: int = 0) -> Standing:
        """How the goals of a date stand with a roster.

        Parameters
        ----------
        roster, day
            Whose agents, and which date.
        fresh
            0: the customers of the search. From 1 on: others, whom no roster has met, and more of them.
        """
        evaluator = copy(self._evaluators[self._of[day]])
        crew = evaluator.crew
        own = {each.name: getattr(crew, each.name) for each in fields(crew)}
        evaluator.crew = _Rostered(**own, played=scenario_of(roster, day, self.scenario))
        sample = self._sample[self._of[day]]
        count = CHECKED * self.days
        days = np.arange(FRESH * fresh, FRESH * fresh + count) if fresh else sample
        return evaluator.evaluate(np.zeros((0, 0), np.int64), days)

    def slopes(self, planned: NDArray[np.float64], day: int) -> Floats:
        """What one planned agent more adds to the slack of each cell, shape (cells, groups, intervals).

        Parameters
        ----------
        planned
            Agents planned on the date, shape (groups, intervals).
        day
            The date.
        """
        evaluator = self._evaluators[self._of[day]]
        staff = evaluator.crew.staff.copy()
        there = np.array([1.0 - group.shrinkage for group in self.problem.groups])
        staff[self._groups] = np.rint(planned * there[:, None]).astype(np.int64)
        fixed = np.ones(len(staff), np.bool_)
        fixed[self._groups] = False
        least, most = np.where(fixed[:, None], staff, 0), np.where(fixed[:, None], staff, staff + 5000)
        limits = Limits(np.ones(len(staff)), least, most, np.zeros(len(staff)))
        sample = self._sample[self._of[day]]

        def evaluate(asked: Staff) -> Standing:
            return evaluator.evaluate(asked, sample)

        found = slopes(evaluate, staff, evaluate(staff), limits)
        own: Floats = found[:, self._groups] * there[None, :, None]
        return own


def stage_of(problem: Problem, scenario: Path, *, seed: int, threads: int, days: int) -> Stage | Whole:
    """The stage of a roster; or why its scenario can only be played as a whole."""
    try:
        return Stage(problem, scenario, seed=seed, threads=threads, days=days)
    except InputErrors as errors:
        return Whole(tuple(error.path for error in errors.errors))
    except InputError as error:
        return Whole((error.path,))


def _changes(scale: float) -> Date:
    return () if scale == 1 else (f"arrivals.scale*={scale!r}",)
