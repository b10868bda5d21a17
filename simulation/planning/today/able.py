"""Which contacts an agent may have."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from routing.kernels.tables import never_relaxed_lack
from routing.model import Agent
from simulation.core.coverage import able_agents, class_queues, units_of
from simulation.core.world import World


def able(world: World) -> NDArray[np.bool_]:
    """Which agents the router may give contacts of each class in its last step, shape (agents, classes)."""
    queues = class_queues(world)
    by_queue = {queue.name: able_agents(world.agents, queue, -1) for queue in queues}
    found = np.stack([by_queue[queue.name] for queue in queues], axis=1)
    room = np.array([agent.capacity for agent in world.agents], np.int64)
    return np.asarray(found & (units_of(world.policy, world.classes) <= room[:, None]))


def may_be_given(world: World, agent: Agent) -> NDArray[np.bool_]:
    """Which classes an agent may be given by hand, past the routing steps: shape (classes,)."""
    fits = units_of(world.policy, world.classes) <= agent.capacity
    return fits & np.array([never_relaxed_lack(queue, agent) is None for queue in class_queues(world)], np.bool_)
