"""Which shift whoever may work on which date, before any rule about several dates; and who stands apart from whom."""

from __future__ import annotations

from collections.abc import Sequence

from simulation.planning.rostering.problem import Agent, Problem

Option = tuple[int, int]
"""Numbers of a shift and of a group."""


def overlaps(problem: Problem, day: int, start: int, length: int) -> list[tuple[int, int, int]]:
    """The intervals of the roster that some minutes of a date lie in: date, interval, minutes in it.

    Parameters
    ----------
    day, start, length
        The date at whose midnight ``start`` is counted from.
    """
    found = []
    begins = problem.absolute(day, start)
    for other in range(max(day - 1, 0), min(day + 3, problem.n_dates)):
        opens, _ = problem.span(other, 0)
        first = max((begins - opens) // problem.step, 0)
        for interval in range(first, problem.heads.shape[2]):
            low, high = problem.span(other, interval)
            minutes = min(high, begins + length) - max(low, begins)
            if minutes > 0:
                found.append((other, interval, minutes))
            if low >= begins + length:
                break
    return found


def options(problem: Problem, agent: Agent, day: int) -> list[Option]:
    """What an agent may work on a date: shifts that somebody is needed in."""
    if day in agent.free or (problem.rules.holidays == 0 and problem.is_holiday(day)):
        return []
    key = agent.groups, agent.shifts, day
    if key not in problem.known_options:
        problem.known_options[key] = _options(problem, agent, day)
    return list(problem.known_options[key])


def _options(problem: Problem, agent: Agent, day: int) -> list[Option]:
    found = []
    for number, shift in enumerate(problem.shifts):
        named = shift.name in agent.shifts
        if day not in shift.dates or not (named if agent.shifts else not shift.asked):
            continue
        needed = [group for group in agent.groups if group in shift.groups]
        cells = overlaps(problem, day, shift.start, shift.length) if needed else []
        found += [(number, group) for group in needed if any(problem.heads[group, other, at] for other, at, _ in cells)]
    return found


def how_many_can(problem: Problem, agents: Sequence[int]) -> tuple[dict[tuple[int, int, int], int], list[int]]:
    """How many of some agents can work each (group, date, shift) that any can, and how many can work on each date."""
    able: dict[tuple[int, int, int], int] = {}
    there = [0] * problem.n_dates
    for agent in agents:
        for day in range(problem.n_dates):
            found = options(problem, problem.agents[agent], day)
            there[day] += bool(found)
            for shift, group in found:
                able[group, day, shift] = able.get((group, day, shift), 0) + 1
    return able, there


def least_minutes(problem: Problem, agent: Agent, week: int) -> int:
    """Minutes that an agent must work in a week, as far as there are shifts and dates for them."""
    if not agent.least[week]:
        return 0
    days = range(7 * week, 7 * week + 7)
    longest = [
        max((problem.shifts[shift].paid for shift, _ in options(problem, agent, day)), default=0) for day in days
    ]
    return min(agent.least[week], sum(sorted(longest, reverse=True)[: agent.days_per_week]))


def parts(problem: Problem) -> list[tuple[list[int], list[int]]]:
    """Agents and groups that have nothing to do with others, by their numbers: each part is solved by itself."""
    home = list(range(len(problem.groups)))

    def root(group: int) -> int:
        while home[group] != group:
            group = home[group]
        return group

    for agent in problem.agents:
        for group in agent.groups[1:]:
            home[root(group)] = root(agent.groups[0])
    found: dict[int, tuple[list[int], list[int]]] = {}
    for group in range(len(problem.groups)):
        found.setdefault(root(group), ([], []))[1].append(group)
    for number, agent in enumerate(problem.agents):
        found[root(agent.groups[0])][0].append(number)
    return list(found.values())


def uncovered(problem: Problem) -> list[tuple[int, int, int]]:
    """Group, date and interval of heads that no shift of any agent could cover."""
    reached = set()
    for agent in problem.agents:
        for day in range(problem.n_dates):
            for shift, group in options(problem, agent, day):
                entry = problem.shifts[shift]
                reached |= {(group, other, at) for other, at, _ in overlaps(problem, day, entry.start, entry.length)}
    needed = [tuple(cell) for cell in zip(*problem.heads.nonzero(), strict=True)]
    return [(int(g), int(d), int(i)) for g, d, i in needed if (g, d, i) not in reached]


def peers(problem: Problem, agents: Sequence[int]) -> list[list[int]]:
    """Agents of one group with the same hours: those among whom work is to be shared out evenly."""
    found: dict[tuple[int, tuple[int, ...], tuple[int, ...]], list[int]] = {}
    for number in agents:
        agent = problem.agents[number]
        found.setdefault((agent.groups[0], agent.least, agent.most), []).append(number)
    return [each for each in found.values() if len(each) > 1]
