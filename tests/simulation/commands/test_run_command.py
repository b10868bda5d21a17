"""``peakline run``: what goes where. What the figures are has its own tests."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from simulation.cli import main

DAY = """\
peakline: scenario/1
name: counter
about: One clerk, two hours.
policy:
  problems: [question]
  tiers: [ordinary]
  channels: [phone]
  queues: [{name: all}]
day: {opens: "09:00", interval_min: 30, intervals: 4}
arrivals: {per_h: 20}
service: {law: exponential, mean_s: 120}
groups: {clerks: {staff: 1}}
"""


@pytest.fixture
def day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A small scenario, by its name in the working folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "counter.yaml").write_text(DAY, encoding="utf-8")
    return "counter.yaml"


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """The JSON that ``peakline run`` prints with ``--json -``, which is all that it prints."""
    assert main(["run", *arguments, "--json", "-"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    document: dict[str, Any] = json.loads(said.out)
    return document


def test_words_come_first(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The first line says whether the target is held; nothing goes to stderr in a pipe; no file is written."""
    assert main(["run", day, "--replications", "2"]) == 0
    said = capsys.readouterr()
    assert "30-second target" in said.out.splitlines()[0]
    assert said.err == ""
    assert [path.name for path in Path().iterdir()] == [day]


def test_chinese_words(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With --lang zh the verdict is in Chinese."""
    assert main(["run", day, "--replications", "2", "--lang", "zh"]) == 0
    assert "30 秒应答目标" in capsys.readouterr().out.splitlines()[0]


def test_a_seed_is_a_result(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The same seed gives the same results to the last digit, another seed gives others."""
    first = answer(capsys, day, "--replications", "3", "--seed", "7")
    assert first == answer(capsys, day, "--replications", "3", "--seed", "7")
    other = answer(capsys, day, "--replications", "3", "--seed", "8")
    assert (first["seed"], other["seed"]) == (7, 8)
    assert first["overall"] != other["overall"]


def test_the_engines_agree(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Both engines give the same results but for their name."""
    compiled = answer(capsys, day, "--replications", "3")
    simpy = answer(capsys, day, "--replications", "3", "--engine", "simpy")
    assert (compiled.pop("engine"), simpy.pop("engine")) == ("compiled", "simpy")
    assert compiled == simpy


def test_set_changes_the_scenario(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each --set is carried out, in order: 1 clerk, + 3, × 2 makes 8."""
    changes = ("--set", "groups.clerks.staff+=3", "--set", "groups.clerks.staff*=2")
    changed = answer(capsys, day, "--replications", "2", *changes)
    assert changed["groups"]["clerks"]["staff"]["mean"] == pytest.approx(8)


def test_policy_takes_the_place_of_the_scenarios(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    """--policy names another policy, whose hash stands in the results."""
    policy = DAY.partition("policy:\n")[2].partition("day:")[0].replace("\n  ", "\n").strip().replace("all", "everyone")
    Path("other.yaml").write_text(f"peakline: policy/1\nname: other\n{policy}\n", encoding="utf-8")
    before = answer(capsys, day, "--replications", "2")
    after = answer(capsys, day, "--replications", "2", "--policy", "other.yaml")
    assert (list(before["queues"]), list(after["queues"])) == (["all"], ["everyone"])
    assert before["policy_hash"] != after["policy_hash"]


def test_out_and_json_write_files(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    """--out writes the four files, --json one more; both are named below the words."""
    assert main(["run", day, "--replications", "2", "--out", "out", "--json", "answer.json"]) == 0
    names = ["contacts.parquet", "report.html", "results.json", "results.xlsx"]
    assert sorted(path.name for path in Path("out").iterdir()) == names
    assert Path("answer.json").read_text(encoding="utf-8") == Path("out/results.json").read_text(encoding="utf-8")
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("Written: ")
    assert all(name in last for name in [*names, "answer.json"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["paydya"], "payday"),
        (["counter.yaml", "--set", "groups.clerk.staff=2"], "clerks"),
        (["counter.yaml", "--set", "staff"], "groups.fx.staff=20"),
        (["counter.yaml", "--policy", "missing.yaml"], "missing.yaml"),
        (["counter.yaml", "--out", "counter.yaml"], "counter.yaml"),
        (["counter.yaml", "--json", "no/such/folder/x.json"], "x.json"),
        (["counter.yaml", "--replications", "0"], "0 is not in the range"),
        (["counter.yaml", "--seed", "-1"], "-1 is not in the range"),
        (["counter.yaml", "--engine", "steam"], "'steam' is not one of"),
    ],
)
def test_bad_input_is_one_message(
    arguments: list[str], message: str, day: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wrong input gives exit code 2 and a message with the value or the nearest known name; nothing is written."""
    assert main(["run", *arguments]) == 2
    said = capsys.readouterr()
    assert message in said.err
    assert "Traceback" not in said.err
    assert [path.name for path in Path().iterdir()] == [day]


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_a_terminal_sees_the_progress(day: str) -> None:
    """On a terminal a bar counts the days and is gone at the end; the words follow it."""
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "simulation", "run", day, "--replications", "3"]
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=os.environ | {"TERM": "xterm"}
    ) as run:
        os.close(theirs)
        shown = b""
        with contextlib.suppress(OSError):  # Linux says the end of the other side by an error
            while part := os.read(ours, 4096):
                shown += part
    os.close(ours)
    assert run.returncode == 0
    assert 0 < shown.find(b"Simulating days") < shown.find(b"30-second target")
    assert b"3/3" in shown
