"""What a change of policy or roster does to a router that runs, in scenarios reckoned by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from routing.errors import AgentNotOffline, DuplicateAgent, NoFormerPolicy, TicketNotCovered, TimeWentBack, UnknownAgent
from routing.model import Agent, Prefer, Presence, Tie
from routing.policy import (
    Compare,
    Condition,
    LabelType,
    Match,
    Overflow,
    OverflowAction,
    OverflowCause,
    Policy,
    Queue,
    Reservation,
    Step,
    WrapUp,
)
from tests.routing.desk import Desk, us
from tests.worlds import policy

READY, BREAK, DRAINING, OFFLINE = Presence.READY, Presence.BREAK, Presence.DRAINING, Presence.OFFLINE
ANN, BOB = Agent("ann", {"help": 1}), Agent("bob", {"help": 1})
ALL = Queue("all", wrap_up=WrapUp.NONE)
BY_HAND = replace(ALL, auto_accept=False, offer_expires_us=us(10), decline_pause_us=us(30))
"""Agents accept by themselves, within 10 s."""
EXPERTS = (("fx", 1),)
FX = Queue("fx", Match(problems=("fx",)), (Step(skills=EXPERTS),), wrap_up=WrapUp.NONE)
TWO = {"problems": ("help", "fx")}


# -- when, and whether at all ------------------------------------------------------------------------------------------


def test_what_is_due_before_comes_first(router_class: Any) -> None:
    """At second 5 the wrap-up ends before the change and the offer of the next ticket stands under the old policy."""
    wrapped = replace(ALL, wrap_up=WrapUp.FIXED, wrap_up_us=us(5))
    desk = Desk(router_class, policy(wrapped), ANN)
    desk.submit("A", at=0)
    desk.submit("B", at=0)
    desk.complete("A", at=0)
    assert desk.do("change_policy", policy(replace(wrapped, name="other")), at=5) == [
        "5 WRAPPED_UP A ann",
        "5 ASSIGNED B ann 0",
        "5 POLICY_CHANGED",
        "5 MOVED B 0",
    ]
    with pytest.raises(TimeWentBack):
        desk.do("change_policy", policy(wrapped), at=4)


def test_a_policy_without_words_for_a_ticket_is_refused(router_class: Any) -> None:
    """Problem, tier and channel of all tickets, and their labels with their types, must be in the new policy."""
    rules = policy(ALL, **TWO, labels=(("amount", LabelType.NUMBER),))
    desk = Desk(router_class, rules, ANN)
    desk.submit("A", at=0)
    desk.submit("B", problem="fx", labels={"amount": 7}, at=1)
    for poorer in (
        replace(rules, problems=("help",)),
        replace(rules, tiers=("vip",)),
        replace(rules, channels=("chat",)),
        replace(rules, labels=()),
        replace(rules, labels=(("amount", LabelType.TEXT),)),
    ):
        with pytest.raises(TicketNotCovered):
            desk.do("change_policy", poorer, at=2)
    assert desk.complete("A", at=2) == ["2 COMPLETED A ann 0", "2 ASSIGNED B ann 0"]
    desk.complete("B", at=3)
    assert desk.do("change_policy", replace(rules, problems=("help",)), at=4) == ["4 POLICY_CHANGED"]


def test_a_refused_change_leaves_the_timers_before_it_undone(router_class: Any) -> None:
    """The step at second 5 comes before the refused change at 6, and again before the next command."""
    rules = policy(replace(ALL, steps=(Step(), Step(us(5)))), **TWO)
    desk = Desk(router_class, rules)
    desk.submit("A", problem="fx", at=0)
    with pytest.raises(TicketNotCovered):
        desk.do("change_policy", replace(rules, problems=("help",)), at=6)
    assert desk.next_due() == (5, "STEP")
    assert desk.until(6) == ["5 STEP A 1"]


def test_who_is_not_offline_stays_on_the_roster(router_class: Any) -> None:
    """Ann must go before she is taken off; nobody is listed twice, or changed or removed who is not there."""
    desk = Desk(router_class, policy(ALL), ANN, BOB)
    desk.submit("A", at=0)
    with pytest.raises(AgentNotOffline):
        desk.do("change_roster", [BOB], at=1)
    with pytest.raises(AgentNotOffline):
        desk.do("remove_agent", "ann", at=1)
    with pytest.raises(DuplicateAgent):
        desk.do("add_agent", ANN, at=1)
    with pytest.raises(UnknownAgent):
        desk.do("remove_agent", "cid", at=1)
    with pytest.raises(UnknownAgent):
        desk.do("change_agent", Agent("cid"), at=1)
    desk.complete("A", at=2)
    desk.presence("ann", OFFLINE, at=2)
    assert desk.do("remove_agent", "ann", at=2) == ["2 ROSTER_CHANGED"]
    with pytest.raises(UnknownAgent):
        desk.presence("ann", READY, at=3)


def test_the_same_again_changes_nothing(router_class: Any) -> None:
    """A policy under another name, or an equal roster, is one event; even gathering, which a change ends, goes on."""
    rules = policy(replace(ALL, gather_after_us=us(5)), channels=("phone", "chat"), costs=(("chat", 2),))
    desk = Desk(router_class, rules, Agent("ann", capacity=2))
    desk.submit("A", at=0)
    desk.submit("B", channel="chat", at=0)
    desk.until(5)  # Ann keeps her free unit for B
    assert desk.do("change_policy", replace(rules, name="other"), at=6) == ["6 POLICY_CHANGED"]
    assert desk.do("change_roster", [Agent("ann", capacity=2)], at=6) == ["6 ROSTER_CHANGED"]
    assert desk.submit("C", at=7) == ["7 WAITING C 0"]
    with pytest.raises(NoFormerPolicy):  # and it is no step to go back
        desk.do("roll_back", at=8)


# -- queues, steps, bands ----------------------------------------------------------------------------------------------


def test_a_ticket_goes_where_the_new_match_sends_it(router_class: Any) -> None:
    """A is of the new queue, B stays: only A has moved; both keep their clocks, so A is the first for Ann."""
    desk = Desk(router_class, policy(ALL, **TWO), Agent("ann", {"fx": 1}))
    desk.presence("ann", BREAK, at=0)
    desk.submit("A", problem="fx", at=1)
    desk.submit("B", at=2)
    assert desk.do("change_policy", policy(FX, ALL, **TWO), at=3) == ["3 POLICY_CHANGED", "3 MOVED A 0"]
    assert desk.presence("ann", READY, at=4) == ["4 PRESENCE ann 1", "4 ASSIGNED A ann 0"]
    assert desk.do("roll_back", at=5) == ["5 POLICY_CHANGED", "5 MOVED A 0"]


def test_labels_decide_the_queue_anew(router_class: Any) -> None:
    """The limit of the large amounts rises, so that A leaves their queue and B stays in it."""

    def rules(limit: int) -> Policy:
        large = Queue("large", Match(labels=(Condition("amount", Compare.GE, limit),)))
        return policy(large, ALL, labels=(("amount", LabelType.NUMBER),))

    desk = Desk(router_class, rules(1000))
    assert desk.submit("A", labels={"amount": 1000}, at=0) == ["0 WAITING A 0"]
    assert desk.submit("B", labels={"amount": 2000}, at=0) == ["0 WAITING B 0"]
    assert desk.do("change_policy", rules(2000), at=1) == ["1 POLICY_CHANGED", "1 MOVED A 1"]


def test_the_labels_of_a_former_ticket_are_not_those_of_the_next(router_class: Any) -> None:
    """The second A has none, so the rest is its queue, and stays it."""
    large = Queue("large", Match(labels=(Condition("amount", Compare.GE, 5),)))
    rules = policy(large, ALL, labels=(("amount", LabelType.NUMBER),))
    desk = Desk(router_class, rules)
    desk.submit("A", labels={"amount": 5}, at=0)
    desk.do("cancel", "A", at=1)
    assert desk.submit("A", at=2) == ["2 WAITING A 1"]
    assert desk.do("change_policy", replace(rules, queues=(large, replace(ALL, band=0, head_start_us=1))), at=3) == [
        "3 POLICY_CHANGED"
    ]


def test_a_transferred_ticket_stays_in_the_queue_of_that_name(router_class: Any) -> None:
    """A was given to fx, whose number changes and name stays; when fx is gone, A goes where it matches."""
    desk = Desk(router_class, policy(FX, ALL, **TWO), ANN)
    desk.submit("A", at=0)
    desk.do("transfer", "A", queue="fx", at=1)
    more = policy(
        replace(ALL, name="vip", match=Match(tiers=("vip",), problems=("fx",))), FX, ALL, **TWO, tiers=("any", "vip")
    )
    assert desk.do("change_policy", more, at=2) == ["2 POLICY_CHANGED"]
    assert desk.do("change_policy", policy(replace(ALL, name="some"), **TWO), at=40) == [
        "40 POLICY_CHANGED",
        "40 MOVED A 0",
        "40 ASSIGNED A ann 0",
    ]


def test_steps_and_bands_follow_from_the_time_waited(router_class: Any) -> None:
    """After 25 s: step 1 (from 10), not 0; band 3 - 25 // 10 = 1, not 0. Then 5 s are left until step 2."""
    desk = Desk(router_class, policy(ALL))
    desk.submit("A", at=0)
    steps = (Step(skills=EXPERTS), Step(us(10), skills=EXPERTS), Step(us(30), skills=EXPERTS))
    slower = replace(ALL, steps=steps, band=3, promote_after_us=us(10))
    assert desk.do("change_policy", policy(slower), at=25) == ["25 POLICY_CHANGED", "25 STEP A 1", "25 PROMOTED A 1"]
    assert desk.until(60) == ["30 STEP A 2", "30 PROMOTED A 0"]
    assert desk.do("roll_back", at=60) == ["60 POLICY_CHANGED", "60 STEP A 0"]


