"""``peakline train``: exit codes, what goes where, and files that cannot be."""

# ruff: noqa: E501  (a table with a whole message in each line)

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hatch_build import ROOT
from simulation.cli import main
from simulation.files.scenario_names import bundled_scenarios
from simulation.report.training.document import answer_schema
from tests.simulation.planning.interrupting import interrupted
from tests.simulation.planning.training.two_desks import DESKS, TRAINING, write_desks
from tests.simulation.report.schema_check import findings, schema_keys

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
    assert document["absence"]["loss"]["high"] < 0
    assert document["hires"]["group"] == "loans"
    assert document["random"]["margin"]["mean"] == pytest.approx(last["objective"] - document["random"]["objective"])
    assert said.out.startswith(f"WORTH IT: for {last['cost']:g} the objective goes from ")
    assert "Courses chosen at random for as much (5 plans," in said.out
    assert "loans for cards agents: send " in said.out
    assert f"Hiring does as much with {document['hires']['agents']} agents more in loans, all day" in said.out
    assert "While they are away, for 5 working days, the objective changes by −" in said.out
    assert "best so far" in said.err
    assert said.out.endswith("\nWritten: a.html, a.json\n")
    page = Path("a.html").read_text(encoding="utf-8")
    assert "WORTH IT: for" in page
    assert page.count('class="point"') == len(document["points"])
    assert page.count('class="chance"') == len(document["random"]["plans"])
    assert "<script" not in page
    assert main(["train", "training.yaml", *wanted, "--html", "a.html"]) == 0  # over its own answer


def test_hiring_that_has_a_price(capsys: pytest.CaptureFixture[str]) -> None:
    """It is said in money, and stands in the chart where there is room for it."""
    for price, marks in ((90, 1), (9000, 0)):
        Path("training.yaml").write_text(f"{TRAINING}hire_cost: {price}\nplans: 12\n", encoding="utf-8")
        assert main(["train", "training.yaml", "--html", "a.html", "--json", "a.json", "--threads", "1"]) == 0
        hires = json.loads(Path("a.json").read_text(encoding="utf-8"))["hires"]
        assert hires["cost"] == price * hires["agents"]
        assert f"more in loans, all day, for {hires['cost']:,.0f}: " in capsys.readouterr().out.replace("\n", " ")
        assert Path("a.html").read_text(encoding="utf-8").count('<path class="hire"') == marks


