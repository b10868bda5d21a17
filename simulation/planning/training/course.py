"""A course: how many must be sent so that some pass its exam, what that costs, and how long they are away."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from simulation.planning.training.training_file import PASSES, CourseEntry


@dataclass(frozen=True, slots=True)
class Course:
    """What some agents of a group may be trained in; see ``docs/reference/training.md``.

    Parameters
    ----------
    name, entry
        As the file has it.
    day_cost
        Of one working day of an agent who is away.
    sure
        With which probability at least as many as wanted must pass; None: as many as wanted pass on average.
    """

    name: str
    entry: CourseEntry
    day_cost: float = 0.0
    sure: float | None = None

    @property
    def group_name(self) -> str:
        """The group of those who have passed."""
        return f"{self.entry.group} + {self.name}"

    @property
    def passes(self) -> float:
        """The probability that a trainee passes."""
        exam = self.entry.exam
        if exam is not None:
            return 0.5 * math.erfc((exam.threshold - exam.mean) / (exam.sd * math.sqrt(2.0)))
        return PASSES if self.entry.passes is None else self.entry.passes

    @property
    def each(self) -> float:
        """What one trainee costs, passed or not: the course, and the days away."""
        return self.entry.cost + self.entry.days * self.day_cost

    def trainees(self, passed: int) -> int:
        """How many must be sent so that so many pass."""
        return _sent(passed, self.passes, self.sure)

    def chance(self, passed: int) -> float:
        """The probability that at least so many pass of those who are sent for it, each by chance of their own."""
        return _chance(passed, self.trainees(passed), self.passes)

    def waves(self, sent: int) -> list[tuple[float, int]]:
        """For how many working days how many are away, one wave after the other."""
        at_once = self.entry.at_once or sent
        full, rest = divmod(sent, max(at_once, 1))
        waves = [(self.entry.days * full, at_once)] if full else []
        return [(days, away) for days, away in (*waves, (self.entry.days, rest)) if days > 0 and away]


@lru_cache(maxsize=4096)
def _sent(passed: int, passes: float, sure: float | None) -> int:
    sent = ceil(passed / passes - 1e-9)
    while sure is not None and _chance(passed, sent, passes) < sure:
        sent += 1
    return sent


def _chance(passed: int, sent: int, passes: float) -> float:
    """That at least ``passed`` of ``sent`` pass: the upper tail of the binomial law."""
    from scipy.special import bdtrc

    return float(bdtrc(passed - 1, sent, passes)) if passed else 1.0
