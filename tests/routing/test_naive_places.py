"""What reservations, overflow, closed queues and callbacks do, in small scenarios reckoned by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from routing.errors import BadAttempts, BadTime, NoCallback, NotInService, NotWaiting, UnknownQueue
from routing.model import Agent, Presence
from routing.policy import Match, Overflow, OverflowAction, OverflowCause, Policy, Queue, Reservation, Step, WrapUp
from tests.routing.desk import Desk, us
from tests.worlds import policy

BREAK, OFFLINE, READY = Presence.BREAK, Presence.OFFLINE, Presence.READY
ANN, BOB, CAT = (Agent(name, pools=("front",)) for name in ("ann", "bob", "cat"))
ALL = Queue("all", wrap_up=WrapUp.NONE)
FX = replace(ALL, name="fx", match=Match(problems=("fx",)))


# -- reservations ------------------------------------------------------------------------------------------------------


def reserving(**options: Any) -> Policy:
    """Fx is queue 0, the rest queue 1; of the pool ``front`` one agent is kept free for fx."""
    kept = Reservation("front", keep_free=1, queues=("fx",), **options)
    return policy(FX, ALL, problems=("help", "fx"), reservations=(kept,))


def test_an_agent_is_kept_free(router_class: Any) -> None:
    """Of two free agents a caller gets one, the next caller waits for a second; an fx caller takes the one kept."""
    desk = Desk(router_class, reserving(), ANN, BOB)
    assert desk.submit("A", at=0) == ["0 ASSIGNED A ann 0"]
    assert desk.submit("B", at=1) == ["1 WAITING B 1"]
    assert desk.submit("X", problem="fx", at=2) == ["2 ASSIGNED X bob 0"]
    # Ann is free again at 3, the only one: she is kept. Bob is the second at 4, and chooses.
    assert desk.complete("A", at=3) == ["3 COMPLETED A ann 0"]
    assert desk.complete("X", at=4) == ["4 COMPLETED X bob 0", "4 ASSIGNED B bob 0"]


def test_agents_of_other_pools_are_not_kept(router_class: Any) -> None:
    """Joe belongs to no pool and serves everybody, also while Ann is kept."""
    desk = Desk(router_class, reserving(), ANN, Agent("joe"))
    assert desk.submit("A", at=0) == ["0 ASSIGNED A joe 0"]
    assert desk.submit("B", at=1) == ["1 WAITING B 1"]


def test_a_reservation_is_lifted_by_length_and_restored_when_the_queue_is_short(router_class: Any) -> None:
    """The second that waits lifts it until nobody waits: then the next has to wait again."""
    desk = Desk(router_class, reserving(lift_waiting=2, restore_waiting=0), ANN, BOB)
    desk.presence("bob", OFFLINE, at=0)
    assert desk.submit("A", at=0) == ["0 WAITING A 1"]
    assert desk.submit("B", at=1) == ["1 WAITING B 1", "1 ASSIGNED A ann 0"]
    # one still waits, so it is still lifted
    assert desk.complete("A", at=2) == ["2 COMPLETED A ann 0", "2 ASSIGNED B ann 0"]
    assert desk.complete("B", at=3) == ["3 COMPLETED B ann 0"]
    assert desk.submit("C", at=4) == ["4 WAITING C 1"]


def test_a_reservation_is_lifted_by_time(router_class: Any) -> None:
    """Who has waited 30 s gets the agent who was kept."""
    desk = Desk(router_class, reserving(lift_after_us=us(30)), ANN)
    desk.submit("A", at=0)
    assert desk.next_due() == (30, "DELAY_END")
    assert desk.until(60) == ["30 ASSIGNED A ann 0"]


def test_an_agent_with_too_few_units_is_not_one_of_the_free(router_class: Any) -> None:
    """A call costs 2 units: with a chat in hand Ann could not take another fx call, so she takes what there is."""
    rules = replace(reserving(), channels=("phone", "chat"), costs=(("phone", 2),))
    desk = Desk(router_class, rules, replace(ANN, capacity=2))
    assert desk.submit("A", channel="chat", at=0) == ["0 WAITING A 1"]
    assert desk.submit("X", problem="fx", channel="chat", at=1) == ["1 ASSIGNED X ann 0", "1 ASSIGNED A ann 0"]


# -- overflow ----------------------------------------------------------------------------------------------------------


def overflowing(*rules: Overflow, **changes: Any) -> Policy:
    """Queue 0, ``first``, overflows by these rules; 1 and 2 get what it sends."""
    first = replace(ALL, name="first", match=Match(problems=("help",)), steps=(Step(pools=("front",)),))
    second = replace(ALL, name="second", match=Match(problems=("fx",)), steps=(Step(pools=("back",)),))
    return policy(replace(first, overflow=rules, **changes), second, ALL, problems=("help", "fx"))


BEA = Agent("bea", pools=("back",))
TO_SECOND: dict[str, Any] = {"action": OverflowAction.QUEUE, "queue": "second"}


def test_overflow_by_length_with_hysteresis(router_class: Any) -> None:
    """From two waiting on tickets go on to Bea's queue, until none waits; then they stay again."""
    rule = Overflow(OverflowCause.WAITING, at=2, until=0, **TO_SECOND)
    desk = Desk(router_class, overflowing(rule), ANN, BEA)
    desk.submit("X", at=0)
    assert desk.submit("A", at=0) == ["0 WAITING A 0"]
    assert desk.submit("B", at=0) == ["0 WAITING B 0"]
    assert desk.submit("C", at=1) == ["1 OVERFLOWED C 1", "1 ASSIGNED C bea 0"]
    assert desk.complete("X", at=2) == ["2 COMPLETED X ann 0", "2 ASSIGNED A ann 0"]
    assert desk.submit("D", at=3) == ["3 OVERFLOWED D 1", "3 WAITING D 1"]  # one waits: still on
    assert desk.complete("A", at=4) == ["4 COMPLETED A ann 0", "4 ASSIGNED B ann 0"]
    assert desk.submit("E", at=5) == ["5 WAITING E 0"]


