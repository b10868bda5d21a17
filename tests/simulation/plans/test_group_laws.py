"""Talk time and wrap-up by the group of the agent: what the file says, and what comes of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulation.checks.check_scenario import check_scenario
from simulation.core.draw_plan import Family
from simulation.engines.compiled import CompiledEngine
from simulation.experiment import drawn_source
from simulation.scenario import Scenario, load_scenario
from simulation.workload import Buffers

TEXT = """\
peakline: scenario/1
day: {interval_min: 60, intervals: 4}
policy:
  problems: [account, fx]
  tiers: [any]
  channels: [phone]
  pools: {front: {}, senior: {}}
  queues:
    - {name: fx, match: {problem: fx}, steps: [{pools: [senior]}]}
    - {name: account, steps: [{pools: [front, senior], prefer: [pool_order, longest_idle]}]}
arrivals:
  rates: [{problem: account, per_h: 60}, {problem: fx, per_h: 20}]
service: SERVICE
wrap_up: WRAP_UP
groups:
  front: {staff: 3}
  senior: {staff: 3}
"""


def loaded(folder: Path, service: str, wrap_up: str = "[]") -> Scenario:
    path = folder / "day.yaml"
    path.write_text(TEXT.replace("SERVICE", service).replace("WRAP_UP", wrap_up), encoding="utf-8")
    return load_scenario(path)


BY_GROUP = (
    "[{group: front, law: lognormal, mean_s: 300, cv: 0.5}, {problem: fx, law: exponential, mean_s: 200},"
    " {law: gamma, mean_s: 100, cv: 2}]"
)


def test_the_first_entry_that_admits_contact_and_group(tmp_path: Path) -> None:
    """Front agents have a law of their own; the others that of the problem. A group that never takes fx needs none."""
    kinds = loaded(tmp_path, BY_GROUP).kinds
    account, fx = ([law.mean_us / 1e6 for law in laws] for laws in kinds.group_work)
    assert account == [300, 100]
    assert fx == [300, 200]
    assert [law.family for law in kinds.work] == [Family.TAIL, Family.TAIL]
    only_senior = (
        "[{problem: fx, group: senior, law: exponential, mean_s: 200}, {problem: account, law: exponential, mean_s: 9}]"
    )
    kinds = loaded(tmp_path, only_senior).kinds
    assert [law.mean_us / 1e6 for law in kinds.work] == [9, 200]


def test_entries_that_make_no_difference_cost_nothing(tmp_path: Path) -> None:
    """Where all groups have the same law the world is as if nobody had spoken of groups."""
    alike = "[{group: front, law: exponential, mean_s: 60}, {law: exponential, mean_s: 60}]"
    assert loaded(tmp_path, alike).world.behaviours is None


@pytest.mark.parametrize(
    "law", ["exponential, mean_s: 240", "lognormal, mean_s: 240, cv: 0.8", "gamma, mean_s: 240, cv: 2"]
)
def test_talks_and_wrap_ups_follow_the_law_of_the_group(tmp_path: Path, law: str) -> None:
    """Who has the law of before talks as long as before, to the microsecond; senior agents have other laws."""
    before = loaded(tmp_path, f"[{{law: {law}}}]", "{law: exponential, mean_s: 30}")
    front_law = f"{{problem: account, group: front, law: {law}}}"
    by_group = f"[{front_law}, {{problem: account, law: exponential, mean_s: 1}}, {{law: {law}}}]"
    wrap_ups = "[{group: senior, law: deterministic, mean_s: 7}, {law: exponential, mean_s: 30}]"
    after = loaded(tmp_path, by_group, wrap_ups)
    found = []
    for scenario in (before, after):
        contacts = drawn_source(scenario.world, 5).draw(0, Buffers()).copy()
        facts = CompiledEngine(scenario.world).simulate(contacts)
        records = facts.records
        found.append(
            (records["talk_end"] - records["answered"], records["done"] - records["talk_end"], records, contacts)
        )
    (talk, wrap_up, plain, contacts), (new_talk, new_wrap_up, records, _) = found
    front, new_front = plain["agent"] < 3, records["agent"] < 3
    fx = contacts["cls"] == 1
    assert all(some.any() for some in (fx, new_front & front, ~new_front))
    np.testing.assert_array_equal(new_talk[fx], talk[fx])
    np.testing.assert_array_equal(new_talk[front & new_front], talk[front & new_front])
    np.testing.assert_array_equal(new_wrap_up[front & new_front], wrap_up[front & new_front])
    assert set(new_wrap_up[~new_front].tolist()) == {7_000_000}
    assert new_talk[~new_front & ~fx].mean() < 10_000_000


def test_check_reckons_with_the_groups(tmp_path: Path) -> None:
    """The offered load is that of the agents who may take the contact first: of account, front and senior alike."""
    tables = check_scenario(loaded(tmp_path, BY_GROUP)).tables
    loads = {row[0]: row[3] for row in tables[1].rows}
    assert loads["account"] == pytest.approx(60 * (300 + 100) / 2 / 3600)
    assert loads["fx"] == pytest.approx(20 * 200 / 3600)
