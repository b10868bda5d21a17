"""Rosters that can be reckoned by hand, or by trying all of them."""

from __future__ import annotations

import _thread
import datetime as dt
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from routing.working_time import WorkingDays
from simulation.planning.rostering.answer import gaps
from simulation.planning.rostering.cover import MONEY, SHORT, cost_of
from simulation.planning.rostering.cure import cures
from simulation.planning.rostering.duties import parts
from simulation.planning.rostering.greedy import named_in_turn
from simulation.planning.rostering.problem import Agent, Break, Duty, Group, Problem, Roster, Rules, Shift
from simulation.planning.rostering.search import Clock, interruptible
from simulation.planning.rostering.solve import Kept, Settings, solve
from simulation.planning.rostering.verify import broken_rules

pytest.importorskip("ortools")

HOUR = 60
FIRST = dt.date(2026, 9, 28)
FREE = Rules(7, 0, None, None, None, None)


def shift(name: str, start: int, hours: int, *breaks: Break, night: bool = False) -> Shift:
    """A shift of everybody on all dates; ``start`` in hours."""
    everywhere = frozenset(range(14))
    return Shift(name, start * HOUR, hours * HOUR, breaks, frozenset({0, 1}), everywhere, asked=False, night=night)


def agent(name: str, *groups: int, hours: int = 168, **more: object) -> Agent:
    """An agent who may work so many hours in the one week, and on any day of it."""
    return replace(Agent(name, groups or (0,), (0,), (hours * HOUR,), 7), **more)  # type: ignore[arg-type]


def problem(heads: list[list[list[int]]], shifts: list[Shift], agents: list[Agent], rules: Rules = FREE) -> Problem:
    """A week from Monday with intervals of an hour from 08:00; ``heads`` by group and date, later dates have none."""
    needed = np.zeros((len(heads), 7, len(heads[0][0])), np.int64)
    for group, days in enumerate(heads):
        needed[group, : len(days)] = days
    return Problem(
        name="test",
        first=FIRST,
        opens=8 * HOUR,
        step=HOUR,
        kinds=("workday",) * 5 + ("weekend",) * 2,
        scales=(1.0,) * 7,
        calendar=WorkingDays(),
        groups=tuple(Group(f"g{number}") for number in range(len(heads))),
        shifts=tuple(shifts),
        agents=tuple(agents),
        rules=rules,
        net=needed,
        heads=needed,
    )


def test_breaks_are_staggered_where_somebody_must_stay() -> None:
    """Two agents work all day, one is needed throughout: their breaks are at different times, and nobody is missing."""
    lunch = Break(60, (120, 180), paid=False)
    given = problem([[[2, 2, 1, 1, 2, 2]]], [shift("day", 8, 6, lunch)], [agent("a"), agent("b")])
    roster = solve(given, Settings())
    assert sorted(duty.breaks for duty in roster.duties) == [(120,), (180,)]
    assert roster.planned[0, 0].tolist() == [2, 2, 1, 1, 2, 2]
    assert (roster.bound, roster.proved) == (10.0, True)


def test_rest_keeps_an_agent_from_early_after_late() -> None:
    """With 11 hours of rest one agent works late on Monday or early on Tuesday; with 8 hours both."""
    heads = [[[0, 0, 0, 0, 1, 1], [1, 1, 0, 0, 0, 0]]]
    late, early = shift("late", 12, 12), shift("early", 8, 2)
    tired = problem(heads, [late, early], [agent("a")], replace(FREE, rest=11 * HOUR))
    assert [duty.shift for duty in solve(tired, Settings()).duties] in ([0], [1])
    rested = problem(heads, [late, early], [agent("a")], replace(FREE, rest=8 * HOUR))
    assert [duty.shift for duty in solve(rested, Settings()).duties] == [0, 1]


def test_days_in_a_row_count_those_before_the_roster() -> None:
    """At most three in a row, two of them before Monday: one of Monday and Tuesday is free, and one of four later."""
    given = problem([[[1]] * 7], [shift("one", 8, 1)], [agent("a", row=2)], replace(FREE, days_in_a_row=3))
    roster = solve(given, Settings())
    assert len(roster.duties) == 5
    assert broken_rules(roster) == []
    assert roster.short.sum() == 2


