"""How the days differ, and how often a goal is missed."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest

from simulation.measuring.assemble import results
from simulation.measuring.results import Deciles, Figure, Goal, GoalRisk, Risk
from simulation.measuring.risk import deciles, falls_short
from simulation.measuring.statistics import share_of_days
from tests.simulation.facts import Facts, measured, small_world
from tests.simulation.measuring.test_assemble import Named

GOALS = (Goal("all", (), 0.8, 30.0),)


def day(in_time: int, late: int = 0, at: float = 0) -> Facts:
    """A day with so many contacts that arrive at one time."""
    facts = Facts()
    for wait, count in ((10, in_time), (40, late)):
        for _ in range(count):
            facts.answered(at=at, wait=wait)
    return facts


def of(*days: Facts, goals: tuple[Goal, ...] = GOALS) -> Risk:
    found = results(Named(), measured(small_world(), *days, goals=goals), seed=1, engine="by hand").risk
    assert found is not None
    return found


def test_the_days_deciles_by_hand() -> None:
    """Eleven days with 0, 1, ... 10 of 10 in time: a tenth of them at 10 % or less, the middle one at 50 %."""
    found = of(*(day(number, 10 - number) for number in range(11)))
    assert astuple(found.service_level) == pytest.approx((0.1, 0.5, 0.9))
    assert found.intervals[0] == found.service_level
    assert found.intervals[1] == Deciles(None, None, None)
    waits = [(10 * number + 40 * (10 - number)) / 10 for number in range(11)]
    assert found.mean_wait_s.p10 == pytest.approx(np.percentile(waits, 10))
    assert found.abandoned == Deciles(0, 0, 0)


def test_the_share_of_days_that_miss_a_goal() -> None:
    """Of eleven days those with 0 to 7 of 10 in time miss 80 %: 8 of 11, whose Wilson interval is 0.434 to 0.903."""
    (goal,) = of(*(day(number, 10 - number) for number in range(11))).goals
    for figure in (goal.day, goal.any_interval, goal.intervals[0]):
        assert figure.mean == 8 / 11
        assert astuple(figure)[1:] == pytest.approx((0.4344, 0.9025), abs=1e-4)
    assert goal.intervals[1:] == (Figure(None), Figure(None))
    assert astuple(goal.share) == pytest.approx((0.1, 0.5, 0.9))


def test_a_day_may_hold_and_an_interval_of_it_not() -> None:
    """Nine in time in the first interval and one late in the second: 90 % of the day, 0 % of the interval."""
    facts = day(9)
    facts.answered(at=150, wait=40)
    (goal,) = of(facts).goals
    assert (goal.day.mean, goal.any_interval.mean) == (0, 1)
    assert [figure.mean for figure in goal.intervals] == [0, 1, None]
    assert goal.day.low is None


def test_days_without_contacts_do_not_count() -> None:
    """One day misses, one does not, on the third nobody came: half of the days."""
    (goal,) = of(day(1), day(0, 1), Facts()).goals
    assert goal.day == Figure(0.5)


def test_nobody_ever_came() -> None:
    """No figure, and nothing fails."""
    found = of(Facts())
    assert found.goals == (GoalRisk(0, Deciles(None, None, None), *(Figure(None),) * 2, (Figure(None),) * 3),)


def test_a_share_at_the_goal_holds_it() -> None:
    """80 of 100 holds 80 %, though 0.8 has no exact double; 79 does not."""
    counts = np.arange(1, 200)
    assert not falls_short(counts * 4, counts * 5, 0.8).any()
    assert falls_short(counts * 4 - 1, counts * 5, 0.8).all()
    assert not falls_short(np.array([0]), np.array([0]), 0.8).any()


@pytest.mark.parametrize(("days", "low", "high"), [(0, 0.0, 0.2775), (5, 0.2366, 0.7634), (10, 0.7225, 1.0)])
def test_wilsons_interval(days: int, low: float, high: float) -> None:
    """Of ten days; the figures are those of Wilson's formula by hand: z^2 / (n + z^2) is 0.2775 for none of ten."""
    found = share_of_days(days, 10, 100)
    assert [float(found.low), float(found.high)] == pytest.approx([low, high], abs=1e-4)
    assert np.isnan(share_of_days(min(days, 9), 9, 100).low)
    assert np.isnan(share_of_days(days, 10, 99).low)


def test_deciles_need_ten_days() -> None:
    """Nine days tell no tenth of the days."""
    ones = np.ones(10)
    assert deciles(ones, ones) == Deciles(1, 1, 1)
    assert deciles(ones[:9], ones[:9]) == Deciles(None, None, None)
    assert deciles(ones, np.append(ones[:9], 0)) == Deciles(None, None, None)
