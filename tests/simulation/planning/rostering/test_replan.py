"""A published roster after absences: few changes, whatever the rest; and Ctrl-C and little time on the command line."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from simulation.cli import main
from tests.simulation.planning.rostering.outside import Book, Worked, faults, read_rows

pytest.importorskip("ortools")

DESK = """\
peakline: roster/1
days: {from: 2026-10-12}
day: {opens: "09:00", interval_min: 60, intervals: 9}
groups: {front: {heads: [4, 5, 6, 6, 5, 6, 6, 5, 4]}}
shifts:
  - {name: day, from: "09:00", length_min: 540, breaks: [{min: 60, after_min: [180, 300]}]}
  - {name: half, from: ["09:00", "13:00", "14:00"], length_min: [240, 300]}
rules: {hours_per_week: [0, 40], days_per_week: 5}
agents: [{id: a, number: 14, group: front}]
"""


def published(folder: Path) -> tuple[Book, list[Worked]]:
    """A roster that was made before."""
    (folder / "desk.roster.yaml").write_text(DESK, encoding="utf-8")
    assert main(["roster", "desk.roster.yaml", "--out", "old", "--effort", "0.05"]) == 0
    return Book(folder / "desk.roster.yaml"), read_rows(folder / "old" / "roster.csv")


def keys(rows: list[Worked]) -> dict[tuple[str, str], tuple[str, str]]:
    """By agent and date what is worked, and from when."""
    return {(row.agent, row.day.isoformat()): (row.shift, f"{row.start:%H:%M}-{row.end:%H:%M}") for row in rows}


def test_two_absences_change_few_shifts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each absence may move two other shifts at most; days before are as they were; the number is printed and right."""
    monkeypatch.chdir(tmp_path)
    book, old = published(tmp_path)
    away = [(row.agent, row.day.isoformat()) for row in old if row.day.weekday() == 3][:2]
    options = [part for agent, day in away for part in ("--absent", f"{agent}:{day}")]
    again = ["roster", "desk.roster.yaml", "--published", "old/roster.csv", *options, "--effort", "0.05"]
    capsys.readouterr()
    code = main([*again, "--out", "new"])
    said = capsys.readouterr().out
    new = read_rows(tmp_path / "new" / "roster.csv")
    found = json.loads((tmp_path / "new" / "roster.json").read_text(encoding="utf-8"))
    before, after = keys(old), keys(new)
    changed = {place for place in before.keys() | after.keys() if before.get(place) != after.get(place)} - set(away)
    assert len(changed) == found["changed"] <= 2 * len(away)
    assert f"Shifts that differ from the published roster: {found['changed']}" in " ".join(said.split())
    assert {day for _, day in changed} <= {"2026-10-15", "2026-10-16", "2026-10-17", "2026-10-18"}
    assert not set(away) & set(after)
    assert faults(book, new) == []
    assert code == (1 if found["missing"] else 0)


def test_ctrl_c_gives_the_best_so_far(tmp_path: Path) -> None:
    """A real SIGINT while it searches: files are written, it is said, and no rule is broken."""
    path = tmp_path / "big.roster.yaml"
    path.write_text(DESK.replace("number: 14", "number: 60").replace("[4, 5, 6, 6, 5, 6, 6, 5, 4]", "33"), "utf-8")
    command = [sys.executable, "-m", "simulation.cli", "roster", str(path), "--out", str(tmp_path / "out")]
    command += ["--effort", "100", "--time-limit", "1000"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        process.stderr.readline()  # the first line of progress: it searches
        process.send_signal(signal.SIGINT)
        said, errors = process.communicate()
    assert "Traceback" not in errors
    assert "Interrupted: this is the best roster so far." in " ".join(said.split())
    found = json.loads((tmp_path / "out" / "roster.json").read_text(encoding="utf-8"))
    assert found["ended"] == "interrupted"
    assert process.returncode == (0 if found["met"] else 1), errors
    rows = read_rows(tmp_path / "out" / "roster.csv")
    assert rows
    assert faults(Book(path), rows) == []


def test_little_time_gives_a_partial_roster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One second for far too few agents: a roster that breaks no rule, its shortfall, its cures, and exit code 1."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "few.roster.yaml").write_text(DESK.replace("number: 14", "number: 3"), encoding="utf-8")
    assert main(["roster", "few.roster.yaml", "--time-limit", "1", "--out", "out"]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "agent-hours of 329.0 are missing" in said
    assert "infeasible" not in said.lower()
    assert "more agents of front" in said
    found = json.loads((tmp_path / "out" / "roster.json").read_text(encoding="utf-8"))
    rows = read_rows(tmp_path / "out" / "roster.csv")
    assert faults(Book(tmp_path / "few.roster.yaml"), rows) == []
    assert 110 <= sum(row["hours"] for row in found["duties"]) <= 120
    assert found["missing"]


def test_nobody_has_the_skill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A group for which nobody has the skills: its heads are missing, and said to be coverable by no agent."""
    monkeypatch.chdir(tmp_path)
    content = DESK.replace("groups: {", "groups: {fx: {skills: {fx: 3}, heads: 1}, ")
    (tmp_path / "fx.roster.yaml").write_text(content, encoding="utf-8")
    assert main(["roster", "fx.roster.yaml", "--effort", "0.05", "--json", "-"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert {gap["group"] for gap in found["missing"]} == {"fx"}
    assert {gap["covered_by_a_shift"] for gap in found["missing"]} == {False}
    assert any("more agents of fx: " in cure["what"] for cure in found["cures"])
