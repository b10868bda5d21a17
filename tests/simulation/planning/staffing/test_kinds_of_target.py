"""Targets of every kind, from the file to a staff that holds them with customers of another seed, and not idly."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulation.planning.staffing.answer import Answer, Settings
from simulation.planning.staffing.bounds import lower_bounds
from simulation.planning.staffing.crew import load_crew
from simulation.planning.staffing.default_targets import goal_targets
from simulation.planning.staffing.demand import demand_of
from simulation.planning.staffing.evaluator import Evaluator
from simulation.planning.staffing.limits import free_limits
from simulation.planning.staffing.solve import find_staff
from simulation.planning.staffing.target import Per
from simulation.planning.staffing.targets_reader import read_question
from tests.simulation.planning.staffing.small import DESIGNS, write_design

KINDS = {
    "occupancy of a group": "{occupancy: 0.6, each: group}",
    "mean wait": "{mean_wait_s: 20}",
    "mean wait of a queue over the day": "{mean_wait_s: 12, queue: b, per: day}",
    "abandonment": "{abandoned: 0.04}",
    "abandonment of a tier over the day": "{abandoned: 0.05, tier: ordinary, per: day}",
    "answered in each queue and interval": "{answered: 0.75, within_s: 20, each: queue}",
    "answered over the day": "{answered: 0.8, per: day}",
    "answered on nine days of ten": "{answered: 0.7, per: day, days: 0.9}",
    "abandonment on four days of five": "{abandoned: 0.08, per: day, days: 0.8}",
}


@pytest.mark.parametrize("kind", KINDS)
def test_it_holds_on_other_customers(tmp_path: Path, kind: str) -> None:
    """The figure is on the right side over 300 days of another seed, and one agent less of each group misses it."""
    answer = answer_to(tmp_path, f"goals: false\ntargets: [{KINDS[kind]}]\n")
    assert answer.met
    other = Evaluator(answer.crew, answer.targets, seed=99, threads=1)
    assert other.evaluate(answer.staff, range(300)).slack().min() >= 0
    fewer = np.maximum(answer.staff - 1, 0)
    assert other.evaluate(fewer, range(300)).slack().min() < 0


def test_confidence_costs_agents(tmp_path: Path) -> None:
    """Surer over few days of check is never cheaper, and the room of the checked staff is smaller than its slack."""
    settings = Settings(search_days=60, check_days=40, threads=1)
    costs = []
    for confidence in (0.5, 0.999):
        answer = answer_to(tmp_path, f"confidence: {confidence}\n", settings, confidence=confidence)
        assert answer.met
        assert answer.checked is not None
        assert (answer.room <= answer.checked.slack()).all()
        costs.append(answer.cost)
    assert costs[0] <= costs[1]


def answer_to(folder: Path, asked: str, settings: Settings | None = None, confidence: float = 0.95) -> Answer:
    """The answer for the N design in two hours to a file of targets."""
    crew = load_crew(str(write_design(folder, *DESIGNS["n"], intervals=2)))
    (folder / "targets.yaml").write_text("peakline: staffing/1\n" + asked, encoding="utf-8")
    question = read_question(folder / "targets.yaml", crew)
    assert question.confidence == confidence
    chosen = settings or Settings(search_days=40, check_days=100, threads=1)
    return find_staff(crew, question.targets, question.limits, replace(chosen, confidence=question.confidence))


def test_bounds_count_each_contact_once() -> None:
    """A goal of all contacts twice over, or beside one of some of them, needs no more agents than once."""
    crew = load_crew("n_design")
    demand, limits = demand_of(crew), free_limits(crew)
    (goal,) = goal_targets(crew.scenario)
    some = replace(goal, name="some", classes=goal.classes & (np.arange(len(goal.classes)) == 0))
    once, twice, beside = (
        lower_bounds(demand, demand, asked, limits, crew)[1].cost for asked in ((goal,), (goal, goal), (goal, some))
    )
    assert once == twice == beside


def test_no_bound_where_none_is_known() -> None:
    """Nothing is asked of single intervals: a bound of nothing would say that the answer is the cheapest there is."""
    crew = load_crew("n_design")
    (goal,) = goal_targets(crew.scenario)
    demand = demand_of(crew)
    assert lower_bounds(demand, demand, (replace(goal, per=Per.DAY),), free_limits(crew), crew) == ()
