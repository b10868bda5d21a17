"""The scenario file, key by key: how long it takes."""

# ruff: noqa: RUF012  (pydantic gives each model its own copy of a default)

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from routing.reading.validation import Model
from simulation.files.arrival_entries import LawName, PatienceName
from simulation.files.entry_types import LEAST_SHAPE, MOST_SHAPE, Arriving, Duration, Name, Names, Selector


class TimeLaw(Model):
    """The numbers of a distribution of a time in seconds."""

    mean_s: Duration | None = None
    cv: Annotated[float, Field(gt=0, le=10)] | None = None
    shape: Annotated[float, Field(ge=LEAST_SHAPE, le=MOST_SHAPE)] | None = None
    values_s: Annotated[list[Duration], Field(min_length=1)] | None = None
    table: Name | None = None
    sheet: Name | None = None
    column: Name | None = None


class Times(TimeLaw, Selector):
    """A distribution of a time for the contacts that the entry admits; the first such entry holds."""


class WorkLaw(Times):
    """Of a time that ends."""

    law: LawName


class HandlingLaw(WorkLaw, Arriving):
    """Of talk time or wrap-up with the agents of some groups."""

    group: Names = []


class PatienceLaw(Times, Arriving):
    """Of patience, which may also be endless."""

    law: PatienceName
