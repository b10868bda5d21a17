"""Small days worked out by hand, played by the SimPy engine with either router, and by the compiled engine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from routing.model import Event, EventKind, Presence
from routing.policy import Queue, WrapUp
from simulation.core.records import Outcome
from simulation.core.world import AfterClose, Group, Leavers, World, build_world
from simulation.engines.reference import simulate_reference
from tests.naive import NaiveRouter
from tests.simulation.playing import Play, Played
from tests.worlds import (
    FOREVER,
    ONE_QUEUE,
    contact,
    contact_table,
    manual,
    one_queue,
    overflow,
    policy,
    shrinking,
    us,
)

OFF, READY, DRAINING = int(Presence.OFFLINE), int(Presence.READY), int(Presence.DRAINING)


def router_log(world: World, *rows: tuple[int, ...]) -> list[tuple[float, str, str, int]]:
    """What the router says about tickets on a day of the SimPy engine: (second, what, agent or "", detail)."""
    log: list[Event] = []

    class Logged(NaiveRouter):
        def _answer(self) -> list[Event]:
            events = super()._answer()
            log.extend(event for event in events if event.kind is not EventKind.PRESENCE)
            return events

    simulate_reference(world, contact_table(*rows), Logged)
    return [(event.time / us(1), event.kind.name, event.agent or "", event.detail) for event in log]


def test_one_agent_serves_in_order_of_arrival(play: Play) -> None:
    """A single agent takes one contact after the other; who runs out of patience leaves."""
    played = play(
        one_queue(1), contact(0, work=60), contact(10, work=60), contact(20, work=60, patience=30), contact(30, work=60)
    )
    # 0-60, then the second until 120; the third leaves at 20 + 30 = 50; the fourth talks 120-180
    assert played.records == [
        (0, 0, 60, 60, 0, 0, 0, Outcome.ANSWERED),
        (60, 60, 120, 120, 0, 0, 0, Outcome.ANSWERED),
        (-1, 50, -1, -1, -1, 0, -1, Outcome.ABANDONED),
        (120, 120, 180, 180, 0, 0, 0, Outcome.ANSWERED),
    ]
    assert played.states == [(0, 0, READY)]
    assert played.queue_area == 50 + 30 + 90


def test_longest_idle_agent_answers(play: Play) -> None:
    """Of the free agents, the one whose work ended first answers; at the start the lower number does."""
    played = play(one_queue(2), contact(0, work=50), contact(1, work=9), contact(60, work=5), contact(61, work=5))
    # agent 0 talks 0-50, agent 1 1-10: at 60 agent 1 is idle for 50 s, agent 0 for 10 s
    assert played.spans() == [(0, 50, 50, 0), (1, 10, 10, 1), (60, 65, 65, 1), (61, 66, 66, 0)]


def test_balking_and_no_patience(play: Play) -> None:
    """Who balks or has no patience leaves in the moment of arrival, but only when they would have to wait."""
    played = play(
        one_queue(1),
        contact(0, work=20, balks=True),
        contact(5, balks=True),
        contact(6, patience=0),
        contact(20, work=1, balks=True, patience=0),
    )
    assert played.ends() == [
        (0, Outcome.ANSWERED),
        (5, Outcome.BALKED),
        (6, Outcome.ABANDONED),
        (20, Outcome.ANSWERED),  # the first contact's end, at 20, comes before this arrival
    ]
    assert played.queue_area == 0


def test_full_queue_blocks(play: Play) -> None:
    """With room for one to wait, the second who would have to wait is blocked; a place that falls free is used."""
    world = one_queue(1, queue=replace(ONE_QUEUE, max_waiting=1))
    played = play(world, contact(0, work=30), contact(1, patience=9), contact(2), contact(12, work=1))
    assert played.ends() == [
        (0, Outcome.ANSWERED),
        (10, Outcome.ABANDONED),
        (2, Outcome.BLOCKED),
        (30, Outcome.ANSWERED),
    ]
    assert played.queue_area == 9 + 18


@pytest.mark.parametrize(
    ("mode", "seconds", "done"),
    [
        # talk ends at 60; the contacts' own wrap-ups are 20 s, 5 s and none
        (WrapUp.NONE, 0, (60, 60, 60)),
        (WrapUp.MANUAL, 0, (80, 65, 60)),
        (WrapUp.FIXED, 30, (90, 90, 60)),
        (WrapUp.CAPPED, 10, (70, 65, 60)),
    ],
)
def test_wrap_up(play: Play, mode: WrapUp, seconds: float, done: tuple[float, ...]) -> None:
    """Wrap-up lasts as the queue says: not at all, as long as it takes, always as long, or at most so long."""
    world = one_queue(1, queue=replace(ONE_QUEUE, wrap_up=mode, wrap_up_us=us(seconds)))
    for wrap_up, end in zip((20, 5, 0), done, strict=True):
        played = play(world, contact(0, work=60, wrap_up=wrap_up), contact(1, work=1))
        assert played.spans() == [(0, 60, end, 0), (end, end + 1, end + 1, 0)]


def test_overflow_to_the_other_agent(play: Play) -> None:
    """After 30 s in the queue the other problem's agent will do, who still takes their own problem first."""
    world = overflow(after=30)
    played = play(
        world,
        contact(0, work=100, cls=0),  # help: agent 0 until 100
        contact(0, work=50, cls=1),  # fx: agent 1 until 50
        contact(10, work=20, cls=0),  # may go to agent 1 from 40 on, but waits until somebody is free
        contact(45, work=10, cls=1),  # agent 1's own problem goes first at 50, though it came later
        contact(58, work=5, cls=0),
    )
    # agent 1: the fourth 50-60, then the third 60-80; the fifth may overflow at 88, when agent 1 is free (from 80)
    assert played.spans() == [(0, 100, 100, 0), (0, 50, 50, 1), (60, 80, 80, 1), (50, 60, 60, 1), (88, 93, 93, 1)]
    assert [record[6] for record in played.records] == [0, 0, 1, 0, 1]  # the steps at the answers


