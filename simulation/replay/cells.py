"""Numbers, lengths of time and moments from cells of text, and which rows are as conditions say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from routing.errors import InputError
from routing.model import DAY_US
from routing.words.messages import text
from simulation.replay.contact_file import Records
from simulation.replay.map_file import MICROSECONDS, Scalar, Source, Test, TimeSource

if TYPE_CHECKING:
    from polars import Series

MISSING = np.iinfo(np.int64).min
"""Stands for a moment or a length of time that is not there."""

_DATE_PARTS = ("%d", "%e", "%j", "%D", "%F", "%x", "%c", "%v", "%s")
_DATES = ("%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M")
_CLOCKS = ("%H:%M:%S%.f", "%H:%M")
_LONGEST_US = 400.0 * 365 * DAY_US  # keeps sums within 64 bits


def matches(records: Records, conditions: Mapping[str, Test]) -> NDArray[np.bool_]:
    """The rows in which every column is as its test says, shape (rows,).

    Raises
    ------
    InputError
        When a limit is set to a cell that is not a number.
    """
    held = np.ones(len(records), np.bool_)
    for column, test in conditions.items():
        cells = records.cells(column)
        if test.equals:
            held &= is_one_of(cells, test.equals)
        limits = test.limits()
        if limits:
            held[held] &= _within(records.where(held), column, limits)
    return held


def _within(records: Records, column: str, limits: Mapping[str, float]) -> NDArray[np.bool_]:
    """Whether cells are numbers within limits; an empty one is not."""
    there = ~is_one_of(records.cells(column), [""])
    values = numbers(records.where(there), column)
    compare = {
        "above": np.greater,
        "at_least": np.greater_equal,
        "below": np.less,
        "at_most": np.less_equal,
    }
    held = np.ones(len(values), np.bool_)
    for name, limit in limits.items():
        held &= compare[name](values, limit)
    found = np.zeros(len(records), np.bool_)
    found[there] = held
    return found


def is_one_of(cells: Series, values: Sequence[Scalar]) -> NDArray[np.bool_]:
    """Whether each cell is one of ``values``: the same text or, for numbers, the same number; shape (rows,)."""
    import polars as pl

    words = [str(value) for value in values]
    found = cells.is_in(words)
    figures = [float(value) for value in values if not isinstance(value, str)]
    if figures:
        found |= cells.cast(pl.Float64, strict=False).is_in(figures).fill_null(value=False)
    result: NDArray[np.bool_] = found.to_numpy().astype(np.bool_)
    return result


def numbers(records: Records, column: str) -> NDArray[np.float64]:
    """A column as finite numbers.

    Raises
    ------
    InputError
        With the first cell that is none.
    """
    import polars as pl

    values = records.cells(column).cast(pl.Float64, strict=False)
    if values.null_count():
        raise _no_number(records, int(values.is_null().arg_max() or 0), column)
    result: NDArray[np.float64] = values.to_numpy().astype(np.float64)
    wrong = ~np.isfinite(result)
    if wrong.any():
        raise records.wrong(text("must be a finite number"), int(wrong.argmax()), [column])
    return result


def _no_number(records: Records, index: int, column: str) -> InputError:
    if not records.cells(column)[index]:
        rule = text('is empty; if that may be, the map must say so with none: ""')
        return records.wrong(rule, index, [column], value="")
    return records.wrong(text("must be a number"), index, [column])


def spans(records: Records, source: Source) -> NDArray[np.int64]:
    """Lengths of time in microseconds, ``MISSING`` where there is none; shape (rows,).

    Raises
    ------
    InputError
        With the first cell that is no number, or too great.
    """
    return _combined(records, source, lambda there, column: _microseconds(records.where(there), column, source))


def moments(records: Records, source: TimeSource, midnight: NDArray[np.int64]) -> NDArray[np.int64]:
    """Moments in microseconds on the scale of ``midnight``, ``MISSING`` where there is none; shape (rows,).

    Parameters
    ----------
    records
        The rows.
    source
        Where the moments stand: times of day, or dates with times.
    midnight
        The start of each row's day in microseconds since 1970, from which times of day count; shape (rows,).

    Raises
    ------
    InputError
        With the first cell that is no such moment.
    """
    if source.sum is not None:
        found = spans(records, source)
        return np.where(found == MISSING, MISSING, found + midnight)

    def read(there: NDArray[np.bool_], column: str) -> NDArray[np.int64]:
        return _moments(records.where(there), column, source, midnight[there])

    return _combined(records, source, read)


def has_dates(records: Records, source: TimeSource) -> bool:
    """Whether the moments of a source are dates with times rather than times of a day."""
    if source.sum is not None:
        return False
    formats = (_formats(records, column, source) for column in source.columns)
    return any(_is_dated(written) for written in formats)


def _combined(
    records: Records, source: Source, read: Callable[[NDArray[np.bool_], str], NDArray[np.int64]]
) -> NDArray[np.int64]:
    """What the columns of a source say together: one, their sum, or the first that is there."""
    found = np.full(len(records), MISSING, np.int64)
    for column in source.columns:
        there = ~is_one_of(records.cells(column), source.none)
        if source.first_of is not None:
            there &= found == MISSING
        values = read(there, column)
        before = found[there]
        found[there] = np.where(before == MISSING, values, before + values)
    return found


def _microseconds(records: Records, column: str, source: Source) -> NDArray[np.int64]:
    values = numbers(records, column) * MICROSECONDS[source.unit]
    wrong = np.abs(values) > _LONGEST_US
    if wrong.any():
        rule = text("is too great for a time; is the unit right?")
        raise records.wrong(rule, int(wrong.argmax()), [column])
    return np.rint(values).astype(np.int64)


def _moments(records: Records, column: str, source: TimeSource, midnight: NDArray[np.int64]) -> NDArray[np.int64]:
    written = _formats(records, column, source)
    if not written:
        return midnight + _microseconds(records, column, source)
    parsed = _parsed(records.cells(column), written)
    if parsed.null_count():
        raise _no_moment(records, int(parsed.is_null().arg_max() or 0), column, source)
    found: NDArray[np.int64] = parsed.to_numpy().astype(np.int64)
    return found if _is_dated(written) else midnight + found


def _parsed(cells: Series, written: Sequence[str]) -> Series:
    """Microseconds since 1970 or since midnight by the first format that fits; null where none does."""
    import polars as pl

    parsed = pl.Series([None] * len(cells), dtype=pl.Int64)
    for form in written:
        if _is_dated(written):
            times = cells.str.replace("T", " ", literal=True) if written is _DATES else cells
            values = times.str.to_datetime(form, strict=False, time_unit="us").dt.replace_time_zone(None).cast(pl.Int64)
        else:
            values = cells.str.to_time(form, strict=False).cast(pl.Int64) // 1000
        parsed = parsed.fill_null(values)
    return parsed


def dates(records: Records, source: TimeSource) -> NDArray[np.int64]:
    """Days since 1970 of moments with dates, ``MISSING`` where a cell is no such moment; shape (rows,)."""
    import polars as pl

    parsed = pl.Series([None] * len(records), dtype=pl.Int64)
    for column in source.columns:
        parsed = parsed.fill_null(_parsed(records.cells(column), _formats(records, column, source)))
    found: NDArray[np.int64] = (parsed // DAY_US).fill_null(MISSING).to_numpy().astype(np.int64)
    return found


def _no_moment(records: Records, index: int, column: str, source: TimeSource) -> InputError:
    if not records.cells(column)[index]:
        return _no_number(records, index, column)
    if source.format is None:
        return records.wrong(text("is not a time like those above it; does the map name the format?"), index, [column])
    return records.wrong(text("is not a time in the format {format}", format=source.format), index, [column])


def _formats(records: Records, column: str, source: TimeSource) -> tuple[str, ...]:
    """How the moments in a column are written; empty: as numbers. Without a format, as its first cell is."""
    if source.format is not None:
        return (source.format,)
    first = ""
    for cell in records.cells(column):
        if cell and cell not in map(str, source.none):
            first = cell
            break
    if len(first) >= len("2024-01-02") and first[4] == first[7] == "-":
        return _DATES
    return _CLOCKS if ":" in first else ()


def _is_dated(written: Sequence[str]) -> bool:
    return any(part in form for form in written for part in _DATE_PARTS)
