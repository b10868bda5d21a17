"""Dry runs, journals, memories and crowds: what only the router has of a change of policy or roster."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from routing.errors import DecisionForgotten, TicketNotCovered
from routing.invariants import check_invariants
from routing.journals import history as histories
from routing.journals.journal import MemoryJournal
from routing.journals.life_cycle_record import agents_from_text, agents_text, policy_from_text, policy_text
from routing.kernels.tables import compile_tables
from routing.lifecycle.life_cycle_words import Pair, Place, TicketChange
from routing.model import SECOND, Agent, Event, EventKind, Presence
from routing.policies.policy_hash import hashed
from routing.policy import Match, Policy, Queue, Step, WrapUp
from routing.router import Router
from tests.dice import Dice
from tests.features import FEATURES, agent_with_features, with_features
from tests.routing.calls import answer_of, legal_calls, long_session
from tests.worlds import ONE_QUEUE, busy_policy, busy_roster, policy

BY_HAND = Queue("all", auto_accept=False, wrap_up=WrapUp.NONE)
FX = Queue("fx", Match(problems=("fx",)), (Step(skills=(("fx", 1),)), Step(10 * SECOND)), wrap_up=WrapUp.NONE)
TWO = {"problems": ("help", "fx")}


def a_router(**options: Any) -> Router:
    """Ann is offered A; B waits since 1 for anybody, C since 2; Bob knows fx and is on a break."""
    router = Router(hashed(policy(BY_HAND, **TWO)), [Agent("ann"), Agent("bob", {"fx": 1})], **options)
    router.set_presence("ann", Presence.READY, now=0)
    router.submit("A", problem="help", tier="any", channel="phone", now=0)
    router.submit("B", problem="fx", tier="any", channel="phone", now=SECOND)
    router.submit("C", problem="help", tier="any", channel="phone", now=2 * SECOND)
    return router


LICENSED = hashed(
    policy(
        FX, replace(BY_HAND, steps=(Step(skills=(("help", 1),)),), never_relax=("help",)), **TWO, skills=("fx", "help")
    )
)
"""Fx has a queue of its own; the others need a licence that nobody has."""


def states_equal(one: Router, other: Router) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one.snapshot(), other.snapshot(), strict=True))


# -- dry runs ----------------------------------------------------------------------------------------------------------


def test_a_dry_run_says_what_the_change_then_does() -> None:
    """B moves and, after 11 s, is in the second step of fx, where Ann, who loses her offer of A, takes it at once."""
    router = a_router()
    twin = copy.deepcopy(router)
    found = router.dry_run(LICENSED, now=12 * SECOND)
    assert states_equal(router, twin)
    assert router.policy == twin.policy
    assert found.tickets == (TicketChange("B", Place("all", 0, 0), Place("fx", 1, 0)),)
    assert found.withdrawn == (Pair("A", "ann", EventKind.EXPIRED),)
    assert found.taken == (Pair("B", "ann", EventKind.ASSIGNED),)
    assert (found.released, found.resumed) == ((), ())
    assert {change.path[:2] for change in found.changes} >= {("queues", "fx"), ("queues", "all")}
    assert list(found.events) == router.change_policy(LICENSED, now=12 * SECOND)
    assert router.policy_hash == LICENSED.hash


def test_a_dry_run_in_words() -> None:
    """First what differs between the policies, then tickets, then agents; nothing at all is said, too."""
    router = a_router()
    said = router.dry_run(LICENSED, now=12 * SECOND).sentences()
    assert "Queue fx is new." in said
    assert said[-3:] == [
        "Ticket B moves from queue all to queue fx, there in step 1, band 0.",
        "The offer of ticket A to agent ann is withdrawn.",
        "Ticket B goes to agent ann at once.",
    ]
    assert router.dry_run(router.policy, now=12 * SECOND).sentences() == ["Nothing changes."]


def test_a_dry_run_is_refused_as_the_change_would_be() -> None:
    """And the router is as it was, without a memory of its own, too."""
    for history in (0, 100):
        router = a_router(history=history)
        with pytest.raises(TicketNotCovered):
            router.dry_run(replace(LICENSED, problems=("help",), queues=LICENSED.queues[1:]), now=12 * SECOND)
        assert router.next_due() is None
        assert [event.kind for event in router.accept("A", "ann", now=12 * SECOND)] == [EventKind.ASSIGNED]


# -- what is remembered ------------------------------------------------------------------------------------------------


def test_recovery_repeats_changes() -> None:
    """A journal with every kind of change leads to the same events and the same state, and another roll-back."""
    journal, told = MemoryJournal(), []
    router = a_router(journal=journal)
    events = [
        router.change_policy(LICENSED, now=12 * SECOND),
        router.add_agent(Agent("cid", {"help": 1}, labels={"known": True, "size": 1}), now=13 * SECOND),
        router.set_presence("cid", Presence.READY, now=14 * SECOND),
        router.change_policy(replace(LICENSED, name="other"), now=15 * SECOND),
        router.roll_back(now=16 * SECOND),
        router.change_policy(hashed(replace(LICENSED, queues=LICENSED.queues[1:])), now=17 * SECOND),
        router.remove_agent("bob", now=18 * SECOND),
    ]
    again = Router.recover(journal, tell=lambda _, happened: told.append(happened))
    assert told[-7:] == events
    assert states_equal(router, again)
    assert (again.policy, again.agents) == (router.policy, router.agents)
    assert again.roll_back(now=19 * SECOND) == router.roll_back(now=19 * SECOND)


@pytest.mark.parametrize("seed", range(20))
def test_records_hold_policies_and_rosters_exactly(seed: int) -> None:
    """What is read is equal to what was written, in types too: true is no 1."""
    dice = Dice(np.random.default_rng(seed).bytes(600))
    features = frozenset(FEATURES)
    rules = hashed(with_features(busy_policy(), dice, features))
    agents = tuple(agent_with_features(dice, agent, rules, features) for agent in busy_roster())
    assert repr(policy_from_text(policy_text(rules))) == repr(rules)
    assert repr(agents_from_text(agents_text(agents))) == repr(agents)


def test_decisions_before_a_change_are_explained_as_before() -> None:
    """By the policy and the roster of that time, whatever has changed since; those after it by the new ones."""
    router = a_router()
    before, old = router.explain_assignment("A"), router.policy_hash
    assert (before.agent, before.policy_hash) == ("ann", old)
    router.change_policy(LICENSED, now=12 * SECOND)
    router.add_agent(Agent("cid", {"help": 1}), now=12 * SECOND)
    assert router.explain_assignment("A") == before
    router.set_presence("bob", Presence.READY, now=13 * SECOND)
    router.submit("D", problem="fx", tier="any", channel="phone", now=14 * SECOND)
    found = router.explain_assignment("D")
    assert (found.agent, found.queue, found.policy_hash) == ("bob", "fx", LICENSED.hash)
    assert router.explain_waiting("C").policy_hash == LICENSED.hash
    assert router.explain_assignment("A") == before


def test_a_decision_that_a_change_brings_is_forgotten() -> None:
    """A ticket goes to whom the new roster makes able to take it: no decision is named, and not that before."""
    router = Router(
        policy(replace(BY_HAND, steps=(Step(skills=(("fx", 1),)),))), [Agent("ann", {"fx": 1}), Agent("bob")]
    )
    for agent in ("ann", "bob"):
        router.set_presence(agent, Presence.READY, now=0)
    router.submit("A", problem="help", tier="any", channel="phone", now=0)
    router.decline("A", "ann", now=SECOND)
    assert router.explain_assignment("A").agent == "ann"
    events = router.change_agent(Agent("bob", {"fx": 4}), now=2 * SECOND)
    assert events[-1] == Event(2 * SECOND, EventKind.OFFERED, "A", "bob", 0)
    with pytest.raises(DecisionForgotten):
        router.explain_assignment("A")
    router.decline("A", "bob", now=3 * SECOND)
    router.advance(now=40 * SECOND)
    assert router.explain_assignment("A").agent == "ann"


def test_many_changes_keep_no_more_than_the_history_is_long() -> None:
    """A decision longer ago than the history is not kept, however many changes there were; copies are bounded."""
    router = Router(policy(ONE_QUEUE), [Agent("ann", capacity=99)], history=10)
    router.set_presence("ann", Presence.READY, now=0)
    for number in range(40):
        router.submit(f"t{number}", problem="help", tier="any", channel="phone", now=number)
        router.change_agent(Agent("ann", capacity=99 + number % 2), now=number)
    assert len(router._history._chapters) <= 8
    for number in (39, 37, 35):  # a change is a command, too
        assert router.explain_assignment(f"t{number}").agent == "ann"
    with pytest.raises(DecisionForgotten):
        router.explain_assignment("t0")


def test_large_states_from_before_changes_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the last two, copies of the state are kept as long as they are small."""
    monkeypatch.setattr(histories, "MOST_BYTES", 1)
    router = Router(policy(ONE_QUEUE), [Agent("ann", capacity=99)])
    router.set_presence("ann", Presence.READY, now=0)
    for number in range(5):
        router.submit(f"t{number}", problem="help", tier="any", channel="phone", now=number)
        router.change_agent(Agent("ann", capacity=99 + number % 2), now=number)
    assert len(router._history._chapters) == 2
    assert router.explain_assignment("t4").agent == "ann"
    with pytest.raises(DecisionForgotten):
        router.explain_assignment("t3")


