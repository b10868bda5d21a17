"""The front that is searched beside every plan: on a small world in the simulator, and on made-up landscapes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from simulation.experiment import Plan as Days
from simulation.planning.searching import looks_of
from simulation.planning.training.evaluate import Evaluator
from simulation.planning.training.front import Valued, best_within, front, thinned
from simulation.planning.training.plans import every_plan, random_plans
from simulation.planning.training.reader import load_training
from simulation.planning.training.search import search
from simulation.planning.training.training import Plan, Setting, Training
from simulation.planning.tuning.objective import Sums
from tests.simulation.planning.training.chain import TRAINING, write_chain
from tests.simulation.planning.training.two_desks import write_desks

Landscape = Callable[[Plan], float]


def test_the_front_of_a_chain_is_that_of_every_plan(tmp_path: Path) -> None:
    """With half as many plans, the best of the whole budget, and no point that another plan beats by 0.01."""
    training = load_training(write_chain(tmp_path))
    evaluator, looks = Evaluator(training, threads=1), looks_of(training.replications)
    every = [Valued(plan, training.cost(plan), evaluator.value(plan, looks)) for plan in every_plan(training)]
    assert len(every) == 33
    found = search(training, threads=1)
    assert found.plans <= training.plans == 18
    assert not found.every
    assert found.curve[-1] == best_within(every, training.budget)
    assert all(best_within(every, point.cost).value - point.value <= 0.01 for point in found.curve)
    alone = evaluator.value((0, 6, 0), looks) - evaluator.value((0, 0, 0), looks)
    together = evaluator.value((12, 6, 0), looks) - evaluator.value((12, 0, 0), looks)
    assert alone < 0.01
    assert together > 0.5


def test_few_plans_are_all_tried(tmp_path: Path) -> None:
    """Where there are no more than may be simulated, the front is that of every plan."""
    training = load_training(write_chain(tmp_path, TRAINING.replace("plans: 18", "plans: 40")))
    found = search(training, threads=1)
    assert (found.every, found.used_up, found.plans, found.days) == (True, False, 33, 33 * 12)


LANDSCAPES: dict[str, Landscape] = {
    "each gains less and less": lambda plan: 0.3 * plan[0] ** 0.5 + 0.2 * plan[1] ** 0.5 + 0.05 * plan[2] ** 0.5,
    "two gain only together": lambda plan: 0.2 * min(plan[0], plan[1]) + 0.02 * plan[2],
    "together, and then no more": lambda plan: min(plan[0], plan[2], 2) + 0.3 * min(plan[1], 1),
    "one in place of the other": lambda plan: 0.3 * max(plan[0], plan[1]) + 0.1 * plan[2],
    "only many at once": lambda plan: 1.0 * (plan[0] >= 4) + 0.11 * plan[1],
    "nothing": lambda plan: -0.01 * sum(plan),
}
"""Objectives of three courses; the costs are 1, 2 and 3 for each who passes."""


def landscape(monkeypatch: pytest.MonkeyPatch, folder: Path, height: Landscape, plans: int) -> Training:
    """A training of three courses whose objective is what a function says, on each day alike."""
    written = TRAINING.replace("plans: 18", f"plans: {plans}")
    for cost in (1, 2, 3):
        written = written.replace("cost: 100", f"cost: {cost}", 1)
    for steps in ("most: 12, step: 4", "most: 6, step: 3", "most: 4, step: 2"):
        written = written.replace(steps, "most: 4, step: 1")
    training = load_training(write_chain(folder, written.replace("budget: 1800", "budget: 12")))

    def simulated(_: Evaluator, setting: Setting, days: Days) -> tuple[Sums, ...]:
        count = days.replications
        return (Sums(np.full((count, 3), height(setting.plan)), np.ones((count, 3)), np.zeros(3)),)

    monkeypatch.setattr(Evaluator, "_scenario", lambda _, setting: setting)
    monkeypatch.setattr(Evaluator, "_simulated", simulated)
    return training


@pytest.mark.parametrize("name", LANDSCAPES)
def test_made_up_landscapes(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With two thirds of the plans, at each eighth of the budget at most 5 % of the gain less than the best of all."""
    height = LANDSCAPES[name]
    training = landscape(monkeypatch, tmp_path, height, plans=44)
    every = [Valued(plan, training.cost(plan), height(plan)) for plan in every_plan(training)]
    assert len(every) == 67
    found = search(training, threads=1)
    assert found.plans <= 44
    for budget in (1.5 * eighth for eighth in range(1, 9)):
        best, ours = best_within(every, budget).value, best_within(found.curve, budget).value
        assert ours >= best - 0.05 * (best - height(training.nobody)) - 1e-12


def test_look_ahead_finds_what_single_steps_do_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where two gain only together no single step of them gains; the search has both of them all the same."""
    height = LANDSCAPES["two gain only together"]
    training = landscape(monkeypatch, tmp_path, height, plans=44)
    plan = training.nobody
    while options := [each for each in training.steps(plan, training.budget) if height(each) > height(plan)]:
        plan = max(options, key=height)
    assert height(plan) == pytest.approx(0.08)
    assert search(training, threads=1).curve[-1].value == pytest.approx(0.8)


def test_the_front() -> None:
    """Dearer and no better is off it; of equals the cheaper one stays; of many the best for the money are left."""
    plans = [
        Valued((number,), cost, value) for number, (cost, value) in enumerate([(0, 1), (2, 3), (1, 3), (3, 2), (4, 5)])
    ]
    assert [(each.cost, each.value) for each in front(plans)] == [(0, 1), (1, 3), (4, 5)]
    assert best_within(plans, 3.5).plan == (2,)
    many = [Valued((number,), float(number), float(number)) for number in range(101)]
    assert [each.cost for each in thinned(many, 5)] == [0, 25, 50, 75, 100]
    assert thinned(many[:3], 5) == many[:3]


def test_every_plan_is_one_that_is_allowed(tmp_path: Path) -> None:
    """Each once, and those drawn at random are among them."""
    training = load_training(write_desks(tmp_path))
    plans = list(every_plan(training))
    assert len(set(plans)) == len(plans)
    assert all(training.allowed(plan, training.budget) for plan in plans)
    assert set(random_plans(training, training.budget)) <= set(plans)
    assert (4, 1, 1) not in plans  # 5 and 2 and 2 are sent, for 702
    assert (4, 0, 1) in plans
