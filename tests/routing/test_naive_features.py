"""What each feature of routing does to agents and tickets, in small scenarios reckoned by hand.

The features of queues (overflow, reservations, callbacks) stand in ``test_naive_places.py``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from routing.errors import (
    AgentAbsent,
    AgentFull,
    AgentHasWork,
    BadLabel,
    BadTime,
    NotAllowed,
    NoTarget,
    NotHeld,
    NotInactive,
    NotInService,
    NotWaiting,
    TooManyExcluded,
    TooManyInactive,
    UnknownAgent,
    UnknownLabel,
    UnknownQueue,
)
from routing.model import NEVER, Agent, Prefer, Presence, Tie
from routing.policy import Compare, Condition, LabelType, Match, OnExpiry, Queue, Step, WrapUp
from tests.routing.desk import Desk, us
from tests.worlds import policy

READY, BREAK, DRAINING, OFFLINE = Presence.READY, Presence.BREAK, Presence.DRAINING, Presence.OFFLINE
ANN, BOB = Agent("ann"), Agent("bob")
ALL = Queue("all", wrap_up=WrapUp.NONE)
BY_HAND = replace(ALL, auto_accept=False, offer_expires_us=us(10), decline_pause_us=us(30))
"""Agents accept by themselves, within 10 s; who does not is not asked again for 30 s."""


# -- labels ------------------------------------------------------------------------------------------------------------


def test_a_ticket_enters_the_first_queue_whose_conditions_hold_of_its_labels(router_class: Any) -> None:
    """A missing label fails every condition but "is not"; the last queue takes what no condition holds of."""
    rules = policy(
        Queue("large", Match(labels=(Condition("amount", Compare.GE, 1000),))),
        Queue("foreign", Match(labels=(Condition("language", Compare.NE, "de"),))),
        Queue("rest"),
        labels=(("amount", LabelType.NUMBER), ("language", LabelType.TEXT)),
    )
    desk = Desk(router_class, rules)
    assert desk.submit("A", labels={"amount": 1000, "language": "de"}, at=0) == ["0 WAITING A 0"]
    assert desk.submit("B", labels={"amount": 999, "language": "de"}, at=0) == ["0 WAITING B 2"]
    assert desk.submit("C", labels={"amount": 999}, at=0) == ["0 WAITING C 1"]
    assert desk.submit("D", labels={"language": "fr"}, at=0) == ["0 WAITING D 1"]
    assert desk.submit("E", at=0) == ["0 WAITING E 1"]


def test_a_later_step_drops_a_condition_on_the_agents(router_class: Any) -> None:
    """For 20 s a French speaker is asked for, then anybody will do."""
    french = Step(labels=(Condition("language", Compare.IN, ("fr", "it")),))
    rules = policy(replace(ALL, steps=(french, Step(us(20)))), labels=(("language", LabelType.TEXT),))
    desk = Desk(router_class, rules, ANN, Agent("bob", labels={"language": "fr"}))
    assert desk.submit("A", at=0) == ["0 ASSIGNED A bob 0"]
    assert desk.submit("B", at=5) == ["5 WAITING B 0"]
    assert desk.until(60) == ["25 STEP B 1", "25 ASSIGNED B ann 1"]


def test_labels_that_there_are_not_are_refused(router_class: Any) -> None:
    """Unknown names and values of another type change nothing; true is no number."""
    rules = policy(ALL, labels=(("amount", LabelType.NUMBER), ("known", LabelType.YES_NO)))
    desk = Desk(router_class, rules, ANN)
    with pytest.raises(UnknownLabel):
        desk.submit("A", labels={"size": 1}, at=0)
    for label, value in (("amount", True), ("amount", 10**9 + 1), ("amount", "1"), ("known", 1)):
        with pytest.raises(BadLabel):
            desk.submit("A", labels={label: value}, at=0)
    assert desk.submit("A", labels={"amount": 10**9, "known": True}, at=0) == ["0 ASSIGNED A ann 0"]


# -- delays and own order ----------------------------------------------------------------------------------------------


def test_an_agent_with_a_delay_takes_a_ticket_that_has_waited_so_long(router_class: Any) -> None:
    """The pool's delay of 10 s holds for Ann; Bob has delays of his own, none of them for this queue."""
    rules = policy(ALL, delays=(("front", (("all", us(10)),)),))
    ann, bob = Agent("ann", pools=("front",)), Agent("bob", pools=("front",), delays={"other": us(99)})
    desk = Desk(router_class, rules, ann, bob)
    assert desk.submit("A", at=0) == ["0 ASSIGNED A bob 0"]
    assert desk.submit("B", at=1) == ["1 WAITING B 0"]
    assert desk.next_due() == (11, "DELAY_END")
    assert desk.until(60) == ["11 ASSIGNED B ann 0"]
    assert desk.next_due() is None


