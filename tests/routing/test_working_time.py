"""Working time against a twin that counts minute by minute, and by hand around lunch, a weekend and a make-up day."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.model import DAY_US, NEVER, SECOND
from routing.working_time import DayKind, WorkingDays, WorkingTime, weekday

MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
MONDAY = date(2026, 9, 28).toordinal()
NATIONAL_DAY = [date(2026, 10, day).toordinal() for day in range(1, 8)]
MAKE_UP = date(2026, 10, 10).toordinal()
CHINA = WorkingDays(holidays=frozenset(NATIONAL_DAY), workdays=frozenset({MAKE_UP}))
OFFICE = [(9 * HOUR, 12 * HOUR), (13 * HOUR, 18 * HOUR)]


def at(day: int, clock: float) -> int:
    """The instant so many hours after the midnight of a day of October 2026, or of September if it is not positive."""
    return (date(2026, 10, 1).toordinal() + day - 1 - MONDAY) * DAY_US + round(clock * HOUR)


@pytest.fixture
def office() -> WorkingTime:
    """From 9 to 12 and 13 to 18 on each working day from Monday 28 September to Sunday 11 October 2026."""
    return WorkingTime.of(OFFICE, CHINA, MONDAY, MONDAY + 13, midnight_us=0)


def test_kinds_of_days() -> None:
    """A Monday, a holiday on a Thursday and on a Saturday, a Sunday after it, and a Saturday that is worked."""
    days = [MONDAY, *NATIONAL_DAY[:4:2], NATIONAL_DAY[6] + 4, MAKE_UP]
    kinds = [DayKind.WORKDAY, DayKind.HOLIDAY, DayKind.HOLIDAY, DayKind.WEEKEND, DayKind.MAKE_UP]
    assert [CHINA.kind(day) for day in days] == kinds
    assert [weekday(day) for day in days] == [0, 3, 5, 6, 5]


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ((-1, 10), 2, (-1, 12)),  # at the stroke of noon, and not at one o'clock
        ((-1, 11), 2, (-1, 14)),  # over lunch
        ((-1, 12.5), 2, (-1, 15)),  # in the lunch hour
        ((-1, 17), 2, (0, 10)),  # over the night
        ((0, 17.5), 2, (8, 10.5)),  # over the whole holiday, its weekend included
        ((3, 4), 2, (8, 11)),  # from within it
        ((9, 17.5), 2, (10, 10.5)),  # Friday evening to the make-up Saturday
        ((10, 17.5), 2, None),  # beyond the last day
        ((-1, 7), 8, (-1, 18)),  # a whole day of work
    ],
)
def test_after_so_many_hours_of_work(
    start: tuple[int, float], hours: float, due: tuple[int, float] | None, office: WorkingTime
) -> None:
    """When a contact of that time must be answered within so many working hours."""
    assert int(office.after(at(*start), round(hours * HOUR))) == (NEVER if due is None else at(*due))


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ((-1, 10), 1, (0, 18)),  # the next working day
        ((-1, 23), 1, (0, 18)),  # late in the evening of the same day
        ((0, 10), 1, (8, 18)),  # after the holiday
        ((3, 10), 1, (8, 18)),  # in it
        ((8, 10), 2, (10, 18)),  # Thursday to the make-up Saturday
        ((9, 0), 1, (10, 18)),  # at midnight, when the day begins
        ((10, 10), 1, None),
    ],
)
def test_by_the_end_of_a_working_day(
    start: tuple[int, float], days: int, due: tuple[int, float] | None, office: WorkingTime
) -> None:
    """The day of arrival does not count, whether it is worked or not."""
    assert int(office.end_of_day(at(*start), days)) == (NEVER if due is None else at(*due))


def test_nothing_is_ever_due_without_work() -> None:
    """Of days that are all free."""
    free = WorkingTime.of(OFFICE, CHINA, NATIONAL_DAY[0], NATIONAL_DAY[-1], midnight_us=0)
    assert int(free.after(HOUR, HOUR)) == int(free.end_of_day(HOUR, 1)) == NEVER
    assert int(free.between(0, 7 * DAY_US)) == 0


def test_spans_out_of_order_are_refused() -> None:
    """A span that begins before the one before it has ended."""
    times = [np.array(each, np.int64) for each in ([0, 5], [6, 9], [0], [9])]
    with pytest.raises(ValueError, match="in order"):
        WorkingTime(*times)


FEW_DAYS = 9
minutes_of_day = st.integers(0, 1440)


@st.composite
def calendars(draw: st.DrawFn) -> tuple[WorkingTime, list[bool]]:
    """Working time, and whether each minute of its days is worked."""
    edges = sorted(draw(st.sets(minutes_of_day, min_size=2, max_size=6)))
    spans = list(pairwise(edges))[::2]
    days = st.frozensets(st.integers(MONDAY, MONDAY + FEW_DAYS - 1))
    calendar = WorkingDays(draw(st.frozensets(st.integers(0, 6), max_size=6)), draw(days), draw(days))
    time = WorkingTime.of(
        [(start * MINUTE, end * MINUTE) for start, end in spans], calendar, MONDAY, MONDAY + FEW_DAYS - 1, midnight_us=0
    )
    inside = [any(start <= minute < end for start, end in spans) for minute in range(1440)]
    free = [(MONDAY + day - 1) % 7 in calendar.weekend or MONDAY + day in calendar.holidays for day in range(FEW_DAYS)]
    worked = [not off or MONDAY + day in calendar.workdays for day, off in enumerate(free)]
    return time, [each and works for works in worked for each in inside]


instants = st.integers(-1440, (FEW_DAYS + 1) * 1440)


@given(calendars(), instants, instants)
def test_working_time_is_the_minutes_that_are_worked(
    found: tuple[WorkingTime, list[bool]], one: int, other: int
) -> None:
    """As many as a count of all minutes between two instants finds."""
    time, minutes = found
    start, end = sorted((one, other))
    counted = sum(minutes[max(start, 0) : max(end, 0)])
    assert int(time.between(start * MINUTE, end * MINUTE)) == counted * MINUTE


@given(calendars(), instants, st.integers(1, 3000))
def test_after_is_the_first_instant_with_so_much_work(
    found: tuple[WorkingTime, list[bool]], start: int, work: int
) -> None:
    """Walking on minute by minute finds the same; and ``between`` finds the work again."""
    time, minutes = found
    due, left = max(start, 0), work
    while left and due < len(minutes):
        left -= minutes[due]
        due += 1
    answer = int(time.after(start * MINUTE, work * MINUTE))
    assert answer == (NEVER if left else due * MINUTE)
    if not left:
        assert int(time.between(start * MINUTE, answer)) == work * MINUTE
        assert int(time.between(start * MINUTE, answer - 1)) == work * MINUTE - 1


@given(calendars(), st.integers(0, FEW_DAYS * 1440 - 1), st.integers(1, 5))
def test_the_end_of_a_working_day(found: tuple[WorkingTime, list[bool]], start: int, days: int) -> None:
    """The last minute that is worked on the so-manieth day with work after that of the start."""
    time, minutes = found
    each = [minutes[1440 * day : 1440 * (day + 1)] for day in range(FEW_DAYS)]
    worked = [day for day in range(start // 1440 + 1, FEW_DAYS) if any(each[day])]
    expected = NEVER
    if len(worked) >= days:
        day = worked[days - 1]
        expected = (1440 * day + max(minute for minute in range(1440) if each[day][minute]) + 1) * MINUTE
    assert int(time.end_of_day(start * MINUTE, days)) == expected
