"""The staff file, key by key, and what it has in common with a scenario file."""

# ruff: noqa: RUF012  (pydantic gives each model its own copy of a default)

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from routing.reading.validation import Model
from routing.words.messages import text
from simulation.files.entry_types import Day, Duration, Level, Name, Names, PositiveDuration, TableRef, listed
from simulation.files.goal_entries import GoalEntry, MeasuresEntry
from simulation.files.staff_entries import AbsenceEntry, AgentEntry, GroupEntry, LatenessEntry, MeetingEntry, Speed


def _absence(value: Any) -> Any:
    return [{"share": value}] if isinstance(value, int | float) else listed(value)


def _answer_delay(value: Any) -> Any:
    return {"": value} if isinstance(value, int | float) else value


class StaffPart(Model):
    """Who works when and what is aimed at: what scenarios and staff files have in common.

    ``goals`` left out: 90 % for the tier ``vip``, if there is one, and 80 % for all others, within the target.
    """

    name: Name | None = None
    about: str = ""
    day: Day
    groups: dict[Name, GroupEntry] = {}
    agents: TableRef | list[AgentEntry] | None = None
    staff: TableRef | None = None
    shifts: TableRef | None = None
    absence: Annotated[list[AbsenceEntry], BeforeValidator(_absence)] = []
    lateness: Annotated[list[LatenessEntry], BeforeValidator(listed)] = []
    meetings: Annotated[list[MeetingEntry], BeforeValidator(listed)] = []
    speed: Speed | None = None
    answer_delay_s: Annotated[dict[str, Duration], BeforeValidator(_answer_delay)] = {}
    leavers: Literal["individual", "pooled"] = "individual"
    after_close: Literal["stay", "leave"] = "stay"
    target_s: PositiveDuration = 30.0
    goals: Annotated[list[GoalEntry], Field(min_length=1)] = []
    measures: MeasuresEntry = MeasuresEntry()


class SeenGroup(Model):
    """Agents seen in the records who are reported together: those who answered all of ``served``, nothing but ``only``.

    ``agents`` names them instead.
    """

    served: Names = []
    only: Names = []
    agents: Names = []
    pools: list[Name] | None = None


class AsSeen(Model):
    """Agents, their skills and their presence as the records of the day show them.

    A pause between two contacts is a break when it is longer than ``break_min``, or when after its first
    ``away_after_s`` somebody whom the agent might have served waited for longer than ``left_waiting_s``.
    """

    break_min: PositiveDuration = 20.0
    away_after_s: Duration = 180.0
    left_waiting_s: Duration | None = 30.0
    step_s: Annotated[int, Field(ge=1, le=3600)] = 10
    skills: dict[Name, Name] | None = None
    level: Level = 3
    least_contacts: Annotated[int, Field(ge=1)] = 1
    groups: Annotated[dict[Name, SeenGroup], Field(min_length=1)] = {"agents": SeenGroup()}


class StaffDocument(StaffPart):
    """The whole of a staff file, which stands beside the records of a day."""

    peakline: Literal["staff/1"]
    as_seen: AsSeen | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.as_seen is not None and (self.groups or self.agents or self.staff or self.shifts):
            raise ValueError(text("must not name groups, agents or staff beside as_seen"))
        if self.as_seen is not None and (self.absence or self.lateness or self.meetings):
            raise ValueError(text("must not have absence, lateness or meetings beside as_seen"))
        return self