def test_delays_run_on_while_the_ticket_is_offered(router_class: Any) -> None:
    """When Bob lets the offer expire after 10 s, Ann's delay of 8 s is over, and she is asked at once."""
    desk = Desk(router_class, policy(BY_HAND), Agent("ann", delays={"all": us(8)}), BOB)
    assert desk.submit("A", at=0) == ["0 OFFERED A bob 0"]
    assert desk.until(10) == ["10 EXPIRED A bob", "10 OFFERED A ann 0"]


def test_a_delay_that_ends_as_a_step_begins_ends_with_the_step(router_class: Any) -> None:
    """There is one timer for both, that of the step; by then Ann may take the ticket in its second step."""
    rules = policy(replace(ALL, steps=(Step(), Step(us(10)))))
    desk = Desk(router_class, rules, Agent("ann", delays={"all": us(10)}))
    desk.submit("A", at=0)
    assert desk.next_due() == (10, "STEP")
    assert desk.until(10) == ["10 STEP A 1", "10 ASSIGNED A ann 1"]


def test_an_agents_own_order_goes_before_the_pools_and_never_passes_a_band(router_class: Any) -> None:
    """Ann serves c before b by her own order, though her pool says b; a is in a more urgent band than both."""
    queues = [replace(ALL, name=name, match=Match(problems=(name,)), band=1) for name in "bc"]
    rules = policy(
        *queues, replace(ALL, name="a"), problems=("help", "b", "c"), queue_order=(("front", ("b", "c", "a")),)
    )
    desk = Desk(router_class, rules, Agent("ann", pools=("front",), queue_order=("c",)))
    desk.submit("X", at=0)
    desk.submit("B", problem="b", at=1)
    desk.submit("C", problem="c", at=2)
    desk.submit("A", at=3)
    assert desk.complete("X", at=4) == ["4 COMPLETED X ann 0", "4 ASSIGNED A ann 0"]
    assert desk.complete("A", at=5) == ["5 COMPLETED A ann 0", "5 ASSIGNED C ann 0"]
    assert desk.complete("C", at=6) == ["6 COMPLETED C ann 0", "6 ASSIGNED B ann 0"]


# -- conditional steps -------------------------------------------------------------------------------------------------

HELP_IF_ABSENT = replace(
    ALL, steps=(Step(pools=("front",)), Step(us(10), pools=("front", "back"), only_if_absent=True), Step(us(40)))
)
FRONT, BACK, OTHER = Agent("fay", pools=("front",)), Agent("bea", pools=("back",)), Agent("joe")


def test_a_conditional_step_holds_when_nobody_is_there(router_class: Any) -> None:
    """Fay is on a break when the time of the step comes, so Bea may help."""
    desk = Desk(router_class, policy(HELP_IF_ABSENT), FRONT, BACK)
    desk.presence("fay", BREAK, at=0)
    assert desk.submit("A", at=0) == ["0 WAITING A 0"]
    assert desk.until(10) == ["10 STEP A 1", "10 ASSIGNED A bea 1"]


def test_a_conditional_step_waits_until_the_last_one_has_left(router_class: Any) -> None:
    """While Fay is busy but there the tickets stay; once she takes a break Bea helps with the one past its time."""
    desk = Desk(router_class, policy(HELP_IF_ABSENT), FRONT, BACK)
    desk.submit("X", at=0)
    desk.submit("A", at=1)
    desk.submit("B", at=6)
    assert desk.next_due() == (11, "STEP")
    assert desk.until(15) == []
    assert desk.presence("fay", BREAK, at=15) == ["15 PRESENCE fay 2"]
    assert desk.next_due() == (15, "STEP")
    assert desk.until(15) == ["15 STEP A 1", "15 ASSIGNED A bea 1"]
    assert desk.complete("A", at=30) == ["16 STEP B 1", "30 COMPLETED A bea 0", "30 ASSIGNED B bea 1"]


def test_a_conditional_step_does_not_hold_up_later_steps(router_class: Any) -> None:
    """With Fay there the second step never holds, and the third comes at its own time all the same."""
    desk = Desk(router_class, policy(HELP_IF_ABSENT), FRONT, OTHER)
    desk.submit("X", at=0)
    desk.submit("A", at=0)
    assert desk.until(60) == ["40 STEP A 2", "40 ASSIGNED A joe 2"]


# -- capacity ----------------------------------------------------------------------------------------------------------

CHANNELS = {"channels": ("phone", "chat"), "costs": (("phone", 2),)}


