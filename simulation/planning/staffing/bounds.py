"""Lower bounds of what any staff costs that holds the targets: how far from the best the answer can be.

``WORK`` counts work only: the share of the contacts that the targets ask for must be served, each contact takes the
time that it takes with the agents who can take it, and the cheapest contacts are chosen. ``POOLED`` is Erlang A for the
contacts of each target, and of all, with one pool of the fastest agents. docs/explanation/staffing-search.md says what
each assumes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from simulation.drawing.busyness import gamma_factors
from simulation.planning.staffing.crew import Crew
from simulation.planning.staffing.demand import Demand
from simulation.planning.staffing.limits import Limits
from simulation.planning.staffing.target import Floats, Per, Quantity, Target
from simulation.theory.erlang import erlang_a
from simulation.theory.staffing import square_root_agents

FACTORS = 7
"""Days, from quiet to busy, that stand for all."""


class Basis(StrEnum):
    """What a bound reckons with."""

    WORK = "work"
    POOLED = "pooled"

    @property
    def proven(self) -> bool:
        """Whether no staff whatever that holds the targets costs less, within the days' means."""
        return self is Basis.WORK


@dataclass(frozen=True, slots=True)
class Bound:
    """A lower bound.

    Parameters
    ----------
    basis
        What it reckons with.
    per_interval
        Cost of an hour of the agents that every interval needs, shape (intervals,).
    hours
        Length of an interval.
    """

    basis: Basis
    per_interval: Floats
    hours: float

    @property
    def cost(self) -> float:
        """Of the day."""
        return float(self.per_interval.sum()) * self.hours


def lower_bounds(
    demand: Demand, returning: Demand, targets: tuple[Target, ...], limits: Limits, crew: Crew
) -> tuple[Bound, ...]:
    """All bounds that say something about such targets.

    Parameters
    ----------
    demand, returning
        Without and with those who come again: the first is sure to come whatever the staff.
    targets, limits, crew
        What is asked, and of whom.
    """
    hours = demand.interval_s / 3600.0
    intervals = range(demand.rate.shape[1])
    found = [Bound(Basis.WORK, np.array([work_bound(demand, targets, limits, t) for t in intervals]), hours)]
    if not found[0].cost:
        return ()  # nothing is asked of single intervals, and nobody has to be there
    if any(asks_for_answers(target) for target in targets):
        factors = day_factors(crew)
        pooled = np.array([pooled_bound(returning, targets, limits, t, factors) for t in intervals])
        found.append(Bound(Basis.POOLED, pooled, hours))
    return tuple(found)


def asks_for_answers(target: Target) -> bool:
    """Whether a target is a share of the arrivals of each interval, over all days together."""
    return target.quantity is Quantity.ANSWERED and target.per is Per.INTERVAL and target.days is None


def day_factors(crew: Crew) -> Floats:
    """Factors of days that are equally likely."""
    plan = crew.scenario.world.plan
    if plan is None or plan.day_cv == 0.0:
        return np.ones(1)
    tails = (np.arange(FACTORS) + 0.5) / FACTORS
    factors: Floats = gamma_factors(plan.day_cv, tails)
    scaled: Floats = factors / factors.mean()
    return scaled


def work_bound(demand: Demand, targets: tuple[Target, ...], limits: Limits, interval: int) -> float:
    """The cheapest agents, as reals, who have the time to serve what the targets of an interval ask for.

    A linear programme over the time of each group's agents with each class: the contacts of a target that are served
    are at least its share of them; nobody is busier than all the time, or than an occupancy target says.
    """
    from scipy.optimize import linprog

    rate = demand.rate[:, interval]
    pairs = np.argwhere(demand.able & (rate > 0)[:, None])
    groups, width = len(limits.cost), len(limits.cost) + len(pairs)
    rows, bounds = [], []
    for group in range(groups):
        row = np.zeros(width)
        row[group] = -1.0
        own = pairs[:, 1] == group
        row[groups:][own] = demand.work_s[pairs[own, 0], group]
        rows.append(row)
        bounds.append(0.0)
    for number in np.unique(pairs[:, 0]).tolist():
        row = np.zeros(width)
        row[groups:] = pairs[:, 0] == number
        rows.append(row)
        bounds.append(float(rate[number]))
    for target in targets:
        if asks_for_answers(target):
            row = np.zeros(width)
            row[groups:] = -target.classes[pairs[:, 0]].astype(float)
            rows.append(row)
            bounds.append(-target.limit * float(rate[target.classes].sum()))
    found = linprog(
        np.concatenate([limits.cost, np.zeros(len(pairs))]),
        A_ub=np.array(rows),
        b_ub=np.array(bounds),
        bounds=[*zip(limits.least[:, interval], limits.most[:, interval], strict=True), *[(0, None)] * len(pairs)],
        method="highs-ds",
    )
    return float(found.fun or 0.0) if found.status == 0 else 0.0


