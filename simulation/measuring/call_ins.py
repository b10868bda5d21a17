"""How often agents were called in, and how long they were there."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.model import Presence
from simulation.core.world import World

CAME, THERE = range(2)
"""Fields: 1 where they came on that day, and the time that all of them were there, in microseconds."""


def new_call_ins(world: World, replications: int) -> NDArray[np.int64]:
    """Empty sums, shape (replications, call-ins, 2)."""
    return np.zeros((replications, len(world.call_ins), 2), np.int64)


def count_call_ins(world: World, states: NDArray[Any], end_us: int) -> NDArray[np.int64]:
    """The sums of a replication, shape (call-ins, 2).

    Parameters
    ----------
    world
        Who may be called in.
    states
        Dtype ``AGENT_STATE``, in order of time.
    end_us
        Until when those are there who do not go.
    """
    found = np.zeros((len(world.call_ins), 2), np.int64)
    if world.behaviours is None:
        return found
    for sums, shift in zip(found, world.behaviours.call_ins["shift"].tolist(), strict=True):
        own = states[world.agent_shift[states["agent"]] == shift]
        own = own[np.argsort(own["agent"], kind="stable")]
        last = np.append(own["agent"][1:] != own["agent"][:-1], True)[: len(own)]
        until = np.where(last, end_us, np.append(own["time"][1:], 0)[: len(own)])
        there = own["presence"] != Presence.OFFLINE
        sums[CAME], sums[THERE] = there.any(), (until - own["time"])[there].sum()
    return found