def test_units_and_contacts_of_a_channel_are_limited(router_class: Any) -> None:
    """Ann has 4 units and takes 2 chats (1 each) at once: the third waits, a call (2 units) does not."""
    desk = Desk(router_class, policy(ALL, **CHANNELS), Agent("ann", capacity=4, most={"chat": 2}))
    assert desk.submit("A", channel="chat", at=0) == ["0 ASSIGNED A ann 0"]
    assert desk.submit("B", channel="chat", at=0) == ["0 ASSIGNED B ann 0"]
    assert desk.submit("C", channel="chat", at=0) == ["0 WAITING C 0"]
    assert desk.submit("D", at=1) == ["1 ASSIGNED D ann 0"]
    assert desk.submit("E", at=2) == ["2 WAITING E 0"]
    # A's end leaves 1 unit and 1 chat: C comes first and takes it; D's end leaves 2 units for E
    assert desk.complete("A", at=3) == ["3 COMPLETED A ann 0", "3 ASSIGNED C ann 0"]
    assert desk.complete("D", at=4) == ["4 COMPLETED D ann 0", "4 ASSIGNED E ann 0"]


def test_a_ticket_too_large_does_not_block_a_smaller_one_behind_it(router_class: Any) -> None:
    """With 1 unit left Ann cannot take the call that came first, so she takes the chat."""
    desk = Desk(router_class, policy(ALL, **CHANNELS), Agent("ann", capacity=2))
    desk.submit("A", channel="chat", at=0)
    assert desk.submit("B", at=1) == ["1 WAITING B 0"]
    assert desk.submit("C", channel="chat", at=2) == ["2 ASSIGNED C ann 0"]


def test_an_agent_who_becomes_free_chooses_as_long_as_it_has_units(router_class: Any) -> None:
    """The end of a call of 2 units lets Ann take two chats, in their order."""
    desk = Desk(router_class, policy(ALL, **CHANNELS), Agent("ann", capacity=2))
    desk.submit("A", at=0)
    desk.submit("B", channel="chat", at=1)
    desk.submit("C", channel="chat", at=2)
    assert desk.complete("A", at=3) == ["3 COMPLETED A ann 0", "3 ASSIGNED B ann 0", "3 ASSIGNED C ann 0"]


def test_one_offer_at_a_time(router_class: Any) -> None:
    """Ann has units for two chats, but is offered the second only when she has answered the first."""
    desk = Desk(router_class, policy(BY_HAND, **CHANNELS), Agent("ann", capacity=2))
    assert desk.submit("A", channel="chat", at=0) == ["0 OFFERED A ann 0"]
    assert desk.submit("B", channel="chat", at=1) == ["1 WAITING B 0"]
    assert desk.do("accept", "A", "ann", at=2) == ["2 ASSIGNED A ann 0", "2 OFFERED B ann 0"]


@pytest.mark.parametrize(("term", "chosen"), [(Prefer.LEAST_LOADED, "bob"), (Prefer.LONGEST_IDLE, "ann")])
def test_load_as_a_share_and_in_units(router_class: Any, term: Prefer, chosen: str) -> None:
    """One chat of Ann's 2 units is more than two of Bob's 5 as a share, and less in units."""
    rules = policy(replace(ALL, steps=(Step(prefer=(term,)),)), **CHANNELS)
    desk = Desk(router_class, rules, Agent("ann", capacity=2), Agent("bob", capacity=5))
    for number, agent in enumerate(("ann", "bob", "bob")):
        desk.submit(f"X{number}", channel="chat", exclude=({"ann", "bob"} - {agent}), at=number)
    assert desk.submit("A", channel="chat", at=9) == [f"9 ASSIGNED A {chosen} 0"]


def test_the_longest_idle_is_the_one_whose_load_changed_first(router_class: Any) -> None:
    """Among agents with equal units in use the last change decides, whether up or down."""
    desk = Desk(router_class, policy(ALL, **CHANNELS), *(Agent(name, capacity=3) for name in ("ann", "bob")))
    desk.submit("A", channel="chat", at=1)  # ann: 1 unit since 1
    desk.submit("B", at=2)  # bob: 2 units since 2
    desk.submit("C", channel="chat", at=3)  # ann: 2 units since 3
    assert desk.submit("D", channel="chat", at=4) == ["4 ASSIGNED D bob 0"]


# -- gathering ---------------------------------------------------------------------------------------------------------

GATHERING = replace(ALL, gather_after_us=us(5))


def test_a_large_ticket_gathers_the_units_of_one_agent(router_class: Any) -> None:
    """From second 6 on Ann keeps what becomes free for the call: the chat that comes later waits until after it."""
    desk = Desk(router_class, policy(GATHERING, **CHANNELS), Agent("ann", capacity=2))
    desk.submit("A", channel="chat", at=0)
    desk.submit("B", channel="chat", at=0)
    assert desk.submit("P", at=1) == ["1 WAITING P 0"]
    assert desk.next_due() == (6, "DELAY_END")
    assert desk.until(6) == []
    assert desk.next_due() is None
    assert desk.complete("A", at=10) == ["10 COMPLETED A ann 0"]
    assert desk.submit("C", channel="chat", at=11) == ["11 WAITING C 0"]
    assert desk.complete("B", at=30) == ["30 COMPLETED B ann 0", "30 ASSIGNED P ann 0"]
    assert desk.complete("P", at=40) == ["40 COMPLETED P ann 0", "40 ASSIGNED C ann 0"]


