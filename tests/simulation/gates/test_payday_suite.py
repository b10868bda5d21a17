"""The suite that comes with Peakline: the bank's own policy passes, and one that starves a tier fails."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from hatch_build import ROOT
from routing.policies.policy_file import load_policy
from simulation.files.scenario_names import bundled_folder, bundled_scenarios
from simulation.gates.decide import Word
from simulation.gates.gate import Kind, Quantity
from simulation.gates.outcome import SuiteOutcome
from simulation.gates.suite import load_suite
from simulation.gates.trial import run_suite

PAYDAY = bundled_folder() / "payday.policy.yaml"


def starving() -> dict[str, Any]:
    """The bank's policy, in which the risk desk helps everybody, and its own customers come after all others."""
    policy: dict[str, Any] = yaml.safe_load(PAYDAY.read_text(encoding="utf-8"))
    policy["name"] = "the risk desk helps everybody"
    for queue in policy["queues"]:
        if queue["name"] == "risk":
            queue["band"] = 1
            continue
        for step in queue["steps"]:
            step["pools"] = list(dict.fromkeys([*step["pools"], "risk"]))
    return policy


def judged(new: Path, replications: int | None = None) -> SuiteOutcome:
    """The answer of the bundled suite."""
    return run_suite(load_suite("payday", base=PAYDAY, new=new, replications=replications))


@pytest.mark.slow
def test_the_bundled_policy_passes() -> None:
    """Against itself, every difference is 0, and every other limit leaves room."""
    outcome = judged(PAYDAY)
    assert [gate for gate in outcome.gates if gate.word is not Word.PASS] == []
    assert {gate.figure.mean for gate in outcome.gates if gate.gate.paired} == {0.0}
    assert outcome.changes == ()


@pytest.mark.slow
def test_a_policy_that_starves_a_tier_fails(tmp_path: Path) -> None:
    """All contacts together are better off; the tier of risk-sensitive customers is not, and there is no bound."""
    new = tmp_path / "starving.yaml"
    new.write_text(yaml.safe_dump(starving(), sort_keys=False), encoding="utf-8")
    outcome = judged(new, replications=40)
    assert outcome.word is Word.FAIL
    service_level = {
        (stage.name, *gate.gate.chosen.tier): gate
        for stage in outcome.stages
        for gate in stage.gates
        if gate.gate.kind is Kind.NOT_WORSE_BY
        and gate.gate.quantity is Quantity.SERVICE_LEVEL
        and not gate.gate.chosen.queue
    }
    for name in ("payday", "payday as planned"):
        assert service_level[(name,)].word is Word.PASS
        risk = service_level[(name, "risk")]
        assert risk.word is Word.FAIL
        assert risk.figure.high is not None
        assert risk.figure.high < -0.1
    bounds = [gate for gate in outcome.gates if gate.gate.quantity is Quantity.BOUND]
    assert [gate.word for gate in bounds] == [Word.FAIL, Word.FAIL]
    assert "risk" in bounds[0].reason


def test_the_page_shows_this_policy() -> None:
    """The policy that the page about gates calls helpful is the one that fails here."""
    page = (ROOT / "docs" / "how-to" / "policy-gates.md").read_text(encoding="utf-8")
    [shown] = re.findall(r"^```yaml helpful.yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert yaml.safe_load(shown) == starving()


def test_a_suite_is_no_scenario() -> None:
    """Files of suites are not among the scenarios, and the policy of the suite is one."""
    assert [name for name in bundled_scenarios() if "suite" in name] == []
    assert load_policy(PAYDAY).name == "payday"