def test_a_ticket_that_somebody_takes_at_once_does_not_overflow(router_class: Any) -> None:
    """Two wait for lack of qualified agents, but Ann is free for the third."""
    rules = overflowing(Overflow(OverflowCause.WAITING, OverflowAction.BOT, at=1))
    desk = Desk(router_class, rules, ANN, BOB)
    assert desk.submit("A", exclude=("ann", "bob"), at=0) == ["0 WAITING A 0"]
    assert desk.submit("B", at=1) == ["1 ASSIGNED B ann 0"]
    assert desk.submit("C", exclude=("bob",), at=2) == ["2 DEFLECTED C 0"]


def test_the_first_rule_that_holds_is_followed(router_class: Any) -> None:
    """Nobody of the front is there and the queue is closed: its absence comes first and gets a message."""
    absent = Overflow(OverflowCause.ABSENT, OverflowAction.MESSAGE)
    closed = Overflow(OverflowCause.CLOSED, OverflowAction.BOT)
    desk = Desk(router_class, overflowing(absent, closed), ANN)
    assert desk.do("set_open", "first", False, at=0) == ["0 QUEUE_CLOSED 0"]
    assert desk.submit("A", at=1) == ["1 DEFLECTED A 0"]
    desk.presence("ann", BREAK, at=2)
    assert desk.submit("B", at=2) == ["2 DEFLECTED B 0"]  # on a break is not absent
    desk.presence("ann", OFFLINE, at=3)
    assert desk.submit("C", at=3) == ["3 DEFLECTED C 1"]


def test_a_ticket_overflows_when_it_has_waited(router_class: Any) -> None:
    """After 20 s it goes on to Bea, with its first arrival: it goes before Y, who came to her queue earlier."""
    desk = Desk(router_class, overflowing(Overflow(OverflowCause.WAITED, at=us(20), **TO_SECOND)), ANN, BEA)
    desk.submit("X", at=0)
    desk.submit("Z", problem="fx", at=0)
    desk.submit("A", at=5)
    desk.submit("Y", problem="fx", at=6)
    assert desk.until(60) == ["25 OVERFLOWED A 1", "25 WAITING A 1"]
    assert desk.complete("Z", at=60) == ["60 COMPLETED Z bea 0", "60 ASSIGNED A bea 0"]


def test_advice_to_call_back_is_given_once(router_class: Any) -> None:
    """On entry because one waits, and not again after 10 s; B, alone, hears of it after 10 s."""
    by_length = Overflow(OverflowCause.WAITING, OverflowAction.CALLBACK, at=1)
    by_time = Overflow(OverflowCause.WAITED, OverflowAction.CALLBACK, at=us(10))
    desk = Desk(router_class, overflowing(by_length, by_time), ANN)
    desk.submit("X", at=0)
    assert desk.submit("B", at=0) == ["0 WAITING B 0"]
    assert desk.submit("A", at=1) == ["1 CALLBACK_ADVISED A", "1 WAITING A 0"]
    assert desk.until(60) == ["10 CALLBACK_ADVISED B"]


