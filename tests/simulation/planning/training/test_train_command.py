"""``peakline train``: exit codes, what goes where, and files that cannot be."""

# ruff: noqa: E501  (a table with a whole message in each line)

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulation.cli import main
from simulation.files.scenario_names import bundled_scenarios
from simulation.report.training.document import answer_schema
from tests.simulation.planning.training.two_desks import DESKS, TRAINING, write_desks
from tests.simulation.report.schema_check import findings

BUNDLED = ", ".join(bundled_scenarios())
FIRST = "  loans for cards agents: {group: cards, skills: {loan: 3}, cost: 100, days: 5, passes: 0.85, most: 6}"
AT = 'training.yaml:5: courses["loans for cards agents"]'


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The desks in the working folder."""
    monkeypatch.chdir(tmp_path)
    write_desks(tmp_path)


def test_the_answer_in_words_as_a_page_and_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0; all three say the same, and the data follow their schema."""
    wanted = ["--budget", "400", "--threads", "1"]
    assert main(["train", "training.yaml", *wanted, "--html", "a.html", "--json", "a.json"]) == 0
    said = capsys.readouterr()
    document = json.loads(Path("a.json").read_text(encoding="utf-8"))
    assert list(findings(answer_schema(), document, answer_schema())) == []
    last = document["points"][-1]
    assert document["worth_it"]
    assert last["courses"]["loans for cards agents"]["sent"] >= last["courses"]["loans for cards agents"]["passed"]
    assert document["random"]["margin"]["mean"] == pytest.approx(last["objective"] - document["random"]["objective"])
    assert said.out.startswith(f"WORTH IT: for {last['cost']:g} the objective goes from ")
    assert "Courses chosen at random for as much (5 plans," in said.out
    assert "loans for cards agents: send " in said.out
    assert "spent: objective" in said.err
    assert "WORTH IT: for" in Path("a.html").read_text(encoding="utf-8")
    assert main(["train", "training.yaml", *wanted, "--html", "a.html"]) == 0  # over its own answer


def test_where_nothing_helps(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1 where no course gains anything."""
    Path("training.yaml").write_text(TRAINING.replace(f"{FIRST}\n", ""), encoding="utf-8")
    assert main(["train", "training.yaml", "--json", "-", "--threads", "1"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert list(findings(answer_schema(), document, answer_schema())) == []
    assert not document["worth_it"]


SLIPS: list[tuple[str, str, str]] = [
    # What stands in the training, what is written instead, and the message.
    ("peakline: training/1", "peakline: tuning/1", "training.yaml:1: peakline: must be training/1 in a file that is used like this (got tuning/1; did you mean training/1?)"),
    ("scenario: desks.yaml", "scenario: deks.yaml", "training.yaml:3: scenario: there is no such file (got deks.yaml; did you mean desks.yaml?)"),
    ("scenario: desks.yaml", "scenario: paydy", f"training.yaml:3: scenario: is neither a file nor one of the scenarios that come with Peakline: {BUNDLED} (got paydy; did you mean payday?)"),
    ("scenario: desks.yaml", "scenario: desks.yaml\npolicy: non.yaml", "training.yaml:4: policy: there is no such file (got non.yaml)"),
    ("group: cards, skills: {loan: 3}", "group: card, skills: {loan: 3}", f"{AT}.group: is not a group of the scenario desks (got card; did you mean cards?)"),
    ("skills: {loan: 3}, ", "", f"{AT}: must teach something: skills, pools, or both"),
    ("skills: {loan: 3}", "skills: {laon: 3}", f'{AT}: groups["cards + loans for cards agents"].skills.laon: the policy has no such name; it has: card, loan (got laon; did you mean loan?)'),
    ("skills: {loan: 3}", "skills: {loan: 6}", f"{AT}.skills.loan: must be 5 or less (got 6)"),
    ("most: 6", "most: 9", f"{AT}.most: the group never has more than 8 agents at work (got 9)"),
    ("passes: 0.85", "passes: 0", f"{AT}.passes: must be more than 0 (got 0)"),
    ("passes: 0.85", "pass: 0.85", f"{AT}.pass: is not a key here (did you mean passes?)"),
    ("  - service_level: {}", "  - {}", "training.yaml:9: objective[0]: must have exactly one of: goals, service_level, abandoned, mean_wait"),
    ("budget: 600", "budget: 0", "training.yaml:10: budget: must be more than 0 (got 0)"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "expected"), SLIPS, ids=[f"{case[1][:40]}" for case in SLIPS])
def test_a_training_that_cannot_be(right: str, wrong: str, expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The whole message is as it should be, and nothing is written."""
    assert TRAINING.count(right) == 1
    Path("training.yaml").write_text(TRAINING.replace(right, wrong), encoding="utf-8")
    assert main(["train", "training.yaml", "--json", "a.json"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"Error: {expected}\n"
    assert not Path("a.json").exists()


@pytest.mark.parametrize(
    "more",
    [
        "service: [{group: cards, law: exponential, mean_s: 100}, {law: exponential, mean_s: 180}]",
        "absence: {groups: [cards], share: 0.1}",
    ],
)
def test_agents_that_the_scenario_tells_apart(more: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Trained agents would lose what is said of their group by name."""
    key = more.partition(":")[0]
    lines = [line for line in DESKS.splitlines() if not line.startswith(f"{key}:")]
    Path("desks.yaml").write_text("\n".join([*lines, more, ""]), encoding="utf-8")
    assert main(["train", "training.yaml"]) == 2
    rule = "has shifts, named agents or entries of its own elsewhere in the scenario: they would not be trained"
    assert capsys.readouterr().err == f"Error: {AT}.group: {rule} (got cards)\n"
