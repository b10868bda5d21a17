"""Who was passed on: from which queue, to which, and why."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.core.world import World


class Target(NamedTuple):
    """A queue that contacts are passed on to, and the number of the reason; -1: none is given."""

    queue: int
    reason: int


def targets(world: World) -> list[Target]:
    """Where to, and why, contacts of the world may be passed on, in the order of the queues and reasons."""
    if world.behaviours is None:
        return []
    rows = world.behaviours.transfers
    pairs = zip(rows["queue"].tolist(), rows["reason"].tolist(), strict=True)
    return sorted({Target(queue, reason) for queue, reason in pairs})


def new_transfers(world: World, replications: int) -> NDArray[np.int64]:
    """Empty counts by queue before and by target, shape (replications, queues, targets)."""
    return np.zeros((replications, len(world.policy.queues), len(targets(world))), np.int64)


def count_transfers(world: World, passed: NDArray[Any]) -> NDArray[np.int64]:
    """The counts of a replication from a table of dtype ``PASSED``, shape (queues, targets)."""
    width = len(world.reasons) + 1
    known = np.array([target.queue * width + target.reason + 1 for target in targets(world)], np.int64)  # ascending
    seen = passed["to"].astype(np.int64) * width + passed["reason"] + 1
    found = np.zeros((len(world.policy.queues), len(known)), np.int64)
    np.add.at(found, (passed["before"], np.searchsorted(known, seen)), 1)
    return found
