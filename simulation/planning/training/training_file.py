"""The file of a training, key by key."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from routing.reading.validation import Model
from simulation.files.entry_types import Level, Name, Share, listed
from simulation.planning.tuning.tuning_file import LEAST_CHECK, TermEntry

MOST_COURSES = 30


class CourseEntry(Model):
    """What some agents of a group may be trained in, at what cost."""

    group: Name
    skills: dict[Name, Level] = {}  # noqa: RUF012  (pydantic gives each model its own copy of a default)
    pools: list[Name] = []  # noqa: RUF012
    cost: Annotated[float, Field(gt=0, le=1e9)]
    days: Annotated[float, Field(ge=0, le=1000)] = 0.0
    passes: Annotated[Share, Field(gt=0)] = 0.85
    most: Annotated[int, Field(ge=1, le=10_000)]
    step: Annotated[int, Field(ge=1, le=1000)] = 1


class TrainingDocument(Model):
    """The whole of a training file."""

    peakline: Literal["training/1"]
    name: Name | None = None
    scenario: Name
    policy: Name | None = None
    courses: Annotated[dict[Name, CourseEntry], Field(min_length=1, max_length=MOST_COURSES)]
    objective: Annotated[list[TermEntry], BeforeValidator(listed), Field(min_length=1, max_length=20)]
    budget: Annotated[float, Field(gt=0, le=1e12)]
    replications: Annotated[int, Field(ge=4, le=10_000)] = 40
    check: Annotated[int, Field(ge=LEAST_CHECK, le=100_000)] = 100
    random: Annotated[int, Field(ge=1, le=1000)] = 10
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 1
