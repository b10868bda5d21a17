"""The scenario of a date with the agents of a roster: their names, hours, breaks and skills."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from routing.errors import InputError
from simulation.files.day_clock import MINUTES_PER_DAY, clock_of
from simulation.files.overrides import Override
from simulation.planning.rostering.problem import Duty, Problem, Roster
from simulation.scenario import Scenario, changed_data, load_scenario

NOBODY = -1
"""The number of an agent whom no roster has."""

Span = tuple[int, int, tuple[tuple[int, int], ...]]
"""Minutes of the date: from, to; and breaks, minutes after the start and their length."""


def scenario_of(roster: Roster, day: int, path: Path) -> Scenario:
    """The scenario on a date, with the agents of the roster.

    Agents who came the evening before are there from the opening on. Groups of the scenario that the roster does not
    have keep their staff. A scenario is refused in which nobody can take some of the contacts; a roster may leave them
    alone all the same, so then each group without anybody has one agent, who is absent every day.
    """
    duties = _at_work(roster, day)
    try:
        return _played(roster.problem, day, path, duties)
    except InputError:
        if all(duties.values()):
            raise
        opens = roster.problem.opens
        some = {
            name: by_span or {(opens, opens + roster.problem.step, ()): [NOBODY]} for name, by_span in duties.items()
        }
        return _played(roster.problem, day, path, some)


def _at_work(roster: Roster, day: int) -> dict[str, dict[Span, list[int]]]:
    """Who works for each group on a date, and when."""
    problem = roster.problem
    duties: dict[str, dict[Span, list[int]]] = {group.name: {} for group in problem.groups}
    opens, close = problem.opens, problem.opens + problem.step * problem.heads.shape[2]
    for duty in roster.duties:
        span = _span(problem, duty, day, opens, close)
        if span is not None:
            duties[problem.groups[duty.group].name].setdefault(span, []).append(duty.agent)
    return duties


def _played(problem: Problem, day: int, path: Path, duties: Mapping[str, Mapping[Span, list[int]]]) -> Scenario:
    """The scenario on a date with these agents."""
    data = changed_data(path, [])
    others = data.get("agents")
    agents: list[dict[str, Any]] = [
        each for each in (others if isinstance(others, list) else []) if each.get("group") not in duties
    ]
    changes = []
    for name, by_span in duties.items():
        entry = {key: value for key, value in data["groups"][name].items() if key not in {"staff", "shifts"}}
        if by_span:
            entry["shifts"] = [_shift(f"s{at}", span) for at, span in enumerate(sorted(by_span))]
        else:
            entry["staff"] = 0
        changes.append(Override("roster", ("groups", name), "=", entry))
        for at, span in enumerate(sorted(by_span)):
            agents += [_agent(problem, number, name, f"s{at}", entry) for number in by_span[span]]
    if agents:
        changes.append(Override("roster", ("agents",), "=", agents))
    shares = {group.name: group.shrinkage for group in problem.groups}
    shares |= {name: 1.0 for name, by_span in duties.items() if [NOBODY] in by_span.values()}
    away = [{"groups": name, "share": share} for name, share in shares.items() if share]
    if away:  # who is planned is there but for the shrinkage
        others = data.get("absence")
        rest = others if isinstance(others, list) else [] if others is None else [others]
        changes.append(Override("roster", ("absence",), "=", [*away, *rest]))
    if problem.scales[day] != 1:
        changes.append(Override("roster", ("arrivals", "scale"), "*=", problem.scales[day]))
    return load_scenario(path, overrides=changes)


def _agent(problem: Problem, number: int, group: str, shift: str, entry: dict[str, Any]) -> dict[str, Any]:
    skills = dict(next(each.skills for each in problem.groups if each.name == group))
    if number != NOBODY:
        skills = dict(problem.agents[number].skills) or skills
    name = f"nobody-{group}" if number == NOBODY else problem.agents[number].id
    pools = {"pools": entry["pools"]} if entry.get("pools") is not None else {}
    return {"id": name, "group": group, "shift": shift, "skills": skills, **pools}


def _span(problem: Problem, duty: Duty, day: int, opens: int, close: int) -> Span | None:
    """When somebody is there on a date, from the opening for 24 hours at most; None: not at all."""
    shift = problem.shifts[duty.shift]
    moved = (duty.day - day) * MINUTES_PER_DAY
    start, end = max(shift.start + moved, opens), min(shift.end + moved, opens + MINUTES_PER_DAY)
    if start >= min(end, close):
        return None
    away = []
    for each, after in zip(shift.breaks, duty.breaks, strict=True):
        first = max(shift.start + moved + after, start)
        last = min(shift.start + moved + after + each.minutes, end)
        if last > first:
            away.append((first - start, last - first))
    return start, end, tuple(away)


def _shift(name: str, span: Span) -> dict[str, Any]:
    start, end, away = span
    breaks = [{"after_min": float(after), "min": float(minutes)} for after, minutes in away]
    return {"name": name, "from": clock_of(start), "to": clock_of(end), "breaks": breaks}
