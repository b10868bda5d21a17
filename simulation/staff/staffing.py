"""Who works when: groups, named agents and staff tables of a file, as groups of agents with staff per interval.

A group's own ``staff`` goes before its column in the staff table; a group of named agents without either works in full
all day. Beyond its named agents a group may have unnamed ones, with the group's own skills and pools.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path as FilePath

import numpy as np
from numpy.typing import NDArray

from routing.errors import BadValue, Contradiction, MissingKey, UnknownName
from routing.model import Agent
from routing.policy import Policy
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import NO_VALUE
from simulation.arrivals.demand import check_length
from simulation.calendar.dated_table import dated, dated_rows
from simulation.core.world import MAX_AGENTS, Group, group_agents
from simulation.files.entry_types import Day, StaffSeries, TableRef
from simulation.files.interval_table import DATE, START, interval_rows, read_named
from simulation.files.run_days import run_of
from simulation.files.staff_entries import GroupEntry, Speed
from simulation.files.staff_file_keys import StaffPart
from simulation.files.tables import Table
from simulation.files.vocabulary import number_of
from simulation.shifts.attendance_reader import one_by_one
from simulation.shifts.shift_reader import Member, ShiftReader
from simulation.staff.agent_settings import Settings, settings_of
from simulation.staff.agent_table import ListedAgent, read_agents


@dataclass(frozen=True)
class Staffing:
    """Reads the groups, agents and staff of a file.

    Parameters
    ----------
    document
        The file.
    entry
        What it says.
    policy
        Whose skills and pools it uses.
    folder
        What the paths of tables are relative to.
    """

    document: Document
    entry: StaffPart
    policy: Policy
    folder: FilePath

    def groups(self) -> tuple[Group, ...]:
        """The groups in the order of the file; without ``groups``, in the order in which agents name them.

        Raises
        ------
        InputError
            When a group, skill or pool does not exist, a number is missing or does not fit.
        """
        entries = self._entries()
        if not entries:
            rule = text("must say who works: groups, or agents")
            raise self.document.error(("groups",), rule, value=NO_VALUE, kind=MissingKey)
        groups = tuple(self._group(name, entry) for name, entry in entries.items())
        heads = sum(len(group_agents(group)) for group in groups)
        if not 0 < heads <= MAX_AGENTS:
            rule = text("between 1 and {limit} agents must work at some time of the day", limit=MAX_AGENTS)
            raise self.document.error(("groups",), rule, value=heads, kind=BadValue)
        self._check_ids(groups)
        return one_by_one(self.document, self.entry, groups)

    def _entries(self) -> dict[str, GroupEntry]:
        return self.entry.groups or {name: GroupEntry() for name in self._members}

    @cached_property
    def _members(self) -> dict[str, list[Member]]:
        """Agents by group, from the file's list or table."""
        members: dict[str, list[Member]] = {}
        if isinstance(self.entry.agents, TableRef):
            table = read_named(self.document, ("agents",), self.entry.agents, self.folder)
            for listed in read_agents(table, self.policy, list(self.entry.groups)):
                members.setdefault(listed.group, []).append(self._member(listed))
            return members
        for index, entry in enumerate(self.entry.agents or []):
            path: Path = ("agents", index)
            if self.entry.groups and entry.group not in self.entry.groups:
                rule = text("there is no such group")
                known = list(self.entry.groups)
                raise self.document.error((*path, "group"), rule, known=known, kind=UnknownName)
            self._check_skills((*path, "skills"), entry.skills)
            pools = self._pools((*path, "pools"), entry.pools, entry.group)
            settings = settings_of(self.document, path, entry, self.policy)
            listed = ListedAgent(entry.group, entry.id, dict(entry.skills), pools, settings, entry.shift or "")
            members.setdefault(entry.group, []).append(self._member(listed))
        return members

    @cached_property
    def shifts(self) -> ShiftReader:
        """What the file says of shifts."""
        return ShiftReader(self.document, self.entry, self.folder, list(self._entries()))

    @cached_property
    def _settings(self) -> dict[str, Settings]:
        """What each group of the file says of its agents."""
        groups = self.entry.groups
        return {name: settings_of(self.document, ("groups", name), groups[name], self.policy) for name in groups}

    def _member(self, listed: ListedAgent) -> Member:
        settings = listed.settings.within(self._settings.get(listed.group, Settings()))
        return Member(settings.agent(listed.id, listed.skills, listed.pools), listed.shift)

    def _group(self, name: str, entry: GroupEntry) -> Group:
        path: Path = ("groups", name)
        self._check_skills((*path, "skills"), entry.skills)
        pools = self._pools((*path, "pools"), entry.pools, name)
        named = self._members.get(name, [])
        like = self._settings.get(name, Settings()).agent(name, dict(entry.skills), pools)
        if shifts := self.shifts.of_group(name, entry):
            return self.shifts.group(Group.of(like, (0,) * self.entry.day.intervals), entry, named, shifts)
        for member in named:
            if member.shift:
                rule = text("agent {agent} names a shift, and the group has none", agent=member.agent.id)
                raise self.document.error(("agents",), rule, value=member.shift, kind=Contradiction)
        members = tuple(member.agent for member in named)
        staff = self._staff_of_run(name, entry)
        group = Group.of(like, tuple(staff))
        missing = max(staff) - len(members)
        if members and missing > 0:
            if not entry.skills:
                rule = text(
                    "must not be more than the {count} named agents of the group, unless the group has skills for more",
                    count=len(members),
                )
                raise self.document.error((*path, "staff"), rule, value=max(staff), kind=Contradiction)
            extra = replace(group, name=f"{name}-extra", staff=(missing,))
            members = (*members, *group_agents(extra))
        return replace(group, members=members)

    def staff_of(self, name: str, entry: GroupEntry) -> Sequence[int]:
        """Agents of a group signed on in each interval of the day as it is written.

        Raises
        ------
        InputError
            When nothing says how many, or there is not one whole number per interval.
        """
        path: Path = ("groups", name, "staff")
        if entry.staff is not None:
            return self._series(path, name, entry.staff)
        table = self._staff_table
        if table is not None and name.lower() in table.columns:
            return staff_column(table, name, self.entry.day.written)
        if self.shifts.of_group(name, entry):
            rule = text("the group has shifts: change how many agents work one of them")
            raise self.document.error(path, rule, value=NO_VALUE, kind=Contradiction)
        if name in self._members:
            return [len(self._members[name])] * self.entry.day.written.intervals
        rule = text(
            "must say how many work in each interval, or the staff table must have a column {column}", column=name
        )
        raise self.document.error(path, rule, value=NO_VALUE, kind=MissingKey)

    def _staff_of_run(self, name: str, entry: GroupEntry) -> Sequence[int]:
        """Agents of a group signed on in each interval of the whole run."""
        run = run_of(self.entry.day)
        if run is None:
            return self.staff_of(name, entry)
        table, column = self._staff_table, name
        if entry.staff is not None:
            table, column = self._own_table(name, entry.staff), entry.staff.column or name
        if table is None or dated(table, self.entry.day) is None or column.strip().lower() not in table.columns:
            return run.staff(name, self.staff_of(name, entry))
        place, heads = table.index(column), np.zeros((len(run.dates), run.written.intervals))
        for day, interval, row, cells in dated_rows(table, run):
            heads[day, interval] = table.whole(row, table.columns[place], cells[place], high=MAX_AGENTS)
        found: list[int] = run.joined(heads).astype(int).tolist()
        return found

    def _own_table(self, name: str, series: StaffSeries) -> Table | None:
        """The table that a group names for itself."""
        if series.table is None:
            return None
        ref = TableRef(table=series.table, sheet=series.sheet)
        return read_named(self.document, ("groups", name, "staff"), ref, self.folder)

    def _series(self, path: Path, name: str, series: StaffSeries) -> Sequence[int]:
        day = self.entry.day.written
        given = [value is not None for value in (series.each, series.values, series.table)]
        if sum(given) != 1:
            rule = text("must be a number, a list of numbers, or a table")
            raise self.document.error(path, rule, value=NO_VALUE, kind=BadValue)
        if series.each is not None:
            return [series.each] * day.intervals
        if series.values is not None:
            check_length(self.document, path, len(series.values), day)
            return series.values
        table = self._own_table(name, series)
        assert table is not None
        return staff_column(table, series.column or name, day)

    @cached_property
    def _staff_table(self) -> Table | None:
        if self.entry.staff is None:
            return None
        table = read_named(self.document, ("staff",), self.entry.staff, self.folder)
        table.allow([*([DATE] if run_of(self.entry.day) else []), START, *(name.lower() for name in self._entries())])
        return table

    def _check_skills(self, path: Path, skills: dict[str, int]) -> None:
        for skill in skills:
            number_of(self.document, (*path, skill), skill, self.policy.skills)

    def _pools(self, path: Path, pools: list[str] | None, group: str) -> tuple[str, ...]:
        """The pools given, else the one with the group's name where the policy has it."""
        if pools is None:
            return (group,) if group in self.policy.pools else ()
        for index, pool in enumerate(pools):
            number_of(self.document, (*path, index), pool, self.policy.pools)
        return tuple(pools)

    def _check_ids(self, groups: Sequence[Group]) -> None:
        seen: set[str] = set()
        for group in groups:
            for agent in group_agents(group):
                if agent.id in seen:
                    rule = text("two agents have the same id")
                    raise self.document.error(("agents",), rule, value=agent.id, kind=Contradiction)
                seen.add(agent.id)


