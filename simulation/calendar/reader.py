"""What a scenario says of its days: their dates, the type of each, and what differs by type and date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from routing.errors import BadValue, Contradiction, MissingKey, UnknownName
from routing.policy import Policy
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import NO_VALUE
from routing.working_time import SATURDAY, SUNDAY, DayKind, WorkingDays, weekday
from simulation.calendar.country import CountryDays, country_days
from simulation.files.day_clock import MINUTES_PER_DAY
from simulation.files.day_entries import CalendarEntry, DateEntry, DaysEntry, DayTypeEntry
from simulation.files.entry_types import MAX_INTERVALS
from simulation.files.run_days import RunDate, RunDay, RunDays
from simulation.files.scenario_file import ScenarioDocument
from simulation.files.vocabulary import admitted, entry_path, names_of

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
TYPES = (*(kind.value for kind in DayKind), *WEEKDAYS)
"""The types that dates have by the calendar; a file may have others, and say which dates are of them."""


def with_days(document: Document, entry: ScenarioDocument, policy: Policy) -> ScenarioDocument:
    """The entry with all of its days as one long day; the entry itself where it has one only.

    Raises
    ------
    InputError
        When dates, types or times do not fit, or the scenario has what is about one day only.
    """
    if entry.days is None:
        return entry
    run = DaysReader(document, entry, entry.days, policy).read()
    day = RunDay(opens=entry.day.opens, interval_min=entry.day.interval_min, intervals=run.intervals, run=run)
    return entry.model_copy(update={"day": day})


class DaysReader:
    """Reads ``days``.

    Parameters
    ----------
    document, entry, days
        The file, and what it says.
    policy
        Whose names it uses.
    """

    def __init__(self, document: Document, entry: ScenarioDocument, days: DaysEntry, policy: Policy) -> None:
        self.document, self.entry, self.days, self.policy = document, entry, days, policy

    def read(self) -> RunDays:
        """The days of the run."""
        self._check_day()
        count = self._count()
        first = date.fromisoformat(self.days.begins)
        self._check_calendar()
        calendar = working_days(self.document, self.days.calendar, first, first + timedelta(count - 1))
        self._check_names(first, count)
        dates = tuple(self._date(first + timedelta(number), calendar) for number in range(count))
        run = RunDays(self.entry.day, dates, calendar)
        if all(each.closed for each in dates):
            rule = text("all days are closed")
            raise self.document.error(("days",), rule, value=text("{count} days", count=count), kind=Contradiction)
        self._check_surges(run)
        return run

    def _check_day(self) -> None:
        day = self.entry.day
        if MINUTES_PER_DAY % day.interval_min:
            rule = text("must divide 1440, the minutes of a day, where there are days")
            raise self.document.error(("day", "interval_min"), rule, kind=Contradiction)
        if day.interval_min * day.intervals > MINUTES_PER_DAY:
            rule = text("must not make more than 24 hours where there are days: the file describes one of them")
            raise self.document.error(("day", "intervals"), rule, kind=Contradiction)
        if self.entry.stationary is not None:
            rule = text("cannot be beside stationary, which repeats one day")
            raise self.document.error(("days",), rule, value=NO_VALUE, kind=Contradiction)
        if self.entry.arrivals.day_factor_cv > 0:
            rule = text("must stand under arrivals.factors, with each: day, where there are days")
            raise self.document.error(("arrivals", "day_factor_cv"), rule, kind=Contradiction)

    def _check_calendar(self) -> None:
        said = self.days.calendar
        for index, day in enumerate(said.workdays):
            if day in said.holidays:
                rule = text("is among the holidays too")
                raise self.document.error(("days", "calendar", "workdays", index), rule, kind=Contradiction)

    def _count(self) -> int:
        days, path = self.days, ("days",)
        if (days.count is None) == (days.until is None):
            if days.count is not None:
                rule = text("must not stand beside until: either says how many days there are")
                raise self.document.error((*path, "count"), rule, kind=Contradiction)
            rule = text("must say how many days there are: count, or until")
            raise self.document.error(path, rule, value=NO_VALUE, kind=MissingKey)
        key, count = "count", days.count or 0
        if days.until is not None:
            key, count = "until", (date.fromisoformat(days.until) - date.fromisoformat(days.begins)).days + 1
            if count < 1:
                rule = text("must not be before the first date, {first}", first=days.begins)
                raise self.document.error((*path, key), rule, kind=Contradiction)
        most = (MAX_INTERVALS - self.entry.day.intervals) // (MINUTES_PER_DAY // self.entry.day.interval_min) + 1
        if count > most:
            rule = text(
                "must not make more than {days} days: together they may have {limit} intervals",
                days=most,
                limit=MAX_INTERVALS,
            )
            raise self.document.error((*path, key), rule, kind=BadValue)
        return count

    def _check_names(self, first: date, count: int) -> None:
        """Refuse a date that is none of the run's, and a type that no date can have."""
        own = {each.type for each in self.days.dates.values()}
        known = (*TYPES, *self.days.types)
        for name, each in self.days.dates.items():
            path: Path = ("days", "dates", name)
            if not 0 <= (date.fromisoformat(name) - first).days < count:
                raise self._not_a_date(path, name, first, count)
            if each.type is not None and each.type not in known:
                rule = text("there is no such type of day")
                raise self.document.error((*path, "type"), rule, known=known, kind=UnknownName)
        for name in self.days.types:
            if name not in TYPES and name not in own:
                rule = text("no date is of this type: name it under days.dates")
                path = ("days", "types", name)
                raise self.document.error(path, rule, value=name, known=TYPES, kind=UnknownName)

    def _not_a_date(self, path: Path, name: str, first: date, count: int) -> Exception:
        last = first + timedelta(count - 1)
        rule = text("is none of the days, which are {first} to {last}", first=first, last=last)
        return self.document.error(path, rule, value=name, kind=Contradiction)

    def _check_surges(self, run: RunDays) -> None:
        """Refuse a surge or an outage on a date that is none of the run's."""
        for key, entries in (("surges", self.entry.arrivals.surges), ("outages", self.entry.arrivals.outages)):
            for name, each in entries.items():
                for index, day in enumerate(each.dates or []):
                    if not 0 <= run.number_of(date.fromisoformat(day)) < len(run.dates):
                        path: Path = ("arrivals", key, name, "dates", index)
                        raise self._not_a_date(path, day, run.dates[0].date, len(run.dates))

    def _date(self, day: date, calendar: WorkingDays) -> RunDate:
        own = self.days.dates.get(day.isoformat(), DateEntry())
        name = own.type or self._type(day, calendar)
        said = [(("days", "dates", day.isoformat()), own), (("days", "types", name), self._said_of(name))]
        closed = next((each.closed for _, each in said if each.closed is not None), False)
        staff = next((each.staff for _, each in said if each.staff is not None), {})
        scale = next((self._scale(path, each) for path, each in said if each.scale is not None), None)
        shape = tuple(len(names_of(self.policy, axis)) for axis in ("problem", "tier", "channel"))
        return RunDate(day, name, closed, np.ones(shape) if scale is None else scale, staff)

    def _type(self, day: date, calendar: WorkingDays) -> str:
        """The type of a date by the calendar: the weekday where the file has a type for it."""
        number = day.toordinal()
        kind, name = calendar.kind(number), WEEKDAYS[weekday(number)]
        if kind is DayKind.MAKE_UP:
            return kind.value if kind.value in self.days.types else DayKind.WORKDAY.value
        return name if kind is not DayKind.HOLIDAY and name in self.days.types else kind.value

    def _said_of(self, name: str) -> DayTypeEntry:
        return self.days.types.get(name, DayTypeEntry())

    def _scale(self, path: Path, entry: DayTypeEntry) -> NDArray[np.float64]:
        """The factor of the arrivals of each kind: that of the first entry that admits it, else 1."""
        found = np.ones([len(names_of(self.policy, axis)) for axis in ("problem", "tier", "channel")])
        for index, each in reversed(list(enumerate(entry.scale or []))):
            place = entry_path(self.document, (*path, "scale"), index)
            found[admitted(self.document, place, each, self.policy)] = each.scale
        return found


