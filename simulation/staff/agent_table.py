"""The agent list: one row per agent, a column per skill with the agent's level in it, and columns for the rest.

The columns of labels, of most per channel and of delays per queue are called ``label:language``, ``most:chat`` and
``delay_s:fx``. An empty cell says nothing: then what the agent's group says holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from routing.errors import MAX_LABEL_NUMBER, Contradiction
from routing.labels import fits
from routing.model import SECOND, LabelValue
from routing.policy import LabelType, Policy
from routing.reading.units import MONTH_S
from routing.words.messages import text
from simulation.files.tables import Table
from simulation.staff.agent_settings import Settings, label_rule, named_twice

ID, GROUP, POOLS = "agent", "group", "pools"
"""The columns that are not skills; ``pools`` may be missing."""

SHIFT = "shift"
"""The column with the name of the agent's shift, unless a skill of the policy has this name."""

CAPACITY, QUEUE_ORDER = "capacity", "queue_order"
LABEL, MOST, DELAY = "label:", "most:", "delay_s:"
"""How the columns begin that are about a label, a channel, a queue."""

MAX_UNITS = 100

_SEPARATORS = re.compile(r"[;,、|]\s*|\s+")
_BETWEEN_QUEUES = re.compile(r"\s*[;,、|]\s*")
_WHOLE = re.compile(r"[-+]?\d{1,9}(?:\.0*)?")
_YES, _NO = ("yes", "true", "1", "是"), ("no", "false", "0", "否")


@dataclass(frozen=True, slots=True)
class ListedAgent:
    """A named agent as a file lists them: without what their group says of all its agents."""

    group: str
    id: str
    skills: Mapping[str, int]
    pools: tuple[str, ...]
    settings: Settings
    shift: str = ""


def is_setting(column: str) -> bool:
    """Whether a column, which is no skill of the policy, is about something else than a skill."""
    return column in (CAPACITY, QUEUE_ORDER, SHIFT) or column.startswith((LABEL, MOST, DELAY))


def label_types(table: Table) -> dict[str, LabelType]:
    """The labels that columns are about, with the types that their cells seem to have."""
    return {column[len(LABEL) :]: _type_of(table, column) for column in table.columns if column.startswith(LABEL)}


def _type_of(table: Table, column: str) -> LabelType:
    cells = {row[table.index(column)].lower() for _, row in table.rows} - {""}
    if cells and all(_WHOLE.fullmatch(cell) for cell in cells):
        return LabelType.NUMBER
    return LabelType.YES_NO if cells and cells <= {*_YES, *_NO} else LabelType.TEXT


def read_agents(table: Table, policy: Policy, groups: Sequence[str]) -> list[ListedAgent]:
    """Read the agents, a row each.

    Parameters
    ----------
    table
        With the columns ``agent``, ``group``, perhaps ``pools`` (separated by ``;``) and ``shift``, and one per skill
        of the policy that somebody has: a level from 1 to 5, or nothing, or 0, for an agent who lacks it. Perhaps with
        columns for labels, capacity and the like; see the module.
    policy
        Whose names these are.
    groups
        The groups that there are; empty: those that the table names.

    Raises
    ------
    InputError
        With the row and column of what is wrong.
    """
    skills = {skill.lower(): skill for skill in policy.skills}
    settings = _SettingColumns(table, policy, skills)
    named = [ID, GROUP, POOLS, *skills]
    table.allow([*named, SHIFT, *settings.known()], listed=[*named, *settings.listed()])
    identity, group = table.index(ID), table.index(GROUP)
    seen: dict[str, int] = {}
    result = []
    for row, cells in table.rows:
        agent = cells[identity]
        if not agent:
            raise table.wrong(text("every agent must have a name or number"), row, ID, agent)
        if agent in seen:
            rule = text("two agents have the same id; the first one is in row {row}", row=seen[agent])
            raise Contradiction(rule, file=table.file, path=table.place(row, ID), value=agent)
        seen[agent] = row
        name = cells[group]
        if not name:
            raise table.wrong(text("every agent must have a group"), row, GROUP, name)
        if groups:
            table.name(row, GROUP, name, groups)
        levels = {skill: _level(table, row, column, cells) for column, skill in skills.items()}
        held = {skill: level for skill, level in levels.items() if level}
        pools = _pools(table, row, cells, name, policy)
        shift = cells[table.index(SHIFT)] if SHIFT in table.columns and SHIFT not in skills else ""
        result.append(ListedAgent(name, agent, held, pools, settings.read(row, cells), shift))
    return result


