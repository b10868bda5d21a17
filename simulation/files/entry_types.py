"""What the keys of a scenario file are made of: names, numbers with their ranges, times of day, which contacts."""

# ruff: noqa: RUF012  (pydantic gives each model its own copy of a default)

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag

from routing.reading.validation import Model
from routing.words.messages import text

MAX_INTERVALS = 20_000


MAX_INTERVAL_MIN = 1440
"""The draw has room for 38 hours within which the rate is constant; a day is the round number below."""


MAX_PER_INTERVAL = 1_000_000.0


_CLOCK = re.compile(r"([01]?\d|2[0-3]):[0-5]\d")


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _clock(value: str) -> str:
    if not _CLOCK.fullmatch(value):
        raise ValueError(text('must be a time of day from "00:00" to "23:59"'))
    return value


Clock = Annotated[str, AfterValidator(_clock)]
"""A time of day, such as "08:30"."""


def _date(value: str) -> str:
    rule = text("must be a date such as 2026-09-28, of a year from {first} to {last}", first=1900, last=2199)
    if not _DATE.fullmatch(value) or not 1900 <= int(value[:4]) <= 2199:
        raise ValueError(rule)
    try:
        date.fromisoformat(value)
    except ValueError:
        raise ValueError(rule) from None
    return value


DateText = Annotated[str, AfterValidator(_date)]
"""A date, such as 2026-09-28."""


LEAST_SHAPE, MOST_SHAPE = 0.2, 50.0
"""Of a Weibull law."""


Share = Annotated[float, Field(ge=0, le=1)]


Weight = Annotated[float, Field(ge=0, le=1e9)]


Volume = Annotated[float, Field(ge=0, le=MAX_PER_INTERVAL)]


Duration = Annotated[float, Field(ge=0, le=31_536_000)]
"""Seconds, up to a year."""


PositiveDuration = Annotated[float, Field(gt=0, le=31_536_000)]


Factor = Annotated[float, Field(ge=0, le=1000)]


Heads = Annotated[int, Field(ge=0, le=100_000)]


Level = Annotated[int, Field(ge=1, le=5)]


Name = Annotated[str, Field(min_length=1, max_length=200)]


def listed(value: Any) -> Any:
    """One entry in place of a list of one."""
    return value if isinstance(value, list) else [value]


def _listed_alone(value: list[str]) -> list[list[str]]:
    return [value]


Names = Annotated[list[Name], BeforeValidator(listed), Field(min_length=1)]
"""One name, or a list of names."""


class Selector(Model):
    """Which contacts an entry is about. A key that is left out admits every value."""

    problem: Names = []
    tier: Names = []
    channel: Names = []


class Arriving(Selector):
    """The same, of those that arrive from one time of the day until another."""

    arrives_from: Clock | None = None
    arrives_until: Clock | None = None


class TableRef(Model):
    """A CSV or XLSX table, its path relative to this file."""

    table: Name
    sheet: Name | None = None
    column: Name | None = None


def _series(value: Any) -> Any:
    if isinstance(value, list):
        return {"values": value}
    return value if isinstance(value, dict) else {"each": value}


class VolumeSeries(Model):
    """Contacts: one number for every interval, or a list with a number for each."""

    each: Volume | None = None
    values: list[Volume] | None = None


class StaffSeries(Model):
    """Agents signed on: one number for every interval, a list with a number for each, or a table."""

    each: Heads | None = None
    values: list[Heads] | None = None
    table: Name | None = None
    sheet: Name | None = None
    column: Name | None = None


Volumes = Annotated[VolumeSeries, BeforeValidator(_series)]


Staff = Annotated[StaffSeries, BeforeValidator(_series)]


class Day(Model):
    """When the centre is open."""

    opens: Clock = "00:00"
    interval_min: Annotated[int, Field(ge=1, le=MAX_INTERVAL_MIN)] = 30
    intervals: Annotated[int, Field(ge=1, le=MAX_INTERVALS)]

    @property
    def written(self) -> Day:
        """The day that lists and tables of the file are about: this one, unless the run has several days."""
        return self


def _is_one_span(value: Any) -> str:
    is_one = isinstance(value, list) and bool(value) and not any(isinstance(each, list) for each in value)
    return "one" if is_one else "several"


_Span = Annotated[list[Clock], Field(min_length=2, max_length=2)]


Spans = Annotated[
    Annotated[_Span, AfterValidator(_listed_alone), Tag("one")]
    | Annotated[list[_Span], Field(min_length=1), Tag("several")],
    Discriminator(_is_one_span),
]
"""Times of day, from and to: one such pair, or a list of them; read as a list of them."""


def known_levels(value: dict[int, float]) -> dict[int, float]:
    """Refuse levels that there are not."""
    for level in value:
        if not 1 <= level <= 5:
            raise ValueError(text("levels are whole numbers from 1 to 5; there is {level}", level=level))
    return value


def ascending(value: list[float]) -> list[float]:
    """Refuse numbers that are not in ascending order."""
    if any(after <= before for before, after in pairwise(value)):
        raise ValueError(text("must be in ascending order, each number once"))
    return value


def _label_value(value: Any) -> Any:
    is_label = isinstance(value, str | int)  # true is an int
    if not is_label:
        raise ValueError(text("must be text, a whole number, or true or false"))
    return value


Label = Annotated[Any, AfterValidator(_label_value)]
"""What a label says; the policy says of which type it must be."""
