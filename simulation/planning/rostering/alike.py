"""Agents who are alike, where all work lies on one date: how many of them work each shift, then dealt out to names.

Named one by one, a hundred equal agents make a program that looks the same after any exchange of two of them, and a
search loses itself in these exchanges (F. Margot, Symmetry in Integer Linear Programming, in 50 Years of Integer
Programming, 2010). Where nobody can work on more than one date nothing tells agents with the same groups, contract and
wishes apart, so it is enough to know how many of each such class work each shift: as few variables as there are classes
and shifts, whatever the number of agents. Nothing is lost: any such numbers can be dealt out to names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simulation.planning.rostering.cover import Key
from simulation.planning.rostering.duties import Option, least_minutes, options, peers
from simulation.planning.rostering.labour import WEEK
from simulation.planning.rostering.problem import Agent, Duty, Problem
from simulation.planning.rostering.program import HOUR, NIGHT, OFF, UNSOCIAL, Aims, Chosen, unmet
from simulation.planning.rostering.verify import AgentCheck

Known = Mapping[tuple[int, int], Option | None]
"""By agent and date what a roster that is known has; None: a day off."""

TURN, OF = 618_034, 1_000_000
"""From one date to the next the first name moves on by so much of the class: the golden section, which leaves no agent
behind over any number of dates (Weyl's equidistribution)."""


@dataclass(frozen=True, slots=True)
class Class:
    """Agents who are alike.

    Parameters
    ----------
    agents
        Their numbers.
    like
        Any of them.
    known
        What a roster that is known has them work, None being a day off; empty: it does not have them.
    least
        Minutes that each must have in the week.
    """

    agents: tuple[int, ...]
    like: Agent
    known: tuple[Option | None, ...]
    least: int


def only_date(problem: Problem, agents: Sequence[int]) -> int | None:
    """The one date on which any of some agents can work; None: there are several, or none."""
    found = {
        day for number in agents for day in range(problem.n_dates) if options(problem, problem.agents[number], day)
    }
    return found.pop() if len(found) == 1 else None


class Alike(Aims):
    """As :class:`~simulation.planning.rostering.program.Program`, with a number for each class and shift.

    Parameters
    ----------
    problem
        Of which this is a part.
    agents, day
        Numbers of those in it, and the only date on which they can work.
    target
        How many are to work each shift; None: any number. Shifts that nobody is to work have no variables.
    known
        A roster that is known, from which changes are counted.
    """

    def __init__(
        self,
        problem: Problem,
        agents: Sequence[int],
        day: int,
        target: Mapping[Key, int] | None = None,
        known: Known | None = None,
    ) -> None:
        from ortools.sat.python import cp_model

        self.problem, self.agents, self.day, self.model = problem, agents, day, cp_model.CpModel()
        self.classes = _classes(problem, agents, day, known or {})
        self.numbers: list[dict[Option, Any]] = []
        self.under: dict[tuple[int, int], Any] = {}
        for place, each in enumerate(self.classes):
            own = {
                option: self.model.new_int_var(0, len(each.agents), "")
                for option in _allowed(problem, each, day)
                if target is None or target.get((option[1], day, option[0]))
            }
            self.model.add(sum(own.values()) <= len(each.agents))
            self.numbers.append(own)
            if each.least:
                worked = sum(min(problem.shifts[shift].paid, each.least) * one for (shift, _), one in own.items())
                self.under[place, day // WEEK] = each.least * len(each.agents) - worked
        self.counts = self._counted()

    def _counted(self) -> dict[Key, Any]:
        found: dict[Key, list[tuple[int, Any]]] = {}
        for each, own in zip(self.classes, self.numbers, strict=True):
            for (shift, group), number in own.items():
                found.setdefault((group, self.day, shift), []).append((len(each.agents), number))
        counts = {}
        for key, numbers in found.items():
            counts[key] = self.model.new_int_var(0, sum(most for most, _ in numbers), "")
            self.model.add(sum(number for _, number in numbers) == counts[key])
        return counts

    def changes(self, known: Known, frozen: frozenset[int]) -> list[Any]:  # noqa: ARG002  (it is that of the classes)
        """How many duties of each class are not as they are known to be; all must be on the dates of ``frozen``."""
        found = []
        for each, own in zip(self.classes, self.numbers, strict=True):
            for option in each.known:
                if self.day in frozen:
                    for one, number in own.items():
                        self.model.add(number == len(each.agents) * (one == option))
                elif option is None:
                    found.append(sum(own.values()))
                elif option in own:
                    found.append(len(each.agents) - own[option])
        return found

    def hint(self, chosen: Chosen) -> None:
        """Begin the search with who works what."""
        self.model.clear_hints()
        for each, own in zip(self.classes, self.numbers, strict=True):
            worked = [chosen.get((agent, self.day)) for agent in each.agents]
            for option, number in own.items():
                self.model.add_hint(number, worked.count(option))

    def chosen(self, value_of: Any) -> Chosen:
        """The shifts of a solution, dealt out to names in turn, from another one on with each date."""
        found: Chosen = {}
        for each, own in zip(self.classes, self.numbers, strict=True):
            turn = self.problem.date(self.day).toordinal() * TURN % OF * len(each.agents) // OF
            names = (*each.agents[turn:], *each.agents[:turn])
            worked = [option for option, number in own.items() for _ in range(value_of(number))]
            found.update(((name, self.day), option) for name, option in zip(names, worked, strict=False))
        return found

    def second_aim(self) -> Any:
        """As :meth:`~simulation.planning.rostering.program.Program.second_aim`."""
        terms: list[Any] = []
        for each, own in zip(self.classes, self.numbers, strict=True):
            for (shift, _), number in own.items():
                weight = OFF * (self.day in each.like.off) + unmet(each.like, self.problem.shifts[shift].name)
                if weight:
                    terms.append(weight * number)
        for group in peers(self.problem, self.agents):
            terms += self._spread(set(group))
        return sum(terms)

    def _spread(self, group: set[int]) -> list[Any]:
        """Most less least of unsocial days, of nights and of hours, among peers."""
        problem, model = self.problem, self.model
        unsocial = problem.is_weekend(self.day) or problem.is_holiday(self.day)
        terms = []
        worth = [(int(unsocial), int(shift.night), shift.paid // 60) for shift in problem.shifts]
        for kind, weight in enumerate((UNSOCIAL, NIGHT, HOUR)):
            own = [
                (len(each.agents), [(worth[shift][kind], number) for (shift, _), number in numbers.items()])
                for each, numbers in zip(self.classes, self.numbers, strict=True)
                if each.agents[0] in group
            ]
            limit = max((value for _, values in own for value, _ in values), default=0)
            if not limit:
                continue
            most, least = model.new_int_var(0, limit, ""), model.new_int_var(0, limit, "")
            for size, values in own:
                there = [*values, (0, size - sum(number for _, number in values))]  # and those who are off
                for value, number in there:
                    some = model.new_bool_var("")
                    model.add(number <= size * some)
                    model.add(most >= value * some)
                    model.add(least <= value + limit * (1 - some))
            terms.append(weight * (most - least))
        return terms


def _classes(problem: Problem, agents: Sequence[int], day: int, known: Known) -> list[Class]:
    """The agents of a part by what tells them apart, in the order of their numbers."""
    found: dict[Any, list[int]] = {}
    for number in agents:
        agent, worked = problem.agents[number], (known[number, day],) if (number, day) in known else ()
        rules = agent.groups, agent.least, agent.most, agent.days_per_week, agent.shifts, agent.row, agent.ended
        wishes = day in agent.free, day in agent.off, agent.likes, agent.avoids
        found.setdefault((rules, wishes, worked), []).append(number)
    return [
        Class(tuple(own), problem.agents[own[0]], worked, least_minutes(problem, problem.agents[own[0]], day // WEEK))
        for (_, _, worked), own in found.items()
    ]


def _allowed(problem: Problem, each: Class, day: int) -> list[Option]:
    """What the agents of a class may work, by all rules: with one duty each, no rule needs another one to be broken."""
    found = []
    for shift, group in options(problem, each.like, day):
        starts = tuple(one.starts[0] for one in problem.shifts[shift].breaks)
        check = AgentCheck(problem, each.agents[0], [Duty(each.agents[0], day, shift, group, starts)])
        if not any(check.broken()):
            found.append((shift, group))
    return found
