"""Whether each agent of a roster is one that the policy knows: skills, labels, pools, capacity, order and delays."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from routing.checks.agent_shape import check_agent
from routing.errors import BadValue, UnknownName
from routing.labels import fits
from routing.model import Agent
from routing.policies.condition_check import rule_of_type
from routing.policy import Policy
from routing.reading.finding import Finding
from routing.reading.of_type import is_text
from routing.words.messages import text
from routing.words.place import Path

_FIELDS = ("skills", "labels", "pools", "capacity", "most", "queue_order", "delays")
"""In this order findings about an agent come."""


def check_agents(policy: Policy, agents: Sequence[Agent]) -> list[Finding]:
    """Return what is wrong with the agents by themselves; a name that many agents have is reported once."""
    found: list[Finding] = []
    ids: set[str] = set()
    for number, agent in enumerate(agents):
        wrong = _no_agent(agent, number)
        if wrong is not None:
            found.append(wrong)
            continue
        if agent.id in ids:
            found.append(Finding(("agents", agent.id), text("two agents have this id"), kind=BadValue))
        ids.add(agent.id)
        found += _agent(policy, agent)
    return _once(found)


def _no_agent(value: object, number: int) -> Finding | None:
    """What is wrong with an entry of a roster that is no agent, or an agent whom nobody could name."""
    path: Path = ("agents", number)
    if not isinstance(value, Agent):
        return Finding(path, text("must be a routing.Agent"), value=value, kind=BadValue, in_code=True)
    if is_text(value.id) and value.id:
        return None
    rule = text("must be text that UTF-8 can write, not empty")
    return Finding((*path, "id"), rule, value=value.id, kind=BadValue, in_code=True)


def _agent(policy: Policy, agent: Agent) -> list[Finding]:
    found = check_agent(agent, ("agents", agent.id))
    if any(finding.in_code for finding in found):
        return found
    bad = {finding.path[3] for finding in found if finding.path[2] == "labels"}
    for check in (_skills, _pools, _channels, _queues):
        found += check(policy, agent)
    found += _labels(policy, agent, bad)
    return sorted(found, key=lambda finding: _FIELDS.index(str(finding.path[2])))


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
    for skill in agent.skills:
        path: Path = ("agents", agent.id, "skills", skill)
        if skill not in policy.skills:
            rule = text("is not among the policy's skills")
            yield Finding(path, rule, value=skill, known=policy.skills, kind=UnknownName)


def _labels(policy: Policy, agent: Agent, bad: Collection[str | int]) -> Iterator[Finding]:
    types = dict(policy.labels)
    for label, value in agent.labels.items():
        path: Path = ("agents", agent.id, "labels", label)
        if label not in types:
            rule = text("is not among the policy's labels")
            yield Finding(path, rule, value=label, known=tuple(types), kind=UnknownName)
        elif label not in bad and not fits(value, types[label]):
            yield Finding(path, rule_of_type(types[label]), value=value, kind=BadValue)


def _pools(policy: Policy, agent: Agent) -> Iterator[Finding]:
    rule = text("is not among the policy's pools")
    for place, pool in enumerate(agent.pools):
        if pool not in policy.pools:
            path: Path = ("agents", agent.id, "pools", place)
            yield Finding(path, rule, value=pool, known=policy.pools, kind=UnknownName)


def _channels(policy: Policy, agent: Agent) -> Iterator[Finding]:
    path: Path = ("agents", agent.id)
    for channel in agent.most:
        here: Path = (*path, "most", channel)
        if channel not in policy.channels:
            rule = text("is not among the policy's channels")
            yield Finding(here, rule, value=channel, known=policy.channels, kind=UnknownName)


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
    for queue in agent.delays or {}:
        path = ("agents", agent.id, "delays", queue)
        if queue not in queues:
            yield Finding(path, unknown, value=queue, known=queues, kind=UnknownName)