def test_gathering_goes_to_who_has_most_units_free_and_waits_for_somebody_to_be_ready(router_class: Any) -> None:
    """At second 6 both are on a break; at 7, back, Bob with 1 of 3 units free has more than Ann with none of 2."""
    desk = Desk(router_class, policy(GATHERING, **CHANNELS), Agent("ann", capacity=2), Agent("bob", capacity=3))
    desk.do("submit", "A", problem="help", tier="any", channel="phone", exclude=("bob",), at=0)
    desk.do("submit", "B", problem="help", tier="any", channel="phone", exclude=("ann",), at=0)
    for agent in ("ann", "bob"):
        desk.presence(agent, BREAK, at=0)
    desk.submit("P", at=1)
    assert desk.until(6) == []
    assert desk.next_due() is None
    for agent in ("ann", "bob"):
        desk.presence(agent, READY, at=7)
    assert desk.next_due() == (7, "DELAY_END")
    assert desk.until(11) == []
    assert desk.submit("C", channel="chat", at=12) == ["12 WAITING C 0"]  # Bob's free unit is kept
    assert desk.complete("B", at=20) == ["20 COMPLETED B bob 0", "20 ASSIGNED P bob 0", "20 ASSIGNED C bob 0"]


def test_gathering_ends_when_the_agent_leaves(router_class: Any) -> None:
    """Ann gathers until her break; the ticket looks for another agent in the same moment, and finds Bob."""
    desk = Desk(router_class, policy(GATHERING, **CHANNELS), Agent("ann", capacity=2), Agent("bob", capacity=2))
    desk.submit("A", channel="chat", at=0)
    desk.submit("B", channel="chat", at=0)
    desk.submit("P", at=1)
    desk.until(6)  # both have 1 unit free: ann has the lesser number
    assert desk.presence("ann", BREAK, at=8) == ["8 PRESENCE ann 2"]
    assert desk.next_due() == (8, "DELAY_END")
    assert desk.until(8) == []
    assert desk.submit("C", channel="chat", at=9) == ["9 WAITING C 0"]
    assert desk.complete("B", at=10) == ["10 COMPLETED B bob 0", "10 ASSIGNED P bob 0"]


def test_who_gathers_for_a_ticket_gets_it_when_the_queue_opens(router_class: Any) -> None:
    """Bob has been idle for longer, but Ann is the one whom P had chosen."""
    desk = Desk(router_class, policy(GATHERING, **CHANNELS), Agent("ann", capacity=2), Agent("bob", capacity=2))
    desk.submit("A", channel="chat", at=0)
    desk.submit("B", channel="chat", at=0)
    desk.submit("P", at=1)
    desk.until(6)  # Ann gathers
    desk.do("set_open", "all", False, at=7)
    desk.complete("B", at=8)
    desk.complete("A", at=9)
    assert desk.do("set_open", "all", True, at=10) == ["10 QUEUE_OPENED 0", "10 ASSIGNED P ann 0"]


# -- hold, sleeping conversations --------------------------------------------------------------------------------------


def test_hold_keeps_the_agent(router_class: Any) -> None:
    """A customer on hold takes the agent's unit; the contact can go on or end from there."""
    desk = Desk(router_class, policy(ALL), ANN)
    desk.submit("A", at=0)
    assert desk.do("hold", "A", at=1) == ["1 ON_HOLD A ann"]
    assert desk.submit("B", at=2) == ["2 WAITING B 0"]
    with pytest.raises(NotInService):
        desk.do("hold", "A", at=3)
    assert desk.do("resume", "A", at=3) == ["3 RESUMED A ann"]
    with pytest.raises(NotHeld):
        desk.do("resume", "A", at=3)
    desk.do("hold", "A", at=4)
    assert desk.complete("A", at=5) == ["5 COMPLETED A ann 0", "5 ASSIGNED B ann 0"]


def test_a_sleeping_conversation_gives_its_units_back_and_wakes_without_overbooking(router_class: Any) -> None:
    """Ann takes B while A sleeps; A's customer comes back, waits for B's end, and goes before C."""
    desk = Desk(router_class, policy(ALL), ANN)
    desk.submit("A", at=0)
    desk.submit("B", at=1)
    assert desk.do("deactivate", "A", at=2) == ["2 INACTIVE A ann", "2 ASSIGNED B ann 0"]
    desk.submit("C", at=3)
    assert desk.do("wake", "A", at=4) == ["4 WAKING A ann"]
    with pytest.raises(NotInactive):
        desk.do("wake", "A", at=4)
    assert desk.complete("B", at=5) == ["5 COMPLETED B ann 0", "5 RESUMED A ann"]
    assert desk.complete("A", at=6) == ["6 COMPLETED A ann 0", "6 ASSIGNED C ann 0"]


