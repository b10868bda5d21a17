"""Numbers as people of each language write them."""

from __future__ import annotations

import datetime as dt

import pytest

from simulation.measuring.results import Figure
from simulation.report.numbers import (
    Unit,
    clock,
    compact,
    date,
    decimal,
    duration,
    goal_percent,
    listing,
    percent,
    shown,
    with_limits,
)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "0 s"),
        (0.0123, "0.012 s"),
        (8.54, "8.5 s"),
        (59.94, "59.9 s"),
        (59.97, "1 min"),  # never "60 s"
        (85, "1 min 25 s"),
        (3599.6, "1 h"),  # never "60 min"
        (9000, "2 h 30 min"),
        (360_000, "100 h"),
    ],
)
def test_durations_are_said_as_people_say_them(seconds: float, expected: str) -> None:
    """A length of time has at most two units, and no unit overflows by rounding."""
    assert duration(seconds) == expected


@pytest.mark.usefixtures("chinese")
def test_durations_in_chinese() -> None:
    """In Chinese the units are Chinese."""
    assert duration(85) == "1 分 25 秒"


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "00:00"), (34_200, "09:30"), (86_400, "24:00"), (90_000, "01:00"), (172_800, "00:00"), (34_215, "09:30:15")],
)
def test_clock_times(seconds: int, expected: str) -> None:
    """Times are of the 24-hour clock, beyond midnight too; only the end of the first day is 24:00."""
    assert clock(seconds) == expected


def test_counts_shares_dates_and_lists_in_english() -> None:
    """English separates thousands by commas and joins a list with "and"."""
    assert decimal(40123.4) == "40,123"
    assert decimal(-0.04, 1) == "0.0"  # no minus zero
    assert percent(0.8423) == "84.2%"
    assert goal_percent(0.9) == "90%"
    assert goal_percent(0.995) == "99.5%"
    assert date(dt.date(1999, 2, 10)) == "February 10, 1999"
    assert listing(["a", "b", "c"]) == "a, b, and c"


@pytest.mark.usefixtures("chinese")
def test_dates_and_lists_in_chinese() -> None:
    """Chinese has its own dates and its own enumeration comma."""
    assert date(dt.date(1999, 2, 10)) == "1999年2月10日"
    assert listing(["a", "b", "c"]) == "a、b和c"


@pytest.mark.parametrize(
    ("figure", "unit", "expected"),
    [
        (Figure(0.842, 0.836, 0.848), Unit.SHARE, "84.2% ±0.6"),
        (Figure(0.99, 0.979, 1.0), Unit.SHARE, "99.0% [97.9, 100.0]"),  # cut off at 100 %: 1.1 below, 1.0 above
        (Figure(0.842), Unit.SHARE, "84.2% –"),
        (Figure(None), Unit.SHARE, "–"),
        (Figure(0.5, 0.4999, 0.5001), Unit.SHARE, "50.0% ±0.1"),  # an interval of 0.01 points is not rounded to 0
        (Figure(12.0, 12.0, 12.0), Unit.COUNT, "12 ±0"),  # but none is none
        (Figure(40123.4, 40071.0, 40175.8), Unit.COUNT, "40,123 ±52"),
        (Figure(9.25, 8.75, 9.75), Unit.COUNT, "9.2 ±0.5"),
        (Figure(1234.56, 1222.56, 1246.56), Unit.SECONDS, "1,235 ±12"),
        (Figure(12.345, 11.345, 13.345), Unit.SECONDS, "12.3 ±1.0"),
    ],
)
def test_a_figure_is_shown_with_its_interval(figure: Figure, unit: Unit, expected: str) -> None:
    """A figure is followed by half its interval's width, or by the limits where they are not even, or by a dash."""
    assert compact(figure, unit) == expected


def test_what_is_missing_is_a_dash() -> None:
    """A figure that was not measured has no interval either."""
    assert shown(Figure(None), Unit.COUNT) == ("–", "–")
    assert with_limits(Figure(None)) == "–"


def test_limits_in_a_sentence() -> None:
    """In a sentence the limits stand in brackets after the share."""
    assert with_limits(Figure(0.842, 0.836, 0.848)) == "84.2% (83.6% to 84.8%)"
    assert with_limits(Figure(0.842)) == "84.2%"
