"""What a policy file may say: its keys, with types, ranges and defaults.

``docs/reference/policy.md`` has them in words.

What no single key can say (unknown names, steps that do not widen, shadowed queues) stands in
:mod:`routing.policy_check`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from routing.messages import text
from routing.units import MONTH_S, seconds, thousandths
from routing.validation import Model

MAX_QUEUES = 256
MAX_STEPS = 32
MAX_BAND = 15
MAX_WAITING = 1_000_000

Term = Literal["pool_order", "level", "scarce_last", "least_loaded", "longest_idle", "round_robin"]


def _clean(name: str) -> str:
    if name != name.strip() or not name.isprintable():
        raise ValueError(text("must not have spaces around it or line breaks in it"))
    return name


def _different(names: list[str]) -> list[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(text("names {name} twice", name=name))
        seen.add(name)
    return names


def _listed(value: object) -> object:
    return value if isinstance(value, list | tuple) else [value]


Name = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_clean)]
Names = Annotated[list[Name], AfterValidator(_different)]
Some = Annotated[Names, Field(min_length=1), BeforeValidator(_listed)]
"""One name, or a list of at least one."""
Time = Annotated[int, seconds(0, MONTH_S)]
PositiveTime = Annotated[int, seconds(0, MONTH_S, above=True)]


class MatchFile(Model):
    problem: Some | None = None
    tier: Some | None = None
    channel: Some | None = None


class StepFile(Model):
    from_s: Time = 0
    skills: dict[Name, Annotated[int, Field(ge=1, le=5)]] = Field(default_factory=dict)
    pools: Names = Field(default_factory=list)
    prefer: Annotated[list[Term], Field(min_length=1), AfterValidator(_different)] | None = None


class OfferFile(Model):
    expires_s: PositiveTime | None = None
    decline_pause_s: Time = 30_000_000


class WrapUpFile(Model):
    fixed_s: PositiveTime | None = None
    capped_s: PositiveTime | None = None

    @model_validator(mode="after")
    def _is_one(self) -> WrapUpFile:
        if (self.fixed_s is None) == (self.capped_s is None):
            raise ValueError(text("must have one of fixed_s and capped_s"))
        return self


class QueueFile(Model):
    name: Name
    match: MatchFile = MatchFile()
    target_s: Time = 30_000_000
    head_start_s: Annotated[int, seconds(-MONTH_S, MONTH_S)] = 0
    ageing: Annotated[int, thousandths(0.001, 1000)] = 1000
    band: Annotated[int, Field(ge=0, le=MAX_BAND)] = 0
    promote_after_s: PositiveTime | None = None
    max_waiting: Annotated[int, Field(ge=0, le=MAX_WAITING)] | None = None
    offer: Literal["auto"] | OfferFile = "auto"
    wrap_up: Literal["manual", "none"] | WrapUpFile = "manual"
    never_relax: Names = Field(default_factory=list)
    steps: list[StepFile] = Field(default_factory=lambda: [StepFile()], min_length=1, max_length=MAX_STEPS)


class PoolFile(Model):
    queue_order: Names | None = None


class PolicyFile(Model):
    peakline: Literal["policy/1"] = "policy/1"
    name: Annotated[str, Field(max_length=200)] = ""
    problems: Annotated[Names, Field(min_length=1, max_length=256)]
    tiers: Annotated[Names, Field(min_length=1, max_length=64)]
    channels: Annotated[Names, Field(min_length=1, max_length=64)]
    skills: Names = Field(default_factory=list, max_length=256)
    pools: dict[Name, PoolFile | None] = Field(default_factory=dict, max_length=1024)
    order: Literal["credit", "due"] = "credit"
    queues: Annotated[list[QueueFile], Field(min_length=1, max_length=MAX_QUEUES)]
