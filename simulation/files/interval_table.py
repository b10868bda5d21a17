"""Tables with a row per interval of the day: in order, without gaps."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path as FilePath

from routing.errors import BadDocument, Contradiction, MissingFile
from routing.reading.document import Document, is_there
from routing.words.messages import text
from routing.words.place import Path
from simulation.files.day_clock import MINUTES_PER_DAY, label_of, minutes_of
from simulation.files.entry_types import Day, TableRef
from simulation.files.table_files import read_table
from simulation.files.tables import Table

START = "start"
"""The column with the time at which the interval of the row starts."""

DATE = "date"
"""The column with the date of the row, in tables of a run of several days."""


def read_named(document: Document, path: Path, named: TableRef, folder: FilePath) -> Table:
    """Read the table that a file names at ``path``, relative to ``folder``.

    Raises
    ------
    InputError
        When it cannot be read; the message names the table as seen from the working folder, and the file's line where
        it is not there at all.
    """
    file = folder / named.table
    if not is_there(file):
        siblings = sorted(entry.name for entry in file.parent.iterdir()) if file.parent.is_dir() else []
        rule = text("there is no such file")
        raise document.error((*path, "table"), rule, value=named.table, known=siblings, kind=MissingFile)
    return read_table(file, named.sheet, shown_as=os.path.normpath(file))


def interval_rows(
    table: Table, day: Day, kinds: Mapping[str, Sequence[str]] | None = None
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield (interval, row number, cells) for each row of a table.

    Parameters
    ----------
    table
        With a column ``start``.
    day
        Whose intervals the rows must be.
    kinds
        Columns by which rows of the same interval differ, with the names that may stand there. Each combination that
        comes up must have every interval. Without them, every interval has one row.

    Raises
    ------
    InputError
        When a start is not that of an interval, or an interval is missing, named twice or out of order.
    """
    start = table.index(START)
    columns = {kind: table.index(kind) for kind in kinds or {}}
    reached: dict[tuple[str, ...], tuple[int, int]] = {}
    for row, cells in table.rows:
        minutes = table.clock(row, START, cells[start])
        interval = _interval_of(table, day, row, cells[start], minutes)
        kind = tuple(table.name(row, name, cells[column], (kinds or {})[name]) for name, column in columns.items())
        last = reached.get(kind, (-1, row))[0]
        if interval != last + 1:
            raise _out_of_order(table, day, row, cells[start], (interval, last), ", ".join(kind))
        reached[kind] = (interval, row)
        yield interval, row, cells
    for last, row in reached.values():
        if last != day.intervals - 1:
            rule = text(
                "the day goes on after this row: the interval {label} is missing", label=label_of(day, last + 1)
            )
            raise BadDocument(rule, file=table.file, path=table.place(row, START))


def _interval_of(table: Table, day: Day, row: int, cell: str, minutes: int) -> int:
    since = (minutes - minutes_of(day.opens)) % MINUTES_PER_DAY
    interval, rest = divmod(since, day.interval_min)
    if rest or interval >= day.intervals:
        rule = text(
            "is not the start of an interval: they start every {minutes} min from {opens}, the last one at {last}",
            minutes=day.interval_min,
            opens=day.opens,
            last=label_of(day, day.intervals - 1),
        )
        raise table.wrong(rule, row, START, cell)
    return interval


def _out_of_order(table: Table, day: Day, row: int, cell: str, reached: tuple[int, int], kind: str) -> Contradiction:
    """The error of a row whose interval, the first of ``reached``, does not follow the second one."""
    interval, last = reached
    if interval <= last:
        rule = (
            text("the interval stands further up already for {kind}", kind=kind)
            if kind
            else text("the interval stands further up already")
        )
    else:
        label = label_of(day, last + 1)
        rule = (
            text("intervals must be in order, without gaps: {label} comes next for {kind}", label=label, kind=kind)
            if kind
            else text("intervals must be in order, without gaps: {label} comes next", label=label)
        )
    return Contradiction(rule, file=table.file, path=table.place(row, START), value=cell)
