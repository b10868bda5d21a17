"""Rows in order of time: as a stable sort has them, by buckets where that is quick."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.core import arrival_order
from simulation.core.engine_order import put_in_order, rename

TIMES = st.lists(st.integers(0, 40) | st.integers(0, 2**50), min_size=1, max_size=60)


@given(times=TIMES)
def test_order_is_that_of_a_stable_sort(times: list[int]) -> None:
    """Whatever the times, however many are equal, rows of one time keep their order."""
    given_times, order = np.array(times, np.int64), np.empty(len(times), np.int64)
    assert put_in_order(given_times, np.zeros(2 * len(times), np.int32), order)
    assert order.tolist() == np.argsort(given_times, kind="stable").tolist()


@pytest.mark.parametrize("last", [7, 10**15])
def test_many_at_one_time_are_left_to_another_sort(last: int) -> None:
    """A thousand in one bucket are not sorted by walking past each other, and are in order all the same."""
    times = np.array([*range(999, -1, -1), last + 1000], np.int64) // 1000
    assert not put_in_order(times, np.zeros(2 * len(times), np.int32), np.empty(len(times), np.int64))
    found = arrival_order._order_of(times)
    assert found.tolist() == np.argsort(times, kind="stable").tolist()


def test_nobody_stays_nobody() -> None:
    """A row that names none goes on naming none; the others get the new numbers."""
    numbers = np.array([-1, 2, 0, 1], np.int32)
    rename(numbers, np.array([5, 6, 7], np.int32))
    assert numbers.tolist() == [-1, 7, 5, 6]
