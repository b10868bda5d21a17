"""The scenario file, key by key: names, units, ranges and defaults.

One pydantic model per mapping of the file. Here stands what can be said of a key by itself; what keys mean to each
other (a group that does not exist, a table with a gap) is checked in :mod:`simulation.scenario`.
"""

# ruff: noqa: RUF012  (pydantic gives each model its own copy of a default)

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, model_validator

from routing.reading.units import MONTH_S
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


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _listed_alone(value: list[str]) -> list[list[str]]:
    return [value]


Names = Annotated[list[Name], BeforeValidator(_listed), Field(min_length=1)]
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


Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class ScaleEntry(Selector):
    """Arrivals times ``scale``; the first entry that admits a contact holds."""

    scale: Factor


def _scales(value: Any) -> Any:
    return [{"scale": value}] if isinstance(value, int | float) else _listed(value)


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
    weekend: list[Weekday] | None = None
    holidays: list[DateText] = []
    workdays: list[DateText] = []


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


class DeadlineEntry(Selector):
    """What the contacts that the entry admits were promised."""

    name: Name
    within_s: PositiveDuration | None = None
    within_working_h: Annotated[float, Field(gt=0, le=10_000)] | None = None
    within_working_days: Annotated[int, Field(ge=1, le=1000)] | None = None
    hours: Spans | None = None
    of: Literal["answer", "completion"] = "answer"


class SharesWhen(Model):
    """The shares of an axis for the contacts that ``when`` admits."""

    when: Selector = Selector()
    shares: Annotated[dict[Name, Weight], Field(min_length=1)]


def _shares(value: Any) -> Any:
    return value if isinstance(value, list) else [{"shares": value}]


Axis = Annotated[list[SharesWhen], BeforeValidator(_shares), Field(min_length=1)]
"""Shares by name, or a list of {when, shares}; they are normalised, so 40, 35, 20, 10, 5 will do."""


class Mix(Model):
    """How contacts divide; an axis with a single name in the policy may be left out."""

    problem: Axis | None = None
    tier: Axis | None = None
    channel: Axis | None = None


class RateEntry(Model):
    """Contacts of one kind; an axis that is not named divides by the mix."""

    problem: Name | None = None
    tier: Name | None = None
    channel: Name | None = None
    per_interval: Volumes | None = None
    per_h: Volumes | None = None
    mix: Mix | None = None


class Surge(Selector):
    """Arrivals times up to ``factor``: a straight rise from ``start`` to ``peak``, the same ``until`` then, a decay.

    With ``half_life_min`` the excess halves in that time, and is over at ``ends`` if that is given; with ``ends`` alone
    it falls in a straight line.
    """

    start: Clock
    peak: Clock
    until: Clock | None = None
    factor: Factor
    half_life_min: PositiveDuration | None = None
    ends: Clock | None = None
    dates: list[DateText] | None = None


class Outage(Selector):
    """Customers who cannot get through from ``start`` to ``ends``: a ``share`` of them, of whom ``returns`` come later.

    After the end half of those who come have come within ``half_life_min``, half of the rest within as long again.
    """

    start: Clock
    ends: Clock
    share: Share = 1.0
    returns: Share = 0.0
    half_life_min: PositiveDuration = 15.0
    dates: list[DateText] | None = None


class FactorEntry(Selector):
    """A random factor of arrivals: gamma, of mean 1; one for the ``day``, or one for each ``interval``."""

    cv: Annotated[float, Field(ge=0.001, le=3)]
    each: Literal["day", "interval"] = "day"
    correlation: Annotated[float, Field(ge=0, lt=1)] = 0.0


class Surges(Model):
    """Arrivals multiplied, all day or for a while."""

    scale: Factor = 1.0
    slice_min: Annotated[int, Field(ge=1, le=MAX_INTERVAL_MIN)] | None = None
    surges: dict[Name, Surge] = {}


class ArrivalsDocument(Model):
    """The whole of a file that says what is laid on top of a recorded day."""

    peakline: Literal["arrivals/1"]
    arrivals: Surges


class Arrivals(Surges):
    """What comes: totals divided by a mix, rates by kind, a table, or several of these together."""

    per_interval: Volumes | None = None
    per_h: Volumes | None = None
    volumes: TableRef | None = None
    rates: list[RateEntry] = []
    mix: Mix = Mix()
    day_factor_cv: Annotated[float, Field(ge=0, le=3)] = 0.0
    outages: dict[Name, Outage] = {}
    factors: dict[Name, FactorEntry] = {}


