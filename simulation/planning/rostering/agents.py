"""The agents of a roster, from the file's list or from a table with a row each.

Columns of the table: ``agent``, ``group``, a column per skill with the level, and perhaps ``hours_per_week`` (``40``
or ``32-44``), ``days_per_week``, ``weekdays``, ``shifts``, ``unavailable``, ``off``, ``likes``, ``avoids``. Several
names or dates in a cell are separated by ``;`` or blanks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from routing.errors import BadValue, Contradiction, InputError, MissingKey, UnknownName
from routing.policies.policy_schema import name_rule
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.nearest import nearest
from routing.words.place import Path
from routing.words.shown import NO_VALUE
from simulation.calendar.reader import WEEKDAYS
from simulation.files.day_clock import minutes_of
from simulation.files.entry_types import TableRef
from simulation.files.interval_table import read_named
from simulation.files.tables import Table
from simulation.planning.rostering.dates import Dates
from simulation.planning.rostering.labour import WEEK
from simulation.planning.rostering.problem import Agent
from simulation.planning.rostering.roster_file import RosterAgent, RosterDocument

WORKING_DAYS = 5
"""Of an ordinary week, to which contract hours refer."""

MAX_AGENTS = 5000
"""Of a roster."""

_SEPARATORS = re.compile(r"[;,、|]\s*|\s+")
_SPAN = re.compile(r"(\d{1,3}(?:\.\d+)?)(?:\s*[-–]\s*(\d{1,3}(?:\.\d+)?))?")
_NAMES = ("weekdays", "shifts", "unavailable", "off", "likes", "avoids")
_COLUMNS = ("agent", "group", "hours_per_week", "days_per_week", *_NAMES)


def read_agents(
    document: Document, entry: RosterDocument, dates: Dates, skills: Sequence[Mapping[str, int]]
) -> tuple[Agent, ...]:
    """The agents in the order of the file.

    Parameters
    ----------
    document, entry, dates
        The file, what it says, and its dates.
    skills
        Of each group: what an agent without a group must have to belong to it.

    Raises
    ------
    InputError
        When a name or date is wrong, or two agents have the same id.
    """
    least, most = entry.rules.hours_per_week
    if most < least:
        path = ("rules", "hours_per_week")
        raise document.error(
            path, text("the least must not be more than the most"), value=f"{least:g}, {most:g}", kind=Contradiction
        )
    if isinstance(entry.agents, TableRef):
        table = read_named(document, ("agents",), entry.agents, FilePath(document.file).parent)
        given = _TableReader(table, entry).read()
    else:
        given = [(each, _in_file(document, ("agents", index))) for index, each in enumerate(entry.agents)]
    seen: set[str] = set()
    found = []
    for each, wrong in given:
        like = _Agent(entry, dates, skills, each, wrong).read()
        for name in _ids(each):
            if name in seen:
                raise wrong(("id",), text("two agents have the same id"), value=name, kind=Contradiction)
            seen.add(name)
            found.append(replace(like, id=name))
    if len(found) > MAX_AGENTS:
        rule = text("there must not be more than {limit} agents", limit=MAX_AGENTS)
        raise document.error(("agents",), rule, value=len(found))
    return tuple(found)


def _ids(entry: RosterAgent) -> list[str]:
    """Its own id; of a number of equal agents ``front-01``, ``front-02`` and so on."""
    if entry.number is None:
        return [entry.id]
    digits = max(2, len(str(entry.number)))
    return [f"{entry.id}-{place:0{digits}d}" for place in range(1, entry.number + 1)]


def _in_file(document: Document, path: Path) -> Any:
    def wrong(key: Path, rule: str, **more: Any) -> InputError:
        return document.error((*path, *key), rule, **more)

    return wrong


class _Agent:
    """One agent, checked against the rest of the file. ``wrong`` makes an error of a key of the agent's."""

    def __init__(
        self, entry: RosterDocument, dates: Dates, skills: Sequence[Mapping[str, int]], own: RosterAgent, wrong: Any
    ) -> None:
        self.entry, self.dates, self.skills, self.own, self.wrong = entry, dates, skills, own, wrong
        self.shifts = list(dict.fromkeys(each.name for each in entry.shifts))

    def read(self) -> Agent:
        own, before = self.own, self.own.before
        if (broken := name_rule(own.id)) is not None:
            raise self.wrong(("id",), broken, value=own.id)
        least, most = own.hours_per_week or self.entry.rules.hours_per_week
        if most < least:
            raise self.wrong(
                ("hours_per_week",),
                text("the least must not be more than the most"),
                value=f"{least:g}, {most:g}",
                kind=Contradiction,
            )
        shares = [self._share(week) for week in range(self.dates.number // WEEK)]
        wishes = own.wishes
        return Agent(
            id=own.id,
            groups=self._groups(),
            least=tuple(int(60 * least * share) for share in shares),
            most=tuple(int(60 * most * share) for share in shares),
            days_per_week=self.entry.rules.days_per_week if own.days_per_week is None else own.days_per_week,
            shifts=self._known(("shifts",), own.shifts),
            free=self._free(),
            off=frozenset(day for name in wishes.off for day in self._days(("wishes", "off"), name)),
            likes=self._known(("wishes", "shifts"), wishes.shifts),
            avoids=self._known(("wishes", "avoid"), wishes.avoid),
            row=before.days_in_a_row,
            ended=None if before.ended is None else minutes_of(before.ended),
            skills=own.skills,
        )

    def _share(self, week: int) -> float:
        """Of the hours of an ordinary week: by the working days of the calendar, where the rules say so."""
        if not self.entry.rules.follow_calendar:
            return 1.0
        return self.dates.working_days(week) / WORKING_DAYS

    def _groups(self) -> tuple[int, ...]:
        names = list(self.entry.groups)
        for name in self.own.group:
            if name not in names:
                raise self.wrong(("group",), text("there is no such group"), value=name, known=names, kind=UnknownName)
        if self.own.group:
            return tuple(dict.fromkeys(names.index(name) for name in self.own.group))
        held = self.own.skills
        found = tuple(
            number
            for number, wanted in enumerate(self.skills)
            if wanted and all(held.get(skill, 0) >= level for skill, level in wanted.items())
        )
        if not found:
            rule = text("must have a group, or all skills of one")
            raise self.wrong(("group",), rule, value=NO_VALUE, kind=MissingKey)
        return found

    def _free(self) -> frozenset[int]:
        found = {number for each in self.own.unavailable if (number := self.dates.number_of(each)) is not None}
        if self.own.weekdays is not None:
            found |= {day for day in range(self.dates.number) if self.dates.weekday(day) not in self.own.weekdays}
        return frozenset(found)

    def _days(self, key: Path, name: str) -> list[int]:
        """The dates that a weekday or a date is; a date of another time is none."""
        if name in WEEKDAYS:
            return [day for day in range(self.dates.number) if self.dates.weekday(day) == name]
        try:
            date.fromisoformat(name)
        except ValueError:
            rule = text("must be a date such as 2026-09-28, or a weekday")
            raise self.wrong(key, rule, value=name, known=WEEKDAYS) from None
        number = self.dates.number_of(name)
        return [] if number is None else [number]

    def _known(self, key: Path, names: Sequence[str]) -> frozenset[str]:
        for name in names:
            if name not in self.shifts:
                rule = text("there is no such shift")
                raise self.wrong(key, rule, value=name, known=self.shifts, kind=UnknownName)
        return frozenset(names)


class _TableReader:
    """Reads a table of agents."""

    def __init__(self, table: Table, entry: RosterDocument) -> None:
        self.table = table
        names = {skill for group in entry.groups.values() for skill in group.skills}
        self.skills = {name.lower(): name for name in sorted(names)}
        others = [column for column in table.columns if column not in _COLUMNS and column not in self.skills]
        if entry.scenario is None:
            table.allow([*_COLUMNS, *self.skills])
        else:  # skills of the scenario's policy, which a roster file need not repeat
            self.skills |= {name: name for name in others}

    def read(self) -> list[tuple[RosterAgent, Any]]:
        self.table.index("agent")
        return [(self._row(row, cells), self._wrong(row)) for row, cells in self.table.rows]

    def _row(self, row: int, cells: tuple[str, ...]) -> RosterAgent:
        table = self.table
        said = {column: cells[at] for at, column in enumerate(table.columns) if cells[at]}
        if "agent" not in said:
            raise table.wrong(text("every agent must have a name or number"), row, "agent", "")
        data: dict[str, Any] = {"id": said["agent"], "skills": {}}
        if "group" in said:
            data["group"] = _parts(said["group"])
        for column, skill in self.skills.items():
            if column in said and (level := table.whole(row, column, said[column], high=5)):
                data["skills"][skill] = level
        if "hours_per_week" in said:
            data["hours_per_week"] = self._span(row, said["hours_per_week"])
        if "days_per_week" in said:
            data["days_per_week"] = table.whole(row, "days_per_week", said["days_per_week"], high=7)
        lists = {name: _parts(said[name]) for name in _NAMES if name in said}
        wishes = {"off": "off", "likes": "shifts", "avoids": "avoid"}
        data["wishes"] = {key: lists.pop(name) for name, key in wishes.items() if name in lists}
        return self._validated(row, data | lists)

    def _validated(self, row: int, data: dict[str, Any]) -> RosterAgent:
        try:
            return RosterAgent.model_validate(data)
        except ValidationError as error:
            found = error.errors()[0]
            column = str(found["loc"][0])
            rules = {"weekdays": text("must be weekdays, monday to sunday")}
            rule = rules.get(column, text("must be dates such as 2026-09-28"))
            raise self.table.wrong(rule, row, column, found["input"]) from None

    def _span(self, row: int, cell: str) -> list[float]:
        found = _SPAN.fullmatch(cell)
        if found is None or float(found[2] or found[1]) > 168:
            rule = text("must be hours such as 40, or from 32-44")
            raise self.table.wrong(rule, row, "hours_per_week", cell)
        return [float(found[1]), float(found[2] or found[1])]

    def _wrong(self, row: int) -> Any:
        columns = {"id": "agent", "wishes": "wishes"}
        wishes = {"off": "off", "shifts": "likes", "avoid": "avoids"}

        def wrong(
            key: Path,
            rule: str,
            *,
            value: object = NO_VALUE,
            known: Sequence[str] = (),
            kind: type[InputError] = BadValue,
        ) -> InputError:
            name = wishes[str(key[1])] if key[0] == "wishes" else columns.get(str(key[0]), str(key[0]))
            near = None if value is NO_VALUE else nearest(value, known)
            return kind(rule, file=self.table.file, path=self.table.place(row, name), value=value, nearest=near)

        return wrong


def _parts(cell: str) -> list[str]:
    return [name for name in _SEPARATORS.split(cell) if name]
