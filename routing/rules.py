"""A policy and a roster, with all that a router knows from them alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import product

from routing.agent_shape import refuse_wrong_agents
from routing.errors import BadId, DuplicateAgent, WrongType
from routing.messages import text
from routing.model import Agent
from routing.of_type import is_text
from routing.policy import OverflowAction, Policy
from routing.tables import Compiled, compile_tables, entry_queue

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


def roster_of(agents: Iterable[Agent]) -> tuple[Agent, ...]:
    """A roster that any policy could have.

    Raises
    ------
    WrongType
        It is not one of agents.
    BadId
        An agent's id is not text, is empty, or cannot be written in UTF-8.
    InputError
        An agent has something of a wrong type, or out of range.
    """
    given: object = agents
    if not isinstance(given, Iterable) or isinstance(given, str | bytes | Mapping):
        raise WrongType("agents", text("must be a list of routing.Agent"), given)
    roster = tuple(agents)
    for number, agent in enumerate(roster):
        must_be_agent(agent, f"agents[{number}]")
    refuse_wrong_agents(roster)
    return roster


def must_be_agent(value: object, name: str) -> None:
    """Refuse what is no agent with an id; ``name`` is what messages call it.

    Raises
    ------
    WrongType, BadId
    """
    if not isinstance(value, Agent):
        raise WrongType(name, text("must be a routing.Agent"), value)
    check_id("agent", value.id)


def check_id(kind: str, value: object) -> None:
    """Refuse an id that is not text, is empty, or has half of a surrogate pair.

    Parameters
    ----------
    kind
        ``ticket`` or ``agent``.

    Raises
    ------
    BadId
    """
    if not is_text(value) or not value:
        raise BadId(kind, value)


def decide_alike(one: Policy, other: Policy) -> bool:
    """Whether two policies differ in their names at most."""
    return replace(one, name="", hash="") == replace(other, name="", hash="")
