"""The file of a policy suite, key by key."""

# ruff: noqa: RUF012  (pydantic gives each model its own copy of a default)

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from routing.reading.validation import Model
from simulation.files.entry_types import Name, Names, PositiveDuration, Selector, Share, listed

LEAST_DAYS, MOST_DAYS = 40, 100_000
"""Of the budget: fewer days are too few for a look."""
MOST_SCENARIOS, MOST_GATES = 100, 200


class Chosen(Selector):
    """Which contacts a gate is about; ``each`` makes a gate of its own for every name of an axis."""

    queue: Names = []
    each: Literal["queue", "problem", "tier", "channel"] | None = None


class ServiceLevelGate(Chosen):
    """The service level under the new policy."""

    min: Share
    within_s: PositiveDuration | None = None


class AbandonedGate(Chosen):
    """The share of contacts abandoned under the new policy."""

    max: Share


class MeanWaitGate(Chosen):
    """The mean wait under the new policy."""

    max_s: PositiveDuration


class NotWorseGate(Chosen):
    """The paired difference from the base."""

    by: Annotated[float, Field(ge=0, le=1e6)]
    measure: Literal["service_level", "abandoned", "mean_wait_s"] = "service_level"


class MaxWaitGate(Chosen):
    """The longest wait of a day, or of a share of the contacts, under the new policy."""

    max_s: PositiveDuration
    quantile: Annotated[float, Field(gt=0, lt=1)] | None = None


class StarvationGate(Chosen):
    """Nobody waits for so long, or the policy bounds how long a ticket is overtaken."""

    max_s: PositiveDuration | None = None
    days: Annotated[float, Field(gt=0, lt=1)] = 0.05
    bounded: Literal[True] | None = None
    bound_s: Annotated[float, Field(ge=0, le=31_536_000)] | None = None


def _by(value: Any) -> Any:
    """``0.005`` in place of ``{by: 0.005}``."""
    return value if isinstance(value, dict) else {"by": value}


class GateEntry(Model):
    """One gate: exactly one of the keys."""

    service_level: ServiceLevelGate | None = None
    abandoned: AbandonedGate | None = None
    mean_wait: MeanWaitGate | None = None
    not_worse_by: Annotated[NotWorseGate, BeforeValidator(_by)] | None = None
    max_wait: MaxWaitGate | None = None
    starvation: StarvationGate | None = None


def _scenario(value: Any) -> Any:
    """A name in place of ``{scenario: name}``."""
    return {"scenario": value} if isinstance(value, str) else value


Changes = Annotated[list[Name], BeforeValidator(listed)]
"""One change such as ``arrivals.scale=1.1``, or a list of them."""
Gates = Annotated[list[GateEntry], Field(max_length=MOST_GATES)]
Rate = Annotated[float, Field(ge=1e-9, lt=0.5)]
"""An error; below the least, shared among the gates and looks, boundaries could not be reckoned (`looks`)."""


class ScenarioEntry(Model):
    """A scenario, what is changed in it, and gates of its own."""

    scenario: Name
    name: Name | None = None
    set: Changes = []
    gates: Gates = []


class SuiteDocument(Model):
    """The whole of a suite file."""

    peakline: Literal["policy-suite/1"]
    name: Name | None = None
    scenarios: Annotated[
        list[Annotated[ScenarioEntry, BeforeValidator(_scenario)]], Field(min_length=1, max_length=MOST_SCENARIOS)
    ]
    gates: Gates = []
    replications: Annotated[int, Field(ge=LEAST_DAYS, le=MOST_DAYS)] = 400
    seed: Annotated[int, Field(ge=0, le=2**64 - 1)] = 1
    false_fail: Rate = 0.001
    false_pass: Rate = 0.05
