"""The search: from nobody on, the step that gains most for its cost, again and again; and plans made at random."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from simulation.experiment import Plan as Days
from simulation.experiment import drawn_source
from simulation.gates.days import simulate_measured
from simulation.planning.training.training import Plan, Training
from simulation.planning.tuning.evaluate import MOST_BYTES, KeptSource
from simulation.planning.tuning.objective import Sums, Term, joined_sums, sums_of, value_of
from simulation.planning.tuning.search import Ended, Limit, looks_of

SEARCH_SHARE = 0.6
"""Part of a time limit after which the search ends; the rest is the check's."""

Stages = list[list[tuple[Term, Sums]]]


@dataclass(slots=True)
class Evaluator:
    """Simulates plans on days of its own, the same customers for all; draws and plans are kept.

    Parameters
    ----------
    training
        What is to be found out.
    first
        Number of the first day.
    threads
        None: as many as there are cores; no figure depends on it.
    """

    training: Training
    first: int = 0
    threads: int | None = None
    days_done: int = 0
    _known: dict[Plan, list[tuple[Sums, ...]]] = field(default_factory=dict)
    _source: KeptSource = field(init=False)

    def __post_init__(self) -> None:
        self._source = KeptSource(drawn_source(self.training.scenario.world, self.training.seed), MOST_BYTES)

    @property
    def plans(self) -> int:
        """How many plans were simulated."""
        return len(self._known)

    def stages(self, plan: Plan, looks: tuple[int, ...]) -> Stages:
        """The terms of the objective with their sums up to the last look, simulated where they are not known."""
        blocks = self._known.setdefault(plan, [])
        if len(blocks) < len(looks):
            scenario = self.training.trained(plan)
            for look in range(len(blocks), len(looks)):
                first = looks[look - 1] if look else 0
                days = Days(looks[look] - first, self.training.seed, threads=self.threads, first=self.first + first)
                goals = scenario.goals if any(term.goals for term in self.training.objective) else ()
                sums, measures = simulate_measured(scenario, (), days, goals=goals, source=self._source)
                blocks.append(tuple(sums_of(term, scenario, sums, measures) for term in self.training.objective))
                self.days_done += days.replications
        terms = enumerate(self.training.objective)
        return [[(term, joined_sums([block[number] for block in blocks[: len(looks)]])) for number, term in terms]]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    Parameters
    ----------
    path
        Plans, each with one step more than the one before; the first trains nobody.
    values
        The objective of each, by the days of the search.
    plans, days
        How much was simulated.
    ended
        Why it ended.
    """

    path: tuple[Plan, ...]
    values: tuple[float, ...]
    plans: int
    days: int
    ended: Ended


def search(
    training: Training,
    *,
    threads: int | None = None,
    limit: Limit | None = None,
    progress: Callable[[float, float, float], None] = lambda *_: None,
) -> Found:
    """Find the path of plans, step by step.

    An interrupt (``KeyboardInterrupt``) ends it with the path so far, as the limit does.

    Parameters
    ----------
    training
        What to find out.
    threads
        None: as many as there are cores; the answer does not depend on it.
    limit
        When to stop.
    progress
        Called after each step with cost, objective and objective of nobody trained.
    """
    evaluator, limit = Evaluator(training, threads=threads), limit or Limit(None)
    looks = looks_of(training.replications)
    path = [training.nobody]
    values = [value_of(evaluator.stages(training.nobody, looks))]
    ended = Ended.DONE
    try:
        while options := training.steps(path[-1], training.budget):
            if limit.used(SEARCH_SHARE):
                ended = Ended.TIME
                break
            best, value = _best_step(evaluator, path[-1], options, looks)
            if value <= values[-1]:
                break
            path.append(best)
            values.append(value)
            progress(training.cost(best), value, values[0])
    except KeyboardInterrupt:
        ended = Ended.INTERRUPTED
    return Found(tuple(path), tuple(values), evaluator.plans, evaluator.days_done, ended)


def _best_step(evaluator: Evaluator, plan: Plan, options: list[Plan], looks: tuple[int, ...]) -> tuple[Plan, float]:
    """The step with the greatest gain for its cost: a race, as in a tuning."""
    training, left = evaluator.training, options
    for look in range(1, len(looks) + 1):
        before = value_of(evaluator.stages(plan, looks[:look]))

        def rate(option: Plan, look: int = look, before: float = before) -> float:
            gain = value_of(evaluator.stages(option, looks[:look])) - before
            return -gain / (training.cost(option) - training.cost(plan))

        left = sorted(left, key=rate)
        if look < len(looks):
            left = left[: math.ceil(len(left) / 2)]
    return left[0], value_of(evaluator.stages(left[0], looks))


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
