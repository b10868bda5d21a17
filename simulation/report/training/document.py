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
            "most": training.plans,
            "every_plan": found.every,
            "used_up": found.used_up,
            "replications": training.replications,
            "days": found.days,
            "ended": found.ended.value,
        },
        "check": {"first_day": training.replications, "days": training.check},
        "points": [_point(answer, point) for point in answer.points],
        "random": _random(answer),
        "absence": None if answer.absence is None else asdict(answer.absence),
        "hires": None if answer.hires is None else asdict(answer.hires),
    }


def _point(answer: Answer, point: Point) -> Json:
    courses = zip(answer.training.courses, point.plan, strict=True)
    return {
        "cost": point.cost,
        "days_away": point.days_away,
        "objective": point.value,
        "gain": asdict(point.gain),
        "courses": {
            course.name: {"passed": passed, "sent": course.trainees(passed), "chance": course.chance(passed)}
            for course, passed in courses
            if passed
        },
    }


def _random(answer: Answer) -> Json | None:
    chance = answer.chance
    if chance is None:
        return None
    return {
        "plans": [{"cost": cost, "objective": objective} for cost, objective in chance.plans],
        "cost": chance.cost,
        "objective": chance.value,
        "beaten": chance.beaten(answer.last.value),
        "margin": asdict(chance.margin),
    }
