"""Laws by time of arrival: who has which, and that nothing else changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from simulation.experiment import EngineName, Plan, drawn_source, run
from simulation.scenario import Scenario, load_scenario
from simulation.workload import Buffers

TEXT = """\
peakline: scenario/1
day: {opens: "08:00", interval_min: 30, intervals: 6}
policy:
  problems: [account, fx]
  tiers: [any]
  channels: [phone]
  queues: [{name: all}]
arrivals:
  rates: [{problem: account, per_h: 120}, {problem: fx, per_h: 40}]
  surges: {launch: {start: "09:00", peak: "09:15", half_life_min: 20, factor: 3}}
  outages: {lines: {start: "08:20", ends: "08:40", share: 0.5, returns: 1, half_life_min: 30}}
service: [SERVICE{law: exponential, mean_s: 200}]
patience: [PATIENCE{law: exponential, mean_s: 100}]
balking: [BALKING{probability: 0.1}]
redials: {share: 0.5, law: exponential, mean_s: 60}
groups: {desk: {staff: 9}}
"""

HALF_HOUR_US = 1_800_000_000


def loaded(folder: Path, service: str = "", patience: str = "", balking: str = "") -> Scenario:
    path = folder / "day.yaml"
    said = TEXT.replace("SERVICE", service).replace("PATIENCE", patience).replace("BALKING", balking)
    path.write_text(said, encoding="utf-8")
    return load_scenario(path)


def contacts_of(scenario: Scenario) -> NDArray[Any]:
    return drawn_source(scenario.world, 3).draw(0, Buffers()).copy()


def test_the_law_of_the_interval_of_arrival(tmp_path: Path) -> None:
    """From 9:00 until 10:00 account talks take half as long, nobody has patience from 10:30 on, early callers balk."""
    before = contacts_of(loaded(tmp_path))
    scenario = loaded(
        tmp_path,
        '{problem: account, arrives_from: "09:00", arrives_until: "10:00", law: exponential, mean_s: 100}, ',
        '{arrives_from: "10:30", law: deterministic, mean_s: 0}, ',
        '{arrives_until: "08:30", probability: 1}, ',
    )
    after = contacts_of(scenario)
    interval = after["arrival"] // HALF_HOUR_US
    problem = scenario.world.classes["problem"][after["cls"]]
    np.testing.assert_array_equal(after["arrival"], before["arrival"])
    shorter = (problem == 0) & ((interval == 2) | (interval == 3))
    assert 0 < shorter.sum() < len(after)
    np.testing.assert_allclose(after["work"], np.where(shorter, 0.5, 1) * before["work"], atol=1)
    np.testing.assert_array_equal(after["patience"], np.where(interval == 5, 0, before["patience"]))
    np.testing.assert_array_equal(after["balks"], np.where(interval == 0, 1, before["balks"]))
    assert scenario.expected.sum() == pytest.approx(loaded(tmp_path).expected.sum())


def test_entries_for_all_day_take_nothing_apart(tmp_path: Path) -> None:
    """Times that cover the day, or concern other contacts, leave one row for each class."""
    whole = '{arrives_from: "08:00", arrives_until: "11:00", law: exponential, mean_s: 100}, '
    assert len(loaded(tmp_path, whole).world.classes) == 2
    fx = '{problem: fx, arrives_until: "09:00", law: exponential, mean_s: 100}, '
    assert len(loaded(tmp_path, fx).world.classes) == 3


def test_results_do_not_show_the_parts(tmp_path: Path) -> None:
    """An entry by time that says what holds anyway changes no figure, redials included, on either engine."""
    same = '{arrives_until: "09:30", law: exponential, mean_s: 200}, '
    plain, parts = (run(loaded(tmp_path, service), Plan(replications=10)) for service in ("", same))
    assert (parts.overall, parts.problems, parts.intervals) == (plain.overall, plain.problems, plain.intervals)
    simpy = run(loaded(tmp_path, same), Plan(replications=2, engine=EngineName.SIMPY))
    compiled = run(loaded(tmp_path, same), Plan(replications=2))
    assert (simpy.overall, simpy.checks) == (compiled.overall, compiled.checks)
