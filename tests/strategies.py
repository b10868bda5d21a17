"""Hypothesis strategies for the domain: policies, rosters, whole small worlds, their contacts, and router commands.

Everything is small and plain so that a failing example shrinks to something that can be read: names of one or two
letters, few queues and agents, and mostly a coarse clock of whole seconds, on which many things happen at once.

Hypothesis by itself prefers tiny and repetitive examples, in which agents hardly ever compete. So it draws only strings
of bytes here, long ones too; :class:`Dice` makes choices of them, evenly, and the first choice when they run out.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, TypeVar

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from routing.model import NEVER, SECOND, Agent, Prefer, Presence
from routing.policy import Match, Policy, Queue, Step, WrapUp
from simulation.records import CONTACT
from simulation.world import CLASS, AfterClose, Group, Leavers, World, build_world
from tests.naive import first_match

T = TypeVar("T")

SKILLS = ("s1", "s2", "s3")
POOLS = ("p1", "p2", "p3")


def examples(usual: int) -> int:
    """How many examples a test draws: so many, ten times as many in ``make fuzz``, or the share that is asked for."""
    share = float(os.environ.get("PEAKLINE_EXAMPLES", "1"))
    return max(1, round(usual * share)) * (10 if os.environ.get("HYPOTHESIS_PROFILE") == "fuzz" else 1)


class Dice:
    """Choices out of bytes; the first one of each, which is the simplest, when there are no more.

    Parameters
    ----------
    data
        A byte a throw.
    fine
        Whether times are whole seconds or any number of microseconds.
    """

    def __init__(self, data: bytes, *, fine: bool = False) -> None:
        self._rest = iter(data)
        self.fine = fine

    def below(self, end: int) -> int:
        """A number from 0 to ``end`` - 1, at most 255."""
        return next(self._rest, 0) * end // 256

    def pick(self, things: Sequence[T]) -> T:
        return things[self.below(len(things))]

    def chance(self, percent: int) -> bool:
        return self.below(100) >= 100 - percent

    def some(self, things: Sequence[T], *, percent: int = 50) -> tuple[T, ...]:
        """Some of the things, beginning with any of them, each once."""
        start = self.below(len(things)) if things else 0
        return tuple(thing for thing in (*things[start:], *things[:start]) if self.chance(percent))

    def duration(self, at_most: int, at_least: int = 0) -> int:
        """Microseconds between so many seconds."""
        seconds = at_least + self.below(at_most - at_least + 1)
        if self.fine and seconds < at_most:
            return seconds * SECOND + self.below(256) * 3907 + self.below(256)
        return seconds * SECOND


def throws(number: int) -> st.SearchStrategy[bytes]:
    return st.binary(min_size=number, max_size=number)


def many_throws(at_most: int, size: int) -> st.SearchStrategy[list[bytes]]:
    """``size`` throws for each of up to so many things, evenly few and many of them."""
    drawn = st.integers(0, at_most).flatmap(lambda n: throws(n * size))
    return drawn.map(lambda data: [data[place : place + size] for place in range(0, len(data), size)])


def grains() -> st.SearchStrategy[bool]:
    """Whether the clock is fine: one time in four."""
    return st.integers(0, 3).map(lambda number: number == 3)


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

    matches = [*(some_match() for _ in range(dice.below(5))), Match()]
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


def policies(*, fine: bool = False) -> st.SearchStrategy[Policy]:
    """Policies of one to four problems, one to three tiers, one or two channels and one to five queues."""
    return throws(250).map(lambda data: some_policy(Dice(data, fine=fine)))


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


def rosters() -> st.SearchStrategy[tuple[Agent, ...]]:
    """One to eight agents in up to four kinds."""
    return throws(60).map(lambda data: some_roster(Dice(data)))


# -- worlds ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Day:
    """A world and the contacts that come to it."""

    world: World
    contacts: NDArray[Any]


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
    """

    verb: Verb
    after: int = 0
    pick: int = 0
    other: int = 0
    amiss: bool = False
    presence: Presence = Presence.READY
    flag: bool = True
    at_most: int | None = None

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
PRESENCES = [*[Presence.READY] * 4, Presence.BREAK, Presence.DRAINING, Presence.DRAINING, Presence.OFFLINE]
COMMAND_THROWS = 11


def some_command(dice: Dice) -> Command:
    after = dice.duration(5) if dice.chance(50) else 0
    back = dice.chance(2)
    return Command(
        verb=dice.pick(VERBS),
        after=-1 if back else after,
        pick=dice.below(256),
        other=dice.below(256),
        amiss=dice.chance(5) and not back,
        presence=dice.pick(PRESENCES),
        flag=not dice.chance(30),
        at_most=dice.pick([None, None, 0, 1, 2]),
    )


@dataclass(frozen=True)
class Session:
    """A router's rules and roster, and what it is asked to do."""

    policy: Policy
    agents: tuple[Agent, ...]
    commands: tuple[Command, ...]


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    """Up to 80 commands to a router with up to eight agents."""
    fine = draw(grains())
    policy, agents = draw(policies(fine=fine)), draw(rosters())
    parts = draw(many_throws(80, COMMAND_THROWS))
    return Session(policy, agents, tuple(some_command(Dice(part, fine=fine)) for part in parts))
