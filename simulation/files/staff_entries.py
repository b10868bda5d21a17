"""The scenario file, key by key: agents and their groups, shifts, absence, meetings."""

# ruff: noqa: RUF012  (pydantic gives each model its own copy of a default)

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from routing.reading.units import MONTH_S
from routing.reading.validation import Model
from routing.words.messages import text
from simulation.files.arrival_entries import LawName
from simulation.files.entry_types import (
    MAX_INTERVAL_MIN,
    Clock,
    Duration,
    Heads,
    Label,
    Level,
    Name,
    Names,
    PositiveDuration,
    Share,
    Staff,
    known_levels,
    listed,
)
from simulation.files.time_entries import TimeLaw


class Speed(Model):
    """Handling time by the agent's level, as a factor of the contact's own work.

    ``skill`` names, per problem, the skill whose level counts; where it is left out, the skill of the problem's own
    name. ``without`` is the factor of an agent who lacks it; where it is left out, the one of the lowest level named.
    """

    levels: Annotated[
        dict[int, Annotated[float, Field(gt=0, le=100)]], Field(min_length=1), AfterValidator(known_levels)
    ]
    skill: dict[Name, Name] = {}
    without: Annotated[float, Field(gt=0, le=100)] | None = None


Units = Annotated[int, Field(ge=1, le=100)]


Delay = Annotated[float, Field(ge=0, le=MONTH_S)]
"""Seconds, up to the longest time that a policy takes."""


Minutes = Annotated[float, Field(ge=0, le=MAX_INTERVAL_MIN)]


PositiveMinutes = Annotated[float, Field(gt=0, le=MAX_INTERVAL_MIN)]
"""Minutes, up to a day."""


class BreakEntry(Model):
    """A break of the first agent of a shift: at a time of day, or so long after the start of the shift."""

    at: Clock | None = None
    after_min: Minutes | None = None
    min: PositiveMinutes


class ShiftEntry(Model):
    """Agents who begin and end their work together. Their breaks may be staggered."""

    name: Name | None = None
    agents: Heads | None = None
    begins: Clock = Field(alias="from")
    to: Clock
    breaks: Annotated[list[BreakEntry], BeforeValidator(listed)] = []
    stagger_min: Minutes = 0.0
    stagger_steps: Annotated[int, Field(ge=1, le=1000)] | None = None


class OfGroups(Model):
    """Which groups an entry is about; left out: all."""

    groups: Names = []


class AbsenceEntry(OfGroups):
    """The share of agents who are absent all day; the first entry that admits a group holds."""

    share: Share


class LatenessEntry(TimeLaw, OfGroups):
    """The share of agents who come late, and by how much; the first entry that admits a group holds."""

    share: Share
    law: LawName


class MeetingEntry(OfGroups):
    """A time at which some of each group are away: a share of those at work then, or so many."""

    name: Name | None = None
    at: Clock
    min: PositiveMinutes
    share: Share | None = None
    agents: Heads | None = None


class CallInEntry(Model):
    """So many agents of a group come besides its staff when a queue gets long: ``after_s`` later, for ``for_s``."""

    group: Name
    agents: Annotated[int, Field(ge=1, le=100_000)]
    queue: Name
    at_waiting: Annotated[int, Field(ge=1, le=100_000)] | None = None
    at_wait_s: PositiveDuration | None = None
    after_s: Duration
    for_s: PositiveDuration | None = None
    most: Annotated[int, Field(ge=1, le=100)] = 1
    look_every_s: Annotated[float, Field(ge=1, le=86_400)] = 60.0

    @model_validator(mode="after")
    def _one_reason(self) -> Self:
        if self.at_waiting is None and self.at_wait_s is None:
            raise ValueError(text("must say when they are called: at_waiting, at_wait_s, or both"))
        return self


class OvertimeEntry(OfGroups):
    """Agents whose shift ends stay on while so many wait in ``queue``; the first entry that admits a group holds."""

    queue: Name
    at_waiting: Annotated[int, Field(ge=1, le=100_000)]
    most_s: PositiveDuration
    look_every_s: Annotated[float, Field(ge=1, le=86_400)] = 300.0


class AgentTerms(Model):
    """What agents may take besides skills and pools. A named agent has what the group says, unless they say it."""

    labels: dict[Name, Label] = {}
    capacity: Units | None = None
    most: dict[Name, Units] = {}
    queue_order: list[Name] | None = None
    delay_s: dict[Name, Delay] | None = None


class GroupEntry(AgentTerms):
    """Agents who are scheduled together. Skills and pools are those of unnamed agents."""

    skills: dict[Name, Level] = {}
    pools: list[Name] | None = None
    staff: Staff | None = None
    shifts: Annotated[list[ShiftEntry], BeforeValidator(listed), Field(min_length=1)] | None = None


class AgentEntry(AgentTerms):
    """A named agent."""

    id: Name
    group: Name
    shift: Name | None = None
    skills: dict[Name, Level] = {}
    pools: list[Name] | None = None
