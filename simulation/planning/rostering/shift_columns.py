"""How many work each shift, and begin their breaks when, as columns of a linear programme, within the rules.

The rules are those of all agents of a part added up, as in :mod:`.master`.
"""

from __future__ import annotations

from collections.abc import Sequence

from simulation.planning.rostering.cover import MONEY, UNDER, Key, cost_of
from simulation.planning.rostering.duties import how_many_can, least_minutes, overlaps, parts
from simulation.planning.rostering.duty_list import Place
from simulation.planning.rostering.labour import WEEK
from simulation.planning.rostering.linear import Linear
from simulation.planning.rostering.problem import Problem


class Columns:
    """The columns of a problem's shifts, added to a model. Costs are hours at ordinary pay.

    Parameters
    ----------
    problem, model
        Whose shifts, and where to.
    """

    def __init__(self, problem: Problem, model: Linear) -> None:
        self.problem, self.model = problem, model
        self.counts: dict[Key, int] = {}
        self.starts: dict[Place, int] = {}
        self._there: dict[Key, dict[int, float]] = {}
        for agents, _ in parts(problem):
            self._part(agents)
        for key, place in self.counts.items():
            self._shift(key, place)

    def of_date(self, day: int) -> list[int]:
        """The columns of shifts that begin on a date."""
        places = [place for key, place in self.counts.items() if key[1] == day]
        return places + [place for key, place in self.starts.items() if key[1] == day]

    def there(self, group: int, day: int, interval: int) -> dict[int, float]:
        """Columns that bring agents of a group into an interval, and the share of it that each agent is there."""
        return self._there.get((group, day, interval), {})

    def _part(self, agents: Sequence[int]) -> None:
        """Columns of the shifts that some agents can work, and their rules added up."""
        problem = self.problem
        able, there = how_many_can(problem, agents)
        for key, most in able.items():
            cost = cost_of(problem, *key) / (60 * MONEY)
            self.counts[key] = self.model.column(cost, 0.0, float(most))
        for day, most in enumerate(there):
            self.model.at_most({self.counts[key]: 1.0 for key in able if key[1] == day}, float(most))
        for week in range(problem.n_dates // WEEK):
            self._week(agents, [key for key in able if key[1] // WEEK == week], week)

    def _week(self, agents: Sequence[int], keys: Sequence[Key], week: int) -> None:
        problem, own = self.problem, [self.problem.agents[number] for number in agents]
        worked = {self.counts[key]: problem.shifts[key[2]].paid / 60 for key in keys}
        self.model.at_most(dict.fromkeys(worked, 1.0), float(sum(agent.days_per_week for agent in own)))
        self.model.at_most(worked, sum(agent.most[week] for agent in own) / 60)
        least = sum(least_minutes(problem, agent, week) for agent in own) / 60
        if least:
            under = self.model.column(float(UNDER), 0.0, least)
            self.model.at_least(worked | {under: 1.0}, least)

    def _shift(self, key: Key, place: int) -> None:
        """When the agents of a shift are there."""
        shift = self.problem.shifts[key[2]]
        self._add(key, place, shift.start, shift.length, 1.0)
        for at, each in enumerate(shift.breaks):
            if len(each.starts) == 1:
                self._add(key, place, shift.start + each.starts[0], each.minutes, -1.0)
                continue
            own = {}
            for begun, after in enumerate(each.starts):
                column = self.model.column(0.0, 0.0, 5000.0)
                self.starts[(*key, at, begun)] = column
                self._add(key, column, shift.start + after, each.minutes, -1.0)
                own[column] = 1.0
            self.model.equal(own | {place: -1.0}, 0.0)

    def _add(self, key: Key, column: int, start: int, length: int, sign: float) -> None:
        group, day, _ = key
        for other, at, minutes in overlaps(self.problem, day, start, length):
            cell = self._there.setdefault((group, other, at), {})
            cell[column] = cell.get(column, 0.0) + sign * minutes / self.problem.step
