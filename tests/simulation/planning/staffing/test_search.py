"""The staff found is as good as the best of all, holds on other customers, and does not depend on threads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from simulation.experiment import Plan, measure_replications
from simulation.measuring.metrics import contact_tally
from simulation.planning.staffing.answer import Answer, Ended, Settings
from simulation.planning.staffing.confidence import search_reach
from simulation.planning.staffing.crew import load_crew, staff_overrides
from simulation.planning.staffing.evaluator import Evaluator
from simulation.planning.staffing.solve import find_staff
from simulation.planning.staffing.targets_reader import default_question
from simulation.report.staffing.table_file import staff_csv
from simulation.scenario import load_scenario
from simulation.theory.erlang import ServiceLevelOf
from simulation.theory.staffing import agents_for_service_level
from tests.simulation.planning.staffing.small import DESIGNS, pairs_of, write_design

DAYS = Settings(search_days=150, check_days=1000, threads=1)


def answer_of(path: Path, settings: Settings = DAYS) -> Answer:
    """The answer to a scenario's own goals."""
    crew = load_crew(str(path))
    question = default_question(crew)
    return find_staff(crew, question.targets, question.limits, settings)


def splits(total: int, groups: int) -> Iterator[tuple[int, ...]]:
    """All ways to have so many agents in so many groups."""
    if groups == 1:
        yield (total,)
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in splits(total - first, groups - 1))


@pytest.mark.parametrize("name", ["single", "n", "w", pytest.param("m", marks=pytest.mark.slow)])
def test_no_staff_of_two_agents_less_holds(tmp_path: Path, name: str) -> None:
    """Of all staffs of two agents less than the answer none holds on the customers of the search."""
    path = write_design(tmp_path, *DESIGNS[name])
    answer = answer_of(path)
    assert answer.met
    evaluator = Evaluator(answer.crew, answer.targets, seed=1, threads=1)
    reach = search_reach(0.95, 1000)
    for split in splits(int(answer.staff.sum()) - 2, len(answer.crew.groups)):
        if min(split) >= 0 and max(split) > 0 and _everybody_served(answer, split):
            standing = evaluator.evaluate(np.array(split)[:, None], range(150))
            assert standing.slack(reach).min() < 0, split


def _everybody_served(answer: Answer, split: tuple[int, ...]) -> bool:
    """Whether each class has somebody who can take it."""
    there = [set(like.skills) for like, heads in zip(answer.crew.likes, split, strict=True) if heads]
    return set(answer.crew.scenario.policy.skills) <= set().union(*there)


@pytest.mark.slow
def test_pairs_of_skills_need_hardly_more_than_one_pool(tmp_path: Path) -> None:
    """Six problems and a group for each two of them: the answer is within two agents of one pool's Erlang A."""
    answer = answer_of(write_design(tmp_path, *pairs_of(6), staff=2))
    assert answer.met
    pooled = agents_for_service_level(240 / 3600, 240.0, 180.0, share=0.8, within_s=30.0, of=ServiceLevelOf.OFFERED)
    assert pooled <= answer.staff.sum() <= pooled + 2


def test_a_single_skill_gets_the_number_of_erlang_a(tmp_path: Path) -> None:
    """In an hour long after the opening it is Erlang A's number, or one more where that just holds the target."""
    answer = answer_of(write_design(tmp_path, *DESIGNS["single"], intervals=3))
    number = agents_for_service_level(120 / 3600, 240.0, 180.0, share=0.8, within_s=30.0, of=ServiceLevelOf.OFFERED)
    assert answer.met
    assert set(answer.staff[0, 1:].tolist()) <= {number, number + 1}
    assert answer.bounds[-1].per_interval.tolist() == [number] * 3


def test_the_staff_holds_as_a_table_of_the_scenario(tmp_path: Path) -> None:
    """The table that is written, named as the staff of each group, gives the goals on customers not seen before."""
    path = write_design(tmp_path, *DESIGNS["n"])
    answer = answer_of(path)
    (tmp_path / "staff.csv").write_text(staff_csv(answer), encoding="utf-8")
    changes = [f"groups.{group}.staff={{table: staff.csv}}" for group in answer.crew.groups]
    scenario = load_scenario(path, overrides=changes)
    assert np.array_equal(scenario.world.staff, answer.staff)
    measures = measure_replications(scenario, Plan(1000, seed=77, threads=1))
    tally = contact_tally(measures)
    shares = tally.within.sum(axis=(0, 2)) / tally.offered.sum(axis=(0, 2))
    assert (shares >= 0.8).all()


def test_the_answer_does_not_depend_on_threads(tmp_path: Path) -> None:
    """The same seed gives the same staff on one thread and on two."""
    path = write_design(tmp_path, *DESIGNS["n"])
    one, two = (answer_of(path, Settings(search_days=40, check_days=200, threads=number)) for number in (1, 2))
    assert np.array_equal(one.staff, two.staff)
    assert one.evaluations == two.evaluations


def test_a_world_with_another_staff_is_that_of_the_file(tmp_path: Path) -> None:
    """What the evaluator simulates is what the scenario says with these numbers in it: agents, speeds, staff."""
    path = write_design(tmp_path, *DESIGNS["m"], intervals=2)
    crew = load_crew(str(path))
    staff = np.array([[3, 5], [0, 2], [7, 1]])
    fast = crew.with_staff(staff).world
    read = load_scenario(path, overrides=staff_overrides(crew.groups, staff)).world
    assert fast.agents == read.agents
    assert np.array_equal(fast.pace, read.pace)
    assert np.array_equal(fast.staff, read.staff)
    assert np.array_equal(fast.agent_group, read.agent_group)


def test_an_interruption_gives_the_best_so_far(tmp_path: Path) -> None:
    """Ctrl-C in the search is an answer: the best staff yet, said not to be checked."""
    crew = load_crew(str(write_design(tmp_path, *DESIGNS["n"])))
    question = default_question(crew)
    calls = []

    def stop(*words: object) -> None:
        calls.append(words)
        if len(calls) == 2:
            raise KeyboardInterrupt

    answer = find_staff(crew, question.targets, question.limits, Settings(search_days=40, check_days=200), stop)
    assert (answer.ended, answer.checked, answer.met) == ("interrupted", None, False)
    assert answer.staff.sum() > 0


def test_hardly_any_time_gives_the_first_staff_checked(tmp_path: Path) -> None:
    """Where the time limit ends the search before it knows anything, the staff that it began with is checked."""
    answer = answer_of(
        write_design(tmp_path, *DESIGNS["n"]), Settings(search_days=20, check_days=40, time_limit_s=1e-6)
    )
    assert answer.ended is Ended.TIME
    assert answer.checks == 1
    assert answer.staff.sum() > 0
