"""The staff found is as good as the best of all, holds on other customers, and does not depend on threads."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from simulation.experiment import Plan, measure_replications
from simulation.measuring.metrics import contact_tally
from simulation.planning.staffing.answer import Answer, Ended, Settings
from simulation.planning.staffing.crew import load_crew, staff_overrides
from simulation.planning.staffing.evaluator import Evaluator
from simulation.planning.staffing.solve import find_staff
from simulation.planning.staffing.targets_reader import default_question
from simulation.report.staffing.table_file import staff_csv
from simulation.scenario import load_scenario
from simulation.theory.erlang import ServiceLevelOf
from simulation.theory.staffing import agents_for_service_level
from tests.simulation.planning.staffing.small import DESIGNS, pairs_of, write_design

DAYS = Settings(search_days=100, check_days=400, threads=1)
FEW = 60
"""Days of the search's customers over which each staff with fewer agents is tried."""


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
    """Within one agent of exhaustive search: all staffs of at least two agents less, down to the bound of the work,
    are tried on customers of the search, and none holds the goal there, even without any margin.
    """
    answer = answer_of(write_design(tmp_path, *DESIGNS[name]))
    assert answer.met
    evaluator = Evaluator(answer.crew, answer.targets, seed=1, threads=1)
    days = evaluator.spread_days(FEW)
    fewest = math.floor(answer.bounds[0].cost)
    tried = 0
    for total in range(fewest, int(answer.staff.sum()) - 1):
        for split in splits(total, len(answer.crew.groups)):
            if everybody_served(answer, split):
                tried += 1
                assert evaluator.evaluate(np.array(split)[:, None], days).slack().min() < 0, split
    assert tried > 0


def everybody_served(answer: Answer, split: tuple[int, ...]) -> bool:
    """Whether each class has somebody who can take it: a scenario in which nobody can take a problem is refused."""
    there = [set(like.skills) for like, heads in zip(answer.crew.likes, split, strict=True) if heads]
    return set(answer.crew.scenario.policy.skills) <= set().union(*there)


@pytest.mark.slow
def test_fifteen_groups_are_within_an_agent_of_a_long_search(tmp_path: Path) -> None:
    """Six problems and a group for each two of them. Nobody tries all staffs of 15 groups. From several random staffs
    of two agents less, agents are exchanged one by one for as long as the share answered rises: it never gets to the
    goal. Nor can it, as one pool of agents who can do everything would need more by Erlang A.
    """
    answer = answer_of(write_design(tmp_path, *pairs_of(6), staff=2), Settings(search_days=60, threads=1))
    assert answer.met
    pooled = agents_for_service_level(240 / 3600, 240.0, 180.0, share=0.8, within_s=30.0, of=ServiceLevelOf.OFFERED)
    total = int(answer.staff.sum())
    assert total <= pooled + 2
    evaluator = Evaluator(answer.crew, answer.targets, seed=1, threads=1)
    best = max(climb(evaluator, total - 2, np.random.default_rng(start)) for start in range(3))
    assert best < 0


def climb(evaluator: Evaluator, total: int, random: np.random.Generator, tries: int = 60) -> float:
    """The greatest slack found with so many agents, from a random staff, exchanging one agent at a time."""
    groups = len(evaluator.crew.groups)
    days = evaluator.spread_days(FEW)
    staff = np.ones((groups, 1), np.int64) * (total // groups)
    staff[random.permutation(groups)[: total - int(staff.sum())], 0] += 1
    best = float(evaluator.evaluate(staff, days).slack().min())
    for _ in range(tries):
        away, come = random.choice(groups, 2, replace=False).tolist()
        if staff[away, 0] == 0:
            continue
        other = staff.copy()
        other[away, 0] -= 1
        other[come, 0] += 1
        slack = float(evaluator.evaluate(other, days).slack().min())
        if slack >= best:
            staff, best = other, slack
    return best


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


def test_marginal_values_are_what_an_agent_moves(tmp_path: Path) -> None:
    """Of each group and interval: about what one agent less costs the target of the interval on other customers."""
    answer = answer_of(write_design(tmp_path, *DESIGNS["n"], intervals=2), Settings(search_days=60, check_days=100))
    evaluator = Evaluator(answer.crew, answer.targets, seed=7, threads=1)
    here = evaluator.evaluate(answer.staff, range(300)).slack()
    for group, interval in np.argwhere(answer.staff > 0).tolist():
        fewer = answer.staff.copy()
        fewer[group, interval] -= 1
        lost = float((here - evaluator.evaluate(fewer, range(300)).slack())[interval])
        assert 0.4 * lost <= answer.values[group, interval] <= 2.5 * lost