def pooled_bound(demand: Demand, targets: tuple[Target, ...], limits: Limits, interval: int, factors: Floats) -> float:
    """The cheapest agents of whom enough can take the contacts of each target, and of all of them together."""
    found = pools(demand, targets, interval, factors)
    rows, needed = [-groups.astype(float) for groups, _ in found], [-float(agents) for _, agents in found]
    return _cheapest(rows, needed, limits, interval)


def pools(
    demand: Demand, targets: tuple[Target, ...], interval: int, factors: Floats
) -> list[tuple[NDArray[np.bool_], int]]:
    """Groups that can take the contacts of a target, or of all, shape (groups,), and how many of them it takes."""
    asked = [target for target in targets if asks_for_answers(target)]
    found = []
    for some in [[target] for target in asked] + [together(asked, demand.rate[:, interval])]:
        members = np.any([target.classes for target in some], axis=0)
        groups = demand.able[members & (demand.rate[:, interval] > 0)].any(axis=0)
        if groups.any():
            found.append((groups, _pool(demand, some, members, interval, factors)))
    return found


def together(asked: list[Target], rate: Floats) -> list[Target]:
    """Targets no two of which are about the same contacts, those that ask for most first: what they ask for adds up."""
    found: list[Target] = []
    for target in sorted(asked, key=lambda each: -each.limit * float(rate[each.classes].sum())):
        if not any((target.classes & other.classes).any() for other in found):
            found.append(target)
    return found


def _cheapest(rows: list[Floats], needed: list[float], limits: Limits, interval: int) -> float:
    from scipy.optimize import linprog

    if not rows:
        return 0.0
    bounds = list(zip(limits.least[:, interval], limits.most[:, interval], strict=True))
    found = linprog(limits.cost, A_ub=np.array(rows), b_ub=np.array(needed), bounds=bounds, method="highs-ds")
    return float(found.fun or 0.0) if found.status == 0 else 0.0


def _pool(demand: Demand, some: list[Target], members: NDArray[np.bool_], interval: int, factors: Floats) -> int:
    """The fewest of the fastest agents for the contacts of some targets, over days of these factors."""
    rate = np.where(members & np.isfinite(demand.least_work_s), demand.rate[:, interval], 0.0)
    total = float(rate.sum())
    if total <= 0:
        return 0
    work = np.where(rate > 0, demand.least_work_s, 0.0)
    mean_work = float(rate @ work) / total
    gone = float(rate @ (1.0 / demand.patience_s)) / total
    shares = [target.limit * float(rate[target.classes].sum()) for target in some]
    limit = min(1.0, sum(shares) / total)
    within = max(target.within_s for target in some)
    return fewest(total, mean_work, math.inf if gone == 0 else 1.0 / gone, limit, within, factors)


def fewest(rate: float, work_s: float, patience_s: float, limit: float, within_s: float, factors: Floats) -> int:
    """The fewest agents with which Erlang A answers a share of all arrivals in time, over days of these factors.

    Parameters
    ----------
    rate, work_s, patience_s
        Contacts per second on a usual day, and means; an infinite patience is Erlang C.
    limit, within_s
        The share, and the time.
    factors
        Of the days.
    """

    def answered(agents: int) -> float:
        shares = [_answered(rate * factor, work_s, patience_s, agents, within_s) for factor in factors.tolist()]
        return float(factors @ np.array(shares))

    wanted = limit * float(factors.sum())
    low, high = 0, max(1, square_root_agents(rate * work_s))
    while answered(high) < wanted:
        low, high = high, high + max(1, high // 8)
    low = max(low, math.floor(limit * rate * work_s) - 1)  # fewer could not even serve so many
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if answered(middle) >= wanted else (middle, high)
    return high


def _answered(rate: float, work_s: float, patience_s: float, agents: int, within_s: float) -> float:
    if agents < 1 or (math.isinf(patience_s) and rate * work_s >= agents):
        return 0.0
    return erlang_a(rate, work_s, patience_s, agents).answered_within(within_s)