def test_manual_acceptance(play: Play) -> None:
    """An agent who accepts by hand does so after a delay; until then the customer waits, and may leave."""
    played = play(
        manual(1, answer_delay=5),
        contact(0, work=10),
        contact(1, work=10, patience=18),
        contact(2, work=10, patience=30),
    )
    # the first rings 0-5 and talks 5-15; the second rings from 15 and would be accepted at 20, but leaves at 19;
    # then the third rings 19-24
    assert played.spans() == [(5, 15, 15, 0), (-1, -1, -1, -1), (24, 34, 34, 0)]
    assert played.ends()[1] == (19, Outcome.ABANDONED)
    assert played.queue_area == 5 + 18 + 22


def test_offers_that_nobody_accepts_in_time() -> None:
    """An offer that expires goes to the next agent, and to the same one only after the pause; both clocks are kept."""
    world = manual(2, expires=4, pause=10, answer_delay=5)
    assert router_log(world, contact(0, patience=20)) == [
        (0, "OFFERED", "g-001", 0),
        (4, "EXPIRED", "g-001", -1),
        (4, "OFFERED", "g-002", 0),
        (8, "EXPIRED", "g-002", -1),  # the first agent is paused until 14, the second until 18
        (14, "OFFERED", "g-001", 0),
        (18, "EXPIRED", "g-001", -1),
        (18, "OFFERED", "g-002", 0),  # its pause ends at 18, before it is looked for
        (20, "CANCELLED", "g-002", -1),
    ]


def test_individual_leavers(play: Play) -> None:
    """When staff falls, the last working agent ends its contact and goes, and the others go on."""
    played = play(
        shrinking(Leavers.INDIVIDUAL),
        contact(0, work=150),
        contact(0, work=120),
        contact(0, work=200),
        contact(90, work=10),
    )
    assert played.spans()[3] == (120, 130, 130, 1)
    assert played.states == [
        (0, 0, READY),
        (0, 1, READY),
        (0, 2, READY),
        (100, 2, DRAINING),
        (200, 2, OFF),
    ]