def test_the_limit_of_the_queue_it_overflows_into_blocks_a_new_ticket(router_class: Any) -> None:
    """Closed here and full there: blocked; but one that has waited is never turned away."""
    rules = overflowing(
        Overflow(OverflowCause.CLOSED, **TO_SECOND), Overflow(OverflowCause.WAITED, at=us(20), **TO_SECOND)
    )
    full = replace(rules.queues[1], max_waiting=0)
    desk = Desk(router_class, replace(rules, queues=(rules.queues[0], full, rules.queues[2])), BEA)
    desk.submit("X", problem="fx", at=0)
    assert desk.submit("A", at=0) == ["0 WAITING A 0"]
    desk.do("set_open", "first", False, at=1)
    assert desk.submit("B", at=1) == ["1 OVERFLOWED B 1", "1 BLOCKED B"]
    assert desk.until(60) == ["20 OVERFLOWED A 1", "20 WAITING A 1"]


def test_overflow_comes_before_the_limit(router_class: Any) -> None:
    """A queue of none overflows by length: nobody is blocked. Without the rule everybody is."""
    rule = Overflow(OverflowCause.ABSENT, OverflowAction.MESSAGE)
    desk = Desk(router_class, overflowing(rule, max_waiting=0), ANN)
    desk.submit("X", at=0)
    assert desk.submit("A", at=0) == ["0 BLOCKED A"]
    desk.presence("ann", Presence.DRAINING, at=1)
    assert desk.submit("B", at=1) == ["1 DEFLECTED B 1"]


def test_nobody_takes_tickets_of_a_closed_queue(router_class: Any) -> None:
    """Ann is free but A waits until the queue opens; by hand it could go to her all the time."""
    desk = Desk(router_class, policy(ALL), ANN)
    assert desk.do("set_open", "all", False, at=0) == ["0 QUEUE_CLOSED 0"]
    assert desk.do("set_open", "all", False, at=0) == []
    assert desk.submit("A", at=1) == ["1 WAITING A 0"]
    assert desk.submit("B", at=2) == ["2 WAITING B 0"]
    assert desk.do("assign", "B", "ann", at=3) == ["3 ASSIGNED_BY_HAND B ann 0"]
    assert desk.complete("B", at=4) == ["4 COMPLETED B ann 0"]
    assert desk.do("set_open", "all", True, at=5) == ["5 QUEUE_OPENED 0", "5 ASSIGNED A ann 0"]
    with pytest.raises(UnknownQueue):
        desk.do("set_open", "nowhere", True, at=5)


# -- callbacks ---------------------------------------------------------------------------------------------------------


def test_a_callback_keeps_its_place_and_does_not_age(router_class: Any) -> None:
    """A has waited 5 s when it stands still, and 5 s when it is due at 66: before C, who came at 62, not before B."""
    desk = Desk(router_class, policy(ALL), ANN)
    desk.submit("X", at=0)
    desk.submit("A", at=1)
    assert desk.do("request_callback", "A", due=66, at=6) == ["6 CALLBACK_HELD A"]
    assert desk.complete("X", at=7) == ["7 COMPLETED X ann 0"]
    desk.submit("Y", at=8)
    desk.submit("B", at=60)
    desk.submit("C", at=62)
    assert desk.next_due() == (66, "DELAY_END")
    assert desk.until(70) == ["66 CALLBACK_DUE A"]
    assert desk.complete("Y", at=70) == ["70 COMPLETED Y ann 0", "70 ASSIGNED B ann 0"]
    assert desk.complete("B", at=71) == ["71 COMPLETED B ann 0", "71 ASSIGNED A ann 0"]


def test_steps_stand_still_with_a_callback(router_class: Any) -> None:
    """After 5 s in the queue and 60 s at home the step at 10 s comes 5 s after the callback is due."""
    desk = Desk(router_class, policy(replace(ALL, steps=(Step(pools=("back",)), Step(us(10))))), ANN)
    desk.submit("A", at=0)
    desk.do("request_callback", "A", due=65, at=5)
    assert desk.until(99) == ["65 CALLBACK_DUE A", "70 STEP A 1", "70 ASSIGNED A ann 1"]


def test_a_callback_can_be_late(router_class: Any) -> None:
    """Nobody is free within the window: the router says so, and the ticket waits on."""
    desk = Desk(router_class, policy(ALL), ANN)
    desk.submit("X", at=0)
    desk.submit("A", at=1)
    desk.do("request_callback", "A", due=10, until=20, at=2)
    assert desk.until(60) == ["10 CALLBACK_DUE A", "20 CALLBACK_MISSED A"]
    assert desk.complete("X", at=60) == ["60 COMPLETED X ann 0", "60 ASSIGNED A ann 0"]


