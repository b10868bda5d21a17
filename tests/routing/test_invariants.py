"""What must hold whatever a router is asked: one owner, nothing lost, nobody idle beside work, bounded overtaking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.checks.starvation import Bound, starvation_bounds
from routing.errors import BadTime, UnknownPresence
from routing.invariants import InvariantBroken, check_invariants
from routing.kernels.state import State
from routing.model import NEVER, SECOND, Agent, Event, Presence, TicketState
from routing.policy import Match, Policy, Queue, Reservation, Step
from routing.router import Router
from tests.features import FEATURES
from tests.naive import NaiveRouter, Person, Ticket, first_match
from tests.routing.calls import Call, answer_of, calls_of, give, legal_calls, long_session
from tests.routing.ledger import STORY, Ledger
from tests.routing.trial import Trial
from tests.strategies import Session, Verb, examples, sessions
from tests.worlds import policy


def same_state(one: State, other: State) -> bool:
    return all(np.array_equal(mine, theirs) for mine, theirs in zip(one, other, strict=True))


@settings(max_examples=examples(150))
@given(sessions())
def test_state_is_sound_after_every_command(session: Session) -> None:
    """After each command the tables agree with each other, and no available agent stands beside work it may take."""
    router, twin = Router(session.policy, session.agents), NaiveRouter(session.policy, session.agents)
    for call in calls_of(session, twin):
        give(router, call)
        give(twin, call)
        check_invariants(router.snapshot(), router._tables)


# -- the invariants find what is wrong ---------------------------------------------------------------------------------


def busy_router() -> Router:
    """A router with a ticket in every state, a pause, a callback, a gathering agent and two who are free.

    Ann has A on hold, B in wrap-up, D and, waking, C, which lacks a unit. E and F wait for her. Bob has declined G, is
    offered H and gathers two units for L; I waits for him, too, and J for him alone. K is to be called back. M sleeps
    with Cid, who is free, as Dora and Eve are; the three are excluded from the tickets that wait.
    """
    skilled = Step(skills=(("fx", 1),))
    any_ticket = Queue("all", auto_accept=False, offer_expires_us=40 * SECOND, gather_after_us=5 * SECOND)
    rules = policy(
        Queue("fx", Match(problems=("fx",)), (skilled, Step(50 * SECOND)), band=1, promote_after_us=99 * SECOND),
        replace(any_ticket, hold_us=(60 * SECOND,) * 3),
        problems=("help", "fx"),
        channels=("phone", "chat"),
        costs=(("phone", 2),),
        reservations=(Reservation("back", 1, ("fx",), lift_waiting=3, restore_waiting=1),),
    )
    ann, bob, cid = Agent("ann", {"fx": 1}, capacity=3), Agent("bob", capacity=3), Agent("cid", capacity=2)
    router = Router(rules, [ann, bob, cid, Agent("dora", pools=("back",)), Agent("eve", pools=("back",))])
    free = ("dora", "eve")

    def submit(ticket: str, problem: str = "help", channel: str = "chat", **words: Any) -> None:
        router.submit(ticket, problem=problem, tier="any", channel=channel, now=0, **words)

    router.set_presence("ann", Presence.READY, now=0)
    for ticket in "ABC":
        submit(ticket, "fx")
    router.deactivate("C", now=0)
    submit("D", "fx")
    router.wake("C", now=0)
    router.hold("A", now=0)
    router.complete("B", now=0)
    submit("E", "fx")
    submit("F", "fx")
    router.set_presence("cid", Presence.READY, now=0)
    submit("M", exclude=free)
    router.accept("M", "cid", now=0)
    router.deactivate("M", now=0)
    router.set_presence("bob", Presence.READY, now=0)
    router.heartbeat("bob", until=500 * SECOND, now=0)
    submit("G", exclude=("cid", *free))
    router.decline("G", "bob", now=0)
    submit("H", exclude=("cid", *free))
    submit("I", exclude=("cid", *free))
    submit("J", preferred="bob", exclude=("cid", *free))
    submit("K", exclude=("cid", *free))
    router.request_callback("K", due=90 * SECOND, now=0)
    submit("L", channel="phone", exclude=("cid", *free))
    for agent in free:
        router.set_presence(agent, Presence.READY, now=SECOND)
    router.advance(now=6 * SECOND)
    return router


Break = Callable[[State, dict[str, int]], None]
"""Puts something wrong into a state; it is told the slot of each ticket."""


def put(rows: str, index: int | str, field_name: str, value: int) -> Break:
    """Writes a value into a row: that of a number, or of a ticket."""

    def broken(state: State, slots: dict[str, int]) -> None:
        row = slots[index] if isinstance(index, str) else index
        getattr(state, rows)[field_name][row] = value

    return broken


ANN, BOB, CID, DORA, EVE = range(5)


def all_pauses_for_eve(state: State, _slots: dict[str, int]) -> None:
    state.pauses["agent"] = EVE


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        (put("meta", 0, "rematch", 1), "between two commands"),
        (put("meta", 0, "n_inbox", 1), "between two commands"),
        (put("tickets", "A", "number", 1), "have the numbers"),
        (put("meta", 0, "next_number", 3), "have the numbers"),
        (put("tickets", "A", "agent", CID), "owns"),
        (put("tickets", "A", "state", TicketState.FREE), "owns"),
        (put("tickets", "D", "after", -1), "owns"),
        (put("tickets", "A", "before", -1), "as those before them"),
        (put("agents", BOB, "offer", -1), "names the offer"),
        (put("tickets", "I", "agent", BOB), "has no owner"),
        (put("agents", ANN, "load", 2), "has load 2 but"),
        (put("agents", ANN, "asleep", 0), "sleeping tickets"),
        (put("loads", 1, "count", 2), "tickets by lane"),
        (put("agents", ANN, "busy", 0), "keep it busy"),
        (put("agents", ANN, "capacity", 9), "another capacity"),
        (put("agents", ANN, "presence", Presence.OFFLINE), "is offline with"),
        (put("agents", BOB, "presence", Presence.BREAK), "on a break with an offer"),
        (put("agents", DORA, "presence", Presence.DRAINING), "drains though"),
        (put("ready", 0, "count", 7), "ready agents"),
        (put("tickets", "E", "band", 7), "is in band"),
        (put("tickets", "E", "stage", 9), "is in stage"),
        (put("tickets", "E", "lane", 5), "lane"),
        (put("tickets", "F", "first_arrival", -1), "out of order"),
        (put("tickets", "E", "stage", 1), "stands in sub-queue"),
        (put("tickets", "F", "before", -1), "as those before them"),
        (put("tickets", "E", "state", TicketState.CALLBACK), "stand in sub-queues"),
        (put("agents", BOB, "personal_tail", -1), "personal queue"),
        (put("tickets", "J", "agent", CID), "name another one"),
        (put("lines", 1, "waiting", 3), "queues count"),
        (put("meta", 0, "waiting", 5), "are said to wait"),
        (put("lines", 1, "lifted", 0), "is not lifted"),
        (put("lines", 0, "lifted", 1), "is lifted for queue 0"),
        (put("agents", DORA, "listed", 0), "marked as listed"),
        (put("spare", 0, "count", 1), "free agents"),
        (put("timers", 0, "time", NEVER - 1), "due before the one above"),
        (put("tickets", "K", "timer", -1), "which names"),
        (put("timers", 0, "code", 0), "has timer|for number|of kind"),
        (put("tickets", "D", "timer", 0), "names a timer that there is not"),
        (put("meta", 0, "free_ticket", -1), "chained as unused"),
        (put("tickets", 200, "pause", 0), "holds no ticket but a pause"),
        (put("tickets", "G", "pause", -1), "pauses are lost"),
        (put("meta", 0, "free_callback", -1), "callbacks are lost"),
        (put("tickets", "K", "callback", -1), "has no callback"),
        (put("tickets", "L", "gather", -1), "gathers for"),
        (put("tickets", "I", "gather", BOB), "as gathering for it"),
        (all_pauses_for_eve, "is available beside"),
        (put("lines", 0, "closed", 1), None),
    ],
)
def test_every_invariant_can_be_broken(wrong: Break, found: str | None) -> None:
    """A single wrong value in a sound state is found; a queue that is closed is nothing wrong."""
    router = busy_router()
    state = router.snapshot()
    wrong(state, router._slots)
    if found is None:
        check_invariants(state, router._tables)
        return
    with pytest.raises(InvariantBroken, match=found):
        check_invariants(state, router._tables)


def test_an_agent_who_could_go_on_with_a_waking_ticket_is_found() -> None:
    """Ann lacks a unit for C; with a fourth one she would have it."""
    router = busy_router()
    state = router.snapshot()
    tables = router._tables._replace(profiles=router._tables.profiles.copy())
    profile = state.agents["profile"][ANN]
    state.agents["capacity"][ANN] = tables.profiles["capacity"][profile] = 4
    with pytest.raises(InvariantBroken, match="has the units for the ticket"):
        check_invariants(state, tables)


def test_a_licence_that_is_missing_is_found() -> None:
    """Ann has tickets of a queue; the tables are made to say that she must not."""
    router = busy_router()
    tables = router._tables._replace(allowed=router._tables.allowed.copy())
    tables.allowed["never_relax"] = 0
    with pytest.raises(InvariantBroken, match="never relaxes"):
        check_invariants(router.snapshot(), tables)


def test_free_agents_in_the_wrong_order_are_found() -> None:
    """Dora and Eve, who are alike, stand by how long they have been idle."""
    router = busy_router()
    state = router.snapshot()
    state.agents["since"][DORA] = 5 * SECOND
    with pytest.raises(InvariantBroken, match="wrong order"):
        check_invariants(state, router._tables)


@settings(max_examples=examples(150))
@given(sessions(FEATURES))
def test_everything_holds_with_all_features(session: Session) -> None:
    """Router and twin agree, tables are sound, nothing is lost; a replay and other names change nothing."""
    trial = Trial(session.policy, session.agents)
    for call in calls_of(session, trial.twin):
        trial.ask(call)
    trial.finish()


# -- without features ----------------------------------------------------------------------------------------------


@settings(max_examples=examples(200))
@given(sessions())
def test_refused_command_changes_nothing(session: Session) -> None:
    """A command that raises leaves the state as it was, the timers that come before it included."""
    router, twin = Router(session.policy, session.agents), NaiveRouter(session.policy, session.agents)
    for call in calls_of(session, twin):
        before = router.snapshot()
        give(twin, call)
        if isinstance(give(router, call), type):
            assert same_state(before, router.snapshot()), call


@pytest.mark.parametrize("presence", [-1, 4, 2**40, 1.5, "READY", None])
def test_a_presence_that_there_is_not_changes_nothing(presence: Any) -> None:
    """Neither a number that stands for no presence nor its name or nothing reaches the tables."""
    policy = Policy("", ("a",), ("t",), ("c",), (), (), (Queue("all"),))
    router = Router(policy, [Agent("ann")])
    before = router.snapshot()
    with pytest.raises(UnknownPresence):
        router.set_presence("ann", presence, now=0)
    assert same_state(before, router.snapshot())


@pytest.mark.parametrize("now", [-1, 2**62, 1.0, True, None])
def test_a_time_out_of_range_changes_nothing(now: Any) -> None:
    """Times are whole and from 0 on, as the message says."""
    policy = Policy("", ("a",), ("t",), ("c",), (), (), (Queue("all"),))
    router = Router(policy, [Agent("ann")])
    with pytest.raises(BadTime, match="from 0 to 4611686018427387903"):
        router.advance(now=now)
    assert router.advance(now=0) == []


@settings(max_examples=examples(400))
@given(sessions())
def test_events_tell_one_story(session: Session) -> None:
    """By its events alone, a ticket has one owner at a time, an agent one ticket, ready, qualified and licensed."""
    router, twin = Router(session.policy, session.agents), NaiveRouter(session.policy, session.agents)
    ledger = Ledger(session.policy, session.agents)
    for call in calls_of(session, twin):
        answer = give(router, call)
        if answer != give(twin, call) or isinstance(answer, type):
            continue
        if call.verb is Verb.SUBMIT:
            in_use = call.args[0] in ledger.tickets  # until a timer before this command ends that ticket
            ledger.read(answer[: (place := end_of(call.args[0], answer) if in_use else 0)])
            ledger.submitted(call.args[0], queue_of(session.policy, call))
            answer = answer[place:]
        ledger.read(answer)
        tickets = router.snapshot().tickets
        states = tickets["state"][tickets["state"] != TicketState.FREE]
        assert sorted(states) == sorted(held.state for held in ledger.tickets.values())
        assert ledger.counts["submitted"] == ledger.counts["ended"] + len(states)


def end_of(ticket: str, events: list[Event]) -> int:
    """Place after the first event that ends the ticket."""
    return next(n for n, e in enumerate(events, 1) if e.ticket == ticket and STORY[e.kind][1] is TicketState.FREE)


def queue_of(policy: Policy, call: Call) -> int:
    return first_match(policy, *(call.options[label] for label in ("problem", "tier", "channel")))


class Overtaking(NaiveRouter):
    """Looks, at each offer, whether the ticket passes an older one that the agent could have taken."""

    def __init__(self, policy: Policy, agents: tuple[Agent, ...]) -> None:
        super().__init__(policy, agents)
        self.passed: list[tuple[Ticket, Ticket, int]] = []

    def _offer(self, ticket: Ticket, person: Person, now: int) -> None:
        passed = [
            (other, ticket, now) for other in self.waiting if other is not ticket and self._may_take(person, other)
        ]
        self.passed.extend(passed)
        super()._offer(ticket, person, now)


@settings(max_examples=examples(1500))
@given(sessions())
def test_starvation_bound(session: Session) -> None:
    """When B is given to an agent who could have taken A, B is younger by no more than ``peakline check`` says.

    The twin decides here; that the router decides the same is claimed in ``test_router_naive``.
    """
    assert_bound(session)


def test_starvation_bound_when_hundreds_wait() -> None:
    """The same with agents who choose among hundreds of tickets of four queues."""
    assert assert_bound(long_session(seed=3)) > 1000


def assert_bound(session: Session) -> int:
    """Play the session; return how often a ticket passed another one that the agent could have taken."""
    twin = Overtaking(session.policy, session.agents)
    for call in calls_of(session, twin):
        give(twin, call)
    bounds = {(bound.waiting, bound.overtaking): bound for bound in starvation_bounds(session.policy, session.agents)}
    for waiting, taken, now in twin.passed:
        younger_by = taken.first_arrival - waiting.first_arrival
        if waiting.queue_number == taken.queue_number:
            assert (younger_by, taken.number) < (0, waiting.number)
        else:
            assert_within(bounds[waiting.queue.name, taken.queue.name], younger_by, now - waiting.first_arrival)
    return len(twin.passed)


def assert_within(bound: Bound, younger_by: int, wait: int) -> None:
    assert bound.overtakes
    if bound.fixed_us is not None:
        assert younger_by <= bound.fixed_us + bound.share * wait


@settings(max_examples=examples(200))
@given(sessions(), st.integers(1, 10**12))
def test_the_origin_of_time_does_not_matter(session: Session, later: int) -> None:
    """The same commands so much later give the same events so much later."""
    router, other = (Router(session.policy, session.agents) for _ in range(2))
    for call in legal_calls(session):
        moved = Call(call.verb, call.args, call.options | {"now": call.now + later})
        expected = [event._replace(time=event.time + later) for event in answer_of(router, call)]
        assert give(other, moved) == expected


@settings(max_examples=examples(400))
@given(sessions())
def test_timers_may_be_handled_early_or_late(session: Session) -> None:
    """Whether somebody calls ``advance`` between commands, one timer at a time or not at all, changes no event."""
    lazy, eager = (Router(session.policy, session.agents) for _ in range(2))
    late: list[Event] = []
    early: list[Event] = []
    end = 0
    # A call for so many timers at most would come to other timers where some are handled already.
    commands = tuple(replace(command, at_most=None) for command in session.commands)
    for call in legal_calls(replace(session, commands=commands)):
        while (due := eager.next_due()) and due.time < call.now:
            early += eager.advance(now=due.time, at_most=1)
        early += answer_of(eager, call)
        late += answer_of(lazy, call)
        end = call.now + 60 * SECOND
    while (due := eager.next_due()) and due.time <= end:
        early += eager.advance(now=due.time, at_most=1)
    assert early == late + lazy.advance(now=end)
