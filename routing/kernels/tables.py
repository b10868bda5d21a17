"""From names to numbers: a policy and a roster become the tables that the kernel reads.

Agents who are alike in all that decisions look at, but for their present state, form a *profile*. Everything that
depends on the roster but not on presence is worked out here once: which profiles qualify for a routing step and in
which order of preference, which sub-queues a profile may take from, how scarce a profile is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import takewhile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.agent_groups import may_take, rank_of
from routing.kernels import state as st
from routing.kernels.state import MAX_TERMS, Rows, Tables
from routing.labels import holds
from routing.model import NEVER, Agent, LabelValue, Prefer
from routing.policy import Match, Policy, Queue, Step

AGENT_TERMS = (Prefer.LONGEST_IDLE, Prefer.ROUND_ROBIN, Prefer.LEAST_LOADED)
"""Terms in which agents of one profile differ."""

LOAD_TERMS = (Prefer.LONGEST_IDLE, Prefer.LEAST_LOADED)
"""Terms that look at the agents' load first."""

NO_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True)
class Profile:
    """Agents who are alike: the first of them, and the numbers of all."""

    agent: Agent
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
        See :func:`entry_queues`.
    scarcity_rank
        [queue][profile]: the rank of the profile's scarcity, as SCARCE_LAST compares it.
    uses_units
        Whether some agent or channel has more than one unit, or a limit; then each channel is a lane.
    """

    tables: Tables
    profiles: tuple[Profile, ...]
    agent_profile: NDArray[np.int32]
    entry: NDArray[np.int32]
    scarcity_rank: list[list[int]]
    uses_units: bool


def never_relaxed_lack(queue: Queue, agent: Agent) -> str | None:
    """The first skill or label that the queue never relaxes and the agent does not have; None: it has all."""
    first = queue.steps[0]
    for name in queue.never_relax:
        skilled = all(agent.skills.get(skill, 0) >= level for skill, level in first.skills if skill == name)
        if not (skilled and holds([c for c in first.labels if c.label == name], agent.labels)):
            return name
    return None


def admits(match: Match, problem: str, tier: str, channel: str) -> bool:
    """Whether a ticket of this problem, tier and channel may enter a queue, as far as these go."""
    return (
        (not match.problems or problem in match.problems)
        and (not match.tiers or tier in match.tiers)
        and (not match.channels or channel in match.channels)
    )


def entry_queue(
    policy: Policy, problem: str, tier: str, channel: str, labels: Mapping[str, LabelValue] | None = None
) -> int:
    """The number of the first queue whose ``match`` holds; -1: none does."""
    for number, queue in enumerate(policy.queues):
        if admits(queue.match, problem, tier, channel) and holds(queue.match.labels, labels or {}):
            return number
    return -1


def profiles_of(agents: Iterable[Agent]) -> tuple[Profile, ...]:
    """Group agents who are alike, in the order of their first agents."""
    members: dict[tuple[Any, ...], list[int]] = {}
    people = tuple(agents)
    for number, agent in enumerate(people):
        key = (
            tuple(sorted(agent.skills.items())),
            agent.pools,
            tuple(sorted((name, type(value).__name__, value) for name, value in agent.labels.items())),
            agent.capacity,
            tuple(sorted(agent.most.items())),
            agent.queue_order,
            None if agent.delays is None else tuple(sorted(agent.delays.items())),
        )
        members.setdefault(key, []).append(number)
    return tuple(Profile(people[numbers[0]], tuple(numbers)) for numbers in members.values())


def entry_queues(policy: Policy) -> NDArray[np.int32]:
    """int32 [problems, tiers, channels]: the queue that such a ticket without labels enters; -1 where none does."""
    rows = [
        [[entry_queue(policy, problem, tier, channel) for channel in policy.channels] for tier in policy.tiers]
        for problem in policy.problems
    ]
    return np.array(rows, np.int32)


def delay_of(policy: Policy, agent: Agent, queue: Queue) -> int:
    """How long a ticket must have been in ``queue`` before the agent takes it; microseconds."""
    if agent.delays is not None:
        return agent.delays.get(queue.name, 0)
    delays = {pool: dict(of_queues) for pool, of_queues in policy.delays}
    return next((delays[pool].get(queue.name, 0) for pool in agent.pools if pool in delays), 0)


def scarcity(policy: Policy, profiles: Sequence[Profile]) -> list[list[Fraction]]:
    """[queue][profile]: the sum over the profile's *other* queues of 1 / agents qualified for them on the roster.

    A profile's queues are those whose first step it qualifies for: what later steps let in is help, not duty.
    """
    serves = [[may_take(queue.steps[0], profile.agent) for profile in profiles] for queue in policy.queues]
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
    return next((place for place, pool in enumerate(step.pools) if pool in profile.agent.pools), 0)


def level_sum(step: Step, profile: Profile) -> int:
    """The sum of the profile's levels in the skills that the step asks for."""
    return sum(profile.agent.skills.get(skill, 0) for skill, _ in step.skills)