def working_days(document: Document, entry: CalendarEntry, first: date, last: date) -> WorkingDays:
    """The calendar that an entry describes, for the dates from ``first`` to ``last``.

    Raises
    ------
    InputError
        When the working days of its country are not known.
    """
    weekend = (SATURDAY, SUNDAY) if entry.weekend is None else [WEEKDAYS.index(name) for name in entry.weekend]
    own = CountryDays(frozenset(weekend), frozenset(_numbers(entry.holidays)), frozenset(_numbers(entry.workdays)))
    if entry.country is None:
        return WorkingDays(own.weekend, own.holidays, own.workdays)
    at: Path = ("days", "calendar")
    path = (*at, "country") if document.has((*at, "country")) else at
    found = country_days(document, path, entry.country, range(first.year, last.year + 1))
    return WorkingDays(
        found.weekend if entry.weekend is None else own.weekend,
        (found.holidays | own.holidays) - own.workdays,
        (found.workdays | own.workdays) - own.holidays,
    )


def _numbers(dates: Sequence[str]) -> Iterator[int]:
    return (date.fromisoformat(each).toordinal() for each in dates)


def check_groups(document: Document, days: DaysEntry | None, groups: Sequence[str]) -> None:
    """Refuse a factor of the staff of a group that is not there.

    Raises
    ------
    UnknownName
    """
    parts: dict[str, Mapping[str, DayTypeEntry]] = {} if days is None else {"types": days.types, "dates": days.dates}
    for key, entries in parts.items():
        for name, each in entries.items():
            for group in each.staff or {}:
                if group and group not in groups:
                    rule = text("there is no such group")
                    path: Path = ("days", key, name, "staff", group)
                    raise document.error(path, rule, value=group, known=groups, kind=UnknownName)
