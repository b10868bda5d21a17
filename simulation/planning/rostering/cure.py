"""What would end a shortfall: another rule, or more agents. Each is tried without names, so no more is promised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from routing.words.messages import text
from simulation.planning.rostering.joint import missing_hours
from simulation.planning.rostering.problem import Agent, Problem, Roster
from simulation.planning.rostering.search import Clock

MOST_MORE = 50
"""So many more agents of a group are tried."""

NOTHING = 1e-6
"""Hours that are rounding."""


@dataclass(frozen=True, slots=True)
class Cure:
    """What would help.

    Parameters
    ----------
    words
        What to do.
    hours
        Agent-hours that would still be missing, the rules between an agent's days left out.
    """

    words: str
    hours: float


def cures(roster: Roster, clock: Clock) -> list[Cure]:
    """What would help, the best first; only what helps by a tenth or more.

    Rules that stand between agents and their names (rest, days in a row) are not in the master; a shortfall that comes
    from them alone is said to be mendable by lifting them.
    """
    now = float(roster.short.sum()) * roster.problem.step / 60
    found: list[Cure] = []
    ended = ""
    for group, words, problem in _changes(roster):
        if clock.left <= 0:
            break
        if group and group == ended:  # fewer agents end it already
            continue
        hours = missing_hours(problem, clock)
        if hours is not None and hours <= 0.9 * now:
            found.append(Cure(words, hours if hours >= NOTHING else 0.0))
            ended = group if hours < NOTHING else ended
    return sorted(found, key=lambda each: each.hours)


def _changes(roster: Roster) -> Iterator[tuple[str, str, Problem]]:
    """The group that gets more agents, if any; words; and the problem that it makes."""
    problem = roster.problem
    for group, missing in enumerate(roster.short.sum(axis=(1, 2)).tolist()):
        if missing > 0:
            yield from _more_agents(roster, group)
    yield "", text("no rules on rest, days in a row, nights and weekends"), problem
    longer = tuple(replace(each, most=tuple(168 * 60 for _ in each.most), days_per_week=7) for each in problem.agents)
    yield "", text("no limit on hours and days per week"), replace(problem, agents=longer)
    if any(agent.free for agent in problem.agents):
        there = tuple(replace(each, free=frozenset()) for each in problem.agents)
        yield "", text("everybody there on all dates"), replace(problem, agents=there)
    if any(agent.shifts for agent in problem.agents) or any(shift.asked for shift in problem.shifts):
        anything = tuple(replace(each, shifts=frozenset()) for each in problem.agents)
        shifts = tuple(replace(each, asked=False) for each in problem.shifts)
        yield "", text("everybody on any shift"), replace(problem, agents=anything, shifts=shifts)
    if problem.rules.holidays == 0:
        yield "", text("work on holidays"), replace(problem, rules=replace(problem.rules, holidays=None))


def _more_agents(roster: Roster, group: int) -> Iterator[tuple[str, str, Problem]]:
    """As many more agents of a group as could work the missing hours, and as many as are missing at the worst."""
    problem = roster.problem
    own = [agent for agent in problem.agents if agent.groups[0] == group] or list(problem.agents)
    like = max(own, key=lambda agent: sum(agent.most))
    hours = float(roster.short[group].sum()) * problem.step / 60
    peak = float(roster.short[group].max())
    first = max(1, round(hours / max(sum(like.most) / 60, 1)))
    for number in sorted({min(first, MOST_MORE), min(max(first * 2, round(peak)), MOST_MORE)}):
        more = [Agent(f"+{at}", (group,), (0,) * len(like.most), like.most, like.days_per_week) for at in range(number)]
        words = text("more agents of {group}: {number}", number=number, group=problem.groups[group].name)
        yield problem.groups[group].name, words, replace(problem, agents=(*problem.agents, *more))
