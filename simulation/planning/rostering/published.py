"""A published roster that is to change little, and who is absent from it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from routing.errors import BadValue, Contradiction, InputError, MissingFile, UnknownName
from routing.reading.document import is_there, sibling
from routing.words.messages import text
from routing.words.nearest import nearest
from simulation.files.table_files import read_table
from simulation.files.tables import Table
from simulation.planning.rostering.duties import Option
from simulation.planning.rostering.problem import Duty, Problem, Roster
from simulation.planning.rostering.reader import RosterFile
from simulation.planning.rostering.solve import Kept
from simulation.planning.rostering.verify import broken_rules

COLUMNS = ("date", "agent", "group", "shift", "from", "to")
MOST_SHOWN = 3


def with_published(file: RosterFile, path: str, absent: tuple[str, ...], change_min: int) -> tuple[RosterFile, Kept]:
    """The file without those who are absent, and the roster that it is to stay near to.

    Parameters
    ----------
    file
        With the agents and shifts that the roster is made of.
    path
        A table with the columns of ``roster.csv``; breaks are planned anew.
    absent
        Each an agent and a date, such as ``ann:2026-10-01``. What lies before the first of these dates is as it was.
    change_min
        Minutes of shortfall that a changed shift must save.

    Raises
    ------
    InputError
        When a name or date is none of the file's, or the table breaks a rule already.
    """
    problem = file.problem
    duties = _read(problem, path)
    broken = broken_rules(Roster(problem, duties))
    if broken:
        rule = text("breaks a rule of {file}: {rules}", file=file.document.file, rules="; ".join(broken[:MOST_SHOWN]))
        raise Contradiction(rule, file=path)
    away = [_absence(problem, written) for written in absent]
    agents = list(problem.agents)
    for number, day in away:
        agents[number] = replace(agents[number], free=agents[number].free | {day})
    first = min((day for _, day in away), default=0)
    known: dict[tuple[int, int], Option | None] = {
        (number, day): None for number in range(len(agents)) for day in range(problem.n_dates)
    }
    known.update({(duty.agent, duty.day): (duty.shift, duty.group) for duty in duties})
    for place in away:
        known[place] = None
    kept = Kept(known, frozenset(range(first)), change_min)
    return replace(file, problem=replace(problem, agents=tuple(agents))), kept


def _read(problem: Problem, path: str) -> tuple[Duty, ...]:
    if not is_there(Path(path)):
        raise MissingFile(text("there is no such file"), file=path, nearest=sibling(Path(path)))
    table = read_table(Path(path))
    places = {column: table.index(column) for column in COLUMNS}
    ids = [agent.id for agent in problem.agents]
    groups = [group.name for group in problem.groups]
    dates = [problem.date(day).isoformat() for day in range(problem.n_dates)]
    found = []
    for row, cells in table.rows:
        said = {column: cells[place] for column, place in places.items()}
        day = dates.index(table.name(row, "date", said["date"].removesuffix(" 00:00:00"), dates))
        agent = _known(table, row, "agent", said["agent"], ids)
        group = groups.index(table.name(row, "group", said["group"], groups))
        shift = _shift(problem, table, row, said)
        starts = tuple(each.starts[0] for each in problem.shifts[shift].breaks)
        found.append(Duty(agent, day, shift, group, starts))
    return tuple(found)


def _known(table: Table, row: int, column: str, name: str, known: list[str]) -> int:
    """The number of a name, in a message without the list of all."""
    if name not in known:
        rule = text("there is no such agent in the roster file")
        place = table.place(row, column)
        raise UnknownName(rule, file=table.file, path=place, value=name, nearest=nearest(name, known))
    return known.index(name)


def _shift(problem: Problem, table: Table, row: int, said: dict[str, str]) -> int:
    start = table.clock(row, "from", said["from"])
    length = (table.clock(row, "to", said["to"]) - start) % 1440
    names = list(dict.fromkeys(shift.name for shift in problem.shifts))
    name = table.name(row, "shift", said["shift"], names)
    for number, shift in enumerate(problem.shifts):
        if (shift.name, shift.start, shift.length) == (name, start, length):
            return number
    rule = text("the shift {shift} cannot start and end so", shift=name)
    raise BadValue(rule, file=table.file, path=table.place(row, "from"), value=f"{said['from']}–{said['to']}")


def _absence(problem: Problem, written: str) -> tuple[int, int]:
    name, colon, day = written.rpartition(":")
    option = f"--absent {written}"
    if not colon:
        raise BadValue(text("must be an agent and a date, such as ann:2026-10-01"), file=option, value=written)
    ids = [agent.id for agent in problem.agents]
    dates = [problem.date(number).isoformat() for number in range(problem.n_dates)]
    for value, known, rule in (
        (name, ids, text("there is no such agent in the roster file")),
        (day, dates, text("is none of the days, which are {first} to {last}", first=dates[0], last=dates[-1])),
    ):
        if value not in known:
            kind: type[InputError] = UnknownName if value == name else BadValue
            raise kind(rule, file=option, value=value, nearest=nearest(value, known))
    return ids.index(name), dates.index(day)
