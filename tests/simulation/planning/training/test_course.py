"""Courses by hand: exams, how many must be sent, and for how long they are away."""

from __future__ import annotations

from math import comb
from typing import Any

import pytest

from simulation.planning.training.course import Course
from simulation.planning.training.training_file import CourseEntry


def course(sure: float | None = None, **keys: Any) -> Course:
    """A course with some keys."""
    entry: dict[str, Any] = {"group": "g", "cost": 10.0, "most": 50, **keys}
    return Course("c", CourseEntry.model_validate(entry), 2.0, sure)


def at_least(passed: int, sent: int, chance: float) -> float:
    """The binomial law's tail, term by term."""
    return sum(comb(sent, k) * chance**k * (1 - chance) ** (sent - k) for k in range(passed, sent + 1))


def test_an_exam_with_its_threshold() -> None:
    """Marks of mean 88 and standard deviation 6: 85 is half a deviation below, which 69.146 % reach."""
    assert course(exam={"threshold": 85.0, "mean": 88.0, "sd": 6.0}).passes == pytest.approx(0.691462, abs=1e-6)
    assert course(exam={"mean": 85.0, "sd": 1.0}).passes == pytest.approx(0.5)  # the threshold is 85
    assert course().passes == 0.85
    assert course(passes=0.5).passes == 0.5


def test_how_many_are_sent_on_average() -> None:
    """So many that as many as wanted pass on average: 10 for 5 at one half, 1 for 1 at certainty, nobody for nobody."""
    assert [course(passes=0.5).trainees(passed) for passed in (0, 1, 5)] == [0, 2, 10]
    assert [course(passes=1.0).trainees(passed) for passed in (0, 1, 5)] == [0, 1, 5]
    assert course(passes=0.1).trainees(3) == 30  # 3 / 0.1 is a little more in binary


@pytest.mark.parametrize("passed", [1, 4, 17])
def test_how_many_are_sent_to_be_sure(passed: int) -> None:
    """The fewest of whom at least as many as wanted pass with the probability that is asked for."""
    sure = course(0.95, passes=0.85)
    sent = sure.trainees(passed)
    assert at_least(passed, sent, 0.85) >= 0.95
    assert at_least(passed, sent - 1, 0.85) < 0.95
    assert sure.chance(passed) == pytest.approx(at_least(passed, sent, 0.85))


def test_what_one_costs() -> None:
    """The course, and two units for each of three days."""
    assert course(days=3.0).each == 10 + 3 * 2


def test_waves() -> None:
    """Of 7, 3 at once: two waves of three for ten days in all, and one alone for five more."""
    assert course(days=5.0, at_once=3).waves(7) == [(10.0, 3), (5.0, 1)]
    assert course(days=5.0, at_once=3).waves(6) == [(10.0, 3)]
    assert course(days=5.0).waves(7) == [(5.0, 7)]
    assert course(days=5.0, at_once=9).waves(7) == [(5.0, 7)]
    assert course(at_once=3).waves(7) == []
    assert course(days=5.0).waves(0) == []
