"""Shifts from a planner's table: a row per shift, with its group, its times and its breaks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from routing.errors import Contradiction, InputError
from routing.model import DAY_US
from routing.words.messages import text
from simulation.core.hours import MINUTE
from simulation.files.entry_types import MAX_INTERVAL_MIN
from simulation.files.tables import Table
from simulation.shifts.shift import Break, Shift

GROUP, SHIFT, FROM, TO, AGENTS, BREAKS = "group", "shift", "from", "to", "agents", "breaks"
STAGGER, STEPS = "stagger_min", "stagger_steps"
COLUMNS = (GROUP, SHIFT, FROM, TO, AGENTS, BREAKS, STAGGER, STEPS)
"""``breaks``, ``stagger_min`` and ``stagger_steps`` may be missing, and ``agents`` empty where agents are named."""

MAX_STEPS = 1000

_BETWEEN = re.compile(r"\s*[;,、|]\s*")
_BREAK = re.compile(r"(\S+?)\s*[-–—]\s*(\S+)")


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """A row of a table of shifts.

    Parameters
    ----------
    table, row
        Where it stands.
    cells
        By column.
    group
        Whose shift it is.
    shift
        What it says.
    """

    table: Table
    row: int
    cells: Mapping[str, str]
    group: str
    shift: Shift

    def wrong(self, key: tuple[str | int, ...], rule: str) -> InputError:
        """The error of the cell that breaks ``rule``."""
        return self.table.wrong(rule, self.row, str(key[0]), self.cells.get(str(key[0]), ""))


def read_shifts(table: Table, groups: Sequence[str], max_agents: int) -> list[ShiftRow]:
    """Read the shifts, a row each.

    Parameters
    ----------
    table
        With the columns ``COLUMNS``. A break is a time from and to, such as ``12:00-12:30``; several are separated
        by ``;``.
    groups
        Those that there are.
    max_agents
        At most so many work a shift.

    Raises
    ------
    InputError
        With the row and column of what is wrong.
    """
    table.allow(COLUMNS)
    for column in (GROUP, FROM, TO, AGENTS):
        table.index(column)
    found: list[ShiftRow] = []
    for row, values in table.rows:
        cells = dict(zip(table.columns, values, strict=True))
        group = table.name(row, GROUP, cells[GROUP], groups)
        shift = _shift(table, row, cells, max_agents)
        if shift.name and any((other.group, other.shift.name) == (group, shift.name) for other in found):
            rule = text("another shift of the group has this name")
            raise Contradiction(rule, file=table.file, path=table.place(row, SHIFT), value=shift.name)
        found.append(ShiftRow(table, row, cells, group, shift))
    return found


def _shift(table: Table, row: int, cells: Mapping[str, str], max_agents: int) -> Shift:
    start, end = (table.clock(row, column, cells[column]) * MINUTE for column in (FROM, TO))
    if start == end:
        rule = text("must be another time than that at which the shift begins")
        raise table.wrong(rule, row, TO, cells[TO])
    length = (end - start) % DAY_US
    agents, stagger, steps = (cells.get(column, "") for column in (AGENTS, STAGGER, STEPS))
    return Shift(
        name=cells.get(SHIFT, ""),
        agents=table.whole(row, AGENTS, agents, high=max_agents) if agents else None,
        start=start,
        length=length,
        breaks=_breaks(table, row, cells.get(BREAKS, ""), start, length),
        stagger=round(table.number(row, STAGGER, stagger, high=MAX_INTERVAL_MIN) * MINUTE) if stagger else 0,
        steps=table.whole(row, STEPS, steps, low=1, high=MAX_STEPS) if steps else 0,
    )


def _breaks(table: Table, row: int, cell: str, start: int, length: int) -> tuple[Break, ...]:
    """The breaks that a cell lists."""
    found = []
    for part in filter(None, _BETWEEN.split(cell)):
        times = _BREAK.fullmatch(part)
        if times is None:
            raise table.wrong(text("must list breaks such as 10:00-10:15; 12:00-13:00"), row, BREAKS, cell)
        begins, ends = (table.clock(row, BREAKS, time) * MINUTE for time in times.groups())
        after = (begins - start) % DAY_US
        if after >= length:
            raise table.wrong(text("must lie within the shift"), row, BREAKS, cell)
        if begins == ends:
            raise table.wrong(text("a break must end after it has begun"), row, BREAKS, cell)
        found.append(Break((BREAKS,), after, (ends - begins) % DAY_US))
    return tuple(found)
