"""Why: the reasons name the decision that the router made, and agree with it on random days."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing import SECOND, Agent, EventKind, Prefer, Presence, Router
from routing.errors import DecisionForgotten, NotAssigned, NotWaiting, UnknownAgent, UnknownTicket
from routing.model import Kind
from routing.policy import Match, Policy, Queue, Step
from routing.why.explain import Chooser, Reason
from routing.words.messages import use_language
from tests import worlds

VIP = Queue(
    "vip",
    Match(tiers=("vip",)),
    (Step(skills=(("fx", 4),)), Step(20 * SECOND, (("fx", 1),), (), (Prefer.LEVEL, Prefer.LONGEST_IDLE))),
    head_start_us=60 * SECOND,
)
REST = Queue("rest", auto_accept=False, offer_expires_us=10 * SECOND, steps=(Step(skills=(("help", 1),)),))
POLICY = Policy("bank", ("help",), ("any", "vip"), ("phone",), ("help", "fx"), ("front",), (VIP, REST), hash="abc")
ANN = Agent("ann", {"help": 3, "fx": 5}, ("front",))
BOB = Agent("bob", {"help": 2, "fx": 2}, ("front",))


def submit(router: Router, ticket: str, now: int, *, tier: str = "any") -> None:
    router.submit(ticket, problem="help", tier=tier, channel="phone", now=now)


@pytest.fixture
def router() -> Router:
    """Ann has been offered ``t1``; the VIP's ``t2`` waits for her."""
    router = Router(POLICY, [ANN, BOB])
    router.set_presence("ann", Presence.READY, now=0)
    router.set_presence("bob", Presence.READY, now=0)
    submit(router, "t1", SECOND)
    submit(router, "t2", SECOND, tier="vip")
    return router


def test_a_ticket_names_the_agents_it_could_have_taken(router: Router) -> None:
    """Ann and Bob were idle equally long, so the number decided; the other one was less preferred."""
    why = router.explain_assignment("t1")
    assert (why.agent, why.queue, why.step, why.time) == ("ann", "rest", 0, SECOND)
    assert why.chooser is Chooser.TICKET
    assert [(each.agent, each.reason) for each in why.agents] == [
        ("ann", Reason.CHOSEN),
        ("bob", Reason.LESS_PREFERRED),
    ]
    assert why.agents[0].scores == ((Prefer.LONGEST_IDLE, (0, 0)),)
    assert why.policy_hash == "abc"


def test_a_waiting_ticket_names_what_keeps_each_agent(router: Router) -> None:
    """The VIP needs level 4: Ann has been offered something else, Bob lacks the level until step 1 at 21 s."""
    why = router.explain_waiting("t2")
    assert [(each.agent, each.reason) for each in why.agents] == [
        ("ann", Reason.HAS_OFFER),
        ("bob", Reason.SKILL_MISSING),
    ]
    assert why.position == 1
    assert why.next_change is not None
    assert (why.next_change.time, why.next_change.kind) == (21 * SECOND, Kind.STEP)
    assert "has waited 0 s, at place 1 of queue vip" in why.sentence()


def test_an_agent_who_became_free_names_the_tickets_it_passed(router: Router) -> None:
    """Ann declines ``t1``, takes the VIP with its credit of 61 s, and is paused for what she declined."""
    router.decline("t1", "ann", now=2 * SECOND)
    why = router.explain_assignment("t2")
    assert why.chooser is Chooser.AGENT
    assert [(each.ticket, each.reason, each.credit_us) for each in why.tickets] == [
        ("t2", Reason.CHOSEN, 61 * SECOND),
        ("t1", Reason.PAUSED, SECOND),
    ]


def test_two_decisions_of_one_event_are_told_apart(router: Router) -> None:
    """The same decline gives ``t1`` to Bob: the ticket chose him, and Ann was paused for it."""
    router.decline("t1", "ann", now=2 * SECOND)
    why = router.explain_assignment("t1")
    assert (why.agent, why.chooser) == ("bob", Chooser.TICKET)
    assert [(each.agent, each.reason) for each in why.agents] == [("bob", Reason.CHOSEN), ("ann", Reason.PAUSED)]


def test_acceptance_is_not_a_decision(router: Router) -> None:
    """After Ann has accepted, the reasons are still those of the offer."""
    before = router.explain_assignment("t1")
    router.accept("t1", "ann", now=3 * SECOND)
    assert router.explain_assignment("t1") == before


def test_a_decision_can_be_explained_after_the_ticket_has_ended(router: Router) -> None:
    """The reasons stay for as long as the history does."""
    router.accept("t1", "ann", now=3 * SECOND)
    router.complete("t1", now=4 * SECOND, wrap_up=False)
    assert router.explain_assignment("t1").agent == "ann"


def test_idle_agents_say_why() -> None:
    """Offline, on a break, at work, offered something, or free with nothing to take."""
    router = Router(POLICY, [ANN, BOB])
    assert router.explain_idle("ann").reason is Reason.OFFLINE
    router.set_presence("ann", Presence.BREAK, now=0)
    assert router.explain_idle("ann").reason is Reason.ON_BREAK
    router.set_presence("ann", Presence.READY, now=0)
    assert router.explain_idle("ann").reason is None
    assert router.explain_idle("ann").sentence() == "Agent ann is free: no ticket waits."
    assert router.explain_idle("ann").queues == ("vip", "rest")
    submit(router, "t1", 0)
    assert router.explain_idle("ann").reason is Reason.HAS_OFFER
    router.accept("t1", "ann", now=0)
    assert router.explain_idle("ann").reason is Reason.BUSY
    router.set_presence("bob", Presence.READY, now=0)
    submit(router, "t2", 0, tier="vip")
    why = router.explain_idle("bob")
    assert [(each.ticket, each.reason) for each in why.tickets] == [("t2", Reason.SKILL_MISSING)]
    assert why.sentence() == (
        "Agent bob is free, but may take no ticket that waits (waiting: 1)."
        " Ticket t2: lacks skill fx at level 4 (has 2)."
    )


