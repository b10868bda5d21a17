"""A roster held against its file from outside: it reads the files that were written, and nothing of the solver's.

Times are reckoned from the dates and clocks in ``roster.csv``, rules from the YAML of the roster file as a person reads
it. Only what the tests' files use is understood.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Worked:
    """A row of ``roster.csv``."""

    day: date
    agent: str
    group: str
    shift: str
    start: datetime
    end: datetime
    breaks: tuple[tuple[datetime, datetime], ...]

    @property
    def length(self) -> float:
        """Minutes from start to end."""
        return (self.end - self.start).total_seconds() / 60


def read_rows(path: Path) -> list[Worked]:
    """The rows of a table."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [_row(each) for each in csv.DictReader(stream)]


def _row(cells: Mapping[str, str]) -> Worked:
    day = date.fromisoformat(cells["date"])

    def after(clock: str, before: datetime) -> datetime:
        hours, minutes = map(int, clock.split(":"))
        found = datetime.combine(day, datetime.min.time()) + timedelta(hours=hours, minutes=minutes)
        while found < before:
            found += timedelta(days=1)
        return found

    start = after(cells["from"], datetime.combine(day, datetime.min.time()))
    end = after(cells["to"], start + timedelta(minutes=1))
    breaks = []
    for span in cells["breaks"].replace(",", " ").split():
        first, last = span.replace("–", "-").split("-")
        begun = after(first, start)
        breaks.append((begun, after(last, begun + timedelta(minutes=1))))
    return Worked(day, cells["agent"], cells["group"], cells["shift"], start, end, tuple(breaks))


class Book:
    """A roster file as plain data."""

    def __init__(self, path: Path) -> None:
        self.data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        self.rules: dict[str, Any] = self.data.get("rules", {})
        first = self.data["days"]["from"]
        self.first = first if isinstance(first, date) else date.fromisoformat(first)
        self.weeks: int = self.data["days"].get("weeks", 1)
        self.agents: dict[str, dict[str, Any]] = {}
        for each in self.data["agents"]:
            number = each.get("number")
            digits = max(2, len(str(number)))
            names = [f"{each['id']}-{at:0{digits}d}" for at in range(1, (number or 0) + 1)] or [each["id"]]
            self.agents.update(dict.fromkeys(names, each))
        calendar = self.data["days"].get("calendar", {})
        self.holidays = {_date(each) for each in calendar.get("holidays", [])}
        self.make_up = {_date(each) for each in calendar.get("workdays", [])}

    def hours(self, agent: str) -> tuple[float, float]:
        """Least and most of a week."""
        said = self.agents[agent].get("hours_per_week", self.rules.get("hours_per_week", [0, 44]))
        return (said, said) if isinstance(said, int | float) else (said[0], said[1])

    def is_weekend(self, day: date) -> bool:
        """A Saturday or Sunday that is not worked by the calendar."""
        return day.weekday() >= 5 and day not in self.make_up and day not in self.holidays

    def entries(self, row: Worked) -> list[dict[str, Any]]:
        """The shifts of the catalogue that a row can be."""
        clock = f"{row.start:%H:%M}"
        return [
            each
            for each in self.data["shifts"]
            if each["name"] == row.shift
            and clock in _list(each["from"])
            and row.length in [float(one) for one in _list(each["length_min"])]
        ]

    def paid(self, row: Worked) -> float:
        """Minutes of work."""
        (entry,) = self.entries(row)
        return row.length - sum(float(each["min"]) for each in entry.get("breaks", []) if not each.get("paid", False))


def faults(book: Book, rows: list[Worked]) -> list[str]:
    """What a roster does that its file forbids."""
    by_agent: dict[str, list[Worked]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.start):
        by_agent[row.agent].append(row)
    found = [f"{row.agent}: no such shift {row}" for row in rows if len(book.entries(row)) != 1]
    if found:
        return found
    for agent, own in by_agent.items():
        checks = (_breaks, _who, _weeks, _rest, _rows, _nights, _free)
        found += [f"{agent}: {words}" for check in checks for words in check(book, agent, own)]
    return found