def test_a_conversation_wakes_at_once_where_there_is_room(router_class: Any) -> None:
    """With 2 units Ann goes on with A beside B; another that wakes waits behind."""
    desk = Desk(router_class, policy(ALL), Agent("ann", capacity=2))
    for ticket in "ABC":
        desk.submit(ticket, at=0)
    assert desk.do("deactivate", "A", at=1) == ["1 INACTIVE A ann", "1 ASSIGNED C ann 0"]
    assert desk.do("deactivate", "B", at=2) == ["2 INACTIVE B ann"]
    assert desk.do("wake", "B", at=3) == ["3 RESUMED B ann"]
    assert desk.do("wake", "A", at=4) == ["4 WAKING A ann"]
    assert desk.do("deactivate", "B", at=5) == ["5 INACTIVE B ann", "5 RESUMED A ann"]


def test_a_sleeping_conversation_keeps_a_draining_agent_and_ends_without_wrap_up(router_class: Any) -> None:
    """Ann can go only when A, asleep, is over; there is nothing to wrap up."""
    desk = Desk(router_class, policy(Queue("all")), ANN)
    desk.submit("A", at=0)
    desk.do("deactivate", "A", at=1)
    with pytest.raises(AgentHasWork):
        desk.presence("ann", OFFLINE, at=2)
    assert desk.presence("ann", DRAINING, at=2) == ["2 PRESENCE ann 3"]
    assert desk.complete("A", at=3) == ["3 COMPLETED A ann 0", "3 PRESENCE ann 0"]


def test_a_hundred_conversations_may_sleep_with_an_agent(router_class: Any) -> None:
    """The next one is refused, and stays in hand."""
    desk = Desk(router_class, policy(ALL), ANN)
    for number in range(100):
        desk.submit(f"T{number}", at=0)
        desk.do("deactivate", f"T{number}", at=0)
    desk.submit("A", at=1)
    with pytest.raises(TooManyInactive):
        desk.do("deactivate", "A", at=1)
    assert desk.complete("A", at=2) == ["2 COMPLETED A ann 0"]


# -- preferred agents --------------------------------------------------------------------------------------------------

HOLDING = replace(ALL, hold_us=(us(20), us(60), us(30)))
"""20 s for the last agent, 60 s for the dedicated one, 30 s for the owner."""


def test_a_ticket_waits_for_its_preferred_agent_though_another_is_free(router_class: Any) -> None:
    """A stands in Ann's personal queue while Bob has nothing to do, and goes before what came to her earlier."""
    desk = Desk(router_class, policy(HOLDING), ANN, BOB)
    assert desk.submit("X", preferred="ann", at=0) == ["0 ASSIGNED X ann 0"]
    assert desk.submit("A", preferred="ann", at=1) == ["1 WAITING A 0", "1 HELD_FOR A ann"]
    assert desk.next_due() == (21, "DELAY_END")
    assert desk.submit("B", at=2) == ["2 ASSIGNED B bob 0"]
    assert desk.submit("C", at=3) == ["3 WAITING C 0"]
    assert desk.complete("X", at=4) == ["4 COMPLETED X ann 0", "4 ASSIGNED A ann 0"]


@pytest.mark.parametrize(("tie", "end"), [(Tie.LAST, 21), (Tie.DEDICATED, 61), (Tie.OWNER, 31)])
def test_the_hold_ends(router_class: Any, tie: Tie, end: int) -> None:
    """After as long as the queue says for the tie anybody may take the ticket."""
    desk = Desk(router_class, policy(HOLDING), ANN, BOB)
    desk.submit("X", preferred="ann", at=0)
    desk.submit("A", preferred="ann", tie=tie, at=1)
    assert desk.until(100) == [f"{end} HOLD_ENDED A ann", f"{end} ASSIGNED A bob 0"]


def test_steps_and_bands_catch_up_after_the_hold(router_class: Any) -> None:
    """A steps after 5 s and rises a band after 15 s, but not in a personal queue: it hears of both at the end."""
    queue = replace(HOLDING, steps=(Step(pools=("back",)), Step(us(5), pools=("back", "front"))), band=2)
    rules = policy(replace(queue, promote_after_us=us(15)))
    desk = Desk(router_class, rules, Agent("ann", pools=("front",)))
    desk.submit("X", preferred="ann", at=0)
    desk.submit("A", preferred="ann", at=0)
    assert desk.until(29) == ["20 HOLD_ENDED A ann", "20 STEP A 1", "20 PROMOTED A 1"]
    assert desk.next_due() == (30, "PROMOTION")


