"""The map file, key by key: which column of a table of contact records is what, and in which unit.

One pydantic model per mapping of the file; :func:`load_map` reads one.
"""

# ruff: noqa: RUF012  (pydantic gives each model its own copy of a default)

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from routing.reading.document import Document, read_document
from routing.reading.validation import Model, validate
from routing.words.messages import text
from simulation.files.entry_types import Duration, Name, PositiveDuration
from simulation.staff.staff_file import require_header

HEADER = "map/1"
"""What stands under the key ``peakline`` of a map file of this version."""

MICROSECONDS = {"us": 1, "ms": 1_000, "s": 1_000_000, "min": 60_000_000, "h": 3_600_000_000}
"""The units of times and what they are in microseconds."""

Unit = Literal["us", "ms", "s", "min", "h"]
Scalar = str | int | float
"""A value of a cell: a number is compared as a number, text as text; "" is an empty cell."""


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


Scalars = Annotated[list[Scalar], BeforeValidator(_listed)]
Columns = Annotated[list[Name], Field(min_length=1)]


class Test(Model):
    """What a cell must be: one of ``equals``, and within all limits given."""

    __test__ = False  # not one of pytest's

    equals: Scalars = []
    above: float | None = None
    at_least: float | None = None
    below: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.equals and self.limits() == {}:
            raise ValueError(text("must say a value, or above, at_least, below or at_most"))
        return self

    def limits(self) -> dict[str, float]:
        """The limits given, by name."""
        named = {"above": self.above, "at_least": self.at_least, "below": self.below, "at_most": self.at_most}
        return {name: limit for name, limit in named.items() if limit is not None}


def _test(value: Any) -> Any:
    return value if isinstance(value, dict) else {"equals": value}


Conditions = Annotated[dict[Name, Annotated[Test, BeforeValidator(_test)]], Field(min_length=1)]
"""Column to what its cell must be; all must hold."""


def _one_of(**given: object) -> None:
    """Refuse none and several of alternatives."""
    if sum(value is not None for value in given.values()) != 1:
        raise ValueError(text("must say exactly one of: {names}", names=", ".join(given)))


class Source(Model):
    """The column that something stands in."""

    column: Name | None = None
    """One column …"""
    sum: Columns | None = None
    """… or the sum of several …"""
    first_of: Columns | None = None
    """… or the first of several that is not none."""
    unit: Unit = "s"
    none: Scalars = []
    """Values that mean that there is none."""

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        _one_of(column=self.column, sum=self.sum, first_of=self.first_of)
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it is read from."""
        return tuple(self.sum or self.first_of or [self.column or ""])


def _source(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


class TimeSource(Source):
    """A moment: so long after midnight of the day, or a date and time in a format."""

    format: Name | None = None
    """As for Python's strptime: ``%Y-%m-%d %H:%M:%S``."""


Span = Annotated[Source, BeforeValidator(_source)]
Moment = Annotated[TimeSource, BeforeValidator(_source)]


class WrapUp(Model):
    """The agent's work after the contact: recorded, or inferred from the pauses while somebody waited."""

    column: Name | None = None
    sum: Columns | None = None
    first_of: Columns | None = None
    unit: Unit = "s"
    none: Scalars = []
    inferred_up_to_s: PositiveDuration | None = None
    """A longer pause was none after the contact: the agent was away."""

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        _one_of(column=self.column, sum=self.sum, first_of=self.first_of, inferred_up_to_s=self.inferred_up_to_s)
        return self

    @property
    def recorded(self) -> Source | None:
        """Where it stands; None: it is inferred."""
        if self.inferred_up_to_s is not None:
            return None
        return Source(column=self.column, sum=self.sum, first_of=self.first_of, unit=self.unit, none=self.none)


class DayColumn(Model):
    """The column with the date of the day that times of day are of."""

    column: Name
    format: Name | None = None
    """As for Python's strptime: ``%Y%m%d``; without it, the cell begins with the date as 1999-02-10."""


