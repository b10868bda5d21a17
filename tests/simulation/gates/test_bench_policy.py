"""``peakline bench policy``: exit codes, what goes where, and that a policy that starves a tier fails."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from simulation.cli import main
from simulation.gates import trial
from simulation.report.gates.document import outcome_schema
from tests.simulation.gates.desk import STARVING, suite_of, write_desk
from tests.simulation.report.schema_check import findings


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk in the working folder."""
    monkeypatch.chdir(tmp_path)
    write_desk(tmp_path)


def bench(new: str = "base.yaml", *more: str) -> int:
    """Run the suite with a new policy; the exit code."""
    return main(["bench", "policy", "--base", "base.yaml", "--new", new, "--suite", "suite.yaml", *more])


def answer(capsys: pytest.CaptureFixture[str], new: str = "base.yaml", *more: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the JSON, which follows its schema."""
    code = bench(new, "--json", "-", *more)
    said = capsys.readouterr()
    assert said.err == ""
    document: dict[str, Any] = json.loads(said.out)
    assert list(findings(outcome_schema(), document, outcome_schema())) == []
    return code, document


def verdicts(document: dict[str, Any]) -> list[str]:
    """The words of all gates."""
    return [gate["verdict"] for stage in document["scenarios"] for gate in stage["gates"]]


def test_an_unchanged_policy_passes_at_the_first_look(capsys: pytest.CaptureFixture[str]) -> None:
    """Its differences are exactly 0, with 0 allowed, for every measure and tier, under any seed."""
    measures = ("service_level", "abandoned", "mean_wait_s")
    gates = [f"not_worse_by: {{by: 0, measure: {measure}, each: tier}}" for measure in measures]
    Path("suite.yaml").write_text(suite_of(*gates), encoding="utf-8")
    for seed in ("1", "2", "77"):
        code, found = answer(capsys, "base.yaml", "--seed", seed)
        assert (code, verdicts(found)) == (0, ["pass"] * 6)
        assert [gate["figure"] for gate in found["scenarios"][0]["gates"]] == [{"mean": 0, "low": 0, "high": 0}] * 6
        assert (found["scenarios"][0]["days"], found["changes"]) == (40, [])


def test_a_policy_that_starves_a_tier_fails(capsys: pytest.CaptureFixture[str]) -> None:
    """Others come after all VIPs: their share in time falls, and no bound holds; VIPs are better off."""
    Path("suite.yaml").write_text(
        suite_of("not_worse_by: {by: 0.02, each: tier}", "starvation: {bounded: true}"), encoding="utf-8"
    )
    code, found = answer(capsys, "starving.yaml")
    assert (code, found["verdict"], verdicts(found)) == (1, "fail", ["fail", "pass", "fail"])
    assert "band" in " ".join(found["changes"])
    others, vips, bound = found["scenarios"][0]["gates"]
    assert others["of"] == {"tier": ["ordinary"]}
    assert others["figure"]["high"] < -0.02 <= vips["figure"]["low"]
    assert others["figure"]["mean"] == pytest.approx(others["new"] - others["base"])
    assert "more urgent band" in bound["reason"]


@pytest.mark.parametrize(
    ("new", "gates", "said"),
    [
        ("base.yaml", ("service_level: {min: 0.1}",), "PASS: the only gate of the suite desk holds."),
        ("base.yaml", ("service_level: {min: 0.99}",), "FAIL: the only gate of the suite desk fails."),
        (
            "starving.yaml",
            ("starvation: {bounded: true}", "service_level: {min: 0.1}"),
            "FAIL: 1 of 2 gates of the suite desk fails.",
        ),
    ],
)
def test_the_headline_of_one_gate(
    new: str, gates: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One gate is not spoken of as several."""
    Path("suite.yaml").write_text(suite_of(*gates), encoding="utf-8")
    bench(new)
    assert capsys.readouterr().out.startswith(f"{said}\n")


def test_what_the_days_cannot_tell_is_undecided(capsys: pytest.CaptureFixture[str]) -> None:
    """A limit at the very figure of the same days is neither kept nor broken for sure: exit code 3."""
    _, found = answer(capsys)
    share = found["scenarios"][0]["gates"][0]["new"]
    Path("suite.yaml").write_text(suite_of(f"service_level: {{min: {share:.6f}}}"), encoding="utf-8")
    code, found = answer(capsys)
    assert (code, found["verdict"], verdicts(found)) == (3, "undecided", ["undecided"])
    assert found["scenarios"][0]["days"] == 80


def test_a_failure_goes_before_what_is_undecided(capsys: pytest.CaptureFixture[str]) -> None:
    """One gate fails and another is undecided: the suite fails."""
    _, found = answer(capsys)
    share = found["scenarios"][0]["gates"][0]["new"]
    Path("suite.yaml").write_text(
        suite_of(f"service_level: {{min: {share:.6f}}}", "mean_wait: {max_s: 0.1}"), encoding="utf-8"
    )
    code, found = answer(capsys)
    assert (code, verdicts(found)) == (1, ["undecided", "fail"])


@pytest.mark.parametrize(
    ("gate", "word"),
    [
        ("abandoned: {max: 0.9}", "pass"),
        ("abandoned: {max: 0.001}", "fail"),
        ("mean_wait: {max_s: 600}", "pass"),
        ("max_wait: {max_s: 1}", "fail"),
        ("max_wait: {max_s: 7200}", "pass"),
        ("max_wait: {max_s: 3600, quantile: 0.9}", "pass"),
        ("max_wait: {max_s: 0.01, quantile: 0.99}", "fail"),
        ("starvation: {max_s: 0.01}", "fail"),
        ("starvation: {max_s: 7200, days: 0.5}", "pass"),
        ("starvation: {bounded: true}", "pass"),
        ("starvation: {bound_s: 20}", "pass"),
        ("starvation: {bound_s: 19}", "fail"),
        ("service_level: {min: 0.01, within_s: 120, queue: vip}", "pass"),
        ("service_level: {min: 0.999, within_s: 0.01, queue: [vip, others]}", "fail"),
    ],
)
def test_each_kind_of_gate_passes_and_fails(gate: str, word: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A limit far on either side of what happens at the desk."""
    Path("suite.yaml").write_text(suite_of(gate), encoding="utf-8")
    code, found = answer(capsys)
    assert (code, verdicts(found)) == ({"pass": 0, "fail": 1}[word], [word])


def test_the_same_seed_gives_the_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever the number of threads; another seed gives other figures."""
    written = []
    for more in (("--threads", "1"), ("--threads", "2"), ("--seed", "2")):
        bench("starving.yaml", "--json", "-", *more)
        written.append(capsys.readouterr().out)
    assert written[0] == written[1] != written[2]


def test_days_are_simulated_in_blocks(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Of whatever size: no figure depends on it."""
    written = []
    for size in (200, 7):
        monkeypatch.setattr(trial, "BLOCK", size)
        bench("starving.yaml", "--json", "-")
        written.append(capsys.readouterr().out)
    assert written[0] == written[1]


def test_the_words(capsys: pytest.CaptureFixture[str]) -> None:
    """The terminal says the verdict first, then how the policy changes, each gate, and each tier and queue."""
    assert bench("starving.yaml") == 1
    said = capsys.readouterr().out
    assert said.startswith("FAIL: 1 of 3 gates of the suite desk fails.\n")
    for part in (
        "Queue others: band 0 becomes 1.",
        "Gates in desk",
        "new − base, tier",
        "New policy against base by queue, desk",
        "New policy against base by tier, desk",
        "suite desk (",
    ):
        assert part in said


def test_a_limit_that_the_base_breaks_too_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """So that nobody looks for the fault in the change."""
    Path("suite.yaml").write_text(suite_of("mean_wait: {max_s: 0.1}", "abandoned: {max: 0.9}"), encoding="utf-8")
    assert bench("starving.yaml") == 1
    assert "\nmean wait: the base is beyond the limit too.\n" in capsys.readouterr().out


def test_the_comment_on_a_pull_request(capsys: pytest.CaptureFixture[str]) -> None:
    """The verdict is the first line that is seen; names of queues are no markup; a second answer replaces the first."""
    shouting = STARVING.replace("name: VIPs first", 'name: "**@all** <b> | `x`"')
    Path("starving.yaml").write_text(shouting, encoding="utf-8")
    for _ in range(2):
        assert bench("starving.yaml", "--markdown", "comment.md") == 1
    assert "Written: comment.md" in capsys.readouterr().out
    lines = Path("comment.md").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("<!-- peakline: policy-suite-results/1")
    assert lines[1] == "## ❌ FAIL: 1 of 3 gates of the suite desk fails."
    text = "\n".join(lines)
    assert r"\*\*&#64;all\*\* \<b\> \| \`x\`" in text
    assert text.count("<details>") == text.count("</details>") == 3
    assert "<details><summary>2 of 3 gates pass</summary>" in lines
    assert text.index("❌ FAIL |") < text.index("✅ pass |")
    tables = [line for line in lines if line.startswith("|")]
    gates = [line for line in tables if "answered within" in line]
    assert len(gates) == 3
    assert {line.count(" | ") for line in gates} == {6}


def test_one_answer_goes_to_the_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    """With - the comment stands in place of the words; two answers there would be none."""
    assert bench("base.yaml", "--markdown", "-") == 0
    assert capsys.readouterr().out.startswith("<!-- peakline: policy-suite-results/1 -->\n## ✅ PASS: all 3 gates")
    assert bench("base.yaml", "--markdown", "-", "--json", "-") == 2
    assert "Give --markdown, --junit and --json files of their own." in capsys.readouterr().err


def test_the_test_report(capsys: pytest.CaptureFixture[str]) -> None:
    """JUnit has a test case for each gate: none, a failure, or an error where it is undecided."""
    _, found = answer(capsys)
    share = found["scenarios"][0]["gates"][0]["new"]
    Path("suite.yaml").write_text(
        suite_of("mean_wait: {max_s: 600}", "mean_wait: {max_s: 0.1}", f"service_level: {{min: {share:.6f}}}"),
        encoding="utf-8",
    )
    for _ in range(2):
        assert bench("base.yaml", "--junit", "gates.xml") == 1
    root = ET.fromstring(Path("gates.xml").read_text(encoding="utf-8"))
    assert root.tag == "testsuites"
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("3", "1", "1")
    cases = root.findall("testsuite/testcase")
    assert [[child.tag for child in case] for case in cases] == [[], ["failure"], ["error"]]
    assert {case.get("classname") for case in cases} == {"desk.desk"}
    names = [str(case.get("name")) for case in cases]
    assert [name.partition(" (")[2] for name in names] == ["≤ 600 s)", "≤ 0.1 s)", ""]
    assert "limit ≤ 0.1 s" in str(cases[1][0].get("message"))


def test_several_scenarios_with_changes_and_gates_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    """Each scenario has the gates of all and its own; what is set in one does not change another."""
    Path("suite.yaml").write_text(
        """\
peakline: policy-suite/1
scenarios:
  - desk.yaml
  - scenario: desk.yaml
    name: more clerks
    set: [groups.clerks.staff+=2, target_s=120]
    gates:
      - mean_wait: {max_s: 600, tier: vip}
gates:
  - service_level: {min: 0.1}
replications: 40
""",
        encoding="utf-8",
    )
    code, found = answer(capsys)
    assert (code, found["suite"]) == (0, "suite")
    assert [(stage["name"], stage["target_s"], len(stage["gates"])) for stage in found["scenarios"]] == [
        ("desk", 90, 1),
        ("more clerks", 120, 2),
    ]
    one, two = (stage["gates"][0]["new"] for stage in found["scenarios"])
    assert two > one + 0.05
    assert found["scenarios"][1]["gates"][1]["place"] == "scenarios[1].gates[0].mean_wait"


def test_figures_are_those_of_peakline_compare(capsys: pytest.CaptureFixture[str]) -> None:
    """The parts have the same figures and paired differences as a comparison of as many days."""
    _, found = answer(capsys, "starving.yaml", "--replications", "40")
    arguments = ["compare", "desk.yaml", "--policy", "starving.yaml", "--replications", "40", "--json", "-"]
    assert main(arguments) == 0
    compared = json.loads(capsys.readouterr().out)["sides"]
    parts = {(part["axis"], part["name"]): part for part in found["scenarios"][0]["parts"]}
    assert len(parts) == 1 + 2 + 1 + 2 + 1
    for axis, plural in (("queue", "queues"), ("tier", "tiers")):
        for name, measures in compared[1][plural].items():
            for measure in ("service_level", "abandoned", "mean_wait_s"):
                mine = parts[axis, name][measure]
                assert mine["new"] == pytest.approx(measures[measure]["value"])
                assert mine["difference"] == pytest.approx(measures[measure]["difference"])
                assert mine["base"] == pytest.approx(compared[0][plural][name][measure]["value"])


def test_a_queue_that_only_the_new_policy_has(capsys: pytest.CaptureFixture[str]) -> None:
    """It can have a limit of its own, without a figure of the base, but no difference."""
    Path("new.yaml").write_text(
        Path("base.yaml").read_text(encoding="utf-8").replace("name: vip,", "name: gold,"), encoding="utf-8"
    )
    Path("suite.yaml").write_text(suite_of("service_level: {min: 0.1, queue: gold}"), encoding="utf-8")
    code, found = answer(capsys, "new.yaml")
    assert (code, found["scenarios"][0]["gates"][0]["base"]) == (0, None)
    Path("suite.yaml").write_text(suite_of("not_worse_by: {by: 0.1, queue: gold}"), encoding="utf-8")
    assert bench("new.yaml") == 2
    assert "the policy in turn has no such name; it has: vip, others (got gold)" in capsys.readouterr().err


def test_no_name_breaks_the_files() -> None:
    """What XML cannot hold is replaced in it, and a folded table's title calls nobody either."""
    odd = '"x\\uFFFE\\uFFFF\\x1b<i>&|` ]]>@all"'
    words = suite_of("service_level: {min: 0.2}").replace("name: desk", f"name: {odd}")
    words = words.replace("- scenario: desk.yaml", f"- scenario: desk.yaml\n    name: {odd}")
    Path("suite.yaml").write_text(words, encoding="utf-8")
    assert bench("base.yaml", "--junit", "gates.xml", "--markdown", "gates.md") == 0
    [stage] = ET.fromstring(Path("gates.xml").read_text(encoding="utf-8"))
    assert stage.get("name") == "x???<i>&|` ]]>@all"
    assert "@" not in Path("gates.md").read_text(encoding="utf-8")
