"""``peakline check`` of a file of today."""

from __future__ import annotations

from pathlib import Path

import pytest

from routing.errors import BadValue
from simulation.checks.check import check_file
from simulation.cli import main
from simulation.files.scenario_names import bundled_folder
from tests.simulation.planning.today.on_shift import written as on_shift
from tests.simulation.planning.today.small import FILE, written


def test_it_says_what_is_known_and_what_will_be_asked(tmp_path: Path) -> None:
    """It says what is known and what will be asked."""
    found = check_file(written(tmp_path, FILE + "find: {groups: both}\n"))
    assert (found.kind, found.name) == ("today", "day")
    said = " ".join(found.sentences)
    assert "The file of today day is right: n_design at 10:30." in said
    assert "506 have come so far, as far as they were counted; the plan says 475 up to now." in said
    assert "2 wait now." in said
    assert "20 days are simulated, each with 2 levers." in said
    assert "The least agents more are searched in: both." in said
    groups, levers = found.tables
    assert groups.rows == (("account", 11, 11, 10), ("both", 7, None, 7))
    assert [row[0] for row in levers.rows] == ["1 more in account", "1 more in both"]
    assert found.warnings == ()


def test_who_is_missing_and_what_is_not_known_is_said(tmp_path: Path) -> None:
    """Who is missing is warned of; what is not known is said."""
    found = check_file(on_shift(tmp_path))
    assert "line: 1 fewer are there than the plan says" in found.warnings[0]
    (tmp_path / "bare.yaml").write_text('peakline: today/1\nscenario: line.yaml\nnow: "10:30"\n', encoding="utf-8")
    said = " ".join(check_file(tmp_path / "bare.yaml").sentences)
    assert "What has come is not known: the day is as busy as any other." in said
    assert "No state is given: the day is simulated from its opening." in said


def test_bundled_day_is_right() -> None:
    """The bundled day is right."""
    assert check_file(bundled_folder() / "payday.today.yaml").name == "payday at 10:30"


def test_wrong_one_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong one is refused with one message and exit code 2; so is a policy beside it."""
    file = written(tmp_path, FILE.replace("busy: 10", "bussy: 10"))
    assert main(["check", str(file)]) == 2
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"Error: {file}:8: groups.account.bussy: is not a key here (did you mean busy?)\n")
    assert main(["check", str(written(tmp_path)), "--set", "groups.both.staff=3"]) == 2
    assert "only a scenario can be changed like this" in capsys.readouterr().err
    policy = tmp_path / "some.policy.yaml"
    policy.write_text(
        "peakline: policy/1\nproblems: [a]\ntiers: [a]\nchannels: [a]\nqueues: [{name: a}]\n", encoding="utf-8"
    )
    with pytest.raises(BadValue, match="a file of today has the policy of its scenario"):
        check_file(written(tmp_path), policy)
