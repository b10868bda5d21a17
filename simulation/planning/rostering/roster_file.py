"""A roster file, key by key."""

# ruff: noqa: RUF012  (pydantic gives each model its own copy of a default)

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from routing.reading.validation import Model
from simulation.files.day_entries import CalendarEntry, Weekday
from simulation.files.entry_types import Clock, DateText, Day, Factor, Level, Name, Names, Staff, TableRef, listed

MAX_WEEKS = 8
"""Longer rosters are made piece by piece."""

Count = Annotated[int, Field(ge=0, le=1000)]
Hours = Annotated[float, Field(ge=0, le=168)]
Minutes = Annotated[int, Field(ge=1, le=1439)]
Weekdays = Annotated[list[Weekday], BeforeValidator(listed), Field(min_length=1)]
Dates = Annotated[list[DateText], BeforeValidator(listed)]


def _by_group(value: Any) -> Any:
    return {"": value} if isinstance(value, int | float) else value


def _country(value: Any) -> Any:
    return {"country": value} if isinstance(value, str) else value


def _span(value: Any) -> Any:
    return [value, value] if isinstance(value, int | float) else value


ByGroup = Annotated[dict[str, Factor], BeforeValidator(_by_group)]
Span = Annotated[list[Hours], BeforeValidator(_span), Field(min_length=2, max_length=2)]
"""Least and most; one number is both."""


class TypeEntry(Model):
    """What differs on dates of a type from the day as it is written."""

    scale: Factor | None = None
    heads: ByGroup | None = None
    closed: bool | None = None


class DatedEntry(TypeEntry):
    """The same of one date, which may be of another type than the calendar says."""

    type: Name | None = None


class RosterDays(Model):
    """The dates of the roster: whole weeks."""

    begins: DateText = Field(alias="from")
    weeks: Annotated[int, Field(ge=1, le=MAX_WEEKS)] = 1
    calendar: Annotated[CalendarEntry, BeforeValidator(_country)] = CalendarEntry()
    types: dict[Name, TypeEntry] = {}
    dates: dict[DateText, DatedEntry] = {}


class RosterGroup(Model):
    """A group of agents who are needed together."""

    skills: dict[Name, Level] = {}
    heads: Staff | None = None
    cost: Annotated[float, Field(gt=0, le=1000)] = 1.0


class BreakWindow(Model):
    """A break, and how long after the start of the shift it may begin."""

    min: Minutes
    after_min: Annotated[list[Count], BeforeValidator(_span), Field(min_length=2, max_length=2)]
    step_min: Minutes | None = None
    paid: bool = False


class CatalogueShift(Model):
    """A shift that may be worked: when it may start, how long it may be, its breaks, and who may work it."""

    name: Name
    begins: Annotated[list[Clock], BeforeValidator(listed), Field(min_length=1)] = Field(alias="from")
    length_min: Annotated[list[Minutes], BeforeValidator(listed), Field(min_length=1)]
    breaks: Annotated[list[BreakWindow], BeforeValidator(listed)] = []
    groups: Names = []
    days: Annotated[list[Name], BeforeValidator(listed)] = []
    asked: bool = False


class Nights(Model):
    """What is work by night, and how much of it may be done."""

    begins: Clock = Field("22:00", alias="from")
    until: Clock = "06:00"
    most_per_week: Count | None = None
    most_in_a_row: Count | None = None


class Weekends(Model):
    """Of each ``of`` weekends in a row at most ``most`` are worked."""

    most: Count
    of: Annotated[int, Field(ge=1, le=MAX_WEEKS)]


class Pay(Model):
    """Cost of an hour as a multiple of an ordinary one."""

    weekend: Factor = 1.0
    holiday: Factor = 1.0
    night: Factor = 1.0


class RosterRules(Model):
    """Rules of work that hold for everybody."""

    hours_per_week: Span = [0, 44]
    follow_calendar: bool = False
    days_per_week: Annotated[int, Field(ge=1, le=7)] = 6
    days_in_a_row: Annotated[int, Field(ge=1, le=60)] = 6
    rest_h: Annotated[float, Field(ge=0, le=48)] = 11
    weekends: Weekends | None = None
    holidays: Count | None = None
    nights: Nights = Nights.model_validate({})
    pay: Pay = Pay()


class Before(Model):
    """The eve of the roster: days worked in a row until then, and when the last shift ended."""

    days_in_a_row: Count = 0
    ended: Clock | None = None


class Wishes(Model):
    """What an agent would like: dates or weekdays off, shifts, and shifts rather not."""

    off: Annotated[list[Name], BeforeValidator(listed)] = []
    shifts: Annotated[list[Name], BeforeValidator(listed)] = []
    avoid: Annotated[list[Name], BeforeValidator(listed)] = []


class RosterAgent(Model):
    """An agent, or a number of equal ones: a group or several, or skills by which the groups are known."""

    id: Name
    number: Annotated[int, Field(ge=1, le=5000)] | None = None
    group: Names = []
    skills: dict[Name, Level] = {}
    hours_per_week: Span | None = None
    days_per_week: Annotated[int, Field(ge=0, le=7)] | None = None
    weekdays: Weekdays | None = None
    shifts: Names = []
    unavailable: Dates = []
    wishes: Wishes = Wishes()
    before: Before = Before()


class RosterDocument(Model):
    """Agents, shifts, rules and the heads needed, for some weeks."""

    peakline: Literal["roster/1"]
    name: Name | None = None
    about: str = ""
    days: RosterDays
    scenario: Name | None = None
    day: Day | None = None
    shrinkage: ByGroup = {}
    heads: TableRef | None = None
    groups: Annotated[dict[Name, RosterGroup], Field(min_length=1)]
    shifts: Annotated[list[CatalogueShift], BeforeValidator(listed), Field(min_length=1)]
    rules: RosterRules = RosterRules()
    agents: TableRef | Annotated[list[RosterAgent], Field(min_length=1)]
