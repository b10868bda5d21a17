"""A training's answer as JSON for programs; ``training-results.schema.json`` beside this file describes it."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.resources import files
from typing import Any

from simulation.planning.training.judge import Answer, Point
from simulation.report.json_file import dump_document
from simulation.report.tuning.document import term_document

FORMAT = "training-results/1"
"""Name and version of the format."""

Json = dict[str, Any]


def dump_answer(answer: Answer) -> str:
    """The answer as JSON text, ending in a newline; the same run gives the same bytes."""
    return dump_document(answer_document(answer))


def answer_schema() -> Json:
    """The JSON Schema (draft 2020-12) of the document."""
    folder = files("simulation.report.training")
    schema: Json = json.loads(folder.joinpath("training-results.schema.json").read_text(encoding="utf-8"))
    return schema


def answer_document(answer: Answer) -> Json:
    """The answer as plain data."""
    training, found = answer.training, answer.found
    return {
        "peakline": FORMAT,
        "worth_it": answer.better,
        "training": training.name,
        "scenario": training.scenario.name,
        "seed": training.seed,
        "budget": training.budget,
        "objective": [term_document(term) for term in training.objective],
        "search": {
            "plans": found.plans,
            "replications": training.replications,
            "days": found.days,
            "ended": found.ended.value,
        },
        "check": {"first_day": training.replications, "days": training.check},
        "points": [_point(answer, point) for point in answer.points],
        "random": None
        if answer.margin is None
        else {
            "plans": training.random,
            "cost": answer.random_cost,
            "objective": answer.random_value,
            "margin": asdict(answer.margin),
        },
    }


def _point(answer: Answer, point: Point) -> Json:
    courses = zip(answer.training.courses, point.plan, strict=True)
    return {
        "cost": point.cost,
        "days_away": point.days_away,
        "objective": point.value,
        "gain": asdict(point.gain),
        "courses": {
            course.name: {"passed": passed, "sent": course.trainees(passed)} for course, passed in courses if passed
        },
    }
