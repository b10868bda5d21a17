"""Reads what has come so far: lists by queue in the file, or a table beside it."""

from __future__ import annotations

from pathlib import Path as FilePath

import numpy as np

from routing.errors import BadValue, Contradiction, UnknownName
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import NO_VALUE
from simulation.checks.check_load import interval_label
from simulation.files.entry_types import TableRef
from simulation.files.interval_table import START, read_named
from simulation.files.tables import Table
from simulation.planning.today.seen import Volumes, nothing_counted, queues_of_classes
from simulation.planning.today.today_file import VolumesEntry
from simulation.scenario import Scenario

ALL = "all"
_MINUTE_S = 60


class VolumesReader:
    """Reads the key ``volumes``.

    Parameters
    ----------
    document, scenario
        The file, and whose queues and intervals are meant.
    now_us
        Microseconds from the opening: nothing can have been counted after it.
    """

    def __init__(self, document: Document, scenario: Scenario, now_us: int) -> None:
        self.document, self.scenario = document, scenario
        self.queues = [queue.name for queue in scenario.policy.queues]
        self.begun = -(-now_us // scenario.interval_us)

    def read(self, entry: VolumesEntry | None) -> Volumes:
        """The counts.

        Raises
        ------
        InputError
            When a queue is not there, a number is too many or of an interval that has not begun, or nothing can come.
        """
        found = nothing_counted(len(self.queues), self.scenario.n_intervals)
        if entry is None:
            return found
        said = [bool(entry.table), bool(entry.queues), entry.all is not None]
        if sum(said) != 1:
            rule = text("must have exactly one of: {keys}", keys="table, queues, all")
            raise self.document.error(("volumes",), rule, value=NO_VALUE, kind=BadValue)
        if entry.table is not None:
            self._read_table(TableRef(table=entry.table, sheet=entry.sheet), found)
        for name, numbers in (*entry.queues.items(), *([(ALL, entry.all)] if entry.all is not None else [])):
            path: Path = ("volumes", ALL) if entry.all is not None else ("volumes", "queues", name)
            self._read_list(path, name, numbers, found)
        return found

    def _read_list(self, path: Path, name: str, numbers: list[int | None], found: Volumes) -> None:
        if len(numbers) != self.begun:
            rule = text("must have {count} numbers, one for each interval that has begun", count=self.begun)
            raise self.document.error(path, rule, value=len(numbers), kind=BadValue)
        row = self._row(found, name)
        if row is None:
            rule = text("the policy has no such queue; it has: {known}", known=", ".join(self.queues))
            raise self.document.error(path, rule, value=name, known=self.queues, kind=UnknownName)
        for interval, number in enumerate(numbers):
            if number is not None:
                row[interval] = number
                if number and not self._may_come(name, interval):
                    rule = self._nobody(interval)
                    raise self.document.error((*path, interval), rule, value=number, kind=Contradiction)

    def _read_table(self, named: TableRef, found: Volumes) -> None:
        table = read_named(self.document, ("volumes",), named, FilePath(self.document.file).parent)
        by_column = {name.lower(): name for name in (*self.queues, ALL)}
        table.allow((START, *by_column))
        names = {column: by_column[column] for column in table.columns if column != START}
        if ALL in names and len(names) > 1:
            raise table.wrong(text("cannot stand beside columns of queues"), table.header, ALL, ALL)
        seen: list[int] = []
        for row, cells in table.rows:
            interval = self._interval(table, row, cells[table.index(START)])
            if interval in seen:
                raise table.wrong(text("the interval stands further up already"), row, START, cells[table.index(START)])
            seen.append(interval)
            for column, name in names.items():
                cell = cells[table.index(column)]
                if cell:
                    self._set(table, row, column, (name, interval, cell), found)

    def _set(self, table: Table, row: int, column: str, what: tuple[str, int, str], found: Volumes) -> None:
        name, interval, cell = what
        number = table.whole(row, column, cell, high=10_000_000)
        if interval >= self.begun:
            raise table.wrong(text("must be empty: this interval has not begun"), row, column, cell)
        if number and not self._may_come(name, interval):
            raise table.wrong(self._nobody(interval), row, column, cell)
        target = self._row(found, name)
        assert target is not None  # the columns are those of queues
        target[interval] = number

    def _interval(self, table: Table, row: int, cell: str) -> int:
        since = table.clock(row, START, cell) * _MINUTE_S - self.scenario.open_at_s
        interval, rest = divmod(since % 86_400, self.scenario.interval_us // 1_000_000)
        if rest or interval >= self.scenario.n_intervals:
            rule = text(
                "is not the start of an interval: they start every {minutes} min from {opens}, the last one at {last}",
                minutes=self.scenario.interval_us // 60_000_000,
                opens=interval_label(self.scenario, 0),
                last=interval_label(self.scenario, self.scenario.n_intervals - 1),
            )
            raise table.wrong(rule, row, START, cell)
        return int(interval)

    def _row(self, found: Volumes, name: str) -> np.ndarray | None:
        if name == ALL and ALL not in self.queues:
            return found.totals
        return found.counts[self.queues.index(name)] if name in self.queues else None

    def _may_come(self, name: str, interval: int) -> bool:
        """Whether the scenario expects anybody there then: else no factor of the day explains who came."""
        expected = self.scenario.expected[:, interval]
        if name != ALL or ALL in self.queues:
            expected = expected[queues_of_classes(self.scenario.world) == self.queues.index(name)]
        return bool(expected.sum() > 0)

    def _nobody(self, interval: int) -> str:
        label = interval_label(self.scenario, interval)
        return text("the scenario expects nobody there in the interval {label}: correct its arrivals", label=label)
