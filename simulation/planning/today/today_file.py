"""The file of a day that is under way, key by key."""

# ruff: noqa: RUF012  (pydantic gives each model its own copy of a default)

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from routing.reading.validation import Model
from simulation.files.entry_types import Clock, Duration, Heads, Name, Names, PositiveDuration, Selector, listed

MOST_WAITING = 100_000
MOST_LEVERS = 50

Count = Annotated[int, Field(ge=0, le=10_000_000)]
More = Annotated[int, Field(ge=-100_000, le=100_000)]


class VolumesEntry(Model):
    """Contacts that came in each interval so far: a table, or a list of numbers for each queue, or for all together."""

    table: Name | None = None
    sheet: Name | None = None
    queues: dict[Name, list[Count | None]] = {}
    all: list[Count | None] | None = None


class SoFarEntry(Model):
    """Contacts of a goal whose wait is over, and those of them that were answered in time."""

    offered: Count
    in_time: Count


class WaitingEntry(Selector):
    """Contacts that wait in a queue now."""

    queue: Name
    count: Annotated[int, Field(ge=0, le=MOST_WAITING)] = 1
    longest_s: PositiveDuration | None = None


class HeldEntry(Selector):
    """A contact that an agent has in hand: exactly one of ``talk_s`` and ``wrap_up_s``, how long already."""

    queue: Names = []
    talk_s: Duration | None = None
    wrap_up_s: Duration | None = None


class GroupEntry(Model):
    """The agents of a group now."""

    present: Heads | None = None
    busy: Heads | None = None
    contacts: Annotated[list[HeldEntry], BeforeValidator(listed)] = []


class ChangeEntry(Model):
    """Agents more or fewer than the scenario says, from one time until another."""

    group: Name
    agents: More
    starts: Clock | None = None
    ends: Clock | None = None
    why: Name | None = None


class LeverEntry(Model):
    """What might be done: agents more, another policy, other changes of the scenario."""

    name: Name
    agents: dict[Name, More] = {}
    starts: Clock | None = None
    ends: Clock | None = None
    policy: Name | None = None
    set: Annotated[list[str], BeforeValidator(listed)] = []


class FindEntry(Model):
    """Which least number of agents is to be found: in each of the groups by itself, from one time until another."""

    groups: Names = []
    starts: Clock | None = None
    ends: Clock | None = None
    at_most: Annotated[int, Field(ge=1, le=1000)] = 20
    reach: Annotated[float, Field(gt=0, le=1)] = 0.8


class TodayDocument(Model):
    """The whole of the file."""

    peakline: Literal["today/1"]
    name: Name | None = None
    scenario: Name
    set: Annotated[list[str], BeforeValidator(listed)] = []
    now: Clock
    volumes: VolumesEntry | None = None
    so_far: dict[Name, SoFarEntry] | None = None
    waiting: Annotated[list[WaitingEntry], BeforeValidator(listed), Field(max_length=10_000)] | None = None
    groups: dict[Name, GroupEntry] | None = None
    changes: Annotated[list[ChangeEntry], BeforeValidator(listed), Field(max_length=1000)] = []
    levers: Annotated[list[LeverEntry], BeforeValidator(listed), Field(max_length=MOST_LEVERS)] = []
    find: FindEntry | None = None
    each_group: Annotated[int, Field(ge=0, le=1000)] = 1
    replications: Annotated[int, Field(ge=20, le=10_000)] = 100
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 1