LawName = Literal["exponential", "lognormal", "gamma", "weibull", "deterministic", "empirical"]
PatienceName = Literal["never", "exponential", "lognormal", "gamma", "weibull", "deterministic", "empirical"]


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


def _levels(value: dict[int, float]) -> dict[int, float]:
    for level in value:
        if not 1 <= level <= 5:
            raise ValueError(text("levels are whole numbers from 1 to 5; there is {level}", level=level))
    return value


def _hours(value: list[str]) -> list[str]:
    if len(value) != 2 or value[0] == value[1]:
        raise ValueError(text('must be two times of day, from and to, such as ["08:00", "20:00"]'))
    return value


class BotEntry(WorkLaw):
    """The bot that ``share`` of the contacts meet first, which is enough for ``contained`` of these.

    The law is that of the time with it; ``hand_over`` multiplies the handling time of those who come on.
    """

    share: Share = 1.0
    contained: Share
    hand_over: Annotated[float, Field(ge=0, le=10)] = 1.0
    hours: Annotated[list[Annotated[list[Clock], AfterValidator(_hours)]], Field(min_length=1)] | None = None


class FormEntry(Selector):
    """The share of customers who have filled in a form when they have waited ``after_s``, and what it saves."""

    share: Share
    after_s: PositiveDuration
    factor: Annotated[float, Field(ge=0, le=10)]


class ResolutionEntry(Selector):
    """The share of contacts whose matter is solved by the last agent who talks to them, by that agent's level.

    ``share`` is that of agents without the skill, and of levels that ``levels`` does not name; ``knowledge`` multiplies
    all of them.
    """

    share: Share
    levels: Annotated[dict[int, Share], AfterValidator(_levels)] = {}
    knowledge: Annotated[float, Field(ge=0, le=10)] = 1.0


class AgainEntry(WorkLaw):
    """The share of customers who come again, at most ``most`` times in a row, after a time of this law."""

    share: Share
    most: Annotated[int, Field(ge=1, le=20)] = 3


class ConcurrencyEntry(Selector):
    """Talk time as a factor by the number of contacts that the agent talks to at once: one, two, three …"""

    factors: Annotated[list[Annotated[float, Field(gt=0, le=100)]], Field(min_length=1, max_length=100)]


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


def _ascending(value: list[float]) -> list[float]:
    if any(after <= before for before, after in pairwise(value)):
        raise ValueError(text("must be in ascending order, each number once"))
    return value


class Announced(Model):
    """Told a likely wait of at least ``ewt_s``, so many leave."""

    ewt_s: Annotated[list[Duration], Field(min_length=1), AfterValidator(_ascending)]
    probability: Annotated[list[Share], Field(min_length=1)]

    @model_validator(mode="after")
    def _one_each(self) -> Self:
        if len(self.ewt_s) != len(self.probability):
            raise ValueError(text("ewt_s and probability must have as many numbers as each other"))
        return self


class Length(Model):
    """With at least ``waiting`` in the queue, so many leave."""

    waiting: Annotated[list[Heads], Field(min_length=1), AfterValidator(_ascending)]
    probability: Annotated[list[Share], Field(min_length=1)]

    @model_validator(mode="after")
    def _one_each(self) -> Self:
        if len(self.waiting) != len(self.probability):
            raise ValueError(text("waiting and probability must have as many numbers as each other"))
        return self


class Balk(Arriving):
    """The probability that a customer leaves at once when nobody is free, whatever the queue or by what it hears of it.

    Beside ``announced``, ``probability`` is that of customers to whom no wait can be announced yet.
    """

    probability: Share | None = None
    announced: Announced | None = None
    length: Length | None = None

    @model_validator(mode="after")
    def _one_rule(self) -> Self:
        if self.probability is None and self.announced is None and self.length is None:
            raise ValueError(text("must have one of the keys probability, announced and length"))
        if self.length is not None and (self.probability is not None or self.announced is not None):
            raise ValueError(text("must not name probability or announced beside length"))
        return self


class WaitFactors(Model):
    """What a wait does to satisfaction: a factor after so many seconds, straight lines between."""

    after_s: Annotated[list[Duration], Field(min_length=1), AfterValidator(_ascending)]
    factors: Annotated[list[Share], Field(min_length=1)]

    @model_validator(mode="after")
    def _one_each(self) -> Self:
        if len(self.after_s) != len(self.factors):
            raise ValueError(text("after_s and factors must have as many numbers as each other"))
        return self


