"""Training: who is needed is trained, what it costs is reckoned, and chance does worse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulation.planning.searching import Ended, Limit
from simulation.planning.training.evaluate import Evaluator
from simulation.planning.training.found import Progress
from simulation.planning.training.judge import judge
from simulation.planning.training.plans import random_plans
from simulation.planning.training.reader import load_training
from simulation.planning.training.search import search
from simulation.planning.training.training import Setting
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
    assert answer.chance is not None
    assert (answer.chance.margin.low or 0) > 0
    assert answer.chance.value == pytest.approx(answer.last.value - (answer.chance.margin.mean or 0))
    assert answer.chance.beaten(answer.last.value) == len(answer.chance.plans) == 5
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


def test_days_away_have_a_price(tmp_path: Path) -> None:
    """4 sent for 5 days each at 30 a day: 600 besides the 400 of the course."""
    training = load_training(write_desks(tmp_path, TRAINING + "day_cost: 30\n"))
    assert training.cost((3, 0, 0)) == 400 + 4 * 5 * 30


def test_steps_stay_within_budget_group_and_most(tmp_path: Path) -> None:
    """Cards has 8 agents for two courses, who pass or not; a course has no more than its most; 600 is spent at most."""
    training = load_training(write_desks(tmp_path))
    assert training.steps((5, 0, 0), 10_000) == [(6, 0, 0), (5, 1, 0), (5, 0, 1)]  # 6 are sent, 2 are left
    assert training.steps((5, 0, 1), 10_000) == [(5, 1, 1)]  # 2 are sent for the 1, and nobody is left
    assert training.steps((6, 0, 0), 10_000) == [(6, 1, 0)]
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
    assert evaluator.value((0, 0, 2), (10,)) == evaluator.value((0, 0, 0), (10,))


def test_the_answer_depends_on_the_seed_alone(tmp_path: Path) -> None:
    """The same bytes on one thread and on two."""
    answers = []
    for threads in (1, 2):
        training = load_training(write_desks(tmp_path), budget=300)
        answers.append(dump_answer(judge(training, search(training, threads=threads), threads=threads)))
    assert answers[0] == answers[1]


def test_an_interrupt_leaves_the_curve_so_far(tmp_path: Path) -> None:
    """After the first plan that gains."""

    def interrupt(progress: Progress) -> None:
        if progress.best.value > progress.nobody:
            raise KeyboardInterrupt

    found = search(load_training(write_desks(tmp_path)), threads=1, progress=interrupt)
    assert (found.ended, len(found.path)) == (Ended.INTERRUPTED, 2)
    assert found.curve[1].value > found.curve[0].value


def test_an_interrupted_check_leaves_what_was_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The curve up to there, and no word about chance."""
    training = load_training(write_desks(tmp_path), budget=400)
    found = search(training, threads=1)
    real, left = Evaluator.stages, iter([True] * 6)

    def stages(self: Evaluator, *wanted: Any) -> Any:
        if not next(left, False):
            raise KeyboardInterrupt
        return real(self, *wanted)

    monkeypatch.setattr(Evaluator, "stages", stages)
    answer = judge(training, found, threads=1)
    assert (len(answer.points), answer.chance, answer.better) == (3, None, True)


def test_a_limit_of_time_leaves_the_curve_so_far(tmp_path: Path) -> None:
    """A clock that goes on by a second whenever somebody looks ends the search at six tenths of the limit."""
    seconds = iter(range(1000))
    limit = Limit(50.0, clock=lambda: float(next(seconds)))
    found = search(load_training(write_desks(tmp_path)), threads=1, limit=limit)
    assert found.ended is Ended.TIME
    assert 2 < found.plans < 20
    assert len(found.path) > 1


def test_an_earlier_end_is_a_part_of_the_whole(tmp_path: Path) -> None:
    """What a search that is interrupted has simulated is what the whole one begins with: the same figures."""
    training, seen = load_training(write_desks(tmp_path)), list[Progress]()

    def interrupt(progress: Progress) -> None:
        seen.append(progress)
        if len(seen) == 5:
            raise KeyboardInterrupt

    cut, whole = search(training, threads=1, progress=interrupt), list[Progress]()
    search(training, threads=1, progress=whole.append)
    assert [(each.plans, each.best) for each in whole[:5]] == [(each.plans, each.best) for each in seen]
    assert cut.curve[-1] == seen[-1].best
    assert len(whole) > 5


def test_the_bundled_training_is_right() -> None:
    """Each course can be held, and its group is one of payday's."""
    training = load_training("payday")
    assert set(training.groups) <= set(load_scenario("payday").world.group_names)
    account = training.steps(training.nobody, training.budget)[0]
    assert training.cost(account) == pytest.approx(5 * training.courses[0].each)
    assert training.courses[0].each == 900 + 10 * training.courses[0].day_cost


def test_hired_and_away(tmp_path: Path) -> None:
    """Hired agents come in each interval in which the group works; who is away is missing from the group's own."""
    training = load_training(write_desks(tmp_path))
    hired = training.scenario_with(Setting(training.nobody, hired=("loans", 2))).world
    assert hired.staff.tolist() == [[8, 8, 7, 8], [5, 5, 5, 5]]
    away = training.scenario_with(Setting(training.nobody, away=(3, 1))).world
    assert away.staff.tolist() == [[5, 5, 4, 5], [2, 2, 2, 2]]
