"""``peakline check`` of the files of a replay."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation.cli import main
from tests.simulation.replay.records import MAP, SEEN, write_files


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a map, a staff file as seen, and a policy."""
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path, staff=SEEN)
    return tmp_path


def test_staff_as_seen(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who works when is not known before there are records; the goals are."""
    assert main(["check", "staff.yaml", "--policy", "policy.yaml"]) == 0
    said = capsys.readouterr().out
    assert "Who works when is taken from the records of the day that is replayed." in said
    assert "Goal VIP" in said


def test_wrong_staff_as_seen(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt rule is named with its line."""
    (folder / "staff.yaml").write_text(SEEN.replace("{}", "{brake_min: 5}"), encoding="utf-8")
    assert main(["check", "staff.yaml"]) == 2
    assert "staff.yaml:3: as_seen.brake_min: is not a key here (did you mean break_min?)" in capsys.readouterr().err


def test_map(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A right map says which columns it reads; a name that the policy lacks makes it wrong."""
    assert main(["check", "map.yaml", "--policy", "policy.yaml"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "It reads the columns date, enter_s, menu_s, wait_s, talk_s, end, topic, rank, who, clerk." in said
    (folder / "map.yaml").write_text(MAP.replace("2: vip", "2: VIP"), encoding="utf-8")
    assert main(["check", "map.yaml"]) == 0
    assert main(["check", "map.yaml", "--policy", "policy.yaml"]) == 2
    assert "did you mean vip?" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["map", "staff", "policy"])
def test_the_banks_files(name: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The example files of the how-to are right by themselves, and map and staff with their policy."""
    monkeypatch.chdir(root / "docs" / "how-to" / "replay-a-day")
    policy = [] if name == "policy" else ["--policy", "policy.yaml"]
    assert main(["check", f"{name}.yaml", *policy]) == 0
