"""Which contacts somebody on the roster can take, by which groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from routing.labels import holds
from routing.model import Agent, LabelValue
from routing.policy import Policy, Queue
from routing.tables import admits, profiles_of, qualifies
from simulation.world import World

NO_LABELS: Mapping[str, LabelValue] = {}


def entered_queues(
    policy: Policy, classes: NDArray[np.void], labels: Sequence[Mapping[str, LabelValue]] = ()
) -> list[Queue]:
    """The queue that the contacts of each class enter: the first one whose match admits them.

    Parameters
    ----------
    policy
        Its last queue admits everything.
    classes
        Table of dtype ``CLASS``.
    labels
        Of each class; empty: none have any.
    """
    found = []
    for number, row in enumerate(classes):
        names = policy.problems[row["problem"]], policy.tiers[row["tier"]], policy.channels[row["channel"]]
        own = labels[number] if labels else NO_LABELS
        admitting = (q for q in policy.queues if admits(q.match, *names) and holds(q.match.labels, own))
        found.append(next(admitting))
    return found


def class_queues(world: World) -> list[Queue]:
    """The queue that each class of contacts enters."""
    return entered_queues(world.policy, world.classes, world.labels)


def qualified_agents(world: World, queue: Queue, step: int = -1) -> NDArray[np.bool_]:
    """Which agents may take a contact of ``queue`` in a routing step, by default in the last and widest one."""
    return able_agents(world.agents, queue, step)


def able_agents(agents: Sequence[Agent], queue: Queue, step: int = -1) -> NDArray[np.bool_]:
    """Which of the agents may take a contact of ``queue`` in a routing step, by default in the last and widest one."""
    result = np.zeros(len(agents), bool)
    for profile in profiles_of(agents):
        if qualifies(queue.steps[step], dict(profile.skills), profile.pools):
            result[list(profile.agents)] = True
    return result
