"""How many contacts of each kind are expected in each interval."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path as FilePath

import numpy as np
from numpy.typing import NDArray

from routing.errors import BadValue, Contradiction, MissingKey
from routing.policy import Policy
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import NO_VALUE
from simulation.arrivals.mix import Division
from simulation.calendar.dated_table import dated, dated_rows
from simulation.files.arrival_entries import Arrivals, RateEntry
from simulation.files.day_clock import label_of
from simulation.files.entry_types import Day, VolumeSeries
from simulation.files.interval_table import DATE, START, interval_rows, read_named
from simulation.files.run_days import run_of
from simulation.files.vocabulary import AXES, names_of, number_of

MAX_CONTACTS = 20_000_000
"""A day with more expected contacts is refused: it is a slip of the pen, or would not fit in memory."""

Fixed = tuple[int | None, int | None, int | None]
_ANY: Fixed = (None, None, None)


@dataclass(frozen=True)
class Demand:
    """Reads the ``arrivals`` of a scenario.

    Parameters
    ----------
    document
        The scenario file.
    arrivals, day
        What it says.
    policy
        Whose names it uses.
    folder
        What the paths of tables are relative to.
    """

    document: Document
    arrivals: Arrivals
    day: Day
    policy: Policy
    folder: FilePath

    def expected(self) -> NDArray[np.float64]:
        """Contacts expected per interval before surges, shape (problems, tiers, channels, intervals).

        Of a run of several days that are the intervals of the whole run.

        Raises
        ------
        InputError
            When what the file says is incomplete or contradicts itself.
        """
        path: Path = ("arrivals",)
        parts = [self._rate(index, entry) for index, entry in enumerate(self.arrivals.rates)]
        if self.arrivals.per_interval is not None or self.arrivals.per_h is not None:
            volumes = self._series(path, self.arrivals.per_interval, self.arrivals.per_h)
            parts.append(self._division().shares(_ANY)[..., None] * volumes)
        run, by_date = run_of(self.day), None
        if self.arrivals.volumes is not None:
            found = self._table()
            by_date = found if found.ndim > 4 else None
            parts += [found] if by_date is None else []
        if not parts and by_date is None:
            rule = text("must have one of: per_interval, per_h, volumes, rates")
            raise self.document.error(path, rule, value=NO_VALUE, kind=MissingKey)
        total: NDArray[np.float64] = np.sum(parts, axis=0) * self.arrivals.scale if parts else np.zeros(1)
        if run is not None:
            total = run.volumes(total) if parts else total
            total = total if by_date is None else total + run.joined(by_date) * self.arrivals.scale
        if total.sum() > MAX_CONTACTS:
            rule = text("must not expect more than {limit} contacts in all", limit=MAX_CONTACTS)
            raise self.document.error(path, rule, value=f"{total.sum():.0f}", kind=BadValue)
        return total

    def _division(self, path: Path = ("arrivals", "mix")) -> Division:
        return Division(self.document, path, self.arrivals.mix, self.policy)

    def _rate(self, index: int, entry: RateEntry) -> NDArray[np.float64]:
        path: Path = ("arrivals", "rates", index)
        volumes = self._series(path, entry.per_interval, entry.per_h)
        names = (entry.problem, entry.tier, entry.channel)
        problem, tier, channel = (
            None if name is None else number_of(self.document, (*path, axis), name, names_of(self.policy, axis))
            for axis, name in zip(AXES, names, strict=True)
        )
        own = Division(self.document, (*path, "mix"), entry.mix, self.policy) if entry.mix is not None else None
        return (own or self._division()).shares((problem, tier, channel))[..., None] * volumes

    def _series(self, path: Path, each: VolumeSeries | None, per_h: VolumeSeries | None) -> NDArray[np.float64]:
        """Contacts per interval from the one of the two keys that is there."""
        if (each is None) == (per_h is None):
            rule = text("must have either per_interval or per_h")
            raise self.document.error(path, rule, value=NO_VALUE, kind=MissingKey if each is None else Contradiction)
        if each is not None:
            return self._numbers((*path, "per_interval"), each)
        assert per_h is not None
        return self._numbers((*path, "per_h"), per_h) * (self.day.interval_min / 60)

    def _numbers(self, path: Path, series: VolumeSeries) -> NDArray[np.float64]:
        if series.each is not None:
            return np.full(self.day.written.intervals, series.each)
        values = series.values or []
        check_length(self.document, path, len(values), self.day.written)
        return np.array(values, np.float64)

    def _table(self) -> NDArray[np.float64]:
        """Contacts from a table: one row per interval, or per interval and kind where it has columns for the kind.

        Shape (problems, tiers, channels, intervals), with the days first where it has rows for each date.
        """
        assert self.arrivals.volumes is not None
        table = read_named(self.document, ("arrivals", "volumes"), self.arrivals.volumes, self.folder)
        column = (self.arrivals.volumes.column or "contacts").strip().lower()
        table.index(column)
        table.allow([*([DATE] if run_of(self.day) else []), START, *AXES, column])
        axes = {axis: names_of(self.policy, axis) for axis in AXES if axis in table.columns}
        division = self._division()
        shares: dict[Fixed, NDArray[np.float64]] = {}
        run = dated(table, self.day)
        shape = (*(len(names_of(self.policy, axis)) for axis in AXES), self.day.written.intervals)
        result = np.zeros((1 if run is None else len(run.dates), *shape))
        undated = ((0, *row) for row in interval_rows(table, self.day.written, axes))
        for day, interval, row, cells in undated if run is None else dated_rows(table, run, axes):
            fixed: list[int | None] = [None, None, None]
            for axis, known in axes.items():
                fixed[AXES.index(axis)] = known.index(cells[table.index(axis)])
            kind: Fixed = (fixed[0], fixed[1], fixed[2])
            if kind not in shares:
                shares[kind] = division.shares(kind)
            result[day, ..., interval] += shares[kind] * table.number(row, column, cells[table.index(column)], high=1e6)
        return result[0] if run is None else result


def check_length(document: Document, path: Path, length: int, day: Day) -> None:
    """Refuse a list that does not have one number per interval.

    Raises
    ------
    BadValue
        With both numbers, and the time at which the list ends.
    """
    if length == day.intervals:
        return
    values = {"intervals": day.intervals, "minutes": day.interval_min, "opens": day.opens}
    rule = (
        text(
            "must have {intervals} numbers, one per interval of {minutes} min from {opens}; the list ends before "
            "{ends}",
            ends=label_of(day, length),
            **values,
        )
        if length < day.intervals
        else text(
            "must have {intervals} numbers, one per interval of {minutes} min from {opens}; the day ends before the "
            "list, at {ends}",
            ends=label_of(day, day.intervals),
            **values,
        )
    )
    raise document.error(path, rule, value=text("{count} numbers", count=length), kind=BadValue)
