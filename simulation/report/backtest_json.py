"""The answer of a back-test for programs: every score, every day and every interval. The same run gives the same bytes.

Its fields are described in ``docs/reference/backtest-json.md``.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from math import isfinite
from typing import Any

from simulation.backtest.answer import Answer
from simulation.backtest.figures import MEASURES
from simulation.backtest.forecast import DayForecast
from simulation.backtest.verdicts import verdicts
from simulation.report.backtest_rows import SIDES
from simulation.report.numbers import clock

FORMAT = "backtest/1"
"""Name and version of the format."""

Json = dict[str, Any]


def dump_backtest(answer: Answer) -> str:
    """``answer`` as JSON, ending in a newline; what is not known is null."""
    return json.dumps(_known(backtest_document(answer)), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def backtest_document(answer: Answer) -> Json:
    """``answer`` as mappings and lists; numbers that are not known are NaN."""
    choice = answer.choice
    return {
        "peakline": FORMAT,
        "name": answer.name,
        "staff_from": choice.staff,
        "work_from": choice.work,
        "within_days": choice.within_days,
        "weeks": choice.weeks,
        "every": choice.every,
        "longest_gap_min": choice.rules.longest_gap_min,
        "burst": choice.rules.burst,
        "replications": answer.plan.replications,
        "seed": answer.plan.seed,
        "target_s": answer.target_s,
        "interval_s": answer.interval_s,
        "usable_days": answer.usable,
        "left_out": [
            {"date": day.date.isoformat(), "fault": day.fault, "reason": day.reason} for day in answer.left_out
        ],
        "work_level": {"spread": answer.spread, "chance": answer.noise},
        "verdicts": [
            {"name": one.name, "value": one.value, "least": one.least, "most": one.most, "met": one.met}
            for one in verdicts(answer.scores, answer.plan.replications)
        ],
        "scores": {score.name: {**_without_name(asdict(score)), "ratio": score.ratio} for score in answer.scores},
        "days": [_day(day, answer) for day in answer.days],
    }


def _without_name(document: Json) -> Json:
    return {key: value for key, value in document.items() if key != "name"}


def _day(day: DayForecast, answer: Answer) -> Json:
    sides = (day.observed, day.foretold, day.low, day.high, day.erlang, day.weekday)
    return {
        "date": day.date.isoformat(),
        "offered": int(day.offered.sum()),
        "work_level": day.level,
        **{
            measure: {side: float(values[number]) for side, values in zip(SIDES, sides, strict=True)}
            for number, measure in enumerate(MEASURES)
        },
        "intervals": [_interval(day, place, answer) for place in range(len(day.offered))],
    }


def _interval(day: DayForecast, place: int, answer: Answer) -> Json:
    return {
        "start": clock(answer.open_at_s + round(place * answer.interval_s)),
        "offered": int(day.offered[place]),
        "staff": float(day.heads[place]),
        **{
            measure: {
                **{side: float(day.by_interval[which, number, place]) for which, side in enumerate(SIDES)},
                "against_itself": float(day.against_itself[number, place]),
            }
            for number, measure in enumerate(MEASURES)
        },
    }


def _known(value: Any) -> Any:
    """The same without numbers that JSON does not have."""
    if isinstance(value, dict):
        return {key: _known(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_known(one) for one in value]
    return None if isinstance(value, float) and not isfinite(value) else value
