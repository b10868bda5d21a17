"""Times of the day in a file, as minutes from the opening."""

from __future__ import annotations

from simulation.files.entry_types import Day

MINUTES_PER_DAY = 1440


def minutes_of(clock: str) -> int:
    """Minutes after midnight of a time such as "08:30"."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def clock_of(minutes: int) -> str:
    """The time of day so many minutes after midnight of the day of the opening, such as "08:30"."""
    hours, rest = divmod(minutes % MINUTES_PER_DAY, 60)
    return f"{hours:02d}:{rest:02d}"


def after_opening(clock: str, day: Day) -> int:
    """Minutes from the opening to ``clock``: within the opening hours where it can be, else before the opening."""
    minutes = minutes_of(clock) - minutes_of(day.opens)
    length = day.interval_min * day.intervals
    return minutes + MINUTES_PER_DAY if minutes < 0 and minutes + MINUTES_PER_DAY <= length else minutes


def windows_of(first: str, last: str, day: Day) -> list[tuple[int, int]]:
    """The times between two clock times, on each calendar day of the opening hours: minutes from the opening.

    From 20:00 to 08:00 is the night.
    """
    start, end = minutes_of(first) - minutes_of(day.opens), minutes_of(last) - minutes_of(day.opens)
    end += MINUTES_PER_DAY if end <= start else 0
    days = range(-1, day.interval_min * day.intervals // MINUTES_PER_DAY + 2)
    return [(start + number * MINUTES_PER_DAY, end + number * MINUTES_PER_DAY) for number in days]


def label_of(day: Day, interval: int) -> str:
    """The time of day at which an interval starts."""
    return clock_of(minutes_of(day.opens) + interval * day.interval_min)