@pytest.mark.parametrize(
    ("rules", "worked"),
    [
        (replace(FREE, nights_per_week=2), 2),
        (replace(FREE, nights_in_a_row=2), 5),
        (replace(FREE, weekends=(0, 1)), 5),
    ],
    ids=["nights per week", "nights in a row", "weekends"],
)
def test_rules_of_nights_and_weekends(rules: Rules, worked: int) -> None:
    """One agent, one head on each of seven nights: as many are worked as the rule lets, and it is not broken."""
    given = problem([[[1]] * 7], [shift("night", 8, 1, night=True)], [agent("a")], rules)
    roster = solve(given, Settings())
    assert len(roster.duties) == worked
    assert broken_rules(roster) == []


def test_hours_of_a_week_are_a_limit_and_owed_ones_are_worked() -> None:
    """Who has 8 hours works no ninth; who must have 8 works them, though only 4 are needed."""
    shifts = [shift("four", 8, 4)]
    most = problem([[[1, 1, 1, 1]] * 3], shifts, [agent("a", hours=8)])
    assert len(solve(most, Settings()).duties) == 2
    least = problem([[[1, 1, 1, 1]], [[0, 0, 0, 0]]], shifts, [agent("a", hours=40, least=(8 * HOUR,))])
    assert len(solve(least, Settings()).duties) == 1  # there is no other date on which anybody is needed


def test_the_best_of_all_rosters_is_found() -> None:
    """Two agents of two groups, two dates, two shifts: no roster of all that there are costs less by the same aim."""
    lunch = Break(60, (60, 120), paid=True)
    given = problem(
        [[[1, 2, 1, 1], [1, 0, 0, 1]], [[0, 1, 1, 0], [0, 0, 1, 1]]],
        [shift("long", 8, 4, lunch), shift("short", 10, 2)],
        [agent("a", 0, 1), agent("b", 0, hours=6)],
        replace(FREE, rest=23 * HOUR),
    )
    found = solve(given, Settings())
    assert broken_rules(found) == []
    assert aim(found) == min(aim(roster) for roster in all_rosters(given))


def aim(roster: Roster) -> float:
    """Shortfall and cost as the search weighs them."""
    short = float(roster.short.sum()) * roster.problem.step
    return SHORT * MONEY * short + sum(
        cost_of(roster.problem, duty.group, duty.day, duty.shift) for duty in roster.duties
    )


def all_rosters(given: Problem) -> list[Roster]:
    """Every roster of two dates that breaks no rule."""
    per_place = []
    for number, day in product(range(len(given.agents)), range(2)):
        duties: list[Duty | None] = [None]
        for kind, entry in enumerate(given.shifts):
            for group in given.agents[number].groups:
                breaks = product(*(each.starts for each in entry.breaks))
                duties += [Duty(number, day, kind, group, starts) for starts in breaks]
        per_place.append(duties)
    rosters = (Roster(given, tuple(duty for duty in chosen if duty)) for chosen in product(*per_place))
    return [roster for roster in rosters if not broken_rules(roster)]


def test_the_same_search_finds_the_same_roster() -> None:
    """Twice the same problem and seed give the same shifts, breaks included, though several threads search."""
    lunch = Break(60, (120, 180, 240), paid=False)
    shifts = [shift("long", 8, 8, lunch), shift("short", 8, 4), shift("late", 12, 4)]
    given = problem([[[1, 2, 3, 3, 3, 2, 2, 1]] * 7], shifts, [agent(f"a{n}", hours=32) for n in range(8)])
    assert solve(given, Settings(effort=0.1)).duties == solve(given, Settings(effort=0.1)).duties


def test_an_interruption_gives_the_best_so_far() -> None:
    """Ctrl-C at the first solution of the first search: names are given in turn, no rule is broken, the clock knows."""
    given = problem([[[1, 1, 1, 1]] * 7], [shift("four", 8, 4)], [agent(f"a{n}", hours=12) for n in range(3)])
    clock = Clock()

    def interrupt(stage: str, value: float, bound: float) -> None:
        if not told:
            _thread.interrupt_main()
        told.append(stage)

    told: list[str] = []
    with interruptible(clock):
        roster = solve(given, Settings(clock=clock, tell=interrupt))
    assert clock.interrupted
    assert set(told) == {"master"}
    assert broken_rules(roster) == []


