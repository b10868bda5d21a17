"""The dates of a roster: their types by the calendar, and what differs by type and date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from routing.errors import Contradiction, UnknownName
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from routing.working_time import DayKind, WorkingDays, weekday
from simulation.calendar.reader import TYPES, WEEKDAYS, working_days
from simulation.planning.rostering.labour import WEEK
from simulation.planning.rostering.roster_file import DatedEntry, RosterDays, TypeEntry


@dataclass(frozen=True)
class Dates:
    """The dates.

    Parameters
    ----------
    document
        For messages.
    first
        The first one.
    kinds
        The type of each.
    scales
        Factor of the arrivals of each; 0 where it is closed.
    heads
        Factor of the heads of each, by group; the entry "" is about all others.
    calendar
        Which dates are worked.
    """

    document: Document
    first: date
    kinds: tuple[str, ...]
    scales: tuple[float, ...]
    heads: tuple[dict[str, float], ...]
    calendar: WorkingDays

    @property
    def number(self) -> int:
        return len(self.kinds)

    def iso(self, day: int) -> str:
        """A date as files have it."""
        return (self.first + timedelta(day)).isoformat()

    def number_of(self, written: str) -> int | None:
        """The number of a date; None: it is none of the roster's."""
        day = (date.fromisoformat(written) - self.first).days
        return day if 0 <= day < self.number else None

    def factor(self, day: int, group: str) -> float:
        """Of the heads of a group on a date."""
        found = self.heads[day]
        return found.get(group, found.get("", 1.0))

    def weekday(self, day: int) -> str:
        """``monday`` to ``sunday``."""
        return WEEKDAYS[weekday(self.first.toordinal() + day)]

    def of_types(self, path: Path, names: Sequence[str]) -> frozenset[int]:
        """The dates that are of one of the types, or are one of the weekdays; all where there are no names.

        Raises
        ------
        UnknownName
            When a name is neither.
        """
        known = sorted({*TYPES, *self.kinds})
        for name in names:
            if name not in known:
                rule = text("there is no such type of day")
                raise self.document.error(path, rule, value=name, known=known, kind=UnknownName)
        every = range(self.number)
        return frozenset(day for day in every if not names or {self.kinds[day], self.weekday(day)} & set(names))

    def working_days(self, week: int) -> int:
        """How many dates of a week of the roster are worked by the calendar."""
        first = self.first.toordinal() + WEEK * week
        return sum(self.calendar.is_worked(first + day) for day in range(WEEK))


def read_dates(document: Document, entry: RosterDays) -> Dates:
    """The dates that a file is about.

    Raises
    ------
    InputError
        When a date or a type is none of them, or the calendar is not known.
    """
    first, number = date.fromisoformat(entry.begins), WEEK * entry.weeks
    calendar = working_days(document, entry.calendar, first, first + timedelta(number - 1))
    own = {each.type for each in entry.dates.values()}
    for name in entry.types:
        if name not in TYPES and name not in own:
            rule = text("no date is of this type: name it under days.dates")
            raise document.error(("days", "types", name), rule, value=name, known=TYPES, kind=UnknownName)
    for name, each in entry.dates.items():
        if not 0 <= (date.fromisoformat(name) - first).days < number:
            last = first + timedelta(number - 1)
            rule = text("is none of the days, which are {first} to {last}", first=first, last=last)
            raise document.error(("days", "dates", name), rule, value=name, kind=Contradiction)
        known = (*TYPES, *entry.types)
        if each.type is not None and each.type not in known:
            rule = text("there is no such type of day")
            raise document.error(("days", "dates", name, "type"), rule, known=known, kind=UnknownName)
    found = [_date(entry, calendar, first + timedelta(day)) for day in range(number)]
    kinds, scales, heads = zip(*found, strict=True)
    return Dates(document, first, kinds, scales, heads, calendar)


def _date(entry: RosterDays, calendar: WorkingDays, day: date) -> tuple[str, float, dict[str, float]]:
    own = entry.dates.get(day.isoformat(), DatedEntry())
    name = own.type or _type(entry, calendar, day.toordinal())
    said = (own, entry.types.get(name, TypeEntry()))
    if next((each.closed for each in said if each.closed is not None), False):
        return name, 0.0, {"": 0.0}
    scale = next((each.scale for each in said if each.scale is not None), 1.0)
    return name, scale, next((each.heads for each in said if each.heads is not None), {"": scale})


def _type(entry: RosterDays, calendar: WorkingDays, number: int) -> str:
    """The type of a date by the calendar: the weekday where the file has a type for it."""
    kind, name = calendar.kind(number), WEEKDAYS[weekday(number)]
    if kind is DayKind.MAKE_UP:
        return kind.value if kind.value in entry.types else DayKind.WORKDAY.value
    return name if kind is not DayKind.HOLIDAY and name in entry.types else kind.value
