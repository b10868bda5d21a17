"""The file of a tuning, key by key."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field

from routing.reading.validation import Model
from simulation.files.entry_types import Name, listed
from simulation.gates.suite_file import Chosen

MOST_PARAMETERS, MOST_VALUES = 60, 1000
LEAST_CHECK = 20
"""Days of the check that an interval needs."""

Number = Annotated[float, Field(ge=-1e9, le=1e9)]


def _values(value: Any) -> Any:
    """A list of values in place of ``{values: list}``."""
    return {"values": value} if isinstance(value, list) else value


class ParameterEntry(Model):
    """What a place of the policy may be: numbers from, to and by a step; or one of some values."""

    from_: Annotated[Number | None, Field(alias="from")] = None
    to: Number | None = None
    step: Annotated[float, Field(gt=0, le=1e9)] | None = None
    values: Annotated[list[Any], Field(min_length=2, max_length=MOST_VALUES)] | None = None


Weight = Annotated[float, Field(gt=0, le=1e6)]


class GoalsTerm(Model):
    """The least of what is reached beyond the scenario's goals, over goals and intervals."""

    weight: Weight = 1.0


class MeasuredTerm(Chosen):
    """A quantity of some contacts; with ``each`` that of the name for which it is worst."""

    weight: Weight = 1.0


class TermEntry(Model):
    """One term of the objective: exactly one of the keys."""

    goals: GoalsTerm | None = None
    service_level: MeasuredTerm | None = None
    abandoned: MeasuredTerm | None = None
    mean_wait: MeasuredTerm | None = None


class SearchDocument(Model):
    """What the files of all searches have: a name, what for, with how many days of which customers."""

    name: Name | None = None
    objective: Annotated[list[TermEntry], BeforeValidator(listed), Field(min_length=1, max_length=20)]
    replications: Annotated[int, Field(ge=4, le=10_000)] = 40
    check: Annotated[int, Field(ge=LEAST_CHECK, le=100_000)] = 200
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 1

    def title(self, file: str) -> str:
        """The name, for people; that of the file where it has none."""
        return self.name or FilePath(file).name.partition(".")[0]

    def with_options(self, **given: float | None) -> Self:
        """The document with the options of a command in place of its keys; None: as the file says."""
        return self.model_copy(update={key: value for key, value in given.items() if value is not None})


class TuningDocument(SearchDocument):
    """The whole of a tuning file."""

    peakline: Literal["tuning/1"]
    policy: Name
    suite: Name
    parameters: Annotated[
        dict[Name, Annotated[ParameterEntry, BeforeValidator(_values)]],
        Field(min_length=1, max_length=MOST_PARAMETERS),
    ]
    candidates: Annotated[int, Field(ge=1, le=100_000)] = 200
