"""Duties as rows of a table."""

from __future__ import annotations

from collections.abc import Iterator

from simulation.files.day_clock import clock_of
from simulation.planning.rostering.problem import Duty, Problem

HEADS = ("date", "agent", "group", "shift", "from", "to", "breaks", "hours")


def row(problem: Problem, duty: Duty) -> tuple[str, str, str, str, str, str, str, float]:
    """A duty as a row of the table."""
    shift = problem.shifts[duty.shift]
    away = "; ".join(f"{start}-{end}" for start, end in breaks(problem, duty))
    names = (problem.agents[duty.agent].id, problem.groups[duty.group].name, shift.name)
    times = (clock_of(shift.start), clock_of(shift.end))
    return (problem.date(duty.day).isoformat(), *names, *times, away, round(shift.paid / 60, 2))


def breaks(problem: Problem, duty: Duty) -> Iterator[tuple[str, str]]:
    """From when to when each break of a duty is."""
    shift = problem.shifts[duty.shift]
    for each, after in zip(shift.breaks, duty.breaks, strict=True):
        start = shift.start + after
        yield clock_of(start), clock_of(start + each.minutes)
