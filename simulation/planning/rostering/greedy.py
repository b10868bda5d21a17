"""Shifts, and names for them, one after another, without a solver: what there is when a search was ended too soon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simulation.planning.rostering.cover import Key
from simulation.planning.rostering.duties import Option, options, overlaps
from simulation.planning.rostering.problem import Duty, Problem
from simulation.planning.rostering.program import Chosen
from simulation.planning.rostering.verify import AgentCheck

LEAST_USE = 0.3
"""A shift is added as long as so much of it is time in which somebody is missing."""


def shifts_in_turn(problem: Problem, agents: Sequence[int], groups: Sequence[int]) -> dict[Key, int]:
    """How many are to work each shift: each time the one most of whose time somebody is missing in; breaks left out."""
    missing = problem.heads.astype(float)
    target: dict[Key, int] = {}
    for day in range(problem.n_dates):
        able: dict[Option, int] = {}
        for number in agents:
            for option in options(problem, problem.agents[number], day):
                able[option] = able.get(option, 0) + 1
        cells = {
            shift: overlaps(problem, day, problem.shifts[shift].start, problem.shifts[shift].length)
            for shift, _ in able
        }
        for group in groups:
            own = [shift for shift, at in able if at == group]

            def use(shift: int, group: int = group, cells: Mapping[int, list[Key]] = cells) -> float:
                found = sum(min(missing[group, at, place], 1.0) * minutes for at, place, minutes in cells[shift])
                return float(found) / problem.shifts[shift].length

            while own:
                best = max(own, key=lambda shift: (use(shift), problem.shifts[shift].length))
                if use(best) < LEAST_USE or target.get((group, day, best), 0) >= able[best, group]:
                    break
                target[group, day, best] = target.get((group, day, best), 0) + 1
                for at, place, minutes in cells[best]:
                    missing[group, at, place] = max(missing[group, at, place] - minutes / problem.step, 0.0)
    return target


def named_in_turn(problem: Problem, agents: Sequence[int], target: Mapping[Key, int]) -> Chosen:
    """Who works what: date by date, each shift by whoever may and has worked least; no rule is broken.

    Parameters
    ----------
    problem, agents
        Whose names may be given.
    target
        How many are to work each shift; some of them may stay without a name.
    """
    duties: dict[int, list[Duty]] = {number: [] for number in agents}
    minutes = dict.fromkeys(agents, 0)
    chosen: Chosen = {}
    able = {
        (number, day): set(options(problem, problem.agents[number], day))
        for number in agents
        for day in range(problem.n_dates)
    }
    for group, day, shift in sorted(target, key=lambda key: (key[1], -problem.shifts[key[2]].paid, key)):
        starts = tuple(each.starts[0] for each in problem.shifts[shift].breaks)
        left = target[group, day, shift]
        for number in sorted(agents, key=lambda number: (len(problem.agents[number].groups), minutes[number], number)):
            if left == 0:
                break
            if (number, day) in chosen or (shift, group) not in able[number, day]:
                continue
            more = [*duties[number], Duty(number, day, shift, group, starts)]
            if any(AgentCheck(problem, number, more).broken()):
                continue
            duties[number], chosen[number, day], left = more, (shift, group), left - 1
            minutes[number] += problem.shifts[shift].paid
    return chosen