def test_a_step_that_has_held_is_not_taken_back_by_a_change_elsewhere(router_class: Any) -> None:
    """Fay was away when A's conditional step came; she is back when another queue changes, and the step stays."""
    steps = (Step(pools=("front",)), Step(us(10), pools=("front", "back"), only_if_absent=True))
    rules = policy(FX, replace(ALL, steps=steps), **TWO)
    desk = Desk(router_class, rules, Agent("fay", pools=("front",)))
    desk.submit("A", at=0)
    desk.submit("B", at=0)
    desk.presence("fay", BREAK, at=5)
    assert desk.until(10) == ["10 STEP B 1"]
    desk.presence("fay", READY, at=11)  # who has A in hand
    assert desk.do("change_policy", replace(rules, queues=(replace(FX, band=1), rules.queues[1])), at=12) == [
        "12 POLICY_CHANGED"
    ]
    later = replace(ALL, steps=(steps[0], replace(steps[1], from_us=us(11))))
    assert desk.do("change_policy", replace(rules, queues=(FX, later)), at=13) == ["13 POLICY_CHANGED", "13 STEP B 0"]


def test_closed_queues_stay_closed_by_name(router_class: Any) -> None:
    """The queue all is closed whatever its number; a new queue is open."""
    desk = Desk(router_class, policy(ALL, **TWO), Agent("ann", {"fx": 1}))
    desk.do("set_open", "all", open=False, at=0)
    desk.submit("A", at=1)
    desk.submit("B", problem="fx", at=1)
    assert desk.do("change_policy", policy(FX, ALL, **TWO), at=2) == [
        "2 POLICY_CHANGED",
        "2 MOVED B 0",
        "2 ASSIGNED B ann 0",
    ]
    desk.complete("B", at=3)
    assert desk.do("set_open", "all", open=True, at=4) == ["4 QUEUE_OPENED 1", "4 ASSIGNED A ann 0"]


