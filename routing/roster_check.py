"""Whether a roster can do what a policy asks: skills that somebody has, tickets that somebody can take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from routing.errors import BadValue, UnknownName
from routing.finding import Finding, Severity
from routing.messages import text
from routing.model import Agent
from routing.place import Path
from routing.policy import Policy, Queue
from routing.policy_check import tickets_entering
from routing.shown import shown
from routing.tables import Profile, profiles_of, qualifies

TICKETS_SHOWN = 5
"""A finding lists at most so many kinds of tickets."""


def check_roster(policy: Policy, agents: Sequence[Agent]) -> list[Finding]:
    """Return all that is wrong with a roster for a policy, and what of the policy has no effect with it.

    Parameters
    ----------
    policy
        Without errors of its own.
    agents
        Their findings have paths such as ``agents.ann.skills.fx``; a name that many agents have is reported once.
    """
    profiles = profiles_of(agents)
    found = [*_agents(policy, agents), *_skills_nobody_has(policy, profiles)]
    entering = tickets_entering(policy)
    for number, queue in enumerate(policy.queues):
        qualified = [
            {index for index, profile in enumerate(profiles) if qualifies(step, profile.skills, profile.pools)}
            for step in queue.steps
        ]
        if not qualified[-1]:
            found += _untakeable(policy, number, entering[number])
        else:
            found += _idle_steps(queue, ("queues", number, "steps"), qualified)
    return found


def _agents(policy: Policy, agents: Sequence[Agent]) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    ids: set[str] = set()
    no_skill, no_pool = text("is not among the policy's skills"), text("is not among the policy's pools")
    for agent in agents:
        if agent.id in ids:
            yield Finding(("agents", agent.id), text("two agents have this id"), kind=BadValue)
        ids.add(agent.id)
        for skill, level in agent.skills.items():
            path: Path = ("agents", agent.id, "skills", skill)
            if skill not in policy.skills and ("skill", skill) not in seen:
                yield Finding(path, no_skill, value=skill, known=policy.skills, kind=UnknownName)
                seen.add(("skill", skill))
            if not 1 <= level <= 5:
                yield Finding(path, text("must be a level from 1 to 5"), value=level, kind=BadValue)
        for place, pool in enumerate(agent.pools):
            if pool not in policy.pools and ("pool", pool) not in seen:
                path = ("agents", agent.id, "pools", place)
                yield Finding(path, no_pool, value=pool, known=policy.pools, kind=UnknownName)
                seen.add(("pool", pool))


def _skills_nobody_has(policy: Policy, profiles: Sequence[Profile]) -> Iterator[Finding]:
    held = sorted({skill for profile in profiles for skill in profile.skills})
    missing = {skill for queue in policy.queues for step in queue.steps for skill, _ in step.skills} - set(held)
    rule = text("nobody on the roster has this skill")
    for number, queue in enumerate(policy.queues):
        for index, step in enumerate(queue.steps):
            for skill in sorted(missing & dict(step.skills).keys()):
                path: Path = ("queues", number, "steps", index, "skills", skill)
                yield Finding(path, rule, value=skill, known=tuple(held), kind=UnknownName)
                missing.remove(skill)


def _untakeable(
    policy: Policy, number: int, entering: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
) -> list[Finding]:
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
