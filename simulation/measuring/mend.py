"""About how many more agents, and of which group, would mend an interval that missed its goal: Erlang A estimates.

How it is found, and what it leaves out: docs/explanation/statistics.md, "How many more agents".
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.model import SECOND
from simulation.core.coverage import able_agents
from simulation.core.world import World
from simulation.measuring.engine_measure import BUSY, OUTCOMES, SIGNED_ON, TAKEN
from simulation.measuring.measures import Measures
from simulation.measuring.metrics import by_label
from simulation.measuring.results import Goal
from simulation.theory.erlang import erlang_a

MOST_LOAD = 10.0
"""More load than so many times the agents is not told apart, nor more agents than so many times the load."""

PRECISION = 1e-3
"""Of the arrival rate that explains the share seen."""

LEAST_LATE = 0.05
"""A queue with a smaller part of an interval's late contacts is not worth agents of its own."""

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What was seen of a goal's contacts that arrived in an interval, summed over the replications.

    Every array has the shape (classes,) or (queues,), and 0 where the goal is about other contacts.

    Parameters
    ----------
    interval, goal
        Where, and what was missed.
    offered, in_time, abandoned
        Contacts; ``abandoned`` without balked ones.
    wait_us
        Sum of the waits in microseconds.
    """

    interval: int
    goal: Goal
    offered: Counts
    in_time: Counts
    abandoned: Counts
    wait_us: Counts

    @property
    def late(self) -> Counts:
        """Contacts not answered in time."""
        return self.offered - self.in_time

    def by(self, labels: Counts, count: int) -> Shortfall:
        """Sums of the entries that have the same label from 0 to ``count`` - 1."""
        sums = (by_label(each, labels, count) for each in (self.offered, self.in_time, self.abandoned, self.wait_us))
        return Shortfall(self.interval, self.goal, *sums)

    def short(self) -> NDArray[np.bool_]:
        """Where the own share is below the goal and much is late, with where most contacts are lacking."""
        lacking = self.goal.share * self.offered - self.in_time
        short: NDArray[np.bool_] = (lacking > 0) & (self.late >= LEAST_LATE * self.late.sum())
        short[lacking.argmax()] = True
        return short


@dataclass(frozen=True, slots=True)
class Pool:
    """The agents who first serve a queue, or several queues, as one group of equal agents.

    Parameters
    ----------
    agents
        Signed on in the interval.
    work_s
        Mean talk and wrap-up of a contact.
    patience_s
        Mean patience; infinity: nobody hung up.
    """

    agents: int
    work_s: float
    patience_s: float

    def in_time(self, rate_per_s: float, more: int, within_s: float) -> float:
        """Share of the contacts answered in time by so many more agents; 0 where the queue would grow for ever."""
        agents = self.agents + more
        if agents < 1 or (math.isinf(self.patience_s) and rate_per_s * self.work_s >= agents):
            return 0.0
        return erlang_a(rate_per_s, self.work_s, self.patience_s, agents).answered_within(within_s)


def explaining_rate(pool: Pool, share: float, within_s: float) -> float:
    """Arrivals per second at which the pool would answer that share within a time, by bisection."""
    low, high = 0.0, pool.agents / pool.work_s
    while pool.in_time(high, 0, within_s) > share and high * pool.work_s < MOST_LOAD * pool.agents:
        low, high = high, 2.0 * high
    while high - low > PRECISION * high:
        middle = (low + high) / 2.0
        low, high = (middle, high) if pool.in_time(middle, 0, within_s) > share else (low, middle)
    return (low + high) / 2.0


def more_agents(pool: Pool, rate_per_s: float, share: float, within_s: float) -> int | None:
    """Least number of agents, 1 or more, whose addition brings that share in time; None where none does."""

    def enough(more: int) -> bool:
        return pool.in_time(rate_per_s, more, within_s) >= share

    load = rate_per_s * pool.work_s
    least = max(1, math.ceil(share * load) - pool.agents)  # fewer could not answer so many
    step = 1
    while not enough(least + step - 1):
        step *= 2
        if step > MOST_LOAD * (load + 10.0):
            return None
    return first_true(least + step // 2, least + step - 1, enough)


def first_true(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """First number from ``low`` to ``high`` for which ``holds``, which it does from there to ``high``."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def qualified_shares(world: World) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Share of each group's agents who qualify for each queue's first and last routing step, shape (queues, groups)."""
    sizes = np.bincount(world.agent_group, minlength=len(world.group_names))
    shares = np.zeros((2, len(world.policy.queues), len(world.group_names)))
    for q, queue in enumerate(world.policy.queues):
        for place, step in enumerate((0, -1)):
            able = np.bincount(world.agent_group, able_agents(world.agents, queue, step), minlength=len(sizes))
            shares[place, q] = able / np.maximum(sizes, 1)
    return shares[0], shares[1]


