"""The file of a training, key by key."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from routing.reading.validation import Model
from simulation.files.entry_types import Level, Name, Share
from simulation.planning.tuning.tuning_file import LEAST_CHECK, SearchDocument

MOST_COURSES = 30
PASSES = 0.85
"""The share who pass an exam of which nothing is said."""

Cost = Annotated[float, Field(ge=0, le=1e9)]


class ExamEntry(Model):
    """An exam with its threshold, and the marks that trainees have: normally distributed."""

    threshold: Annotated[float, Field(ge=0, le=1000)] = 85.0
    mean: Annotated[float, Field(ge=0, le=1000)]
    sd: Annotated[float, Field(gt=0, le=1000)]


class CourseEntry(Model):
    """What some agents of a group may be trained in, at what cost."""

    group: Name
    skills: dict[Name, Level] = {}  # noqa: RUF012  (pydantic gives each model its own copy of a default)
    pools: list[Name] = []  # noqa: RUF012
    cost: Annotated[float, Field(gt=0, le=1e9)]
    days: Annotated[float, Field(ge=0, le=1000)] = 0.0
    passes: Annotated[Share, Field(gt=0)] | None = None
    exam: ExamEntry | None = None
    most: Annotated[int, Field(ge=1, le=10_000)]
    step: Annotated[int, Field(ge=1, le=1000)] = 1
    at_once: Annotated[int, Field(ge=1, le=10_000)] | None = None


class TrainingDocument(SearchDocument):
    """The whole of a training file."""

    peakline: Literal["training/1"]
    scenario: Name
    policy: Name | None = None
    courses: Annotated[dict[Name, CourseEntry], Field(min_length=1, max_length=MOST_COURSES)]
    budget: Annotated[float, Field(gt=0, le=1e12)]
    day_cost: Cost = 0.0
    hire_cost: Annotated[float, Field(gt=0, le=1e9)] | None = None
    sure: Annotated[Share, Field(gt=0, lt=1)] | None = None
    plans: Annotated[int, Field(ge=2, le=100_000)] = 200
    check: Annotated[int, Field(ge=LEAST_CHECK, le=100_000)] = 100
    random: Annotated[int, Field(ge=2, le=1000)] = 10
