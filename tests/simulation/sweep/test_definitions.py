"""A point of a sweep, and a side of a comparison, are measured as ``peakline run`` measures the scenario."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation.compare.compare import compare
from simulation.compare.measure import OVERALL, SERVICE_LEVEL
from simulation.compare.side import sides_of_scenarios
from simulation.experiment import Plan, run
from simulation.scenario import load_scenario
from simulation.sweep.outcome import unpack_outcome
from simulation.sweep.pools import thread_pool
from tests.simulation.sweep.small import swept

DAY = """\
peakline: scenario/1
name: line
day: {opens: "08:00", interval_min: 60, intervals: 3}
policy: {problems: [account], tiers: [any], channels: [phone, chat], queues: [{name: all, wrap_up: none}]}
arrivals: {per_h: [60, 120, 60], mix: {channel: {phone: 50, chat: 50}}}
service: {law: exponential, mean_s: 120}
patience: {law: exponential, mean_s: 100}
redials: {share: 0.5, law: exponential, mean_s: 300}
groups: {g: {staff: 3}}
"""
CHANGES = (
    "name=line",
    "targets_s={channel: chat, within_s: 90}",
    "measures.service_level_of=answered",
    "measures.contacts=first",
    "measures.averaged=days",
)


@pytest.fixture(autouse=True)
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The scenario in the working folder."""
    monkeypatch.chdir(tmp_path)
    Path("line.yaml").write_text(DAY, encoding="utf-8")


def test_points_are_measured_as_runs(tmp_path: Path) -> None:
    """With targets of their own, another definition, first contacts alone, means of days: to the last digit."""
    levers = "".join(f'    l{number}: "{change}"\n' for number, change in enumerate(CHANGES))
    grid = tmp_path / "grid.yaml"
    grid.write_text(
        f"peakline: sweep/1\nscenarios: [line.yaml]\nreplications: 12\nseed: 2\nblock: 5\nlevers:\n  by:\n{levers}",
        encoding="utf-8",
    )
    outcomes = [unpack_outcome(packed) for packed in swept(grid, tmp_path / "out", thread_pool(2))]
    assert len(outcomes) == len(CHANGES)
    levels = [run(load_scenario("line.yaml", overrides=[each]), Plan(12, 2)).overall.service_level for each in CHANGES]
    assert [outcome.service_level for outcome in outcomes] == levels
    assert len({level.mean for level in levels}) == len(CHANGES)


@pytest.mark.parametrize("change", CHANGES[:-1])
def test_sides_are_measured_as_runs(change: str) -> None:
    """So is the base of a comparison, but for means of days, which it says."""
    sides = sides_of_scenarios(["line.yaml", "line.yaml"], overrides=[change])
    found = compare(sides, Plan(12, 2))
    alone = run(load_scenario("line.yaml", overrides=[change]), Plan(12, 2)).overall.service_level
    value = found.sides[0].values[SERVICE_LEVEL][OVERALL]
    assert value.mean == pytest.approx(alone.mean)