# -- offers, work, holds, callbacks ------------------------------------------------------------------------------------


def test_an_offer_stands_with_its_expiry(router_class: Any) -> None:
    """It expires at second 10, though new offers now stand for ever; and Ann qualifies no more, which is no matter."""
    desk = Desk(router_class, policy(BY_HAND), ANN)
    desk.submit("A", at=0)
    strict = replace(BY_HAND, offer_expires_us=us(1000), steps=(Step(skills=EXPERTS),))
    assert desk.do("change_policy", policy(strict), at=4) == ["4 POLICY_CHANGED"]
    assert desk.until(20) == ["10 EXPIRED A ann"]


def test_an_offer_is_withdrawn_from_who_must_not_have_the_ticket(router_class: Any) -> None:
    """Fx is now a licence; Bob has it and is free. Ann, who has it later, may be asked again at once: no pause."""
    desk = Desk(router_class, policy(BY_HAND), ANN)
    desk.submit("A", at=0)
    strict = replace(BY_HAND, steps=(Step(skills=EXPERTS),), never_relax=("fx",))
    assert desk.do("change_policy", policy(strict), at=4) == ["4 POLICY_CHANGED", "4 EXPIRED A ann"]
    assert desk.do("change_agent", Agent("ann", {"fx": 2}), at=5) == ["5 ROSTER_CHANGED", "5 OFFERED A ann 0"]
    assert desk.do("change_agent", ANN, at=6) == ["6 ROSTER_CHANGED", "6 EXPIRED A ann"]


