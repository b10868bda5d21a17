"""What a policy file may say: its keys, with types, ranges and defaults.

``docs/reference/policy.md`` has them in words.

What no single key can say (unknown names, steps that do not widen, shadowed queues) stands in
:mod:`routing.policies.policy_check`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from routing.reading.units import MONTH_S, seconds, thousandths
from routing.reading.validation import Model
from routing.words.messages import text
from routing.words.shown import code_of, shown

MAX_NAME = 64
MAX_QUEUES = 256
MAX_STEPS = 32
MAX_BAND = 15
MAX_WAITING = 1_000_000
MAX_LABELS = 64
MAX_UNITS = 100
"""The capacity of an agent, the cost of a channel."""
MAX_RESERVATIONS = 62
"""The kernel keeps a bit for each in one number."""
MAX_KEPT_FREE = 10_000
MAX_EXPIRIES = 100
MAX_OVERFLOW = 16
MAX_NAME = 64

Term = Literal["pool_order", "level", "scarce_last", "least_loaded", "longest_idle", "round_robin"]
TypeOfLabel = Literal["text", "number", "yes_no"]


def name_rule(name: str) -> str | None:
    """The rule of names, as a phrase, that ``name`` breaks; None: it is a name."""
    if len(name) > MAX_NAME:
        return text("must have at most {limit} characters", limit=MAX_NAME)
    if name != name.strip() or len(name.splitlines()) > 1:
        return text("must not have spaces around it or line breaks in it")
    unseen = next((character for character in name if not character.isprintable()), None)
    return None if unseen is None else text("must not have the invisible character {code} in it", code=code_of(unseen))


def _clean(name: str) -> str:
    broken = name_rule(name)
    if broken is not None:
        raise ValueError(broken)
    return name


def _different(names: list[Any]) -> list[Any]:
    seen: set[tuple[type, object]] = set()
    for name in names:
        if (type(name), name) in seen:  # true is not 1 here
            raise ValueError(text("names {name} twice", name=shown(name)))
        seen.add((type(name), name))
    return names


def _listed(value: object) -> object:
    return value if isinstance(value, list | tuple) else [value]


def _label_value(value: object) -> object:
    if not isinstance(value, str | int):  # a bool is an int
        raise ValueError(text("must be text, a whole number, or true or false"))  # noqa: TRY004  (a finding)
    return value


def _spelled_out(value: object) -> object:
    """A value alone means that the label has it, a list that it has one of them."""
    if isinstance(value, Mapping):
        return value
    return {"in": value} if isinstance(value, list) else {"eq": value}


Name = Annotated[str, Field(min_length=1, max_length=MAX_NAME), AfterValidator(_clean)]
Names = Annotated[list[Name], AfterValidator(_different)]
Some = Annotated[Names, Field(min_length=1), BeforeValidator(_listed)]
"""One name, or a list of at least one."""
Time = Annotated[int, seconds(0, MONTH_S)]
PositiveTime = Annotated[int, seconds(0, MONTH_S, above=True)]
Count = Annotated[int, Field(ge=1, le=MAX_WAITING)]
Value = Annotated[str | int | bool, BeforeValidator(_label_value)]


class ConditionFile(Model):
    """Which of the keys are stated, ``model_fields_set`` says."""

    eq: Value = ""
    ne: Value = ""
    lt: Value = ""
    le: Value = ""
    gt: Value = ""
    ge: Value = ""
    one_of: Annotated[list[Value], Field(min_length=1, max_length=256), AfterValidator(_different)] = Field(
        default_factory=list, alias="in"
    )

    @model_validator(mode="after")
    def _says_something(self) -> ConditionFile:
        if not self.model_fields_set:
            raise ValueError(text("must have at least one of {keys}", keys="eq, ne, lt, le, gt, ge, in"))
        return self


Conditions = dict[Name, Annotated[ConditionFile, BeforeValidator(_spelled_out)]]


class MatchFile(Model):
    problem: Some | None = None
    tier: Some | None = None
    channel: Some | None = None
    labels: Conditions = Field(default_factory=dict)


class StepFile(Model):
    from_s: Time = 0
    skills: dict[Name, Annotated[int, Field(ge=1, le=5)]] = Field(default_factory=dict)
    labels: Conditions = Field(default_factory=dict)
    pools: Annotated[Names, Field(min_length=1)] = Field(default_factory=list)
    prefer: Annotated[list[Term], Field(min_length=1), AfterValidator(_different)] | None = None
    only_if_absent: bool = False


class OfferFile(Model):
    accept: Literal["manual", "auto"] = "manual"
    expires_s: PositiveTime | None = None
    decline_pause_s: Time = 30_000_000
    on_expiry: Literal["stay", "break", "offline"] = "stay"
    expiry_limit: Annotated[int, Field(ge=1, le=MAX_EXPIRIES)] = 1


class WrapUpFile(Model):
    fixed_s: PositiveTime | None = None
    capped_s: PositiveTime | None = None

    @model_validator(mode="after")
    def _is_one(self) -> WrapUpFile:
        if (self.fixed_s is None) == (self.capped_s is None):
            raise ValueError(text("must have one of fixed_s and capped_s"))
        return self


class PreferredFile(Model):
    last_s: Time = 0
    dedicated_s: Time = 0
    owner_s: Time = 0


class WhenFile(Model):
    waiting: Count | None = None
    until: Annotated[int, Field(ge=0, le=MAX_WAITING)] | None = None
    ewt_s: PositiveTime | None = None
    until_s: Time | None = None
    waited_s: PositiveTime | None = None

    @model_validator(mode="after")
    def _is_one(self) -> WhenFile:
        if sum(value is not None for value in (self.waiting, self.ewt_s, self.waited_s)) != 1:
            raise ValueError(text("must have one of {keys}", keys="waiting, ewt_s, waited_s"))
        if self.until is not None and self.waiting is None:
            raise ValueError(text("until goes with waiting"))
        if self.until_s is not None and self.ewt_s is None:
            raise ValueError(text("until_s goes with ewt_s"))
        return self


class ToFile(Model):
    queue: Name


class OverflowFile(Model):
    when: Literal["closed", "nobody_on_shift"] | WhenFile
    to: Literal["callback", "bot", "message"] | ToFile


class QueueFile(Model):
    name: Name
    match: MatchFile = MatchFile()
    target_s: Time = 30_000_000
    head_start_s: Annotated[int, seconds(-MONTH_S, MONTH_S)] = 0
    ageing: Annotated[int, thousandths(0.001, 1000)] = 1000
    band: Annotated[int, Field(ge=0, le=MAX_BAND)] = 0
    promote_after_s: PositiveTime | None = None
    max_waiting: Annotated[int, Field(ge=0, le=MAX_WAITING)] | None = None
    gather_after_s: PositiveTime | None = None
    announce_wait: bool = True
    offer: Literal["auto"] | OfferFile = "auto"
    preferred: PreferredFile = PreferredFile()
    wrap_up: Literal["manual", "none"] | WrapUpFile = "manual"
    overflow: Annotated[list[OverflowFile], Field(max_length=MAX_OVERFLOW)] = Field(default_factory=list)
    never_relax: Names = Field(default_factory=list)
    steps: list[StepFile] = Field(default_factory=lambda: [StepFile()], min_length=1, max_length=MAX_STEPS)


class ChannelFile(Model):
    units: Annotated[int, Field(ge=1, le=MAX_UNITS)] = 1


class PoolFile(Model):
    queue_order: Names | None = None
    delay_s: dict[Name, Time] | None = None


class LiftFile(Model):
    waiting: Count | None = None
    until: Annotated[int, Field(ge=0, le=MAX_WAITING)] | None = None
    after_s: PositiveTime | None = None

    @model_validator(mode="after")
    def _says_when(self) -> LiftFile:
        if self.waiting is None and self.after_s is None:
            raise ValueError(text("must have at least one of {keys}", keys="waiting, after_s"))
        if self.until is not None and self.waiting is None:
            raise ValueError(text("until goes with waiting"))
        return self


class ReservationFile(Model):
    pool: Name
    keep_free: Annotated[int, Field(ge=1, le=MAX_KEPT_FREE)]
    queues: Some = Field(alias="for")
    lift: LiftFile | None = None


class PolicyFile(Model):
    peakline: Literal["policy/1"] = "policy/1"
    name: Annotated[str, Field(max_length=200)] = ""
    problems: Annotated[Names, Field(min_length=1, max_length=256)]
    tiers: Annotated[Names, Field(min_length=1, max_length=64)]
    channels: (
        Annotated[Names, Field(min_length=1, max_length=64)]
        | Annotated[dict[Name, ChannelFile | None], Field(min_length=1, max_length=64)]
    )
    skills: Names = Field(default_factory=list, max_length=256)
    labels: dict[Name, TypeOfLabel] = Field(default_factory=dict, max_length=MAX_LABELS)
    pools: dict[Name, PoolFile | None] = Field(default_factory=dict, max_length=1024)
    reservations: Annotated[list[ReservationFile], Field(max_length=MAX_RESERVATIONS)] = Field(default_factory=list)
    order: Literal["credit", "due"] = "credit"
    queues: Annotated[list[QueueFile], Field(min_length=1, max_length=MAX_QUEUES)]