class SatisfactionEntry(Selector):
    """The share of satisfied customers, by resolution, wait, transfers and further contacts."""

    solved: Share
    unsolved: Share
    left: Share
    bot: Share | None = None
    wait: WaitFactors | None = None
    transfer: Share = 1.0
    again: Share = 1.0


def _balking(value: Any) -> Any:
    return [{"probability": value}] if isinstance(value, int | float) else _listed(value)


def _label_value(value: Any) -> Any:
    is_label = isinstance(value, str | int)  # true is an int
    if not is_label:
        raise ValueError(text("must be text, a whole number, or true or false"))
    return value


Label = Annotated[Any, AfterValidator(_label_value)]
"""What a label says; the policy says of which type it must be."""


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


class Speed(Model):
    """Handling time by the agent's level, as a factor of the contact's own work.

    ``skill`` names, per problem, the skill whose level counts; where it is left out, the skill of the problem's own
    name. ``without`` is the factor of an agent who lacks it; where it is left out, the one of the lowest level named.
    """

    levels: Annotated[dict[int, Annotated[float, Field(gt=0, le=100)]], Field(min_length=1), AfterValidator(_levels)]
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
    breaks: Annotated[list[BreakEntry], BeforeValidator(_listed)] = []
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


def _absence(value: Any) -> Any:
    return [{"share": value}] if isinstance(value, int | float) else _listed(value)


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
    shifts: Annotated[list[ShiftEntry], BeforeValidator(_listed), Field(min_length=1)] | None = None


class AgentEntry(AgentTerms):
    """A named agent."""

    id: Name
    group: Name
    shift: Name | None = None
    skills: dict[Name, Level] = {}
    pools: list[Name] | None = None


def _answer_delay(value: Any) -> Any:
    return {"": value} if isinstance(value, int | float) else value


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
    lateness: Annotated[list[LatenessEntry], BeforeValidator(_listed)] = []
    meetings: Annotated[list[MeetingEntry], BeforeValidator(_listed)] = []
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
    service: Annotated[list[HandlingLaw], BeforeValidator(_listed), Field(min_length=1)]
    wrap_up: Annotated[list[HandlingLaw], BeforeValidator(_listed)] = []
    patience: Annotated[list[PatienceLaw], BeforeValidator(_listed)] = []
    balking: Annotated[list[Balk], BeforeValidator(_balking)] = []
    labels: Annotated[list[LabelEntry], BeforeValidator(_listed)] = []
    preferred: Annotated[list[PreferredEntry], BeforeValidator(_listed)] = []
    holds: Annotated[list[InterruptionEntry], BeforeValidator(_listed)] = []
    silences: Annotated[list[InterruptionEntry], BeforeValidator(_listed)] = []
    transfers: Annotated[list[TransferEntry], BeforeValidator(_listed)] = []
    concurrency: Annotated[list[ConcurrencyEntry], BeforeValidator(_listed)] = []
    callbacks: Annotated[list[CallbackEntry], BeforeValidator(_listed)] = []
    bot: Annotated[list[BotEntry], BeforeValidator(_listed)] = []
    form: Annotated[list[FormEntry], BeforeValidator(_listed)] = []
    resolution: Annotated[list[ResolutionEntry], BeforeValidator(_listed)] = []
    satisfaction: Annotated[list[SatisfactionEntry], BeforeValidator(_listed)] = []
    redials: Annotated[list[AgainEntry], BeforeValidator(_listed)] = []
    recontacts: Annotated[list[AgainEntry], BeforeValidator(_listed)] = []
    declines: Annotated[list[RefusalEntry], BeforeValidator(_listed)] = []
    no_answers: Annotated[list[NoAnswerEntry], BeforeValidator(_listed)] = []
    hours: dict[Name, Spans] = {}
    call_in: dict[Name, CallInEntry] = {}
    overtime: Annotated[list[OvertimeEntry], BeforeValidator(_listed)] = []
    agent_outages: Annotated[list[OutageEntry], BeforeValidator(_listed)] = []
    by_hand: Annotated[list[ByHandEntry], BeforeValidator(_listed)] = []
    excluded: Annotated[list[ExcludedEntry], BeforeValidator(_listed)] = []
    stationary: Stationary | None = None
    targets_s: Annotated[list[TargetEntry], BeforeValidator(_listed)] = []
    deadlines: Annotated[list[DeadlineEntry], BeforeValidator(_listed)] = []