def test_a_draining_agent_whose_only_offer_is_withdrawn_goes(router_class: Any) -> None:
    """Nothing is left for Ann to wait for."""
    desk = Desk(router_class, policy(BY_HAND), ANN)
    desk.submit("A", at=0)
    desk.presence("ann", DRAINING, at=1)
    strict = replace(BY_HAND, steps=(Step(skills=EXPERTS),), never_relax=("fx",))
    assert desk.do("change_policy", policy(strict), at=2) == [
        "2 POLICY_CHANGED",
        "2 EXPIRED A ann",
        "2 PRESENCE ann 0",
    ]


def test_work_stays_in_hand_and_its_load_is_counted_anew(router_class: Any) -> None:
    """Two contacts of 1 unit become 2 units each: 4 of Ann's 3. With A done, 2 of 3 are in use, and C needs 2."""
    rules = policy(ALL)
    desk = Desk(router_class, rules, Agent("ann", capacity=3))
    for ticket in "AB":
        desk.submit(ticket, at=0)
    assert desk.do("change_policy", replace(rules, costs=(("phone", 2),)), at=1) == ["1 POLICY_CHANGED"]
    assert desk.submit("C", at=2) == ["2 WAITING C 0"]
    assert desk.complete("A", at=3) == ["3 COMPLETED A ann 0"]
    assert desk.complete("B", at=4) == ["4 COMPLETED B ann 0", "4 ASSIGNED C ann 0"]
    assert desk.submit("D", at=5) == ["5 WAITING D 0"]
    assert desk.do("roll_back", at=6) == ["6 POLICY_CHANGED", "6 ASSIGNED D ann 0"]


def test_a_waking_conversation_goes_on_when_the_units_suffice(router_class: Any) -> None:
    """A sleeps, B takes Ann's unit, A's customer is back: with two units she has both, and C waits on."""
    desk = Desk(router_class, policy(ALL), ANN)
    desk.submit("A", at=0)
    desk.submit("B", at=0)
    assert desk.do("deactivate", "A", at=1) == ["1 INACTIVE A ann", "1 ASSIGNED B ann 0"]
    assert desk.do("wake", "A", at=2) == ["2 WAKING A ann"]
    desk.submit("C", at=3)
    assert desk.do("change_agent", replace(ANN, capacity=2), at=4) == ["4 ROSTER_CHANGED", "4 RESUMED A ann"]


def test_a_wrap_up_without_an_end_gets_one(router_class: Any) -> None:
    """Ann would have said when she is done; the queue now ends wrap-ups after 5 s, which run from the change on."""
    manual = replace(ALL, wrap_up=WrapUp.MANUAL)
    desk = Desk(router_class, policy(manual), ANN)
    desk.submit("A", at=0)
    desk.complete("A", at=1)
    fixed = replace(manual, wrap_up=WrapUp.FIXED, wrap_up_us=us(5))
    desk.do("change_policy", policy(fixed), at=3)
    desk.do("roll_back", at=4)  # and it keeps it
    assert desk.until(20) == ["8 WRAPPED_UP A ann"]


def test_a_held_ticket_stays_held_while_its_agent_may_be_preferred(router_class: Any) -> None:
    """The end of the hold is as it was set. When Bob no longer qualifies for the last step, the hold has ended."""
    held = replace(ALL, hold_us=(us(20), 0, 0))
    desk = Desk(router_class, policy(held), ANN, BOB)
    desk.submit("X", preferred="bob", at=0)
    desk.submit("A", preferred="bob", tie=Tie.LAST, at=0)
    assert desk.do("change_policy", policy(replace(ALL, name="other")), at=5) == [
        "5 POLICY_CHANGED",
        "5 MOVED X 0",
        "5 MOVED A 0",
    ]
    assert desk.next_due() == (20, "DELAY_END")
    assert desk.do("change_policy", policy(replace(ALL, steps=(Step(skills=(("help", 2),)),))), at=6) == [
        "6 POLICY_CHANGED",
        "6 MOVED X 0",
        "6 MOVED A 0",
        "6 HOLD_ENDED A bob",
    ]
    assert desk.do("change_agent", Agent("ann", {"help": 2}), at=7) == ["7 ROSTER_CHANGED", "7 ASSIGNED A ann 0"]


