"""The shifts of a file, and who works them: groups whose agents have hours of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from routing.errors import BadValue, Contradiction, InputError, MissingKey, UnknownName
from routing.model import DAY_US, Agent
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import NO_VALUE
from simulation.core.hours import MINUTE, Spell, within_day
from simulation.core.world import MAX_AGENTS, Group, group_agents
from simulation.files.day_clock import minutes_of
from simulation.files.interval_table import read_named
from simulation.files.run_days import run_of
from simulation.files.staff_entries import GroupEntry, ShiftEntry
from simulation.files.staff_file_keys import StaffPart
from simulation.files.vocabulary import entry_path
from simulation.shifts.shift import Break, Shift
from simulation.shifts.shift_table import read_shifts


class Member(NamedTuple):
    """A named agent and the name of the shift that the agent works; empty: none is named."""

    agent: Agent
    shift: str = ""


class GivenShift(NamedTuple):
    """A shift, and what makes the error of one of its keys."""

    shift: Shift
    wrong: Callable[[Path, str], InputError]


@dataclass(frozen=True)
class ShiftReader:
    """Reads the shifts of a file.

    Parameters
    ----------
    document, entry, folder
        The file, what it says, and what the path of its table is relative to.
    groups
        Names of the groups that there are.
    """

    document: Document
    entry: StaffPart
    folder: FilePath
    groups: Sequence[str]

    def of_group(self, name: str, entry: GroupEntry) -> list[GivenShift]:
        """The shifts of a group: its own, else, unless it has staff of its own, its rows in the table; or none.

        Raises
        ------
        InputError
            When a time does not fit, or a group has both shifts and staff.
        """
        path: Path = ("groups", name, "shifts")
        if entry.shifts is None:
            return [] if entry.staff is not None else self._table_rows.get(name, [])
        if entry.staff is not None:
            rule = text("must not stand beside staff: either says who is at work")
            raise self.document.error(path, rule, value=NO_VALUE, kind=Contradiction)
        given = [self._given(entry_path(self.document, path, index), each) for index, each in enumerate(entry.shifts)]
        seen: set[str] = set()
        for shift, wrong in given:
            if shift.name in seen:
                raise wrong(("name",), text("another shift of the group has this name"))
            seen |= {shift.name} - {""}
        return given

    def in_table(self, name: str) -> list[dict[str, Any]]:
        """The shifts of a group as the table has them, written as in a file."""
        return [given.shift.entry() for given in self._table_rows.get(name, [])]

    @cached_property
    def _table_rows(self) -> dict[str, list[GivenShift]]:
        if self.entry.shifts is None:
            return {}
        table = read_named(self.document, ("shifts",), self.entry.shifts, self.folder)
        found: dict[str, list[GivenShift]] = {}
        for row in read_shifts(table, self.groups, MAX_AGENTS):
            found.setdefault(row.group, []).append(GivenShift(row.shift, row.wrong))
        return found

    def _given(self, path: Path, entry: ShiftEntry) -> GivenShift:
        def wrong(key: Path, rule: str) -> InputError:
            return self.document.error((*path, *key), rule, kind=BadValue)

        start = minutes_of(entry.begins) * MINUTE
        length = (minutes_of(entry.to) * MINUTE - start) % DAY_US
        if not length:
            raise wrong(("to",), text("must be another time than that at which the shift begins"))
        breaks = []
        for index, each in enumerate(entry.breaks):
            key = entry_path(self.document, (*path, "breaks"), index)[len(path) :]
            if each.at is not None and each.after_min is not None:
                raise wrong((*key, "at"), text("must not stand beside after_min: either says when the break begins"))
            if each.at is None and each.after_min is None:
                raise wrong(key, text("must say when the break begins: at, or after_min"))
            at = each.after_min if each.at is None else minutes_of(each.at)
            after = round((at or 0) * MINUTE) if each.at is None else (round((at or 0) * MINUTE) - start) % DAY_US
            if after >= length:
                raise wrong((*key, "after_min" if each.at is None else "at"), text("must lie within the shift"))
            breaks.append(Break(key, after, round(each.min * MINUTE)))
        stagger, steps = round(entry.stagger_min * MINUTE), entry.stagger_steps or 0
        return GivenShift(Shift(entry.name or "", entry.agents, start, length, tuple(breaks), stagger, steps), wrong)

    def group(self, like: Group, entry: GroupEntry, members: Sequence[Member], given: Sequence[GivenShift]) -> Group:
        """The group with an agent for every place in its shifts, each with hours of their own.

        Parameters
        ----------
        like
            The group without agents.
        entry
            What the file says of it.
        members
            Its named agents: of a shift the first ones.
        given
            Its shifts, one or more.

        Raises
        ------
        InputError
            When an agent names no shift that there is, or a shift has too few or too many agents.
        """
        by_shift = self._assigned(members, [each.shift for each in given])
        named: list[list[Agent]] = [by_shift.get(number, []) for number in range(len(given))]
        heads = [
            self._heads(each, own, named=bool(members), skilled=bool(entry.skills))
            for each, own in zip(given, named, strict=True)
        ]
        self._check_days(like.name, sum(heads))
        missing = sum(heads) - len(members)
        name = f"{like.name}-extra" if members else like.name
        unnamed = iter(group_agents(replace(like, name=name, staff=(missing,))))
        agents: list[Agent] = []
        hours: list[tuple[Spell, ...]] = []
        numbers: list[int] = []
        for shift, (each, own, count) in enumerate(zip(given, named, heads, strict=True)):
            agents += [*own, *(next(unnamed) for _ in range(count - len(own)))]
            hours += [self._hours(each, number, like.name, count) for number in range(count)]
            numbers += [shift] * count
        return replace(like, members=tuple(agents), hours=tuple(hours), shift_of=tuple(numbers))

    def _check_days(self, group: str, heads: int) -> None:
        """Refuse a day with more staff than the shifts have."""
        run = run_of(self.entry.day)
        for day in () if run is None else run.dates:
            if day.heads(group, heads) > heads:
                rule = text(
                    "on {date} more should work than the {count} of the shifts: only staff can have a factor above 1",
                    date=day.date,
                    count=heads,
                )
                raise self.document.error(("groups", group, "shifts"), rule, value=NO_VALUE, kind=Contradiction)

    def _assigned(self, members: Sequence[Member], shifts: Sequence[Shift]) -> dict[int, list[Agent]]:
        """The named agents of each shift, by its number; where there is one shift only, nobody need name it."""
        names = [shift.name for shift in shifts]
        found: dict[int, list[Agent]] = {}
        for member in members:
            if member.shift and member.shift not in names:
                rule = text("the shift of agent {agent} is none of the group's", agent=member.agent.id)
                known = list(filter(None, names))
                raise self.document.error(("agents",), rule, value=member.shift, known=known, kind=UnknownName)
            if not member.shift and len(shifts) > 1:
                rule = text("agent {agent} must name one of the group's shifts", agent=member.agent.id)
                raise self.document.error(("agents",), rule, value=NO_VALUE, kind=MissingKey)
            number = names.index(member.shift) if member.shift else 0
            found.setdefault(number, []).append(member.agent)
        return found

    def _heads(self, given: GivenShift, own: Sequence[Agent], *, named: bool, skilled: bool) -> int:
        """How many work a shift, of whom ``own`` are named."""
        shift, wrong = given
        if shift.agents is None and not own:
            raise wrong(("agents",), text("must say how many work the shift, or agents must name it"))
        heads = len(own) if shift.agents is None else shift.agents
        if heads < len(own):
            rule = text("must not be fewer than the {count} named agents of the shift", count=len(own))
            raise wrong(("agents",), rule)
        if heads > len(own) and named and not skilled:
            rule = text(
                "must not be more than the {count} named agents of the shift, unless the group has skills for more",
                count=len(own),
            )
            raise wrong(("agents",), rule)
        for key, rule in shift.faults(heads):
            raise wrong(key, rule)
        return heads

    def _hours(self, given: GivenShift, number: int, group: str, heads: int) -> tuple[Spell, ...]:
        day, (shift, wrong) = self.entry.day, given
        close_us = day.interval_min * day.intervals * MINUTE
        spells, run = shift.spells(number, minutes_of(day.opens) * MINUTE, close_us), run_of(day)
        stay = self.entry.after_close == "stay"
        if not within_day(spells, close_us, stay=stay):
            raise wrong(("from",), text("the shift has no time within the opening hours"))
        if run is not None:
            spells = [spell for spell in spells if run.works(group, spell.day, number, heads)]
        return within_day(spells, close_us, stay=stay)
