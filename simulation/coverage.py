"""Which contacts somebody on the roster can take, by which groups."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from routing.policy import Policy, Queue
from routing.tables import admits, profiles_of, qualifies
from simulation.world import World


def queue_of(policy: Policy, problem: str, tier: str, channel: str) -> Queue:
    """The queue that such a contact enters: the first one whose match admits it."""
    return next(queue for queue in policy.queues if admits(queue.match, problem, tier, channel))


def class_queues(world: World) -> list[Queue]:
    """The queue that each class of contacts enters."""
    policy = world.policy
    return [
        queue_of(policy, policy.problems[row["problem"]], policy.tiers[row["tier"]], policy.channels[row["channel"]])
        for row in world.classes
    ]


def qualified_agents(world: World, queue: Queue, step: int = -1) -> NDArray[np.bool_]:
    """Which agents may take a contact of ``queue`` in a routing step, by default in the last and widest one."""
    result = np.zeros(len(world.agents), bool)
    for profile in profiles_of(world.agents):
        if qualifies(queue.steps[step], dict(profile.skills), profile.pools):
            result[list(profile.agents)] = True
    return result
