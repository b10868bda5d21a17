"""Units: seconds and factors become exact whole numbers, or say what is wrong."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from routing.reading.units import MONTH_S, in_seconds, seconds, thousandths

TIME = TypeAdapter[int](Annotated[int, seconds(-MONTH_S, MONTH_S)])
POSITIVE = TypeAdapter[int](Annotated[int, seconds(0, 60, above=True)])
FACTOR = TypeAdapter[int](Annotated[int, thousandths(0.001, 1000)])


@pytest.mark.parametrize(
    ("written", "microseconds"),
    [
        (30, 30_000_000),
        (0.1, 100_000),
        (0.000001, 1),
        (2_591_999.999999, 2_591_999_999_999),
        (-60, -60_000_000),
        (Decimal("0.3"), 300_000),
    ],
)
def test_seconds_become_exact_microseconds(written: object, microseconds: int) -> None:
    """The decimal number that was written counts, not the float nearest to it."""
    assert TIME.validate_python(written) == microseconds


@pytest.mark.parametrize(
    ("adapter", "written", "rule"),
    [
        (TIME, 0.0000001, "at most 6 decimals"),
        (TIME, 2_592_001, "must be from -2592000 to 2592000 seconds"),
        (TIME, 10**500, "must be from -2592000 to 2592000 seconds"),
        (TIME, 1e300, "must be from -2592000 to 2592000 seconds"),
        (TIME, float("nan"), "must be a finite number"),
        (TIME, float("inf"), "must be a finite number"),
        (TIME, True, "must be a number"),
        (TIME, None, "must be a number"),
        (TIME, "soon", "must be a number"),
        (TIME, "30s", "must be a bare number: the key says its unit"),
        (POSITIVE, 0, "must be more than 0 and at most 60 seconds"),
        (POSITIVE, 61, "must be more than 0 and at most 60 seconds"),
        (FACTOR, 0, "must be from 0.001 to 1000"),
        (FACTOR, 1000.5, "must be from 0.001 to 1000"),
        (FACTOR, 0.0015, "at most 3 decimals"),
    ],
)
def test_what_is_no_such_number_is_refused(adapter: TypeAdapter[int], written: object, rule: str) -> None:
    """Each wrong number has its rule."""
    with pytest.raises(ValidationError) as raised:
        adapter.validate_python(written)
    assert rule in str(raised.value)


@pytest.mark.parametrize(("written", "per_mille"), [(1, 1000), (0.001, 1), (1.5, 1500), (1000, 1_000_000)])
def test_factors_become_thousandths(written: float, per_mille: int) -> None:
    """A factor with three decimals is a whole number per mille."""
    assert FACTOR.validate_python(written) == per_mille


@given(st.integers(-MONTH_S * 10**6, MONTH_S * 10**6))
def test_every_microsecond_survives_writing_and_reading(microseconds: int) -> None:
    """Written in seconds and read again, each time within the limits is the same microsecond."""
    assert TIME.validate_python(in_seconds(microseconds)) == microseconds