def connected(serves: NDArray[np.bool_], queue: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """The queues and groups that share work with a queue, however indirectly.

    Parameters
    ----------
    serves
        Whether anybody of a group may take from a queue, shape (queues, groups).
    queue
        Where to start.
    """
    queues = np.zeros(len(serves), np.bool_)
    queues[queue] = True
    while True:
        groups: NDArray[np.bool_] = np.any(serves[queues], axis=0)
        more: NDArray[np.bool_] = queues | np.any(serves[:, groups], axis=1)
        if np.array_equal(more, queues):
            return queues, groups
        queues = more


class Mender:
    """Estimates for the missed intervals of a run.

    Parameters
    ----------
    measures
        Sums of the run.
    queue_of_class
        Shape (classes,), -1 for a class without contacts.
    """

    def __init__(self, measures: Measures, queue_of_class: NDArray[np.int64]) -> None:
        self.world = measures.world
        self.queue_of_class = queue_of_class
        self.first, self.last = qualified_shares(self.world)
        self.heads = np.where(np.any(self.first, axis=1, keepdims=True), self.first, self.last)
        self.seconds = measures.replications * self.world.interval_us / SECOND
        groups = measures.groups.sum(axis=0)
        self.busy_s = groups[:, :, BUSY].sum(axis=0) / SECOND
        self.taken = groups[:, :, TAKEN].sum(axis=0)
        self.signed_on = groups[:-1, :, SIGNED_ON] / SECOND / self.seconds
        self.occupancy = groups[:-1, :, BUSY] / np.maximum(groups[:-1, :, SIGNED_ON], 1)
        arrivals = measures.cells[..., :OUTCOMES].sum(axis=(0, 3))
        self.offered = by_label(arrivals, queue_of_class, len(self.first))

    def estimate(self, missed: Shortfall) -> tuple[int, str | None] | None:
        """About how many more agents, and in which group where one pool is short.

        None where nothing was ever answered, or no number helps, in one of the pools that are short.
        """
        seen = missed.by(self.queue_of_class, len(self.first))
        pools = self._pools(seen)
        more = [self._more(seen, queues) for queues in pools]
        known = [number for number in more if number is not None]
        if len(known) < len(more):
            return None
        return sum(known), self._group(seen, pools[0]) if len(pools) == 1 else None

    def _pools(self, seen: Shortfall) -> list[NDArray[np.bool_]]:
        """The queues that are short, those together that have agents of their first steps in common."""
        left = seen.short()
        pools = []
        while left.any():
            queues, _ = connected((self.heads > 0) & left[:, np.newaxis], int(left.argmax()))
            pools.append(queues)
            left = left & ~queues
        return pools

    def _more(self, seen: Shortfall, queues: NDArray[np.bool_]) -> int | None:
        """About how many more agents the queues of one pool need."""
        heads = self.heads[queues].max(axis=0)
        offered, abandoned = int(seen.offered[queues].sum()), int(seen.abandoned[queues].sum())
        wait_s = float(seen.wait_us[queues].sum()) / SECOND
        answered = int(self.taken[heads > 0].sum())
        worked_s = float(self.busy_s[heads > 0].sum())
        if answered == 0 or worked_s == 0.0 or (abandoned and wait_s == 0.0):
            return None
        pool = Pool(
            agents=round(float(self.signed_on[seen.interval] @ heads)),
            work_s=worked_s / answered,
            patience_s=wait_s / abandoned if abandoned else math.inf,
        )
        rate, within_s = offered / self.seconds, seen.goal.within_s
        if pool.agents:
            rate = explaining_rate(pool, int(seen.in_time[queues].sum()) / offered, within_s)
            if math.isinf(pool.patience_s):
                rate = max(rate, pool.agents * self._overload(seen.interval, int(queues.argmax())) / pool.work_s)
        return more_agents(pool, rate, seen.goal.share, within_s)

    def _overload(self, interval: int, queue: int) -> float:
        """Work offered / agents of all queues and groups that share work with a queue, where that is 1 or more, else 0.

        Under such a load, with nobody hanging up, no steady state explains the share seen.
        """
        queues, groups = connected(self.last > 0, queue)
        heads, answered = float(self.signed_on[interval, groups].sum()), int(self.taken[groups].sum())
        if heads == 0 or answered == 0:
            return 0.0
        load = self.offered[interval, queues].sum() / self.seconds * self.busy_s[groups].sum() / answered
        return float(load / heads) if load >= heads else 0.0

    def _group(self, seen: Shortfall, queues: NDArray[np.bool_]) -> str:
        """The group, of those who first serve the queues, that serves most late contacts; among equals the busiest."""
        serves = np.where(self.heads[queues].any(axis=0), seen.late @ self.heads, -1.0)
        best = np.flatnonzero(serves == serves.max())
        return self.world.group_names[int(best[self.occupancy[seen.interval, best].argmax()])]
