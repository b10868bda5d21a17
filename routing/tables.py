"""From names to numbers: a policy and a roster become the tables that the kernel reads.

Agents with equal skills and pools form a *profile*. Everything that depends on the roster but not on presence is
worked out here once: which profiles qualify for a routing step and in which order of preference, which sub-queues a
profile may take from, how scarce a profile is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import takewhile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.model import NEVER, Agent, Prefer
from routing.policy import Match, Policy, Queue, Step
from routing.state import MAX_TERMS, OPTION, ORDER, PROFILE, QUEUE, SERVE, STEP, Rows, Tables

AGENT_TERMS = (Prefer.LONGEST_IDLE, Prefer.ROUND_ROBIN)
"""Terms in which agents of one profile differ. LEAST_LOADED is none: an agent with capacity 1 is free or full."""

_CODES: dict[Prefer | None, int] = {term: int(term) for term in Prefer} | {None: -1}


@dataclass(frozen=True, slots=True)
class Profile:
    """Agents with equal skills and pools, by the numbers of the agents."""

    skills: dict[str, int]
    pools: tuple[str, ...]
    agents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """The tables with what the front needs beside them.

    Parameters
    ----------
    tables
        For the kernel.
    profiles
        In the order of their first agent.
    agent_profile
        int32 [n_agents].
    entry
        int32 [problems, tiers, channels]: the queue that such a ticket enters.
    scarcity_rank
        [queue][profile]: the rank of the profile's scarcity, as SCARCE_LAST compares it.
    """

    tables: Tables
    profiles: tuple[Profile, ...]
    agent_profile: NDArray[np.int32]
    entry: NDArray[np.int32]
    scarcity_rank: list[list[int]]


def qualifies(step: Step, skills: dict[str, int], pools: Sequence[str]) -> bool:
    """Whether an agent with these skills and pools may take a ticket that stands in ``step``."""
    if step.pools and not any(pool in step.pools for pool in pools):
        return False
    return all(skills.get(skill, 0) >= level for skill, level in step.skills)


def admits(match: Match, problem: str, tier: str, channel: str) -> bool:
    """Whether a ticket of this problem, tier and channel may enter a queue with this ``match``."""
    return (
        (not match.problems or problem in match.problems)
        and (not match.tiers or tier in match.tiers)
        and (not match.channels or channel in match.channels)
    )


def profiles_of(agents: Iterable[Agent]) -> tuple[Profile, ...]:
    """Group agents by equal skills and pools, in the order of their first agents."""
    members: dict[tuple[Any, ...], list[int]] = {}
    for number, agent in enumerate(agents):
        members.setdefault((tuple(sorted(agent.skills.items())), tuple(agent.pools)), []).append(number)
    return tuple(Profile(dict(skills), pools, tuple(numbers)) for (skills, pools), numbers in members.items())


def entry_queues(policy: Policy) -> NDArray[np.int32]:
    """The number of the first queue that admits each (problem, tier, channel); int32, -1 where none does."""
    entry = np.full((len(policy.problems), len(policy.tiers), len(policy.channels)), -1, np.int32)
    for p, problem in enumerate(policy.problems):
        for t, tier in enumerate(policy.tiers):
            for c, channel in enumerate(policy.channels):
                admitting = (n for n, queue in enumerate(policy.queues) if admits(queue.match, problem, tier, channel))
                entry[p, t, c] = next(admitting, -1)
    return entry


def queue_rank(policy: Policy, profile: Profile, queue: Queue) -> int:
    """The place of ``queue`` in the own order of the profile's agents: that of its first pool that has one."""
    orders = dict(policy.queue_order)
    order = next((orders[pool] for pool in profile.pools if pool in orders), ())
    return order.index(queue.name) if queue.name in order else len(order)


def scarcity(policy: Policy, profiles: Sequence[Profile]) -> list[list[Fraction]]:
    """[queue][profile]: the sum over the profile's *other* queues of 1 / agents qualified for them on the roster.

    A profile's queues are those whose first step it qualifies for: what later steps let in is help, not duty.
    """
    serves = [
        [qualifies(queue.steps[0], profile.skills, profile.pools) for profile in profiles] for queue in policy.queues
    ]
    heads = [sum(len(p.agents) for p, yes in zip(profiles, row, strict=True) if yes) for row in serves]
    worth = [
        [Fraction(1, heads[q]) if serves[q][p] else Fraction(0) for p in range(len(profiles))]
        for q in range(len(policy.queues))
    ]
    total = [sum((row[p] for row in worth), Fraction(0)) for p in range(len(profiles))]
    return [[total[p] - row[p] for p in range(len(profiles))] for row in worth]


def dense_ranks(values: Sequence[Any]) -> list[int]:
    """The place of each value among the distinct values, from 0."""
    place = {value: rank for rank, value in enumerate(sorted(set(values)))}
    return [place[value] for value in values]


