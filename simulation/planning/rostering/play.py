"""A roster in the simulator: each date is played with its agents; where a goal is missed more heads are asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

from simulation.experiment import Plan, run
from simulation.measuring.results import Held, Results
from simulation.planning.rostering.cover import roster_cost
from simulation.planning.rostering.problem import Problem, Roster
from simulation.planning.rostering.rostered_day import scenario_of

FRESH = 1_000_000
"""Numbers of the first replications of final checks are multiples of this: customers whom no search has met."""

DAMPED = 0.6
"""The share of the agents that would mend an interval by Erlang A that is asked for at once: neighbours help too."""


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
