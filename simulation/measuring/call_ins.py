"""How often agents were called in, and how long they were there."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.model import DAY_US, Presence
from simulation.core.world import World

CAME, THERE = range(2)
"""Fields: 1 where they came on that day, and the time that all of them were there from then on, in microseconds."""


def new_call_ins(world: World, replications: int, days: int) -> NDArray[np.int64]:
    """Empty sums, shape (replications, call-ins, days, 2)."""
    return np.zeros((replications, len(world.call_ins), days, 2), np.int64)


def count_call_ins(world: World, states: NDArray[Any], end_us: int, days: int) -> NDArray[np.int64]:
    """The sums of a replication, shape (call-ins, days, 2).

    Parameters
    ----------
    world
        Who may be called in.
    states
        Dtype ``AGENT_STATE``, in order of time.
    end_us
        Until when those are there who do not go.
    days
        How many days a replication has, each of 24 hours, but that the last one goes on.
    """
    found = np.zeros((len(world.call_ins), days, 2), np.int64)
    if world.behaviours is None:
        return found
    rows = world.behaviours.call_ins
    for number, sums in enumerate(found):
        own = states[np.isin(world.agent_shift[states["agent"]], rows["shift"][rows["number"] == number])]
        own = own[np.argsort(own["agent"], kind="stable")]
        last = np.append(own["agent"][1:] != own["agent"][:-1], True)[: len(own)]
        until = np.where(last, end_us, np.append(own["time"][1:], 0)[: len(own)])
        day = np.minimum(own["time"] // DAY_US, days - 1)
        there = own["presence"] != Presence.OFFLINE
        sums[day[own["presence"] == Presence.READY], CAME] = 1
        np.add.at(sums[:, THERE], day[there], (until - own["time"])[there])
    return found
