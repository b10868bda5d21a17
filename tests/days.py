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

from routing.model import NEVER, SECOND, Tie
from routing.policy import Policy
from simulation.contacts.behaviour_builder import (
    Again,
    Balking,
    Behaviour,
    Bot,
    Callback,
    Form,
    Interruption,
    Transfer,
    build_behaviours,
)
from simulation.core.behaviour import Told
from simulation.core.call_in import CallIn
from simulation.core.handling import OUTAGE, PLAIN, ByHand, Excluded, Handling, Opening
from simulation.core.hours import Spell, hours_table
from simulation.core.overtime import Overtime
from simulation.core.records import CONTACT
from simulation.core.world import AfterClose, World
from simulation.plans.distributions import Law, deterministic, exponential, never
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
    hours = Dice(draw(throws(80)), fine=fine)
    world = world_with_hours(hours, world) if hours.chance(40) else world
    return Day(world, np.array(sorted(rows, key=lambda row: row[0]), CONTACT))


@st.composite
def days_of_lives(draw: st.DrawFn) -> Day:
    """The same where contacts are also put on hold, fall silent, are passed on and called back, and agents do more."""
    day = draw(days_with())
    dice = Dice(draw(throws(600)), fine=draw(st.booleans()))
    more = Dice(draw(throws(100)), fine=dice.fine)
    classes = [
        replace(some_behaviour(dice, day.world, number), handling=some_handling(more, day.world))
        for number in range(len(day.world.classes))
    ]
    openings = some_openings(more, day.world)
    solves = some_solving(Dice(draw(throws(150))), day.world)
    groups = day.world.agent_group.tolist()
    calls = some_call_ins(Dice(draw(throws(60)), fine=dice.fine), day.world)
    behaviours = build_behaviours(
        classes,
        openings,
        solves=solves,
        agent_group=groups,
        call_ins=calls,
        **some_overtime(Dice(draw(throws(60)), fine=dice.fine), day.world),
    )
    outages = some_outages(more, day.world) if behaviours is not None else day.outages
    staff = day.world.staff.copy()
    staff[[each.shift for each in calls]] = 0
    world = replace(day.world, behaviours=behaviours, staff=staff)
    return Day(world, with_tails(classes, day.contacts), outages)


def some_bot(dice: Dice) -> Bot:
    """A bot that most contacts meet, always or in some hours of the day."""
    start = dice.duration(20)
    hours = [(start, start + dice.duration(20)), (start + 40 * SECOND, NEVER)] if dice.chance(50) else None
    share, contained = (2 + dice.below(3)) / 4, dice.below(5) / 4
    return Bot(share, contained, some_time(dice, 6), dice.pick([1000, 500, 0, 1300]), hours)


def some_balking(dice: Dice) -> Balking:
    """Customers who leave when they hear of a long wait, or of a long queue."""
    told = dice.pick([Told.WAIT, Told.LENGTH])
    at = sorted(dice.duration(10) if told is Told.WAIT else dice.below(5) for _ in range(2))
    return Balking(told, list(zip(at, sorted(dice.below(5) / 4 for _ in at), strict=True)), dice.below(3) / 2)


def some_solving(dice: Dice, world: World) -> NDArray[np.float64] | None:
    """How often each agent solves the matters of each class; of every third class nothing is said."""
    solves = np.array([[dice.below(5) / 4 for _ in world.classes] for _ in world.agents]).reshape(
        len(world.agents), len(world.classes)
    )
    solves[:, [not dice.chance(66) for _ in world.classes]] = np.nan
    return solves if dice.chance(60) else None


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
    transfers = [
        Transfer(0.3, dice.pick(queues), some_time(dice, 10), to_preferred=dice.chance(40), reason=number)
        for number in range(dice.below(3))
    ]
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
        shares=dice.chance(50),
        callback=callback if ends and dice.chance(70) else None,
        redial=Again(dice.below(5) / 4, some_time(dice, 10), dice.below(4)) if dice.chance(50) else None,
        comes_back=Again(dice.below(5) / 4, some_time(dice, 10), dice.below(4)) if dice.chance(50) else None,
        form=Form(dice.below(5) / 4, dice.duration(8), dice.pick([0, 500, 900])) if dice.chance(40) else None,
        balking=some_balking(dice) if dice.chance(25) else None,
        bot=some_bot(dice) if dice.chance(25) else None,
        patience=some_time(dice, 12) if dice.chance(60) or not ends else never(),
        work=some_time(dice, 8),
        wrap_up=some_time(dice, 4),
        group_work=[some_time(dice, 8) for _ in world.group_names] if dice.chance(30) else (),
        group_wrap_up=[some_time(dice, 4) for _ in world.group_names] if dice.chance(30) else (),
    )


def some_handling(dice: Dice, world: World) -> Handling:
    """What agents do with the contacts of a class besides accepting them."""
    if not dice.chance(60):
        return PLAIN
    ends = all(queue.auto_accept or queue.offer_expires_us < NEVER for queue in world.policy.queues)
    return Handling(
        declines=dice.below(5) / 4,
        no_answers=dice.below(5) / 4 if ends else 0.0,
        back_us=dice.duration(8) if dice.chance(70) else -1,
        excluded=Excluded(dice.below(5) / 4, some_agents(dice, world)) if dice.chance(50) else None,
        by_hand=ByHand(dice.below(5) / 4, dice.duration(6), some_agents(dice, world)) if dice.chance(50) else None,
    )


