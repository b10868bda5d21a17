"""``results.json``: the whole answer for programs. The same run gives the same bytes.

Its fields are described in ``docs/reference/results-json.md`` and, for checking, in ``results.schema.json`` beside
this file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, fields
from importlib.resources import files
from typing import Any

from simulation.measuring.results import (
    Band,
    Cell,
    Checks,
    CustomerCell,
    Customers,
    DateCell,
    Figure,
    GroupCell,
    Interval,
    PairTable,
    Results,
    TransferCell,
    Verdict,
)
from simulation.measuring.terms import ServiceLevelOf
from simulation.report.comparison_json import observed_document

FORMAT = "results/1"
"""Name and version of the format. The version changes when a field changes its meaning or goes; not when one comes."""

DEFINITIONS = {
    "answered": "accepted by a human",
    "service_level": "answered within target_s / what terms.service_level_of says, by interval of arrival",
    "service_levels": "the service level of all contacts by each definition: as a ratio of sums (contacts), as a mean "
    "of the days' ratios (days)",
    "within_target": "contacts answered within target_s",
    "abandoned": "abandoned / offered; terms.balked says whether those who balked are among them",
    "blocked": "turned away because the queue was full",
    "deflected": "turned away by a rule of overflow: sent to a bot or a message",
    "called_back": "left the queue to be called back; counts as offered and not answered in time",
    "customers": "first contacts; redials and re-contacts belong to the customer who came first",
    "resolved": "contacts that solved the matter / contacts in which an agent dealt with it",
    "first_contact_resolution": "customers whose first contact was answered, solved the matter, and was neither passed "
    "on nor followed by a re-contact / customers",
    "satisfied": "customers who are satisfied by the scenario's function of wait, transfers and resolution / customers "
    "of whom it says that",
    "transfers": "contacts passed on a day, by the queue that they were answered from, the queue that they were passed "
    "on to and the reason; share: of all transfers",
    "contained": "served by a bot before any queue; not among the offered",
    "mean_wait_s": "mean time from entering the queue to the answer or to leaving, over answered and abandoned ones",
    "mean_answer_s": "mean time from entering the queue to the answer, over answered contacts",
    "wait_p50_s": "the wait that half of the contacts do not exceed, all replications together",
    "wait_p90_s": "the wait that nine in ten contacts do not exceed, all replications together",
    "wait_p99_s": "the wait that 99 in 100 contacts do not exceed, all replications together",
    "longest_wait_s": "longest wait of a replication, mean over replications",
    "queue_length": "number waiting, mean over time",
    "occupancy": "time in service and wrap-up, after the end of a shift too / what terms.occupancy_of says",
    "staff": "agents signed on, mean over time; after the end of their shift as terms.occupancy_of says",
    "counts": "means per replication",
    "interval": "low and high are a 95 % confidence interval; null below 10 replications or 100 contacts",
    "share": "of the verdict: arrivals answered within the goal's time / arrivals, balked, blocked and deflected ones "
    "included; low and high are simultaneous 95 % intervals (Holm) over all cells of the verdict",
    "dates": "of several days, each from its opening to the next one, by day of arrival; waiting_at_close and "
    "waiting_at_midnight are the numbers waiting when its last interval ends and when its date does. Everywhere "
    "else a run of all days counts as one day",
    "risk": "daily ratios: p10, p50 and p90 of the days, null below 10 days; the shares of days on which a goal is "
    "missed (as a whole day, in any interval, in each interval) have Wilson's 95 % interval",
    "mend_agents": "Erlang A estimate of the additional agents that would mend the interval",
}

SERVICE_LEVELS = {
    ServiceLevelOf.ANSWERED: "answered within target_s / answered",
    ServiceLevelOf.ANSWERED_AND_GONE: "answered within target_s / (answered + abandoned)",
    ServiceLevelOf.ANSWERED_AND_LATE_GONE: "answered within target_s / (answered + abandoned later)",
    ServiceLevelOf.NOT_SOON_GONE: "answered within target_s / (offered - abandoned within target_s)",
    ServiceLevelOf.OFFERED: "answered within target_s / offered",
    ServiceLevelOf.SOON_GONE_IN_TIME: "(answered + abandoned within target_s) / offered",
    ServiceLevelOf.EXPECTED: "answered within target_s / contacts expected",
}

Json = dict[str, Any]

# No string of the document holds a line break, so this finds figures and bands only; each gets a line of its own.
ONE_FIGURE = re.compile(r'\{\n *"mean": ([^,\n]+),\n *"(low|p10)": ([^,\n]+),\n *"(high|p90)": ([^,\n]+)\n *\}')


def dump_results(results: Results) -> str:
    """``results`` as the text of ``results.json``, ending in a newline.

    Raises
    ------
    ValueError
        When a figure is not a finite number: JSON has none, and a report must not say so.
    """
    return dump_document(results_document(results))


def dump_document(document: Json) -> str:
    """A document as text with a line for each figure, ending in a newline; errors as for :func:`dump_results`."""
    written = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False, default=_number)
    return ONE_FIGURE.sub(r'{"mean": \1, "\2": \3, "\4": \5}', written) + "\n"


def _number(value: Any) -> Any:
    """A NumPy number as one of Python's."""
    return value.item()


