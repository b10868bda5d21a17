"""The answer of a staffing search as JSON for programs: docs/reference/staffing.md says what each key is."""

from __future__ import annotations

import math
from typing import Any

from simulation.checks.check_load import interval_label
from simulation.planning.staffing.answer import Answer
from simulation.planning.staffing.crew import staff_overrides
from simulation.report.json_file import dump_document

FORMAT = "staffing-results/1"

Json = dict[str, Any]


def dump_answer(answer: Answer) -> str:
    """The answer as JSON text, ending in a newline."""
    return dump_document(answer_document(answer))


def answer_document(answer: Answer) -> Json:
    """The answer as plain data."""
    crew = answer.crew
    return {
        "peakline": FORMAT,
        "scenario": crew.scenario.name,
        "met": answer.met,
        "ended": answer.ended.value,
        "seed": answer.settings.seed,
        "confidence": answer.settings.confidence,
        "groups": list(crew.groups),
        "intervals": [interval_label(crew.scenario, interval) for interval in range(crew.intervals)],
        "interval_h": answer.hours,
        "staff": answer.staff.tolist(),
        "gross": answer.gross.tolist(),
        "before": crew.staff.tolist(),
        "agent_hours": answer.agent_hours,
        "cost": answer.cost,
        "cost_before": answer.cost_before,
        "bounds": [
            {
                "basis": bound.basis.value,
                "proven": bound.basis.proven,
                "cost": bound.cost,
                "gap": answer.gap(bound),
                "per_interval": bound.per_interval.tolist(),
            }
            for bound in answer.bounds
        ],
        "targets": [_target(answer, number) for number in range(len(answer.targets))],
        "cells": [_cell(answer, number) for number in range(len(answer.cells))],
        "marginal_values": answer.values.tolist(),
        "queues": [{"queue": name, "answered": share, "within_s": within} for name, share, within, _ in answer.queues],
        "check": None
        if answer.checked is None
        else {"first": answer.check_first, "days": answer.checked.days, "checks": answer.checks},
        "evaluations": answer.evaluations,
        "days": answer.days,
        "seconds": round(answer.seconds, 1),
        "overrides": list(staff_overrides(crew.groups, answer.staff)),
    }


def _target(answer: Answer, number: int) -> Json:
    target = answer.targets[number]
    return {
        "name": target.name,
        "quantity": target.quantity.value,
        "limit": target.limit,
        "per": target.per.value,
        "within_s": target.within_s,
        "days": target.days,
    }


def _cell(answer: Answer, number: int) -> Json:
    standing = answer.checked or answer.searched
    interval, figure = int(answer.cells.interval[number]), float(standing.figure[number])
    return {
        "target": int(answer.cells.target[number]),
        "interval": None if interval < 0 else interval,
        "figure": figure if math.isfinite(figure) else None,
        "room": float(answer.room[number]),
        "binds": bool(answer.binding[number]),
    }
