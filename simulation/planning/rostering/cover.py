"""How many work each shift, when their breaks begin, and whom that leaves missing: the part of a program without names.

How many begin each break when is counted by shift, not by agent: windows of a shift's breaks do not overlap, so any of
its agents can have any of the starts (T. Aykin, Management Science 42, 1996, doi:10.1287/mnsc.42.4.591).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from simulation.planning.rostering.duties import overlaps
from simulation.planning.rostering.problem import Problem, Roster

MONEY = 10
"""Parts into which the cost of a minute is rounded."""

SHORT = 100
"""A minute of a missing agent costs as much as so many minutes of work: any shift is worth a quarter of an hour."""

UNDER = 10_000
"""A minute of contract hours that an agent is not given costs so much: they stand before heads and cost."""

Key = tuple[int, int, int]
"""Group, date, shift; or group, date, interval."""


class Cover:
    """Variables and constraints added to a model.

    Parameters
    ----------
    problem
        Of which this is a part.
    model
        CP-SAT's.
    groups
        Numbers of the groups whose heads count.
    counts
        How many work each shift: variables by group, date and shift.
    limit
        Nobody has more agents than this.
    """

    def __init__(
        self, problem: Problem, model: Any, groups: Sequence[int], counts: Mapping[Key, Any], limit: int
    ) -> None:
        self.problem, self.model, self.counts = problem, model, counts
        self.starts: dict[tuple[int, int, int, int, int], Any] = {}
        self.short: dict[Key, Any] = {}
        self._breaks(limit)
        self.minutes = self._minutes()
        self._heads(groups)

    def _breaks(self, limit: int) -> None:
        """How many begin each break at each of its times; a break with one time needs no variable."""
        for (group, day, shift), count in self.counts.items():
            for number, each in enumerate(self.problem.shifts[shift].breaks):
                if len(each.starts) > 1:
                    own = [self.model.new_int_var(0, limit, "") for _ in each.starts]
                    self.starts.update({(group, day, shift, number, at): one for at, one in enumerate(own)})
                    self.model.add(sum(own) == count)

    def _minutes(self) -> dict[Key, list[tuple[int, Any]]]:
        """Minutes of work in each interval: lengths and the variables that they are multiplied with."""
        problem = self.problem
        minutes: dict[Key, list[tuple[int, Any]]] = {}
        for (group, day, shift), count in self.counts.items():
            entry = problem.shifts[shift]
            for other, at, length in overlaps(problem, day, entry.start, entry.length):
                minutes.setdefault((group, other, at), []).append((length, count))
            for number, each in enumerate(entry.breaks):
                for place, after in enumerate(each.starts):
                    begin = self.starts.get((group, day, shift, number, place), count)
                    for other, at, length in overlaps(problem, day, entry.start + after, each.minutes):
                        minutes.setdefault((group, other, at), []).append((-length, begin))
        return minutes

    def _heads(self, groups: Sequence[int]) -> None:
        for key in needed(self.problem, groups):
            need = int(self.problem.heads[key]) * self.problem.step
            self.short[key] = self.model.new_int_var(0, need, "")
            there = sum(length * variable for length, variable in self.minutes.get(key, ()))
            self.model.add(there + self.short[key] >= need)

    def shortfall(self) -> Any:
        """Cost of the agents that are missing."""
        rate = [round(MONEY * group.cost) for group in self.problem.groups]
        return sum(SHORT * rate[group] * missing for (group, _, _), missing in self.short.items())

    def cost(self) -> Any:
        """Cost of all shifts, in parts of a minute of ordinary work."""
        return sum(
            cost_of(self.problem, group, day, shift) * count for (group, day, shift), count in self.counts.items()
        )


def cost_of(problem: Problem, group: int, day: int, shift: int) -> int:
    """Cost of one shift, in parts of a minute of ordinary work."""
    entry = problem.shifts[shift]
    return round(MONEY * problem.pay(day, entry) * problem.groups[group].cost * entry.paid)


def roster_cost(roster: Roster) -> float:
    """Hours of a roster, each times its cost."""
    problem = roster.problem
    return sum(cost_of(problem, each.group, each.day, each.shift) for each in roster.duties) / (60 * MONEY)


def needed(problem: Problem, groups: Sequence[int]) -> list[Key]:
    """Group, date and interval in which somebody is needed."""
    cells = ((group, *cell) for group in groups for cell in zip(*problem.heads[group].nonzero(), strict=True))
    return [(group, int(day), int(interval)) for group, day, interval in cells]
