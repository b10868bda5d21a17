"""Heads and shifts in turn: cheaper than heads first and then shifts, and the goals hold on fresh customers."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from simulation.cli import main
from simulation.experiment import Plan, measure_replications
from simulation.measuring.metrics import group_tally
from simulation.planning.rostering.build import Wanted, build
from simulation.planning.rostering.duty_list import unnamed, unnamed_roster
from simulation.planning.rostering.joint import Here, cheapest_shifts, covering_shifts
from simulation.planning.rostering.problem import Problem, Roster
from simulation.planning.rostering.reader import load_roster
from simulation.planning.rostering.rostered_day import scenario_of
from simulation.planning.rostering.search import Clock
from simulation.planning.rostering.stage import Stage, stage_of
from simulation.planning.rostering.verify import broken_rules
from simulation.scenario import load_scenario

pytest.importorskip("ortools")

SCENARIO = """\
peakline: scenario/1
name: two desks
day: {opens: "09:00", interval_min: 60, intervals: 6}
target_s: 30
goals: [{name: all, share: 0.8}]
policy:
  problems: [account, fx]
  tiers: [ordinary]
  channels: [phone]
  skills: [account, fx]
  queues:
    - {name: fx, match: {problem: fx}, steps: [{skills: {fx: 3}, prefer: [longest_idle]}]}
    - {name: account, steps: [{skills: {account: 3}, prefer: [scarce_last, longest_idle]}]}
arrivals: {per_h: [60, 120, 120, 60, 120, 60], mix: {problem: {account: 75, fx: 25}}}
service: [{law: exponential, mean_s: 300}]
patience: [{law: exponential, mean_s: 240}]
groups:
  plain: {skills: {account: 3}, staff: [3, 8, 3, 3, 8, 3]}
  both: {skills: {account: 3, fx: 3}, staff: [4, 4, 9, 4, 4, 4]}
