"""A roster in the simulator: each date is played with its agents; where a goal is missed more heads are asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from typing import Any

from simulation.experiment import Plan, run
from simulation.files.day_clock import MINUTES_PER_DAY, clock_of
from simulation.files.overrides import Override
from simulation.measuring.results import Held, Results
from simulation.planning.rostering.cover import roster_cost
from simulation.planning.rostering.problem import Duty, Problem, Roster
from simulation.scenario import Scenario, changed_data, load_scenario

FRESH = 1_000_000
"""Numbers of the first replications of final checks are multiples of this: customers whom no search has met."""

DAMPED = 0.6
"""The share of the agents that would mend an interval by Erlang A that is asked for at once: neighbours help too."""

Span = tuple[int, int, tuple[tuple[int, int], ...]]
"""Minutes of the date: from, to; and breaks, minutes after the start and their length."""


class Interrupted(Exception):  # noqa: N818  (no error)
    """The user has had enough."""


@dataclass(frozen=True, slots=True)
class Miss:
    """A goal that is missed in an interval of a date: numbers, its share, and who would mend it by Erlang A."""

    day: int
    interval: int
    goal: str
    wanted: float
    share: float
    group: str | None
    agents: int


@dataclass(frozen=True, slots=True)
class Round:
    """What the simulator said of a roster.

    Parameters
    ----------
    number
        From 1.
    replications
        Of each date.
    fresh
        Whether they are customers that no roster was changed for.
    cells, undecided
        Goals by interval and date that were judged; of these, those that are neither held nor missed for sure.
    misses
        Those that are missed.
    paid_hours
        Of the roster.
    cost
        Its hours at ordinary pay.
    named
        Whether the shifts had names already.
    """

    number: int
    replications: int
    fresh: bool
    cells: int
    undecided: int
    misses: tuple[Miss, ...]
    paid_hours: float
    cost: float = 0.0
    named: bool = True

    @property
    def held(self) -> bool:
        """Whether no goal is missed."""
        return not self.misses


def play(
    roster: Roster,
    scenario: Path,
    *,
    number: int,
    seed: int,
    replications: int,
    threads: int,
    fresh: int = 0,
    stop: Callable[[], bool] = lambda: False,
    progress: Callable[[int], None] | None = None,
) -> Round:
    """Play every open date of a roster.

    Parameters
    ----------
    roster
        Whose agents they are.
    scenario
        The file.
    number
        Of the round.
    seed, replications, threads
        As for :class:`~simulation.experiment.Plan`.
    fresh
        0: the customers of the search. From 1 on: others, whom no roster before has met.
    stop
        Asked before each date.
    progress
        Called with 1 after each replication.

    Raises
    ------
    Interrupted
        When ``stop`` said so.
    """
    misses: list[Miss] = []
    cells = undecided = 0
    plan = Plan(replications, seed, threads=threads, first=FRESH * fresh)
    for day in range(roster.problem.n_dates):
        if roster.problem.scales[day] <= 0:
            continue
        if stop():
            raise Interrupted
        found = run(scenario_of(roster, day, scenario), plan, progress=progress)
        cells += len(found.verdict.cells)
        undecided += sum(cell.held is Held.UNDECIDED for cell in found.verdict.cells)
        misses += _misses(found, day)
    return Round(
        number, replications, fresh > 0, cells, undecided, tuple(misses), roster.paid_hours, roster_cost(roster)
    )


def _misses(results: Results, day: int) -> list[Miss]:
    verdict = results.verdict
    return [
        Miss(
            day,
            cell.interval,
            verdict.goals[cell.goal].name,
            verdict.goals[cell.goal].share,
            float(cell.share.mean or 0.0),
            cell.mend_group,
            cell.mend_agents or 1,
        )
        for cell in verdict.cells
        if cell.held is Held.MISSED
    ]


def scenario_of(roster: Roster, day: int, path: Path) -> Scenario:
    """The scenario on a date, with the agents of the roster.

    Agents who came the evening before are there from the opening on. Groups of the scenario that the roster does not
    have keep their staff.
    """
    problem, data = roster.problem, changed_data(path, [])
    names = [group.name for group in problem.groups]
    duties: dict[str, dict[Span, list[int]]] = {name: {} for name in names}
    opens, close = problem.opens, problem.opens + problem.step * problem.heads.shape[2]
    for duty in roster.duties:
        span = _span(problem, duty, day, opens, close)
        if span is not None:
            duties[names[duty.group]].setdefault(span, []).append(duty.agent)
    others = data.get("agents")
    agents: list[dict[str, Any]] = [
        each for each in (others if isinstance(others, list) else []) if each.get("group") not in names
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
    away = [{"groups": group.name, "share": group.shrinkage} for group in problem.groups if group.shrinkage]
    if away:  # who is planned is there but for the shrinkage
        others = data.get("absence")
        rest = others if isinstance(others, list) else [] if others is None else [others]
        changes.append(Override("roster", ("absence",), "=", [*away, *rest]))
    if problem.scales[day] != 1:
        changes.append(Override("roster", ("arrivals", "scale"), "*=", problem.scales[day]))
    return load_scenario(path, overrides=changes)


def _agent(problem: Problem, number: int, group: str, shift: str, entry: dict[str, Any]) -> dict[str, Any]:
    agent = problem.agents[number]
    skills = dict(agent.skills) or dict(next(each.skills for each in problem.groups if each.name == group))
    pools = {"pools": entry["pools"]} if entry.get("pools") is not None else {}
    return {"id": agent.id, "group": group, "shift": shift, "skills": skills, **pools}


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


def raised(roster: Roster, found: Round) -> Problem:
    """The problem with more heads where goals were missed: what is planned there, and agents of the group to mend it.

    Where no single group would mend it, each gets one more.
    """
    problem = roster.problem
    heads, net = problem.heads.copy(), problem.net.copy()
    names = [group.name for group in problem.groups]
    more: dict[tuple[int, int, int], int] = {}
    for miss in found.misses:
        one = [names.index(miss.group)] if miss.group in names else []
        for group in one or range(len(names)):
            cell = (group, miss.day, miss.interval)
            agents = ceil(DAMPED * miss.agents) if one else 1
            more[cell] = max(more.get(cell, 0), agents)
    for cell, agents in more.items():
        wanted = max(int(heads[cell]), ceil(roster.planned[cell] - 1e-9)) + agents
        net[cell] += wanted - heads[cell]
        heads[cell] = wanted
    return replace(problem, heads=heads, net=net)
