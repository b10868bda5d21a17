"""A run of the speed suite as JSON, written and read; ``speed.schema.json`` beside this file describes it."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from importlib.resources import files
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from routing.reading.document import read_document
from routing.reading.validation import Model, validate
from routing.words.messages import text
from simulation.report.json_file import dump_document
from simulation.speed.figure import Better, Figure, Limit, Of
from simulation.speed.suite import Missing, Speed
from simulation.staff.staff_file import require_header

FORMAT = "speed/1"
"""Name and version of the format; see :data:`simulation.report.json_file.FORMAT`."""

Json = dict[str, Any]
Positive = Annotated[float, Field(ge=1e-9, le=1e12)]
"""Any speed, time, memory or ratio of a real machine; what is reckoned from two of them can be printed."""
Spread = Annotated[float, Field(ge=0, le=10)]
"""Of logarithms: 10 is a factor of 22,000 between two readings of the same code."""


def dump_speed(speed: Speed) -> str:
    """A run as JSON text, ending in a newline."""
    return dump_document(speed_document(speed))


def speed_schema(name: str = "speed") -> Json:
    """The JSON Schema (draft 2020-12) of a run, ``speed``, or of a comparison, ``speed-compare``."""
    file = files("simulation.speed").joinpath(f"{name}.schema.json")
    schema: Json = json.loads(file.read_text(encoding="utf-8"))
    return schema


def speed_document(speed: Speed) -> Json:
    """A run as plain data."""
    return {
        "peakline": FORMAT,
        "commit": speed.commit,
        "quick": speed.quick,
        "kept": speed.kept,
        "machine": dict(speed.machine),
        "versions": dict(speed.versions),
        "figures": [{**asdict(figure), "kept": figure.kept} for figure in speed.figures],
        "absent": [asdict(one) for one in speed.absent],
        "wrong": [asdict(one) for one in speed.wrong],
    }


class _Known(Model):
    """Later versions of the format may add keys."""

    model_config = ConfigDict(extra="ignore")


class _LimitEntry(_Known):
    of: Literal["value", "ratio"]
    bound: Positive


class _FigureEntry(_Known):
    name: Annotated[str, Field(min_length=1)]
    value: Positive
    unit: str
    better: Literal["more", "less"]
    against: str | None
    baseline: Positive | None
    ratio: Positive | None
    spread: Spread | None
    low: Positive
    high: Positive
    pairs: Annotated[int, Field(ge=1)]
    limit: _LimitEntry | None


class _MissingEntry(_Known):
    benchmark: str
    reason: str


class _SpeedDocument(_Known):
    peakline: Literal["speed/1"]
    commit: str | None
    quick: bool
    machine: dict[str, str | int]
    versions: dict[str, str]
    figures: list[_FigureEntry]
    absent: list[_MissingEntry]
    wrong: list[_MissingEntry]


def load_speed(file: str | os.PathLike[str]) -> Speed:
    """Read a run that was written before.

    Raises
    ------
    InputError
        When there is no such file, or it is something else; with the line and the place.
    """
    document = read_document(file)
    require_header(document, FORMAT)
    entry = validate(document, _SpeedDocument)
    names: set[str] = set()
    for number, figure in enumerate(entry.figures):
        if figure.name in names:
            raise document.error(("figures", number, "name"), text("another figure has this name"))
        names.add(figure.name)
    return Speed(
        entry.machine,
        entry.versions,
        entry.commit,
        entry.quick,
        tuple(map(_figure, entry.figures)),
        tuple(Missing(one.benchmark, one.reason) for one in entry.absent),
        tuple(Missing(one.benchmark, one.reason) for one in entry.wrong),
    )


def _figure(entry: _FigureEntry) -> Figure:
    limit = None if entry.limit is None else Limit(Of(entry.limit.of), entry.limit.bound)
    known = entry.model_dump(exclude={"better", "limit"})
    return Figure(**known, better=Better(entry.better), limit=limit)
