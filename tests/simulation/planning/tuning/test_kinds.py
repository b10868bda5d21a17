"""Each kind of parameter is tuned: the known best is found, shown on fresh customers, and runs everywhere as a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from routing.policies.policy_file import load_policy
from simulation.cli import main
from simulation.planning.tuning.evaluate import Evaluator
from simulation.planning.tuning.judge import Verdict, judge
from simulation.planning.tuning.search import search
from simulation.planning.tuning.tuning import load_tuning
from tests.simulation.planning.tuning.front_desk import SUITE, write_front


class Kind(NamedTuple):
    """The parameter, the objective, what the old policy and the scenario have, and what becomes what in the file."""

    parameter: str
    old: str
    new: str
    policy: dict[str, Any]
    objective: str = "{}"
    volumes: dict[str, int] | None = None


KINDS = {
    "the time of a step": Kind(
        "queues.card.steps[1].from_s: [10, 60, 400]", "from_s: 400,", "from_s: 10,", {"from_s": 400}
    ),
    "a reservation": Kind(
        "reservations[0].keep_free: {from: 1, to: 4, step: 1}", "keep_free: 4,", "keep_free: 1,", {"keep_free": 4}
    ),
    "what is preferred": Kind(
        "queues.card.steps[0].prefer: [[longest_idle], [scarce_last, longest_idle]]",
        "[longest_idle]",
        "[scarce_last, longest_idle]",
        {"first": ", both"},
        objective="{each: queue}",
        volumes={"card": 80, "loan": 40, "front": 7, "both": 4},
    ),
}
"""Head starts are those of the counter (``counter.py``)."""

GATED = SUITE.replace("  - max_wait: {max_s: 7200}", "  - service_level: {queue: card, min: 0.7}")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of its own."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_what_is_known_to_be_best(kind: Kind, capsys: pytest.CaptureFixture[str]) -> None:
    """It is found and better on fresh customers; the file is the old one but for it, and runs and passes the suite."""
    write_front(Path(), kind.parameter, kind.objective, volumes=kind.volumes, **kind.policy)
    old = Path("old.yaml").read_text(encoding="utf-8")
    assert main(["tune", "tuning.yaml", "--out", "new.yaml", "--json", "new.json", "--threads", "1"]) == 0
    assert Path("old.yaml").read_text(encoding="utf-8") == old
    new = Path("new.yaml").read_text(encoding="utf-8").partition("\n")[2]
    assert old.count(kind.old) == 1
    assert new == old.replace(kind.old, kind.new)
    document = json.loads(Path("new.json").read_text(encoding="utf-8"))
    assert document["best"]["hash"] == load_policy("new.yaml").hash
    assert document["check"]["difference"]["low"] > 0
    ours = ["--replications", "10", "--seed", "7", "--json", "-"]
    assert main(["run", "front.yaml", "--policy", "new.yaml", *ours]) == 0
    assert main(["bench", "policy", "--base", "old.yaml", "--new", "new.yaml", "--suite", "suite.yaml"]) == 0
    assert capsys.readouterr().err != ""


def test_the_best_objective_breaks_a_gate() -> None:
    """All agents kept for loans are best for loans; with a gate for cards it is as many as the gate allows."""
    parameter, loans = "reservations[0].keep_free: {from: 1, to: 4, step: 1}", "{queue: loan}"
    volumes = {"card": 90, "loan": 50}
    free = load_tuning(write_front(Path(), parameter, loans, volumes=volumes))
    assert search(free, threads=1).point == (3,)
    held = load_tuning(write_front(Path(), parameter, loans, volumes=volumes, suite=GATED))
    found = search(held, threads=1)
    assert [(change.old, change.new) for change in found.changes] == [(1, 2)]
    answer = judge(held, found, threads=1)
    assert (answer.verdict, answer.policy.reservations[0].keep_free) == (Verdict.BETTER, 2)
    assert answer.outcome is not None
    assert answer.outcome.word == "pass"

    evaluator = Evaluator(held, threads=1)
    standings = []
    base = evaluator.candidate(held.policy)
    evaluator.simulate(base, 0, held.replications)
    for point in ((1,), (3,)):
        policy = held.space.policy_at(point)
        assert policy is not None
        candidate = evaluator.candidate(policy)
        evaluator.simulate(candidate, 0, held.replications)
        standings.append(evaluator.standing(candidate, base, 1))
    chosen, greedy = standings
    assert (chosen.beyond, chosen) == (0, found.best)
    assert greedy.value > chosen.value
    assert greedy.beyond > 0.05


def test_never_more_policies_than_asked_for() -> None:
    """Few points are all tried; of many no more than the candidates, what is undone in the end included."""
    first, second = (
        "queues.card.steps[1].from_s: {from: 10, to: 400, step: 5}",
        "queues.loan.head_start_s: [0, 60, 600]",
    )
    write_front(Path(), f"{first}\n  {second}", from_s=400)
    for candidates in (1, 7, 23, 40):
        tuning = load_tuning("tuning.yaml", candidates=candidates, replications=4)
        assert 0 < search(tuning, threads=1).candidates <= candidates
