"""Training: who is needed is trained, what it costs is reckoned, and chance does worse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulation.planning.training.judge import judge
from simulation.planning.training.search import Evaluator, random_plans, search
from simulation.planning.training.training import load_training
from simulation.planning.tuning.objective import value_of
from simulation.planning.tuning.search import Ended, Limit
from simulation.report.training.document import dump_answer
from simulation.scenario import load_scenario
from tests.simulation.planning.training.two_desks import TRAINING, write_desks


def test_agents_are_trained_where_agents_are_missing(tmp_path: Path) -> None:
    """Idle cards agents learn loans, nobody else learns anything of use; fresh customers and chance agree."""
    training = load_training(write_desks(tmp_path))
    found = search(training, threads=1)
    assert found.ended is Ended.DONE
    assert [plan[1] for plan in found.path] == [0] * len(found.path)
    assert found.path[-1][0] >= 3
    answer = judge(training, found, threads=1)
    assert answer.better
    assert answer.margin is not None
    assert (answer.margin.low or 0) > 0
    costs = [point.cost for point in answer.points]
    values = [point.value for point in answer.points]
    assert costs == sorted(costs)
    assert values == sorted(values)
    assert costs[-1] <= training.budget


def test_what_a_plan_costs(tmp_path: Path) -> None:
    """For 3 who pass of 85 %, 4 are sent (3.53): 400, and 20 days away; for 1 of 100 %, 1 is sent: 100 more."""
    training = load_training(write_desks(tmp_path, TRAINING.replace("most: 3}", "passes: 1, most: 3}")))
    assert training.courses[0].trainees(3) == 4
    assert training.cost((3, 1, 0)) == 400 + 100
    assert training.days_away((3, 1, 0)) == 20
    assert training.courses[1].trainees(2) == 2
    assert training.nobody == (0, 0, 0)


def test_steps_stay_within_budget_group_and_most(tmp_path: Path) -> None:
    """Cards has 8 agents for two courses; a course has no more than its most; 600 is spent at most."""
    training = load_training(write_desks(tmp_path))
    assert training.steps((6, 0, 0), 10_000) == [(6, 1, 0), (6, 0, 1)]
    assert training.steps((6, 0, 2), 10_000) == [(6, 1, 2)]
    assert training.steps((0, 0, 0), 100) == [(0, 0, 1)]  # one of 85 % who pass: two are sent, for 200
    plans = random_plans(training, 600)
    assert len(plans) == 5
    assert all(500 < training.cost(plan) <= 600 for plan in plans)


def test_those_at_work_the_longest_are_trained(tmp_path: Path) -> None:
    """Of 8, 8, 7 and 8 agents 7 are trained: they are all at work at 10:00, when one agent of the group is not."""
    training = load_training(write_desks(tmp_path, TRAINING.replace("most: 6", "most: 8")))
    world = training.trained((7, 0, 0)).world
    assert world.group_names == ("cards", "loans", "cards + loans for cards agents")
    assert world.staff.tolist() == [[1, 1, 0, 1], [3, 3, 3, 3], [7, 7, 7, 7]]
    assert dict(world.agents[-1].skills) == {"card": 3, "loan": 3}


def test_a_course_without_anything_new_changes_nothing(tmp_path: Path) -> None:
    """The same agents under another group's name serve the same customers at the same times."""
    training = load_training(write_desks(tmp_path))
    evaluator = Evaluator(training, threads=1)
    assert value_of(evaluator.stages((0, 0, 2), (10,))) == value_of(evaluator.stages((0, 0, 0), (10,)))


def test_the_answer_depends_on_the_seed_alone(tmp_path: Path) -> None:
    """The same bytes on one thread and on two."""
    answers = []
    for threads in (1, 2):
        training = load_training(write_desks(tmp_path), budget=300)
        answers.append(dump_answer(judge(training, search(training, threads=threads), threads=threads)))
    assert answers[0] == answers[1]


def test_an_interrupt_leaves_the_path_so_far(tmp_path: Path) -> None:
    """After the first step."""

    def interrupt(*_: float) -> None:
        raise KeyboardInterrupt

    found = search(load_training(write_desks(tmp_path)), threads=1, progress=interrupt)
    assert (found.ended, len(found.path)) == (Ended.INTERRUPTED, 2)
    assert found.values[1] > found.values[0]


def test_an_interrupted_check_leaves_what_was_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The curve up to there, and no word about chance."""
    training = load_training(write_desks(tmp_path), budget=400)
    found = search(training, threads=1)
    real, left = Evaluator.stages, iter([True] * 3)

    def stages(self: Evaluator, *wanted: Any) -> Any:
        if not next(left, False):
            raise KeyboardInterrupt
        return real(self, *wanted)

    monkeypatch.setattr(Evaluator, "stages", stages)
    answer = judge(training, found, threads=1)
    assert (len(answer.points), answer.margin, answer.better) == (1, None, False)


def test_a_limit_of_time_leaves_the_path_so_far(tmp_path: Path) -> None:
    """A clock that goes on by a second whenever somebody looks ends the search at six tenths of the limit."""
    seconds = iter(range(100))
    limit = Limit(5.0, clock=lambda: float(next(seconds)))
    found = search(load_training(write_desks(tmp_path)), threads=1, limit=limit)
    assert (found.ended, len(found.path)) == (Ended.TIME, 3)


def test_the_bundled_training_is_right() -> None:
    """Each course can be held, and its group is one of payday's."""
    training = load_training("payday")
    assert set(training.groups) <= set(load_scenario("payday").world.group_names)
    assert training.cost(training.steps(training.nobody, training.budget)[0]) == pytest.approx(5 * 900)