def results_schema() -> Json:
    """The JSON Schema (draft 2020-12) of ``results.json``."""
    schema: Json = json.loads(files("simulation.report").joinpath("results.schema.json").read_text(encoding="utf-8"))
    return schema


def results_document(results: Results) -> Json:
    """``results`` as the document that ``results.json`` holds."""
    return {
        "peakline": FORMAT,
        "scenario": results.scenario,
        "about": results.about,
        "policy": results.policy,
        "policy_hash": results.policy_hash,
        "seed": results.seed,
        "replications": results.replications,
        "contacts": results.contacts,
        "engine": results.engine,
        "target_s": results.target_s,
        "interval_s": results.interval_s,
        "leavers": results.leavers,
        "notes": list(results.notes),
        "terms": asdict(results.terms),
        **({"targets": [_lists(asdict(own)) for own in results.targets]} if results.targets else {}),
        "definitions": {**DEFINITIONS, "service_level": _service_level_words(results)},
        "service_levels": {
            of: {averaged: _figure(figure) for averaged, figure in figures.items()}
            for of, figures in results.service_levels.items()
        },
        "verdict": _verdict(results.verdict),
        "overall": _cell(results.overall, results.overall_occupancy),
        "intervals": [_interval(interval) for interval in results.intervals],
        "queues": {
            name: {**_cell(cell), "by_interval": [_figure(figure) for figure in results.heat.get(name, ())]}
            for name, cell in results.queues.items()
        },
        "problems": _cells(results.problems),
        "tiers": _cells(results.tiers),
        "channels": _cells(results.channels),
        "groups": {
            name: {**_group(cell), "by_interval": [_group(part) for part in results.group_intervals.get(name, ())]}
            for name, cell in results.groups.items()
        },
        "checks": _checks(results.checks),
        **({} if results.risk is None else {"risk": _lists(asdict(results.risk))}),
        **({"deadlines": [_lists(asdict(met)) for met in results.deadlines]} if results.deadlines else {}),
        **({"transfers": [_transfer(cell) for cell in results.transfers]} if results.transfers else {}),
        **({"call_ins": _call_ins(results)} if results.call_ins else {}),
        **({"dates": [_date(each) for each in results.dates]} if results.dates else {}),
        **({"pairs": [_pair_table(table) for table in results.pairs]} if results.pairs else {}),
        **({} if results.callbacks is None else {"callbacks": asdict(results.callbacks)}),
        **({} if results.customers is None else {"customers": _customers(results.customers)}),
        **({} if results.observed is None else {"observed": observed_document(results, results.observed)}),
    }


def _service_level_words(results: Results) -> str:
    return f"{SERVICE_LEVELS[results.terms.service_level_of]}, by interval of arrival"


def _lists(value: Any) -> Any:
    """The same with tuples as lists, as JSON has them."""
    if isinstance(value, dict):
        return {key: _lists(inner) for key, inner in value.items()}
    return [_lists(inner) for inner in value] if isinstance(value, list | tuple) else value


def _figure(figure: Figure) -> Json:
    return {"mean": figure.mean, "low": figure.low, "high": figure.high}


