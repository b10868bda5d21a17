"""A check goes on while it is undecided, on days of its own, and its looks share their error."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.measuring.statistics import student_quantile
from simulation.planning.staffing.check import Checked, Checker
from simulation.planning.staffing.confidence import LOOKS, check_reach, search_reach
from simulation.planning.staffing.search import OutOfTime
from simulation.planning.staffing.smooth import jumps, surplus
from simulation.planning.staffing.target import Cells, Floats, Per, Quantity, Standing, Target
from tests.simulation.planning.staffing.fakes import Coins

STAFF = np.array([[1]])


def checker(coins: Coins, days: int = 100) -> Checker:
    """A checker of one cell: the share of coins that fall well, at least half of them."""
    return Checker(coins, confidence=0.95, days=days, chunk=25, first=1000)  # type: ignore[arg-type]


def test_what_is_clear_takes_one_look() -> None:
    """Only a first check that fails goes on to its last look, for what it shows of the days of the search."""
    for share, held in ((0.9, True), (0.1, False)):
        own = checker(Coins(share))
        first, second = own.check(STAFF), own.check(STAFF)
        assert (first.held, second.held, first.first) == (held, held, 1000)
        assert (first.standing.days, second.standing.days) == (100 if held else 100 * LOOKS[-1], 100)


def test_what_is_near_is_looked_at_again() -> None:
    """A share a little above its limit is found to be held over more days; each check has days of its own."""
    coins = Coins(0.512)
    own = checker(coins)
    first, second = own.check(STAFF), own.check(STAFF)
    assert first.standing.days > 100
    assert second.first >= first.first + first.standing.days
    assert len(set(coins.days)) == len(coins.days)


def test_the_looks_together_err_no_more_often_than_one() -> None:
    """Of checks of a share just at its limit about 5 % at most hold."""
    coins = Coins(0.5)
    own = checker(coins, days=50)
    passed = sum(own.check(STAFF).held for _ in range(600))
    assert passed <= 30 + 3 * np.sqrt(600 * 0.05 * 0.95)


def test_time_that_is_over_leaves_the_days_so_far() -> None:
    """The check is then judged on these."""
    coins = Coins(0.512)
    own = checker(coins)

    def look() -> None:
        if len(coins.days) >= 50:
            raise OutOfTime

    own.look = look
    found = own.check(STAFF)
    assert (found.whole, found.standing.days) == (False, 50)


def test_margins() -> None:
    """A look has a third of the error of its check; the search wants more with more cells, and less the more it saw."""
    assert check_reach(0.95, 100) == pytest.approx(float(student_quantile(1 - 0.05 / len(LOOKS), 99)) / 10)
    assert search_reach(0.95, 100, 0, 48) < search_reach(0.95, 100, 400, 48) < search_reach(0.95, 100, 100, 48)
    assert search_reach(0.95, 100, 100, 1) < search_reach(0.95, 100, 100, 48)


def test_rooms_of_a_mean_wait_are_shares_of_its_limit() -> None:
    """So that they can stand beside shares."""
    nobody: Floats = np.zeros(1)
    wait = Target("wait", Quantity.MEAN_WAIT, 20.0, Per.DAY, nobody > 0, nobody > 0)
    cells = Cells((wait,), np.array([0]), np.array([-1]))
    standing = Standing(cells, np.array([15.0]), np.array([10.0]), 100, nobody, nobody)
    assert standing.slack().tolist() == [0.25]
    assert standing.slack(0.1).tolist() == [0.2]
    assert Checked(STAFF, standing, standing.slack(), 0, whole=True).held


def test_jagged_mixes() -> None:
    """An interval with another mix than the two beside it and the scenario's own staff is a jump."""
    even = np.array([[6, 6, 6], [6, 6, 6]])
    jagged = np.array([[6, 9, 6], [6, 3, 6]])
    assert jumps(even, even) == 0.0
    assert jumps(jagged, even) > 0.05
    assert surplus(jagged, even, 1).tolist() == [3.0, -3.0]
    assert surplus(even, np.zeros_like(even), 0).tolist() == [0.0, 0.0]
