"""The check: whether a staff holds its targets with customers that the search has not seen."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulation.planning.staffing.confidence import LOOKS, check_reach
from simulation.planning.staffing.crew import Staff
from simulation.planning.staffing.evaluator import Evaluator, Sums
from simulation.planning.staffing.search import OutOfTime
from simulation.planning.staffing.target import Floats, Standing


@dataclass(frozen=True, slots=True)
class Checked:
    """A staff, and how its targets stand on fresh customers.

    Parameters
    ----------
    staff
        Shape (groups, intervals).
    standing
        Over all days of the check.
    room
        What is left of each cell's slack after its margin, shape (cells,); negative: not held with confidence.
    first
        Number of its first day.
    whole
        Whether it was over before the time was.
    """

    staff: Staff
    standing: Standing
    room: Floats
    first: int
    whole: bool

    @property
    def held(self) -> bool:
        """Whether every cell holds with its confidence."""
        return bool((self.room >= 0).all())


@dataclass
class Checker:
    """Checks one staff after another, each on days of its own.

    Parameters
    ----------
    evaluator, confidence
        Who simulates, and how sure each target must be.
    days
        Up to the first look. Where that decides nothing there are more, up to the last of
        :data:`~simulation.planning.staffing.confidence.LOOKS`.
    chunk
        Days that are simulated at once; between them ``look`` is called.
    first
        Number of the next fresh day.
    look
        Raises :class:`~simulation.planning.staffing.search.OutOfTime`: the check is then over the days so far.
    """

    evaluator: Evaluator
    confidence: float
    days: int
    chunk: int
    first: int
    look: Callable[[], None] = lambda: None
    checks: int = 0

    def check(self, staff: Staff) -> Checked:
        """Simulate fresh days until it is clear whether all targets hold, or the days or the time are over.

        The first check goes on to its last look where it does not hold: what it shows the search is worth the days.
        """
        first, self.first = self.first, self.first + LOOKS[-1] * self.days
        self.evaluator.evaluations += 1
        self.checks += 1
        parts: list[Sums] = []
        done, whole = 0, True
        for times in LOOKS:
            while done < times * self.days and whole:
                size = min(self.chunk, times * self.days - done)
                parts.append(self.evaluator.sums(staff, np.arange(first + done, first + done + size)))
                done += size
                whole = done == times * self.days or self._time_is_left()
            found = self._judged(staff, parts, first, whole=whole)
            if found.held or not whole or not (self.checks == 1 or self._may_hold(found.standing)):
                break
        return found

    def _time_is_left(self) -> bool:
        try:
            self.look()
        except OutOfTime:
            return False
        return True

    def _judged(self, staff: Staff, parts: list[Sums], first: int, *, whole: bool) -> Checked:
        above, below = (np.concatenate([part[side] for part in parts]) for side in (0, 1))
        standing = self.evaluator.standing(above, below)
        return Checked(staff, standing, standing.slack(check_reach(self.confidence, len(above))), first, whole)

    def _may_hold(self, standing: Standing) -> bool:
        """Whether no cell is too near its limit, or beyond it, to be held after the last look, save by luck."""
        needed = check_reach(self.confidence, LOOKS[-1] * self.days) - 1.0 / math.sqrt(standing.days)
        return bool((standing.slack(needed) >= 0).all())
