"""Random days with what not every day has: labels, capacity, delays, preferred agents, overflow.

A day is made as in :mod:`tests.strategies`; features are added as :mod:`tests.features` adds them, from throws of their
own.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from routing.model import SECOND, Tie
from routing.policy import Policy
from simulation.behaviour_builder import Again, Behaviour, Callback, Interruption, Transfer, build_behaviours
from simulation.distributions import Law, deterministic, exponential, never
from simulation.records import CONTACT
from simulation.world import World
from tests.dice import Dice, grains, many_throws, throws
from tests.features import FEATURES, agent_with_features, features_in_use, some_labels
from tests.strategies import CONTACT_THROWS, Day, policies, some_contact, some_world

DAY_FEATURES = (
    "labels",
    "delays",
    "own_order",
    "conditional_steps",
    "capacity",
    "gather",
    "preferred",
    "presence",
    "reservations",
    "overflow",
)
"""Those that do not need a command which no simulated customer or agent gives."""

MORE_THROWS = 4
"""For a contact with features."""


@st.composite
def days_with(draw: st.DrawFn, features: Collection[str] = DAY_FEATURES) -> Day:
    """A small world with most of the features and up to 60 contacts, on a coarse clock three times of four."""
    fine = draw(grains())
    in_use = features_in_use(Dice(draw(throws(len(FEATURES)))), features)
    policy = draw(policies(fine=fine, features=in_use))
    plain = some_world(policy, Dice(draw(throws(200)), fine=fine))
    world = world_with_features(Dice(draw(throws(150)), fine=fine), plain, in_use)
    parts = draw(many_throws(60, CONTACT_THROWS + MORE_THROWS))
    rows = [some_contact_with_features(Dice(part, fine=fine), world, in_use) for part in parts]
    return Day(world, np.array(sorted(rows, key=lambda row: row[0]), CONTACT))


@st.composite
def days_of_lives(draw: st.DrawFn) -> Day:
    """The same where contacts are also put on hold, fall silent, are passed on and called back."""
    day = draw(days_with())
    dice = Dice(draw(throws(100)), fine=draw(st.booleans()))
    classes = [some_behaviour(dice, day.world, number) for number in range(len(day.world.classes))]
    behaviours = build_behaviours(classes, day.world.agent_group.tolist())
    return Day(replace(day.world, behaviours=behaviours), with_tails(classes, day.contacts))


def with_tails(classes: Sequence[Behaviour], contacts: NDArray[Any]) -> NDArray[Any]:
    """The contacts, with a tail probability of their own in place of times that depend on the agent's group."""
    rows = contacts.copy()
    tails = 1 + 2 * np.random.default_rng(len(rows)).integers(2**52, size=(2, len(rows)))
    for column, tail in zip(("work", "wrap_up"), tails, strict=True):
        by_group = np.array([bool(getattr(each, f"group_{column}")) for each in classes])[rows["cls"]]
        rows[column][by_group] = tail[by_group]
    return rows


def some_behaviour(dice: Dice, world: World, key: int) -> Behaviour:
    """What the contacts of a class do, half of everything on average."""
    queues = range(len(world.policy.queues))
    ends = not any(never_accepted(world.policy, int(row["answer_delay"])) for row in world.classes)
    transfers = [Transfer(0.3, dice.pick(queues), some_time(dice, 10)) for _ in range(dice.below(3))]
    callback = Callback(
        accepts=dice.below(5) / 4,
        due_us=dice.duration(10, 1),
        window_us=dice.duration(10, 1),
        attempts=1 + dice.below(3),
        reached=dice.below(5) / 4,
        ring_us=dice.duration(3),
        retry_us=dice.duration(5, 1),
    )
    return Behaviour(
        key,
        hold=Interruption(dice.below(5) / 4, some_time(dice, 5)) if dice.chance(50) else None,
        silence=Interruption(dice.below(5) / 4, some_time(dice, 5)) if dice.chance(50) else None,
        transfers=transfers if ends and dice.chance(70) else (),
        factors=dice.pick([(), (1000, 1500), (800, 1000, 1400)]),
        callback=callback if ends and dice.chance(70) else None,
        redial=Again(dice.below(5) / 4, some_time(dice, 10), dice.below(4)) if dice.chance(50) else None,
        comes_back=Again(dice.below(5) / 4, some_time(dice, 10), dice.below(4)) if dice.chance(50) else None,
        patience=some_time(dice, 12) if dice.chance(60) or not ends else never(),
        work=some_time(dice, 8),
        wrap_up=some_time(dice, 4),
        group_work=[some_time(dice, 8) for _ in world.group_names] if dice.chance(30) else (),
        group_wrap_up=[some_time(dice, 4) for _ in world.group_names] if dice.chance(30) else (),
    )


def some_time(dice: Dice, most: int) -> Law:
    """A fixed time that meets others, or any."""
    seconds = dice.duration(most) / SECOND
    return deterministic(seconds) if dice.chance(60) or not seconds else exponential(seconds)


def world_with_features(dice: Dice, world: World, features: frozenset[str]) -> World:
    """The world with what those features need of agents and contacts."""
    agents = tuple(agent_with_features(dice, agent, world.policy, features) for agent in world.agents)
    labels = tuple(some_labels(dice) for _ in world.classes) if "labels" in features else ()
    return replace(world, agents=agents, labels=labels)


def some_contact_with_features(dice: Dice, world: World, features: frozenset[str]) -> tuple[int, ...]:
    """A contact, of which every second has a preferred agent where there are any."""
    arrival, patience, work, wrap_up, cls, balks, tie, preferred = some_contact(dice, world)
    if "preferred" in features and dice.chance(50):
        tie, preferred = int(dice.pick(list(Tie))), dice.below(len(world.agents))
    if never_accepted(world.policy, int(world.classes["answer_delay"][cls])):
        patience = min(patience, 20 * SECOND)
    return arrival, patience, work, wrap_up, cls, balks, tie, preferred


def never_accepted(policy: Policy, answer_delay_us: int) -> bool:
    """Whether offers of some queue expire before they are accepted: without an end to patience for ever."""
    return any(not queue.auto_accept and queue.offer_expires_us <= answer_delay_us for queue in policy.queues)