def test_there_is_no_hold_for_who_is_away_or_goes_before_it_ends(router_class: Any) -> None:
    """Ann on a break is not waited for; nor is she when she is busy and her shift ends within the hold."""
    desk = Desk(router_class, policy(HOLDING), ANN, BOB)
    desk.presence("ann", BREAK, at=0)
    assert desk.submit("A", preferred="ann", at=0) == ["0 ASSIGNED A bob 0"]
    desk.complete("A", at=1)
    desk.presence("ann", READY, until=30, at=1)
    desk.submit("X", preferred="ann", at=2)
    assert desk.submit("B", preferred="ann", at=10) == ["10 WAITING B 0", "10 HELD_FOR B ann"]  # 30 is not < 10 + 20
    assert desk.submit("C", preferred="ann", at=11) == ["11 ASSIGNED C bob 0"]


def test_the_hold_ends_when_the_agent_leaves(router_class: Any) -> None:
    """Ann takes a break: A is for everybody in the same moment."""
    desk = Desk(router_class, policy(HOLDING), ANN, BOB)
    desk.submit("X", preferred="ann", at=0)
    desk.submit("A", preferred="ann", at=1)
    assert desk.presence("ann", BREAK, at=5) == ["5 PRESENCE ann 2"]
    assert desk.next_due() == (5, "DELAY_END")
    assert desk.until(5) == ["5 HOLD_ENDED A ann", "5 ASSIGNED A bob 0"]


def test_a_preferred_agent_needs_only_what_the_last_step_asks_for(router_class: Any) -> None:
    """Bob qualifies after 40 s only, and has a delay; for his own customer neither matters. Joe never qualifies."""
    steps = (Step(pools=("front",)), Step(us(40), pools=("front", "back")))
    bob, joe = Agent("bob", pools=("back",), delays={"all": us(50)}), Agent("joe")
    desk = Desk(router_class, policy(replace(HOLDING, steps=steps)), bob, joe)
    assert desk.submit("A", preferred="bob", at=0) == ["0 ASSIGNED A bob 0"]
    assert desk.submit("B", preferred="joe", at=0) == ["0 WAITING B 0"]


def test_who_has_declined_a_ticket_is_no_longer_waited_for(router_class: Any) -> None:
    """Ann declines what was held for her: A goes to Bob, without another hold."""
    desk = Desk(router_class, policy(replace(BY_HAND, hold_us=(us(20), 0, 0))), ANN, BOB)
    assert desk.submit("A", preferred="ann", at=0) == ["0 OFFERED A ann 0"]
    assert desk.do("decline", "A", "ann", at=3) == ["3 DECLINED A ann", "3 OFFERED A bob 0"]


def test_excluded_agents_are_not_offered_the_ticket(router_class: Any) -> None:
    """Not even when they are preferred; unknown agents and more than 64 are refused."""
    desk = Desk(router_class, policy(HOLDING), ANN)
    assert desk.submit("A", preferred="ann", exclude=("ann",), at=0) == ["0 WAITING A 0"]
    with pytest.raises(UnknownAgent):
        desk.submit("B", exclude=("nobody",), at=0)
    with pytest.raises(UnknownAgent):
        desk.submit("B", preferred="nobody", at=0)
    with pytest.raises(TooManyExcluded):
        desk.submit("B", exclude=("ann",) * 65, at=0)
    assert desk.do("assign", "A", "ann", at=1) == ["1 ASSIGNED_BY_HAND A ann 0"]


# -- presence ----------------------------------------------------------------------------------------------------------


def test_work_of_a_lost_agent_returns_with_its_first_arrival(router_class: Any) -> None:
    """Ann has 3 units: A in hand, B asleep, C offered. A came first, so Bob gets it although D waits already."""
    desk = Desk(router_class, policy(BY_HAND), Agent("ann", capacity=3), BOB)
    desk.presence("bob", BREAK, at=0)
    for ticket in "AB":
        desk.submit(ticket, at=0)
        desk.do("accept", ticket, "ann", at=0)
    desk.do("deactivate", "B", at=1)
    desk.submit("C", at=2)
    desk.submit("D", at=3)
    desk.presence("bob", READY, at=4)  # D is offered to bob
    desk.do("decline", "D", "bob", at=5)
    assert desk.do("lose_agent", "ann", at=6) == [
        "6 PRESENCE ann 0",
        "6 RETURNED A ann",
        "6 RETURNED B ann",
        "6 EXPIRED C ann",
        "6 OFFERED A bob 0",
    ]


def test_wrap_up_of_a_lost_agent_is_over(router_class: Any) -> None:
    """What is only to be written down does not go to another agent; to lose who is offline is nothing."""
    desk = Desk(router_class, policy(Queue("all")), ANN)
    desk.submit("A", at=0)
    desk.complete("A", at=1)
    assert desk.do("lose_agent", "ann", at=2) == ["2 PRESENCE ann 0", "2 WRAPPED_UP A ann"]
    assert desk.do("lose_agent", "ann", at=3) == []


