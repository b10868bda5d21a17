"""Which rows of a file belong to which day, and which day is meant."""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from routing.errors import BadValue, Contradiction, InputError, MissingKey
from routing.words.messages import text
from simulation.replay.cells import MISSING, dates, has_dates
from simulation.replay.contact_file import Records
from simulation.replay.map_file import DayColumn, MapDocument

Days = NDArray[np.int64]
"""Days since 1970, ``MISSING`` where a row says none."""

_EPOCH = dt.date(1970, 1, 1)
_DATE_LENGTH = len("1999-02-10")


def days_of(records: Records, entry: MapDocument) -> Days | None:
    """The day of each row by the map; None: no column says it.

    Raises
    ------
    InputError
        When a cell of the column of days is not a date.
    """
    if entry.day is not None:
        return _column_days(records, entry.day)
    return dates(records, entry.enters) if has_dates(records, entry.enters) else None


def _column_days(records: Records, column: DayColumn) -> Days:
    import polars as pl

    cells = records.cells(column.column)
    words = cells.unique()
    written = words if column.format is not None else words.str.slice(0, _DATE_LENGTH)
    days = written.str.to_date(column.format or "%Y-%m-%d", strict=False).cast(pl.Int64)
    known = {word: day for word, day in zip(words.to_list(), days.to_list(), strict=True) if day is not None}
    found = cells.replace_strict(known, default=None, return_dtype=pl.Int64)
    if found.null_count():
        index = int(found.is_null().arg_max() or 0)
        if column.format is None:
            rule = text("is not a date such as 1999-02-10; does the map name the format?")
        else:
            rule = text("is not a date in the format {format}", format=column.format)
        raise records.wrong(rule, index, [column.column])
    numbers: Days = found.to_numpy().astype(np.int64)
    return numbers


def chosen_day(file: str, days: Days | None, wanted: dt.date | None) -> int | None:
    """The day to replay, in days since 1970: the one wanted, else the only one there is; None where rows have no day.

    Raises
    ------
    InputError
        When there are several and none is wanted, or the one wanted is not there.
    """
    if days is None:
        if wanted is not None:
            rule = text("the map names no column with the day, so none can be chosen")
            raise Contradiction(rule, file=file, value=wanted.isoformat())
        return None
    there = np.unique(days[days != MISSING])
    if wanted is not None:
        number = (wanted - _EPOCH).days
        if number not in there:
            raise _no_such_day(file, there, wanted, number)
        return number
    if len(there) > 1:
        rule = text(
            "has contacts of {count} days, from {first} to {last}: choose one with --day",
            count=len(there),
            first=date_of(int(there[0])).isoformat(),
            last=date_of(int(there[-1])).isoformat(),
        )
        raise MissingKey(rule, file=file)
    return int(there[0]) if len(there) else None


def _no_such_day(file: str, there: Days, wanted: dt.date, number: int) -> InputError:
    place = int(np.searchsorted(there, number))
    near = [date_of(int(day)).isoformat() for day in there[max(0, place - 1) : place + 1]]
    rule = text("has no contacts of that day; the nearest days with contacts: {days}", days=", ".join(near) or "–")
    return BadValue(rule, file=file, value=wanted.isoformat())


def date_of(day: int) -> dt.date:
    """The date so many days after the first of January 1970."""
    return _EPOCH + dt.timedelta(days=day)
