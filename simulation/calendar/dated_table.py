"""Tables with rows for each date: what they say holds on that date, whatever its type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from routing.errors import BadDocument
from routing.words.messages import text
from simulation.files.entry_types import Day
from simulation.files.interval_table import DATE, START, interval_rows
from simulation.files.run_days import RunDays, run_of
from simulation.files.tables import Table


def dated(table: Table, day: Day) -> RunDays | None:
    """The days of the run where the table has rows for each of them; None: it has rows for any day."""
    return run_of(day) if DATE in table.columns else None


def dated_rows(
    table: Table, run: RunDays, kinds: Mapping[str, Sequence[str]] | None = None
) -> Iterator[tuple[int, int, int, tuple[str, ...]]]:
    """Yield (day, interval, row number, cells) for each row of a table.

    Parameters
    ----------
    table
        With the columns ``date`` and ``start``.
    run
        Whose days they are. Each open one must be there with all intervals, and no closed one.
    kinds
        As for :func:`~simulation.files.interval_table.interval_rows`.

    Raises
    ------
    InputError
        As there; and when an open day is missing.
    """
    column, seen = table.index(DATE), set()
    table = replace(table, rows=tuple((row, _plain(cells, column)) for row, cells in table.rows))
    number = {each.date.isoformat(): place for place, each in enumerate(run.dates)}
    for interval, row, cells in interval_rows(table, run.written, {DATE: run.open_dates, **(kinds or {})}):
        seen.add(cells[column])
        yield number[cells[column]], interval, row, cells
    missing = [each for each in run.open_dates if each not in seen]
    if missing:
        rule = text("the table has no rows of {date}, an open day", date=missing[0])
        raise BadDocument(rule, file=table.file, path=table.place(table.rows[-1][0] if table.rows else 1, START))


def _plain(cells: tuple[str, ...], column: int) -> tuple[str, ...]:
    """The cells with a date as it is written, where a workbook has one of its own."""
    return (*cells[:column], cells[column].removesuffix(" 00:00:00"), *cells[column + 1 :])