def test_a_promised_callback_is_not_sent_to_a_bot(router_class: Any) -> None:
    """A rule after 10 s says bot, and the queue closes: B goes, A, who is to be called back, waits on."""
    by_time = Overflow(OverflowCause.WAITED, OverflowAction.BOT, at=us(10))
    onwards = Overflow(OverflowCause.WAITED, at=us(20), **TO_SECOND)
    rules = overflowing(by_time, onwards)
    second = replace(rules.queues[1], overflow=(Overflow(OverflowCause.ABSENT, OverflowAction.MESSAGE),))
    desk = Desk(router_class, replace(rules, queues=(rules.queues[0], second, rules.queues[2])), ANN)
    desk.submit("X", at=0)
    desk.submit("A", at=1)
    desk.submit("B", at=1)
    desk.do("request_callback", "A", due=6, at=2)
    assert desk.until(60) == ["6 CALLBACK_DUE A", "11 DEFLECTED B 0", "25 OVERFLOWED A 1", "25 WAITING A 1"]


def test_a_callback_never_doubles(router_class: Any) -> None:
    """Whoever has one cannot ask for another, neither before nor after it is due."""
    desk = Desk(router_class, policy(ALL), ANN)
    desk.submit("X", at=0)
    desk.submit("A", at=1)
    with pytest.raises(NotWaiting):
        desk.do("request_callback", "X", due=10, at=2)
    desk.do("request_callback", "A", due=10, at=2)
    with pytest.raises(NotWaiting):
        desk.do("request_callback", "A", due=20, at=3)
    desk.until(10)
    with pytest.raises(NotWaiting):
        desk.do("request_callback", "A", due=20, at=10)


def test_times_and_attempts_of_a_callback_are_checked(router_class: Any) -> None:
    """Due not before now, the end of the window after that, one to ten attempts."""
    desk = Desk(router_class, policy(ALL))
    desk.submit("A", at=1)
    with pytest.raises(BadTime):
        desk.do("request_callback", "A", due=1, at=2)
    with pytest.raises(BadTime):
        desk.do("request_callback", "A", due=5, until=5, at=2)
    for attempts in (0, 11):
        with pytest.raises(BadAttempts):
            desk.do("request_callback", "A", due=5, attempts=attempts, at=2)
    assert desk.do("request_callback", "A", due=2, attempts=10, at=2) == ["2 CALLBACK_HELD A"]
    assert desk.do("cancel", "A", at=2) == ["2 CANCELLED A"]


def test_a_callback_that_nobody_answers_is_tried_again(router_class: Any) -> None:
    """Two attempts: after the first the ticket comes back at 50, after the second it is forgotten."""
    desk = Desk(router_class, policy(ALL), ANN)
    desk.submit("X", at=0)
    desk.submit("A", at=1)
    desk.do("request_callback", "A", due=10, attempts=2, at=2)
    desk.complete("X", at=3)
    assert desk.until(10) == ["10 CALLBACK_DUE A", "10 ASSIGNED A ann 0"]
    desk.submit("B", at=11)
    assert desk.do("callback_failed", "A", retry=50, at=12) == [
        "12 CALLBACK_FAILED A ann 1",
        "12 ASSIGNED B ann 0",
    ]
    desk.complete("B", at=20)
    assert desk.until(50) == ["50 CALLBACK_DUE A", "50 ASSIGNED A ann 0"]
    assert desk.do("callback_failed", "A", retry=99, at=51) == ["51 CALLBACK_FAILED A ann 0"]
    assert desk.next_due() is None


def test_only_a_callback_can_fail(router_class: Any) -> None:
    """Neither a call that came in, nor a ticket that nobody has answered; and not into the past."""
    desk = Desk(router_class, policy(ALL), ANN)
    desk.submit("X", at=0)
    desk.submit("A", at=0)
    with pytest.raises(NoCallback):
        desk.do("callback_failed", "X", retry=50, at=1)
    with pytest.raises(NotInService):
        desk.do("callback_failed", "A", retry=50, at=1)
    with pytest.raises(BadTime):
        desk.do("callback_failed", "X", retry=0, at=1)


def test_an_agent_may_call_back_early_by_hand(router_class: Any) -> None:
    """A stood still from 5 to 20; when Ann is lost, it waits as if it had come at 15: behind V, before W."""
    desk = Desk(router_class, policy(ALL), ANN, BOB)
    for agent in ("ann", "bob"):
        desk.presence(agent, BREAK, at=0)
    desk.submit("A", at=0)
    desk.do("request_callback", "A", due=60, at=5)
    desk.submit("V", at=14)
    desk.submit("W", at=16)
    assert desk.do("assign", "A", "ann", at=20) == ["20 ASSIGNED_BY_HAND A ann 0"]
    assert desk.do("lose_agent", "ann", at=30) == ["30 PRESENCE ann 0", "30 RETURNED A ann"]
    assert desk.presence("bob", READY, at=30) == ["30 PRESENCE bob 1", "30 ASSIGNED V bob 0"]
    assert desk.complete("V", at=31) == ["31 COMPLETED V bob 0", "31 ASSIGNED A bob 0"]
    assert desk.complete("A", at=32) == ["32 COMPLETED A bob 0", "32 ASSIGNED W bob 0"]