def test_pooled_leavers(play: Play) -> None:
    """When staff falls, nobody of the group takes a contact until the first has ended theirs and gone."""
    played = play(
        shrinking(Leavers.POOLED),
        contact(0, work=150),
        contact(0, work=120),
        contact(0, work=200),
        contact(90, work=10),
    )
    assert played.spans()[3] == (150, 160, 160, 0)
    assert played.states == [
        (0, 0, READY),
        (0, 1, READY),
        (0, 2, READY),
        (100, 0, DRAINING),
        (100, 1, DRAINING),
        (100, 2, DRAINING),
        (120, 1, OFF),
        (120, 0, READY),
        (120, 2, READY),
    ]


@pytest.mark.parametrize("leavers", Leavers)
def test_idle_agents_leave_first(play: Play, leavers: Leavers) -> None:
    """Under both rules an idle agent goes at once, the last one first, and working ones stay."""
    played = play(shrinking(leavers), contact(0, work=150), contact(0, work=10), contact(20, work=100))
    # at 100 agents 0 (until 150) and 2 (20-120) work: agent 2 was idle since 0, agent 1 since 10
    assert played.spans() == [(0, 150, 150, 0), (0, 10, 10, 1), (20, 120, 120, 2)]
    assert played.states[3:] == [(100, 1, OFF)]


def test_two_pooled_groups_are_called_back_at_one_instant(play: Play) -> None:
    """Wrap-ups that the router ends at one instant let two groups come back, one after the other."""
    queue = Queue("all", wrap_up=WrapUp.FIXED, wrap_up_us=us(2))
    groups = [Group("g0", (2, 1), pools=("front",)), Group("g1", (3, 2), pools=("back",))]
    world = build_world(policy(queue), groups, interval_us=us(3), leavers=Leavers.POOLED)
    works = (2, 9, 2, 2, 2)  # all wrap-ups but agent 1's last from 2 to 4, and at 3 one of each group is to go
    played = play(world, *[contact(0, work=work, wrap_up=1) for work in works])
    # At 4 the first wrap-up timer frees agent 0: group 0 may call back agent 1. The command for it comes after the
    # other timers of that instant, so agents 2 (the one to go), 3 and 4 go, too, and of these 3 and 4 come back.
    assert played.states[5:] == [
        *[(3, agent, DRAINING) for agent in range(5)],
        *[(4, agent, OFF) for agent in (0, 2, 3, 4)],
        *[(4, agent, READY) for agent in (1, 3, 4)],
    ]


def test_pooled_leavers_are_called_back_when_staff_rises(play: Play) -> None:
    """If staff rises while pooled leavers are still due, fewer of them go before anybody comes from home."""
    world = one_queue(3, 1, 2, 3, interval=100, leavers=Leavers.POOLED)
    played = play(world, contact(0, work=250), contact(0, work=350), contact(0, work=360), contact(240, work=50))
    # 100: all three drain, two must go. 200: one must go. 250: agent 0 goes, the others stay. 300: agent 0 returns
    # and takes the contact that waits since 240.
    assert played.states[3:] == [
        (100, 0, DRAINING),
        (100, 1, DRAINING),
        (100, 2, DRAINING),
        (250, 0, OFF),
        (250, 1, READY),
        (250, 2, READY),
        (300, 0, READY),
    ]
    assert played.spans()[3] == (300, 350, 350, 0)


def test_leaving_agents_stay_when_staff_rises(play: Play) -> None:
    """If staff rises again, those at home come first, then individual leavers who have not gone yet stay."""
    world = one_queue(3, 1, 3, interval=100)
    played = play(world, contact(0, work=250), contact(0, work=50), contact(0, work=250))
    # 100: agent 1 is idle and goes; agent 2, the last working one, is to follow. 200: both are wanted again.
    assert played.states[3:] == [(100, 1, OFF), (100, 2, DRAINING), (200, 1, READY), (200, 2, READY)]