def test_a_hold_for_somebody_who_leaves_the_roster_ends(router_class: Any) -> None:
    """Bob is lost and taken off in the same instant, before his tickets' holds end by themselves."""
    desk = Desk(router_class, policy(replace(ALL, hold_us=(us(20), 0, 0))), BOB)
    desk.submit("X", at=0)
    desk.submit("A", preferred="bob", at=0)
    desk.do("lose_agent", "bob", at=3)
    assert desk.do("change_roster", [ANN], at=3) == ["3 ROSTER_CHANGED", "3 HOLD_ENDED A bob"]
    assert desk.presence("ann", READY, at=4) == ["4 PRESENCE ann 1", "4 ASSIGNED X ann 0"]


def test_callbacks_keep_what_was_promised(router_class: Any) -> None:
    """Due at 20 and until 25, whatever the queue; A had waited 5 s when it was asked for, so at 20 it has waited 5."""
    desk = Desk(router_class, policy(ALL))
    desk.submit("A", at=0)
    desk.do("request_callback", "A", due=20, until=25, attempts=2, at=5)
    stepped = replace(ALL, name="other", steps=(Step(), Step(us(4)), Step(us(8))))
    assert desk.do("change_policy", policy(stepped), at=10) == ["10 POLICY_CHANGED", "10 MOVED A 0"]
    assert desk.until(40) == ["20 CALLBACK_DUE A", "20 STEP A 1", "23 STEP A 2", "25 CALLBACK_MISSED A"]


def test_pauses_and_exclusions_stay(router_class: Any) -> None:
    """Ann declined A at 1 and is paused until 31; Bob is excluded, also under his new number."""
    desk = Desk(router_class, policy(BY_HAND), ANN, BOB)
    desk.submit("A", exclude=("bob",), at=0)
    desk.do("decline", "A", "ann", at=1)
    assert desk.do("change_roster", [BOB, ANN], at=2) == ["2 ROSTER_CHANGED"]
    assert desk.do("change_policy", policy(replace(BY_HAND, decline_pause_us=0)), at=3) == ["3 POLICY_CHANGED"]
    assert desk.until(40) == ["31 OFFERED A ann 0"]


# -- agents ------------------------------------------------------------------------------------------------------------


def test_agents_keep_their_turn_and_ties_follow_the_new_roster(router_class: Any) -> None:
    """Bob has been idle since 0, Ann since 5: Bob first. Of two who never worked, the first on the new roster."""
    cid, dan = Agent("cid", {"help": 1}), Agent("dan", {"help": 1})
    desk = Desk(router_class, policy(ALL), ANN, BOB)
    desk.submit("A", at=1)  # Ann's
    desk.complete("A", at=5)
    desk.do("change_roster", [dan, cid, ANN, BOB], at=6)
    assert desk.submit("B", at=7) == ["7 ASSIGNED B bob 0"]
    desk.presence("cid", READY, at=8)
    desk.presence("dan", READY, at=8)
    desk.submit("C", at=9)  # Ann's
    assert desk.submit("D", at=9) == ["9 ASSIGNED D dan 0"]


def test_somebody_comes_in_the_middle_of_the_day(router_class: Any) -> None:
    """Nobody speaks French until Fay is added; she is offline at first, like everybody."""
    french = replace(ALL, steps=(Step(skills=EXPERTS),))
    desk = Desk(router_class, policy(french), ANN)
    desk.submit("A", at=0)
    assert desk.do("add_agent", Agent("fay", {"fx": 1}), at=1) == ["1 ROSTER_CHANGED"]
    assert desk.presence("fay", READY, at=2) == ["2 PRESENCE fay 1", "2 ASSIGNED A fay 0"]


def test_a_deadline_stays_with_its_agent(router_class: Any) -> None:
    """Ann must be heard of by 10, also when she is the second on the roster."""
    desk = Desk(router_class, policy(ALL), ANN)
    desk.do("heartbeat", "ann", until=10, at=0)
    desk.do("change_roster", [BOB, ANN], at=5)
    assert desk.until(20) == ["10 PRESENCE ann 0"]


