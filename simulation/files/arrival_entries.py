"""The scenario file, key by key: what comes."""

# ruff: noqa: RUF012  (pydantic gives each model its own copy of a default)

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from routing.reading.validation import Model
from simulation.files.entry_types import (
    MAX_INTERVAL_MIN,
    Clock,
    DateText,
    Factor,
    Name,
    PositiveDuration,
    Selector,
    Share,
    TableRef,
    Volumes,
    Weight,
    listed,
)


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
    dates: Annotated[list[DateText], BeforeValidator(listed), Field(min_length=1)] | None = None


class Outage(Selector):
    """Customers who cannot get through from ``start`` to ``ends``: a ``share`` of them, of whom ``returns`` come later.

    After the end half of those who come have come within ``half_life_min``, half of the rest within as long again.
    """

    start: Clock
    ends: Clock
    share: Share = 1.0
    returns: Share = 0.0
    half_life_min: PositiveDuration = 15.0
    dates: Annotated[list[DateText], BeforeValidator(listed), Field(min_length=1)] | None = None


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
