"""``peakline check`` of the files of plans: rosters, trainings and tunings."""

from __future__ import annotations

from pathlib import Path

import pytest

from routing.errors import BadValue
from simulation.checks.check import check_file
from simulation.cli import main
from simulation.files.scenario_names import bundled_folder

POLICY = "peakline: policy/1\nproblems: [a]\ntiers: [a]\nchannels: [a]\nqueues: [{name: a}]\n"


def test_roster_is_explained() -> None:
    """Who there is, how much is needed, and what it is played with."""
    found = check_file(bundled_folder() / "week_of_120.roster.yaml")
    assert (found.kind, found.warnings) == ("roster", ())
    said = " ".join(found.sentences)
    assert "is right: 120 agents in" in said
    assert "7 days from" in said
    assert "It is played with the scenario" in said
    (table,) = found.tables
    assert sum(int(str(row[1])) for row in table.rows) == 120


def test_roster_that_cannot_be_covered_is_warned_of(tmp_path: Path) -> None:
    """More hours than the agents may work, and a group that nobody may work for."""
    file = tmp_path / "few.roster.yaml"
    file.write_text(
        """peakline: roster/1
day: {opens: "08:00", interval_min: 60, intervals: 8}
days: {from: 2026-11-02}
groups:
  fx: {heads: 9, skills: {fx: 3}}
  loans: {heads: 1, skills: {loans: 3}}
shifts: [{name: day, from: "08:00", length_min: 480}]
agents: [{id: ann, group: fx, number: 2}]
""",
        encoding="utf-8",
    )
    found = check_file(file)
    assert "No scenario is named: heads are covered, and nothing is simulated." in found.sentences
    hours, nobody = found.warnings
    assert hours == "560 agent-hours are needed, and the agents may work 88: some will be missing."
    assert nobody == "loans: nobody may work for it."


def test_training_and_tuning_are_explained() -> None:
    """Courses with what they cost; places of the policy with their values."""
    training = check_file(bundled_folder() / "payday.training.yaml")
    assert training.kind == "training"
    assert "The training file" in training.sentences[0]
    assert training.tables[0].rows
    tuning = check_file(bundled_folder() / "payday.tuning.yaml")
    assert tuning.kind == "tuning"
    assert "50 gates" in tuning.sentences[1]
    assert tuning.tables[0].rows


@pytest.mark.parametrize("kind", ["roster", "training", "tuning"])
def test_wrong_ones_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    """One message with the nearest known key and exit code 2; a policy beside the file is refused, too."""
    bundled = bundled_folder() / f"payday.{kind}.yaml"
    file = tmp_path / bundled.name
    file.write_text(
        bundled.read_text(encoding="utf-8").replace("\nscenario:", "\nscenarios:", 1) + "\nsede: 3\n", "utf-8"
    )
    assert main(["check", str(file)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "did you mean" in err
    policy = tmp_path / "some.policy.yaml"
    policy.write_text(POLICY, encoding="utf-8")
    with pytest.raises(BadValue, match=f"a {kind} file "):
        check_file(bundled, policy)


def test_targets_are_read_with_their_scenario(tmp_path: Path) -> None:
    """They name none themselves, so that there is nothing to check them against."""
    file = tmp_path / "targets.yaml"
    file.write_text("peakline: staffing/1\n", encoding="utf-8")
    with pytest.raises(BadValue, match="peakline staff SCENARIO --targets FILE"):
        check_file(file)
