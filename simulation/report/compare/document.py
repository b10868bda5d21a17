"""The JSON of a comparison for programs; ``compare.schema.json`` beside this file describes it."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.resources import files
from typing import Any

from simulation.compare.comparison import Change, Comparison, Gain, LeverGains, Pilot, SideFigures
from simulation.compare.measure import Cell, Kind
from simulation.measuring.results import Figure
from simulation.report.json_file import dump_document

FORMAT = "compare/1"
"""Name and version of the format; see :data:`simulation.report.json_file.FORMAT`."""

DEFINITIONS = {
    "difference": "side - base, paired day by day over the same customers; low and high are a 95 % confidence "
    "interval, null below 10 replications or 100 contacts",
    "verdict": "better, worse, same or undecided; all of one kind of cells are right together with 95 % (Holm)",
    "correlation": "of the daily residuals of side and base",
    "alone": "the base with this lever against the base; more than 0 is better",
    "last": "all levers against all but this one",
    "per_point": "price of a percentage point, or of a second; null where there is no price or the gain may be none",
    "overlap": "what all levers give together less the sum of what each gives alone",
    "difference_in_differences": "change of the treated - change of the control",
    "days": "days before, and as many after, by which a pilot on different days would show it four times in five",
}

PLURALS = {
    Kind.QUEUE: "queues",
    Kind.PROBLEM: "problems",
    Kind.TIER: "tiers",
    Kind.CHANNEL: "channels",
    Kind.GROUP: "groups",
    Kind.INTERVAL: "intervals",
}

Json = dict[str, Any]


def dump_comparison(comparison: Comparison) -> str:
    """A comparison as JSON text, ending in a newline; the same run gives the same bytes."""
    return dump_document(comparison_document(comparison))


def comparison_schema() -> Json:
    """The JSON Schema (draft 2020-12) of the document."""
    folder = files("simulation.report.compare")
    schema: Json = json.loads(folder.joinpath("compare.schema.json").read_text(encoding="utf-8"))
    return schema


def comparison_document(comparison: Comparison) -> Json:
    """A comparison as plain data."""
    return {
        "peakline": FORMAT,
        "scenario": comparison.scenario,
        "about": comparison.about,
        "seed": comparison.seed,
        "replications": comparison.replications,
        "engine": comparison.engine,
        "target_s": comparison.target_s,
        "open_at_s": comparison.open_at_s,
        "interval_s": comparison.interval_s,
        "measure": comparison.measure.key,
        "same_customers": comparison.alike,
        "notes": list(comparison.notes),
        "definitions": DEFINITIONS,
        "measures": [
            {
                "key": measure.key,
                "quantity": measure.quantity.value,
                "better": measure.better,
                **({} if measure.goal is None else {"goal": asdict(measure.goal)}),
            }
            for measure in comparison.measures
        ],
        "sides": [_side(side, comparison.cells) for side in comparison.sides],
        **({} if comparison.levers is None else {"levers": _levers(comparison.levers)}),
        **({} if comparison.pilot is None else {"pilot": _pilot(comparison.pilot)}),
    }


def _side(side: SideFigures, cells: tuple[Cell, ...]) -> Json:
    """A side with its figures, and its differences where it is not the base."""
    parts: Json = {"overall": {}, **{plural: {} for plural in PLURALS.values()}}
    for cell in cells:
        measures = {
            measure.key: _figures(own[cell], side.changes.get(measure, {}).get(cell))
            for measure, own in side.values.items()
            if cell in own
        }
        if cell.kind is Kind.OVERALL:
            parts["overall"] = measures
        elif measures:
            parts[PLURALS[cell.kind]][cell.name] = measures
    return {
        "name": side.name,
        "role": side.role.value,
        "about": side.about,
        "policy": side.policy,
        "policy_hash": side.policy_hash,
        "contacts": side.contacts,
        **parts,
    }


def _figures(value: Figure, change: Change | None) -> Json:
    if change is None:
        return {"value": asdict(value)}
    return {
        "value": asdict(value),
        "difference": asdict(change.difference),
        "correlation": change.correlation,
        "verdict": None if change.word is None else change.word.value,
    }


def _levers(levers: LeverGains) -> Json:
    return {
        "measure": levers.measure.key,
        "price_unit": levers.price_unit,
        "levers": [
            {
                "name": row.name,
                "about": row.about,
                "set": list(row.changes),
                "price": row.price,
                "alone": _gain(row.alone),
                "last": _gain(row.last),
                "verdict": None if row.word is None else row.word.value,
            }
            for row in levers.rows
        ],
        "together": None
        if levers.together is None
        else {
            **_gain(levers.together),
            "price": levers.price,
            "verdict": None if levers.word is None else levers.word.value,
        },
        "overlap": None if levers.overlap is None else asdict(levers.overlap),
    }


def _gain(gain: Gain) -> Json:
    return {"gain": asdict(gain.gain), "per_point": asdict(gain.per_point)}


def _pilot(pilot: Pilot) -> Json:
    parts = ("treated_before", "treated_after", "treated_change", "control_before", "control_after", "control_change")
    return {
        "kind": pilot.treated.kind.value,
        "name": pilot.treated.name,
        "sides": [
            {
                "name": side.name,
                "measures": {
                    row.measure.key: {
                        **{part: asdict(getattr(row, part)) for part in parts},
                        "difference_in_differences": asdict(row.difference),
                        "days": row.days,
                    }
                    for row in side.measures
                },
            }
            for side in pilot.sides
        ],
    }
