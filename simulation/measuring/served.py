"""Which contacts a group serves: sums by group and by what tells contacts apart, only where somebody asks for them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.core.world import World
from simulation.measuring.asked import Asked
from simulation.measuring.engine_measure import ANSWERED, Day
from simulation.measuring.terms import Axis, Within

SERVED, SERVED_WITHIN, SERVED_WAIT, SERVED_BUSY = range(4)
"""Fields: contacts answered, those within their target, the sum of their waits, the agents' time; in microseconds."""


def new_served(world: World, replications: int, asked: Asked) -> dict[Axis, NDArray[np.int64]]:
    """Empty sums of shape (replications, groups, names of the axis, 4), for each axis paired with groups."""
    axes = {first for first, second in asked.pairs if second is Axis.GROUP and first is not Axis.INTERVAL}
    groups = len(world.group_names)
    return {axis: np.zeros((replications, groups, len(axis_names(world, axis)), 4), np.int64) for axis in axes}


def axis_names(world: World, axis: Axis) -> tuple[str, ...]:
    """The names on an axis that tells contacts apart, in the order of their numbers."""
    policy = world.policy
    return {
        Axis.QUEUE: tuple(queue.name for queue in policy.queues),
        Axis.PROBLEM: policy.problems,
        Axis.TIER: policy.tiers,
        Axis.CHANNEL: policy.channels,
    }[axis]


def measure_served(
    served: dict[Axis, NDArray[np.int64]],
    replication: int,
    contacts: NDArray[Any],
    records: NDArray[Any],
    world: World,
    day: Day,
    asked: Asked,
) -> None:
    """Set the sums of a replication: first answers only, in the queue that the contact entered.

    Parameters
    ----------
    served
        Written to; see :func:`new_served`.
    replication
        Which one.
    contacts, records
        Tables of dtypes ``CONTACT`` and ``RECORD``, row for row.
    world, day, asked
        What was simulated, and what it is measured against.
    """
    chosen = records["outcome"] == ANSWERED
    contacts, records = contacts[chosen], records[chosen]
    cls, agent = contacts["cls"], records["agent"]
    wait = records["answered"] - contacts["arrival"]
    in_time = wait <= day.target_us
    if asked.targets_us is not None:
        in_time = wait < asked.targets_us[cls] + (asked.terms.within is Within.AT_MOST)
    time = (records["done"] - records["answered"]) * day.units[cls] // day.capacity[agent]
    for axis, sums in served.items():
        names = sums.shape[2]
        label = records["queue"] if axis is Axis.QUEUE else world.classes[axis.value][cls]
        place = day.agent_group[agent].astype(np.int64) * names + label
        for field, weights in enumerate((None, in_time, wait, time)):
            # As doubles, which are exact below 2^53 us: 285 years.
            total = np.bincount(place, weights, minlength=sums.shape[1] * names)
            sums[replication, :, :, field] = total.reshape(sums.shape[1:3])
