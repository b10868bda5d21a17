"""The models in which contacts, customers and agents do all that a scenario can say: the 480 agents of the others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.measuring import require
from benchmarks.models import SERVICE_S, all_features, with_chats, with_offers
from routing.model import SECOND
from routing.policy import Overflow, OverflowAction, OverflowCause
from simulation.contacts.behaviour_builder import (
    Again,
    Balking,
    Behaviour,
    Bot,
    Callback,
    Form,
    Interruption,
    Outages,
    Transfer,
    build_behaviours,
)
from simulation.core.behaviour import Told
from simulation.core.handling import ByHand, Excluded, Handling
from simulation.core.records import Cause, Facts, Outcome, SpellKind
from simulation.core.world import World
from simulation.drawing.agent_outages import draw_outages
from simulation.engines.compiled import CompiledEngine
from simulation.plans.distributions import exponential, lognormal
from simulation.workload import Buffers, DrawnSource

MINUTE = 60 * SECOND


def all_behaviours() -> World:
    """``with_chats``, whose contacts also do all that a scenario can say of them."""
    return _with_behaviours(with_chats())


def everything() -> World:
    """``all_features``, whose contacts do so too: all that routing can do, and all that customers and agents can."""
    return _with_behaviours(all_features())


def plain_behaviours() -> World:
    """``with_offers``, whose contacts also do all that a scenario can say of them where there are calls only.

    Only chats fall silent, and only agents with several contacts at once talk longer for that.
    """
    return _with_behaviours(with_offers())


def _with_behaviours(plain: World) -> World:
    at_length = Overflow(OverflowCause.WAITING, OverflowAction.CALLBACK, at=6, until=2)
    queues = tuple(replace(queue, overflow=(at_length,)) for queue in plain.policy.queues)
    world = replace(plain, policy=replace(plain.policy, queues=queues))
    classes = [_behaviour(world, number) for number in range(len(world.classes))]
    outages = [Outages(0.1, exponential(240))] * len(world.group_names)
    solves = np.full((len(world.agents), len(world.classes)), 0.8)
    return replace(world, behaviours=build_behaviours(classes, (), outages, solves=solves))


def _behaviour(world: World, number: int) -> Behaviour:
    is_chat = world.policy.channels[world.classes["channel"][number]] == "chat"
    able = tuple(range(number % 9, len(world.agents), 97))
    other = (int(world.classes["problem"][number]) + 1) % len(world.policy.queues)
    return Behaviour(
        number,
        hold=None if is_chat else Interruption(0.15, exponential(40)),
        silence=Interruption(0.3, exponential(60)) if is_chat else None,
        transfers=[Transfer(0.05, other, exponential(200))],
        factors=[1000, 1050, 1100] if is_chat else [],
        callback=Callback(
            0.5, 10 * MINUTE, 10 * MINUTE, attempts=2, reached=0.8, ring_us=25 * SECOND, retry_us=5 * MINUTE
        ),
        redial=Again(0.4, exponential(300), 2),
        comes_back=Again(0.2, exponential(1800), 2),
        bot=Bot(0.3, 0.2, exponential(40), hand_over=950),
        form=Form(0.3, 20 * SECOND, 900),
        balking=Balking(Told.WAIT, [(30 * SECOND, 0.05), (90 * SECOND, 0.2)]),
        handling=Handling(
            declines=0.02,
            no_answers=0.005,
            back_us=2 * MINUTE,
            excluded=Excluded(0.02, able),
            by_hand=ByHand(0.2, 45 * SECOND, able),
        ),
        patience=exponential(120),
        work=lognormal(SERVICE_S * 0.9, cv=1.0),
        wrap_up=exponential(SERVICE_S * 0.1),
    )


def check_behaviours(world: World) -> None:
    """What is said to be in use is: each kind of spell, promises, customers who come again, a bot, matters solved.

    Raises
    ------
    WrongResult
        When one of them is not.
    """
    assert world.plan is not None
    facts: Facts = CompiledEngine(world).simulate(
        DrawnSource(world.plan, 1).draw(0, Buffers()), draw_outages(world, 1, 0)
    )
    contacts = len(facts.contacts)
    for kind in SpellKind if "chat" in world.policy.channels else (SpellKind.WAIT, SpellKind.WORK):
        require((facts.spells["kind"] == kind).sum() > 0.005 * contacts, f"there are spells of the kind {kind.name}")
    require(len(facts.promises) > 0.001 * contacts, "some are promised a callback")
    for cause in (Cause.REDIAL, Cause.RETURN):
        require((facts.origins["cause"] == cause).sum() > 0.005 * contacts, f"some come for the cause {cause.name}")
    require((facts.records["outcome"] == Outcome.CONTAINED).sum() > 0.03 * contacts, "the bot is enough for some")
    require((facts.origins["solved"] == 1).sum() > 0.5 * contacts, "most matters are solved")
    require((facts.origins["transfers"] > 0).sum() > 0.03 * contacts, "some are passed on")
