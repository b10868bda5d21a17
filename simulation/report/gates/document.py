"""A suite's answer as JSON for programs; ``policy-suite-results.schema.json`` beside this file describes it."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from importlib.resources import files
from typing import Any

from routing.policy import Policy
from routing.words.place import place
from simulation.gates.outcome import COMPARED, GateOutcome, PartRow, StageOutcome, SuiteOutcome
from simulation.report.json_file import dump_document

FORMAT = "policy-suite-results/1"
"""Name and version of the format; see :data:`simulation.report.json_file.FORMAT`."""

DEFINITIONS = {
    "verdict": "of a gate: pass when no part of the interval lies beyond the limit, fail when all of it does, else "
    "undecided; of the suite: fail where one gate fails, else undecided where one is, else pass",
    "figure": "what was measured under the new policy, or new - base where paired; low and high are the ends of the "
    "interval that decided, over all looks",
    "better": "1: the figure must be the limit or more; -1: the limit or less",
    "difference": "new - base, paired day by day over the same customers; low and high are a 95 % confidence interval "
    "of this one difference after all days",
    "limit": "a share between 0 and 1, or seconds; null: any bound will do",
}

Json = dict[str, Any]


def dump_outcome(outcome: SuiteOutcome) -> str:
    """The answer as JSON text, ending in a newline; the same run gives the same bytes."""
    return dump_document(outcome_document(outcome))


def outcome_schema() -> Json:
    """The JSON Schema (draft 2020-12) of the document."""
    folder = files("simulation.report.gates")
    schema: Json = json.loads(folder.joinpath("policy-suite-results.schema.json").read_text(encoding="utf-8"))
    return schema


def outcome_document(outcome: SuiteOutcome) -> Json:
    """The answer as plain data."""
    suite = outcome.suite
    return {
        "peakline": FORMAT,
        "verdict": outcome.word.value,
        "suite": suite.name,
        "suite_hash": suite.hash,
        "base": _policy(suite.base),
        "new": _policy(suite.new),
        "changes": list(outcome.changes),
        "seed": suite.seed,
        "budget": suite.replications,
        "looks": list(outcome.looks),
        "false_fail": suite.false_fail,
        "false_pass": suite.false_pass,
        "definitions": DEFINITIONS,
        "scenarios": [_stage(stage) for stage in outcome.stages],
    }


def _policy(policy: Policy) -> Json:
    return {"name": policy.name, "hash": policy.hash}


def _stage(stage: StageOutcome) -> Json:
    return {
        "name": stage.name,
        "scenario": stage.scenario,
        "about": stage.about,
        "target_s": stage.target_s,
        "days": stage.days,
        "contacts": stage.contacts,
        "gates": [_gate(gate) for gate in stage.gates],
        "parts": [_part(row) for row in stage.parts],
    }


def _gate(outcome: GateOutcome) -> Json:
    gate = outcome.gate
    return {
        "kind": gate.kind.value,
        "place": place(gate.path),
        "quantity": gate.quantity.value,
        "of": {axis: list(names) for axis, names in gate.chosen.named()},
        "paired": gate.paired,
        "within_s": gate.within_s,
        "limit": None if math.isinf(gate.limit) else gate.limit,
        "better": gate.better,
        "verdict": outcome.word.value,
        "figure": asdict(outcome.figure),
        "base": outcome.base,
        "new": outcome.new,
        "days": outcome.days,
        "reason": outcome.reason,
    }


def _part(row: PartRow) -> Json:
    figures = {
        quantity.value: {
            "base": asdict(row.base[quantity]),
            "new": asdict(row.new[quantity]),
            "difference": asdict(row.difference[quantity]),
        }
        for quantity in COMPARED
    }
    return {"axis": row.axis, "name": row.name, "contacts": row.contacts, **figures}
