"""The time of the training: who is away when, what it loses, and when that is made up for; and hiring instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation.measuring.results import Figure
from simulation.planning.training.absence import Phase, absence, phases
from simulation.planning.training.evaluate import Evaluator
from simulation.planning.training.hiring import hires
from simulation.planning.training.reader import load_training
from simulation.planning.training.training import Setting
from simulation.planning.tuning.objective import value_of
from tests.simulation.planning.training.two_desks import TRAINING, write_desks

GAIN = Figure(0.2, 0.1, 0.3)


def test_who_is_away_when(tmp_path: Path) -> None:
    """Of cards 5 at 2 at once for 5 days: 2 for 10 days, 1 for 5 more; of loans 2 for the first 7, so 3 stretches."""
    written = TRAINING.replace("passes: 0.85, most: 6}", "passes: 1, most: 6, at_once: 2}")
    written = written.replace("cost: 100, most: 3}", "cost: 100, days: 7, passes: 1, most: 3}")
    training = load_training(write_desks(tmp_path, written))
    assert phases(training, (5, 2, 0)) == [Phase(7.0, (2, 2)), Phase(3.0, (2, 0)), Phase(5.0, (1, 0))]
    assert phases(training, (0, 0, 0)) == []
    assert phases(training, (0, 0, 2)) == []  # a course without days


def test_what_the_absence_loses_is_simulated(tmp_path: Path) -> None:
    """The loss is that of the desk with so many fewer, and the gain of so many days makes up for it."""
    training = load_training(write_desks(tmp_path))
    evaluator = Evaluator(training, threads=1)
    found = absence(evaluator, (3, 0, 0), GAIN, (20,))
    assert found is not None
    assert found.loss is not None
    fewer = value_of(evaluator.stages(Setting(training.nobody, (4, 0)), (20,)))
    assert found.loss.mean is not None
    assert found.loss.mean == pytest.approx(fewer - evaluator.value(training.nobody, (20,)))
    assert found.loss.mean < 0
    assert found.days == 5
    assert found.made_up_after == pytest.approx(-found.loss.mean * 5 / 0.2)


def test_in_turns_less_is_lost_at_a_time(tmp_path: Path) -> None:
    """One at a time is away for five times as long, and a day of it loses less."""
    losses = []
    for more in ("", ", at_once: 1"):
        training = load_training(write_desks(tmp_path, TRAINING.replace("most: 6}", f"most: 6{more}}}")))
        found = absence(Evaluator(training, threads=1), (4, 0, 0), GAIN, (20,))
        assert found is not None
        assert found.loss is not None
        losses.append((found.days, found.loss.mean))
    (at_once, together), (in_turns, alone) = losses
    assert (at_once, in_turns) == (5, 25)
    assert alone is not None
    assert together is not None
    assert together < alone <= 0


def test_a_desk_that_is_empty_meanwhile(tmp_path: Path) -> None:
    """Where nobody is left for some customers there is no figure, and the answer goes on."""
    written = TRAINING.replace(
        "group: loans, skills: {card: 3}, cost: 100", "group: loans, skills: {card: 3}, cost: 100, days: 3, passes: 1"
    )
    training = load_training(write_desks(tmp_path, written))
    found = absence(Evaluator(training, threads=1), (0, 3, 0), GAIN, (20,))
    assert found is not None
    assert (found.days, found.loss, found.made_up_after) == (3, None, None)


def test_as_good_as_hiring(tmp_path: Path) -> None:
    """The fewest agents more where they gain most; one fewer does less by the days of the search."""
    training = load_training(write_desks(tmp_path, TRAINING + "hire_cost: 5000\n"))
    searching, checking = (Evaluator(training, first=first, threads=1) for first in (0, 20))
    looks, plan = (5, 10, 20), (4, 0, 0)
    found = hires(searching, looks, checking, (40,), plan)
    assert found is not None
    assert (found.group, found.enough) == ("loans", True)
    assert found.cost == 5000 * found.agents
    wanted = searching.value(plan, looks)

    def hired(agents: int) -> float:
        return value_of(searching.stages(Setting(training.nobody, hired=("loans", agents)), looks))

    assert hired(found.agents) >= wanted > hired(found.agents - 1)
    assert found.value == pytest.approx(checking.value(plan, (40,)) + (found.beyond.mean or 0))
