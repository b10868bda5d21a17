"""Hypothesis strategies for the domain: policies, rosters, whole small worlds, their contacts, and router commands.

Everything is small and plain so that a failing example shrinks to something that can be read: names of one or two
letters, few queues and agents, and by default a coarse clock of whole seconds, on which many things happen at once.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from itertools import chain
from typing import Any, TypeVar

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from routing.model import NEVER, SECOND, Agent, Prefer, Presence
from routing.policy import Match, Policy, Queue, Step, WrapUp
from simulation.records import CONTACT
from simulation.world import CLASS, AfterClose, Group, Leavers, World, build_world
from tests.naive import first_match

SKILLS = ("s1", "s2", "s3")
POOLS = ("p1", "p2", "p3")
T = TypeVar("T")
COIN: st.SearchStrategy[bool] = st.booleans()


def examples(usual: int) -> int:
    """How many examples a test draws: so many, ten times as many in ``make fuzz``, or the share that is asked for."""
    share = float(os.environ.get("PEAKLINE_EXAMPLES", "1"))
    return max(1, round(usual * share)) * (10 if os.environ.get("HYPOTHESIS_PROFILE") == "fuzz" else 1)


def durations(at_most: int, *, at_least: int = 0, fine: bool = False) -> st.SearchStrategy[int]:
    """Microseconds between so many seconds: whole seconds, or any number."""
    if fine:
        return st.integers(at_least * SECOND, at_most * SECOND)
    return st.integers(at_least, at_most).map(lambda seconds: seconds * SECOND)


def subsets(names: Sequence[str], *, at_least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    """Some of the names, each once, in any order."""
    return st.lists(st.sampled_from(names), min_size=at_least, unique=True).map(tuple)


def many(thing: st.SearchStrategy[T]) -> st.SearchStrategy[list[T]]:
    """None of the things to 60 of them, often more than 20: by itself Hypothesis makes lists of about 5."""
    parts = st.lists(st.lists(thing, min_size=3, max_size=12), min_size=2, max_size=5)
    long = parts.map(lambda parts: [*chain(*parts)])
    return st.integers(0, 2).flatmap(lambda kind: long if kind else st.lists(thing, max_size=8))


# -- policies ----------------------------------------------------------------------------------------------------------


@st.composite
def step_lists(draw: st.DrawFn, never_relax: Sequence[str] = (), *, fine: bool = False) -> tuple[Step, ...]:
    """One to four steps, each of which admits the agents of the step before."""
    levels = {skill: draw(st.integers(1, 5)) for skill in sorted({*draw(subsets(SKILLS)), *never_relax})}
    pools = draw(subsets(POOLS))
    steps: list[Step] = []
    from_us = 0
    for _ in range(draw(st.integers(1, 4))):
        prefer = draw(st.lists(st.sampled_from(Prefer), max_size=4, unique=True))
        steps.append(Step(from_us, tuple(sorted(levels.items())), pools, tuple(prefer)))
        from_us += draw(durations(6, at_least=1, fine=fine))
        relaxable = [skill for skill in levels if skill not in never_relax]
        if draw(COIN) and relaxable:
            skill: str = draw(st.sampled_from(relaxable))
            levels[skill] -= draw(st.integers(1, levels[skill]))
            levels = {skill: level for skill, level in levels.items() if level > 0}
        if draw(COIN) and pools:
            added = draw(subsets([pool for pool in POOLS if pool not in pools] or POOLS[:1]))
            pools = () if draw(st.integers(0, 3)) == 0 else (*pools, *(pool for pool in added if pool not in pools))
    return tuple(steps)


@st.composite
def queues(draw: st.DrawFn, name: str, match: Match, *, fine: bool = False) -> Queue:
    never_relax = draw(subsets(SKILLS[:2])) if draw(st.integers(0, 3)) == 0 else ()
    return Queue(
        name=name,
        match=match,
        steps=draw(step_lists(never_relax, fine=fine)),
        head_start_us=draw(st.just(0) | durations(20, at_least=-20, fine=fine)),
        ageing_per_mille=draw(st.sampled_from([1000, 1, 500, 1500, 3000, 1_000_000])),
        band=draw(st.sampled_from([0, 0, 1, 2, 3])),
        promote_after_us=draw(st.just(NEVER) | durations(8, at_least=1, fine=fine)),
        max_waiting=draw(st.sampled_from([-1, -1, -1, 0, 1, 2, 3])),
        auto_accept=draw(st.booleans()),
        offer_expires_us=draw(
            st.just(NEVER) | durations(3, at_least=1, fine=fine) | durations(6, at_least=1, fine=fine)
        ),
        decline_pause_us=draw(durations(8, fine=fine)),
        wrap_up=draw(st.sampled_from(WrapUp)),
        wrap_up_us=draw(durations(5, fine=fine)),
        never_relax=never_relax,
    )


@st.composite
def policies(draw: st.DrawFn, *, fine: bool = False) -> Policy:
    """A policy of one to five queues; the last one admits everything."""
    problems = ("a", "b", "c", "d")[: draw(st.integers(1, 4))]
    tiers = ("t", "u", "v")[: draw(st.integers(1, 3))]
    channels = ("x", "y")[: draw(st.integers(1, 2))]
    matches = draw(st.lists(st.builds(Match, subsets(problems), subsets(tiers), subsets(channels)), max_size=4))
    names = [f"q{number}" for number in range(len(matches) + 1)]
    ordered_pools = draw(subsets(POOLS))
    return Policy(
        "random",
        problems,
        tiers,
        channels,
        SKILLS,
        POOLS,
        tuple(draw(queues(name, match, fine=fine)) for name, match in zip(names, [*matches, Match()], strict=True)),
        tuple((pool, draw(subsets(names, at_least=1))) for pool in ordered_pools),
    )


# -- agents ------------------------------------------------------------------------------------------------------------


def skill_sets() -> st.SearchStrategy[dict[str, int]]:
    return st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 5)) | st.just(dict.fromkeys(SKILLS, 5))


@st.composite
def rosters(draw: st.DrawFn, at_most: int = 8) -> tuple[Agent, ...]:
    """One agent to so many, in up to four kinds."""
    kinds = draw(st.lists(st.tuples(skill_sets(), subsets(POOLS)), min_size=1, max_size=4))
    chosen = draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=at_most))
    return tuple(Agent(f"A{number}", skills, pools) for number, (skills, pools) in enumerate(chosen))


@st.composite
def staffed_groups(draw: st.DrawFn, n_intervals: int) -> list[Group]:
    """One to four groups with one to eight agents; some groups have agents of different skills."""
    found: list[Group] = []
    left = 8
    for number in range(draw(st.integers(1, 4))):
        fewest = 0 if found else 1
        if left < fewest:
            break
        heads = st.integers(0, min(4, left))
        staff = [
            draw(st.integers(fewest, min(4, left))),
            *draw(st.lists(heads, min_size=n_intervals - 1, max_size=n_intervals - 1)),
        ]
        staff = draw(st.permutations(staff)) if number else staff
        name, pools = f"g{number}", draw(subsets(POOLS))
        mixed = (
            [Agent(f"{name}-{m}", draw(skill_sets()), pools) for m in range(max(staff))] if draw(st.booleans()) else []
        )
        found.append(Group(name, tuple(staff), draw(skill_sets()), pools, tuple(mixed)))
        left -= max(staff)
    return found


# -- worlds ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Day:
    """A world and the contacts that come to it."""

    world: World
    contacts: NDArray[Any]


@st.composite
def worlds(draw: st.DrawFn, *, fine: bool = False) -> World:
    policy = draw(policies(fine=fine))
    n_intervals = draw(st.integers(2, 5))
    groups = draw(staffed_groups(n_intervals))
    triples = st.tuples(
        st.integers(0, len(policy.problems) - 1),
        st.integers(0, len(policy.tiers) - 1),
        st.integers(0, len(policy.channels) - 1),
    )
    rows = draw(st.lists(triples, min_size=1, max_size=6, unique=True))
    classes = np.array([(*row, draw(durations(4, fine=fine))) for row in rows], CLASS)
    n_agents = sum(max(group.staff) for group in groups)
    paces = st.lists(st.sampled_from([1000, 500, 1333, 0]), min_size=len(rows), max_size=len(rows))
    same_pace = draw(COIN)
    pace = None if same_pace else np.array([draw(paces) for _ in range(n_agents)], np.int32)
    world = build_world(
        policy,
        groups,
        interval_us=draw(durations(12, at_least=3, fine=fine)),
        classes=classes,
        pace=pace,
        leavers=draw(st.sampled_from(Leavers)),
        after_close=draw(st.sampled_from(AfterClose)),
    )
    return draw(with_own_shifts(world)) if draw(st.integers(0, 3)) == 3 else world


@st.composite
def with_own_shifts(draw: st.DrawFn, world: World) -> World:
    """The world with a shift for each agent, on a grid of staff that may be finer than the intervals."""
    parts = draw(st.sampled_from([number for number in (1, 2, 3) if world.interval_us % number == 0]))
    steps = parts * world.n_intervals
    rows = [draw(st.lists(st.integers(0, 1), min_size=steps, max_size=steps)) for _ in world.agents]
    for row in rows:
        row[draw(st.integers(0, steps - 1))] = 1
    shifts = np.arange(len(world.agents), dtype=np.int32)
    return replace(world, staff=np.array(rows, np.int32), step_us=world.interval_us // parts, shifts=shifts)


@st.composite
def days(draw: st.DrawFn) -> Day:
    """A small world and up to 60 contacts, on a coarse clock three times of four."""
    fine = draw(st.integers(0, 3)) == 3
    world = draw(worlds(fine=fine))
    last = world.close_us - 1
    arrivals = st.integers(0, last) if fine else st.integers(0, last // SECOND).map(lambda second: second * SECOND)
    row = st.tuples(
        arrivals,
        st.just(NEVER) | durations(12, fine=fine) | st.just(0),
        durations(10, fine=fine),
        durations(5, fine=fine),
        st.integers(0, len(world.classes) - 1),
        st.sampled_from([0, 0, 0, 1]),
    )
    rows = sorted(draw(many(row)), key=lambda row: row[0])
    return Day(world, np.array([_that_ends(world, row) for row in rows], CONTACT))


def _that_ends(world: World, row: tuple[int, ...]) -> tuple[int, ...]:
    """The contact with an end to its patience where its offers would for ever expire before they are accepted."""
    arrival, patience, work, wrap_up, cls, balks = row
    policy, label = world.policy, world.classes[cls]
    names = policy.problems[label["problem"]], policy.tiers[label["tier"]], policy.channels[label["channel"]]
    queue = policy.queues[first_match(policy, *names)]
    if not queue.auto_accept and queue.offer_expires_us <= label["answer_delay"]:
        patience = min(patience, 20 * SECOND)
    return arrival, patience, work, wrap_up, cls, balks


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


VERBS = [Verb.SUBMIT] * 4 + [Verb.PRESENCE] * 3 + [Verb.ACCEPT] * 2 + list(Verb)
PRESENCES = [Presence.READY] * 4 + list(Presence)


@st.composite
def commands(draw: st.DrawFn, *, fine: bool = False) -> Command:
    step = draw(st.just(0) | durations(5, fine=fine))
    back = draw(st.integers(0, 60)) == 60
    return Command(
        verb=draw(st.sampled_from(VERBS)),
        after=-1 if back else step,
        pick=draw(st.integers(0, 7)),
        other=draw(st.integers(0, 7)),
        amiss=draw(st.integers(0, 15)) == 15 and not back,
        presence=draw(st.sampled_from(PRESENCES)),
        flag=draw(st.sampled_from([True, True, False])),
        at_most=draw(st.sampled_from([None, None, 0, 1, 2])),
    )


@dataclass(frozen=True)
class Session:
    """A router's rules and roster, and what it is asked to do."""

    policy: Policy
    agents: tuple[Agent, ...]
    commands: tuple[Command, ...]


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    fine = draw(st.integers(0, 3)) == 3
    policy, agents = draw(policies(fine=fine)), draw(rosters())
    one = commands(fine=fine)
    return Session(policy, agents, tuple(draw(many(one))))
