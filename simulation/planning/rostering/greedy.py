"""Names for shifts one after another, without a solver: what there is when a search was ended before it found any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simulation.planning.rostering.cover import Key
from simulation.planning.rostering.duties import options
from simulation.planning.rostering.problem import Duty, Problem
from simulation.planning.rostering.program import Chosen
from simulation.planning.rostering.verify import AgentCheck


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
