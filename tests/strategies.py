"""Hypothesis strategies for the domain: policies, rosters, whole small worlds, their contacts, and router commands.

Everything is small and plain so that a failing example shrinks to something that can be read: names of one or two
letters, few queues and agents, and mostly a coarse clock of whole seconds, on which many things happen at once.

Hypothesis draws strings of bytes; see :mod:`tests.dice` for why. What a policy, a roster and a session have besides,
feature by feature, is added by :mod:`tests.features`.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from routing.kernels.tables import admits
from routing.model import NEVER, SECOND, Agent, Prefer, Presence, Tie
from routing.policy import Match, Policy, Queue, Step, WrapUp
from simulation.core.handling import NO_OUTAGES
from simulation.core.records import CONTACT
from simulation.core.world import CLASS, AfterClose, Group, Leavers, World, build_world
from tests.dice import Dice, grains, many_throws, throws
from tests.features import FEATURES, LABELS, agent_with_features, features_in_use, some_labels, with_features
from tests.naive import first_match

SKILLS = ("s1", "s2", "s3")
POOLS = ("p1", "p2", "p3")


def examples(usual: int) -> int:
    """How many examples a test draws: so many, ten times as many in ``make fuzz-tests``, or a share if asked for."""
    share = float(os.environ.get("PEAKLINE_EXAMPLES", "1"))
    return max(1, round(usual * share)) * (10 if os.environ.get("HYPOTHESIS_PROFILE") == "fuzz" else 1)


# -- policies ----------------------------------------------------------------------------------------------------------


def some_steps(dice: Dice, never_relax: Sequence[str]) -> tuple[Step, ...]:
    """One to four steps, each of which admits the agents of the step before."""
    levels = {skill: 1 + dice.below(4) for skill in SKILLS if skill in never_relax or dice.chance(40)}
    pools = dice.some(POOLS, percent=60) if dice.chance(50) else ()
    steps: list[Step] = []
    from_us = 0
    for _ in range(1 + dice.below(4)):
        prefer = list(dice.some(tuple(Prefer)))[:4]
        steps.append(Step(from_us, tuple(sorted(levels.items())), pools, tuple(prefer)))
        from_us += dice.duration(6, at_least=1)
        lowered = {skill: level - dice.below(level + 1) for skill, level in levels.items() if skill not in never_relax}
        levels = {skill: level for skill, level in (levels | lowered).items() if level > 0}
        if pools:
            wider = (*pools, *(pool for pool in dice.some(POOLS) if pool not in pools))
            pools = () if dice.chance(20) else wider
    return tuple(steps)


def some_queue(dice: Dice, name: str, match: Match) -> Queue:
    never_relax = dice.some(SKILLS[:2]) if dice.chance(20) else ()
    return Queue(
        name=name,
        match=match,
        steps=some_steps(dice, never_relax),
        head_start_us=dice.duration(20, at_least=-10) if dice.chance(50) else 0,
        ageing_per_mille=dice.pick([1000, 1000, 1, 500, 1500, 3000, 1_000_000]),
        band=dice.pick([0, 0, 0, 1, 2, 3]),
        promote_after_us=dice.duration(8, at_least=1) if dice.chance(60) else NEVER,
        max_waiting=dice.pick([-1, -1, -1, -1, -1, 0, 1, 2, 3]),
        auto_accept=not dice.chance(45),
        announces_wait=not dice.chance(10),
        offer_expires_us=dice.duration(6, at_least=1) if dice.chance(70) else NEVER,
        decline_pause_us=dice.duration(8),
        wrap_up=dice.pick(list(WrapUp)),
        wrap_up_us=dice.duration(5),
        never_relax=never_relax,
    )


def some_policy(dice: Dice) -> Policy:
    """A policy of one to five queues; the last one admits everything."""
    problems = ("a", "b", "c", "d")[: 1 + dice.below(4)]
    tiers = ("t", "u", "v")[: 1 + dice.below(3)]
    channels = ("x", "y")[: 1 + dice.below(2)]

    def some_match() -> Match:
        kinds = (problems, tiers, channels)
        some = [dice.some(kind) if dice.chance(50) else () for kind in kinds]
        return Match(some[0], some[1], some[2])

    drawn = [some_match() for _ in range(dice.below(5))]
    tickets = set(product(problems, tiers, channels))
    matches: list[Match] = []
    for match in drawn:
        taken = {words for words in tickets if admits(match, *words)}
        if taken and match != Match():  # no router takes a queue that no ticket can enter
            matches.append(match)
        tickets -= taken
    matches.append(Match())
    names = [f"q{number}" for number in range(len(matches))]
    orders = ((pool, dice.some(names, percent=60)) for pool in dice.some(POOLS))
    return Policy(
        name="random",
        problems=problems,
        tiers=tiers,
        channels=channels,
        skills=SKILLS,
        pools=POOLS,
        queues=tuple(some_queue(dice, name, match) for name, match in zip(names, matches, strict=True)),
        queue_order=tuple((pool, order) for pool, order in orders if order),
    )


def policies(*, fine: bool = False, features: frozenset[str] = frozenset()) -> st.SearchStrategy[Policy]:
    """Policies of one to four problems, one to three tiers, one or two channels and one to five queues."""
    plain = throws(250).map(lambda data: some_policy(Dice(data, fine=fine)))
    if not features:
        return plain
    more = throws(150).map(lambda data: Dice(data, fine=fine))
    return st.builds(with_features, plain, more, st.just(features))


# -- agents ------------------------------------------------------------------------------------------------------------


def some_skills(dice: Dice) -> dict[str, int]:
    if dice.chance(40):
        return {skill: 1 + dice.below(5) for skill in dice.some(SKILLS)}
    return {skill: 5 - dice.below(3) for skill in SKILLS}


def some_pools(dice: Dice) -> tuple[str, ...]:
    return dice.some(POOLS, percent=60)


def some_roster(dice: Dice) -> tuple[Agent, ...]:
    kinds = [(some_skills(dice), some_pools(dice)) for _ in range(1 + dice.below(4))]
    return tuple(Agent(f"A{number}", *dice.pick(kinds)) for number in range(1 + dice.below(8)))


def rosters(
    policy: Policy | None = None, *, fine: bool = False, features: frozenset[str] = frozenset()
) -> st.SearchStrategy[tuple[Agent, ...]]:
    """One to eight agents in up to four kinds; with features, fewer of them and for this policy."""
    plain = throws(60).map(lambda data: some_roster(Dice(data)))
    if policy is None or not features:
        return plain

    def changed(agents: tuple[Agent, ...], data: bytes) -> tuple[Agent, ...]:
        dice = Dice(data, fine=fine)
        return tuple(agent_with_features(dice, agent, policy, features) for agent in agents[: 1 + dice.below(6)])

    return st.builds(changed, plain, throws(120))


# -- worlds ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Day:
    """A world, the contacts that come to it, and when its agents vanish."""

    world: World
    contacts: NDArray[Any]
    outages: NDArray[Any] = field(default_factory=NO_OUTAGES.copy)


def some_groups(dice: Dice, n_intervals: int) -> list[Group]:
    """One to four groups with one to eight agents together; in some groups they differ in skills."""
    found: list[Group] = []
    left = 8
    for number in range(1 + dice.below(4)):
        most = min(4, left)
        staff = [dice.below(most + 1) for _ in range(n_intervals)]
        if number == 0:
            staff[0] = max(1, staff[0])
        name, pools = f"g{number}", some_pools(dice)
        mixed = [Agent(f"{name}-{m}", some_skills(dice), pools) for m in range(max(staff))] if dice.chance(50) else []
        found.append(Group(name, tuple(staff), some_skills(dice), pools, tuple(mixed)))
        left -= max(staff)
    return found


def some_classes(dice: Dice, policy: Policy) -> NDArray[Any]:
    """One to six different classes of contacts, some of them accepted after a delay."""
    names = (policy.problems, policy.tiers, policy.channels)
    triples = [tuple(dice.below(len(labels)) for labels in names) for _ in range(1 + dice.below(6))]
    return np.array([(*triple, dice.duration(4)) for triple in dict.fromkeys(triples)], CLASS)


def some_world(policy: Policy, dice: Dice) -> World:
    groups = some_groups(dice, 2 + dice.below(4))
    classes = some_classes(dice, policy)
    shape = sum(max(group.staff) for group in groups), len(classes)
    pace = np.array([dice.pick([1000, 500, 1333, 0]) for _ in range(shape[0] * shape[1])], np.int32).reshape(shape)
    world = build_world(
        policy,
        groups,
        interval_us=dice.duration(15, at_least=3),
        classes=classes,
        pace=pace,
        leavers=dice.pick(list(Leavers)),
        after_close=dice.pick(list(AfterClose)),
    )
    return with_own_shifts(dice, world) if dice.chance(25) else world


def with_own_shifts(dice: Dice, world: World) -> World:
    """The world with a shift for each agent, on a grid of staff that may be finer than the intervals."""
    parts = dice.pick([number for number in (1, 2, 3) if world.interval_us % number == 0])
    steps = parts * world.n_intervals
    staff = np.array([[dice.below(2) for _ in range(steps)] for _ in world.agents], np.int32)
    staff[np.arange(len(staff)), [dice.below(steps) for _ in world.agents]] = 1
    shifts = np.arange(len(world.agents), dtype=np.int32)
    return replace(world, staff=staff, step_us=world.interval_us // parts, shifts=shifts)


def some_contact(dice: Dice, world: World) -> tuple[int, ...]:
    last = world.close_us - 1
    arrival = (dice.below(256) * 256 + dice.below(256)) * last // 65536
    row = (
        arrival if dice.fine else arrival // SECOND * SECOND,
        dice.duration(12) if dice.chance(60) else NEVER,
        dice.duration(10),
        dice.duration(5),
        dice.below(len(world.classes)),
        int(dice.chance(15)),
        0,
        -1,
    )
    return _that_ends(world, row)


CONTACT_THROWS = 13


def _that_ends(world: World, row: tuple[int, ...]) -> tuple[int, ...]:
    """The contact with an end to its patience where its offers would for ever expire before they are accepted."""
    arrival, patience, work, wrap_up, cls, *rest = row
    policy, label = world.policy, world.classes[cls]
    names = policy.problems[label["problem"]], policy.tiers[label["tier"]], policy.channels[label["channel"]]
    queue = policy.queues[first_match(policy, *names)]
    if not queue.auto_accept and queue.offer_expires_us <= label["answer_delay"]:
        patience = min(patience, 20 * SECOND)
    return arrival, patience, work, wrap_up, cls, *rest


@st.composite
def days(draw: st.DrawFn) -> Day:
    """A small world and up to 60 contacts, on a coarse clock three times of four."""
    fine = draw(grains())
    world = some_world(draw(policies(fine=fine)), Dice(draw(throws(200)), fine=fine))
    parts = draw(many_throws(60, CONTACT_THROWS))
    rows = sorted((some_contact(Dice(part, fine=fine), world) for part in parts), key=lambda row: row[0])
    return Day(world, np.array(rows, CONTACT))


# -- commands ----------------------------------------------------------------------------------------------------------


class Verb(StrEnum):
    SUBMIT = "submit"
    PRESENCE = "set_presence"
    ACCEPT = "accept"
    DECLINE = "decline"
    COMPLETE = "complete"
    END_WRAP_UP = "end_wrap_up"
    CANCEL = "cancel"
    ADVANCE = "advance"
    HOLD = "hold"
    RESUME = "resume"
    DEACTIVATE = "deactivate"
    WAKE = "wake"
    TRANSFER = "transfer"
    ASSIGN = "assign"
    REQUEST_CALLBACK = "request_callback"
    CALLBACK_FAILED = "callback_failed"
    LOSE_AGENT = "lose_agent"
    HEARTBEAT = "heartbeat"
    SET_OPEN = "set_open"


@dataclass(frozen=True)
class Command:
    """Something to ask of a router, in words that do not depend on its state.

    Parameters
    ----------
    verb
        Which method.
    after
        Microseconds since the command before; negative: an attempt to go back.
    pick
        Which of the tickets or agents that the command could be about: its place among them, counted round.
    other
        Which agent or label, counted round.
    amiss
        The command names any ticket or agent, known or not, instead of one that it could be about.
    presence, flag, at_most
        What the method wants to know besides.
    span
        Microseconds until something that the command speaks of.
    more
        Throws for what only some features want to know.
    """

    verb: Verb
    after: int = 0
    pick: int = 0
    other: int = 0
    amiss: bool = False
    presence: Presence = Presence.READY
    flag: bool = True
    at_most: int | None = None
    span: int = 0
    more: bytes = b""

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """How Hypothesis shows it: on one line, without what is as usual."""
        assert not cycle
        told = [f"{f.name}={getattr(self, f.name)!r}" for f in fields(self)[1:] if getattr(self, f.name) != f.default]
        printer.text(f"Command({', '.join([f'Verb.{self.verb.name}', *told])})")


VERBS = [
    *[Verb.SUBMIT] * 6,
    *[Verb.PRESENCE] * 3,
    *[Verb.ACCEPT] * 3,
    *[Verb.COMPLETE] * 3,
    Verb.END_WRAP_UP,
    Verb.DECLINE,
    Verb.CANCEL,
    Verb.ADVANCE,
]
VERBS_OF_FEATURES = {
    "inactive": [Verb.HOLD, Verb.RESUME, *[Verb.DEACTIVATE] * 3, *[Verb.WAKE] * 3],
    "presence": [Verb.LOSE_AGENT, Verb.HEARTBEAT, *[Verb.PRESENCE] * 3],
    "transfer": [Verb.ACCEPT, *[Verb.TRANSFER] * 2, *[Verb.ASSIGN] * 2],
    "overflow": [Verb.SET_OPEN],
    "callback": [*[Verb.REQUEST_CALLBACK] * 2, *[Verb.CALLBACK_FAILED] * 3],
    "capacity": [*[Verb.SUBMIT] * 3, *[Verb.ACCEPT] * 3],
    "reservations": [Verb.PRESENCE],
}
PRESENCES = [*[Presence.READY] * 4, Presence.BREAK, Presence.DRAINING, Presence.DRAINING, Presence.OFFLINE]
PRESENCES_WITH_FEATURES = [*[Presence.READY] * 9, Presence.BREAK, Presence.DRAINING, Presence.OFFLINE]
COMMAND_THROWS = 11
THROWS_OF_FEATURES = 10


def some_command(dice: Dice, features: frozenset[str] = frozenset()) -> Command:
    after = dice.duration(5) if dice.chance(50) else 0
    back = dice.chance(2)
    verbs = [*VERBS, *(verb for feature in FEATURES if feature in features for verb in verbs_of(feature))]
    plain = Command(
        verb=dice.pick(verbs),
        after=-1 if back else after,
        pick=dice.below(256),
        other=dice.below(256),
        amiss=dice.chance(5) and not back,
        presence=dice.pick(PRESENCES_WITH_FEATURES if features else PRESENCES),
        flag=not dice.chance(30),
        at_most=dice.pick([None, None, 0, 1, 2]),
    )
    if not features:
        return plain
    return replace(plain, span=dice.duration(10), more=bytes(dice.below(256) for _ in range(THROWS_OF_FEATURES - 2)))


def verbs_of(feature: str) -> list[Verb]:
    return VERBS_OF_FEATURES.get(feature, [])


@dataclass(frozen=True)
class Session:
    """A router's rules and roster, and what it is asked to do."""

    policy: Policy
    agents: tuple[Agent, ...]
    commands: tuple[Command, ...]
    features: frozenset[str] = frozenset()


