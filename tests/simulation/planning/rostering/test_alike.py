"""All work on one date: numbers of agents who are alike are as good as names, and are dealt out fairly."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from simulation.planning.rostering.alike import Alike, only_date
from simulation.planning.rostering.cover import Cover, Key
from simulation.planning.rostering.problem import Agent, Break, Duty, Problem, Roster
from simulation.planning.rostering.program import Chosen, Program
from simulation.planning.rostering.search import Clock, Found, least
from simulation.planning.rostering.solve import Settings, solve
from simulation.planning.rostering.verify import broken_rules
from tests.simulation.planning.rostering.test_solve import FREE, HOUR, agent, problem, shift

pytest.importorskip("ortools")

DAY = 5
"""A Saturday, so that work on it is unsocial."""

SHIFTS = [
    shift("long", 8, 6, Break(60, (120, 180), paid=False)),
    shift("short", 8, 3),
    shift("late", 11, 3, night=True),
]


def mixed(seed: int) -> Problem:
    """Some agents of a few kinds, all needed on one Saturday only: contracts, wishes, absences, what was before."""
    draw = np.random.default_rng(seed)
    kinds = [
        agent("plain"),
        agent("few hours", hours=4, least=(3 * HOUR,)),
        agent("contract", least=(4 * HOUR,)),
        agent("both", 0, 1),
        agent("asks", off=frozenset({DAY}), likes=frozenset({"late"})),
        agent("avoids", 1, avoids=frozenset({"long", "late"})),
        agent("only short", 1, shifts=frozenset({"short"})),
        agent("away", free=frozenset({DAY})),
    ]
    agents = [replace(kinds[place], id=f"a{at}") for at, place in enumerate(draw.integers(len(kinds), size=7))]
    heads = np.zeros((2, 7, 6), np.int64)
    heads[:, DAY] = draw.integers(0, 4, size=(2, 6))
    rules = replace(FREE, nights_per_week=int(draw.integers(2)), weekends=(int(draw.integers(4) > 0), 1))
    return replace(problem([[[0] * 6], [[0] * 6]], SHIFTS, agents, rules), heads=heads, net=heads)


def best(program: Program | Alike, aim: object) -> Found:
    """The least value of an aim."""
    program.model.minimize(aim)
    found = least(program.model, seed=1, work=20.0, clock=Clock(), seconds=60.0)
    assert found is not None
    assert found.proved
    return found


def both(given: Problem, target: dict[Key, int] | None) -> tuple[Program, Alike]:
    """The programs of all agents, one by one and by classes."""
    agents = range(len(given.agents))
    return Program(given, agents, (0, 1), target), Alike(given, agents, DAY, target)


def checked(given: Problem, program: Alike, found: Found) -> Chosen:
    """Who works what; no rule is broken, and as many work each shift as the solution says."""
    chosen = program.chosen(found.value_of)
    starts = [tuple(each.starts[0] for each in one.breaks) for one in given.shifts]
    duties = tuple(Duty(name, day, at, group, starts[at]) for (name, day), (at, group) in chosen.items())
    assert broken_rules(Roster(given, duties)) == []
    counted = Counter((group, day, at) for (_, day), (at, group) in chosen.items())
    assert counted == {key: number for key, count in program.counts.items() if (number := found.value_of(count))}
    return chosen


@pytest.mark.parametrize("seed", range(12))
def test_classes_are_as_good_as_names(seed: int) -> None:
    """The least shortfall and cost, names for given shifts, and unmet wishes are those of the agents one by one."""
    given = mixed(seed)
    if only_date(given, range(len(given.agents))) is None:
        pytest.skip("nobody can work")
    named, alike = both(given, None)
    aims = [
        best(each, each.first_aim(Cover(given, each.model, (0, 1), each.counts, len(given.agents))))
        for each in (named, alike)
    ]
    assert aims[0].value == aims[1].value
    chosen = checked(given, alike, aims[1])
    target = {(0, DAY, at): 2 for at in range(3)} | {(1, DAY, at): 1 for at in range(3)}
    named, alike = both(given, target)
    names = [best(each, each.missing(target) + each.owed()) for each in (named, alike)]
    assert names[0].value == names[1].value
    checked(given, alike, names[1])
    target = dict(Counter((group, day, at) for (_, day), (at, group) in chosen.items()))
    named, alike = both(given, target)
    for each in (named, alike):
        for key, number in target.items():
            each.model.add(each.counts[key] == number)
    if target:
        likes = [best(each, each.second_aim()) for each in (named, alike)]
        assert likes[0].value == likes[1].value
        checked(given, alike, likes[1])


@pytest.mark.parametrize("seed", range(6))
def test_changes_are_counted_as_with_names(seed: int) -> None:
    """Against a roster that is known: the fewest changes for the same shortfall, and none on a date that is frozen."""
    given, draw = mixed(seed), np.random.default_rng(seed)
    agents = range(len(given.agents))
    if only_date(given, agents) is None:
        pytest.skip("nobody can work")
    _, first = both(given, None)
    can = first.chosen(best(first, -sum(first.counts.values())).value_of)
    known = {(number, DAY): can.get((number, DAY)) if draw.random() < 0.6 else None for number in agents}
    for frozen in (frozenset[int](), frozenset({DAY})):
        found = []
        for each in (Program(given, agents, (0, 1)), Alike(given, agents, DAY, None, known)):
            cover = Cover(given, each.model, (0, 1), each.counts, len(agents))
            changed = sum(each.changes(known, frozen))
            found.append((best(each, each.first_aim(cover) + 1000 * changed), each))
        assert found[0][0].value == found[1][0].value
        if frozen:
            worked = {place: option for place, option in known.items() if option}
            assert found[1][1].chosen(found[1][0].value_of) == worked


def test_only_where_all_work_is_on_one_date() -> None:
    """Two dates, or none, are not one."""
    one = problem([[[1]]], [shift("one", 8, 1)], [agent("a"), agent("b")])
    assert only_date(one, [0, 1]) == 0
    assert only_date(problem([[[1], [1]]], [shift("one", 8, 1)], [agent("a")]), [0]) is None
    assert only_date(problem([[[0]]], [shift("one", 8, 1)], [agent("a")]), [0]) is None


def test_equal_agents_make_no_larger_program() -> None:
    """Three hundred agents of two kinds have as many variables as six, and all get their names."""

    def kinds(number: int) -> list[Agent]:
        return [agent(f"a{at}", hours=(8, 3)[at % 2]) for at in range(number)]

    few, many = (problem([[[size // 2] * 6]], SHIFTS, kinds(size)) for size in (6, 300))
    sizes = [len(Alike(each, range(len(each.agents)), 0).model.proto.variables) for each in (few, many)]
    assert sizes[0] == sizes[1]
    roster = solve(many, Settings())
    assert roster.proved
    assert not roster.short.any()
    assert broken_rules(roster) == []
    assert len({duty.agent for duty in roster.duties}) == len(roster.duties)


def test_work_goes_round_from_date_to_date() -> None:
    """Of ten equal agents six work, two of them early: over 100 dates each has about 60 dates, and 20 of them early."""
    given = problem(
        [[[2, 0, 0, 4, 4, 4]]], [shift("early", 8, 1), shift("late", 11, 3)], [agent(f"a{n}") for n in range(10)]
    )
    worked, early = Counter[int](), Counter[int]()
    for later in range(100):
        when = replace(given, first=given.date(0).fromordinal(given.first.toordinal() + later))
        duties = solve(when, Settings(effort=0.05)).duties
        worked.update(duty.agent for duty in duties)
        early.update(duty.agent for duty in duties if duty.shift == 0)
    assert sum(worked.values()) == 600
    for counted, share in ((worked, 60), (early, 20)):
        assert all(abs(counted[one] - share) <= 3 for one in range(10))
        assert all(abs(counted[one] - counted[other]) <= 4 for one, other in combinations(range(10), 2))