def test_an_agent_who_is_not_heard_of_is_lost(router_class: Any) -> None:
    """Each sign of life moves the deadline; the one at the very moment is in time."""
    desk = Desk(router_class, policy(ALL), ANN, BOB)
    desk.submit("A", at=0)
    assert desk.do("heartbeat", "ann", until=10, at=0) == []
    assert desk.do("heartbeat", "ann", until=20, at=10) == []
    assert desk.next_due() == (20, "PRESENCE")
    assert desk.until(60) == ["20 PRESENCE ann 0", "20 RETURNED A ann", "20 ASSIGNED A bob 0"]
    with pytest.raises(AgentAbsent):
        desk.do("heartbeat", "ann", until=99, at=60)
    with pytest.raises(BadTime):
        desk.do("heartbeat", "bob", until=60, at=60)


def test_who_goes_offline_needs_no_heartbeat(router_class: Any) -> None:
    """Going offline takes the deadline away, and coming back brings none."""
    desk = Desk(router_class, policy(ALL), ANN)
    desk.do("heartbeat", "ann", until=10, at=0)
    desk.presence("ann", OFFLINE, at=5)
    assert desk.next_due() is None
    desk.presence("ann", READY, at=6)
    assert desk.until(60) == []


def test_who_does_not_answer_is_sent_on_a_break(router_class: Any) -> None:
    """After the second offer in a row that expires; an answer in between begins a new row."""
    queue = replace(BY_HAND, on_expiry=OnExpiry.BREAK, expiry_limit=2, decline_pause_us=0)
    desk = Desk(router_class, policy(queue), ANN)
    desk.submit("A", at=0)
    assert desk.until(10) == ["10 EXPIRED A ann", "10 OFFERED A ann 0"]
    desk.do("accept", "A", "ann", at=11)
    desk.complete("A", at=12)
    desk.submit("B", at=20)
    assert desk.until(60) == ["30 EXPIRED B ann", "30 OFFERED B ann 0", "40 EXPIRED B ann", "40 PRESENCE ann 2"]


def test_who_does_not_answer_is_signed_off(router_class: Any) -> None:
    """At once without work, by way of draining with some; the ticket then is offered to another agent."""
    queue = replace(BY_HAND, on_expiry=OnExpiry.OFFLINE)
    desk = Desk(router_class, policy(queue), Agent("ann", capacity=2), BOB)
    desk.submit("A", at=0)
    assert desk.until(10) == ["10 EXPIRED A ann", "10 PRESENCE ann 0", "10 OFFERED A bob 0"]
    desk.do("accept", "A", "bob", at=11)
    desk.presence("ann", READY, at=12)
    desk.submit("B", at=12)
    desk.do("accept", "B", "ann", at=13)
    desk.submit("C", at=14)
    assert desk.until(24) == ["24 EXPIRED C ann", "24 PRESENCE ann 3"]
    assert desk.complete("B", at=30) == ["30 COMPLETED B ann 0", "30 PRESENCE ann 0"]


# -- transfer and assignment by hand -----------------------------------------------------------------------------------

TWO_QUEUES = policy(
    replace(ALL, name="fx", match=Match(problems=("fx",)), steps=(Step(skills=(("fx", 1),)),)),
    replace(ALL, hold_us=(0, 0, us(30)), decline_pause_us=us(15)),
    problems=("help", "fx"),
)
EXPERT = Agent("eve", skills={"fx": 3})


def test_a_transferred_ticket_keeps_its_first_arrival(router_class: Any) -> None:
    """A came at 0, is transferred at 5, and goes before B, who has waited for the expert since 1."""
    desk = Desk(router_class, TWO_QUEUES, ANN, EXPERT)
    assert desk.submit("A", at=0) == ["0 ASSIGNED A ann 0"]
    assert desk.submit("X", problem="fx", at=0) == ["0 ASSIGNED X eve 0"]
    assert desk.submit("B", problem="fx", at=1) == ["1 WAITING B 0"]
    assert desk.submit("C", at=2) == ["2 WAITING C 1"]
    assert desk.do("transfer", "A", queue="fx", at=5) == [
        "5 TRANSFERRED A ann 0",
        "5 ASSIGNED C ann 0",
        "5 WAITING A 0",
    ]
    assert desk.complete("X", at=6) == ["6 COMPLETED X eve 0", "6 ASSIGNED A eve 0"]


