"""The scenario file, key by key: goals, targets, deadlines, and by which definitions is measured."""

# ruff: noqa: RUF012  (pydantic gives each model its own copy of a default)

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from routing.reading.validation import Model
from simulation.files.entry_types import Name, Names, PositiveDuration, Selector, Share, Spans


class GoalEntry(Model):
    """A share of an interval's arrivals to be answered in time."""

    name: Name
    tier: Names = []
    channel: Names = []
    share: Share
    within_s: PositiveDuration | None = None


class TargetEntry(Selector):
    """The answer target of the contacts that the entry admits; the first such entry holds."""

    within_s: PositiveDuration


class DeadlineEntry(Selector):
    """What the contacts that the entry admits were promised."""

    name: Name
    within_s: PositiveDuration | None = None
    within_working_h: Annotated[float, Field(gt=0, le=10_000)] | None = None
    within_working_days: Annotated[int, Field(ge=1, le=1000)] | None = None
    hours: Spans | None = None
    of: Literal["answer", "completion"] = "answer"


Pair = Annotated[
    list[Literal["interval", "queue", "problem", "tier", "channel", "group"]], Field(min_length=2, max_length=2)
]
"""Two axes to tell figures apart by."""


class MeasuresEntry(Model):
    """Which definitions hold where the field has several; :mod:`simulation.measuring.terms` says what they mean."""

    service_level_of: Literal[
        "answered",
        "answered-and-gone",
        "answered-and-late-gone",
        "not-soon-gone",
        "offered",
        "soon-gone-in-time",
        "expected",
    ] = "not-soon-gone"
    within: Literal["<=", "<"] = "<="
    averaged: Literal["contacts", "days"] = "contacts"
    balked: Literal["abandoned", "turned-away"] = "abandoned"
    occupancy_of: Literal["signed-on", "on-shift"] = "signed-on"
    contacts: Literal["all", "first"] = "all"
    all_by: Literal["own", "common"] | None = None
    by: list[Pair] = []
