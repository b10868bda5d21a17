"""A rostering problem solved part by part: how many work each shift, who they are, and what they like.

1. Without names (:mod:`.master`): the least shortfall, then the least cost. It bounds what names can reach.
2. Names for these shifts. In most cases all can be given, and nothing better is possible.
3. Where they cannot: the same with fewer shifts than the agents could work together, which leaves room for names;
   then all at once, from there on.
4. Wishes and even shares, the number of each shift being what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from simulation.planning.rostering.alike import Alike, only_date
from simulation.planning.rostering.cover import MONEY, SHORT, UNDER, Cover, Key, cost_of
from simulation.planning.rostering.duties import Option, least_minutes, parts
from simulation.planning.rostering.duty_list import Starts, Unnamed, counts_of, duties_of, fitted
from simulation.planning.rostering.greedy import named_in_turn, shifts_in_turn
from simulation.planning.rostering.master import Master
from simulation.planning.rostering.problem import Problem, Roster
from simulation.planning.rostering.program import Chosen, Program
from simulation.planning.rostering.search import Clock, Found, Told, least

WORK = {"master": 8.0, "names": 20.0, "all": 12.0, "likes": 1.0}
"""Deterministic time of the searches for a part of 120 agents; smaller ones get their share."""

LEAST_ALL = 0.4
"""The search for all at once has this share at least: it is what a small part needs, too, if it needs it at all."""

AMPLE, MOST_SHARE = 3.0, 0.8
"""A part may take so many times its share of the time that is left, and so much of it, unless it is the last one."""

ATTEMPTS = 2
"""So often shifts are chosen for which names are looked for, each time with more room for them."""

NEAR = 0.01
"""A roster within so much of the bound is not searched for any longer."""

LEAVE = 0.5
"""A search takes at most so much of the time that is left for a part, so that those after it have some."""

GAP = 0.002
"""Cost within so much of the least one is good enough."""


@dataclass(frozen=True)
class Kept:
    """A roster that is known, which is to change little.

    Parameters
    ----------
    duties
        By agent and date what is worked; None: a day off.
    frozen
        Dates on which nothing changes.
    change
        Minutes of shortfall that a changed duty must save.
    """

    duties: Mapping[tuple[int, int], Option | None]
    frozen: frozenset[int] = frozenset()
    change: int = 60


@dataclass(frozen=True)
class Settings:
    """How to search: see :func:`simulation.planning.rostering.search.least`; ``tell`` gets a stage and its figures."""

    seed: int = 1
    clock: Clock = field(default_factory=Clock)
    effort: float = 1.0
    tell: Callable[[str, float, float], None] | None = None

    def told(self, stage: str) -> Told | None:
        tell = self.tell
        return None if tell is None else lambda value, bound: tell(stage, value, bound)


@dataclass(frozen=True, slots=True)
class Part:
    """The answer for a part: who works what, when breaks begin, the value of the first aim and its bound."""

    chosen: Chosen
    starts: Starts
    bound: float
    value: float
    proved: bool


def solve(problem: Problem, settings: Settings, kept: Kept | None = None, target: Unnamed | None = None) -> Roster:
    """The best roster found.

    Parameters
    ----------
    problem
        What to solve. There always is a roster, if an empty one: heads that are missing are counted.
    settings
        How to search. Time is shared out among the parts by their agents, amply: the work of each has its own limit.
    kept
        A roster to stay near to.
    target
        Shifts that get names, if all of them can; where not, others are searched.
    """
    found = [solver.solve() for solver in _solvers(problem, settings, kept, target)]
    duties = [duty for part in found for duty in duties_of(problem, part.chosen, part.starts)]
    duties.sort(key=lambda duty: (duty.day, duty.group, problem.shifts[duty.shift].start, duty.agent))
    roster = Roster(problem, tuple(duties), None, all(part.proved for part in found))
    bounds = sum(part.bound for part in found) / (MONEY * 60)
    no_others = not roster.short.any() and not any(any(agent.least) for agent in problem.agents)
    known = no_others and kept is None and target is None
    return Roster(problem, roster.duties, bounds if known else None, roster.proved)


def _solvers(problem: Problem, settings: Settings, kept: Kept | None, target: Unnamed | None) -> Iterator[_Solver]:
    """One for each part, made when the one before has done."""
    left = len(problem.agents)
    for agents, groups in parts(problem):
        if agents:
            share = 1.0 if len(agents) == left else min(AMPLE * len(agents) / left, MOST_SHARE)
            yield _Solver(problem, agents, groups, settings, kept, target, settings.clock.left * share)
            left -= len(agents)


class _Solver:
    def __init__(
        self,
        problem: Problem,
        agents: Sequence[int],
        groups: Sequence[int],
        settings: Settings,
        kept: Kept | None,
        target: Unnamed | None,
        until: float,
    ) -> None:
        self.problem, self.agents, self.groups = problem, agents, groups
        self.settings, self.kept, self.target = settings, kept, target
        self.until = settings.clock.seconds + until
        self.day = only_date(problem, agents)
        self.share = max(len(agents) * problem.n_dates / 840, 0.05) * settings.effort

    def solve(self) -> Part:
        if self.kept is not None:
            return self._liked(self._all_at_once(self._known(), {}, 0.0), fixed=True)
        if self.target is not None:
            part = self._given(self.target)
            if part is not None:
                return self._liked(part, fixed=False)
        best, spare = Part({}, {}, 0.0, float("inf"), proved=False), 0
        for attempt in range(ATTEMPTS):
            part, missing = self._in_two_steps(spare, best.bound)
            best = part if attempt == 0 or part.value < best.value else best
            if best.value <= best.bound * (1 + NEAR) or self.settings.clock.left <= 0:
                break
            spare += max(1, missing)
        if best.value > best.bound * (1 + NEAR) and self.settings.clock.left > 0:
            part = self._all_at_once(best.chosen, best.starts, best.bound)
            best = part if part.value < best.value else best
        return self._liked(best, fixed=False)

    def _in_two_steps(self, spare: int, bound: float) -> tuple[Part, int]:
        """Shifts, then names for them; and how many shifts have none. ``bound`` is that of an attempt without spare."""
        master = Master(self.problem, self.agents, self.groups, spare)
        master.model.minimize(master.aim())
        found = self._least(master.model, "master")
        if found is None:
            target = shifts_in_turn(self.problem, self.agents, self.groups)
            return self._named(target, {}, bound), 0
        target = {key: number for key, count in master.counts.items() if (number := found.value_of(count))}
        starts = {key: found.value_of(variable) for key, variable in master.cover.starts.items()}
        part = self._named(target, starts, bound if spare else found.bound)
        return part, sum(target.values()) - len(part.chosen)

    def _given(self, target: Unnamed) -> Part | None:
        """Names for shifts that are given; None where some have none, and there is time to search for others."""
        own = set(self.groups)
        counts = {key: number for key, number in target.counts.items() if key[0] in own}
        part = self._named(counts, dict(target.starts), 0.0)
        whole = counts_of(part.chosen) == counts and not _owed(self.problem, self.agents, part.chosen)
        return part if whole or self.settings.clock.left <= 0 else None

    def _named(self, target: Mapping[Key, int], starts: Starts, bound: float) -> Part:
        """Names for the shifts of the first step; as many as can have some."""
        program = self._program(target)
        program.model.minimize(program.missing(target) + program.owed())
        found = self._least(program.model, "names")
        named = None if found is None else program.chosen(found.value_of)
        chosen = named_in_turn(self.problem, self.agents, target) if named is None else named
        begins = fitted(self.problem, counts_of(chosen), starts)
        value = _value(self.problem, self.agents, self.groups, chosen, begins)
        return Part(chosen, begins, bound, value, value <= bound * (1 + GAP))

    def _program(self, target: Mapping[Key, int] | None) -> Program | Alike:
        """Agents one by one; where all their work lies on one date, by classes of those who are alike."""
        if self.day is None:
            return Program(self.problem, self.agents, self.groups, target)
        return Alike(self.problem, self.agents, self.day, target, None if self.kept is None else self.kept.duties)

    def _all_at_once(self, chosen: Chosen, starts: Starts, bound: float) -> Part:
        """All of it, beginning with what is known."""
        program = self._program(None)
        cover = Cover(self.problem, program.model, self.groups, program.counts, len(self.agents))
        aim = program.first_aim(cover)
        if self.kept is not None:
            changes = program.changes(self.kept.duties, self.kept.frozen)
            aim += SHORT * MONEY * self.kept.change * sum(changes)
        program.hint(chosen)
        self._hint_cover(program, cover, chosen, starts)
        program.model.minimize(aim)
        found = self._least(program.model, "all")
        if found is None:
            begins = fitted(self.problem, counts_of(chosen), starts)
            value = _value(self.problem, self.agents, self.groups, chosen, begins)
            return Part(chosen, begins, bound, value, proved=False)
        begins = {key: found.value_of(variable) for key, variable in cover.starts.items()}
        return Part(program.chosen(found.value_of), begins, max(found.bound, bound), found.value, found.proved)

    def _hint_cover(self, program: Program | Alike, cover: Cover, chosen: Chosen, starts: Starts) -> None:
        counts = counts_of(chosen)
        begins = fitted(self.problem, counts, starts)
        value = {variable.index: counts.get(key, 0) for key, variable in program.counts.items()}
        value |= {variable.index: begins.get(key, 0) for key, variable in cover.starts.items()}
        for variable in (*program.counts.values(), *cover.starts.values()):
            program.model.add_hint(variable, value[variable.index])
        for key, variable in cover.short.items():
            there = sum(length * value[each.index] for length, each in cover.minutes.get(key, ()))
            need = int(self.problem.heads[key]) * self.problem.step
            program.model.add_hint(variable, max(need - there, 0))

    def _known(self) -> Chosen:
        assert self.kept is not None
        own = set(self.agents)
        return {place: option for place, option in self.kept.duties.items() if option and place[0] in own}

    def _liked(self, part: Part, *, fixed: bool) -> Part:
        """The same shifts, given to those who like them, evenly; a roster that is known is left as it is."""
        if fixed or not part.chosen or self.settings.clock.left <= 0:
            return part
        target = counts_of(part.chosen)
        program = self._program(target)
        for key, number in target.items():
            program.model.add(program.counts[key] == number)
        owed = _owed(self.problem, self.agents, part.chosen)
        if program.under:
            program.model.add(sum(program.under.values()) <= owed)
        aim = program.second_aim()
        if isinstance(aim, int):
            return part
        program.hint(part.chosen)
        program.model.minimize(aim)
        found = self._least(program.model, "likes", gap=0.01)
        if found is None:
            return part
        return Part(program.chosen(found.value_of), part.starts, part.bound, part.value, part.proved)

    def _least(self, model: Any, stage: str, gap: float = GAP) -> Found | None:
        given = self.settings
        left = max(self.until - given.clock.seconds, 0.0)
        return least(
            model,
            seed=given.seed,
            work=WORK[stage] * (max(self.share, LEAST_ALL * given.effort) if stage == "all" else self.share),
            clock=given.clock,
            seconds=left if stage == "likes" else LEAVE * left,
            told=given.told(stage),
            gap=gap,
        )


def _value(problem: Problem, agents: Sequence[int], groups: Sequence[int], chosen: Chosen, starts: Starts) -> float:
    """The first aim of who works what, reckoned from the duties."""
    duties = duties_of(problem, chosen, starts)
    short = Roster(problem, tuple(duties)).short[list(groups)].sum(axis=(1, 2)) * problem.step
    missing = sum(
        SHORT * MONEY * problem.groups[group].cost * float(each) for group, each in zip(groups, short, strict=True)
    )
    cost = sum(cost_of(problem, duty.group, duty.day, duty.shift) for duty in duties)
    return missing + UNDER * MONEY * _owed(problem, agents, chosen) + cost


def _owed(problem: Problem, agents: Sequence[int], chosen: Chosen) -> int:
    """Minutes that agents have too little, all weeks together."""
    total = 0
    for number in agents:
        for week in range(len(problem.agents[number].least)):
            wanted = least_minutes(problem, problem.agents[number], week)
            days = range(7 * week, 7 * week + 7)
            worked = sum(problem.shifts[chosen[number, day][0]].paid for day in days if (number, day) in chosen)
            total += max(wanted - worked, 0)
    return total