"""
ROSTER = """\
peakline: roster/1
name: two desks
scenario: desks.yaml
days: {from: 2026-09-28, types: {weekend: {closed: true}, friday: {closed: true}, thursday: {closed: true}}}
groups: {plain: {}, both: {cost: 1.2}}
shifts: [{name: s, from: ["09:00", "11:00"], length_min: [240, 360]}]
agents: [{id: p, number: 14, group: plain}, {id: b, number: 14, group: both}]
"""


@pytest.fixture
def desks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a scenario of two groups, whose heads jump, and a roster of long shifts for it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "desks.yaml").write_text(SCENARIO, encoding="utf-8")
    (tmp_path / "desks.roster.yaml").write_text(ROSTER, encoding="utf-8")
    return tmp_path


def test_in_turn_is_cheaper_than_one_after_the_other(desks: Path) -> None:
    """With shifts of 4 and 6 hours the heads that jump leave people over; the roster made in turn needs fewer.

    Both hold every goal on fresh customers; the names break no rule.
    """
    file = load_roster("desks.roster.yaml")
    in_turn = build(file, Wanted(threads=1, replications=40, effort=0.05))
    after = build(file, Wanted(threads=1, replications=40, effort=0.05, rounds=1))
    assert (in_turn.met, after.met) == (True, True)
    assert in_turn.cost < 0.95 * after.cost
    assert in_turn.rounds[0].cost == pytest.approx(after.cost)
    assert in_turn.checked is not None
    assert in_turn.checked.fresh
    assert broken_rules(in_turn.roster) == []
    assert in_turn.roster.planned.sum() >= in_turn.roster.problem.heads.sum()


def test_the_same_seed_gives_the_same_roster(desks: Path) -> None:
    """Twice the same, and on two threads, too: shifts, names, breaks and figures."""
    first, second = (
        build(load_roster("desks.roster.yaml"), Wanted(threads=threads, replications=20, effort=0.05, rounds=3))
        for threads in (1, 2)
    )
    assert first.roster.duties == second.roster.duties
    assert first.rounds == second.rounds


def stage(file: str = "desks.roster.yaml") -> tuple[Problem, Stage]:
    """The problem and the stage of a file."""
    read = load_roster(file)
    assert read.scenario is not None
    found = stage_of(read.problem, read.scenario, seed=1, threads=1, days=40)
    assert isinstance(found, Stage)
    return read.problem, found


def test_slopes_say_what_one_more_does(desks: Path) -> None:
    """No slope is negative; who can take foreign exchange is worth more than who cannot where those are short."""
    problem, found = stage()
    planned = np.array([[8.0] * 6, [2.0] * 6])
    slopes = found.slopes(planned, 0)
    assert slopes.shape == (6, 2, 6)
    assert (slopes >= 0).all()
    assert slopes[1, 1, 1] > slopes[1, 0, 1]
    assert problem.scales[0] == 1


def test_shifts_along_given_slopes_are_the_best_of_all(desks: Path) -> None:
    """Against all ways to have up to three of each shift on one date, by the same slopes and reach."""
    problem, _ = stage()
    problem = replace(problem, scales=(1.0, *(0.0,) * 6))
    planned = np.array([[2.0] * 6, [1.0] * 6])
    slopes = np.zeros((6, 2, 6))
    slopes[np.arange(6), 0, np.arange(6)], slopes[np.arange(6), 1, np.arange(6)] = 0.04, 0.06
    room = np.array([-0.05, 0.1, -0.02, 0.0, 0.05, -0.06])
    here = Here(planned, room, slopes, np.full((2, 6), 3))
    start = covering_shifts(problem, Clock())
    assert start is not None
    found = cheapest_shifts(problem, {0: here}, Clock())
    assert found is not None
    cost = {key: problem.shifts[key[2]].paid / 60 * (1.0, 1.2)[key[0]] for key in product((0, 1), (0,), range(4))}
    keys = list(cost)
    there = np.zeros((len(keys), 2, 6))
    for at, (group, _, shift) in enumerate(keys):
        first, last = ((each // 60) - 9 for each in (problem.shifts[shift].start, problem.shifts[shift].end))
        there[at, group, first : min(last, 6)] = 1.0
    ways = np.array(list(product(range(4), repeat=len(keys))))
    moved = np.einsum("wk,kgt->wgt", ways, there).clip(max=planned + 3) - planned
    holds = (room + np.einsum("wgt,cgt->wc", moved, slopes) >= -1e-9).all(axis=1)
    best = (ways @ np.array(list(cost.values())))[holds].min()
    assert sum(cost[key] * number for key, number in found.counts.items() if key[1] == 0) <= best * 1.004 + 1e-9


def test_shifts_without_names_play_as_those_with_names(desks: Path) -> None:
    """The same shifts with and without names give the same figures: the agents of a group are alike."""
    problem, found = stage()
    first = covering_shifts(problem, Clock())
    assert first is not None
    bare = unnamed_roster(problem, first)
    again = unnamed_roster(problem, unnamed(dict.fromkeys(range(7), bare)))
    assert (found.standing(bare, 1).figure == found.standing(again, 1).figure).all()
    assert (bare.planned == again.planned).all()
    assert bare.planned[:, 0].tolist() >= problem.heads[:, 0].tolist()


def test_shrinkage_is_played(desks: Path) -> None:
    """Who is planned is absent with the share of the shrinkage: heads are gross, and the goals are met by the net."""
    (desks / "desks.roster.yaml").write_text(ROSTER.replace("groups:", "shrinkage: 0.2\ngroups:", 1), encoding="utf-8")
    file = load_roster("desks.roster.yaml")
    assert file.scenario is not None
    problem = file.problem
    assert problem.net[:, 0].tolist() == [[3, 8, 3, 3, 8, 3], [4, 4, 9, 4, 4, 4]]
    assert problem.heads[:, 0].tolist() == [[4, 10, 4, 4, 10, 4], [5, 5, 12, 5, 5, 5]]
    first = covering_shifts(problem, Clock())
    assert first is not None
    roster = unnamed_roster(problem, first)
    there = replace(roster.problem, groups=tuple(replace(each, shrinkage=0.0) for each in problem.groups))
    _, found = stage()
    away, whole = (found.standing(each, 1).figure for each in (roster, Roster(there, roster.duties)))
    assert (away <= whole + 1e-9).all()
    assert away.mean() < whole.mean() - 0.02
    assert file.scenario is not None


def test_groups_outside_the_roster_keep_their_staff(desks: Path) -> None:
    """A roster of one of two groups: the other works as the scenario says, and is not changed."""
    only = ROSTER.replace("groups: {plain: {}, both: {cost: 1.2}}", "groups: {plain: {}}")
    only = only.replace(", {id: b, number: 14, group: both}", "")
    (desks / "desks.roster.yaml").write_text(only, encoding="utf-8")
    answer = build(load_roster("desks.roster.yaml"), Wanted(threads=1, replications=20, effort=0.05, rounds=3))
    assert {group.name for group in answer.roster.problem.groups} == {"plain"}
    world = scenario_of(answer.roster, 0, desks / "desks.yaml").world
    base = load_scenario(desks / "desks.yaml").world
    at = base.group_names.index("both")
    assert world.group_names == base.group_names
    assert (world.agent_group == at).sum() == (base.agent_group == at).sum()
    assert answer.rounds[-1].named


def test_too_few_agents_say_where_and_what_would_help(desks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Five agents where fourteen are needed: exit code 1, a roster all the same, heads missing, cures."""
    few = ROSTER.replace("{id: b, number: 14", "{id: b, number: 2").replace("{id: p, number: 14", "{id: p, number: 3")
    (desks / "desks.roster.yaml").write_text(few, encoding="utf-8")
    options = ["--threads", "1", "--effort", "0.05", "--replications", "20", "--rounds", "2", "--json", "-"]
    assert main(["roster", "desks.roster.yaml", *options]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["duties"]
    assert found["missing"]
    assert {gap["date"] for gap in found["missing"]} == {"2026-09-28", "2026-09-29", "2026-09-30"}
    assert all(gap["hours"] > 0 and gap["agents"] > 0 for gap in found["missing"])
    assert any(cure["what"].startswith("more agents of ") for cure in found["cures"])
    checked = [each for each in found["rounds"] if each["named"]]
    assert checked[-1]["missed"]


def test_a_date_without_anybody_for_a_skill(desks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All who can take foreign exchange are off on Tuesday: a roster all the same, which says where, and what helps.

    On Tuesday nobody of that group is ever there, and its calls are missed; the other dates are as they are.
    """
    off = ROSTER.replace(
        "{id: b, number: 14, group: both}", "{id: b, number: 14, group: both, unavailable: 2026-09-29}"
    )
    (desks / "desks.roster.yaml").write_text(off, encoding="utf-8")
    options = ["--threads", "1", "--effort", "0.05", "--replications", "20", "--rounds", "2", "--json", "-"]
    assert main(["roster", "desks.roster.yaml", *options]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["duties"]
    assert {gap["date"] for gap in found["missing"]} == {"2026-09-29"}
    assert {each["date"] for each in found["rounds"][-1]["missed"]} == {"2026-09-29"}
    assert found["cost_at_least"] is None
    assert any(cure["what"] == "everybody there on all dates" for cure in found["cures"])
    problem, _ = stage()
    first = covering_shifts(problem, Clock())
    assert first is not None
    bare = unnamed_roster(problem, first)
    at_work = []
    for day in (0, 1):
        measured = measure_replications(scenario_of(bare, day, Path("desks.yaml")), Plan(3, 1))
        at_work.append(group_tally(measured).signed_on[..., 1].sum())
    assert at_work[0] > 0 == at_work[1]
