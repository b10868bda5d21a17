"""The long run: a day repeated without a break, with batches in place of days."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from routing.errors import InputError
from simulation.checks.check_scenario import check_scenario
from simulation.core.records import Facts
from simulation.core.world import one_day
from simulation.experiment import EngineName, Plan, measure_replications, run
from simulation.measuring.engine_measure import ANSWERED, BALKED, OUTCOMES
from simulation.scenario import Scenario, load_scenario
from simulation.theory import erlang_a

TEXT = """\
peakline: scenario/1
name: long_run
day: {interval_min: INTERVAL, intervals: 2}
stationary: {warm_up: 2, batches: 20}
target_s: 20
policy:
  problems: [call]
  tiers: [any]
  channels: [phone]
  queues: [{name: all, wrap_up: none}]
arrivals: {per_h: RATES}
service: {law: exponential, mean_s: 280}
patience: {law: exponential, mean_s: PATIENCE}
groups: {desk: {staff: STAFF}}
"""


def loaded(folder: Path, interval: int = 600, rates: str = "120", staff: str = "12", patience: int = 100) -> Scenario:
    path = folder / "long.yaml"
    words = {"INTERVAL": str(interval), "RATES": rates, "STAFF": staff, "PATIENCE": str(patience)}
    said = TEXT
    for word, value in words.items():
        said = said.replace(word, value)
    path.write_text(said, encoding="utf-8")
    return load_scenario(path)


def test_erlang_a_by_batches(tmp_path: Path) -> None:
    """Waits and abandonment of the long run are those of Erlang A, though the first day starts empty."""
    found = run(loaded(tmp_path), Plan(replications=40)).overall
    expected = erlang_a(120 / 3600, 280.0, 100.0, 12)
    for figure, value in ((found.abandoned, expected.p_abandon), (found.mean_wait_s, expected.mean_wait_s)):
        assert figure.mean is not None
        assert figure.low is not None
        assert figure.high is not None
        half = (figure.high - figure.low) / 2
        assert abs(figure.mean - value) < 2 * half
        assert half < 0.1 * value


def test_batches_are_cut_from_the_run(tmp_path: Path) -> None:
    """What came and what was answered is counted by day of arrival, after the warm-up; so are the histograms."""
    scenario = loaded(tmp_path, interval=30, rates="[100, 20]", staff="[8, 3]")
    counts: list[NDArray[Any]] = []

    def keep(_: int, contacts: NDArray[Any], facts: Facts) -> None:
        day = contacts["arrival"] // one_day(scenario.world).close_us
        interval = contacts["arrival"] // scenario.interval_us % 2
        answered = facts.records["outcome"] == ANSWERED
        table = np.zeros((22, 2, 2), int)
        np.add.at(table, (day, interval, answered.astype(int)), 1)
        counts.append(table[2:])

    measures = measure_replications(scenario, Plan(replications=1), keep=keep)
    (expected,) = counts
    assert measures.replications == 20
    assert measures.whole is not None
    np.testing.assert_array_equal(measures.cells[..., :OUTCOMES].sum(axis=(2, 3)), expected.sum(axis=2))
    np.testing.assert_array_equal(measures.cells[..., ANSWERED].sum(axis=2), expected[..., 1])
    assert measures.class_waits.sum() == measures.interval_waits.sum() == expected.sum()
    assert int(measures.cells[..., ANSWERED : BALKED + 1].sum()) == expected.sum()
    busy, signed_on = measures.groups[:, :-1, 0, 0], measures.groups[:, :-1, 0, 1]
    assert (busy <= signed_on).all()
    assert signed_on[:, 0].min() >= 8 * scenario.interval_us


def test_both_engines_and_whole_runs(tmp_path: Path) -> None:
    """SimPy's long run gives the same results; runs are filled up to whole ones; the exact checks are of all of it."""
    scenario = loaded(tmp_path, interval=30)
    one, other = (run(scenario, Plan(replications=5, engine=name)) for name in EngineName)
    assert one.replications == 20
    assert (one.overall, one.checks, one.intervals) == (other.overall, other.checks, other.intervals)
    assert run(scenario, Plan(replications=21)).replications == 40
    assert one.checks.offered > one.contacts
    assert one.checks.queue_area_us == one.checks.wait_sum_us


def test_the_reader_is_told(tmp_path: Path) -> None:
    """Long days pass for independent; minutes of a queue that empties slowly do not, and the report says so."""
    assert any("pass for independent" in note for note in run(loaded(tmp_path), Plan(replications=20)).notes)
    short = loaded(tmp_path, interval=5, rates="140", staff="11", patience=10_000)
    assert any("too much alike" in note for note in run(short, Plan(replications=200)).notes)


def test_check_speaks_of_one_day(tmp_path: Path) -> None:
    """The expected contacts and the staff are those of the day that is repeated."""
    scenario = loaded(tmp_path, interval=30)
    assert scenario.expected.sum() == pytest.approx(120)
    assert scenario.world.n_intervals == 44
    assert any("Expected: 120 contacts in 2 intervals" in said for said in check_scenario(scenario).sentences)


@pytest.mark.parametrize(
    ("was", "now", "rule"),
    [
        ("batches: 20", "batches: 9", "stationary.batches: must be 10 or more (got 9)"),
        ("per_h: 120", "per_h: 120, day_factor_cv: 0.1", "arrivals.day_factor_cv: cannot be beside stationary"),
        ("per_h: 120", "per_h: 120, factors: {x: {cv: 0.1}}", "arrivals.factors.x: cannot be beside stationary"),
        ("warm_up: 2, batches: 20", "warm_up: 1000, batches: 1000", "intervals (got 1000)"),
    ],
)
def test_what_cannot_be_stationary(tmp_path: Path, was: str, now: str, rule: str) -> None:
    """Too few batches, a factor of the day, and days that together are too long are refused."""
    loaded(tmp_path, interval=30)
    path = tmp_path / "long.yaml"
    said = path.read_text(encoding="utf-8").replace(was, now).replace("intervals: 2}", "intervals: 12}")
    path.write_text(said, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_scenario(path)
    assert rule in str(refused.value)
