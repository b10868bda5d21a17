"""Working days and working time: which days are worked, and when so many hours or days of work are over.

Pure reckoning, as all of the router: days are numbered as ``date.toordinal()`` numbers them, times are microseconds of
the router's clock, and there is no time zone, because there is none in that clock. Nothing is randomized or looked up.

::

    days = WorkingDays(holidays=frozenset({national_day}), workdays=frozenset({make_up_saturday}))
    time = WorkingTime.of([(9 * HOUR, 12 * HOUR), (13 * HOUR, 18 * HOUR)], days, monday, friday, midnight_us=0)
    time.after(11 * HOUR, 2 * HOUR)  # 14:00: lunch does not count
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from routing.model import DAY_US, NEVER

Times = NDArray[np.int64]

SATURDAY, SUNDAY = 5, 6
"""Numbers of weekdays, from Monday, 0."""


class DayKind(StrEnum):
    """What a day is by the calendar."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"
    """A day of the weekend, or a holiday, that is worked in place of another day."""


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Which days are worked. Days are numbered as by ``date.toordinal()``.

    Parameters
    ----------
    weekend
        Weekdays that are not worked, Monday being 0.
    holidays
        Other days that are not.
    workdays
        Days that are worked although they are of the weekend or holidays: make-up days.
    """

    weekend: frozenset[int] = frozenset({SATURDAY, SUNDAY})
    holidays: frozenset[int] = frozenset()
    workdays: frozenset[int] = frozenset()

    def kind(self, day: int) -> DayKind:
        """What a day is."""
        free = DayKind.HOLIDAY if day in self.holidays else DayKind.WEEKEND
        if day not in self.holidays and weekday(day) not in self.weekend:
            return DayKind.WORKDAY
        return DayKind.MAKE_UP if day in self.workdays else free

    def is_worked(self, day: int) -> bool:
        """Whether a day is worked."""
        return self.kind(day) in {DayKind.WORKDAY, DayKind.MAKE_UP}


def weekday(day: int) -> int:
    """The weekday of a day, Monday being 0."""
    return (day - 1) % 7


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """The spans of time that are worked, in order. Times in microseconds.

    Parameters
    ----------
    starts, ends
        Of each span, shape (spans,).
    day_starts, day_ends
        Of each worked day its midnight, and the end of its last span, shape (worked days,).

    Raises
    ------
    ValueError
        When the spans are not in order.
    """

    starts: Times
    ends: Times
    day_starts: Times
    day_ends: Times

    def __post_init__(self) -> None:
        if np.any(self.starts >= self.ends) or np.any(self.starts[1:] < self.ends[:-1]):
            raise ValueError("spans of working time must be in order, and end after they begin")

    @classmethod
    def of(
        cls, hours: Sequence[tuple[int, int]], days: WorkingDays, first: int, last: int, *, midnight_us: int
    ) -> WorkingTime:
        """The working time of the days from ``first`` to ``last``.

        Parameters
        ----------
        hours
            From when to when work is done on a worked day: microseconds after its midnight, within the day, in order.
        days
            Which days are worked.
        first, last
            Numbers of days; what is worked before and after them does not count.
        midnight_us
            The clock at the midnight at which ``first`` begins.
        """
        worked = [midnight_us + (day - first) * DAY_US for day in range(first, last + 1) if days.is_worked(day)]
        midnights = np.array(worked, np.int64)
        spans = (midnights[:, None, None] + np.array(hours, np.int64)).reshape(-1, 2)
        return cls(spans[:, 0], spans[:, 1], midnights, midnights + max(end for _, end in hours))

    def passed(self, times: ArrayLike) -> Times:
        """The working time before each of ``times``."""
        at = np.asarray(times, np.int64)
        before = np.append(0, np.cumsum(self.ends - self.starts))
        span = np.searchsorted(self.starts, at, side="right")  # so many have begun
        if not len(self.starts):
            return np.zeros_like(at)
        last = np.maximum(span - 1, 0)
        unfinished = np.where(span > 0, np.maximum(self.ends[last] - at, 0), 0)
        found: Times = before[span] - unfinished
        return found

    def between(self, start: ArrayLike, end: ArrayLike) -> Times:
        """The working time from ``start`` to ``end``, which is not before it."""
        return self.passed(end) - self.passed(start)

    def after(self, start: ArrayLike, work_us: int) -> Times:
        """The first instant at or after ``start`` by which ``work_us`` of working time, 0 or more, has passed.

        ``NEVER`` where that lies after the last span. An instant between two spans is none of the answers but for
        ``work_us`` 0: what is due at the end of a span is due then, not when the next one begins.
        """
        begun = np.asarray(start, np.int64)
        if work_us == 0:
            return begun.copy()
        goal = self.passed(begun) + work_us
        done = np.cumsum(self.ends - self.starts)
        if not len(done):
            return np.full_like(begun, NEVER)
        span = np.searchsorted(done, goal, side="left")
        known = np.minimum(span, len(done) - 1)
        found: Times = np.where(span < len(done), self.ends[known] - (done[known] - goal), NEVER)
        return found

    def end_of_day(self, start: ArrayLike, days: int) -> Times:
        """The end of work on the ``days``-th worked day, 1 or more, after the day in which ``start`` lies.

        The day of ``start`` itself does not count, whether it is worked or not. ``NEVER`` where there is no such day.
        """
        begun = np.asarray(start, np.int64)
        day = np.searchsorted(self.day_starts, begun, side="right") + days - 1
        if not len(self.day_ends):
            return np.full_like(begun, NEVER)
        found: Times = np.where(day < len(self.day_ends), self.day_ends[np.minimum(day, len(self.day_ends) - 1)], NEVER)
        return found