def owed(book: Book, rows: list[Worked]) -> dict[str, float]:
    """Agents who have fewer hours than they must have, and by how many, all weeks together."""
    worked: dict[tuple[str, int], float] = defaultdict(float)
    for row in rows:
        worked[row.agent, (row.day - book.first).days // 7] += book.paid(row) / 60
    missing: dict[str, float] = defaultdict(float)
    for agent in book.agents:
        for week in range(book.weeks):
            missing[agent] += max(book.hours(agent)[0] - worked[agent, week], 0.0)
    return {agent: hours for agent, hours in missing.items() if hours > 0}


def _breaks(book: Book, agent: str, own: list[Worked]) -> Iterator[str]:
    for row in own:
        (entry,) = book.entries(row)
        wanted = entry.get("breaks", [])
        if len(wanted) != len(row.breaks):
            yield f"{len(row.breaks)} breaks on {row.day}"
            continue
        for each, (first, last) in zip(wanted, row.breaks, strict=True):
            low, high = _list(each["after_min"])[0], _list(each["after_min"])[-1]
            after = (first - row.start).total_seconds() / 60
            if not low <= after <= high or (last - first).total_seconds() / 60 != each["min"]:
                yield f"a break at {first}"


def _who(book: Book, agent: str, own: list[Worked]) -> Iterator[str]:
    said = book.agents[agent]
    groups = _list(said.get("group", []))
    for row in own:
        skills, wanted = said.get("skills", {}), book.data["groups"][row.group].get("skills", {})
        able = row.group in groups if groups else all(skills.get(name, 0) >= level for name, level in wanted.items())
        if not able:
            yield f"works for {row.group}"
        names = _list(said.get("shifts", []))
        if names and row.shift not in names:
            yield f"works {row.shift}"
        (entry,) = book.entries(row)
        if entry.get("asked") and row.shift not in names:
            yield f"works {row.shift} unasked"
        if entry.get("groups") and row.group not in _list(entry["groups"]):
            yield f"{row.group} has no {row.shift}"
        if row.day in {_date(each) for each in _list(said.get("unavailable", []))}:
            yield f"is away on {row.day}"
        if said.get("weekdays") and f"{row.day:%A}".lower() not in said["weekdays"]:
            yield f"works on a {row.day:%A}"


def _weeks(book: Book, agent: str, own: list[Worked]) -> Iterator[str]:
    for week in range(book.weeks):
        mine = [row for row in own if (row.day - book.first).days // 7 == week]
        days = len({row.day for row in mine})
        if len(mine) != days:
            yield f"works twice on a date of week {week}"
        if days > book.agents[agent].get("days_per_week", book.rules.get("days_per_week", 6)):
            yield f"{days} days in week {week}"
        hours = sum(book.paid(row) for row in mine) / 60
        if hours > book.hours(agent)[1] + 1e-9:
            yield f"{hours} h in week {week}"


def _rest(book: Book, agent: str, own: list[Worked]) -> Iterator[str]:
    for before, after in pairwise(own):
        if (after.start - before.end) < timedelta(hours=book.rules.get("rest_h", 11)):
            yield f"rest before {after.start}"


def _rows(book: Book, agent: str, own: list[Worked]) -> Iterator[str]:
    before = book.agents[agent].get("before", {}).get("days_in_a_row", 0)
    days = {row.day for row in own} | {book.first - timedelta(1 + at) for at in range(before)}
    if longest(days) > book.rules.get("days_in_a_row", 6):
        yield "too many days in a row"


def longest(days: set[date]) -> int:
    """The longest row of dates."""
    return max((_row_from(days, day) for day in days), default=0)


def _row_from(days: set[date], day: date) -> int:
    length = 0
    while day + timedelta(length) in days:
        length += 1
    return length


def by_night(book: Book, row: Worked) -> bool:
    """Whether some of a shift is by night, minute by minute."""
    nights = book.rules.get("nights", {})
    first, last = nights.get("from", "22:00"), nights.get("until", "06:00")
    clocks = (f"{row.start + timedelta(minutes=at):%H:%M}" for at in range(int(row.length)))
    return any(clock >= first or clock < last for clock in clocks)


def _nights(book: Book, agent: str, own: list[Worked]) -> Iterator[str]:
    nights = book.rules.get("nights", {})
    days = {row.day for row in own if by_night(book, row)}
    for week in range(book.weeks):
        number = sum((day - book.first).days // 7 == week for day in days)
        if number > nights.get("most_per_week", 7):
            yield f"{number} nights"
    if longest(days) > nights.get("most_in_a_row", 99):
        yield "too many nights in a row"


def _free(book: Book, agent: str, own: list[Worked]) -> Iterator[str]:
    days = {row.day for row in own}
    if len(days & book.holidays) > book.rules.get("holidays", 99):
        yield f"{len(days & book.holidays)} holidays"
    rule = book.rules.get("weekends")
    if rule:
        weekends = [
            any(book.is_weekend(day) and day in days for day in (start, start + timedelta(1)))
            for week in range(book.weeks)
            for start in [book.first + timedelta(7 * week + (5 - book.first.weekday()) % 7)]
        ]
        for at in range(len(weekends) - rule["of"] + 1):
            if sum(weekends[at : at + rule["of"]]) > rule["most"]:
                yield "weekends"


def planned(book: Book, rows: list[Worked], group: str, start: datetime, minutes: int) -> float:
    """Agents of a group at work on average in some minutes, breaks left out, minute by minute."""
    there = 0
    for at in range(minutes):
        now = start + timedelta(minutes=at)
        there += sum(
            row.group == group
            and row.start <= now < row.end
            and not any(first <= now < last for first, last in row.breaks)
            for row in rows
        )
    return there / minutes


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _date(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