def test_a_ticket_is_transferred_to_an_agent(router_class: Any) -> None:
    """A waits 30 s for Bob, who is busy, then goes to anybody; Ann, who gave it away, is not asked for 15 s."""
    desk = Desk(router_class, TWO_QUEUES, ANN, BOB)
    desk.submit("A", at=0)
    desk.submit("B", at=0)
    assert desk.do("transfer", "A", agent="bob", at=5) == [
        "5 TRANSFERRED A ann 1",
        "5 WAITING A 1",
        "5 HELD_FOR A bob",
    ]
    assert desk.until(60) == ["35 HOLD_ENDED A bob", "35 ASSIGNED A ann 0"]


def test_a_transfer_to_an_agent_who_is_free_is_taken_at_once(router_class: Any) -> None:
    """Bob has nothing to do and takes A; Ann takes what waits, B."""
    desk = Desk(router_class, TWO_QUEUES, ANN, BOB)
    desk.submit("A", at=0)
    desk.submit("B", exclude=("bob",), at=1)
    assert desk.do("transfer", "A", agent="bob", at=5) == [
        "5 TRANSFERRED A ann 1",
        "5 ASSIGNED B ann 0",
        "5 ASSIGNED A bob 0",
    ]


def test_who_gave_a_ticket_away_is_paused_for_it(router_class: Any) -> None:
    """Without anybody else A comes back to Ann after 15 s; a queue that there is not is refused."""
    desk = Desk(router_class, TWO_QUEUES, ANN)
    desk.submit("A", at=0)
    with pytest.raises(UnknownQueue):
        desk.do("transfer", "A", queue="nowhere", at=5)
    with pytest.raises(NoTarget, match="name a queue or an agent"):
        desk.do("transfer", "A", at=5)
    assert desk.do("transfer", "A", queue="all", at=5) == ["5 TRANSFERRED A ann 1", "5 WAITING A 1"]
    assert desk.until(60) == ["20 ASSIGNED A ann 0"]
    desk.complete("A", at=60)
    desk.submit("B", problem="fx", at=60)
    with pytest.raises(NotInService):
        desk.do("transfer", "B", queue="all", at=60)


def test_an_assignment_by_hand_wins(router_class: Any) -> None:
    """B, in the queue behind A, goes to Ann on her break; the full agent needs force, which the event records."""
    desk = Desk(router_class, policy(ALL), ANN)
    desk.presence("ann", BREAK, at=0)
    desk.submit("A", at=0)
    desk.submit("B", at=1)
    assert desk.do("assign", "B", "ann", at=2) == ["2 ASSIGNED_BY_HAND B ann 0"]
    with pytest.raises(NotWaiting):
        desk.do("assign", "B", "ann", at=3)
    with pytest.raises(AgentFull):
        desk.do("assign", "A", "ann", at=3)
    assert desk.do("assign", "A", "ann", force=True, at=3) == ["3 ASSIGNED_BY_HAND A ann 1"]


def test_an_assignment_by_hand_takes_a_ticket_from_its_holder(router_class: Any) -> None:
    """An offer to Ann expires, then a contact of Bob's is transferred; each is free for what waits."""
    desk = Desk(router_class, policy(BY_HAND), ANN, BOB, Agent("cat", capacity=2))
    desk.presence("cat", BREAK, at=0)
    desk.submit("A", at=0)
    desk.submit("B", at=0)
    desk.submit("C", at=1)
    desk.do("accept", "B", "bob", at=1)
    assert desk.do("assign", "A", "cat", at=2) == [
        "2 EXPIRED A ann",
        "2 ASSIGNED_BY_HAND A cat 0",
        "2 OFFERED C ann 0",
    ]
    assert desk.do("assign", "B", "cat", at=3) == ["3 TRANSFERRED B bob 0", "3 ASSIGNED_BY_HAND B cat 0"]


def test_an_assignment_by_hand_never_relaxes_a_licence(router_class: Any) -> None:
    """Ann has no fx at level 2, whatever the step; nobody can be given work who is offline."""
    queue = replace(ALL, steps=(Step(skills=(("fx", 2),)),), never_relax=("fx",))
    desk = Desk(router_class, policy(queue), Agent("ann", {"fx": 1}), Agent("bob", {"fx": 2}))
    desk.presence("bob", OFFLINE, at=0)
    desk.submit("A", at=0)
    with pytest.raises(NotAllowed):
        desk.do("assign", "A", "ann", force=True, at=1)
    with pytest.raises(AgentAbsent):
        desk.do("assign", "A", "bob", force=True, at=1)
    desk.presence("bob", BREAK, at=2)
    assert desk.do("assign", "A", "bob", at=3) == ["3 ASSIGNED_BY_HAND A bob 0"]


def test_never_is_later_than_any_time(router_class: Any) -> None:
    """Nothing is due where nothing can become due: offers that stand, holds that do not end."""
    queue = replace(BY_HAND, offer_expires_us=NEVER)
    desk = Desk(router_class, policy(queue), ANN)
    desk.submit("A", at=0)
    assert desk.next_due() is None
