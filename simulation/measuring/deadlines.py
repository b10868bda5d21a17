"""Deadlines met: of the contacts that were promised an answer, or an end, by a time, how many had it by then."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.working_time import WorkingTime
from simulation.core.records import SpellKind
from simulation.measuring.asked import Asked
from simulation.measuring.engine_measure import ANSWERED, Day
from simulation.measuring.terms import Deadline, DeadlineOf, Within

DUE, MET = range(2)
"""Fields: contacts promised, and those for which the promise was kept."""

NOT_AT_ALL = np.iinfo(np.int64).max


def new_deadlines(replications: int, intervals: int, asked: Asked) -> NDArray[np.int64]:
    """Empty sums by interval of arrival, shape (replications, deadlines, intervals, 2)."""
    return np.zeros((replications, len(asked.deadlines), intervals, 2), np.int64)


def measure_deadlines(
    sums: NDArray[np.int64],
    contacts: NDArray[Any],
    records: NDArray[Any],
    ends: NDArray[np.int64],
    day: Day,
    asked: Asked,
) -> None:
    """Set the sums of a replication.

    Parameters
    ----------
    sums
        Written to, shape (deadlines, intervals, 2).
    contacts, records
        Tables of dtypes ``CONTACT`` and ``RECORD``, row for row.
    ends
        When each was completed: see :func:`completed`.
    day, asked
        What to measure against.
    """
    answers = np.where(records["outcome"] == ANSWERED, records["answered"], NOT_AT_ALL)
    interval = np.minimum(contacts["arrival"] // day.interval_us, day.n_intervals - 1)
    assert asked.due is not None
    working = asked.working or (None,) * len(asked.deadlines)
    for number, (deadline, classes) in enumerate(zip(asked.deadlines, asked.due, strict=True)):
        mine = classes[contacts["cls"]]
        done = answers if deadline.of is DeadlineOf.ANSWER else ends
        limit = due_times(deadline, working[number], contacts["arrival"]) - (asked.terms.within is Within.LESS)
        met = mine & (done <= limit)
        sums[number, :, DUE] = np.bincount(interval[mine], minlength=day.n_intervals)
        sums[number, :, MET] = np.bincount(interval[met], minlength=day.n_intervals)


def due_times(deadline: Deadline, working: WorkingTime | None, arrivals: NDArray[np.int64]) -> NDArray[np.int64]:
    """By when what was promised must have happened to contacts that arrive at ``arrivals``, all in microseconds."""
    if working is not None and deadline.within_working_h is not None:
        return working.after(arrivals, round(deadline.within_working_h * 3_600_000_000))
    if working is not None and deadline.within_working_days is not None:
        return working.end_of_day(arrivals, deadline.within_working_days)
    due: NDArray[np.int64] = arrivals + round((deadline.within_s or 0.0) * 1_000_000)
    return due


def completed(records: NDArray[Any], spells: NDArray[Any]) -> NDArray[np.int64]:
    """When the last agent was rid of each contact, in microseconds; ``NOT_AT_ALL`` where nobody answered it first.

    Nor is it completed for who was passed on and had nobody then, or where that work had not ended with the run.

    Parameters
    ----------
    records, spells
        Tables of dtypes ``RECORD`` and ``SPELL``.
    """
    ends = np.where(records["outcome"] == ANSWERED, records["done"], NOT_AT_ALL).astype(np.int64)
    later = spells[spells["kind"] != SpellKind.SILENT]
    unserved = (later["end"] < 0) | ((later["kind"] == SpellKind.WAIT) & (later["agent"] < 0))
    np.maximum.at(ends, later["contact"], np.where(unserved, NOT_AT_ALL, later["end"]))
    return ends
