"""The file of targets, costs and limits of a staffing search, key by key."""

# ruff: noqa: RUF012  (pydantic gives each model its own copy of a default)

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from routing.reading.validation import Model
from simulation.files.entry_types import Heads, Name, Names, PositiveDuration, Selector, listed

MAX_TARGETS = 200

Part = Annotated[float, Field(gt=0, lt=1)]
"""A share that is neither nothing nor all."""


class TargetEntry(Selector):
    """One thing that must hold: exactly one of ``answered``, ``abandoned``, ``mean_wait_s`` and ``occupancy``."""

    name: Name | None = None
    queue: Names = []
    group: Names = []
    each: Literal["queue", "problem", "tier", "channel", "group"] | None = None
    answered: Part | None = None
    within_s: PositiveDuration | None = None
    abandoned: Part | None = None
    mean_wait_s: PositiveDuration | None = None
    occupancy: Part | None = None
    per: Literal["interval", "day"] = "interval"
    days: Part | None = None


PerInterval = Heads | Annotated[list[Heads], Field(min_length=1)]
"""One number, or one for each interval."""


class GroupEntry(Model):
    """What a group costs, and how many of it there may be."""

    cost: Annotated[float, Field(gt=0, le=1e6)] = 1.0
    least: PerInterval | None = None
    most: PerInterval | None = None
    fixed: bool = False
    shrinkage: Annotated[float, Field(ge=0, lt=1)] | None = None


class StaffingDocument(Model):
    """The whole of the file."""

    peakline: Literal["staffing/1"]
    goals: bool = True
    targets: Annotated[list[TargetEntry], BeforeValidator(listed), Field(max_length=MAX_TARGETS)] = []
    confidence: Annotated[float, Field(ge=0.5, lt=1)] = 0.95
    shrinkage: Annotated[float, Field(ge=0, lt=1)] = 0.0
    groups: dict[Name, GroupEntry] = {}
