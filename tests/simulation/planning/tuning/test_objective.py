"""The objective by hand: the worst ratio counts, weights multiply, and the interval of a mean is Student's."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.gates.gate import Chosen
from simulation.measuring.statistics import mean
from simulation.planning.tuning.objective import Sums, Term, difference, value_of

VIP, OTHERS = Chosen(tier=("vip",)), Chosen(tier=("ordinary",))


def sums(above: list[list[float]], below: list[list[float]], wanted: float = 0.0) -> Sums:
    """Sums of days with a ratio for each column."""
    return Sums(np.array(above), np.array(below), np.full(len(above[0]), wanted))


def test_the_worst_ratio_counts() -> None:
    """Two days, 8 of 10 and 5 of 10 in time in the first column, 9 of 10 and 9 of 10 in the second: 13 / 20."""
    found = sums([[8, 9], [5, 9]], [[10, 10], [10, 10]])
    assert found.value(Term("service_level", 2.0, (VIP, OTHERS))) == pytest.approx(2 * 13 / 20)
    assert found.value(Term("abandoned", 1.0, (VIP, OTHERS))) == pytest.approx(-18 / 20)


def test_goals_are_taken_off() -> None:
    """Reached 0.65 where 0.8 is wanted: -0.15."""
    assert sums([[13]], [[20]], 0.8).value(Term("goals", 1.0)) == pytest.approx(-0.15)


def test_who_does_not_come_counts_for_nothing() -> None:
    """A ratio without contacts is left out; without any contacts the term is 0."""
    assert sums([[0, 3]], [[0, 4]]).value(Term("service_level", 1.0, (VIP, OTHERS))) == pytest.approx(0.75)
    assert sums([[0]], [[0]]).value(Term("service_level", 1.0, (VIP,))) == 0


def test_scenarios_count_alike() -> None:
    """The mean of 0.5 + 2 × 0.25 and 1.0 + 2 × 0.25."""
    one, two = Term("service_level", 1.0, (VIP,)), Term("service_level", 2.0, (OTHERS,))
    quarter = sums([[1]], [[4]])
    stages = [[(one, sums([[1]], [[2]])), (two, quarter)], [(one, sums([[2]], [[2]])), (two, quarter)]]
    assert value_of(stages) == pytest.approx(1.25)


def test_the_interval_of_a_mean_is_students() -> None:
    """With as many contacts on every day the ratio is a mean, for which the jackknife is exact."""
    term = Term("mean_wait", 1.0, (VIP,))
    old, new = np.array([[7.0], [9.0], [4.0], [8.0]] * 5), np.array([[5.0], [9.0], [3.0], [5.0]] * 5)
    days = np.ones((20, 1))
    found = difference([[(term, Sums(old, days, np.zeros(1)))]], [[(term, Sums(new, days, np.zeros(1)))]])
    expected = mean((old - new)[:, 0]).figures()[0]
    assert (found.mean, found.low, found.high) == pytest.approx((expected.mean, expected.low, expected.high))