class Outcome(Model):
    """How a contact ended: by the values of a column, or answered where conditions hold and else abandoned."""

    column: Name | None = None
    answered: Scalars = []
    abandoned: Scalars = []
    ignored: Scalars = []
    answered_when: Conditions | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        _one_of(column=self.column, answered_when=self.answered_when)
        if self.column is not None and not self.answered:
            raise ValueError(text("must say which values mean answered"))
        return self


class Label(Model):
    """A problem, tier or channel: the same for all, or by a column."""

    always: Name | None = None
    column: Name | None = None
    values: dict[str | int, Name] = {}
    """Cell to name; without it the cells hold the policy's names themselves."""
    otherwise: Name | None = None
    """The name for all other cells; without it, another cell is an error."""
    unknown: Conditions | None = None
    """Where the column says nothing: the label is then drawn from those of the same problem."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        _one_of(always=self.always, column=self.column)
        return self


def _label(value: Any) -> Any:
    return {"always": value} if isinstance(value, str) else value


class Id(Model):
    """Who a customer or agent is."""

    column: Name
    none: Scalars = [""]


class LeaveOut(Model):
    """Contacts that were never offered to a human, or cannot be believed."""

    when: Conditions
    because: Name


class Patience(Model):
    """The law from which the patience of those is drawn who were answered before it ended."""

    law: Literal["kaplan_meier", "exponential", "never"] = "kaplan_meier"
    by: Literal["all", "problem"] = "all"


class Imputed(Model):
    """How what was not recorded is made up."""

    patience: Patience = Patience()


class FileFormat(Model):
    """What the name of the file does not say about it."""

    sheet: Name | None = None
    separator: Literal[",", ";", "\t", "|"] = ","


class MapDocument(Model):
    """The whole of a map file."""

    peakline: Literal["map/1"]
    name: Name | None = None
    about: str = ""
    file: FileFormat = FileFormat()
    day: Annotated[DayColumn, BeforeValidator(_source)] | None = None
    enters: Moment
    wait: Span | None = None
    leaves: Moment | None = None
    work: Span | None = None
    ends: Moment | None = None
    wrap_up: Annotated[WrapUp, BeforeValidator(_source)] | None = None
    outcome: Outcome
    problem: Annotated[Label, BeforeValidator(_label)] | None = None
    tier: Annotated[Label, BeforeValidator(_label)] | None = None
    channel: Annotated[Label, BeforeValidator(_label)] | None = None
    customer: Annotated[Id, BeforeValidator(_source)] | None = None
    agent: Annotated[Id, BeforeValidator(_source)] | None = None
    leave_out: list[LeaveOut] = []
    imputed: Imputed = Imputed()
    longest_s: Duration = 86_400
    """A wait or a time in service that is longer is a mistake."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        _one_of(wait=self.wait, leaves=self.leaves)
        _one_of(work=self.work, ends=self.ends)
        return self


def load_map(path: str | os.PathLike[str]) -> tuple[Document, MapDocument]:
    """Read a map file: the document, for places in messages, and what it says.

    Raises
    ------
    InputError
        When it is wrong.
    """
    document = read_document(path)
    require_header(document, HEADER)
    return document, validate(document, MapDocument)


def columns_of(entry: MapDocument) -> tuple[str, ...]:
    """Every column that a map names, once."""

    def named() -> Iterator[str]:
        if entry.day is not None:
            yield entry.day.column
        wrap_up = None if entry.wrap_up is None else entry.wrap_up.recorded
        for source in (entry.enters, entry.wait, entry.leaves, entry.work, entry.ends, wrap_up):
            if source is not None:
                yield from source.columns
        if entry.outcome.column is not None:
            yield entry.outcome.column
        yield from entry.outcome.answered_when or ()
        for label in (entry.problem, entry.tier, entry.channel):
            if label is not None and label.column is not None:
                yield label.column
                yield from label.unknown or ()
        for one in (entry.customer, entry.agent):
            if one is not None:
                yield one.column
        for left_out in entry.leave_out:
            yield from left_out.when

    return tuple(dict.fromkeys(named()))
