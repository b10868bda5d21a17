"""Wrong grid files: one message with file, line, place, value, rule and nearest name; nothing is written."""

# ruff: noqa: E501  (a table with a whole message in each line)

from __future__ import annotations

from pathlib import Path

import pytest

from simulation.cli import main
from simulation.files.scenario_names import bundled_scenarios
from tests.simulation.sweep.small import GRID, write_small

BUNDLED = ", ".join(bundled_scenarios())

SLIPS: list[tuple[str, str, str]] = [
    # What stands in the grid, what is written instead, and the message.
    ("peakline: sweep/1", "peakline: scenario/1", "grid.yaml:1: peakline: must be sweep/1 in a file that is used like this (got scenario/1)"),
    ("peakline: sweep/1\n", "", "grid.yaml:1: peakline: the file must say what it is: peakline: sweep/1"),
    ("scenarios:", "scenario:", "grid.yaml:3: scenario: is not a key here (did you mean scenarios?)"),
    ("[counter.yaml]", "[]", "grid.yaml:3: scenarios: must not be empty (got [])"),
    ("[counter.yaml]", "[conter.yaml]", "grid.yaml:3: scenarios[0]: there is no such file (got conter.yaml; did you mean counter.yaml?)"),
    ("[counter.yaml]", "[vip-fx]", f"grid.yaml:3: scenarios[0]: is neither a file nor one of the scenarios that come with Peakline: {BUNDLED} (got vip-fx; did you mean vip_fx?)"),
    ("[counter.yaml]", "[counter.yaml, counter.yaml]", "grid.yaml:3: scenarios[1]: stands here twice (got counter.yaml)"),
    ("[1, 2]", "[]", "grid.yaml:5: vary[\"groups.clerks.staff\"]: must not be empty (got [])"),
    ("[1, 2]", "[1, -2]", "grid.yaml:5: vary[\"groups.clerks.staff\"][1]: groups.clerks.staff: must be 0 or more (got -2)"),
    ("[1, 2]", "[1, two]", "grid.yaml:5: vary[\"groups.clerks.staff\"][1]: groups.clerks.staff: must be a whole number (got two)"),
    ("groups.clerks", "groups.clerk", "grid.yaml:5: vary[\"groups.clerk.staff\"][0]: groups.clerk: there is no such place (did you mean clerks?)"),
    ("groups.clerks.staff: [1, 2]", "groups.clerks.staff+=: [x]", "grid.yaml:5: vary[\"groups.clerks.staff+=\"][0]: only a number can be added or multiplied (got x)"),
    ("scale=0.8", "scale", "grid.yaml:9: levers.calls.fewer: must look like groups.fx.staff=20 or groups.fx.staff+=3"),
    ("scale=0.8", "scalle=0.8", "grid.yaml:9: levers.calls.fewer: arrivals.scalle: is not a key here (did you mean scale?)"),
    ("  calls:", "  held:", "grid.yaml:7: levers.held: another column of the table has this name (got held)"),
    ("replications: 30", "replications: 0", "grid.yaml:10: replications: must be 1 or more (got 0)"),
    ("block: 8", "block: all", "grid.yaml:12: block: must be a whole number (got all)"),
    ("seed: 3", "policies: [other.yaml]", "grid.yaml:11: policies[0]: there is no such file (got other.yaml)"),
    ("seed: 3", "exclude: [{cals: fewer}]", "grid.yaml:11: exclude[0].cals: is not an axis of the grid (got cals; did you mean calls?)"),
    ("seed: 3", "exclude: [{calls: few}]", "grid.yaml:11: exclude[0].calls: is not among the values of the axis (got few; did you mean fewer?)"),
    ("seed: 3", "exclude: [{scenario: counter.yaml}]", "grid.yaml:11: exclude: no point is left"),
    ("[1, 2]", f"[{', '.join(map(str, range(5001)))}]", "grid.yaml:1: at most 10000 points make a grid (got 10002)"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "message"), SLIPS, ids=[f"{case[0]}-{case[1][:30]}" for case in SLIPS])
def test_a_grid_that_cannot_be(
    right: str,
    wrong: str,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The whole message is as it should be, and the folder is not made."""
    assert GRID.count(right) == 1
    write_small(tmp_path, GRID.replace(right, wrong))
    monkeypatch.chdir(tmp_path)
    assert main(["sweep", "grid.yaml", "--out", "out"]) == 2
    said = capsys.readouterr()
    assert said.err == f"Error: {message}\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["counter.yaml", "grid.yaml"]


def test_one_executor_at_a_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Threads and processes together are a slip."""
    arguments = ["sweep", str(write_small(tmp_path)), "--out", str(tmp_path / "out"), "--threads", "2"]
    assert main([*arguments, "--processes", "2"]) == 2
    assert "Give one of --threads, --processes and --dask." in capsys.readouterr().err
