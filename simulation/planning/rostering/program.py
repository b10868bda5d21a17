"""A part of a rostering problem as an integer program: whether an agent works a shift on a date for a group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from simulation.planning.rostering.cover import MONEY, SHORT, UNDER, Cover, Key
from simulation.planning.rostering.duties import Option, options, peers
from simulation.planning.rostering.labour import add_rules
from simulation.planning.rostering.problem import Agent, Problem, Shift

Chosen = dict[tuple[int, int], Option]
"""By agent and date what is worked."""

OFF, LIKED, AVOIDED = 10, 3, 5
"""What unmet wishes weigh: to be off on a date, to work another shift than this one, not to work this one."""

UNSOCIAL, NIGHT, HOUR = 20, 20, 1
"""What it weighs that among peers one has a weekend or holiday, a night, an hour more than another."""


class Aims:
    """What a program with names is for; :class:`Program` and :class:`~.alike.Alike` have the variables."""

    problem: Problem
    model: Any
    counts: dict[Key, Any]
    under: dict[tuple[int, int], Any]

    def owed(self) -> Any:
        """Cost of the hours that agents have too little."""
        return UNDER * MONEY * sum(self.under.values())

    def missing(self, target: Mapping[Key, int]) -> Any:
        """Minutes of the shifts that are worked by fewer than ``target``, which nobody exceeds."""
        for key, most in target.items():
            if key in self.counts:
                self.model.add(self.counts[key] <= most)
        missing = [self.problem.shifts[key[2]].paid * (most - self.counts.get(key, 0)) for key, most in target.items()]
        return MONEY * SHORT * sum(missing)

    def first_aim(self, cover: Cover) -> Any:
        """To be least: shortfall, hours that agents have too little, cost; each outweighs those after it."""
        return cover.shortfall() + self.owed() + cover.cost()


def unmet(agent: Agent, shift: str) -> int:
    """What it weighs that an agent works a shift of this name."""
    return LIKED * (bool(agent.likes) and shift not in agent.likes) + AVOIDED * (shift in agent.avoids)


class Program(Aims):
    """Names and rules, without the heads needed.

    Parameters
    ----------
    problem
        Of which this is a part.
    agents, groups
        Numbers of those in it.
    target
        How many are to work each shift; None: any number. Shifts that nobody is to work have no variables.
    """

    def __init__(
        self, problem: Problem, agents: Sequence[int], groups: Sequence[int], target: Mapping[Key, int] | None = None
    ) -> None:
        from ortools.sat.python import cp_model

        self.problem, self.agents, self.groups = problem, agents, groups
        self.model: Any = cp_model.CpModel()
        self.x: dict[tuple[int, int], dict[Option, Any]] = {}
        self.works: dict[tuple[int, int], Any] = {}
        self.under: dict[tuple[int, int], Any] = {}
        for agent in agents:
            for day in range(problem.n_dates):
                found = options(problem, problem.agents[agent], day)
                if target is not None:
                    found = [option for option in found if target.get((option[1], day, option[0]))]
                self.x[agent, day] = {option: self.model.new_bool_var("") for option in found}
                self.works[agent, day] = self.model.new_bool_var("")
                self.model.add(sum(self.x[agent, day].values()) == self.works[agent, day])
        add_rules(self)
        self.counts = self._counted()

    def _counted(self) -> dict[Key, Any]:
        """How many work each shift of a group on a date."""
        by_shift: dict[Key, list[Any]] = {}
        for (_, day), found in self.x.items():
            for (shift, group), variable in found.items():
                by_shift.setdefault((group, day, shift), []).append(variable)
        counts = {}
        for key, variables in by_shift.items():
            counts[key] = self.model.new_int_var(0, len(variables), "")
            self.model.add(sum(variables) == counts[key])
        return counts

    def changes(self, kept: Mapping[tuple[int, int], Option | None], frozen: frozenset[int]) -> list[Any]:
        """Whether each duty differs from a roster that is known: by agent and date, None being a day off.

        Nothing may differ on the dates of ``frozen``.
        """
        found = []
        for (agent, day), option in kept.items():
            if (agent, day) not in self.x:
                continue
            own = self.x[agent, day]
            if day in frozen:
                for each, variable in own.items():
                    self.model.add(variable == int(each == option))
            elif option is None:
                found.append(self.works[agent, day])
            elif option in own:
                found.append(1 - own[option])
        return found

    def hint(self, chosen: Chosen) -> None:
        """Begin the search with who works what."""
        self.model.clear_hints()
        for (agent, day), own in self.x.items():
            for option, variable in own.items():
                self.model.add_hint(variable, int(chosen.get((agent, day)) == option))
            self.model.add_hint(self.works[agent, day], int((agent, day) in chosen))

    def chosen(self, value_of: Any) -> Chosen:
        """Who works what in a solution."""
        return {
            place: option for place, own in self.x.items() for option, variable in own.items() if value_of(variable)
        }

    def second_aim(self) -> Any:
        """To be least once it is known how many work each shift: unmet wishes, and how uneven the work of peers is."""
        terms: list[Any] = list(self._wishes())
        for group in peers(self.problem, self.agents):
            terms += self._spread(group)
        return sum(terms)

    def _wishes(self) -> list[Any]:
        terms = []
        for (agent, day), own in self.x.items():
            wishes = self.problem.agents[agent]
            if day in wishes.off:
                terms.append(OFF * self.works[agent, day])
            for (shift, _), variable in own.items():
                weight = unmet(wishes, self.problem.shifts[shift].name)
                if weight:
                    terms.append(weight * variable)
        return terms

    def _spread(self, group: Sequence[int]) -> list[Any]:
        """Most less least of unsocial days, of nights and of hours, among peers."""
        problem = self.problem
        unsocial = [day for day in range(problem.n_dates) if problem.is_weekend(day) or problem.is_holiday(day)]
        kinds = [
            (UNSOCIAL, [sum(self.works[agent, day] for day in unsocial) for agent in group], problem.n_dates),
            (NIGHT, [self._sum(agent, lambda shift: int(shift.night)) for agent in group], problem.n_dates),
            (HOUR, [self._sum(agent, lambda shift: shift.paid // 60) for agent in group], 24 * problem.n_dates),
        ]
        terms = []
        for weight, sums, limit in kinds:
            if all(isinstance(each, int) for each in sums):
                continue
            most, least = self.model.new_int_var(0, limit, ""), self.model.new_int_var(0, limit, "")
            for each in sums:
                self.model.add(most >= each)
                self.model.add(least <= each)
            terms.append(weight * (most - least))
        return terms

    def _sum(self, agent: int, of: Any) -> Any:
        """A weighted number of the agent's shifts; a plain 0 where none has weight."""
        terms = []
        for day in range(self.problem.n_dates):
            for (shift, _), variable in self.x[agent, day].items():
                entry: Shift = self.problem.shifts[shift]
                if of(entry):
                    terms.append(of(entry) * variable)
        return sum(terms)
