"""Tunings that cannot be: one clear message each with file, line, place, value, rule and nearest name; nothing is run."""

# ruff: noqa: E501  (a table with a whole message in each line)

from __future__ import annotations

from pathlib import Path

import pytest

from simulation.cli import main
from simulation.files.scenario_names import bundled_suites
from tests.simulation.planning.tuning.counter import TUNING, write_counter

SUITES = ", ".join(bundled_suites())
RANGE = "{from: -120, to: 120, step: 60}"
PARAMETER = f"  queues.vip.head_start_s: {RANGE}"
AT = 'tuning.yaml:6: parameters["queues.vip.head_start_s"]'
OBJECTIVE = "  - service_level: {each: tier}"

SLIPS: list[tuple[str, str, str]] = [
    # What stands in the tuning, what is written instead, and the message.
    ("peakline: tuning/1", "peakline: policy-suite/1", "tuning.yaml:1: peakline: must be tuning/1 in a file that is used like this (got policy-suite/1)"),
    ("name: fair", "title: fair", "tuning.yaml:2: title: is not a key here"),
    ("policy: old.yaml", "policy: odl.yaml", "tuning.yaml:3: policy: there is no such file (got odl.yaml; did you mean old.yaml?)"),
    ("suite: suite.yaml", "suite: suit.yaml", "tuning.yaml:4: suite: there is no such file (got suit.yaml; did you mean suite.yaml?)"),
    ("suite: suite.yaml", "suite: paydya", f"tuning.yaml:4: suite: is neither a file nor one of the suites that come with Peakline: {SUITES} (got paydya; did you mean payday?)"),
    (PARAMETER, "  {}", "tuning.yaml:5: parameters: must not be empty (got {})"),
    (PARAMETER, f"  queues.vpi.head_start_s: {RANGE}", 'tuning.yaml:6: parameters["queues.vpi.head_start_s"]: queues.vpi: there is no such place (did you mean vip?)'),
    (PARAMETER, f"  queues.vip.head_strt_s: {RANGE}", 'tuning.yaml:6: parameters["queues.vip.head_strt_s"]: is no key of the policy there (got head_strt_s; did you mean head_start_s?)'),
    (PARAMETER, "  queues.vip.match.tier: [vip, ordinary]", 'tuning.yaml:6: parameters["queues.vip.match.tier"]: is no parameter: names, matches and what there is stay as they are'),
    (PARAMETER, "  queues: [[], []]", "tuning.yaml:6: parameters.queues: is no parameter: names, matches and what there is stay as they are"),
    (PARAMETER, f"{PARAMETER}\n  queues[0].head_start_s: [0, 5]", 'tuning.yaml:7: parameters["queues[0].head_start_s"]: is the same place of the policy as queues.vip.head_start_s, or a part of it'),
    (RANGE, "{from: 0, to: 60}", f"{AT}: must have from, to and step, or values"),
    (RANGE, "{from: 0, to: 60, step: 5, values: [1, 2]}", f"{AT}: must have from, to and step, or values"),
    (RANGE, "{from: 60, to: 0, step: 5}", f"{AT}.to: must be more than from, 60 (got 0)"),
    (RANGE, "{from: 0, to: 60, step: 0}", f"{AT}.step: must be more than 0 (got 0)"),
    (RANGE, "{from: 0, to: 60, step: 0.001}", f"{AT}.step: at most 1000 values make a parameter: take a greater step (got 0.001)"),
    (RANGE, "{from: 0, to: 3000000, step: 60000}", f"{AT}: queues[0].head_start_s: must be from -2592000 to 2592000 seconds (got 3000000)"),
    (RANGE, "{from: 0, to: 60, step: 61}", f"{AT}.step: must not be more than from 0 to 60 (got 61)"),
    (RANGE, "{from: 0, to: .inf, step: 1}", f"{AT}.to: must be a finite number (got inf)"),
    (RANGE, "[0, .nan]", f"{AT}[1]: must be a finite number (got nan)"),
    (RANGE, "[0]", f"{AT}: must have at least 2 entries (got [0])"),
    (RANGE, "60", f"{AT}: must be a mapping of keys to values (got 60)"),
    (PARAMETER, f"  queues.vip.head_start_s=5: {RANGE}", 'tuning.yaml:6: parameters["queues.vip.head_start_s=5"]: is no place such as queues.vip.head_start_s (got queues.vip.head_start_s=5)'),
    (PARAMETER, f"  queues.vip.head_start_s+: {RANGE}", 'tuning.yaml:6: parameters["queues.vip.head_start_s+"]: is no place such as queues.vip.head_start_s (got queues.vip.head_start_s+)'),
    (PARAMETER, "  queues[7].head_start_s: [1, 2]", 'tuning.yaml:6: parameters["queues[7].head_start_s"]: queues[7]: there is no such place; here are: vip, others'),
    (PARAMETER, "  reservations[0].keep_free: [1, 2]", 'tuning.yaml:6: parameters["reservations[0].keep_free"]: reservations[0]: there is no such place; here are: pool, keep_free, for, lift'),
    (PARAMETER, "  queues.others.steps[0].prefer: [[longest_idel], [level]]", 'tuning.yaml:6: parameters["queues.others.steps[0].prefer"]: queues[1].steps[0].prefer[0]: must be one of: pool_order, level, scarce_last, least_loaded, longest_idle, round_robin (got longest_idel; did you mean longest_idle?)'),
    (RANGE, "[0, 60, 60]", f"{AT}[2]: stands here twice (got 60)"),
    (RANGE, "[0, soon]", f"{AT}: queues[0].head_start_s: must be a number (got soon)"),
    (PARAMETER, f"  queues.vip.promote_after_s: {RANGE}", 'tuning.yaml:6: parameters["queues.vip.promote_after_s"]: is no number in the policy: give values (got null)'),
    (OBJECTIVE, "  - servce_level: {each: tier}", "tuning.yaml:8: objective[0].servce_level: is not a key here (did you mean service_level?)"),
    (OBJECTIVE, "  - {}", "tuning.yaml:8: objective[0]: must have exactly one of: goals, service_level, abandoned, mean_wait"),
    (OBJECTIVE, "  - {abandoned: {}, mean_wait: {}}", "tuning.yaml:8: objective[0]: must have exactly one of: goals, service_level, abandoned, mean_wait"),
    (OBJECTIVE, "  - service_level: {tier: vpi}", "tuning.yaml:8: objective[0].service_level.tier: the policy counter has no such name; it has: ordinary, vip (got vpi; did you mean vip?)"),
    (OBJECTIVE, "  - service_level: {queue: vip, tier: ordinary}", "tuning.yaml:8: objective[0].service_level: no contact of the scenario is meant"),
    (OBJECTIVE, "  - service_level: {weight: 0}", "tuning.yaml:8: objective[0].service_level.weight: must be more than 0 (got 0)"),
    ("candidates: 40", "candidates: 0", "tuning.yaml:9: candidates: must be 1 or more (got 0)"),
    ("replications: 40", "replications: 3", "tuning.yaml:10: replications: must be 4 or more (got 3)"),
    ("check: 40", "check: 19", "tuning.yaml:11: check: must be 20 or more (got 19)"),
    ("check: 40", "seed: -1", "tuning.yaml:11: seed: must be 0 or more (got -1)"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The counter in the working folder."""
    monkeypatch.chdir(tmp_path)
    write_counter(tmp_path)


def message(capsys: pytest.CaptureFixture[str], file: str = "tuning.yaml") -> str:
    """What ``peakline tune`` says of bad input; it writes nothing else."""
    before = sorted(Path().iterdir())
    assert main(["tune", file, "--json", "out.json"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert sorted(Path().iterdir()) == before
    return said.err


@pytest.mark.parametrize(("right", "wrong", "expected"), SLIPS, ids=[f"{case[1][:40]}" for case in SLIPS])
def test_a_tuning_that_cannot_be(right: str, wrong: str, expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The whole message is as it should be."""
    assert TUNING.count(right) == 1
    Path("tuning.yaml").write_text(TUNING.replace(right, wrong), encoding="utf-8")
    assert message(capsys) == f"Error: {expected}\n"


def test_neither_a_file_nor_a_bundled_tuning(capsys: pytest.CaptureFixture[str]) -> None:
    """The names of those that come with Peakline are said."""
    known = "is neither a file nor one of the tunings that come with Peakline: payday"
    assert message(capsys, "paydya") == f"Error: paydya: {known} (did you mean payday?)\n"
