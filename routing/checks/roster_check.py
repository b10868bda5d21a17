"""Whether a roster can do what a policy asks: skills that somebody has, tickets that somebody can take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from routing.agent_groups import may_take, one_of_each
from routing.checks.agent_check import check_agents
from routing.errors import UnknownName
from routing.model import Agent
from routing.policies.policy_check import tickets_entering
from routing.policy import Compare, Policy, Queue
from routing.reading.finding import Finding, Severity
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import shown

TICKETS_SHOWN = 5
"""A finding lists at most so many kinds of tickets."""


def check_roster(policy: Policy, agents: Sequence[Agent]) -> list[Finding]:
    """Return all that is wrong with a roster for a policy, and what of the policy has no effect with it.

    Parameters
    ----------
    policy
        Without errors of its own.
    agents
        Their findings have paths such as ``agents.ann.skills.fx``; a name that many agents have is reported once. If
        something has a wrong type, nothing else is looked at than the agents by themselves.
    """
    found = check_agents(policy, agents)
    if any(finding.in_code for finding in found):
        return found
    kinds = one_of_each(agents)
    found += [*_skills_nobody_has(policy, kinds), *_labels_nobody_has(policy, kinds), *_empty_pools(policy, kinds)]
    if any(finding.path[2:3] == ("labels",) for finding in found):
        return found  # conditions cannot be held against labels of another type
    entering = tickets_entering(policy)
    for number, queue in enumerate(policy.queues):
        qualified = [{index for index, agent in enumerate(kinds) if may_take(step, agent)} for step in queue.steps]
        able = [kinds[index] for index in sorted(qualified[-1])]
        found += _untakeable(policy, number, entering[number] & ~_channels_of(policy, able))
        if able:
            found += _idle_steps(queue, ("queues", number, "steps"), qualified)
    return found


def _channels_of(policy: Policy, agents: Sequence[Agent]) -> NDArray[np.bool_]:
    """The channels that somebody among ``agents`` has the capacity for."""
    costs = dict(policy.costs)
    able = [
        any(agent.capacity >= costs.get(channel, 1) and agent.most.get(channel, 1) > 0 for agent in agents)
        for channel in policy.channels
    ]
    return np.array(able, bool)


def _skills_nobody_has(policy: Policy, agents: Sequence[Agent]) -> Iterator[Finding]:
    held = sorted({skill for agent in agents for skill in agent.skills})
    missing = {skill for queue in policy.queues for step in queue.steps for skill, _ in step.skills} - set(held)
    rule = text("nobody on the roster has this skill")
    for number, queue in enumerate(policy.queues):
        for index, step in enumerate(queue.steps):
            for skill in sorted(missing & dict(step.skills).keys()):
                path: Path = ("queues", number, "steps", index, "skills", skill)
                yield Finding(path, rule, value=skill, known=tuple(held), kind=UnknownName)
                missing.remove(skill)


def _labels_nobody_has(policy: Policy, agents: Sequence[Agent]) -> Iterator[Finding]:
    held = {label for agent in agents for label in agent.labels}
    said: set[str] = set()
    rule = text("nobody on the roster has this label")
    for number, queue in enumerate(policy.queues):
        for index, step in enumerate(queue.steps):
            for condition in step.labels:
                label = condition.label
                if label not in held | said and condition.compare is not Compare.NE:
                    path: Path = ("queues", number, "steps", index, "labels", label)
                    yield Finding(path, rule, value=label, known=tuple(sorted(held)), kind=UnknownName)
                    said.add(label)


def _empty_pools(policy: Policy, agents: Sequence[Agent]) -> Iterator[Finding]:
    held = {pool for agent in agents for pool in agent.pools}
    for number, reservation in enumerate(policy.reservations):
        if reservation.pool not in held:
            rule = text("has no effect: nobody on the roster is in this pool")
            yield Finding(("reservations", number, "pool"), rule, Severity.WARNING, value=reservation.pool)


def _untakeable(policy: Policy, number: int, entering: NDArray[np.bool_]) -> list[Finding]:
    count = int(entering.sum())
    if not count:
        return []
    tickets = [
        f"{shown(policy.problems[p])} × {shown(policy.tiers[t])} × {shown(policy.channels[c])}"
        for p, t, c in islice(np.argwhere(entering).tolist(), TICKETS_SHOWN)
    ]
    if count > TICKETS_SHOWN:
        tickets.append("…")
    rule = text(
        "nobody on the roster can take the tickets of queue {queue} in any step: {tickets}",
        queue=shown(policy.queues[number].name),
        tickets=", ".join(tickets),
    )
    return [Finding(("queues", number, "steps"), rule)]


def _idle_steps(queue: Queue, path: Path, qualified: Sequence[set[int]]) -> Iterator[Finding]:
    for index in range(len(queue.steps)):
        if not qualified[index]:
            rule = text("no agent on the roster qualifies for this step")
            yield Finding((*path, index), rule, Severity.WARNING)
        elif index and qualified[index] == qualified[index - 1]:
            rule = text("the same agents qualify as for the step before: waiting for it gains nobody")
            yield Finding((*path, index), rule, Severity.WARNING)
