"""The search: known optima are found, gates are kept, and what ends it early leaves the best so far."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from simulation.experiment import Plan, drawn_source
from simulation.gates.days import simulate_days
from simulation.planning.searching import Ended, Limit, looks_of
from simulation.planning.tuning.evaluate import Evaluator, KeptSource
from simulation.planning.tuning.found import Progress
from simulation.planning.tuning.judge import Verdict, judge
from simulation.planning.tuning.search import search
from simulation.planning.tuning.tuning import load_tuning
from simulation.report.tuning.document import dump_answer
from simulation.scenario import load_scenario
from simulation.workload import Buffers
from tests.simulation.planning.tuning.counter import SUITE, tuning_of, values_of

FAIR_GATES = SUITE.replace("max_wait: {max_s: 7200}", "not_worse_by: {by: 0.005, tier: ordinary}")
BOTH = (
    "{queues.vip.head_start_s: {from: -120, to: 120, step: 10}, "
    "queues.others.head_start_s: {from: -120, to: 120, step: 10}}"
)
"""625 points, of which the diagonal is best."""


def test_the_best_of_few_points_is_found(tmp_path: Path) -> None:
    """Tiers that differ in nothing: the worst one is best off when nobody goes first, and fresh customers say so."""
    tuning = tuning_of(tmp_path)
    found = search(tuning, threads=1)
    assert values_of(tuning, found.point) == [0]
    answer = judge(tuning, found, threads=1)
    assert answer.verdict is Verdict.BETTER
    assert answer.policy.queues[0].head_start_us == 0
    assert answer.difference is not None
    assert answer.old_value is not None
    assert answer.new_value == pytest.approx(answer.old_value + (answer.difference.mean or 0))


def test_the_best_of_many_points_is_neared(tmp_path: Path) -> None:
    """Of 625 points 60 are tried: the difference of the head starts goes from 120 s to at most 30 s."""
    tuning = tuning_of(
        tmp_path, objective="{mean_wait: {each: tier}}", parameters=BOTH, candidates="60", replications="20"
    )
    found = search(tuning, threads=1)
    vip, others = values_of(tuning, found.point)
    assert abs(vip - others) <= 30
    assert 30 < found.candidates <= 60


def test_one_way_is_best(tmp_path: Path) -> None:
    """For VIPs alone the greatest head start is best, where no gate speaks for the others."""
    tuning = tuning_of(
        tmp_path, objective="{mean_wait: {tier: vip}}", parameters="{queues.vip.head_start_s: [-60, 0, 60, 300]}"
    )
    assert values_of(tuning, search(tuning, threads=1).point) == [300]


def test_gates_hold_the_search_back(tmp_path: Path) -> None:
    """A gate for the others keeps VIPs from the greatest head start; the answer keeps the gate on fresh customers."""
    parameters = "{queues.vip.head_start_s: [0, 120, 150, 3600]}"
    wanted = {"objective": "{service_level: {tier: vip}}", "parameters": parameters}
    free = tuning_of(tmp_path, **wanted)
    assert values_of(free, search(free, threads=1).point) == [3600]
    held = tuning_of(tmp_path, suite=FAIR_GATES, **wanted)
    found = search(held, threads=1)
    assert values_of(held, found.point) != [3600]
    assert found.best.beyond == 0
    answer = judge(held, found, threads=1)
    assert answer.verdict in {Verdict.BETTER, Verdict.NOT_SHOWN, Verdict.NOTHING_BETTER}


def test_gates_that_nothing_keeps(tmp_path: Path) -> None:
    """Where no policy keeps a gate the old one stays, and which gates fail is said."""
    suite = SUITE.replace("max_wait: {max_s: 7200}", "service_level: {min: 0.99}")
    tuning = tuning_of(tmp_path, suite=suite)
    found = search(tuning, threads=1)
    assert found.old.beyond > 0
    answer = judge(tuning, found, threads=1)
    assert answer.verdict is Verdict.GATES
    assert answer.policy == tuning.policy
    assert answer.outcome is not None
    assert answer.outcome.word == "fail"


def test_a_parameter_without_effect(tmp_path: Path) -> None:
    """What changes nothing is not changed: the old policy stays, and no day is spent on a check."""
    tuning = tuning_of(tmp_path, parameters="{queues.vip.promote_after_s: [60, 120, null]}")
    found = search(tuning, threads=1)
    assert (found.point, found.changes) == (tuning.space.start, ())
    assert judge(tuning, found).verdict is Verdict.NOTHING_BETTER


def test_what_changes_nothing_is_given_back(tmp_path: Path) -> None:
    """Of two parameters the one without effect keeps its old value; the other's worth is said with its interval."""
    parameters = "{queues.vip.head_start_s: [0, 120], queues.vip.promote_after_s: [60, 120, null]}"
    tuning = tuning_of(tmp_path, parameters=parameters)
    found = search(tuning, threads=1)
    (change,) = found.changes
    assert (change.parameter.name, change.old, change.new) == ("queues.vip.head_start_s", 120, 0)
    assert change.gain is not None
    assert (change.gain.low or 0) > 0


