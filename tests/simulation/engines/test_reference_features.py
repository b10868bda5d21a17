"""Days reckoned by hand in which agents have units, labels, delays, reservations and preferred contacts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from routing.model import NEVER, Presence, Tie
from routing.policy import (
    Compare,
    Condition,
    LabelType,
    Match,
    OnExpiry,
    Overflow,
    OverflowAction,
    OverflowCause,
    Queue,
    Reservation,
    Step,
    WrapUp,
)
from simulation.core.records import Outcome
from simulation.core.world import Group, World, all_classes, build_world
from tests.simulation.playing import Play
from tests.worlds import ONE_QUEUE, contact, manual, one_queue, policy, us

OFF, READY, BREAK, DRAINING = (
    int(presence) for presence in (Presence.OFFLINE, Presence.READY, Presence.BREAK, Presence.DRAINING)
)
ANSWERED, ABANDONED, BALKED, DEFLECTED = Outcome.ANSWERED, Outcome.ABANDONED, Outcome.BALKED, Outcome.DEFLECTED
CALL, CHAT = 0, 1


def blended(*staff: int, capacity: int = 3, queue: Queue = ONE_QUEUE, **options: Any) -> World:
    """Calls (class 0) that take three units, and chats (class 1) that take one."""
    rules = policy(queue, channels=("phone", "chat"), costs=(("phone", 3),))
    return build_world(rules, [Group("g", staff, capacity=capacity, **options)], interval_us=us(1000))


def test_several_chats_at_once(play: Play) -> None:
    """An agent has as many chats at once as units; a call waits until all of them are over, and takes them all."""
    played = play(
        blended(1),
        contact(0, work=60, cls=CHAT),
        contact(1, work=10, cls=CHAT),
        contact(2, work=60, cls=CHAT),
        contact(5, work=20, cls=CALL),
        contact(6, work=5, cls=CHAT),
        contact(70, work=5, cls=CHAT),
    )
    # The fourth chat goes beside the others when the second ends, at 11: it fits, and the call does not.
    assert played.spans() == [
        (0, 60, 60, 0),
        (1, 11, 11, 0),
        (2, 62, 62, 0),
        (62, 82, 82, 0),
        (11, 16, 16, 0),
        (82, 87, 87, 0),
    ]
    assert played.queue_area == 57 + 5 + 12


def test_the_most_of_a_channel(play: Play) -> None:
    """Two of three units may hold chats: the third chat waits although a unit is free."""
    played = play(blended(1, most={"chat": 2}), *(contact(second, work=20, cls=CHAT) for second in range(3)))
    assert played.spans() == [(0, 20, 20, 0), (1, 21, 21, 0), (20, 40, 40, 0)]


def test_wrap_up_takes_units(play: Play) -> None:
    """A chat being wrapped up keeps its unit, another one goes on beside it."""
    queue = Queue("all", wrap_up=WrapUp.FIXED, wrap_up_us=us(10))
    played = play(
        blended(1, capacity=2, queue=queue),
        contact(0, work=20, wrap_up=1, cls=CHAT),
        contact(0, work=60, cls=CHAT),
        contact(5, work=5, cls=CHAT),
    )
    assert played.spans() == [(0, 20, 30, 0), (0, 60, 60, 0), (30, 35, 35, 0)]


def test_gathering_units(play: Play) -> None:
    """After 10 s of waiting a call keeps the units that fall free, and chats wait behind it."""
    queue = replace(ONE_QUEUE, gather_after_us=us(10))
    chats = [contact(second, work=30, cls=CHAT) for second in (0, 5, 10, 25)]
    played = play(blended(1, queue=queue), *chats[:3], contact(12, work=20, cls=CALL), chats[3])
    # Gathering from 22 on: at 30 and 35 nothing is taken, at 40 all three units are free.
    assert played.spans() == [(0, 30, 30, 0), (5, 35, 35, 0), (10, 40, 40, 0), (40, 60, 60, 0), (60, 90, 90, 0)]


def test_a_call_that_nobody_can_ever_take(play: Play) -> None:
    """A call for which nobody has units enough waits in vain, and the day ends."""
    queue = replace(ONE_QUEUE, gather_after_us=us(10))
    played = play(blended(1, capacity=2, queue=queue), contact(0, cls=CALL), contact(5, work=10, cls=CHAT))
    assert played.ends() == [(-1, Outcome.OPEN), (5, ANSWERED)]
    assert played.queue_area == 15  # up to the last thing that happened


def test_a_call_that_looks_for_somebody_for_ever(play: Play) -> None:
    """The only agent with units enough is kept free for VIPs; the day ends, though the call looks on and on."""
    vip = Queue("vip", Match(tiers=("vip",)), wrap_up=WrapUp.NONE)
    rules = policy(
        vip,
        replace(ONE_QUEUE, gather_after_us=us(10)),
        tiers=("any", "vip"),
        costs=(("phone", 3),),
        reservations=(Reservation("front", 1, ("vip",)),),
    )
    world = build_world(rules, [Group("a", (1,), pools=("front",), capacity=3)], interval_us=us(1000))
    played = play(world, contact(0), contact(5, work=3, cls=1))
    assert played.ends() == [(-1, Outcome.OPEN), (5, ANSWERED)]
    assert played.queue_area == 8


def test_labels_lead_to_queue_and_agent(play: Play) -> None:
    """The labels of a class choose its queue, whose step asks for a label of the agent."""
    french = Condition("language", Compare.EQ, "fr")
    rules = policy(
        Queue("french", Match(labels=(french,)), (Step(labels=(french,)),), wrap_up=WrapUp.NONE),
        ONE_QUEUE,
        tiers=("any", "vip"),
        labels=(("language", LabelType.TEXT),),
    )
    groups = [Group("a", (1,)), Group("b", (1,), labels={"language": "fr"})]
    world = build_world(rules, groups, interval_us=us(1000), labels=({}, {"language": "fr"}))
    played = play(world, contact(0, work=20, cls=1), contact(1, work=20, cls=1), contact(2, work=5, cls=0))
    assert [record[5] for record in played.records] == [0, 0, 1]
    assert played.spans() == [(0, 20, 20, 1), (20, 40, 40, 1), (2, 7, 7, 0)]


def test_delays_of_a_group(play: Play) -> None:
    """A group with a delay takes a contact only when it has waited so long."""
    groups = [Group("a", (1,)), Group("b", (1,), delays={"all": us(15)})]
    world = build_world(policy(ONE_QUEUE), groups, interval_us=us(1000))
    played = play(world, contact(0, work=60), contact(5, work=10), contact(7, patience=14))
    assert played.spans() == [(0, 60, 60, 0), (20, 30, 30, 1), (-1, -1, -1, -1)]


def test_the_own_order_of_a_group(play: Play) -> None:
    """An agent serves the queues in the order that the group has, whichever contact came first."""
    fx = Queue("fx", Match(tiers=("vip",)), wrap_up=WrapUp.NONE)
    rules = policy(fx, ONE_QUEUE, tiers=("any", "vip"))
    world = build_world(rules, [Group("a", (1,), queue_order=("fx",))], interval_us=us(1000))
    played = play(world, contact(0, work=10), contact(1, work=10), contact(2, work=10, cls=1))
    assert played.spans() == [(0, 10, 10, 0), (20, 30, 30, 0), (10, 20, 20, 0)]


HOLDS = replace(ONE_QUEUE, hold_us=(us(10), us(40), 0))
"""A contact waits 10 s for whoever it spoke to last, 40 s for its own manager, not at all for who owns the matter."""


@pytest.mark.parametrize(
    ("tie", "answered", "agent"),
    [(Tie.LAST, 15, 1), (Tie.DEDICATED, 30, 0), (Tie.OWNER, 5, 1)],
)
def test_a_contact_waits_for_its_preferred_agent(tie: Tie, answered: float, agent: int, play: Play) -> None:
    """It is held for as long as the queue says for the reason; then anybody takes it, who may have been free before."""
    played = play(one_queue(2, queue=HOLDS), contact(0, work=30, preferred=0), contact(5, work=5, preferred=0, tie=tie))
    assert played.spans() == [(0, 30, 30, 0), (answered, answered + 5, answered + 5, agent)]
    assert played.queue_area == answered - 5


def test_a_preferred_agent_who_is_free_goes_first(play: Play) -> None:
    """The preferred agent answers at once, though another has been idle for longer; if they are away, anybody does."""
    world = one_queue(2, 1, queue=HOLDS, interval=100)
    played = play(
        world,
        contact(0, work=10, preferred=1),
        contact(20, work=10, preferred=1),
        contact(150, work=10, preferred=1, tie=Tie.DEDICATED),
    )
    assert played.spans() == [(0, 10, 10, 1), (20, 30, 30, 1), (150, 160, 160, 0)]


def test_leaving_while_held_for_somebody(play: Play) -> None:
    """Patience, and unwillingness to wait at all, end the wait for a preferred agent as any other."""
    played = play(
        one_queue(2, queue=HOLDS),
        contact(0, work=90, preferred=0),
        contact(5, preferred=0, tie=Tie.DEDICATED, patience=20),
        contact(6, preferred=0, tie=Tie.DEDICATED, balks=True),
    )
    assert played.ends() == [(0, ANSWERED), (25, ABANDONED), (6, BALKED)]
    assert played.queue_area == 20


def test_who_does_not_answer_is_sent_on_a_break(play: Play) -> None:
    """After the second offer in a row that expires the agent is on a break; the next ones to come are others."""
    slow = manual(1, 2, 3, expires=3, pause=0, answer_delay=5, interval=100)
    queue = replace(slow.policy.queues[0], on_expiry=OnExpiry.BREAK, expiry_limit=2)
    world = replace(slow, policy=replace(slow.policy, queues=(queue,)))
    played = play(world, contact(10, patience=20), contact(150, patience=4))
    # Offered to agent 0 at 10 and 13, to nobody afterwards. The other contact is offered to agent 1 at 150 and 153.
    assert played.states == [(0, 0, READY), (16, 0, BREAK), (100, 1, READY), (200, 2, READY)]
    assert played.ends() == [(30, ABANDONED), (154, ABANDONED)]


def test_who_is_on_a_break_leaves_with_the_others(play: Play) -> None:
    """When the staff falls, an agent on a break is as idle as any, and may come back when it rises again."""
    slow = manual(2, 1, 2, expires=3, pause=0, answer_delay=5, interval=100)
    queue = replace(slow.policy.queues[0], on_expiry=OnExpiry.BREAK)
    world = replace(slow, policy=replace(slow.policy, queues=(queue,)))
    played = play(world, contact(10, patience=20))
    assert played.states == [
        (0, 0, READY),
        (0, 1, READY),
        (13, 0, BREAK),
        (16, 1, BREAK),
        (100, 1, OFF),
        (200, 1, READY),
    ]


def test_who_does_not_answer_is_sent_home(play: Play) -> None:
    """The agent goes offline and is the first to come when the staff rises."""
    slow = manual(1, 0, 1, expires=3, pause=0, answer_delay=5, interval=100)
    queue = replace(slow.policy.queues[0], on_expiry=OnExpiry.OFFLINE)
    world = replace(slow, policy=replace(slow.policy, queues=(queue,)))
    played = play(world, contact(10, patience=20), contact(250, patience=1))
    assert played.states == [(0, 0, READY), (13, 0, OFF), (200, 0, READY)]


def with_overflow(rule: Overflow, **options: Any) -> World:
    """One agent; contacts enter ``first``, which has the rule, and perhaps ``second``, whose wrap-up takes 10 s."""
    first = Queue("first", Match(tiers=("any",)), wrap_up=WrapUp.NONE, overflow=(rule,))
    second = Queue("second", wrap_up=WrapUp.FIXED, wrap_up_us=us(10))
    rules = policy(first, second, tiers=("any", "vip"))
    return build_world(rules, [Group("a", (1,))], interval_us=us(1000), **options)


def test_overflow_to_another_queue(play: Play) -> None:
    """Where one waits already, a contact goes to the queue behind and is treated as there; its record has the first."""
    world = with_overflow(Overflow(OverflowCause.WAITING, OverflowAction.QUEUE, "second", at=1))
    played = play(
        world, contact(0, work=30), contact(1, work=10), contact(2, work=20, wrap_up=1), contact(3, patience=5)
    )
    # The third and fourth are in ``second``. The second one is served first, as it came first.
    assert played.spans()[:3] == [(0, 30, 30, 0), (30, 40, 40, 0), (40, 60, 70, 0)]
    assert played.ends()[3] == (8, ABANDONED)
    assert [record[5] for record in played.records] == [0, 0, 0, 0]


def test_a_bot_takes_who_has_waited(play: Play) -> None:
    """After 20 s in the queue a contact goes to the bot, and does not wait or leave any more."""
    world = with_overflow(Overflow(OverflowCause.WAITED, OverflowAction.BOT, at=us(20)))
    played = play(world, contact(0, work=60), contact(5, patience=300), contact(50, work=5))
    assert played.ends() == [(0, ANSWERED), (25, DEFLECTED), (60, ANSWERED)]
    assert played.queue_area == 20 + 10


def test_a_message_instead_of_a_wait(play: Play) -> None:
    """With nobody on shift who could ever take it, a contact gets a message at once; a callback it is only offered."""
    world = with_overflow(Overflow(OverflowCause.ABSENT, OverflowAction.MESSAGE))
    shift = replace(world, staff=world.staff * 0 + 1, interval_us=us(1000))
    late = build_world(shift.policy, [Group("a", (0, 1))], interval_us=us(100))
    played = play(late, contact(10), contact(120, work=5))
    assert played.ends() == [(10, DEFLECTED), (120, ANSWERED)]
    advised = with_overflow(Overflow(OverflowCause.WAITING, OverflowAction.CALLBACK, at=1))
    played = play(advised, contact(0, work=30), contact(1, work=5), contact(2, work=5))
    assert played.spans() == [(0, 30, 30, 0), (30, 35, 35, 0), (35, 40, 40, 0)]


def reserved(**lift: Any) -> World:
    """Two agents, of whom one is kept free for VIPs (class 1)."""
    vip = Queue("vip", Match(tiers=("vip",)), wrap_up=WrapUp.NONE)
    rules = policy(vip, ONE_QUEUE, tiers=("any", "vip"), reservations=(Reservation("front", 1, ("vip",), **lift),))
    return build_world(rules, [Group("a", (2,), pools=("front",))], interval_us=us(1000))


def test_an_agent_kept_free(play: Play) -> None:
    """The last free agent takes VIPs only; the other contacts wait beside them."""
    played = play(reserved(), contact(0, work=30), contact(1, work=10), contact(5, work=10, cls=1))
    assert played.spans() == [(0, 30, 30, 0), (30, 40, 40, 0), (5, 15, 15, 1)]


def test_who_would_not_wait_need_not(play: Play) -> None:
    """A queue of one lifts the reservation: the contact that makes it so long is taken, even if it would not wait."""
    played = play(reserved(lift_waiting=1, restore_waiting=0), contact(0, work=30), contact(1, work=10, balks=True))
    assert played.spans() == [(0, 30, 30, 0), (1, 11, 11, 1)]
    assert played.ends()[1] == (1, ANSWERED)


def test_a_step_only_where_nobody_is_there(play: Play) -> None:
    """When the time of the step has come the helpers take the contact of an absent team, never of one that is there."""
    steps = (Step(pools=("front",)), Step(us(10), pools=("front", "back"), only_if_absent=True))
    rules = policy(Queue("all", steps=steps, wrap_up=WrapUp.NONE))
    groups = [Group("a", (1, 0), pools=("front",)), Group("b", (1, 1), pools=("back",))]
    world = build_world(rules, groups, interval_us=us(100))
    played = play(world, contact(0, work=60), contact(5, work=10), contact(150, work=10))
    assert played.spans() == [(0, 60, 60, 0), (60, 70, 70, 0), (160, 170, 170, 1)]


def test_offers_beside_chats(play: Play) -> None:
    """An agent with an offer outstanding gets no second one; chats go on meanwhile."""
    queue = Queue("all", auto_accept=False, offer_expires_us=NEVER, wrap_up=WrapUp.NONE)
    rules = policy(queue, channels=("phone", "chat"))
    world = build_world(rules, [Group("g", (1,), capacity=2)], interval_us=us(1000), classes=all_classes(rules, us(5)))
    played = play(world, contact(0, work=60, cls=CHAT), contact(1, work=60, cls=CHAT), contact(2, work=60, patience=30))
    assert played.spans() == [(5, 65, 65, 0), (10, 70, 70, 0), (-1, -1, -1, -1)]
    assert played.ends()[2] == (32, ABANDONED)
