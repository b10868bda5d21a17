"""What a customer is told of the wait, and overflow by it, in small scenarios reckoned by hand.

Every scenario begins with :func:`after_four_waits`: four tickets have waited 10 s each, from place 1. The sums of waits
and of places fade alike, by 1/32 with each wait: 10 (1 + 31/32 + …) = 38.16 s over 3.816 places, a pace of 10 s.
The factors of place 1 begin at 0.780 (p50) and 2.590 (p90), those of the places 2 and 3 at 0.944 and 2.188.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from routing.errors import BadTime, NotWaiting, TimeWentBack, UnknownQueue, UnknownTicket
from routing.expected_wait import ExpectedWait
from routing.model import SECOND, Agent
from routing.policy import Overflow, OverflowAction, OverflowCause, Queue, WrapUp
from tests.routing.desk import Desk, us
from tests.worlds import policy

ANN, BOB = Agent("ann"), Agent("bob")
ALL = Queue("all", wrap_up=WrapUp.NONE)

Told = tuple[int | None, float | None, float | None]
"""Position, p50 and p90 in seconds, to the hundredth."""


def told(said: ExpectedWait) -> Told:
    assert said.queue == "all"
    if said.p50_us is None or said.p90_us is None:
        assert said.p50_us is said.p90_us is None
        return said.position, None, None
    return said.position, round(said.p50_us / SECOND, 2), round(said.p90_us / SECOND, 2)


def new(desk: Desk, at: float) -> Told:
    """What a ticket would be told that came then."""
    return told(desk.router.expected_wait("all", now=us(at)))


def of(desk: Desk, ticket: str, at: float) -> Told:
    """What a ticket that waits is told."""
    return told(desk.router.expected_wait_of(ticket, now=us(at)))


def after_four_waits(router_class: Any, queue: Queue = ALL) -> Desk:
    """Ann has served A to D, each for 10 s; B, C, D and E have waited 10 s. At 40 s she begins with E, nobody waits."""
    desk = Desk(router_class, policy(queue), ANN)
    desk.submit("A", at=0)
    for number, (one, following) in enumerate(pairwise("ABCDE")):
        assert desk.submit(following, at=10 * number) == [f"{10 * number} WAITING {following} 0"]
        assert desk.complete(one, at=10 * number + 10)[1:] == [f"{10 * number + 10} ASSIGNED {following} ann 0"]
    return desk


# -- what is told ------------------------------------------------------------------------------------------------------


def test_only_the_position_is_told_at_first(router_class: Any) -> None:
    """The first to wait hear their position; with the fourth wait, each from place 1, there are times too."""
    desk = Desk(router_class, policy(ALL), ANN)
    assert new(desk, 0) == (1, None, None)
    desk.submit("A", at=0)
    for number, (one, following) in enumerate(pairwise("ABCDE")):
        desk.submit(following, at=10 * number)
        assert of(desk, following, 10 * number) == (1, None, None)
        assert new(desk, 10 * number) == (2, None, None)
        desk.complete(one, at=10 * number + 10)
    assert new(desk, 40) == (1, 7.8, 25.9)


def test_nothing_is_told_where_waits_are_not_announced(router_class: Any) -> None:
    """After four waits as after none: the position alone; and no rule by an expected wait ever holds."""
    rule = Overflow(OverflowCause.EWT, OverflowAction.BOT, at=1, until=1)
    desk = after_four_waits(router_class, replace(ALL, announces_wait=False, overflow=(rule,)))
    assert new(desk, 40) == (1, None, None)
    assert desk.submit("F", at=40) == ["40 WAITING F 0"]
    assert of(desk, "F", 41) == (1, None, None)


def test_pace_times_place_times_factor(router_class: Any) -> None:
    """With two that wait since 40 s and 41 s, the next one is at place 3; each has the factor of its place.

    At 42 s the first has waited 2 s so far, from place 1, which counts: (38.16 + 2) / (3.816 + 1) = 8.339 s a place.
    """
    desk = after_four_waits(router_class)
    desk.submit("F", at=40)
    desk.submit("G", at=41)
    assert of(desk, "F", 42) == (1, 6.5, 21.6)  # 8.339 × 0.780 and × 2.590
    assert of(desk, "G", 42) == (2, 15.74, 36.49)  # 2 × 8.339 × 0.944 and × 2.188
    assert new(desk, 42) == (3, 23.62, 54.74)


def test_an_answer_corrects_the_factors(router_class: Any) -> None:
    """F waits 10 s: longer than the p50 of 7.80 s, × 1.025; not longer than the p90 of 25.90 s, ÷ 1.005.

    The pace stays 10 s a place: 38.16 × 31/32 + 10 over 3.816 × 31/32 + 1.
    """
    desk = after_four_waits(router_class)
    desk.submit("F", at=40)
    desk.complete("E", at=50)
    assert new(desk, 50) == (1, 7.99, 25.77)  # 10 × 0.7995, × 2.5772


def test_who_gives_up_makes_the_estimates_longer(router_class: Any) -> None:
    """F leaves after 6 s, before its p50 of 7.80 s and its p90 of 25.90 s: a part of a step up for both.

    p50: 6 / (2 × 7.8 − 6) = 0.625 of 2.5 %. p90: 6 / (10 × 25.9 − 9 × 6) = 0.0293 of 4.55 %. The pace stays.
    """
    desk = after_four_waits(router_class)
    desk.submit("F", at=40)
    desk.do("cancel", "F", at=46)
    assert new(desk, 46) == (1, 7.92, 25.93)


def test_who_comes_back_is_told_the_old_place(router_class: Any) -> None:
    """E goes back to the queue as Ann vanishes: it came before F, and is told the first position."""
    desk = after_four_waits(router_class)
    desk.submit("F", at=45)
    assert of(desk, "F", 46)[0] == 1
    assert desk.do("lose_agent", "ann", at=50)[1:] == ["50 RETURNED E ann"]
    assert (of(desk, "E", 50)[0], of(desk, "F", 50)[0], new(desk, 50)[0]) == (1, 2, 3)


def test_who_waits_for_one_agent_or_a_call_has_no_position(router_class: Any) -> None:
    """F waits for Ann alone, G is to be called back: neither stands in the order of the queue.

    F counts as one that waits all the same, for who comes now, since it joins the others in the end.
    """
    desk = after_four_waits(router_class, replace(ALL, hold_us=(us(60), us(60), us(60))))
    assert desk.submit("F", preferred="ann", at=40) == ["40 WAITING F 0", "40 HELD_FOR F ann"]
    assert of(desk, "F", 41) == (None, None, None)
    assert new(desk, 41)[0] == 2
    desk.submit("G", at=41)
    desk.do("request_callback", "G", due=100, at=42)
    assert of(desk, "G", 43) == (None, None, None)


def test_holds_teach_nothing(router_class: Any) -> None:
    """Four customers wait 15 s for Ann alone, then Bob has them: of waits in turn nothing is known yet."""
    desk = Desk(router_class, policy(replace(ALL, hold_us=(us(15),) * 3)), ANN, BOB)
    desk.submit("X", at=0)
    for number in range(4):
        name, at = f"T{number}", 20 * number
        assert desk.submit(name, preferred="ann", at=at)[1:] == [f"{at} HELD_FOR {name} ann"]
        assert desk.until(at + 15) == [f"{at + 15} HOLD_ENDED {name} ann", f"{at + 15} ASSIGNED {name} bob 0"]
        desk.complete(name, at=at + 16)
    assert new(desk, 80) == (1, None, None)


def test_to_ask_changes_nothing(router_class: Any) -> None:
    """Who asks for second 90 does not move the router there: a command of second 45 still comes in time."""
    desk = after_four_waits(router_class)
    desk.submit("F", at=40)
    before = of(desk, "F", 45)
    of(desk, "F", 90)
    new(desk, 90)
    assert of(desk, "F", 45) == before
    assert desk.complete("E", at=45)[1:] == ["45 ASSIGNED F ann 0"]


def test_what_cannot_be_answered(router_class: Any) -> None:
    """A queue or ticket that there is not, one in service, an impossible time and one gone by have their errors."""
    router = after_four_waits(router_class).router
    with pytest.raises(UnknownQueue):
        router.expected_wait("al", now=us(40))
    with pytest.raises(UnknownTicket):
        router.expected_wait_of("Z", now=us(40))
    with pytest.raises(NotWaiting) as refused:
        router.expected_wait_of("E", now=us(40))
    assert refused.value.owner == "ann"
    for ask, name in ((router.expected_wait, "all"), (router.expected_wait_of, "E")):
        for time in (-1, 40.5, None):
            with pytest.raises(BadTime):
                ask(name, now=time)
        with pytest.raises(TimeWentBack):
            ask(name, now=us(39))


def test_an_offer_is_no_wait_to_be_told(router_class: Any) -> None:
    """While Ann is asked whether she takes the ticket, its customer does not wait for a place."""
    desk = Desk(router_class, policy(replace(ALL, auto_accept=False)), ANN)
    assert desk.submit("A", at=0) == ["0 OFFERED A ann 0"]
    with pytest.raises(NotWaiting):
        desk.router.expected_wait_of("A", now=us(1))


# -- overflow ----------------------------------------------------------------------------------------------------------


def by_wait(at: float, until: float) -> Queue:
    """The bot answers from an expected wait of ``at`` seconds on, until it is no longer than ``until``."""
    rule = Overflow(OverflowCause.EWT, OverflowAction.BOT, at=us(at), until=us(until))
    return replace(ALL, overflow=(rule,))


def test_overflow_by_the_expected_wait_with_hysteresis(router_class: Any) -> None:
    """From 18 s on the bot answers, until a new ticket would wait no longer than 9 s; between the two it is as before.

    Ann serves E until 50 s and F until 60 s.
    """
    desk = after_four_waits(router_class, by_wait(18, 9))
    # 7.80 s at place 1; at 41 s 2 × (38.16 + 1) / 4.816 × 0.944 = 15.35 s at place 2: not yet.
    assert desk.submit("F", at=40) == ["40 WAITING F 0"]
    assert new(desk, 41)[:2] == (2, 15.35)
    assert desk.submit("G", at=41) == ["41 WAITING G 0"]
    # 23.62 s at place 3: on.
    assert desk.submit("H", at=42) == ["42 DEFLECTED H 0"]
    # F is answered after 10 s, so G alone waits, since 41 s from place 2: (36.97 + 10 + 10) / (3.697 + 1 + 2) = 8.507 s
    # a place, 16.06 s at place 2: the 15 s that were not yet too long are still too long.
    assert desk.complete("E", at=50)[1:] == ["50 ASSIGNED F ann 0"]
    assert new(desk, 51)[:2] == (2, 16.06)
    assert desk.submit("I", at=51) == ["51 DEFLECTED I 0"]
    # G is answered after 19 s from place 2: (46.97 × 31/32 + 19) / (4.697 × 31/32 + 2) = 9.846 s a place, and F has
    # made the factor of place 1 0.7995: 7.87 s, off. So J waits, and K does, at less than 18 s.
    assert desk.complete("F", at=60)[1:] == ["60 ASSIGNED G ann 0"]
    assert new(desk, 60)[:2] == (1, 7.87)
    assert desk.submit("J", at=60) == ["60 WAITING J 0"]
    assert new(desk, 61)[:2] == (2, 16.79)
    assert desk.submit("K", at=61) == ["61 WAITING K 0"]


def test_a_wait_that_is_not_known_is_not_too_long(router_class: Any) -> None:
    """With a limit of 1 s the first four wait, of whom nobody knows how long; the next one is the bot's."""
    desk = after_four_waits(router_class, by_wait(1, 1))
    assert desk.submit("F", at=40) == ["40 DEFLECTED F 0"]


def test_who_is_taken_at_once_does_not_overflow(router_class: Any) -> None:
    """The rule looks at tickets that have to wait: with Ann free there is no wait, whatever the last ones waited."""
    desk = after_four_waits(router_class, by_wait(1, 1))
    desk.complete("E", at=50)
    assert desk.submit("F", at=51) == ["51 ASSIGNED F ann 0"]


def test_an_end_below_the_first_place_is_never_reached(router_class: Any) -> None:
    """Once nobody waits, the first place's 7.80 s stand still, for nobody is let in to teach less: 7 s never come.

    With the end at 8 s instead, the next one waits.
    """
    for until, end in ((7.0, "DEFLECTED"), (8.0, "WAITING")):
        desk = after_four_waits(router_class, by_wait(8.1, until))
        desk.submit("F", at=40)
        assert desk.submit("G", at=40) == ["40 DEFLECTED G 0"]  # 2 × 38.16 / 4.816 × 0.944 = 14.96 s
        desk.do("cancel", "F", at=40)  # after no wait, which teaches nothing
        assert new(desk, 5000)[:2] == (1, 7.8)
        assert desk.submit("H", at=5000) == [f"5000 {end} H 0"]
