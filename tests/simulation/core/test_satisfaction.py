"""How many customers are satisfied: reckoned by hand, again in plain Python over a whole run, and shown everywhere."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulation.compare.compare import compare
from simulation.compare.measure import OVERALL, SATISFIED, Cell, Kind
from simulation.compare.side import Role, Side
from simulation.contacts.behaviour_builder import Again
from simulation.core.records import CONTACT, ORIGIN, PROMISE, RECORD, Cause, Outcome, Promised
from simulation.core.satisfaction import MILLION, Rule, Satisfaction
from simulation.engines.compiled import CompiledEngine
from simulation.experiment import Plan, measure_replications, run
from simulation.measuring.customer_counts import CustomerCount, count_customers
from simulation.measuring.measures import new_measures
from simulation.measuring.results import Results
from simulation.plans.distributions import deterministic
from simulation.report.html import page
from simulation.report.json_file import dump_results, results_schema
from simulation.report.terminal import print_results
from simulation.scenario import Scenario, load_scenario
from simulation.sweep.block import Block, PointSetting, add_block, code_version, pack_setting, run_block
from simulation.workload import Buffers, DrawnSource
from tests.simulation.engines.test_reference_lives import solved_so_often
from tests.simulation.report.schema_check import findings
from tests.simulation.scenarios import scenario

RULE = Rule(
    solved=0.9,
    unsolved=0.5,
    left=0.1,
    bot=None,
    wait_us=(10, 50, 100),
    wait_factors=(1.0, 0.8, 0.5),
    transfer=0.9,
    again=0.5,
)

DAY = [
    # parent, cause, transfers, solved, outcome, left after
    (-1, Cause.FIRST, 0, 1, Outcome.ANSWERED, 5),
    (-1, Cause.FIRST, 0, 1, Outcome.ANSWERED, 30),
    (-1, Cause.FIRST, 2, 1, Outcome.ANSWERED, 75),
    (-1, Cause.FIRST, 0, 0, Outcome.ANSWERED, 200),
    (-1, Cause.FIRST, 0, -1, Outcome.ABANDONED, 40),
    (-1, Cause.FIRST, 0, -1, Outcome.ABANDONED, 20),
    (5, Cause.REDIAL, 0, 0, Outcome.ANSWERED, 10),
    (6, Cause.RETURN, 1, 1, Outcome.ANSWERED, 0),
    (-1, Cause.FIRST, 0, 1, Outcome.CALLBACK, 0),
    (-1, Cause.FIRST, 0, -1, Outcome.CALLBACK, 0),
    (-1, Cause.FIRST, 0, -1, Outcome.CONTAINED, -1),
    (-1, Cause.FIRST, 0, 0, Outcome.ANSWERED, 0),
    (11, Cause.RETURN, 0, -1, Outcome.CONTAINED, -1),
    (-1, Cause.FIRST, 0, -1, Outcome.BLOCKED, 0),
    (-1, Cause.FIRST, 0, -1, Outcome.OPEN, -1),
]

BY_HAND = [
    0.9,  # at once, solved
    0.9 * 0.9,  # half-way from 10 to 50
    0.9 * 0.65 * 0.81,  # half-way from 50 to 100, passed on twice
    0.5 * 0.5,  # beyond 100, not solved
    0.1,  # left
    0.9 * 0.9 * 0.9 * 0.25,  # waits of 30, passed on once, three contacts, solved by the last
    0.9,  # called back
    0.1,  # called back in vain
    0.9 * 0.5,  # comes again, and the bot does
    0.1,  # a full queue
    0.1,  # never answered
]


def counted(rule: Rule, of_class: int = 0) -> tuple[int, int]:
    """Customers asked and millionths satisfied of the day above."""
    origins = np.array([(-1, parent, cause, 0, *rest[:2]) for parent, cause, *rest in DAY], ORIGIN)
    contacts, records = np.zeros(len(DAY), CONTACT), np.zeros(len(DAY), RECORD)
    records["outcome"], records["left"] = [row[4] for row in DAY], [row[5] for row in DAY]
    promises = np.array([(0, 0, 0, 0, 8, 1, Promised.KEPT), (0, 0, 0, -1, 9, 1, Promised.FAILED)], PROMISE)
    world = solved_so_often(1, 0, comes_back=Again(1, deterministic(50), 3))
    world = replace(world, satisfaction=Satisfaction((rule,), np.array([of_class])))
    counts = count_customers(world, contacts, records, origins, promises, 30)[0]
    return int(counts[CustomerCount.SURVEYED]), int(counts[CustomerCount.SATISFIED])


def test_satisfaction_by_hand() -> None:
    """Eleven customers; where the bot is asked about, its one too; where no rule admits them, none."""
    assert counted(RULE) == (11, sum(round(MILLION * share) for share in BY_HAND))
    assert counted(replace(RULE, bot=0.75)) == (12, 750_000 + sum(round(MILLION * share) for share in BY_HAND))
    assert counted(RULE, -1) == (0, 0)


BUSY: dict[str, Any] = {
    "patience": {"law": "exponential", "mean_s": 60},
    "groups": {"front": {"skills": {"account": 3, "fx": 2}, "staff": 3}},
}
"""So few agents that many leave."""

LIVES: dict[str, Any] = {
    **BUSY,
    "resolution": {"share": 0.2, "levels": {3: 0.5}},
    "recontacts": {"share": 0.6, "law": "exponential", "mean_s": 600},
    "redials": {"share": 0.6, "law": "exponential", "mean_s": 300},
    "transfers": {"problem": "account", "share": 0.2, "to": "rest", "law": "deterministic", "mean_s": 60},
    "bot": {"contained": 0.2, "law": "deterministic", "mean_s": 20},
}
SURVEY = {
    "solved": 0.95,
    "unsolved": 0.4,
    "left": 0.05,
    "bot": 0.8,
    "wait": {"after_s": [20, 120], "factors": [1, 0.6]},
    "transfer": 0.9,
    "again": 0.7,
}


def plain(day: Scenario, replications: int) -> tuple[int, float]:
    """Customers asked and satisfied over some days of ``SURVEY``, contact by contact in plain Python."""
    world = day.world
    assert world.plan is not None
    source, engine, asked, satisfied = DrawnSource(world.plan, seed=1), CompiledEngine(world), 0, 0.0
    for number in range(replications):
        facts = engine.simulate(source.draw(number, Buffers()))
        stories: dict[int, list[int]] = {}
        for row in range(len(facts.origins)):
            first = row
            while facts.origins[first]["parent"] >= 0:
                first = int(facts.origins[first]["parent"])
            stories.setdefault(first, []).append(row)
        for rows in stories.values():
            asked += 1
            satisfied += share_of(facts.contacts[rows], facts.records[rows], facts.origins[rows])
    return asked, satisfied


def share_of(contacts: Any, records: Any, origins: Any) -> float:
    """The share of one customer with these contacts."""
    if records[0]["outcome"] == Outcome.CONTAINED:
        return 0.8
    wait = sum(int(r["left"] - c["arrival"]) for c, r in zip(contacts, records, strict=True) if r["left"] >= 0) / 1e6
    if not any(outcome in (Outcome.ANSWERED, Outcome.CONTAINED) for outcome in records["outcome"]):
        return 0.05
    solved = any(origins["solved"] == 1) or any(records["outcome"] == Outcome.CONTAINED)
    patience = 1 - 0.4 * min(max(wait - 20, 0), 100) / 100
    passed_on = int(origins["transfers"].sum())
    return float((0.95 if solved else 0.4) * patience * 0.9**passed_on * 0.7 ** (len(records) - 1))


def test_satisfaction_of_whole_days(tmp_path: Path) -> None:
    """Over ten days with a bot, transfers, redials and re-contacts the share is that of plain Python."""
    day = scenario(tmp_path, satisfaction=SURVEY, **LIVES)
    found = run(day, Plan(replications=10)).customers
    assert found is not None
    asked, satisfied = plain(day, 10)
    assert found.overall.satisfied.mean == pytest.approx(satisfied / asked, abs=1e-6)
    assert found.problems["account"].satisfied == found.overall.satisfied


def only(tmp_path: Path, **survey: Any) -> Results:
    """A morning of which a scenario says nothing else of its customers."""
    return run(scenario(tmp_path, satisfaction=survey, **BUSY), Plan(replications=20))


def test_without_other_behaviour(tmp_path: Path) -> None:
    """Who was answered is solved, who left has left; without losses by wait the figure follows from their shares."""
    found = only(tmp_path, solved=0.9, unsolved=0.3, left=0.2)
    assert found.customers is not None
    overall = found.customers.overall
    assert found.overall.abandoned.mean is not None
    assert found.overall.abandoned.mean > 0.1
    assert overall.satisfied.mean == pytest.approx(0.9 - 0.7 * found.overall.abandoned.mean, abs=1e-6)
    assert overall.contacts_each.mean == 1.0


def test_reports_have_the_share(tmp_path: Path) -> None:
    """JSON follows its schema; terminal and page have the column where a scenario asks for it, and only there."""
    schema = results_schema()
    for survey, there in ((SURVEY, True), (None, False)):
        found = run(scenario(tmp_path, satisfaction=survey, **LIVES), Plan(replications=2))
        document = json.loads(dump_results(found))
        assert list(findings(schema, document, schema)) == []
        assert (document["customers"]["overall"]["satisfied"]["mean"] is not None) is there
        stream = io.StringIO()
        print_results(found, file=stream)
        assert ("Satisfied" in stream.getvalue()) is there
        assert ("Satisfied" in page(found)) is there


def test_blocks_of_a_sweep_add_up_to_the_same(tmp_path: Path) -> None:
    """Counts of customers from blocks of 2 and 3 days are those of five days at once, to the bit."""
    day = scenario(tmp_path, satisfaction=SURVEY, **LIVES)
    whole = measure_replications(day, Plan(5))
    sums = new_measures(day.world, 5, target_us=day.target_us, goals=day.goals)
    packed = pack_setting(PointSetting.of(day))
    for first, end in ((2, 5), (0, 2)):
        add_block(sums, run_block(packed, Block("point", 1, 5, first, end), code_version()), first)
    assert whole.customers[..., CustomerCount.SATISFIED].sum() > 0
    assert np.array_equal(sums.customers, whole.customers)


def test_it_can_be_compared(tmp_path: Path) -> None:
    """A measure of its own, overall and by problem, but not by interval; and it is what the run says."""
    survey = {"satisfaction": SURVEY, **LIVES}
    days = [scenario(tmp_path, **survey), scenario(tmp_path, **{**survey, "recontacts": None})]
    sides = [Side("a", Role.BASE, days[0]), Side("b", Role.OTHER, days[1])]
    found = compare(sides, Plan(20), measure="satisfied")
    alone = run(days[0], Plan(20)).customers
    assert alone is not None
    figures = found.base.values[SATISFIED]
    assert figures[OVERALL].mean == pytest.approx(alone.overall.satisfied.mean)
    assert Cell(Kind.PROBLEM, "account") in figures
    assert not any(cell.kind is Kind.INTERVAL for cell in figures)


def test_first_rule_that_admits_a_class_holds() -> None:
    """An entry for one problem leaves the others to the next."""
    some = "satisfaction=[{problem: product, solved: 1, unsolved: 1, left: 1}, {solved: 0.5, unsolved: 0, left: 0}]"
    world = load_scenario("today", overrides=[some]).world
    assert world.satisfaction is not None
    products = world.classes["problem"] == world.policy.problems.index("product")
    assert world.satisfaction.of_class.tolist() == np.where(products, 0, 1).tolist()
