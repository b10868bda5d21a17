"""The scenario file, key by key: what contacts and those who take them do."""

# ruff: noqa: RUF012  (pydantic gives each model its own copy of a default)

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from routing.reading.validation import Model
from simulation.files.arrival_entries import LawName
from simulation.files.entry_types import Duration, Label, Name, Names, PositiveDuration, Selector, Share
from simulation.files.time_entries import TimeLaw, WorkLaw


class InterruptionEntry(WorkLaw):
    """The share of talks that are interrupted once, and for how long; the first entry that admits a contact holds."""

    share: Share


class TransferEntry(WorkLaw):
    """The share of talks that end with a transfer to queue ``to``; the law is that of the talk there.

    With ``to_preferred`` it is to the contact's preferred agent, who takes it in that queue. ``reason`` says why.
    """

    share: Share
    to: Name
    to_preferred: bool = False
    reason: Name | None = None


class ConcurrencyEntry(Selector):
    """Talk time as a factor by the number of contacts that the agent talks to at once: one, two, three …

    The number is that of the moment of acceptance, or, ``shared``, the one at any time.
    """

    factors: Annotated[list[Annotated[float, Field(gt=0, le=100)]], Field(min_length=1, max_length=100)]
    mode: Literal["fixed", "shared"] = "fixed"


class CallbackEntry(Selector):
    """What customers do who are offered a callback, and how it goes."""

    accept: Share
    after_s: PositiveDuration
    window_s: PositiveDuration
    attempts: Annotated[int, Field(ge=1, le=10)] = 1
    reached: Share = 1.0
    ring_s: Duration = 30.0
    retry_s: PositiveDuration = 900.0


class RefusalEntry(Selector):
    """The share of offers of such contacts that agents decline."""

    share: Share


class NoAnswerEntry(RefusalEntry):
    """The share of offers that agents do not react to, and when those are back whom the queue takes off for it."""

    back_after_s: Duration = 300.0


class ByHandEntry(Selector):
    """The share of contacts that a supervisor gives to an agent of ``pool`` when they have waited so long."""

    share: Share
    after_s: PositiveDuration
    pool: Name


class OutageEntry(TimeLaw):
    """How often the connections of a group's agents fail in an hour at work, and for how long."""

    group: Names = []
    per_h: Annotated[float, Field(ge=0, le=60)]
    law: LawName


class LabelEntry(Model):
    """Labels of the contacts that ``when`` admits; of each label the first entry that sets it holds."""

    when: Selector = Selector()
    set: Annotated[dict[Name, Label], Field(min_length=1)]


class PreferredEntry(Model):
    """How many of the contacts that ``when`` admits have a preferred agent; the first such entry holds."""

    when: Selector = Selector()
    tie: Literal["last", "dedicated", "owner"]
    share: Share
    pool: Name | None = None


class ExcludedEntry(Model):
    """How many of the contacts that ``when`` admits will not be served by one agent; the first such entry holds."""

    when: Selector = Selector()
    share: Share
    pool: Name | None = None
