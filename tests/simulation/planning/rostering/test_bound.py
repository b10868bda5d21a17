"""What a roster that holds the goals costs at least: reckoned by hand, and against all rosters of a small case."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest

from simulation.cli import main
from simulation.planning.rostering.bound import Bounds, lower_costs
from simulation.planning.rostering.duty_list import Unnamed, unnamed_roster
from simulation.planning.rostering.reader import load_roster
from simulation.planning.rostering.stage import Stage, stage_of
from simulation.theory.erlang import erlang_a

pytest.importorskip("ortools")

SCENARIO = """\
peakline: scenario/1
name: desk
day: {opens: "09:00", interval_min: 60, intervals: 4}
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
arrivals: {per_h: [36, 60, 48, 24], mix: {problem: {account: 75, fx: 25}}}
service: [{law: exponential, mean_s: 300}]
patience: [{law: exponential, mean_s: 240}]
groups:
  plain: {skills: {account: 3}, staff: 3}
  both: {skills: {account: 3, fx: 3}, staff: 6}
"""
ROSTER = """\
peakline: roster/1
name: desk
scenario: desk.yaml
days: {from: 2026-09-28, types: {weekend: {closed: true}, workday: {closed: true}}, dates: {2026-09-28: {type: monday}}}
groups: {plain: {}, both: {}}
shifts: [{name: long, from: "09:00", length_min: 240}, {name: short, from: "10:00", length_min: 120}]
agents: [{id: p, number: 12, group: plain}, {id: b, number: 12, group: both}]
"""
ONE = ROSTER.replace("plain: {}, ", "").replace("{id: p, number: 12, group: plain}, ", "")
ALONE = SCENARIO.replace("  plain: {skills: {account: 3}, staff: 3}\n", "")


def staged(folder: Path, scenario: str = SCENARIO, roster: str = ROSTER, *, days: int = 30) -> Stage:
    """The stage of a roster and a scenario."""
    (folder / "desk.yaml").write_text(scenario, encoding="utf-8")
    (folder / "desk.roster.yaml").write_text(roster, encoding="utf-8")
    read = load_roster(str(folder / "desk.roster.yaml"))
    assert read.scenario is not None
    found = stage_of(read.problem, read.scenario, seed=1, threads=1, days=days)
    assert isinstance(found, Stage)
    return found


def bounds(folder: Path, scenario: str = SCENARIO, roster: str = ROSTER) -> Bounds:
    """Those of a roster and a scenario."""
    found = lower_costs(staged(folder, scenario, roster))
    assert found is not None
    return found


def fewest(per_h: float) -> int:
    """Agents with whom Erlang A answers 80 % within 30 s."""
    return next(n for n in range(1, 50) if erlang_a(per_h / 3600, 300.0, 240.0, n).answered_within(30.0) >= 0.8)


def test_one_group_by_hand(tmp_path: Path) -> None:
    """36, 60, 48 and 24 calls of 5 minutes, 80 % of which count, ask for 2.4, 4, 3.2 and 1.6 agents.

    The long shift must bring 2.4 of them all four hours, the short one 1.6 more from 10:00 to 12:00: 12.8 hours. The
    pool is reckoned likewise from the numbers of Erlang A.
    """
    found = bounds(tmp_path, ALONE, ONE)
    assert found.work == pytest.approx(4 * 2.4 + 2 * 1.6)
    first, *middle, last = (fewest(rate) for rate in (36, 60, 48, 24))
    assert last <= first
    assert found.pooled == pytest.approx(4 * first + 2 * (max(middle) - first))


def test_shrinkage_costs_and_others_help(tmp_path: Path) -> None:
    """With a fifth away a quarter more is paid; agents of a group that keeps its staff take what they can."""
    alone = bounds(tmp_path, ALONE, ONE)
    away = bounds(tmp_path, ALONE, ONE.replace("groups:", "shrinkage: 0.2\ngroups:"))
    assert alone.work is not None
    assert away.work == pytest.approx(alone.work / 0.8)
    beside = bounds(tmp_path, SCENARIO, ONE)  # three of the other group: all but the fx calls, one hour short of one
    fx = [rate * 300 / 3600 * (0.8 - 0.75) for rate in (36, 60, 48, 24)]
    others = [max(0.0, 0.8 * rate * 300 / 3600 - 3.0) for rate in (36, 60, 48, 24)]
    need = [max(each) for each in zip(fx, others, strict=True)]
    assert beside.work == pytest.approx(4 * max(need[0], need[3]) + 2 * (max(need[1:3]) - max(need[0], need[3])))


def test_costs_and_rules_count(tmp_path: Path) -> None:
    """A dearer group is paid; with too few agents for the work there is no roster, and no bound."""
    dear = bounds(tmp_path, ALONE, ONE.replace("both: {}", "both: {cost: 1.5}"))
    assert dear.work == pytest.approx(1.5 * 12.8)
    assert bounds(tmp_path, ALONE, ONE.replace("number: 12", "number: 3")) == Bounds(None, None)


def test_own_skills_have_no_bound(tmp_path: Path) -> None:
    """An agent who is faster than the group by skills is not reckoned with."""
    own = ONE.replace("{id: b,", "{id: fast, group: both, skills: {account: 5, fx: 5}}, {id: b,")
    assert lower_costs(staged(tmp_path, ALONE, own)) is None
    same = ONE.replace("{id: b,", "{id: same, group: both, skills: {account: 3, fx: 3}}, {id: b,")
    assert lower_costs(staged(tmp_path, ALONE, same)) is not None


@pytest.mark.parametrize(("scenario", "roster", "most"), [(ALONE, ONE, 12), (SCENARIO, ROSTER, 12)], ids=["one", "two"])
def test_no_roster_that_holds_costs_less(tmp_path: Path, scenario: str, roster: str, most: int) -> None:
    """All rosters of so many of each shift, the cheapest first: the first one that holds every goal is at no bound."""
    stage = staged(tmp_path, scenario, roster)
    found = lower_costs(stage)
    assert found is not None
    assert found.work is not None
    assert found.pooled is not None
    keys = [(group, 0, shift) for group in range(len(stage.problem.groups)) for shift in range(2)]
    costs = [stage.problem.shifts[shift].paid / 60 for _, _, shift in keys]

    def cost(way: tuple[int, ...]) -> float:
        return sum(number * each for number, each in zip(way, costs, strict=True))

    tried = 0
    for way in sorted(product(range(most + 1), repeat=len(keys)), key=lambda way: (cost(way), way)):
        made = unnamed_roster(stage.problem, Unnamed(dict(zip(keys, way, strict=True)), {}))
        if not any(duty.group == keys[-1][0] for duty in made.duties):
            continue  # nobody for fx, a quarter of the calls: the goal is missed for sure
        tried += 1
        if (stage.standing(made, 0).slack() >= 0).all():
            break
    else:
        pytest.fail("no roster holds")
    assert tried > 10
    assert found.work <= found.pooled <= cost(way)


def test_the_answer_says_what_it_bounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Moved by the simulator: the bound of the goals, and both sentences; heads alone: theirs, as before."""
    monkeypatch.chdir(tmp_path)
    stage = staged(tmp_path)
    found = lower_costs(stage)
    assert found is not None
    options = ["roster", "desk.roster.yaml", "--threads", "1", "--effort", "0.05", "--replications", "30"]
    assert main([*options, "--json", "-"]) == 0
    moved = json.loads(capsys.readouterr().out)
    assert moved["bound_of"] == "goals"
    assert moved["cost_at_least"] == pytest.approx(found.work)
    assert moved["cost_at_least_pooled"] == pytest.approx(found.pooled)
    assert moved["cost_at_least"] < moved["cost"]
    assert main(options) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert f"costs {found.work:.1f} at least" in said
    assert f"shifts that cost {found.pooled:.1f}" in said
    assert main([*options, "--rounds", "0", "--json", "-"]) == 0
    heads = json.loads(capsys.readouterr().out)
    assert (heads["bound_of"], heads["cost_at_least_pooled"]) == ("heads", None)
    assert heads["cost_at_least"] == pytest.approx(heads["cost"], rel=0.01)
