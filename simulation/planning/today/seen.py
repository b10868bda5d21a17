"""What has been counted so far, and how it bears on the cells that arrivals are drawn in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.core.coverage import class_queues
from simulation.core.draw_plan import DrawPlan
from simulation.core.world import World


@dataclass(frozen=True, slots=True)
class Seen:
    """Counts of arrivals before now, by sets of cells.

    Parameters
    ----------
    counts
        Arrivals of each set, shape (sets,).
    set_of_cell
        The set of each cell of the plan, shape (cells,); -1: nothing is known of it.
    """

    counts: NDArray[np.int64]
    set_of_cell: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Volumes:
    """Arrivals before now as people count them.

    Parameters
    ----------
    counts
        Shape (queues, intervals); -1: not known. Of the interval that now lies in: up to now.
    totals
        Shape (intervals,): where only all queues together were counted; -1: not known.
    """

    counts: NDArray[np.int64]
    totals: NDArray[np.int64]

    @property
    def known(self) -> bool:
        """Whether anything has been counted."""
        return bool((self.counts >= 0).any() or (self.totals >= 0).any())

    @property
    def all(self) -> int:
        """How many have come, as far as they were counted."""
        return int(self.counts[self.counts >= 0].sum() + self.totals[self.totals >= 0].sum())

    def complete(self, intervals: int) -> bool:
        """Whether all have been counted who came in the first intervals."""
        whole = (self.totals >= 0) | (self.counts >= 0).all(axis=0)
        return bool(whole[:intervals].all())


def nothing_counted(queues: int, intervals: int) -> Volumes:
    """Volumes of which nothing is known."""
    return Volumes(np.full((queues, intervals), -1, np.int64), np.full(intervals, -1, np.int64))


def queues_of_classes(world: World) -> NDArray[np.int64]:
    """The number of the queue that each class enters."""
    names = [queue.name for queue in world.policy.queues]
    return np.array([names.index(queue.name) for queue in class_queues(world)], np.int64)


def seen_in(plan: DrawPlan, world: World, volumes: Volumes, now_us: int) -> Seen:
    """What the counts say of the cells of a plan that has been split at now."""
    queues, intervals = volumes.counts.shape
    queue, interval = queues_of_classes(world)[plan.cells["cls"]], plan.cells["start"] // world.interval_us
    past = plan.cells["start"] + plan.cells["length"] <= now_us
    together = volumes.totals[interval] >= 0
    number = np.where(together, queues * intervals + interval, queue * intervals + interval)
    counts = np.concatenate([volumes.counts.reshape(-1), volumes.totals])
    number = np.where(past & (counts[number] >= 0), number, -1)
    used = np.unique(number[number >= 0])
    place = np.full(len(counts) + 1, -1, np.int64)
    place[used] = np.arange(len(used))
    return Seen(counts[used], place[number])


def split_at(plan: DrawPlan, now_us: int) -> DrawPlan:
    """The plan with the cells that now lies in cut in two; others keep their draws."""
    cells = plan.cells
    cut = (cells["start"] < now_us) & (cells["start"] + cells["length"] > now_us)
    if not cut.any():
        return plan
    before, after = cells.copy(), cells[cut].copy()
    lost = now_us - before["start"][cut]
    share = lost / before["length"][cut]
    after["start"], after["length"] = now_us, after["length"] - lost
    after["expected"], before["expected"][cut] = after["expected"] * (1 - share), before["expected"][cut] * share
    before["length"][cut] = lost
    after["slice"] += 2**30  # a slice of its own
    rows = np.concatenate([before, after])
    follows = np.concatenate([plan.follows, plan.follows[:, cut]], axis=1)
    order = np.lexsort((rows["cls"], rows["start"]))
    return plan._replace(cells=rows[order], follows=np.ascontiguousarray(follows[:, order]))
