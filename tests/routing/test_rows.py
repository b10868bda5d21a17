"""Where arrays lie in memory, as Python tells compiled code."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from routing._rows import Places, Rows, arrays_at, declare_rows, new_rows, places_of, row_type

ROW = row_type(("first", np.int64), ("second", np.int32))


class Pair(NamedTuple):
    """Two arrays, as a test needs them."""

    rows: Rows
    numbers: Rows


declare_rows(Pair, {"rows": ROW, "numbers": np.int64})


def pair(size: int) -> Pair:
    """Arrays of so many rows."""
    return Pair(np.zeros(size, ROW), np.arange(size))


def test_places_follow_the_arrays_that_change() -> None:
    """A list that is asked for again is that of the arrays that are given now, whichever have changed."""
    places, one, other = Places(Pair, Pair), pair(3), pair(5)
    assert places.of(one, other).tolist() == places_of(one, other).tolist()
    longer = other._replace(numbers=np.arange(9))
    assert places.of(one, longer).tolist() == places_of(one, longer).tolist()
    assert places.of(longer, one).tolist() == places_of(longer, one).tolist()
    found = arrays_at(Pair, places.of(longer, one), 0)
    assert found.numbers.tolist() == longer.numbers.tolist()


def test_an_array_that_was_not_declared_is_refused() -> None:
    """Another type, or one that does not lie in one piece, before and after the right one."""
    places, right = Places(Pair), pair(4)
    for wrong in (right._replace(numbers=np.zeros(4, np.int32)), right._replace(numbers=np.arange(8)[::2])):
        with pytest.raises(TypeError, match="an array of Pair"):
            places.of(wrong)
        assert places.of(right).tolist() == places_of(right).tolist()


def test_new_rows_begin_with_a_cache_line() -> None:
    """Whatever their size, and they are zeros."""
    for count in (1, 7, 1000):
        rows = new_rows(count, ROW)
        assert len(rows) == count
        assert rows.ctypes.data % 64 == 0
        assert not rows["first"].any()
