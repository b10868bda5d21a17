"""A policy and a roster, with all that a router knows from them alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import product

from routing.errors import DuplicateAgent
from routing.kernels.tables import Compiled, compile_tables, entry_queue
from routing.model import Agent
from routing.policy import OverflowAction, Policy

_DEFLECTS = frozenset({OverflowAction.BOT, OverflowAction.MESSAGE})

Words = tuple[str, str, str]
"""Problem, tier and channel of a ticket."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a router decides by.

    Parameters
    ----------
    policy, agents
        The policy, and the roster: an agent's number is its place there.
    compiled
        Both as tables.
    agent_ids, agent_numbers
        Agent by number, and number by agent.
    queue_numbers
        Number by name.
    entry
        For each problem, tier and channel: the queue that such a ticket without labels enters, its lane, its class.
    may_deflect
        Whether a rule of overflow can end a ticket.
    """

    policy: Policy
    agents: tuple[Agent, ...]
    compiled: Compiled
    agent_ids: list[str]
    agent_numbers: Mapping[str, int]
    queue_numbers: Mapping[str, int]
    entry: Mapping[Words, tuple[int, int, int]]
    may_deflect: bool

    @classmethod
    def of(cls, policy: Policy, roster: Iterable[Agent]) -> Rules:
        """Work them out.

        Raises
        ------
        DuplicateAgent
            The roster lists an agent twice.
        """
        agents = tuple(roster)
        ids = [agent.id for agent in agents]
        numbers: dict[str, int] = {}
        for number, agent in enumerate(ids):
            if numbers.setdefault(agent, number) != number:
                raise DuplicateAgent(agent)
        compiled = compile_tables(policy, agents)
        lanes = {name: number if compiled.uses_units else 0 for number, name in enumerate(policy.channels)}
        classes = enumerate(product(policy.problems, policy.tiers, policy.channels))
        entry = {words: (entry_queue(policy, *words), lanes[words[2]], number) for number, words in classes}
        queues = {queue.name: number for number, queue in enumerate(policy.queues)}
        deflects = any(rule.action in _DEFLECTS for queue in policy.queues for rule in queue.overflow)
        return cls(policy, agents, compiled, ids, numbers, queues, entry, deflects)


def decide_alike(one: Policy, other: Policy) -> bool:
    """Whether two policies differ in their names at most."""
    return replace(one, name="", hash="") == replace(other, name="", hash="")