def test_names_in_turn_break_no_rule() -> None:
    """Seven shifts for two agents of 12 hours, 4 each: six have names, the seventh has none."""
    given = problem([[[1, 1, 1, 1]] * 7], [shift("four", 8, 4)], [agent("a", hours=12), agent("b", hours=12)])
    chosen = named_in_turn(given, [0, 1], {(0, day, 0): 1 for day in range(7)})
    assert len(chosen) == 6
    assert sorted(number for number, _ in chosen) == [0, 0, 0, 1, 1, 1]


def test_without_any_time_there_is_a_roster() -> None:
    """With no time at all shifts and names come in turn; where one shift fits all, nobody is missing."""
    given = problem([[[1, 1, 1, 1]] * 7], [shift("four", 8, 4)], [agent("a"), agent("b")])
    roster = solve(given, Settings(clock=Clock(0)))
    assert broken_rules(roster) == []
    assert len(roster.duties) == 7
    assert not roster.short.any()


def test_wishes_are_met_where_they_cost_nothing() -> None:
    """Of two equal agents the one who wishes to be off is off, and the other works."""
    given = problem([[[1]]], [shift("one", 8, 1)], [agent("a", off=frozenset({0})), agent("b")])
    assert [duty.agent for duty in solve(given, Settings()).duties] == [1]


def test_unsocial_days_are_shared_out() -> None:
    """Two agents and two days of a weekend with one head each: both work one of them."""
    given = problem([[[0]] * 5 + [[1]] * 2], [shift("one", 8, 1)], [agent("a"), agent("b")])
    assert sorted(duty.agent for duty in solve(given, Settings()).duties) == [0, 1]


def test_groups_without_common_agents_are_parts() -> None:
    """Two groups are solved apart unless somebody may work for both."""
    one = problem([[[1]], [[1]]], [shift("one", 8, 1)], [agent("a", 0), agent("b", 1)])
    assert parts(one) == [([0], [0]), ([1], [1])]
    both = replace(one, agents=(*one.agents, agent("c", 0, 1)))
    assert parts(both) == [([0, 1, 2], [0, 1])]


def test_a_shortfall_is_said_with_what_would_end_it() -> None:
    """Two are needed for two hours and there is one: two agent-hours are missing, and one more agent ends that."""
    given = problem([[[2, 2]]], [shift("two", 8, 2)], [agent("a")])
    roster = solve(given, Settings())
    (gap,) = gaps(roster)
    assert (gap.first, gap.last, gap.heads, gap.hours, gap.covered) == (0, 1, 1.0, 2.0, True)
    found = cures(roster, Clock(60))
    assert [(cure.words, cure.hours) for cure in found] == [("more agents of g0: 1", 0.0)]


def test_an_interval_without_a_shift_is_named() -> None:
    """The first hour is covered by no shift: the roster says so and covers the rest."""
    given = problem([[[1, 1, 1]]], [shift("late", 9, 2)], [agent("a")])
    (gap,) = gaps(solve(given, Settings()))
    assert (gap.first, gap.last, gap.covered) == (0, 0, False)


def test_shifts_over_midnight_count_on_both_dates() -> None:
    """From 23:00 to 01:00 an hour lies in the last interval of Monday and one in the first of Tuesday."""
    given = replace(problem([[[0] * 24] * 2], [shift("night", 23, 2)], [agent("a")]), opens=0)
    heads = given.heads.copy()
    heads[0, 0, 23] = heads[0, 1, 0] = 1
    roster = solve(replace(given, heads=heads, net=heads), Settings())
    assert [(duty.day, duty.shift) for duty in roster.duties] == [(0, 0)]
    assert roster.planned[0, 0, 23] == roster.planned[0, 1, 0] == 1.0
    assert not roster.short.any()


def test_a_published_roster_changes_only_where_it_must() -> None:
    """An absence is covered by whoever is off that day; days before it and all other shifts stay as they were."""
    given = problem([[[1]] * 4], [shift("one", 8, 1)], [agent("a"), agent("b"), agent("c")])
    known = {(number, day): None for number in range(3) for day in range(7)}
    plan = known | {(0, 0): (0, 0), (0, 1): (0, 0), (1, 2): (0, 0), (2, 3): (0, 0)}
    gone = replace(given, agents=(given.agents[0], replace(given.agents[1], free=frozenset({2})), given.agents[2]))
    roster = solve(gone, Settings(), Kept(plan | {(1, 2): None}, frozenset({0, 1}), 30))
    now = {(duty.agent, duty.day) for duty in roster.duties}
    assert not roster.short.any()
    assert {(0, 0), (0, 1), (2, 3)} <= now
    assert len(now) == 4