@st.composite
def sessions(draw: st.DrawFn, features: Collection[str] = ()) -> Session:
    """Up to 80 commands to a router with up to eight agents; up to 120 with most of the features allowed."""
    fine = draw(grains())
    if not features:
        policy, agents = draw(policies(fine=fine)), draw(rosters())
        parts = draw(many_throws(80, COMMAND_THROWS))
        return Session(policy, agents, tuple(some_command(Dice(part, fine=fine)) for part in parts))
    in_use = features_in_use(Dice(draw(throws(len(FEATURES)))), features)
    policy = draw(policies(fine=fine, features=in_use))
    agents = draw(rosters(policy, fine=fine, features=in_use))
    parts = draw(many_throws(120, COMMAND_THROWS + THROWS_OF_FEATURES))
    return Session(policy, agents, tuple(some_command(Dice(part, fine=fine), in_use) for part in parts), in_use)


def some_words(dice: Dice, session: Session) -> dict[str, Any]:
    """What a ticket says of itself besides problem, tier and channel: labels, a preferred agent, excluded ones."""
    names = [agent.id for agent in session.agents]
    words: dict[str, Any] = {}
    if "labels" in session.features and dice.chance(90):
        words["labels"] = some_labels(dice)
    if "preferred" in session.features and dice.chance(60):
        words |= {"preferred": dice.pick(names), "tie": dice.pick(list(Tie))}
    if "preferred" in session.features and dice.chance(20):
        words["exclude"] = dice.some(names, percent=40)
    return words


def some_wrong_words(dice: Dice, session: Session) -> dict[str, Any]:
    """The same, with something that there is not."""
    wrong: list[dict[str, Any]] = [{"preferred": "nobody"}, {"exclude": ("nobody",)}, {"labels": {"size": 1}}]
    wrong += [{"exclude": ("nobody",) * 65}]
    if "labels" in session.features:
        wrong += [{"labels": {name: 1.5}} for name, _ in LABELS]
        wrong += [{"labels": {"score": 10**9 + 1}}, {"labels": {"score": True}}, {"labels": {"lang": ""}}]
    return some_words(dice, session) | dice.pick(wrong)
