"""The front of plans: those than which no other costs as little and reaches as much."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from simulation.planning.training.training import Plan


@dataclass(frozen=True, slots=True)
class Valued:
    """A plan with what it costs and the objective that it reaches, by the days of a search."""

    plan: Plan
    cost: float
    value: float


def front(plans: Iterable[Valued]) -> list[Valued]:
    """The plans that cost more than another one only where they reach more, the cheapest first."""
    found: list[Valued] = []
    for each in sorted(plans, key=lambda each: (each.cost, -each.value, each.plan)):
        if not found or each.value > found[-1].value:
            found.append(each)
    return found


def best_within(plans: Iterable[Valued], budget: float) -> Valued:
    """Of the plans that cost no more than a budget the best one, and the cheapest of equals."""
    within = [each for each in plans if each.cost <= budget]
    return min(within, key=lambda each: (-each.value, each.cost, each.plan))


def thinned(curve: Sequence[Valued], most: int) -> list[Valued]:
    """At most so many points of a front: the first, and the best for each of as many sums of money up to the last."""
    if len(curve) <= most:
        return list(curve)
    last = curve[-1].cost
    chosen = [curve[0], *(best_within(curve, last * part / (most - 1)) for part in range(1, most))]
    return list(dict.fromkeys(chosen))
