"""The scenario file, key by key: what customers do."""

# ruff: noqa: RUF012  (pydantic gives each model its own copy of a default)

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from routing.reading.validation import Model
from routing.words.messages import text
from simulation.files.entry_types import (
    Arriving,
    Clock,
    Duration,
    Heads,
    PositiveDuration,
    Selector,
    Share,
    ascending,
    known_levels,
)
from simulation.files.time_entries import WorkLaw


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
    levels: Annotated[dict[int, Share], AfterValidator(known_levels)] = {}
    knowledge: Annotated[float, Field(ge=0, le=10)] = 1.0


class AgainEntry(WorkLaw):
    """The share of customers who come again, at most ``most`` times in a row, after a time of this law."""

    share: Share
    most: Annotated[int, Field(ge=1, le=20)] = 3


class Announced(Model):
    """Told a likely wait of at least ``ewt_s``, so many leave."""

    ewt_s: Annotated[list[Duration], Field(min_length=1), AfterValidator(ascending)]
    probability: Annotated[list[Share], Field(min_length=1)]

    @model_validator(mode="after")
    def _one_each(self) -> Self:
        if len(self.ewt_s) != len(self.probability):
            raise ValueError(text("ewt_s and probability must have as many numbers as each other"))
        return self


class Length(Model):
    """With at least ``waiting`` in the queue, so many leave."""

    waiting: Annotated[list[Heads], Field(min_length=1), AfterValidator(ascending)]
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

    after_s: Annotated[list[Duration], Field(min_length=1), AfterValidator(ascending)]
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
