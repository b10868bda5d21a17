"""The files of a roster: page, workbook, table, calendar and JSON."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from simulation.planning.rostering.answer import Answer
from simulation.planning.rostering.problem import Duty, Problem
from simulation.planning.rostering.rows import HEADS, breaks, row
from simulation.report.names import in_cell
from simulation.report.roster.ical import calendar
from simulation.report.roster.page import page
from simulation.report.roster.sheets import write_sheets
from simulation.report.writing import write_folder, write_text

PAGE, DOCUMENT, WORKBOOK, TABLE, CALENDAR = "roster.html", "roster.json", "roster.xlsx", "roster.csv", "roster.ics"
NAMES = (PAGE, DOCUMENT, WORKBOOK, TABLE, CALENDAR)


def write_out(answer: Answer, folder: str | Path) -> tuple[Path, ...]:
    """Write all files into a folder, all or none; page and workbook are in the language in use.

    Raises
    ------
    MissingFile
        As :func:`simulation.report.writing.write_folder` does.
    """
    makers = {
        PAGE: lambda path: write_text(path, page(answer)),
        DOCUMENT: lambda path: write_text(path, dump(answer)),
        WORKBOOK: lambda path: write_sheets(answer, path),
        TABLE: lambda path: path.write_text(table(answer), encoding="utf-8-sig", newline=""),
        CALENDAR: lambda path: path.write_text(calendar(answer.roster), encoding="utf-8", newline=""),
    }
    return write_folder(folder, makers, NAMES, DOCUMENT)


def table(answer: Answer) -> str:
    """The roster as CSV, a row per agent and date worked; spreadsheets open it, and ``--published`` reads it."""
    problem, stream = answer.roster.problem, io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(HEADS)
    for duty in answer.roster.duties:
        writer.writerow([in_cell(each) if isinstance(each, str) else each for each in row(problem, duty)])
    return stream.getvalue()


def dump(answer: Answer) -> str:
    """The roster as JSON; ``docs/reference/roster.md`` says what stands where."""
    return json.dumps(document(answer), ensure_ascii=False, indent=1) + "\n"


def document(answer: Answer) -> dict[str, Any]:
    """The same as plain data."""
    problem, roster = answer.roster.problem, answer.roster
    return {
        "peakline": "rostered/1",
        "name": problem.name,
        "met": answer.met,
        "ended": answer.ended,
        "seed": answer.seed,
        "hours": {
            "needed_net": round(answer.net_hours, 4),
            "needed_gross": round(answer.gross_hours, 4),
            "planned": round(answer.planned_hours, 4),
            "missing": round(answer.short_hours, 4),
            "paid": round(answer.paid_hours, 4),
        },
        "cost": round(answer.cost, 4),
        **_bounds(answer),
        "changed": answer.changed,
        "rules_broken": answer.broken,
        "dates": [
            {"date": problem.date(day).isoformat(), "type": kind, "scale": problem.scales[day]}
            for day, kind in enumerate(problem.kinds)
        ],
        "intervals": [problem.label(at) for at in range(problem.heads.shape[2])],
        "groups": {
            group.name: {
                "net": problem.net[number].tolist(),
                "heads": problem.heads[number].tolist(),
                "planned": roster.planned[number].round(4).tolist(),
            }
            for number, group in enumerate(problem.groups)
        },
        "duties": [_duty(problem, duty) for duty in roster.duties],
        "missing": [_gap(answer, gap) for gap in answer.gaps],
        "cures": [{"what": cure.words, "hours_missing": round(cure.hours, 4)} for cure in answer.cures],
        "owed": [
            {"agent": problem.agents[agent].id, "week": week + 1, "hours": round(hours, 4)}
            for agent, week, hours in answer.owed
        ],
        "played_as_a_whole": list(answer.whole),
        "rounds": [_round(problem, each) for each in answer.rounds],
    }


def _bounds(answer: Answer) -> dict[str, Any]:
    """What other rosters cost at least: those for the heads of the file, or those that hold the goals."""
    heads, goals = answer.roster.bound, answer.at_least
    of_goals = {"work": None, "pooled": None} if goals is None else {"work": goals.work, "pooled": goals.pooled}
    least = of_goals["work"] if heads is None else heads
    return {
        "cost_at_least": None if least is None else round(least, 4),
        "bound_of": None if least is None else "goals" if heads is None else "heads",
        "cost_at_least_pooled": None if of_goals["pooled"] is None else round(of_goals["pooled"], 4),
    }


def _duty(problem: Problem, duty: Duty) -> dict[str, Any]:
    found = dict(zip(HEADS, row(problem, duty), strict=True))
    return found | {"breaks": [[start, end] for start, end in breaks(problem, duty)]}


def _gap(answer: Answer, gap: Any) -> dict[str, Any]:
    problem = answer.roster.problem
    return {
        "group": problem.groups[gap.group].name,
        "date": problem.date(gap.day).isoformat(),
        "from": problem.label(gap.first),
        "to": problem.label(gap.last + 1),
        "agents": round(gap.heads, 4),
        "hours": round(gap.hours, 4),
        "covered_by_a_shift": gap.covered,
    }


def _round(problem: Problem, each: Any) -> dict[str, Any]:
    return {
        "number": each.number,
        "replications": each.replications,
        "fresh": each.fresh,
        "cells": each.cells,
        "undecided": each.undecided,
        "named": each.named,
        "paid_hours": round(each.paid_hours, 4),
        "cost": round(each.cost, 4),
        "missed": [
            {
                "date": problem.date(miss.day).isoformat(),
                "interval": problem.label(miss.interval),
                "goal": miss.goal,
                "wanted": miss.wanted,
                "share": round(miss.share, 6),
                "group": miss.group,
            }
            for miss in each.misses
        ],
    }