def staff_column(table: Table, column: str, day: Day) -> list[int]:
    """The staff of a group: one whole number per interval, from a column of a table.

    Raises
    ------
    InputError
        With the row and column where a number is missing or wrong.
    """
    if DATE in table.columns:
        rule = text("has a row for each date: change the table itself, or give the group a list")
        raise table.wrong(rule, table.header, DATE, column)
    index = table.index(column)
    name = table.columns[index]
    return [table.whole(row, name, cells[index], high=MAX_AGENTS) for _, row, cells in interval_rows(table, day)]


def paces(
    document: Document, speed: Speed | None, policy: Policy, agents: Sequence[Agent], classes: NDArray[np.void]
) -> NDArray[np.int32]:
    """Handling time per mille of the contact's own work, shape (agents, classes).

    Raises
    ------
    UnknownName
        When ``speed`` names a problem or skill that the policy does not have.
    """
    result = np.full((len(agents), len(classes)), 1000, np.int32)
    if speed is None:
        return result
    skills = counting_skills(document, speed, policy)
    without = speed.levels[min(speed.levels)] if speed.without is None else speed.without
    for problem, skill in skills.items():
        columns = classes["problem"] == policy.problems.index(problem)
        if not columns.any():
            continue
        factors = [_factor(document, speed, agent.skills.get(skill), without) for agent in agents]
        result[:, columns] = np.rint(np.array(factors) * 1000).astype(np.int32)[:, None]
    return result


def counting_skills(document: Document, speed: Speed | None, policy: Policy) -> dict[str, str]:
    """By problem, the skill whose level counts: what ``speed`` says, else the skill of the problem's own name.

    Raises
    ------
    UnknownName
        When ``speed`` names a problem or skill that the policy does not have.
    """
    skills = {problem: problem for problem in policy.problems if problem in policy.skills}
    for problem, skill in (speed.skill if speed else {}).items():
        number_of(document, ("speed", "skill", problem), problem, policy.problems)
        number_of(document, ("speed", "skill", problem), skill, policy.skills)
        skills[problem] = skill
    return skills


def _factor(document: Document, speed: Speed, level: int | None, without: float) -> float:
    if level is None:
        return without
    if level not in speed.levels:
        rule = text("must say the factor of level {level}, which an agent has", level=level)
        raise document.error(("speed", "levels"), rule, value=NO_VALUE, kind=MissingKey)
    return speed.levels[level]
