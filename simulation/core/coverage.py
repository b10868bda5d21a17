"""Which contacts somebody on the roster can take, by which groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from routing.agent_groups import may_take
from routing.kernels.tables import admits
from routing.labels import holds
from routing.model import Agent, LabelValue
from routing.policy import OverflowAction, Policy, Queue
from simulation.core.world import World

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


def reached_queues(policy: Policy, queue: Queue) -> list[Queue]:
    """The queue, and those to which its contacts may overflow."""
    by_name = {each.name: each for each in policy.queues}
    found = [queue]
    for each in found:  # grows meanwhile
        targets = (by_name[rule.queue] for rule in each.overflow if rule.action is OverflowAction.QUEUE)
        found += [target for target in targets if target not in found]
    return found


def class_queues(world: World) -> list[Queue]:
    """The queue that each class of contacts enters."""
    return entered_queues(world.policy, world.classes, world.labels)


def units_of(policy: Policy, classes: NDArray[np.void]) -> NDArray[np.int64]:
    """The units of an agent that a contact of each class takes, shape (classes,)."""
    costs = dict(policy.costs)
    by_channel = np.array([costs.get(channel, 1) for channel in policy.channels], np.int64)
    units: NDArray[np.int64] = by_channel[classes["channel"]]
    return units


def qualified_agents(world: World, queue: Queue, step: int = -1) -> NDArray[np.bool_]:
    """Which agents may take a contact of ``queue`` in a routing step, by default in the last and widest one."""
    return able_agents(world.agents, queue, step)


def able_agents(agents: Sequence[Agent], queue: Queue, step: int = -1, units: int = 1) -> NDArray[np.bool_]:
    """Which of the agents may take a contact of ``queue`` in a routing step, by default in the last and widest one.

    Parameters
    ----------
    agents, queue, step
        Who, and what.
    units
        That the contact takes; agents with a smaller capacity may never take it.
    """
    demanded = queue.steps[step]
    return np.array([agent.capacity >= units and may_take(demanded, agent) for agent in agents], np.bool_)
