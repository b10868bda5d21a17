"""How many work each shift, before anybody has a name: a relaxation of the roster, small enough to be solved exactly.

Its rules are those of all agents added up, so no roster of named agents can be better: its bound is a bound for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simulation.planning.rostering.cover import MONEY, UNDER, Cover
from simulation.planning.rostering.duties import how_many_can, least_minutes
from simulation.planning.rostering.labour import WEEK
from simulation.planning.rostering.problem import Problem


class Master:
    """The program of a part, without names.

    Parameters
    ----------
    problem
        Of which this is a part.
    agents, groups
        Numbers of those in it.
    spare
        So many shifts of each week that the agents could work are left out, and their hours: room for names. With it
        the bound is none.
    model
        To which it is added; None: one of its own.
    """

    def __init__(
        self, problem: Problem, agents: Sequence[int], groups: Sequence[int], spare: int = 0, model: Any = None
    ) -> None:
        from ortools.sat.python import cp_model

        self.problem, self.agents, self.spare = problem, agents, spare
        self.model: Any = cp_model.CpModel() if model is None else model
        able, there = how_many_can(problem, agents)
        self.counts = {key: self.model.new_int_var(0, most, "") for key, most in able.items()}
        self.cover = Cover(problem, self.model, groups, self.counts, len(agents))
        self.under: list[Any] = []
        for day, most in enumerate(there):
            self.model.add(sum(count for (_, at, _), count in self.counts.items() if at == day) <= most)
        for week in range(problem.n_dates // WEEK):
            self._week(week)

    def _week(self, week: int) -> None:
        own = [self.problem.agents[number] for number in self.agents]
        counts = {key: count for key, count in self.counts.items() if key[1] // WEEK == week}
        worked = sum(self.problem.shifts[shift].paid * count for (_, _, shift), count in counts.items())
        self.model.add(sum(counts.values()) <= sum(agent.days_per_week for agent in own) - self.spare)
        length = min((shift.paid for shift in self.problem.shifts), default=0)
        self.model.add(worked <= sum(agent.most[week] for agent in own) - self.spare * length)
        least = sum(least_minutes(self.problem, agent, week) for agent in own)
        if least:
            self.under.append(self.model.new_int_var(0, least, ""))
            self.model.add(worked + self.under[-1] >= least)

    def aim(self) -> Any:
        """As :meth:`~simulation.planning.rostering.program.Program.first_aim`, without names."""
        return self.cover.shortfall() + UNDER * MONEY * sum(self.under) + self.cover.cost()