class _SettingColumns:
    """The columns that are about something else than skills.

    Parameters
    ----------
    table
        To be read.
    policy
        Whose labels, channels and queues the columns name.
    skills
        Names of columns that are about skills, whatever they are called.
    """

    def __init__(self, table: Table, policy: Policy, skills: Mapping[str, str]) -> None:
        self.table, self.skills = table, skills
        self.queues = [queue.name for queue in policy.queues]
        self.types = dict(policy.labels)
        self.labels = {LABEL + name.lower(): name for name in self.types}
        self.most = {MOST + name.lower(): name for name in policy.channels}
        self.delays = {DELAY + name.lower(): name for name in self.queues}

    def known(self) -> list[str]:
        """What the columns may be called."""
        return [CAPACITY, QUEUE_ORDER, *self.labels, *self.most, *self.delays]

    def listed(self) -> list[str]:
        """The same for a message, which does not repeat all names of the policy."""
        starts = [LABEL] if self.labels else []
        return [CAPACITY, QUEUE_ORDER, *(f"{start}…" for start in (*starts, MOST, DELAY))]

    def read(self, row: int, cells: tuple[str, ...]) -> Settings:
        """What a row says.

        Raises
        ------
        InputError
        """
        table = self.table
        labels = {self.labels[column]: cell for column, cell in self._said(self.labels, cells)}
        most = {self.most[column]: _units(table, row, column, cell) for column, cell in self._said(self.most, cells)}
        delays = {
            self.delays[column]: round(table.number(row, column, cell, high=MONTH_S) * SECOND)
            for column, cell in self._said(self.delays, cells)
        }
        single = dict(self._said((CAPACITY, QUEUE_ORDER), cells))
        return Settings(
            labels={name: self._label(row, name, cell) for name, cell in labels.items()},
            capacity=_units(table, row, CAPACITY, single[CAPACITY]) if CAPACITY in single else None,
            most=most,
            queue_order=self._order(row, single[QUEUE_ORDER]) if QUEUE_ORDER in single else None,
            delays=delays or None,
        )

    def _said(self, columns: Iterable[str], cells: tuple[str, ...]) -> list[tuple[str, str]]:
        """(column, cell) of those columns that are there, where the cell says something."""
        there = [column for column in columns if column in self.table.columns and column not in self.skills]
        return [(column, cell) for column in there if (cell := cells[self.table.index(column)])]

    def _label(self, row: int, name: str, cell: str) -> LabelValue:
        kind, column = self.types[name], LABEL + name.lower()
        if kind is LabelType.NUMBER:
            value: LabelValue = self.table.whole(row, column, cell, low=-MAX_LABEL_NUMBER, high=MAX_LABEL_NUMBER)
        elif kind is LabelType.YES_NO:
            if cell.lower() not in _YES + _NO:
                raise self.table.wrong(text("must be yes or no"), row, column, cell)
            value = cell.lower() in _YES
        else:
            value = cell
        if not fits(value, kind):
            raise self.table.wrong(label_rule(kind), row, column, cell)
        return value

    def _order(self, row: int, cell: str) -> tuple[str, ...]:
        names = [self.table.name(row, QUEUE_ORDER, name, self.queues) for name in _BETWEEN_QUEUES.split(cell) if name]
        twice = named_twice(names)
        if twice is not None:
            rule = text("names {name} twice", name=twice)
            raise Contradiction(rule, file=self.table.file, path=self.table.place(row, QUEUE_ORDER), value=cell)
        return tuple(names)


def _units(table: Table, row: int, column: str, cell: str) -> int:
    return table.whole(row, column, cell, low=1, high=MAX_UNITS)


def _level(table: Table, row: int, column: str, cells: tuple[str, ...]) -> int:
    if column not in table.columns:
        return 0
    cell = cells[table.index(column)]
    return table.whole(row, column, cell, high=5) if cell else 0


def _pools(table: Table, row: int, cells: tuple[str, ...], group: str, policy: Policy) -> tuple[str, ...]:
    """The pools of the cell; without a column, the one with the group's name where the policy has it."""
    if POOLS not in table.columns:
        return (group,) if group in policy.pools else ()
    return tuple(table.name(row, POOLS, name, policy.pools) for name in pools_in(table, cells))


def pools_in(table: Table, cells: tuple[str, ...]) -> list[str]:
    """The names in the cell of the column ``pools``; none where there is no such column."""
    if POOLS not in table.columns:
        return []
    return [name for name in _SEPARATORS.split(cells[table.index(POOLS)]) if name]


def queues_in(table: Table) -> list[str]:
    """The names of the queues that columns and the cells of ``queue_order`` are about."""
    found = [column.removeprefix(DELAY) for column in table.columns if column.startswith(DELAY)]
    if QUEUE_ORDER in table.columns:
        orders = [cells[table.index(QUEUE_ORDER)] for _, cells in table.rows]
        found += [name for order in orders for name in _BETWEEN_QUEUES.split(order) if name]
    return found
