"""What users of other routers complain about, one test each, reckoned by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from routing.errors import DuplicateTicket, NotInService, NotOffered, NotWaiting, UnknownTicket
from routing.model import Agent, Prefer, Presence
from routing.policy import Match, OnExpiry, Queue, Step, WrapUp
from tests.routing.desk import Desk, us
from tests.worlds import policy

READY, BREAK, DRAINING, OFFLINE = Presence.READY, Presence.BREAK, Presence.DRAINING, Presence.OFFLINE
ANN, BOB = Agent("ann"), Agent("bob")
ALL = Queue("all", wrap_up=WrapUp.NONE)
BY_HAND = replace(ALL, auto_accept=False, offer_expires_us=us(10), decline_pause_us=us(30))
"""Agents accept by themselves, within 10 s; who does not is not asked again for 30 s."""
FX = replace(ALL, name="fx", match=Match(problems=("fx",)), steps=(Step(skills=(("fx", 1),)),))
"""Foreign exchange, for which an agent needs the skill."""


# -- order -------------------------------------------------------------------------------------------------------------


def test_freed_capacity_goes_to_the_newest_ticket(router_class: Any) -> None:
    """Complaint: an agent who becomes free gets whoever came last. Here the oldest one goes first."""
    desk = Desk(router_class, policy(ALL), ANN)
    desk.submit("A", at=0)
    for at, ticket in enumerate("BCD", 1):
        assert desk.submit(ticket, at=at) == [f"{at} WAITING {ticket} 0"]
    assert desk.complete("A", at=10) == ["10 COMPLETED A ann 0", "10 ASSIGNED B ann 0"]
    assert desk.complete("B", at=20) == ["20 COMPLETED B ann 0", "20 ASSIGNED C ann 0"]


def test_a_transferred_customer_starts_again_at_the_back(router_class: Any) -> None:
    """Complaint: who is transferred queues anew. Here A, who came at 0, goes before Y, who has waited since 10."""
    desk = Desk(router_class, policy(FX, ALL, problems=("help", "fx")), Agent("ann"), Agent("bob", {"fx": 1}))
    assert desk.submit("A", at=0) == ["0 ASSIGNED A ann 0"]
    assert desk.submit("X", problem="fx", at=5) == ["5 ASSIGNED X bob 0"]
    assert desk.submit("Y", problem="fx", at=10) == ["10 WAITING Y 0"]
    assert desk.do("transfer", "A", queue="fx", at=20) == ["20 TRANSFERRED A ann 0", "20 WAITING A 0"]
    assert desk.complete("X", at=30) == ["30 COMPLETED X bob 0", "30 ASSIGNED A bob 0"]


def test_widening_the_search_loses_the_place(router_class: Any) -> None:
    """Complaint: a ticket that looks for more agents after a while goes behind all others. Here A keeps its place."""
    wider = replace(FX, steps=(*FX.steps, Step(us(20))))
    desk = Desk(router_class, policy(wider, ALL, problems=("help", "fx")), ANN)
    assert desk.submit("X", at=0) == ["0 ASSIGNED X ann 0"]
    assert desk.submit("A", problem="fx", at=1) == ["1 WAITING A 0"]
    assert desk.submit("C", at=2) == ["2 WAITING C 1"]
    assert desk.until(25) == ["21 STEP A 1"]
    assert desk.complete("X", at=30) == ["30 COMPLETED X ann 0", "30 ASSIGNED A ann 1"]


def test_a_heavier_queue_that_the_agent_may_not_serve_blocks_it(router_class: Any) -> None:
    """Complaint: while a weighty ticket waits for a skill, agents without it get nothing. Here they get the others."""
    heavy = replace(FX, head_start_us=us(600))
    desk = Desk(router_class, policy(heavy, ALL, problems=("help", "fx")), ANN)
    assert desk.submit("V", problem="fx", at=0) == ["0 WAITING V 0"]
    assert desk.submit("E", at=5) == ["5 ASSIGNED E ann 0"]
    assert desk.submit("F", at=6) == ["6 WAITING F 1"]
    assert desk.complete("E", at=10) == ["10 COMPLETED E ann 0", "10 ASSIGNED F ann 0"]


def test_ordinary_customers_wait_for_ever_behind_important_ones(router_class: Any) -> None:
    """Complaint: with priorities the others never come. Here a head start of 60 s is passed by who waits 60 s longer.

    N waits from second 1. V1 and V2 come less than 60 s after N and go first; V3 comes 60 s after N: the same credit,
    and N came first.
    """
    first = replace(ALL, name="first", match=Match(problems=("fx",)), head_start_us=us(60))
    desk = Desk(router_class, policy(first, ALL, problems=("help", "fx")), ANN)
    desk.submit("X", at=0)
    desk.submit("N", at=1)
    desk.submit("V1", problem="fx", at=2)
    assert desk.complete("X", at=5)[1:] == ["5 ASSIGNED V1 ann 0"]
    desk.submit("V2", problem="fx", at=52)
    assert desk.complete("V1", at=53)[1:] == ["53 ASSIGNED V2 ann 0"]
    desk.submit("V3", problem="fx", at=61)
    assert desk.complete("V2", at=70)[1:] == ["70 ASSIGNED N ann 0"]
    assert desk.complete("N", at=80)[1:] == ["80 ASSIGNED V3 ann 0"]


def test_a_callback_jumps_the_queue_or_doubles(router_class: Any) -> None:
    """Complaint: who asked for a callback is called before those who waited, or is in the queue twice.

    B came at 10 and asks at 30 to be called at 100: by then it has the place of who came at 10 + 70 = 80.
    """
    desk = Desk(router_class, policy(ALL), ANN)
    for ticket, at in (("A", 0), ("B", 10), ("C", 20)):
        desk.submit(ticket, at=at)
    assert desk.do("request_callback", "B", due=100, at=30) == ["30 CALLBACK_HELD B"]
    with pytest.raises(NotWaiting):
        desk.do("request_callback", "B", due=100, at=31)
    with pytest.raises(DuplicateTicket):
        desk.submit("B", at=32)
    desk.submit("D", at=90)
    assert desk.until(100) == ["100 CALLBACK_DUE B"]
    assert desk.complete("A", at=110)[1:] == ["110 ASSIGNED C ann 0"]
    assert desk.complete("C", at=120)[1:] == ["120 ASSIGNED B ann 0"]
    assert desk.complete("B", at=130)[1:] == ["130 ASSIGNED D ann 0"]
    assert desk.complete("D", at=140)[1:] == []


def test_a_policy_change_reaches_only_those_who_come_later(router_class: Any) -> None:
    """Complaint: when rules are relaxed in a peak, those who wait already wait on under the old ones. Here they do not.

    From 30 s on anybody may help with foreign exchange after 20 s. A came at 5, so it is helped at once. B came
    at 20: its 20 s are over at 40, not 20 s after the change. X stays with Ann.
    """
    rules = policy(FX, ALL, problems=("help", "fx"))
    wider = replace(rules, queues=(replace(FX, steps=(*FX.steps, Step(us(20)))), ALL))
    desk = Desk(router_class, rules, Agent("ann", {"fx": 1}), BOB)
    assert desk.submit("X", problem="fx", at=0) == ["0 ASSIGNED X ann 0"]
    assert desk.submit("A", problem="fx", at=5) == ["5 WAITING A 0"]
    assert desk.submit("B", problem="fx", at=20) == ["20 WAITING B 0"]
    assert desk.until(30) == []
    assert desk.do("change_policy", wider, at=30) == ["30 POLICY_CHANGED", "30 STEP A 1", "30 ASSIGNED A bob 1"]
    assert desk.complete("A", at=35) == ["35 COMPLETED A bob 0"]
    assert desk.until(60) == ["40 STEP B 1", "40 ASSIGNED B bob 1"]
    assert desk.complete("X", at=70) == ["70 COMPLETED X ann 0"]


# -- agents who go -----------------------------------------------------------------------------------------------------


def test_work_of_an_agent_who_vanished_is_lost(router_class: Any) -> None:
    """Complaint: what was with an agent whose browser crashed hangs there. Here it returns to its old place."""
    desk = Desk(router_class, policy(ALL), ANN, BOB)
    assert desk.submit("A", at=0) == ["0 ASSIGNED A ann 0"]
    assert desk.submit("B", at=1) == ["1 ASSIGNED B bob 0"]
    assert desk.submit("C", at=2) == ["2 WAITING C 0"]
    assert desk.do("heartbeat", "ann", until=30, at=10) == []
    assert desk.until(35) == ["30 PRESENCE ann 0", "30 RETURNED A ann"]
    assert desk.complete("B", at=40) == ["40 COMPLETED B bob 0", "40 ASSIGNED A bob 0"]


def test_the_phone_of_an_agent_on_a_break_rings_on(router_class: Any) -> None:
    """Complaint: an offer to who has gone on a break hangs there until it expires. Here a colleague gets it at once."""
    desk = Desk(router_class, policy(BY_HAND), ANN, BOB)
    assert desk.submit("A", at=0) == ["0 OFFERED A ann 0"]
    assert desk.presence("ann", BREAK, at=3) == ["3 PRESENCE ann 2", "3 EXPIRED A ann", "3 OFFERED A bob 0"]


def test_who_wants_to_go_home_gets_one_more(router_class: Any) -> None:
    """Complaint: the last contact before the end of the shift never is the last. Here who drains gets nothing new."""
    desk = Desk(router_class, policy(ALL), ANN)
    desk.submit("A", at=0)
    assert desk.presence("ann", DRAINING, at=5) == ["5 PRESENCE ann 3"]
    assert desk.submit("B", at=6) == ["6 WAITING B 0"]
    assert desk.complete("A", at=10) == ["10 COMPLETED A ann 0", "10 PRESENCE ann 0"]


def test_a_customer_waits_for_their_manager_who_has_left(router_class: Any) -> None:
    """Complaint: tickets are held for an agent who is not there. Here nobody waits for who is, or goes, away."""
    desk = Desk(router_class, policy(replace(ALL, hold_us=(us(60), us(60), us(60)))), ANN, BOB)
    desk.submit("X", at=0)  # to ann
    assert desk.submit("A", preferred="ann", at=5) == ["5 WAITING A 0", "5 HELD_FOR A ann"]
    assert desk.presence("ann", BREAK, at=10) == ["10 PRESENCE ann 2"]
    assert desk.until(10) == ["10 HOLD_ENDED A ann", "10 ASSIGNED A bob 0"]
    desk.complete("A", at=20)
    assert desk.submit("B", preferred="ann", at=21) == ["21 ASSIGNED B bob 0"]


@pytest.mark.parametrize(
    ("prefer", "takers"),
    [
        ((Prefer.LONGEST_IDLE,), ["ann", "bob", "ann", "bob"]),  # ann is idle since 41, bob since he came at 100
        ((Prefer.ROUND_ROBIN,), ["bob", "ann", "bob", "ann"]),  # bob has never been offered anything, ann last at 40
        ((Prefer.LEAST_LOADED, Prefer.LONGEST_IDLE), ["ann", "bob", "ann", "bob"]),
    ],
)
def test_who_was_on_leave_has_to_catch_up(router_class: Any, prefer: tuple[Prefer, ...], takers: list[str]) -> None:
    """Complaint: who returns from leave gets everything until totals are equal. Here the two take turns."""
    desk = Desk(router_class, policy(replace(ALL, steps=(Step(prefer=prefer),))), ANN, BOB)
    desk.presence("bob", OFFLINE, at=0)
    for number in range(5):
        desk.submit(f"old{number}", at=10 * number)
        desk.complete(f"old{number}", at=10 * number + 1)
    desk.presence("bob", READY, at=100)
    for number, agent in enumerate(takers):
        at = 110 + 2 * number
        assert desk.submit(f"new{number}", at=at) == [f"{at} ASSIGNED new{number} {agent} 0"]
        desk.complete(f"new{number}", at=at + 1)


# -- offers ------------------------------------------------------------------------------------------------------------


def test_a_ticket_declined_by_the_only_agent_is_stuck(router_class: Any) -> None:
    """Complaint: what the only agent has declined once is never offered again. Here it is after the pause of 30 s."""
    desk = Desk(router_class, policy(BY_HAND), ANN)
    assert desk.submit("A", at=0) == ["0 OFFERED A ann 0"]
    assert desk.do("decline", "A", "ann", at=2) == ["2 DECLINED A ann"]
    assert desk.next_due() == (32, "DELAY_END")
    assert desk.until(40) == ["32 OFFERED A ann 0"]


def test_an_accept_that_comes_late_wins(router_class: Any) -> None:
    """Complaint: two agents answer one customer, the first one too late. Here that one is told who has it."""
    desk = Desk(router_class, policy(BY_HAND), ANN, BOB)
    desk.submit("A", at=0)
    assert desk.until(10) == ["10 EXPIRED A ann", "10 OFFERED A bob 0"]
    with pytest.raises(NotOffered) as refused:
        desk.do("accept", "A", "ann", at=11)
    assert refused.value.owner == "bob"
    assert desk.do("accept", "A", "bob", at=12) == ["12 ASSIGNED A bob 0"]


def test_an_assignment_by_hand_is_overwritten(router_class: Any) -> None:
    """Complaint: what a supervisor has given to somebody is routed away again. Here the offer before is void."""
    desk = Desk(router_class, policy(BY_HAND), ANN, BOB)
    desk.submit("A", at=0)
    assert desk.do("assign", "A", "bob", at=3) == ["3 EXPIRED A ann", "3 ASSIGNED_BY_HAND A bob 0"]
    for verb in ("accept", "decline"):
        with pytest.raises(NotOffered):
            desk.do(verb, "A", "ann", at=4)
    assert desk.until(60) == []  # neither does the offer expire at 10 nor a pause end
    assert desk.complete("A", at=70) == ["70 COMPLETED A bob 0"]


def test_who_does_not_answer_is_asked_again_and_again(router_class: Any) -> None:
    """Complaint: every customer first rings for 10 s at an empty desk. Here one does, then it is on a break."""
    desk = Desk(router_class, policy(replace(BY_HAND, on_expiry=OnExpiry.BREAK, expiry_limit=1)), ANN, BOB)
    desk.submit("A", at=0)
    assert desk.until(10) == ["10 EXPIRED A ann", "10 PRESENCE ann 2", "10 OFFERED A bob 0"]
    assert desk.do("accept", "A", "bob", at=11) == ["11 ASSIGNED A bob 0"]
    assert desk.submit("B", at=12) == ["12 WAITING B 0"]


def test_a_customer_who_hung_up_keeps_ringing(router_class: Any) -> None:
    """Complaint: an agent answers and nobody is there, while others wait. Here the agent is free at once."""
    desk = Desk(router_class, policy(BY_HAND), ANN)
    desk.submit("A", at=0)
    desk.submit("B", at=1)
    assert desk.do("cancel", "A", at=4) == ["4 CANCELLED A ann", "4 OFFERED B ann 0"]
    with pytest.raises(UnknownTicket):
        desk.do("accept", "A", "ann", at=5)


# -- capacity ----------------------------------------------------------------------------------------------------------


def test_a_full_agent_is_tried_for_ever(router_class: Any) -> None:
    """Complaint: a ticket hangs on a full agent, who is retried. Here it goes past them, and nothing polls.

    Ann has one unit, Bob two; each would be asked first by number.
    """
    desk = Desk(router_class, policy(replace(ALL, steps=(Step(prefer=()),))), ANN, Agent("bob", capacity=2))
    takers = [desk.submit(ticket, at=at) for at, ticket in enumerate("ABC")]
    assert takers == [["0 ASSIGNED A ann 0"], ["1 ASSIGNED B bob 0"], ["2 ASSIGNED C bob 0"]]
    assert desk.submit("D", at=3) == ["3 WAITING D 0"]
    assert desk.next_due() is None
    assert desk.until(1000) == []
    assert desk.complete("C", at=1001)[1:] == ["1001 ASSIGNED D bob 0"]


def test_sleeping_chats_that_wake_overbook_their_agent(router_class: Any) -> None:
    """Complaint: silent customers write again, and an agent has too many chats. Here they wait for their turn."""
    desk = Desk(router_class, policy(ALL), ANN)
    desk.submit("A", at=0)
    assert desk.do("deactivate", "A", at=5) == ["5 INACTIVE A ann"]
    assert desk.submit("B", at=6) == ["6 ASSIGNED B ann 0"]
    assert desk.do("wake", "A", at=10) == ["10 WAKING A ann"]
    assert desk.submit("C", at=11) == ["11 WAITING C 0"]
    assert desk.complete("B", at=20) == ["20 COMPLETED B ann 0", "20 RESUMED A ann"]
    assert desk.complete("A", at=30) == ["30 COMPLETED A ann 0", "30 ASSIGNED C ann 0"]


def test_time_on_hold_counts_twice(router_class: Any) -> None:
    """Complaint: a customer on hold takes a second place, and holds overlap. Here each begins and ends once.

    Held from 5 to 15 and from 20 to 30: 20 s, while A takes one of the agent's two units all the time.
    """
    desk = Desk(router_class, policy(ALL), Agent("ann", capacity=2))
    desk.submit("A", at=0)
    assert desk.do("hold", "A", at=5) == ["5 ON_HOLD A ann"]
    with pytest.raises(NotInService):
        desk.do("hold", "A", at=6)
    assert desk.do("resume", "A", at=15) == ["15 RESUMED A ann"]
    assert desk.do("hold", "A", at=20) == ["20 ON_HOLD A ann"]
    assert desk.submit("B", at=21) == ["21 ASSIGNED B ann 0"]
    assert desk.submit("C", at=22) == ["22 WAITING C 0"]
    assert desk.submit("D", at=23) == ["23 WAITING D 0"]
    assert desk.complete("A", at=30) == ["30 COMPLETED A ann 0", "30 ASSIGNED C ann 0"]


def test_a_forgotten_wrap_up_keeps_the_agent_busy(router_class: Any) -> None:
    """Complaint: who does not press "done" gets nothing for the rest of the day. Here a wrap-up ends after 60 s."""
    desk = Desk(router_class, policy(replace(ALL, wrap_up=WrapUp.CAPPED, wrap_up_us=us(60))), ANN)
    desk.submit("A", at=0)
    assert desk.complete("A", at=10) == ["10 COMPLETED A ann 1"]
    assert desk.submit("B", at=20) == ["20 WAITING B 0"]
    assert desk.until(100) == ["70 WRAPPED_UP A ann", "70 ASSIGNED B ann 0"]