def test_reasons_come_in_chinese(router: Router) -> None:
    """The sentence follows the language in use; the data does not."""
    use_language("zh")
    try:
        assert "ann" in router.explain_assignment("t1").sentence()
        assert router.explain_assignment("t1").sentence() != ""
        assert not router.explain_assignment("t1").sentence().isascii()
    finally:
        use_language("en")


def test_what_cannot_be_explained_is_refused(router: Router) -> None:
    """A ticket that does not wait, an agent nobody knows, a decision that was never kept."""
    with pytest.raises(NotWaiting):
        router.explain_waiting("t1")
    with pytest.raises(UnknownAgent):
        router.explain_idle("anne")
    with pytest.raises(NotAssigned, match=r"Ticket t2 has not been assigned yet\. It waits in its queue\."):
        router.explain_assignment("t2")
    unknowns: tuple[Any, ...] = ("t9", None, [])
    for unknown in unknowns:
        with pytest.raises(UnknownTicket):
            router.explain_assignment(unknown)
    forgetful = Router(POLICY, [ANN], history=0)
    forgetful.set_presence("ann", Presence.READY, now=0)
    submit(forgetful, "t1", 0)
    with pytest.raises(DecisionForgotten):
        forgetful.explain_assignment("t1")


def test_a_history_keeps_at_least_its_length() -> None:
    """With 5 commands a chapter, the decision 5 commands ago is there, and that of 11 commands ago is not."""
    router = Router(worlds.policy(worlds.ONE_QUEUE), [Agent("ann")], history=5)
    router.set_presence("ann", Presence.READY, now=0)
    for number in range(10):
        router.submit(f"t{number}", problem="help", tier="any", channel="phone", now=number)
        if number < 4:
            router.complete(f"t{number}", now=number)
    # Commands: presence, then four times submit and complete, then six times submit: 15, chapters of 5.
    assert router.explain_assignment("t3").agent == "ann"  # command 8
    with pytest.raises(UnknownTicket):  # it has ended, and nothing is kept about it
        router.explain_assignment("t0")  # command 2


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["vip", "any", "accept", "decline", "complete"]), st.integers(0, 30)), max_size=40
    )
)
def test_reasons_agree_with_every_decision(steps: list[tuple[str, int]]) -> None:
    """Whatever happens, the first candidate in the reasons' own order is the one that the kernel took."""
    router = Router(POLICY, [ANN, BOB, Agent("cid", {"help": 1}, ("front",))], history=7)
    now, count = 0, 0
    for agent in ("ann", "bob", "cid"):
        router.set_presence(agent, Presence.READY, now=0)
    offered: dict[str, str] = {}
    owned: set[str] = set()
    for action, wait in steps:
        now += wait * SECOND
        if action in {"vip", "any"}:
            events = router.submit(f"t{count}", problem="help", tier=action, channel="phone", now=now)
            count += 1
        elif action == "complete" and owned:
            events = router.complete(min(owned), now=now, wrap_up=False)
        else:
            events = router.advance(now=now)
            if action in {"accept", "decline"} and offered:
                ticket = min(offered)
                answer = router.accept if action == "accept" else router.decline
                for event in events:
                    note(event.kind, event.ticket, event.agent, offered, owned)
                if ticket in offered:
                    events = answer(ticket, offered[ticket], now=now)
        for event in events:
            note(event.kind, event.ticket, event.agent, offered, owned)
            if event.kind in {EventKind.OFFERED, EventKind.ASSIGNED}:
                assert event.ticket is not None
                why = router.explain_assignment(event.ticket)
                taken = why.agents[0].agent if why.chooser is Chooser.TICKET else why.tickets[0].ticket
                assert taken == (why.agent if why.chooser is Chooser.TICKET else why.ticket)


def note(kind: EventKind, ticket: str | None, agent: str | None, offered: dict[str, str], owned: set[str]) -> None:
    """Keep in mind who has been offered what, and which tickets are in service."""
    if ticket is None:
        return
    offered.pop(ticket, None)
    if kind == EventKind.OFFERED:
        offered[ticket] = agent or ""
    elif kind == EventKind.ASSIGNED:
        owned.add(ticket)
    elif kind == EventKind.COMPLETED:
        owned.discard(ticket)


def test_a_decision_after_the_clock_has_gone_past_its_timer() -> None:
    """Asked to handle no timer at 60 s, the router later has one at 21 s: what it decided is found all the same."""
    router = Router(POLICY, [ANN, BOB])
    router.set_presence("bob", Presence.READY, now=0)
    submit(router, "t2", SECOND, tier="vip")
    router.advance(now=60 * SECOND, at_most=0)
    submit(router, "t3", 60 * SECOND)
    why = router.explain_assignment("t2")
    assert (why.agent, why.step, why.time) == ("bob", 1, 21 * SECOND)
