"""Files of targets: what they ask, and one whole message for each slip."""

# ruff: noqa: E501  (a table with a whole message in each line)

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulation.cli import main
from simulation.planning.staffing.crew import load_crew
from simulation.planning.staffing.target import Per, Quantity
from simulation.planning.staffing.targets_reader import read_question
from tests.simulation.planning.staffing.small import DESIGNS, write_design

TARGETS = """\
peakline: staffing/1
targets:
  - {name: calls, answered: 0.7, within_s: 60, each: queue, per: day, days: 0.9}
  - {occupancy: 0.9, group: both}
  - {mean_wait_s: 20}
confidence: 0.9
shrinkage: 0.3
groups:
  a: {cost: 2, most: [4, 5]}
  both: {fixed: true}
"""

SLIPS = [
    ("staffing/1", "staffing/2", "targets.yaml:1: peakline: must be staffing/1 in a file that is used like this (got staffing/2; did you mean staffing/1?)"),
    ("mean_wait_s: 20", "mean_wait: 20", "targets.yaml:5: targets[2].mean_wait: is not a key here (did you mean mean_wait_s?)"),
    ("mean_wait_s: 20", "tier: ordinary", "targets.yaml:5: targets[2]: must have exactly one of: answered, abandoned, mean_wait_s, occupancy"),
    ("mean_wait_s: 20", "mean_wait_s: 20, within_s: 3", "targets.yaml:5: targets[2].within_s: says nothing beside mean_wait_s (got 3)"),
    ("mean_wait_s: 20", "mean_wait_s: 20, queue: c", "targets.yaml:5: targets[2].queue: the policy has no such name; it has: a, b (got c)"),
    ("answered: 0.7", "answered: 70", "targets.yaml:3: targets[0].answered: must be less than 1 (got 70)"),
    ("group: both", "group: booth", "targets.yaml:4: targets[1].group: there is no such group (got booth; did you mean both?)"),
    ("group: both", "each: queue", "targets.yaml:4: targets[1].each: only occupancy is that of groups, and it is of nothing else (got queue)"),
    ("[4, 5]", "[4, 5, 6]", "targets.yaml:9: groups.a.most: must have 2 numbers, one for each interval (got 3)"),
    ("most: [4, 5]", "least: 6, most: 5", "targets.yaml:9: groups.a.least: must not be more than most (got 6)"),
    ("[4, 5]", "3, least: [3, 6000]", "targets.yaml:9: groups.a.least: must not be more than most"),
    ("most: [4, 5]", "least: 6000", "targets.yaml:9: groups.a.least: must be 5000 or less (got 6000)"),
    ("answered: 0.7", "answered: 80 %", "targets.yaml:3: targets[0].answered: must be a bare number: the key says its unit (got 80 %)"),
    ("answered: 0.7", "answered: .nan", "targets.yaml:3: targets[0].answered: must be a finite number (got nan)"),
    ("per: day", "per: week", "targets.yaml:3: targets[0].per: must be one of: interval, day (got week)"),
    ("days: 0.9", "days: 90", "targets.yaml:3: targets[0].days: must be less than 1 (got 90)"),
    ("cost: 2", "cost: 0", "targets.yaml:9: groups.a.cost: must be more than 0 (got 0)"),
    ("confidence: 0.9", "confidence: 95", "targets.yaml:6: confidence: must be less than 1 (got 95)"),
    ("shrinkage: 0.3", "shrinkage: 1", "targets.yaml:7: shrinkage: must be less than 1 (got 1)"),
    ("mean_wait_s: 20", "mean_wait_s: -3", "targets.yaml:5: targets[2].mean_wait_s: must be more than 0 (got -3)"),
    ("fixed: true", "fixed: true, least: 2", "targets.yaml:10: groups.both.fixed: cannot stand beside least or most: a fixed group keeps the staff of the scenario (got true)"),
    ("a: {cost", "z: {cost", "targets.yaml:9: groups.z: there is no such group (got z)"),
]  # fmt: skip


def test_what_a_file_asks(tmp_path: Path) -> None:
    """Goals of the scenario stay; ``each`` makes a target for every name; groups have costs, limits and shrinkage."""
    crew = load_crew(str(write_design(tmp_path, *DESIGNS["n"], intervals=2)))
    (tmp_path / "targets.yaml").write_text(TARGETS, encoding="utf-8")
    question = read_question(tmp_path / "targets.yaml", crew)
    names = [(target.name, target.quantity, target.per, target.limit, target.days) for target in question.targets]
    assert names == [
        ("all", Quantity.ANSWERED, Per.INTERVAL, 0.8, None),
        ("calls: a", Quantity.ANSWERED, Per.DAY, 0.7, 0.9),
        ("calls: b", Quantity.ANSWERED, Per.DAY, 0.7, 0.9),
        ("occupancy both", Quantity.OCCUPANCY, Per.INTERVAL, 0.9, None),
        ("mean_wait_s", Quantity.MEAN_WAIT, Per.INTERVAL, 20.0, None),
    ]
    assert question.confidence == 0.9
    assert question.limits.cost.tolist() == [2.0, 1.0]
    assert question.limits.most.tolist() == [[4, 5], [8, 8]]
    assert question.limits.least.tolist() == [[0, 0], [8, 8]]
    assert np.array_equal(question.limits.shrinkage, [0.3, 0.3])


@pytest.mark.parametrize(("there", "instead", "message"), SLIPS)
def test_a_slip(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    there: str,
    instead: str,
    message: str,
) -> None:
    """One message with file, line, place, value, rule and nearest name; exit code 2; nothing written."""
    monkeypatch.chdir(tmp_path)
    write_design(tmp_path, *DESIGNS["n"], intervals=2)
    assert there in TARGETS
    Path("targets.yaml").write_text(TARGETS.replace(there, instead), encoding="utf-8")
    assert main(["staff", "design.yaml", "--targets", "targets.yaml", "--json", "out.json"]) == 2
    assert capsys.readouterr().err == f"Error: {message}\n"
    assert not Path("out.json").exists()


def test_what_the_search_does_not_do(capsys: pytest.CaptureFixture[str]) -> None:
    """Absence, days and shifts are refused, all at once, before anything is simulated."""
    assert main(["staff", "back_office"]) == 2
    err = capsys.readouterr().err
    rule = (
        "cannot be in a scenario whose staff is searched: it must be the staff of each group that says who is at work"
    )
    assert [line.partition("back_office.yaml: ")[2] for line in err.splitlines()] == [
        f"{place}: {rule}" for place in ("absence", "days", "groups.blend.shifts", "groups.mail.shifts")
    ]


def test_a_long_run_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A search simulates days that begin anew."""
    monkeypatch.chdir(tmp_path)
    write_design(tmp_path, *DESIGNS["n"])
    assert main(["staff", "design.yaml", "--set", "stationary={warm_up: 1, batches: 20}"]) == 2
    err = capsys.readouterr().err
    assert err.endswith(
        "stationary: a search for a staff simulates days that begin anew, not a long run (stationary)\n"
    )
    assert len(err.splitlines()) == 1
