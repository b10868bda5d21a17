"""The scenario file, key by key: names, units, ranges and defaults.

One pydantic model per mapping of the file. Here stands what can be said of a key by itself; what keys mean to each
other (a group that does not exist, a table with a gap) is checked in :mod:`simulation.scenario`.
"""

# ruff: noqa: RUF012  (pydantic gives each model its own copy of a default)

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from routing.reading.validation import Model
from simulation.files.arrival_entries import Arrivals
from simulation.files.contact_entries import (
    ByHandEntry,
    CallbackEntry,
    ConcurrencyEntry,
    ExcludedEntry,
    InterruptionEntry,
    LabelEntry,
    NoAnswerEntry,
    OutageEntry,
    PreferredEntry,
    RefusalEntry,
    TransferEntry,
)
from simulation.files.customer_entries import AgainEntry, Balk, BotEntry, FormEntry, ResolutionEntry, SatisfactionEntry
from simulation.files.day_entries import DaysEntry
from simulation.files.entry_types import Name, Spans, listed
from simulation.files.goal_entries import DeadlineEntry, TargetEntry
from simulation.files.staff_entries import CallInEntry, OvertimeEntry
from simulation.files.staff_file_keys import StaffPart
from simulation.files.time_entries import HandlingLaw, PatienceLaw


def _balking(value: Any) -> Any:
    return [{"probability": value}] if isinstance(value, int | float) else listed(value)


class Stationary(Model):
    """The day is repeated without a break: ``warm_up`` times, which do not count, then ``batches`` times."""

    warm_up: Annotated[int, Field(ge=0, le=1000)] = 1
    batches: Annotated[int, Field(ge=10, le=1000)] = 20


class ScenarioDocument(StaffPart):
    """The whole of a scenario file."""

    peakline: Literal["scenario/1"]
    policy: str | dict[str, Any]
    days: DaysEntry | None = None
    arrivals: Arrivals
    service: Annotated[list[HandlingLaw], BeforeValidator(listed), Field(min_length=1)]
    wrap_up: Annotated[list[HandlingLaw], BeforeValidator(listed)] = []
    patience: Annotated[list[PatienceLaw], BeforeValidator(listed)] = []
    balking: Annotated[list[Balk], BeforeValidator(_balking)] = []
    labels: Annotated[list[LabelEntry], BeforeValidator(listed)] = []
    preferred: Annotated[list[PreferredEntry], BeforeValidator(listed)] = []
    holds: Annotated[list[InterruptionEntry], BeforeValidator(listed)] = []
    silences: Annotated[list[InterruptionEntry], BeforeValidator(listed)] = []
    transfers: Annotated[list[TransferEntry], BeforeValidator(listed)] = []
    concurrency: Annotated[list[ConcurrencyEntry], BeforeValidator(listed)] = []
    callbacks: Annotated[list[CallbackEntry], BeforeValidator(listed)] = []
    bot: Annotated[list[BotEntry], BeforeValidator(listed)] = []
    form: Annotated[list[FormEntry], BeforeValidator(listed)] = []
    resolution: Annotated[list[ResolutionEntry], BeforeValidator(listed)] = []
    satisfaction: Annotated[list[SatisfactionEntry], BeforeValidator(listed)] = []
    redials: Annotated[list[AgainEntry], BeforeValidator(listed)] = []
    recontacts: Annotated[list[AgainEntry], BeforeValidator(listed)] = []
    declines: Annotated[list[RefusalEntry], BeforeValidator(listed)] = []
    no_answers: Annotated[list[NoAnswerEntry], BeforeValidator(listed)] = []
    hours: dict[Name, Spans] = {}
    call_in: dict[Name, CallInEntry] = {}
    overtime: Annotated[list[OvertimeEntry], BeforeValidator(listed)] = []
    agent_outages: Annotated[list[OutageEntry], BeforeValidator(listed)] = []
    by_hand: Annotated[list[ByHandEntry], BeforeValidator(listed)] = []
    excluded: Annotated[list[ExcludedEntry], BeforeValidator(listed)] = []
    stationary: Stationary | None = None
    targets_s: Annotated[list[TargetEntry], BeforeValidator(listed)] = []
    deadlines: Annotated[list[DeadlineEntry], BeforeValidator(listed)] = []
