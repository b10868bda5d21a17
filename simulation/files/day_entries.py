"""The scenario file, key by key: several days, their types and their calendar."""

# ruff: noqa: RUF012  (pydantic gives each model its own copy of a default)

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from routing.reading.validation import Model
from simulation.files.entry_types import MAX_INTERVALS, DateText, Factor, Name, Selector, listed

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class ScaleEntry(Selector):
    """Arrivals times ``scale``; the first entry that admits a contact holds."""

    scale: Factor


def _scales(value: Any) -> Any:
    return [{"scale": value}] if isinstance(value, int | float) else listed(value)


def _by_group(value: Any) -> Any:
    return {"": value} if isinstance(value, int | float) else value


class DayTypeEntry(Model):
    """What differs from the day as it is written. What is left out is as there, or as the day's type says."""

    scale: Annotated[list[ScaleEntry], BeforeValidator(_scales)] | None = None
    staff: Annotated[dict[str, Factor], BeforeValidator(_by_group)] | None = None
    closed: bool | None = None


class DateEntry(DayTypeEntry):
    """The same of one date, which may be of another type than the calendar says."""

    type: Name | None = None


class CalendarEntry(Model):
    """Which dates are worked: those of a country, and what differs from it; or all by themselves."""

    country: Annotated[str, Field(min_length=2, max_length=2)] | None = None
    weekend: Annotated[list[Weekday], BeforeValidator(listed)] | None = None
    holidays: Annotated[list[DateText], BeforeValidator(listed)] = []
    workdays: Annotated[list[DateText], BeforeValidator(listed)] = []


def _country(value: Any) -> Any:
    return {"country": value} if isinstance(value, str) else value


class DaysEntry(Model):
    """Several days in a row on one clock."""

    begins: DateText = Field(alias="from")
    until: DateText | None = None
    count: Annotated[int, Field(ge=1, le=MAX_INTERVALS)] | None = None
    calendar: Annotated[CalendarEntry, BeforeValidator(_country)] = CalendarEntry()
    types: dict[Name, DayTypeEntry] = {}
    dates: dict[DateText, DateEntry] = {}
