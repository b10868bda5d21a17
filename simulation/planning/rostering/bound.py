"""What a roster that holds the goals costs at least, whichever heads it plans: linear programmes over its shifts.

Shifts are worked by fractions of agents without names, within the rules of all agents added up, so no roster of names
can do better. What they must bring to each interval is that of ``peakline staff``'s bounds
(:mod:`simulation.planning.staffing.bounds`): time for the work that the goals ask for, or enough agents in one pool.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from simulation.planning.rostering.linear import Linear
from simulation.planning.rostering.problem import Problem
from simulation.planning.rostering.shift_columns import Columns
from simulation.planning.rostering.stage import Stage
from simulation.planning.staffing.bounds import asks_for_answers, day_factors, pools
from simulation.planning.staffing.crew import Crew
from simulation.planning.staffing.demand import Demand, demand_of
from simulation.planning.staffing.target import Floats, Target

SECONDS = 10.0
"""Of the wall clock for each programme; a cost that is not proved by then is none."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Costs that no roster is below that holds the goals and gives everybody their hours; None: not known.

    Parameters
    ----------
    work
        In each interval somebody who can has the time for the work that the goals ask for, each contact taking its mean
        time. Certain but for work that is done in a later interval than it came in, or after the end of a shift.
    pooled
        In each interval as many agents as Erlang A asks for, if all who can take a goal's contacts were one pool of the
        fastest. Not certain: see docs/explanation/staffing-search.md.
    """

    work: float | None
    pooled: float | None


def lower_costs(stage: Stage) -> Bounds | None:
    """The bounds of a roster's problem; None where agents have skills of their own, which these do not reckon with."""
    crews = {day: stage.crew(day) for day in stage.dates}
    if not all(_as_their_groups(stage.problem, crew) for crew in crews.values()):
        return None
    demands = {day: demand_of(crew) for day, crew in crews.items()}
    found = []
    for pooled in (False, True):
        model = Linear()
        columns = Columns(_everywhere(stage), model)
        for day, crew in crews.items():
            there = _Presence(stage.problem, crew, columns, day)
            targets = stage.cells(day).targets
            if pooled:
                _pools(model, there, demands[day], targets, day_factors(crew))
            else:
                _work(model, there, demands[day], targets)
        found.append(model.least(SECONDS))
    return Bounds(*found)


def _everywhere(stage: Stage) -> Problem:
    """The problem with somebody needed in all groups and intervals of open dates: no shift is left out."""
    heads = np.zeros_like(stage.problem.heads)
    heads[:, stage.dates] = 1
    return replace(stage.problem, heads=heads)


def _as_their_groups(problem: Problem, crew: Crew) -> bool:
    """Whether all agents have the skills that their groups have in the scenario."""
    skills = {name: dict(like.skills) for name, like in zip(crew.groups, crew.likes, strict=True)}
    same = all(dict(group.skills) == skills[group.name] for group in problem.groups)
    return same and all(
        dict(agent.skills) == skills[problem.groups[group].name]
        for agent in problem.agents
        if agent.skills
        for group in agent.groups
    )


class _Presence:
    """Who is there on a date: columns of the roster's shifts, and the staff of groups that it does not have."""

    def __init__(self, problem: Problem, crew: Crew, columns: Columns, day: int) -> None:
        self.crew, self.columns, self.day = crew, columns, day
        self.number = {group.name: at for at, group in enumerate(problem.groups)}
        self.shrinkage = [group.shrinkage for group in problem.groups]

    def of(self, group: int, interval: int) -> tuple[Mapping[int, float], float]:
        """Columns with the agents that each brings to a group of the scenario, and those who are there anyhow."""
        own = self.number.get(self.crew.groups[group])
        if own is None:
            return {}, float(self.crew.staff[group, interval])
        share = 1.0 - self.shrinkage[own]
        return {at: share * there for at, there in self.columns.there(own, self.day, interval).items()}, 0.0


def _work(model: Linear, there: _Presence, demand: Demand, targets: tuple[Target, ...]) -> None:
    """Time for the contacts that the goals ask for, by group and interval; the shortest are served first."""
    asked = [target for target in targets if asks_for_answers(target)]
    wanted = np.any([target.classes for target in asked], axis=0) if asked else np.zeros(len(demand.rate), np.bool_)
    for interval in range(demand.rate.shape[1]):
        rate = demand.rate[:, interval]
        served: dict[tuple[int, int], int] = {}
        for cls in np.flatnonzero(wanted & (rate > 0)).tolist():
            own = np.flatnonzero(demand.able[cls]).tolist()
            served.update({(cls, group): model.column(0.0, 0.0, float(rate[cls])) for group in own})
            model.at_most({served[cls, group]: 1.0 for group in own}, float(rate[cls]))
        for group in sorted({group for _, group in served}):
            busy = {at: float(demand.work_s[cls, one]) for (cls, one), at in served.items() if one == group}
            brought, anyhow = there.of(group, interval)
            model.at_most(busy | {at: -number for at, number in brought.items()}, anyhow)
        for target in asked:
            of_goal = {at: 1.0 for (cls, _), at in served.items() if target.classes[cls]}
            model.at_least(of_goal, target.limit * float(rate[target.classes].sum()))


def _pools(model: Linear, there: _Presence, demand: Demand, targets: tuple[Target, ...], factors: Floats) -> None:
    """Enough agents of each pool in each interval."""
    for interval in range(demand.rate.shape[1]):
        for groups, agents in pools(demand, targets, interval, factors):
            row: dict[int, float] = {}
            needed = float(agents)
            for group in np.flatnonzero(groups).tolist():
                brought, anyhow = there.of(group, interval)
                row |= brought
                needed -= anyhow
            model.at_least(row, needed)
