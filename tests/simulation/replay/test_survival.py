"""Laws of times that were seen only in part, against arithmetic by hand and against each other."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from simulation.replay.survival import (
    Law,
    as_seen,
    exponential,
    exponential_mean,
    kaplan_meier,
    never,
    self_consistent,
)


def times(*values: int) -> NDArray[np.int64]:
    return np.array(values, np.int64)


def ended(*values: int) -> NDArray[np.bool_]:
    return np.array(values, np.bool_)


def test_kaplan_meier_by_hand() -> None:
    """Each time that ended takes its share of those still at risk; those cut short at that time are at risk, too."""
    law = kaplan_meier(times(10, 20, 20, 30, 40), ended(1, 1, 0, 0, 1))
    # At 10: 5 at risk, 1 ends: 4/5. At 20: 4 at risk, 1 ends: 4/5 x 3/4 = 3/5. At 40: 1 at risk, 1 ends: 0.
    assert law.times.tolist() == [10, 20, 40]
    assert law.survival.tolist() == pytest.approx([0.8, 0.6, 0.0])
    assert law.longer_than([9, 10, 19, 20, 39, 40, 99]).tolist() == pytest.approx([1, 0.8, 0.8, 0.6, 0.6, 0, 0])


def test_kaplan_meier_without_cuts_is_the_share_of_longer_times() -> None:
    """Where all times ended, the estimate is the empirical law."""
    values = times(3, 1, 4, 1, 5, 9, 2, 6)
    law, plain = kaplan_meier(values, np.ones(8, np.bool_)), as_seen(values)
    np.testing.assert_array_equal(law.times, plain.times)
    np.testing.assert_allclose(law.survival, plain.survival, atol=1e-12)


def test_the_exponential_mean_is_all_time_by_all_ends() -> None:
    """100 seconds waited and 4 customers left make a mean patience of 25 s; nobody left: without end."""
    assert exponential_mean(times(10, 20, 30, 40), ended(1, 1, 1, 1)) == 25.0
    assert exponential_mean(times(10, 20, 30, 40), ended(0, 1, 0, 0)) == 100.0
    assert exponential(times(10, 20), ended(0, 0)).tail_mean == math.inf == never().tail_mean


def test_self_consistent_by_hand() -> None:
    """A time between bounds is shared among the times seen there, in proportion to their own probabilities."""
    # One more between 15 and 50 is 20 or 40. The likeliest shares p, q, r of 10, 20, 40 maximise p² q r (q + r). By
    # symmetry q = r = (1 - p) / 2, so p² (1 - p)³ is greatest: 2 (1 - p) = 3 p, p = 2/5 and q = r = 3/10.
    law = self_consistent(times(10, 10, 20, 40), times(15), times(50))
    assert law.times.tolist() == [10, 20, 40]
    assert law.survival.tolist() == pytest.approx([0.6, 0.3, 0.0], abs=1e-6)


def test_self_consistent_is_kaplan_meier_where_all_bounds_are_open() -> None:
    """With cuts on one side only, Turnbull's estimate is the product-limit estimate, if the longest time ended."""
    values, marks = times(10, 20, 20, 30, 40, 5, 33), ended(1, 1, 0, 0, 1, 0, 1)
    expected = kaplan_meier(values, marks)
    cut = values[~marks]
    found = self_consistent(values[marks], cut, np.full(len(cut), 10**9))
    np.testing.assert_array_equal(found.times, expected.times)
    np.testing.assert_allclose(found.survival, expected.survival, atol=1e-5)


def test_bounds_without_a_time_seen_tell_nothing() -> None:
    """A time that lies where none was seen changes nothing; without any time seen there is no law."""
    alone = self_consistent(times(10, 20), times(), times())
    beside = self_consistent(times(10, 20), times(11, 20), times(19, 99))
    np.testing.assert_allclose(alone.survival, beside.survival)
    assert len(self_consistent(times(), times(1), times(9)).times) == 0


@given(
    st.lists(st.tuples(st.integers(0, 50), st.booleans()), min_size=1, max_size=40),
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=20),
)
def test_laws_are_laws(seen: list[tuple[int, bool]], bounds: list[tuple[int, int]]) -> None:
    """Times ascend, probabilities lie between 0 and 1 and fall, whatever was seen."""
    values, marks = times(*(value for value, _ in seen)), ended(*(mark for _, mark in seen))
    low, high = times(*(min(pair) for pair in bounds)), times(*(max(pair) for pair in bounds))
    for law in (kaplan_meier(values, marks), self_consistent(values[marks], low, high), as_seen(values)):
        assert_is_law(law)


def assert_is_law(law: Law) -> None:
    assert np.all(np.diff(law.times) > 0)
    assert np.all(np.diff(law.survival) <= 1e-12)
    assert np.all((law.survival >= 0) & (law.survival <= 1))
