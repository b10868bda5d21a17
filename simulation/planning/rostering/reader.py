"""From a roster file to the problem to be solved."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path as FilePath

from routing.errors import BadValue, Contradiction, UnknownName
from routing.reading.document import Document, read_document
from routing.reading.validation import validate
from routing.words.messages import text
from routing.words.place import Path
from simulation.files.day_clock import MINUTES_PER_DAY, minutes_of
from simulation.files.entry_types import Day
from simulation.files.scenario_names import find_roster
from simulation.planning.rostering.agents import read_agents
from simulation.planning.rostering.dates import Dates, read_dates
from simulation.planning.rostering.need import Need, read_need
from simulation.planning.rostering.problem import Break, Group, Heads, Problem, Rules, Shift
from simulation.planning.rostering.roster_file import BreakWindow, CatalogueShift, RosterDocument, RosterRules
from simulation.staff.staff_file import require_header
from simulation.theory.staffing import with_shrinkage

MAX_VARIANTS = 500


@dataclass(frozen=True)
class RosterFile:
    """A roster file that was read.

    Parameters
    ----------
    document, entry
        The file, and what it says.
    problem
        What is to be solved.
    scenario
        The scenario that the file names; None: it names none.
    """

    document: Document
    entry: RosterDocument
    problem: Problem
    scenario: FilePath | None


def load_roster(path: str | os.PathLike[str]) -> RosterFile:
    """Read a roster file, ``peakline: roster/1``.

    Parameters
    ----------
    path
        The file, or the name of a bundled one. Tables and the scenario in it are found beside it.

    Raises
    ------
    InputError
        When it, its tables or its scenario are wrong.
    """
    file = find_roster(path)
    document = read_document(file)
    require_header(document, "roster/1")
    entry = validate(document, RosterDocument)
    dates = read_dates(document, entry.days)
    need = read_need(document, entry, dates)
    shifts = Catalogue(document, entry, dates, need.day).read()
    groups = tuple(
        Group(name, each.cost, _shrinkage(entry, name), each.skills or need.skills.get(name, {}))
        for name, each in entry.groups.items()
    )
    _check_groups(document, entry)
    problem = Problem(
        name=entry.name or file.stem,
        first=dates.first,
        opens=minutes_of(need.day.opens),
        step=need.day.interval_min,
        kinds=dates.kinds,
        scales=dates.scales,
        calendar=dates.calendar,
        groups=groups,
        shifts=shifts,
        agents=read_agents(document, entry, dates, [group.skills for group in groups]),
        rules=_rules(entry.rules),
        net=need.heads,
        heads=gross(need, groups),
    )
    return RosterFile(document, entry, problem, need.scenario)


def gross(need: Need, groups: tuple[Group, ...]) -> Heads:
    """Agents to be planned so that those needed are there on average, rounded up, as ``peakline staff`` does it."""
    found = need.heads.copy()
    for number, group in enumerate(groups):
        if group.shrinkage:
            for cell in zip(*need.heads[number].nonzero(), strict=True):
                found[(number, *cell)] = with_shrinkage(int(need.heads[(number, *cell)]), group.shrinkage)
    return found


def _shrinkage(entry: RosterDocument, name: str) -> float:
    return entry.shrinkage.get(name, entry.shrinkage.get("", 0.0))


def _check_groups(document: Document, entry: RosterDocument) -> None:
    for name, share in entry.shrinkage.items():
        path: Path = ("shrinkage", name) if name else ("shrinkage",)
        if name and name not in entry.groups:
            raise document.error(path, text("there is no such group"), value=name, known=entry.groups, kind=UnknownName)
        if share >= 1:
            raise document.error(path, text("must be less than {limit}", limit=1), value=share)


def _rules(entry: RosterRules) -> Rules:
    weekends, nights, pay = entry.weekends, entry.nights, entry.pay
    return Rules(
        days_in_a_row=entry.days_in_a_row,
        rest=round(60 * entry.rest_h),
        weekends=None if weekends is None else (weekends.most, weekends.of),
        holidays=entry.holidays,
        nights_per_week=nights.most_per_week,
        nights_in_a_row=nights.most_in_a_row,
        pay_weekend=pay.weekend,
        pay_holiday=pay.holiday,
        pay_night=pay.night,
    )


class Catalogue:
    """Reads the shifts: each start with each length is one.

    Parameters
    ----------
    document, entry
        The file, and what it says.
    dates, day
        The dates of the roster, and the day that the heads are about.
    """

    def __init__(self, document: Document, entry: RosterDocument, dates: Dates, day: Day) -> None:
        self.document, self.entry, self.dates, self.day = document, entry, dates, day

    def read(self) -> tuple[Shift, ...]:
        """The shifts in the order of the file.

        Raises
        ------
        InputError
            When a group or type of day is not there, breaks do not fit, or two shifts are the same.
        """
        found: list[Shift] = []
        for index, each in enumerate(self.entry.shifts):
            path: Path = ("shifts", index)
            for start in each.begins:
                for length in each.length_min:
                    shift = self._shift(path, each, minutes_of(start), length)
                    if any(self._same(shift, other) for other in found):
                        rule = text("stands here twice with the same start and length")
                        raise self.document.error((*path, "name"), rule, value=each.name, kind=Contradiction)
                    found.append(shift)
        if len(found) > MAX_VARIANTS:
            rule = text("at most {limit} starts and lengths of shifts can be chosen from", limit=MAX_VARIANTS)
            raise self.document.error(("shifts",), rule, value=len(found), kind=BadValue)
        return tuple(found)

    @staticmethod
    def _same(one: Shift, other: Shift) -> bool:
        return (one.name, one.start, one.length) == (other.name, other.start, other.length)

    def _shift(self, path: Path, entry: CatalogueShift, start: int, length: int) -> Shift:
        names = list(self.entry.groups)
        for name in entry.groups:
            if name not in names:
                rule = text("there is no such group")
                raise self.document.error((*path, "groups"), rule, value=name, known=names, kind=UnknownName)
        groups = frozenset(names.index(name) for name in entry.groups or names)
        breaks = tuple(self._break((*path, "breaks", at), each, length) for at, each in enumerate(entry.breaks))
        for at, each in enumerate(breaks[1:], 1):
            before = breaks[at - 1]
            if before.starts[-1] + before.minutes > each.starts[0]:
                rule = text(
                    "must not begin before the break before it has ended, at the latest {minutes} min after the start",
                    minutes=before.starts[-1] + before.minutes,
                )
                raise self.document.error((*path, "breaks", at, "after_min"), rule, value=each.starts[0])
        dates = self.dates.of_types((*path, "days"), entry.days)
        return Shift(entry.name, start, length, breaks, groups, dates, entry.asked, self._is_night(start, length))

    def _break(self, path: Path, entry: BreakWindow, length: int) -> Break:
        first, last = entry.after_min
        if last < first:
            rule = text("must end after it begins")
            raise self.document.error((*path, "after_min"), rule, value=entry.after_min, kind=Contradiction)
        if last + entry.min > length:
            rule = text("must not end after the shift does, {minutes} min after its start", minutes=length)
            raise self.document.error((*path, "after_min"), rule, value=entry.after_min, kind=Contradiction)
        step = entry.step_min or self.day.interval_min
        return Break(entry.min, tuple(range(first, last + 1, step)), entry.paid)

    def _is_night(self, start: int, length: int) -> bool:
        nights = self.entry.rules.nights
        begins, until = minutes_of(nights.begins), minutes_of(nights.until)
        until += MINUTES_PER_DAY if until <= begins else 0
        spans = ((begins + day * MINUTES_PER_DAY, until + day * MINUTES_PER_DAY) for day in (-1, 0, 1))
        return any(start < end and start + length > first for first, end in spans)
