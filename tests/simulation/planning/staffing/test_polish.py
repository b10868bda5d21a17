"""Moves of many intervals are simulated at once; what is kept of them is what holds when it is simulated by itself."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simulation.planning.staffing.crew import Staff
from simulation.planning.staffing.limits import Limits
from simulation.planning.staffing.mend import mend
from simulation.planning.staffing.moves import Move
from simulation.planning.staffing.polish import try_moves
from simulation.planning.staffing.search import Search
from simulation.planning.staffing.smooth import jumps, smooth
from simulation.planning.staffing.target import Floats, Standing
from tests.simulation.planning.staffing.fakes import Table


def search_of(slack: Callable[[Staff], Floats], staff: Staff) -> Search:
    """A search whose figures are this function of the staff."""
    shape = staff.shape
    limits = Limits(np.ones(shape[0]), np.zeros(shape, np.int64), np.full(shape, 100), np.zeros(shape[0]))
    table = Table(slack, shape[1], staff)
    return Search(table, limits, np.arange(40), 0.95, 400, np.ones((1, shape[0]), np.bool_))  # type: ignore[arg-type]


def one_less(_: Search, staff: Staff, __: Standing, interval: int) -> list[Move]:
    """One agent of each group less, one group after the other."""
    return [((group, 0, -1),) for group in range(len(staff))]


def test_each_interval_keeps_its_own_moves() -> None:
    """Every interval needs as many as it needs, whatever the others do."""
    needed = np.array([4, 7, 3, 6, 5, 5])
    staff = np.array([[8, 8, 8, 8, 8, 8]])
    search = search_of(lambda staff: staff.sum(axis=0) - needed, staff)
    found, standing = try_moves(search, staff, search.try_out(staff), one_less)
    assert found[0].tolist() == needed.tolist()
    assert standing.slack().tolist() == [0.0] * 6


def test_what_held_only_beside_a_dropped_move_is_given_back() -> None:
    """The first interval's move breaks it and is dropped; it alone made room for that of the fourth."""
    staff = np.array([[5, 5, 5, 5]])

    def slack(staff: Staff) -> Floats:
        fewer = 5.0 - staff[0]
        return np.array([-fewer[0], -fewer[1], -fewer[2], min(fewer[0], 1.0) - fewer[3]])

    search = search_of(slack, staff)
    found, standing = try_moves(search, staff, search.try_out(staff), one_less)
    assert found.tolist() == staff.tolist()
    assert np.array([[5, 5, 5, 4]]).tolist() in [each.tolist() for each in search.evaluator.tried]  # type: ignore[attr-defined]
    assert standing.slack().min() >= 0.0


def test_mending_learns_from_what_agents_bring() -> None:
    """By the slopes the first group helps most. It does not help at all: soon the other one is taken."""
    staff = np.array([[3], [3]])
    search = search_of(lambda staff: 0.01 * (staff[1] - 5.0), staff)
    search.slopes = np.array([[[0.05], [0.01]]])
    found, standing = mend(search, staff)
    assert standing.slack().min() >= 0.0
    assert found[0, 0] <= 6
    assert search.slopes[0, 0, 0] < 0.01


def test_smoothing_does_not_overshoot() -> None:
    """Where every mix will do, one that is far from those beside it comes near them, and none goes beyond."""
    own = np.array([[50, 50, 50, 50, 50, 50], [50, 50, 50, 50, 50, 50]])
    staff = own + np.array([[0, 0, 40, 0, 0, -30], [0, 0, -40, 0, 0, 30]])
    search = search_of(lambda staff: np.ones(staff.shape[1]), own)
    search.tries = 6
    found, _ = smooth(search, staff, search.try_out(staff))
    assert found.sum(axis=0).tolist() == staff.sum(axis=0).tolist()
    assert jumps(found, own) < 0.4 * jumps(staff, own)
    assert found.min() >= 35


def test_mending_stays_within_the_limits() -> None:
    """Two targets of the day that the same agents help: no more of them are added than there may be."""
    staff = np.array([[3, 3], [3, 3]])
    search = search_of(lambda staff: 0.1 * (staff.sum() - np.array([40.0, 41.0])), staff)
    search.evaluator.per_day = True  # type: ignore[attr-defined]
    search.limits.most[0, :] = 4
    search.slopes = np.full((2, 2, 2), 0.01)
    search.slopes[:, 0] = 0.05
    found, _ = mend(search, staff)
    assert (found <= search.limits.most).all()
    assert found.sum() >= 40