def test_luck_is_not_shown(tmp_path: Path) -> None:
    """A policy that fresh customers do not show to be better is not given, whatever the search says of it."""
    tuning = tuning_of(tmp_path, parameters="{queues.vip.head_start_s: [120, 3600]}")
    found = search(tuning, threads=1)
    assert found.point == tuning.space.start
    answer = judge(tuning, replace(found, point=(1,)), threads=1)
    assert (answer.verdict, answer.policy) == (Verdict.NOT_SHOWN, tuning.policy)


def test_goals_as_the_objective(tmp_path: Path) -> None:
    """The least reached beyond the goals is a share, and no greater than what is reached beyond them all day."""
    tuning = tuning_of(tmp_path, objective="{goals: {}}")
    evaluator = Evaluator(tuning, threads=1)
    old = evaluator.candidate(tuning.policy)
    evaluator.simulate(old, 0, 40)
    ((term, sums),) = old.terms(tuning.objective, 1)[0]
    assert sums.above.shape == (40, 4)
    assert sums.value(term) <= sums.above.sum() / sums.below.sum() - 0.8
    assert sums.value(term) == pytest.approx((sums.above.sum(axis=0) / sums.below.sum(axis=0)).min() - 0.8)


def test_the_answer_depends_on_the_seed_alone(tmp_path: Path) -> None:
    """The same bytes on one thread and on two."""
    answers = []
    for threads in (1, 2):
        tuning = tuning_of(tmp_path, parameters=BOTH, candidates="20", replications="20", check="20")
        answers.append(dump_answer(judge(tuning, search(tuning, threads=threads), threads=threads)))
    assert answers[0] == answers[1]


def test_an_interrupt_leaves_the_best_so_far(tmp_path: Path) -> None:
    """After the first generation: what it found counts."""
    tuning = tuning_of(tmp_path, parameters=BOTH, candidates="60")
    seen: list[Progress] = []

    def interrupt(progress: Progress) -> None:
        seen.append(progress)
        raise KeyboardInterrupt

    found = search(tuning, threads=1, progress=interrupt)
    assert (found.ended, len(seen)) == (Ended.INTERRUPTED, 1)
    assert found.candidates == seen[0].candidates < 20
    assert found.best == seen[0].best
    assert found.best.value >= found.old.value


def test_a_limit_of_time_leaves_the_best_so_far(tmp_path: Path) -> None:
    """A clock that goes on by a second whenever somebody looks ends the search at six tenths of the limit."""
    seconds = iter(range(1000))
    tuning = tuning_of(tmp_path, parameters=BOTH, candidates="60")
    found = search(tuning, threads=1, limit=Limit(5.0, clock=lambda: float(next(seconds))))
    assert found.ended is Ended.TIME
    assert 0 < found.candidates < 30


def test_an_interrupted_check_leaves_the_old_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not checked is not given."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    tuning = tuning_of(tmp_path)
    found = search(tuning, threads=1)
    monkeypatch.setattr(Evaluator, "simulate", interrupt)
    answer = judge(tuning, found)
    assert (answer.verdict, answer.policy) == (Verdict.UNCHECKED, tuning.policy)


def test_those_that_remain_are_looked_at_for_longer(tmp_path: Path) -> None:
    """All candidates get a quarter of the days, half of them a half, a quarter of them all."""
    assert looks_of(40) == (10, 20, 40)
    tuning = tuning_of(tmp_path, parameters="{queues.vip.head_start_s: [0, 30, 60, 90, 120, 150, 180, 210]}")
    found = search(tuning, threads=1, progress=lambda _: None)
    every = 8 * 10 + 4 * 10 + 2 * 20 + 40  # the old policy has all of its days from the start
    assert found.days <= every + 40 * 2


def test_a_candidate_is_what_its_scenario_loaded_anew_is(tmp_path: Path) -> None:
    """A policy put into the world gives the same days as the scenario read under that policy."""
    tuning = tuning_of(tmp_path)
    policy = tuning.space.policy_at((2,))
    assert policy is not None
    evaluator = Evaluator(tuning, threads=1)
    candidate = evaluator.candidate(policy)
    evaluator.simulate(candidate, 0, 5)
    loaded = simulate_days(load_scenario(tmp_path / "counter.yaml", policy=policy), [7200.0], Plan(5, 1, threads=1))
    ours = candidate.days(0, 1)
    assert (ours.wait_s == loaded.wait_s).all()
    assert (ours.above == loaded.above).all()


def test_contacts_that_are_kept_are_those_drawn(tmp_path: Path) -> None:
    """With room for one day of two, both come out as they were drawn, each time."""
    world = tuning_of(tmp_path).suite.stages[0].base.world
    source, buffers = drawn_source(world, 1), Buffers()
    drawn = [source.draw(day, buffers).copy() for day in (0, 1)]
    kept = KeptSource(source, drawn[0].nbytes)
    for _ in range(2):
        for day in (0, 1):
            assert (kept.draw(day, buffers) == drawn[day]).all()


def test_the_bundled_tuning_is_right() -> None:
    """Every place is there, the old policy's value is among the values, and no value is refused."""
    tuning = load_tuning("payday")
    assert len(tuning.space.parameters) == 14
    assert {parameter.in_order for parameter in tuning.space.parameters} == {True, False}
    assert tuning.space.policy_at(tuning.space.start) == tuning.policy
    assert len(tuning.suite.stages) == len(tuning.objective) == 2