def some_agents(dice: Dice, world: World) -> tuple[int, ...]:
    """One to three agents, one of them twice or not."""
    return tuple(dice.below(len(world.agents)) for _ in range(1 + dice.below(3)))


def some_openings(dice: Dice, world: World) -> list[Opening]:
    """Some queues close, and open again, at any time, or say twice that they do."""
    found = []
    for _ in range(dice.pick([0, 0, 1, 2, 4, 6])):
        queue, time = dice.below(len(world.policy.queues)), dice.duration(min(world.close_us // SECOND + 5, 250))
        found.append(Opening(time, queue, dice.chance(40)))
        if dice.chance(60):
            found.append(Opening(time + dice.duration(10), queue, is_open=True))
    return sorted(found)


def some_call_ins(dice: Dice, world: World) -> list[CallIn]:
    """Of some shifts the agents do not come by plan, but when a queue gets long."""
    sizes = np.bincount(world.agent_shift, minlength=len(world.staff)).tolist()
    by_staff = [shift for shift in np.flatnonzero(world.staff.any(axis=1)).tolist() if dice.chance(35)]
    found = []
    for shift in by_staff:
        waiting = 1 + dice.below(3) if dice.chance(70) else NEVER
        call_in = CallIn(
            dice.below(len(world.policy.queues)),
            shift,
            sizes[shift],
            waiting=waiting,
            wait_us=dice.duration(8, 1) if waiting == NEVER or dice.chance(40) else NEVER,
            after_us=dice.duration(5),
            length_us=dice.duration(15, 1) if dice.chance(70) else NEVER,
            most=1 + dice.below(3),
            every_us=dice.duration(4, 1),
            stays=world.after_close is AfterClose.STAY,
        )
        found += on_days(dice, call_in, world.close_us) if dice.chance(50) else [call_in]
    return found


def on_days(dice: Dice, call_in: CallIn, close_us: int) -> list[CallIn]:
    """One to four days of a call-in, one after another; of the last one the close is that of the run, or is not."""
    found: list[CallIn] = []
    opens = dice.duration(8)
    for _ in range(1 + dice.below(4)):
        closes = opens + dice.duration(20, 1)
        agents = 1 + dice.below(call_in.agents) if found else call_in.agents
        found.append(replace(call_in, opens_us=opens, closes_us=closes, agents=agents))
        opens = closes + dice.duration(8)
    return [*found[:-1], replace(found[-1], closes_us=close_us)] if dice.chance(40) else found


def some_overtime(dice: Dice, world: World) -> dict[str, Any]:
    """Some agents with hours of their own stay on after work while a queue is long."""
    if world.hours is None or dice.chance(40):
        return {}
    queues = range(len(world.policy.queues))
    overtimes = [
        Overtime(dice.pick(queues), 1 + dice.below(2), dice.duration(12, 1), dice.duration(4, 1)) for _ in range(2)
    ]
    return {"overtimes": overtimes, "overtime_of": [dice.below(3) - 1 for _ in world.agents]}


def some_outages(dice: Dice, world: World) -> NDArray[Any]:
    """Some agents vanish at any time, for a while."""
    last = min(world.close_us // SECOND, 250)
    rows = [
        (dice.duration(last), dice.duration(10), dice.below(len(world.agents)))
        for _ in range(dice.pick([0, 0, 1, 2, 4, 8]))
    ]
    return np.array(sorted(rows, key=lambda row: (row[0], row[2])), OUTAGE)


def some_time(dice: Dice, most: int) -> Law:
    """A fixed time that meets others, or any."""
    seconds = dice.duration(most) / SECOND
    return deterministic(seconds) if dice.chance(60) or not seconds else exponential(seconds)


def world_with_features(dice: Dice, world: World, features: frozenset[str]) -> World:
    """The world with what those features need of agents and contacts."""
    agents = tuple(agent_with_features(dice, agent, world.policy, features) for agent in world.agents)
    labels = tuple(some_labels(dice) for _ in world.classes) if "labels" in features else ()
    return replace(world, agents=agents, labels=labels)


def world_with_hours(dice: Dice, world: World) -> World:
    """The world where some of the agents, often all, come and go by hours of their own, within intervals too."""
    agents, before = np.arange(len(world.agents)), world.agent_shift
    own = np.isin(before, [shift for shift in range(len(world.staff)) if dice.chance(70)])
    # Agents with hours have a shift each, all others share theirs as before.
    starts = own | np.append(True, np.diff(before) > 0)
    shifts = np.cumsum(starts, dtype=np.int32) - 1
    staff = np.where(own[starts][:, None], 0, world.staff[before[starts]]).astype(np.int32)
    hours = hours_table([(agent, some_hours(dice, world)) for agent in agents[own].tolist()])
    return replace(world, shifts=shifts.astype(np.int32), staff=staff, step_us=world.staff_step_us, hours=hours)


def some_hours(dice: Dice, world: World) -> tuple[Spell, ...]:
    """One to three times at work, which may go on after the close, or until nobody waits."""
    found: list[Spell] = []
    at = dice.pick([0, 0, dice.duration(10)])
    for _ in range(1 + dice.below(3)):
        end = at + dice.duration(15, 1)
        found.append(Spell(0, 0, at, end))
        at = end + dice.duration(8, 1)
    found = [spell for spell in found if spell.start < world.close_us]
    return (
        (*found[:-1], found[-1]._replace(end=NEVER))
        if found and dice.chance(30)
        else tuple(found or [Spell(0, 0, 0, NEVER)])
    )


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