def test_where_nothing_helps(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1 where no course gains anything."""
    Path("training.yaml").write_text(TRAINING.replace(f"{FIRST}\n", ""), encoding="utf-8")
    assert main(["train", "training.yaml", "--json", "-", "--threads", "1"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert list(findings(answer_schema(), document, answer_schema())) == []
    assert not document["worth_it"]
    assert (document["random"], document["absence"], document["hires"]) == (None, None, None)


def test_a_limit_of_time(capsys: pytest.CaptureFixture[str]) -> None:
    """A limit that has gone by before the first plan leaves nobody trained, and says why the search ended."""
    assert main(["train", "training.yaml", "--time-limit", "0.000001", "--threads", "1"]) == 1
    said = capsys.readouterr().out.replace("\n", " ")
    assert said.startswith("NO TRAINING: no gain of any course is shown for desks.")
    assert "The time limit ended the search: with more time it may find more." in said


def test_ctrl_c_gives_the_best_so_far(tmp_path: Path) -> None:
    """A real interrupt of the process in its search: the best so far is checked, written and said."""
    write_desks(tmp_path, TRAINING.replace("replications: 20", "replications: 300"))
    said = interrupted(
        ["train", "training.yaml", "--json", "a.json", "--threads", "1"], after="best so far", at=tmp_path
    )
    assert said.returncode in {0, 1}
    document = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert document["search"]["ended"] == "interrupted"
    assert 1 < document["search"]["plans"] < 20
    assert "The search was interrupted; this is how far it came." in said.stdout.replace("\n", " ")


def test_every_key_of_the_data_is_on_the_page_of_reference() -> None:
    """What a program may read is said in words."""
    words = (ROOT / "docs" / "reference" / "training.md").read_text(encoding="utf-8")
    assert [name for name in schema_keys(answer_schema()) if f"`{name}" not in words] == []


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
    ("passes: 0.85", "passes: 0.001", f"{AT}.passes: fewer than 1 % would pass (got 0.001)"),
    ("passes: 0.85", "passes: 1.1", f"{AT}.passes: must be 1 or less (got 1.1)"),
    ("passes: 0.85", "passes: 0.1", f"{AT}: so that 1 pass 10 must be sent, and the group never has more than 8 agents at work"),
    ("passes: 0.85", "exam: {mean: 88}", f"{AT}.exam.sd: this key is required"),
    ("passes: 0.85", "exam: {mean: 88, sd: 0}", f"{AT}.exam.sd: must be more than 0 (got 0)"),
    ("passes: 0.85", "exam: {mean: 50, sd: 5}", f"{AT}.exam.threshold: fewer than 1 % would pass (got 85)"),
    ("passes: 0.85", "passes: 0.85, exam: {mean: 88, sd: 5}", f"{AT}.exam: cannot stand beside passes"),
    ("most: 6", "most: 0", f"{AT}.most: must be 1 or more (got 0)"),
    ("most: 6", "most: 6, step: 7", f"{AT}.step: must not be more than most, 6 (got 7)"),
    ("most: 6", "most: 6, at_once: 0", f"{AT}.at_once: must be 1 or more (got 0)"),
    ("days: 5", "days: -1", f"{AT}.days: must be 0 or more (got -1)"),
    ("days: 5", "days: soon", f"{AT}.days: must be a number (got soon)"),
    (", most: 6}", "}", f"{AT}.most: this key is required"),
    ("passes: 0.85", "pools: [all]", f'{AT}: groups["cards + loans for cards agents"].pools[0]: the policy has no names of this kind (got all)'),
    ("random: 5", "random: 1", "training.yaml:13: random: must be 2 or more (got 1)"),
    ("random: 5", "plans: 1", "training.yaml:13: plans: must be 2 or more (got 1)"),
    ("random: 5", "sure: 1", "training.yaml:13: sure: must be less than 1 (got 1)"),
    ("random: 5", "day_cost: -1", "training.yaml:13: day_cost: must be 0 or more (got -1)"),
    ("random: 5", "hire_cost: 0", "training.yaml:13: hire_cost: must be more than 0 (got 0)"),
    ("budget: 600", "budget: 0.5", "training.yaml:10: budget: pays for no course: the first step of the cheapest one costs 2 (got 0.5)"),
    ("budget: 600", "budget: .inf", "training.yaml:10: budget: must be a finite number (got inf)"),
    ("budget: 600", "", "training.yaml:1: budget: this key is required"),
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
    ("arguments", "expected"),
    [
        (["--html", "-"], "Only --json can go to the standard output."),
        (["--html", "a", "--json", "./a"], "Give --html and --json files of their own."),
        (["--html", "training.yaml"], "training.yaml: is read for this answer: choose another file"),
        (["--json", "desks.yaml"], "desks.yaml: is read for this answer: choose another file"),
        (["--json", "notes.txt"], "notes.txt: is not from an earlier answer: choose another file"),
        (["--json", "no/a.json"], "no/a.json: cannot be written: No such file or directory"),
        (["--budget", "0"], "0.0 is not in the range 0<x<=1000000000000."),
        (["--budget", "1"], "--budget: pays for no course: the first step of the cheapest one costs 2 (got 1)"),
        (["--plans", "0"], "0 is not in the range 2<=x<=100000."),
        (["--time-limit", "nan"], "nan is no number."),
    ],
)
def test_files_and_options_that_cannot_be(
    arguments: list[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Said at once, before anything is simulated."""
    Path("notes.txt").write_text("mine", encoding="utf-8")
    assert main(["train", "training.yaml", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert expected in said.err
    assert "best so far" not in said.err


def test_a_group_with_the_name_of_those_who_passed(capsys: pytest.CaptureFixture[str]) -> None:
    """It would be replaced by them."""
    name = "cards + nothing new"
    Path("desks.yaml").write_text(f"{DESKS}  {name}: {{skills: {{card: 3}}, staff: 1}}\n", encoding="utf-8")
    assert main(["train", "training.yaml"]) == 2
    at = 'training.yaml:7: courses["nothing new"]'
    rule = f"the scenario has a group {name}, as those are called who have passed"
    assert capsys.readouterr().err == f"Error: {at}: {rule}\n"


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