def test_close(play: Play) -> None:
    """After the last interval the staff either serves all who wait, or ends the contact in hand and goes."""
    rows = contact(90, work=30), contact(95, work=10)
    stay = play(one_queue(1, interval=100), *rows)
    assert stay.spans() == [(90, 120, 120, 0), (120, 130, 130, 0)]
    assert stay.states == [(0, 0, READY)]

    leave = play(one_queue(1, interval=100, after_close=AfterClose.LEAVE), *rows)
    assert leave.spans() == [(90, 120, 120, 0), (-1, -1, -1, -1)]
    assert leave.ends()[1] == (-1, Outcome.OPEN)
    assert leave.states == [(0, 0, READY), (100, 0, DRAINING), (120, 0, OFF)]
    assert leave.queue_area == 25  # who is never answered is counted until the last thing that happens, at 120


def test_pooled_leavers_do_not_come_back_after_close(play: Play) -> None:
    """Leaving at close ends the wait for pooled leavers: everybody goes."""
    world = one_queue(2, 1, interval=100, leavers=Leavers.POOLED, after_close=AfterClose.LEAVE)
    played = play(world, contact(0, work=250), contact(0, work=260))
    assert played.states[2:] == [(100, 0, DRAINING), (100, 1, DRAINING), (250, 0, OFF), (260, 1, OFF)]


def test_order_within_an_instant(play: Play) -> None:
    """At one instant a contact ends before staff changes, then customers give up, then steps, then arrivals come."""
    # the agent is free at 60, when patience ends
    played = play(one_queue(1), contact(0, work=60), contact(0, work=5, patience=60))
    assert played.spans()[1] == (60, 65, 65, 0)
    # the agent signs on at 100, when patience ends
    played = play(one_queue(0, 1, interval=100), contact(50, work=5, patience=50))
    assert played.spans() == [(100, 105, 105, 0)]
    # the contact ends at 100, so that its agent is idle and the last in number when staff falls; nobody else must go
    played = play(shrinking(Leavers.POOLED), contact(0, work=300), contact(0, work=300), contact(0, work=100))
    assert played.states[3:] == [(100, 2, OFF)]
    # the customer gives up at 30, when the overflow step would have found an agent
    played = play(overflow(after=30), contact(0, work=100, cls=0), contact(1, work=5, patience=30, cls=0))
    assert played.ends()[1] == (31, Outcome.ABANDONED)
    # the waiting one's step comes before an arrival at that instant, which finds the agent busy
    played = play(
        overflow(after=30), contact(0, work=100, cls=0), contact(1, work=9, cls=0), contact(31, work=5, cls=1)
    )
    assert played.spans()[1:] == [(31, 40, 40, 1), (40, 45, 45, 1)]


def test_contacts_without_duration(play: Play) -> None:
    """Contacts that take no time are handled one after the other within the instant."""
    played = play(one_queue(1), *[contact(5, work=0, wrap_up=0)] * 3, contact(5, work=1), contact(5, work=0))
    assert [span[0] for span in played.spans()] == [5, 5, 5, 5, 6]
    assert played.queue_area == 1


def test_pace_scales_talk_and_wrap_up(play: Play) -> None:
    """A contact's work and wrap-up take the agent's pace in thousandths of them, rounded down to the microsecond."""
    queue = Queue("all", wrap_up=WrapUp.MANUAL)
    world = one_queue(1, queue=queue)
    world = replace(world, pace=world.pace * 0 + 1333)
    # 10.000001 s x 1333 / 1000 = 13.33000133 s; 2.000001 s -> 2.66600133 s
    played = play(world, contact(0, work=10.000001, wrap_up=2.000001))
    assert played.spans() == [(0, 13.330001, 15.996002, 0)]


def test_empty_day(play: Play) -> None:
    """Without contacts there are no records, only the agents' presence."""
    played = play(one_queue(2, 1, interval=10))
    assert played == Played([], [(0, 0, READY), (0, 1, READY), (10, 1, OFF)], 0, [], [], [], [], [], [])


def test_waits_add_up_to_the_queue_area(play: Play) -> None:
    """The integral of the queue length is the sum of all waits, to the microsecond."""
    rows: list[Any] = [contact(n * 7 % 100, work=13 + n % 5, patience=(20, FOREVER)[n % 2]) for n in range(40)]
    played = play(one_queue(2), *sorted(rows))
    waits = [record[1] - row[0] / us(1) for record, row in zip(played.records, sorted(rows), strict=True)]
    assert played.queue_area == sum(waits) > 0
