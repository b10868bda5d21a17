"""A tuning's answer as JSON for programs; ``tuning-results.schema.json`` beside this file describes it."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.resources import files
from typing import Any

from routing.policies.policy_dump import to_mapping
from routing.policy import Policy
from simulation.measuring.results import Figure
from simulation.planning.tuning.evaluate import Standing
from simulation.planning.tuning.judge import Answer
from simulation.planning.tuning.objective import Term
from simulation.report.gates.document import outcome_document
from simulation.report.json_file import dump_document

FORMAT = "tuning-results/1"
"""Name and version of the format."""

Json = dict[str, Any]


def dump_answer(answer: Answer) -> str:
    """The answer as JSON text, ending in a newline; the same run gives the same bytes."""
    return dump_document(answer_document(answer))


def answer_schema() -> Json:
    """The JSON Schema (draft 2020-12) of the document."""
    folder = files("simulation.report.tuning")
    schema: Json = json.loads(folder.joinpath("tuning-results.schema.json").read_text(encoding="utf-8"))
    return schema


def answer_document(answer: Answer) -> Json:
    """The answer as plain data."""
    tuning, found = answer.tuning, answer.found
    return {
        "peakline": FORMAT,
        "verdict": answer.verdict.value,
        "tuning": tuning.name,
        "old": _policy(tuning.policy),
        "best": _policy(answer.best),
        "seed": tuning.seed,
        "objective": [term_document(term) for term in tuning.objective[0]],
        "search": {
            "candidates": found.candidates,
            "most": tuning.candidates,
            "refused": found.refused,
            "replications": tuning.replications,
            "days": found.days,
            "ended": found.ended.value,
            "old": _standing(found.old),
            "best": _standing(found.best),
        },
        "changes": [
            {
                "parameter": each.parameter.name,
                "old": each.old,
                "new": each.new,
                "worth": None if each.gain is None else _figure(each.gain),
            }
            for each in found.changes
        ],
        "check": None
        if answer.difference is None
        else {
            "first_day": answer.first,
            "days": tuning.check,
            "old": answer.old_value,
            "new": answer.new_value,
            "difference": _figure(answer.difference),
        },
        "suite": None if answer.outcome is None else outcome_document(answer.outcome),
        "policy": to_mapping(answer.policy),
    }


def _policy(policy: Policy) -> Json:
    return {"name": policy.name, "hash": policy.hash}


def term_document(term: Term) -> Json:
    """A term of an objective as plain data."""
    return {
        "of": term.key,
        "weight": term.weight,
        "worst_of": [{axis: list(names) for axis, names in part.named()} for part in term.parts],
    }


def _standing(standing: Standing) -> Json:
    return {"objective": standing.value, "beyond_gates": standing.beyond}


def _figure(figure: Figure) -> Json:
    return asdict(figure)