def test_gathering_ends_and_is_looked_for_again(router_class: Any) -> None:
    """Ann has kept 1 of 2 units for B since 5. The change lets C have it; only then B asks again, and must wait."""
    rules = policy(replace(ALL, gather_after_us=us(5)), channels=("phone", "chat"), costs=(("chat", 2),))
    desk = Desk(router_class, rules, Agent("ann", capacity=2))
    desk.submit("A", at=0)
    desk.submit("B", channel="chat", at=0)
    desk.until(5)
    assert desk.submit("C", at=6) == ["6 WAITING C 0"]
    assert desk.do("add_agent", Agent("bob"), at=7) == ["7 ROSTER_CHANGED", "7 ASSIGNED C ann 0"]
    assert desk.until(7) == []  # she gathers for B again
    desk.complete("C", at=8)
    assert desk.submit("D", at=9) == ["9 WAITING D 0"]
    assert desk.complete("A", at=10) == ["10 COMPLETED A ann 0", "10 ASSIGNED B ann 0"]


# -- lengths -----------------------------------------------------------------------------------------------------------


def test_reservations_lifted_by_length_are_judged_anew(router_class: Any) -> None:
    """Lifted at 2, until 0: with 1 still lifted. After any change 1 is less than 2, so Fay is kept for fx."""
    reserved = Reservation("front", 1, ("fx",), lift_waiting=2, restore_waiting=0)
    rules = policy(FX, ALL, **TWO, reservations=(reserved,))
    desk = Desk(router_class, rules, Agent("fay", {"fx": 1}, ("front",)))
    desk.submit("A", at=0)
    assert desk.submit("B", at=0) == ["0 WAITING B 1", "0 ASSIGNED A fay 0"]  # B is the second: lifted
    desk.do("add_agent", Agent("new"), at=1)
    assert desk.complete("A", at=2) == ["2 COMPLETED A fay 0"]


def test_overflow_by_length_is_judged_anew(router_class: Any) -> None:
    """On at 2 waiting, off at 0. With 1 left it was still on; after the change it is off, and C waits."""
    rule = Overflow(OverflowCause.WAITING, OverflowAction.BOT, at=2, until=0)
    rules = policy(replace(ALL, overflow=(rule,)))
    desk = Desk(router_class, rules)
    desk.submit("A", at=0)
    desk.submit("B", at=0)
    assert desk.submit("X", at=1) == ["1 DEFLECTED X 0"]
    desk.do("cancel", "A", at=2)
    assert desk.submit("Y", at=3) == ["3 DEFLECTED Y 0"]
    desk.do("add_agent", Agent("new"), at=4)
    assert desk.submit("C", at=5) == ["5 WAITING C 0"]


def test_overflow_by_time_starts_anew_in_another_queue(router_class: Any) -> None:
    """A has waited 12 s; where it is now tickets overflow after 10, so it does as soon as timers are handled."""
    rule = Overflow(OverflowCause.WAITED, OverflowAction.MESSAGE, at=us(10))
    desk = Desk(router_class, policy(ALL))
    desk.submit("A", at=0)
    new = policy(replace(ALL, name="other", overflow=(rule,)))
    assert desk.do("change_policy", new, at=12) == ["12 POLICY_CHANGED", "12 MOVED A 0"]
    assert desk.next_due() == (12, "DELAY_END")
    assert desk.until(12) == ["12 DEFLECTED A 1"]


# -- back again --------------------------------------------------------------------------------------------------------


def test_several_levels_back(router_class: Any) -> None:
    """Each roll-back goes one policy further back, until the first one."""
    desk = Desk(router_class, policy(replace(ALL, name="one")))
    desk.submit("A", at=0)
    for name in ("two", "three"):
        desk.do("change_policy", policy(replace(ALL, name=name)), at=1)
    for name in ("two", "one"):
        assert desk.do("roll_back", at=2) == ["2 POLICY_CHANGED", "2 MOVED A 0"]
        assert desk.router.policy.queues[0].name == name
    with pytest.raises(NoFormerPolicy):
        desk.do("roll_back", at=3)


def test_all_waiting_tickets_choose_in_their_order(router_class: Any) -> None:
    """Both agents learn fx at once: B, with the head start of its queue, chooses before A, which came first."""
    ahead = replace(FX, head_start_us=us(60), steps=(Step(skills=EXPERTS, prefer=(Prefer.LEVEL,)),))
    rules = policy(ahead, replace(ALL, steps=(Step(skills=EXPERTS),)), **TWO)
    desk = Desk(router_class, rules, ANN, BOB)
    desk.submit("A", at=0)
    desk.submit("B", problem="fx", at=1)
    assert desk.do("change_roster", [Agent("ann", {"fx": 1}), Agent("bob", {"fx": 5})], at=2) == [
        "2 ROSTER_CHANGED",
        "2 ASSIGNED B bob 0",
        "2 ASSIGNED A ann 0",
    ]
