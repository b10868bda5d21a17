"""Whether each agent of a roster is one that the policy knows: skills, labels, pools, capacity, order and delays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from routing.condition_check import rule_of_type
from routing.errors import BadValue, UnknownName
from routing.finding import Finding
from routing.labels import fits
from routing.messages import text
from routing.model import SECOND, Agent
from routing.place import Path
from routing.policy import Policy
from routing.policy_schema import MAX_UNITS
from routing.units import MONTH_S, in_seconds


def check_agents(policy: Policy, agents: Sequence[Agent]) -> list[Finding]:
    """Return what is wrong with the agents by themselves; a name that many agents have is reported once."""
    found: list[Finding] = []
    ids: set[str] = set()
    for agent in agents:
        if agent.id in ids:
            found.append(Finding(("agents", agent.id), text("two agents have this id"), kind=BadValue))
        ids.add(agent.id)
        found += _skills(policy, agent)
        found += _labels(policy, agent)
        found += _pools(policy, agent)
        found += _capacity(policy, agent)
        found += _queues(policy, agent)
    return _once(found)


def _once(found: list[Finding]) -> list[Finding]:
    """The findings without the unknown names that were said before of another agent."""
    seen: set[tuple[str, object]] = set()
    kept: list[Finding] = []
    for finding in found:
        name = (finding.rule, finding.value)
        if finding.kind is UnknownName and name in seen:
            continue
        if finding.kind is UnknownName:
            seen.add(name)
        kept.append(finding)
    return kept


def _skills(policy: Policy, agent: Agent) -> Iterator[Finding]:
    for skill, level in agent.skills.items():
        path: Path = ("agents", agent.id, "skills", skill)
        if skill not in policy.skills:
            rule = text("is not among the policy's skills")
            yield Finding(path, rule, value=skill, known=policy.skills, kind=UnknownName)
        if not 1 <= level <= 5:
            yield Finding(path, text("must be a level from 1 to 5"), value=level, kind=BadValue)


def _labels(policy: Policy, agent: Agent) -> Iterator[Finding]:
    types = dict(policy.labels)
    for label, value in agent.labels.items():
        path: Path = ("agents", agent.id, "labels", label)
        if label not in types:
            rule = text("is not among the policy's labels")
            yield Finding(path, rule, value=label, known=tuple(types), kind=UnknownName)
        elif not fits(value, types[label]):
            yield Finding(path, rule_of_type(types[label]), value=value, kind=BadValue)


def _pools(policy: Policy, agent: Agent) -> Iterator[Finding]:
    rule = text("is not among the policy's pools")
    for place, pool in enumerate(agent.pools):
        if pool not in policy.pools:
            path: Path = ("agents", agent.id, "pools", place)
            yield Finding(path, rule, value=pool, known=policy.pools, kind=UnknownName)


def _capacity(policy: Policy, agent: Agent) -> Iterator[Finding]:
    path: Path = ("agents", agent.id)
    if not 1 <= agent.capacity <= MAX_UNITS:
        rule = text("must be a whole number from {least} to {most}", least=1, most=MAX_UNITS)
        yield Finding((*path, "capacity"), rule, value=agent.capacity, kind=BadValue)
    for channel, most in agent.most.items():
        here: Path = (*path, "most", channel)
        if channel not in policy.channels:
            rule = text("is not among the policy's channels")
            yield Finding(here, rule, value=channel, known=policy.channels, kind=UnknownName)
        if not 0 <= most <= MAX_UNITS:
            rule = text("must be a whole number from {least} to {most}", least=0, most=MAX_UNITS)
            yield Finding(here, rule, value=most, kind=BadValue)


def _queues(policy: Policy, agent: Agent) -> Iterator[Finding]:
    if not agent.queue_order and not agent.delays:
        return
    queues = tuple(queue.name for queue in policy.queues)
    unknown = text("is not the name of a queue of this policy")
    order = agent.queue_order or ()
    for place, queue in enumerate(order):
        path: Path = ("agents", agent.id, "queue_order", place)
        if queue not in queues:
            yield Finding(path, unknown, value=queue, known=queues, kind=UnknownName)
        if queue in order[:place]:
            yield Finding(path, text("names {name} twice", name=queue), kind=BadValue)
    for queue, delay in (agent.delays or {}).items():
        path = ("agents", agent.id, "delays", queue)
        if queue not in queues:
            yield Finding(path, unknown, value=queue, known=queues, kind=UnknownName)
        if not 0 <= delay <= MONTH_S * SECOND:
            rule = text("must be from {least} to {most} seconds", least=0, most=MONTH_S)
            yield Finding(path, rule, value=in_seconds(delay), kind=BadValue)
