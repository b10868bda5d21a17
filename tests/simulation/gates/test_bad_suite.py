"""Suites that cannot be: one clear message each with file, place, value, rule and nearest name; nothing is written."""

# ruff: noqa: E501  (a table with a whole message in each line)

from __future__ import annotations

from pathlib import Path

import pytest

from simulation.cli import main
from simulation.files.scenario_names import bundled_scenarios
from tests.simulation.gates.desk import SUITE, write_desk

BUNDLED = ", ".join(bundled_scenarios())
KEYS = "service_level, abandoned, mean_wait, not_worse_by, max_wait, starvation"
FIRST = "service_level: {min: 0.5}"

SLIPS: list[tuple[str, str, str]] = [
    # What stands in the suite, what is written instead, and the message.
    ("peakline: policy-suite/1", "peakline: suite/1", "suite.yaml:1: peakline: must be policy-suite/1 in a file that is used like this (got suite/1)"),
    ("name: desk\n", "title: desk\n", "suite.yaml:2: title: is not a key here; the keys are: peakline, name, scenarios, gates, replications, seed, false_fail, false_pass"),
    ("- scenario: desk.yaml", "- {}", "suite.yaml:4: scenarios[0].scenario: this key is required"),
    ("- scenario: desk.yaml", "- scenario: dsk.yaml", "suite.yaml:4: scenarios[0].scenario: there is no such file (got dsk.yaml; did you mean desk.yaml?)"),
    ("- scenario: desk.yaml", "- dsk.yaml", "suite.yaml:4: scenarios[0]: there is no such file (got dsk.yaml; did you mean desk.yaml?)"),
    ("- scenario: desk.yaml", "- paiday", f"suite.yaml:4: scenarios[0]: is neither a file nor one of the scenarios that come with Peakline: {BUNDLED} (got paiday; did you mean payday?)"),
    ("- scenario: desk.yaml", "- desk.yaml\n  - desk.yaml", "suite.yaml:5: scenarios[1]: another scenario of the suite has this name: give this one another (name: …) (got desk)"),
    ("- scenario: desk.yaml", "- {scenario: desk.yaml, set: groups.clerks.staf=8}", "suite.yaml:4: scenarios[0].set: groups.clerks.staf: is not a key here (did you mean staff?)"),
    ("- scenario: desk.yaml", "- {scenario: desk.yaml, set: [target_s=30, staff]}", "suite.yaml:4: scenarios[0].set[1]: must look like groups.fx.staff=20 or groups.fx.staff+=3"),
    ("- scenario: desk.yaml", "- {scenario: desk.yaml, set: policy.queues.vip.head_start_s=90}", "suite.yaml:4: scenarios[0].set: must not change the policy, which is what the suite is about: give it as --base or --new (got policy.queues.vip.head_start_s=90)"),
    ("- scenario: desk.yaml", "- {scenario: desk.yaml, set: 'stationary={warm_up: 1, batches: 20}'}", "suite.yaml:4: scenarios[0].scenario: a suite simulates days that begin anew, not a long run (stationary) (got desk.yaml)"),
    (FIRST, "service_level: {minimum: 0.5}", "suite.yaml:6: gates[0].service_level.minimum: is not a key here (did you mean min?)"),
    (FIRST, "service_level: {min: 80}", "suite.yaml:6: gates[0].service_level.min: must be 1 or less (got 80)"),
    (FIRST, "service_level: {min: 80 %}", "suite.yaml:6: gates[0].service_level.min: must be a bare number: the key says its unit (got 80 %)"),
    (FIRST, "service_level: {min: 0.5, tier: vpi}", "suite.yaml:6: gates[0].service_level.tier: the policy in turn has no such name; it has: ordinary, vip (got vpi; did you mean vip?)"),
    (FIRST, "service_level: {min: 0.5, tier: [vip, gold]}", "suite.yaml:6: gates[0].service_level.tier[1]: the policy in turn has no such name; it has: ordinary, vip (got gold)"),
    (FIRST, "service_level: {min: 0.5, queue: vip, tier: ordinary}", "suite.yaml:6: gates[0].service_level: no contact of the scenario is meant"),
    (FIRST, "service_level: {min: 0.5, each: teir}", "suite.yaml:6: gates[0].service_level.each: must be one of: queue, problem, tier, channel (got teir; did you mean tier?)"),
    (FIRST, "servce_level: {min: 0.5}", "suite.yaml:6: gates[0].servce_level: is not a key here (did you mean service_level?)"),
    (FIRST, "{}", f"suite.yaml:6: gates[0]: must have exactly one of: {KEYS}"),
    (FIRST, "{abandoned: {max: 0.1}, mean_wait: {max_s: 30}}", f"suite.yaml:6: gates[0]: must have exactly one of: {KEYS}"),
    (FIRST, "not_worse_by: -0.01", "suite.yaml:6: gates[0].not_worse_by: must be 0 or more (got -0.01)"),
    (FIRST, "not_worse_by: 5", "suite.yaml:6: gates[0].not_worse_by: must be 1 or less (got 5.0)"),
    (FIRST, "not_worse_by: {by: 0.01, measure: mean_wait}", "suite.yaml:6: gates[0].not_worse_by.measure: must be one of: service_level, abandoned, mean_wait_s (got mean_wait; did you mean mean_wait_s?)"),
    (FIRST, "max_wait: {max_min: 5}", "suite.yaml:6: gates[0].max_wait.max_min: is not a key here (did you mean max_s?)"),
    (FIRST, "max_wait: {max_s: 300, quantile: 1}", "suite.yaml:6: gates[0].max_wait.quantile: must be less than 1 (got 1)"),
    (FIRST, "starvation: {tier: vip}", "suite.yaml:6: gates[0].starvation: must have exactly one of: max_s, bounded, bound_s"),
    (FIRST, "starvation: {bounded: true, tier: vip}", "suite.yaml:6: gates[0].starvation.tier: cannot stand beside bounded or bound_s, which are about queues"),
    ("replications: 80", "replications: 39", "suite.yaml:8: replications: must be 40 or more (got 39)"),
    ("replications: 80", "false_fail: 0", "suite.yaml:8: false_fail: must be 1e-09 or more (got 0)"),
    ("replications: 80", "false_pass: 1e-300", "suite.yaml:8: false_pass: must be 1e-09 or more (got 1e-300)"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk in the working folder."""
    monkeypatch.chdir(tmp_path)
    write_desk(tmp_path)


def message(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What ``peakline bench policy`` says of bad input; it writes nothing else."""
    before = sorted(Path().iterdir())
    assert main(["bench", "policy", *arguments, "--json", "out.json"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert sorted(Path().iterdir()) == before
    return said.err


@pytest.mark.parametrize(("right", "wrong", "expected"), SLIPS, ids=[f"{case[1][:40]}" for case in SLIPS])
def test_a_suite_that_cannot_be(right: str, wrong: str, expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The whole message is as it should be."""
    assert SUITE.count(right) == 1
    Path("suite.yaml").write_text(SUITE.replace(right, wrong), encoding="utf-8")
    assert (
        message(capsys, "--base", "base.yaml", "--new", "base.yaml", "--suite", "suite.yaml") == f"Error: {expected}\n"
    )


def test_a_scenario_without_gates(capsys: pytest.CaptureFixture[str]) -> None:
    """A suite must demand something of each scenario."""
    Path("suite.yaml").write_text(SUITE.partition("gates:")[0], encoding="utf-8")
    said = message(capsys, "--base", "base.yaml", "--new", "base.yaml", "--suite", "suite.yaml")
    assert said == "Error: suite.yaml:4: scenarios[0]: has no gates: give some, here or for all scenarios (got desk)\n"


@pytest.mark.parametrize("side", ["base", "new"])
def test_a_policy_that_does_not_fit_the_roster(side: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Whichever policy it is, the message names its file, and where it asks for what nobody has."""
    files = {"base": "base.yaml", "new": "base.yaml", side: "unfit.yaml"}
    said = message(capsys, "--base", files["base"], "--new", files["new"], "--suite", "suite.yaml")
    assert said.startswith("Error: unfit.yaml: this policy does not fit the scenario: unfit.yaml:9: queues[1].steps[0]")


def test_a_policy_without_a_tier_of_the_scenario(capsys: pytest.CaptureFixture[str]) -> None:
    """A tier whose customers the new policy does not know is said with its place in the scenario."""
    Path("new.yaml").write_text(
        Path("base.yaml")
        .read_text(encoding="utf-8")
        .replace("[ordinary, vip]", "[ordinary, gold]")
        .replace("tier: vip", "tier: gold"),
        encoding="utf-8",
    )
    said = message(capsys, "--base", "base.yaml", "--new", "new.yaml", "--suite", "suite.yaml")
    assert said == (
        "Error: new.yaml: this policy does not fit the scenario: desk.yaml:10: arrivals.rates[1].tier: the policy has no "
        "such name; it has: ordinary, gold (got vip)\n"
    )


@pytest.mark.parametrize("missing", ["base", "new", "suite"])
def test_files_that_are_not_there(missing: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not there is named."""
    files = {"base": "base.yaml", "new": "base.yaml", "suite": "suite.yaml", missing: "nowhere.yaml"}
    arguments = [word for name, file in files.items() for word in (f"--{name}", file)]
    assert message(capsys, *arguments).startswith("Error: nowhere.yaml: there is no such file")


def test_a_bundled_suite_that_there_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    """The suites that come along are listed, with the nearest one."""
    said = message(capsys, "--base", "base.yaml", "--new", "base.yaml", "--suite", "paiday")
    rule = "is neither a file nor one of the suites that come with Peakline: payday (did you mean payday?)"
    assert said == f"Error: paiday: {rule}\n"


def test_a_file_of_something_else_is_not_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    """--markdown and --junit replace an earlier answer only."""
    arguments = ["bench", "policy", "--base", "base.yaml", "--new", "base.yaml", "--suite", "suite.yaml"]
    for option in ("--markdown", "--junit"):
        assert main([*arguments, option, "desk.yaml", "--replications", "40"]) == 2
        assert capsys.readouterr().err == "Error: desk.yaml: is not from an earlier answer: choose another file\n"