def test_a_changed_router_can_be_copied() -> None:
    """A pickle goes on as the router does, back to the policy before, too."""
    router = a_router()
    router.change_policy(LICENSED, now=12 * SECOND)
    other = pickle.loads(pickle.dumps(router))
    assert other.roll_back(now=13 * SECOND) == router.roll_back(now=13 * SECOND)
    assert states_equal(router, other)


# -- crowds and time ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_is_lost_in_a_crowd(seed: int) -> None:
    """Tickets in all states go to other policies and back: the same tickets, in a sound state."""
    session = long_session(seed)
    router = Router(session.policy, session.agents)
    calls = legal_calls(replace(session, commands=session.commands[:300]))
    for call in calls:
        answer_of(router, call)
    assert len(router.tickets) > 50
    tickets, now = set(router.tickets), calls[-1].now
    turned = replace(session.policy, queues=tuple(reversed(session.policy.queues[:-1])) + session.policy.queues[-1:])
    for other in (turned, policy(replace(BY_HAND, name="rest"), **_words(session.policy))):
        events = router.change_policy(other, now=now)
        assert events[0] == Event(now, EventKind.POLICY_CHANGED, None, None)
        assert set(router.tickets) == tickets
        check_invariants(router.snapshot(), compile_tables(router.policy, router.agents).tables, had_other_rules=True)
    router.roll_back(now=now)
    router.roll_back(now=now)
    assert set(router.tickets) == tickets
    check_invariants(router.snapshot(), compile_tables(router.policy, router.agents).tables, had_other_rules=True)


def _words(rules: Policy) -> dict[str, Any]:
    return {"problems": rules.problems, "tiers": rules.tiers, "channels": rules.channels}


def test_more_events_than_the_buffer_holds() -> None:
    """5,000 tickets move, in the order of their numbers, with one event each; then each agent takes the next one."""
    router = Router(policy(BY_HAND), [Agent("ann"), Agent("bob")])
    for number in range(5000):
        router.submit(str(number), problem="help", tier="any", channel="phone", now=number)
    router.set_presence("ann", Presence.BREAK, now=5000)
    events = router.change_policy(policy(replace(BY_HAND, name="other", band=1)), now=5000)
    assert [event.kind for event in events[:3]] == [EventKind.POLICY_CHANGED, EventKind.MOVED, EventKind.PROMOTED]
    assert [event.ticket for event in events[1::2]] == [str(number) for number in range(5000)]
    assert len(events) == 1 + 2 * 5000
    assert [event.ticket for event in router.set_presence("ann", Presence.READY, now=5001)] == [None, "0"]