NOT_MEASURED = Figure(None)
WAITING = ("waiting_at_close", "waiting_at_midnight")


def _cell(cell: Cell, occupancy: Figure = NOT_MEASURED) -> Json:
    """A cell; its occupancy is null where it is about contacts rather than about all agents."""
    measures = {field.name: _figure(getattr(cell, field.name)) for field in fields(cell)}
    return {**measures, "occupancy": _figure(occupancy)}


def _transfer(cell: TransferCell) -> Json:
    figures = {"a_day": _figure(cell.a_day), "share": _figure(cell.share)}
    return {"from": cell.before, "to": cell.to, "reason": cell.reason or None, **figures}


def _customers(customers: Customers) -> Json:
    def figures(cell: CustomerCell) -> Json:
        return {field.name: _figure(getattr(cell, field.name)) for field in fields(cell)}

    problems = {name: figures(cell) for name, cell in customers.problems.items()}
    return {"overall": figures(customers.overall), "problems": problems}


def _cells(cells: Mapping[str, Cell]) -> Json:
    return {name: _cell(cell) for name, cell in cells.items()}


def _pair_table(table: PairTable) -> Json:
    one, other = table.axes
    rows = [{one: row.first, other: row.second, **_cell(row.cell, row.occupancy)} for row in table.rows]
    return {"by": list(table.axes), "cells": rows}


def _group(cell: GroupCell) -> Json:
    """A group; what only queues have is null, so that every part of the document has the same four measures."""
    return {
        **{field.name: _figure(getattr(cell, field.name)) for field in fields(cell)},
        "service_level": _figure(NOT_MEASURED),
        "abandoned": _figure(NOT_MEASURED),
        "mean_wait_s": _figure(NOT_MEASURED),
    }


def _interval(interval: Interval) -> Json:
    return {
        "index": interval.index,
        "start_s": interval.start_s,
        "label": interval.label,
        **_cell(interval.cell, interval.occupancy),
        "queue_length_of_days": _band(interval.queue_length),
    }


def _call_ins(results: Results) -> Json:
    return {name: _lists(asdict(each)) for name, each in results.call_ins.items()}


def _date(day: DateCell) -> Json:
    queues = {name: dict(zip(WAITING, map(_figure, figures), strict=True)) for name, figures in day.queues.items()}
    waiting = map(_figure, (day.waiting_at_close, day.waiting_at_midnight))
    return {
        "date": day.date,
        "type": day.type,
        **_cell(day.cell),
        "goals": [_figure(share) for share in day.goals],
        **dict(zip(WAITING, waiting, strict=True)),
        "queues": queues,
    }


def _band(band: Band) -> Json:
    return {"mean": band.mean, "p10": band.p10, "p90": band.p90}


def _verdict(verdict: Verdict) -> Json:
    return {
        "held": verdict.held.value,
        "goals": [
            {
                "name": goal.name,
                "tiers": list(goal.tiers),
                "channels": list(goal.channels),
                "share": goal.share,
                "within_s": goal.within_s,
            }
            for goal in verdict.goals
        ],
        "cells": [
            {
                "goal": cell.goal,
                "interval": cell.interval,
                "offered": cell.offered,
                "share": _figure(cell.share),
                "held": cell.held.value,
                "mend_agents": cell.mend_agents,
                "mend_group": cell.mend_group,
            }
            for cell in verdict.cells
        ],
        "breaches": [
            {
                "interval": breach.interval,
                "problem": breach.problem,
                "tier": breach.tier,
                "offered": breach.offered,
                "share": breach.share,
            }
            for breach in verdict.breaches
        ],
    }


def _checks(checks: Checks) -> Json:
    """The counts, and whether they add up as they must."""
    ended = checks.ended
    return {
        "offered": checks.offered,
        "answered": checks.answered,
        "abandoned": checks.abandoned,
        "balked": checks.balked,
        "blocked": checks.blocked,
        "deflected": checks.deflected,
        "called_back": checks.called_back,
        "open": checks.open,
        "contained": checks.contained,
        "contacts_conserved": checks.offered == ended,
        "queue_area_us": checks.queue_area_us,
        "wait_sum_us": checks.wait_sum_us,
        "waits_agree": checks.queue_area_us == checks.wait_sum_us,
    }
