"""Plans of a training: every one that is allowed, and some made at random."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulation.planning.training.training import Plan, Training


def every_plan(training: Training) -> Iterator[Plan]:
    """Every plan that is allowed within the budget; what has more than one that is not, is not, either."""
    return _with_more(training, training.nobody, 0)


def _with_more(training: Training, plan: Plan, number: int) -> Iterator[Plan]:
    """The plans with any steps of the courses from a number on."""
    if number == len(plan):
        yield plan
        return
    while training.allowed(plan, training.budget):
        yield from _with_more(training, plan, number + 1)
        plan = training.more(plan, number)


def random_plans(training: Training, budget: float) -> list[Plan]:
    """Plans made of steps drawn at random, each course as likely as the others, until none is within the budget."""
    chance = np.random.default_rng(training.seed)
    found = []
    for _ in range(training.random):
        plan = training.nobody
        while options := training.steps(plan, budget):
            plan = options[int(chance.integers(len(options)))]
        found.append(plan)
    return found
