"""Every day of a file of contact records, and which of them can be used.

The rules look at the records only, never at what the model makes of them: a day is left out when it has another
weekday than those wanted, when nobody was answered for too long (closed, or records are missing), or when far more
contacts came in some interval than on the same weekdays (callers who were cut off and rang again and again).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from routing.errors import BadDocument, Contradiction
from routing.model import DAY_US, SECOND
from routing.policy import Policy
from routing.reading.document import Document
from routing.words.messages import text
from simulation.replay.cells import MISSING
from simulation.replay.contact_file import read_records
from simulation.replay.day_reader import DayReader, OpeningHours
from simulation.replay.days import date_of, days_of
from simulation.replay.labels import check_names
from simulation.replay.map_file import MapDocument, columns_of
from simulation.replay.recorded_day import RecordedDay

LEAST_EXPECTED = 10
"""An interval that usually has fewer contacts is judged as if it had so many."""

Counts = NDArray[np.int64]


class Fault(StrEnum):
    """Why a day is not used."""

    EMPTY = "empty"
    WEEKDAY = "weekday"
    GAP = "gap"
    BURST = "burst"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A day of the records that is not used, and why, in words."""

    date: dt.date
    fault: Fault
    reason: str


@dataclass(frozen=True, slots=True)
class Rules:
    """Which days are usable.

    Parameters
    ----------
    weekdays
        0 for Monday to 6 for Sunday.
    longest_gap_min
        A day on which nobody was answered for longer, opening and close included, is left out.
    burst
        A day with an interval in which more than so many times the median of its weekday came is left out.
    """

    weekdays: frozenset[int] = frozenset(range(7))
    longest_gap_min: float = 60.0
    burst: float = 3.0


def read_days(
    path: str | Path, document: Document, entry: MapDocument, policy: Policy, hours: OpeningHours
) -> tuple[list[RecordedDay], list[LeftOut]]:
    """Read every day of a file; parameters as for :func:`simulation.replay.read_day.read_day`.

    Returns
    -------
    The days in order, and those on which no contact entered the queue between opening and close.

    Raises
    ------
    InputError
        When a file is wrong, or its rows have no dates.
    """
    check_names(document, entry, policy)
    records = read_records(path, columns_of(entry), entry.file)
    days = days_of(records, entry)
    if days is None:
        rule = text("the map names no column with the day, and a back-test needs several days")
        raise Contradiction(rule, file=records.file)
    found, empty = [], []
    for day in np.unique(days[days != MISSING]).tolist():
        near = np.abs(days - day) <= 1  # the evening before and the night after may belong to the same opening
        midnight = (days[near] - day) * DAY_US
        reader = DayReader(records.where(near), entry, policy, hours, midnight, day * DAY_US)
        try:
            found.append(reader.read(days[near] == day, date_of(day)))
        except BadDocument as error:
            empty.append(LeftOut(date_of(day), Fault.EMPTY, error.rule))
    return found, empty


def usable(days: Sequence[RecordedDay], interval_us: int, rules: Rules) -> tuple[list[RecordedDay], list[LeftOut]]:
    """The days that can be used, and the others with the reason."""
    kept, left_out = [], []
    wanted = [day for day in days if date(day).weekday() in rules.weekdays]
    other = text("another weekday than those wanted")
    left_out += [LeftOut(date(day), Fault.WEEKDAY, other) for day in days if date(day).weekday() not in rules.weekdays]
    for day in wanted:
        gap = longest_gap_us(day)
        if gap > rules.longest_gap_min * 60 * SECOND:
            reason = text("nobody was answered for {minutes} minutes", minutes=round(gap / 60 / SECOND))
            left_out.append(LeftOut(date(day), Fault.GAP, reason))
        else:
            kept.append(day)
    counts = {date(day): counts_of(day, interval_us) for day in kept}
    usual = {weekday: _usual(counts, weekday) for weekday in {day.weekday() for day in counts}}
    bursts = {day: _burst(found, usual[day.weekday()]) for day, found in counts.items()}
    left_out += [
        LeftOut(day, Fault.BURST, text("{times} times the usual contacts in an interval", times=f"{times:.1f}"))
        for day, times in bursts.items()
        if times > rules.burst
    ]
    return [day for day in kept if bursts[date(day)] <= rules.burst], sorted(left_out, key=lambda day: day.date)


def date(day: RecordedDay) -> dt.date:
    """The date of a day that was read from a file with dates."""
    assert day.date is not None
    return day.date


def counts_of(day: RecordedDay, interval_us: int) -> Counts:
    """Contacts offered in each interval, shape (intervals,)."""
    return np.bincount(day.offered.arrival // interval_us, minlength=day.close_us // interval_us)


def longest_gap_us(day: RecordedDay) -> int:
    """The longest time between two answers, or from the opening to the first and from the last to the close."""
    answers = day.offered.left_queue[day.offered.answered]
    moments = np.sort(np.concatenate([[0, day.close_us], np.minimum(answers, day.close_us)]))
    return int(np.diff(moments).max())


def _usual(counts: dict[dt.date, Counts], weekday: int) -> NDArray[np.float64]:
    same = np.array([found for day, found in counts.items() if day.weekday() == weekday])
    median: NDArray[np.float64] = np.maximum(np.median(same, axis=0), LEAST_EXPECTED)
    return median


def _burst(counts: Counts, usual: NDArray[np.float64]) -> float:
    return float((counts / usual).max())
