"""The heads that a roster needs: written in its file, in a table, or taken from the staff of a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath

import numpy as np

from routing.errors import BadDocument, Contradiction, MissingKey, UnknownName
from routing.reading.document import Document, read_document
from routing.reading.validation import validate
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import NO_VALUE
from simulation.arrivals.demand import check_length
from simulation.core.world import MAX_AGENTS, Group
from simulation.files.day_clock import MINUTES_PER_DAY, clock_of
from simulation.files.entry_types import Day, StaffSeries, TableRef
from simulation.files.interval_table import DATE, START, interval_rows, read_named
from simulation.files.named_here import scenario_beside
from simulation.files.scenario_file import ScenarioDocument
from simulation.files.tables import Table
from simulation.planning.rostering.dates import Dates
from simulation.planning.rostering.problem import Heads
from simulation.planning.rostering.roster_file import RosterDocument
from simulation.scenario import Scenario, load_scenario
from simulation.staff.staffing import Staffing, staff_column


@dataclass(frozen=True)
class Need:
    """Heads at work, shape (groups, dates, intervals), of which day; and what a scenario says besides."""

    day: Day
    heads: Heads
    skills: Mapping[str, Mapping[str, int]]
    scenario: FilePath | None


def read_need(document: Document, entry: RosterDocument, dates: Dates) -> Need:
    """The heads needed, before shrinkage.

    Raises
    ------
    InputError
        When a group or number is missing or does not fit.
    """
    folder = FilePath(document.file).parent
    path, found, staff = None, None, {}
    if entry.scenario is not None:
        path = scenario_beside(document, ("scenario",), entry.scenario)
        found = load_scenario(path)
        staff = _staff_of(path, found)
        _check_scenario(document, entry, found, list(staff))
    day = entry.day or (None if found is None else _day_of(found))
    if day is None:
        rule = text("must say which intervals the heads are about: day, or a scenario")
        raise document.error(("day",), rule, value=NO_VALUE, kind=MissingKey)
    if day.interval_min * day.intervals > MINUTES_PER_DAY:
        rule = text("must not make more than 24 hours where there are days: the file describes one of them")
        raise document.error(("day", "intervals"), rule, kind=Contradiction)
    table = None if entry.heads is None else read_named(document, ("heads",), entry.heads, folder)
    heads = np.zeros((len(entry.groups), dates.number, day.intervals), np.int64)
    if table is not None:
        table.allow([DATE, START, *(name.lower() for name in entry.groups)])
    for number, name in enumerate(entry.groups):
        heads[number] = _group(document, entry, dates, day, name, table, staff)
    skills = {name: group.skills for name, group in staff.items()}
    return Need(day, heads, skills, path)


def _staff_of(path: FilePath, scenario: Scenario) -> dict[str, Group]:
    """The groups of a scenario, by name."""
    document = read_document(path)
    entry = validate(document, ScenarioDocument)
    return {group.name: group for group in Staffing(document, entry, scenario.policy, path.parent).groups()}


def _check_scenario(document: Document, entry: RosterDocument, scenario: Scenario, known: list[str]) -> None:
    if entry.day is not None:
        rule = text("must not stand beside scenario, whose intervals hold")
        raise document.error(("day",), rule, value=NO_VALUE, kind=Contradiction)
    if scenario.world.repeats is not None or scenario.n_intervals * scenario.interval_us > 86_400_000_000:
        rule = text("must describe one day: a roster says itself how its dates differ")
        raise document.error(("scenario",), rule, value=entry.scenario, kind=Contradiction)
    for name in entry.groups:
        if name not in known:
            rule = text("the scenario has no such group")
            raise document.error(("groups", name), rule, value=name, known=known, kind=UnknownName)


def _day_of(scenario: Scenario) -> Day:
    minutes = scenario.interval_us // 60_000_000
    return Day(opens=clock_of(scenario.open_at_s // 60), interval_min=minutes, intervals=scenario.n_intervals)


def _group(
    document: Document,
    entry: RosterDocument,
    dates: Dates,
    day: Day,
    name: str,
    table: Table | None,
    staff: Mapping[str, Group],
) -> Heads:
    """The heads of one group, shape (dates, intervals)."""
    own, path = entry.groups[name].heads, ("groups", name, "heads")
    if own is None and table is not None and name.lower() in table.columns:
        if DATE in table.columns:
            return _by_date(table, dates, day, name)
        per_day = staff_column(table, name, day)
    elif own is not None:
        per_day = _series(document, path, name, own, day)
    elif name in staff:
        per_day = _of_scenario(document, name, staff[name])
    else:
        rule = text(
            "must say how many are needed in each interval, or the table heads must have a column {column}", column=name
        )
        raise document.error(path, rule, value=NO_VALUE, kind=MissingKey)
    rows = [[_scaled(each, dates.factor(number, name)) for each in per_day] for number in range(dates.number)]
    return np.array(rows, np.int64)


def _scaled(heads: int, factor: float) -> int:
    """Half an agent is one."""
    return int(heads * factor + 0.5 + 1e-9)


def _series(document: Document, path: Path, name: str, series: StaffSeries, day: Day) -> list[int]:
    if series.each is not None:
        return [series.each] * day.intervals
    if series.values is not None:
        check_length(document, path, len(series.values), day)
        return list(series.values)
    if series.table is None:
        raise document.error(path, text("must be a number, a list of numbers, or a table"), value=NO_VALUE)
    ref = TableRef(table=series.table, sheet=series.sheet)
    table = read_named(document, path, ref, FilePath(document.file).parent)
    return list(staff_column(table, series.column or name, day))


def _of_scenario(document: Document, name: str, group: Group) -> list[int]:
    if group.hours:
        rule = text("the group has shifts of its own in the scenario, so the heads must stand here")
        raise document.error(("groups", name, "heads"), rule, value=NO_VALUE, kind=Contradiction)
    return list(group.staff)


def _by_date(table: Table, dates: Dates, day: Day, name: str) -> Heads:
    """Heads as they are, date by date; a date without rows has none."""
    place, column = table.index(DATE), table.index(name)
    known = {dates.iso(number): number for number in range(dates.number)}
    plain = tuple(
        (row, (*cells[:place], cells[place].removesuffix(" 00:00:00"), *cells[place + 1 :]))
        for row, cells in table.rows
    )
    own = tuple((row, cells) for row, cells in plain if cells[place] in known)
    if not own:
        rule = text("the table has no rows of {date}", date=dates.iso(0))
        raise BadDocument(rule, file=table.file, path=table.place(table.header, DATE))
    heads = np.zeros((dates.number, day.intervals), np.int64)
    picked = Table(table.file, table.sheet, table.columns, own, table.letters, table.header)
    for interval, row, cells in interval_rows(picked, day, {DATE: list(known)}):
        heads[known[cells[place]], interval] = table.whole(row, name.lower(), cells[column], high=MAX_AGENTS)
    return heads