def pool_place(step: Step, profile: Profile) -> int:
    """The index of the first pool of the step that the profile belongs to; 0 where the step names none."""
    return next((place for place, pool in enumerate(step.pools) if pool in profile.pools), 0)


def level_sum(step: Step, profile: Profile) -> int:
    """The sum of the profile's levels in the skills that the step asks for."""
    return sum(profile.skills.get(skill, 0) for skill, _ in step.skills)


def agent_order(step: Step) -> tuple[Prefer | None, Prefer | None]:
    """The order in which agents of one profile are preferred: the step's terms in which they can differ."""
    terms = tuple(dict.fromkeys(term for term in step.prefer if term in AGENT_TERMS))
    padded = (*terms, None, None)
    return padded[0], padded[1]


class _Builder:
    """Collects the rows of the tables while it walks through queues and steps."""

    def __init__(self, policy: Policy, profiles: Sequence[Profile]) -> None:
        self.policy = policy
        self.profiles = profiles
        self.scarce = [dense_ranks(row) for row in scarcity(policy, profiles)]
        self.orders: dict[tuple[Prefer | None, Prefer | None], int] = {}
        self.queues: list[tuple[Any, ...]] = []
        self.steps: list[tuple[Any, ...]] = []
        self.options: list[tuple[int, ...]] = []
        self.serves: list[set[tuple[int, int, int]]] = [set() for _ in profiles]
        self.n_subs = 0

    def add_queue(self, number: int, queue: Queue) -> None:
        n_bands = queue.band + 1 if queue.promote_after_us < NEVER else 1
        row = (
            queue.head_start_us * 1000,
            queue.ageing_per_mille,
            queue.promote_after_us,
            queue.offer_expires_us,
            queue.decline_pause_us,
            queue.wrap_up_us,
            queue.max_waiting,
            len(self.steps),
            len(queue.steps),
            self.n_subs,
            queue.band,
            n_bands,
            int(queue.wrap_up),
            int(queue.auto_accept),
        )
        self.queues.append(row)
        for step in queue.steps:
            members = [p for p, profile in enumerate(self.profiles) if qualifies(step, profile.skills, profile.pools)]
            self.add_step(number, step, members)
            for p in members:
                rank = queue_rank(self.policy, self.profiles[p], queue)
                self.serves[p].update((queue.band - b, rank, self.n_subs + b) for b in range(n_bands))
            self.n_subs += n_bands

    def add_step(self, queue: int, step: Step, members: list[int]) -> None:
        values = {
            p: {
                Prefer.POOL_ORDER: pool_place(step, self.profiles[p]),
                Prefer.LEVEL: -level_sum(step, self.profiles[p]),
                Prefer.SCARCE_LAST: self.scarce[queue][p],
            }
            for p in members
        }
        terms = [term for term in step.prefer if term != Prefer.LEAST_LOADED]
        leading = list(takewhile(lambda term: term not in AGENT_TERMS, terms))
        ranks = dict(zip(members, dense_ranks([tuple(values[p][t] for t in leading) for p in members]), strict=True))
        first = len(self.options)
        for p in sorted(members, key=lambda p: (ranks[p], p)):
            self.options.append((p, ranks[p], *values[p].values()))
        rest = [int(term) for term in terms[len(leading) :]]
        order = self.orders.setdefault(agent_order(step), len(self.orders))
        padded = tuple(rest + [-1] * (MAX_TERMS - len(rest)))
        self.steps.append((step.from_us, first, len(self.options), order, len(rest), padded))

    def tables(self) -> Tables:
        serves: list[tuple[int, int, int]] = []
        profiles: list[tuple[int, int]] = []
        for rows in self.serves:
            profiles.append((len(serves), len(serves) + len(rows)))
            serves.extend(sorted(rows))
        orders = [(_CODES[first], _CODES[second]) for first, second in self.orders]
        return Tables(
            queues=_rows(self.queues, QUEUE),
            steps=_rows(self.steps, STEP),
            options=_rows(self.options, OPTION),
            profiles=_rows(profiles, PROFILE),
            serves=_rows(serves, SERVE),
            orders=_rows(orders, ORDER),
        )


def _rows(values: Sequence[tuple[Any, ...]], dtype: np.dtype[Any]) -> Rows:
    return np.array(values, dtype=dtype) if values else np.zeros(0, dtype)


def compile_tables(policy: Policy, agents: Sequence[Agent]) -> Compiled:
    """Work out the tables of a policy for a roster.

    Parameters
    ----------
    policy
        Checked, as :func:`routing.policy_file.load_policy` returns it.
    agents
        Their index is their number.
    """
    profiles = profiles_of(agents)
    builder = _Builder(policy, profiles)
    for number, queue in enumerate(policy.queues):
        builder.add_queue(number, queue)
    agent_profile = np.zeros(len(agents), np.int32)
    for number, profile in enumerate(profiles):
        agent_profile[list(profile.agents)] = number
    return Compiled(builder.tables(), profiles, agent_profile, entry_queues(policy), builder.scarce)
