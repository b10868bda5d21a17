"""What checks ask about agents: who qualifies for a step, in which order an agent serves the queues, who is alike."""

from __future__ import annotations

from collections.abc import Iterable

from routing.labels import holds
from routing.model import Agent
from routing.policy import Policy, Step


def may_take(step: Step, agent: Agent) -> bool:
    """Whether ``agent`` has the skills, labels and pools that ``step`` asks for."""
    in_pool = not step.pools or any(pool in step.pools for pool in agent.pools)
    skilled = all(agent.skills.get(skill, 0) >= level for skill, level in step.skills)
    return in_pool and skilled and holds(step.labels, agent.labels)


def rank_of(policy: Policy, agent: Agent, queue: str) -> int:
    """The place of ``queue`` in the agent's own order, else in that of their first pool that has one; 0 without any.

    Queues that the order does not name come last, together.
    """
    order = agent.queue_order
    if order is None:
        pool = pool_with_order(policy, agent)
        order = () if pool is None else dict(policy.queue_order)[pool]
    return order.index(queue) if queue in order else len(order)


def pool_with_order(policy: Policy, agent: Agent) -> str | None:
    """The agent's first pool that has an own order of queues."""
    ordered = {pool for pool, _ in policy.queue_order}
    return next((pool for pool in agent.pools if pool in ordered), None)


def one_of_each(agents: Iterable[Agent]) -> list[Agent]:
    """The first of each group of agents who differ in nothing that the checks ask for."""
    first: dict[tuple[object, ...], Agent] = {}
    for agent in agents:
        # A label may hold true where another agent's holds 1, and those are equal in Python.
        labels = tuple(sorted((name, type(value).__name__, str(value)) for name, value in agent.labels.items()))
        skills, most = tuple(sorted(agent.skills.items())), tuple(sorted(agent.most.items()))
        first.setdefault((skills, labels, agent.pools, agent.capacity, most, agent.queue_order), agent)
    return list(first.values())
