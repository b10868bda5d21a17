"""Outages of a replication: drawn before the day begins, as its contacts are."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from routing.kernels.state import Rows
from simulation.core.draw_plan import Purpose
from simulation.core.handling import NO_OUTAGES, OUTAGE
from simulation.core.world import World
from simulation.drawing.engine_outages import fill_outages
from simulation.drawing.engine_random import draw, modulo


def draw_outages(world: World, seed: int, replication: int) -> Rows:
    """When whose connection fails, and for how long: dtype ``OUTAGE``, sorted by (time, agent).

    The outages of an agent follow from the seed, the replication and the agent's id, and from nothing else. They are
    those of a whole day; one that comes while the agent is not signed on has no effect.
    """
    behaviours = world.behaviours
    if behaviours is None or not behaviours.outages["mean_gap"].any():
        return NO_OUTAGES
    keys = _keys_of(tuple(agent.id for agent in world.agents))
    rows, count = np.zeros(0, OUTAGE), 4 * len(keys)
    with modulo():
        day = np.uint64(draw(np.uint64(draw(np.uint64(seed), replication)), int(Purpose.OUTAGE)))
        while count > len(rows):
            rows = np.zeros(count, OUTAGE)
            count = fill_outages(behaviours, day, keys, world.agent_group, world.close_us, rows)
    return rows[:count][np.lexsort((rows["agent"][:count], rows["time"][:count]))]


@lru_cache(maxsize=8)
def _keys_of(agents: tuple[str, ...]) -> NDArray[np.int64]:
    """What stands for agents in the keys of their draws; the same in all replications."""
    hashes = (blake2b(agent.encode(), digest_size=7).digest() for agent in agents)
    return np.array([int.from_bytes(each, "big") for each in hashes], np.int64)