def agent_order(step: Step, *, uses_units: bool) -> tuple[int, ...]:
    """The order of agents of one profile: whether by load, and the step's terms in which they can differ."""
    terms = [term for term in dict.fromkeys(step.prefer) if term in AGENT_TERMS]
    if not uses_units:
        terms = [term for term in terms if term != Prefer.LEAST_LOADED]
    by_load = uses_units and bool(terms) and terms[0] in LOAD_TERMS
    codes = [int(term) for term in terms]
    return (int(by_load), *codes, *[-1] * (3 - len(codes)))


def bits(numbers: Iterable[int]) -> int:
    """A whole number with these bits set."""
    return sum(1 << number for number in set(numbers))


class _Builder:
    """Collects the rows of the tables while it walks through queues, steps and epochs."""

    def __init__(self, policy: Policy, profiles: Sequence[Profile]) -> None:
        self.policy = policy
        self.profiles = profiles
        self.names = [queue.name for queue in policy.queues]
        costs = dict(policy.costs)
        self.uses_units = bool(costs) or any(p.agent.capacity > 1 or p.agent.most for p in profiles)
        self.lanes = [costs.get(name, 1) for name in policy.channels] if self.uses_units else [1]
        self.scarce = [dense_ranks(row) for row in scarcity(policy, profiles)]
        self.orders: dict[tuple[int, ...], int] = {}
        self.queues: list[tuple[Any, ...]] = []
        self.steps: list[tuple[int, ...]] = []
        self.stages: list[tuple[Any, ...]] = []
        self.epochs: list[tuple[int, int]] = []
        self.watched: list[tuple[int]] = []
        self.conditions: list[tuple[int, int]] = []
        self.options: list[tuple[int, ...]] = []
        self.serves: list[set[tuple[int, ...]]] = [set() for _ in profiles]
        self.rules: list[tuple[int, ...]] = []
        self.allowed: list[tuple[int, int]] = []
        self.n_subs = 0

    def add_queue(self, number: int, queue: Queue) -> None:
        n_bands = queue.band + 1 if queue.promote_after_us < NEVER else 1
        delays = [delay_of(self.policy, profile.agent, queue) for profile in self.profiles]
        strange = [r for r in self.policy.reservations if queue.name not in r.queues]
        lifts = [r.lift_after_us for r in strange if r.lift_after_us < NEVER]
        epochs = sorted({0, *delays, *lifts})
        row = (
            queue.head_start_us * 1000,
            queue.ageing_per_mille,
            len(self.steps),
            len(queue.steps),
            len(self.stages),
            len(epochs),
            len(self.epochs),
            self.n_subs,
            queue.band,
            n_bands,
            int(queue.auto_accept),
            int(queue.wrap_up),
            queue.wrap_up_us,
            queue.max_waiting,
            queue.promote_after_us,
            queue.offer_expires_us,
            queue.decline_pause_us,
            int(queue.on_expiry),
            queue.expiry_limit,
            queue.gather_after_us,
            int(queue.announces_wait),
            len(self.rules),
            len(self.rules) + len(queue.overflow),
            bits(n for n, r in enumerate(self.policy.reservations) if r in strange and r.lift_waiting >= 0),
            queue.hold_us,
        )
        self.queues.append(row)
        starts = {step.from_us for step in queue.steps}
        self.epochs += [(epoch, int(epoch in starts)) for epoch in epochs]
        self.rules += [
            (int(o.cause), int(o.action), self.names.index(o.queue) if o.queue else -1, o.at, o.until)
            for o in queue.overflow
        ]
        for place, step in enumerate(queue.steps):
            self.add_step(number, place, step)
            for epoch in epochs:
                members = [
                    p for p, profile in enumerate(self.profiles) if may_take(step, profile.agent) and delays[p] <= epoch
                ]
                reserved = [self.reserved(queue, profile, epoch) for profile in self.profiles]
                self.add_stage(number, place, step, members, reserved)
                self.add_serves(number, queue, n_bands, members, reserved)
        for profile in self.profiles:
            last = queue.steps[-1]
            has_all = never_relaxed_lack(queue, profile.agent) is None
            self.allowed.append((int(has_all), int(may_take(last, profile.agent))))

    def reserved(self, queue: Queue, profile: Profile, epoch: int) -> int:
        """The reservations that keep agents of a profile from tickets so long in the queue."""
        return bits(
            n
            for n, r in enumerate(self.policy.reservations)
            if queue.name not in r.queues and r.pool in profile.agent.pools and epoch < r.lift_after_us
        )

    def add_step(self, queue: int, place: int, step: Step) -> None:
        first = len(self.watched)
        if step.only_if_absent:
            self.conditions.append((queue, place))
            before = self.policy.queues[queue].steps[place - 1]
            self.watched += [(p,) for p, profile in enumerate(self.profiles) if may_take(before, profile.agent)]
        self.steps.append((step.from_us, int(step.only_if_absent), first, len(self.watched)))

    def add_stage(self, queue: int, place: int, step: Step, members: list[int], reserved: list[int]) -> None:
        values = {
            p: {
                Prefer.POOL_ORDER: pool_place(step, self.profiles[p]),
                Prefer.LEVEL: -level_sum(step, self.profiles[p]),
                Prefer.SCARCE_LAST: self.scarce[queue][p],
            }
            for p in members
        }
        idle = () if self.uses_units else (Prefer.LEAST_LOADED,)
        terms = [term for term in step.prefer if term not in idle]
        leading = list(takewhile(lambda term: term not in AGENT_TERMS, terms))
        ranks = dict(zip(members, dense_ranks([tuple(values[p][t] for t in leading) for p in members]), strict=True))
        first = len(self.options)
        for p in sorted(members, key=lambda p: (ranks[p], p)):
            self.options.append((p, ranks[p], *values[p].values(), reserved[p]))
        rest = [int(term) for term in terms[len(leading) :]]
        order = self.orders.setdefault(agent_order(step, uses_units=self.uses_units), len(self.orders))
        padded = tuple(rest + [-1] * (MAX_TERMS - len(rest)))
        self.stages.append((place, first, len(self.options), order, len(rest), padded))

    def add_serves(self, number: int, queue: Queue, n_bands: int, members: list[int], reserved: list[int]) -> None:
        """The sub-queues of the stage that has just been added."""
        n_lanes = len(self.lanes)
        for p in members:
            rank = rank_of(self.policy, self.profiles[p].agent, queue.name)
            self.serves[p].update(
                (queue.band - b, rank, self.n_subs + b * n_lanes + lane, number, lane, reserved[p])
                for b in range(n_bands)
                for lane in range(n_lanes)
            )
        self.n_subs += n_bands * n_lanes

    def limits(self, profile: Profile) -> list[tuple[int]]:
        if not self.uses_units:
            return [(NO_LIMIT,)]
        return [(profile.agent.most.get(name, NO_LIMIT),) for name in self.policy.channels]

    def tables(self) -> Tables:
        serves: list[tuple[int, ...]] = []
        profiles: list[tuple[int, ...]] = []
        reservations = self.policy.reservations
        for profile, rows in zip(self.profiles, self.serves, strict=True):
            counts_for = bits(n for n, r in enumerate(reservations) if r.pool in profile.agent.pools)
            profiles.append((len(serves), len(serves) + len(rows), profile.agent.capacity, counts_for))
            serves.extend(sorted(rows))
        greatest = max(self.lanes)
        return Tables(
            queues=_rows(self.queues, st.QUEUE),
            steps=_rows(self.steps, st.STEP),
            stages=_rows(self.stages, st.STAGE),
            epochs=_rows(self.epochs, st.EPOCH),
            watched=_rows(self.watched, st.WATCHED),
            conditions=_rows(self.conditions, st.CONDITION),
            options=_rows(self.options, st.OPTION),
            profiles=_rows(profiles, st.PROFILE),
            serves=_rows(serves, st.SERVE),
            orders=_rows([(by_load, tuple(terms)) for by_load, *terms in self.orders], st.ORDER),
            lanes=_rows([(cost,) for cost in self.lanes], st.LANE),
            limits=_rows([row for profile in self.profiles for row in self.limits(profile)], st.LIMIT),
            allowed=_rows(self.allowed, st.ALLOWED),
            reservations=_rows(
                [(r.keep_free, greatest, r.lift_waiting, r.restore_waiting) for r in reservations], st.RESERVATION
            ),
            rules=_rows(self.rules, st.RULE),
        )


def _rows(values: Sequence[tuple[Any, ...]], dtype: np.dtype[Any]) -> Rows:
    return np.array(values, dtype=dtype) if values else np.zeros(0, dtype)


def compile_tables(policy: Policy, agents: Sequence[Agent]) -> Compiled:
    """Work out the tables of a policy for a roster.

    Parameters
    ----------
    policy
        Checked, as :func:`routing.policies.policy_file.load_policy` returns it.
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
    return Compiled(builder.tables(), profiles, agent_profile, entry_queues(policy), builder.scarce, builder.uses_units)
