"""Live figures: by hand, against a recount from the events, and after undo, recovery and copies."""

from __future__ import annotations

import copy
import pickle
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings

from routing import SECOND, Agent, Event, EventKind, Presence, Router
from routing.errors import BadMinutes, BadTime, NotOffered, TimeWentBack
from routing.figures import Figures, ServiceLevel
from routing.journals.journal import MemoryJournal
from routing.policy import Match, Policy, Queue, WrapUp
from routing.tally import MINUTE, Tally
from tests import worlds
from tests.features import FEATURES
from tests.naive import NaiveRouter, first_match
from tests.routing.calls import Call, calls_of, give
from tests.strategies import Session, Verb, examples, sessions

FX = Queue("fx", Match(problems=("fx",)), target_us=20 * SECOND, wrap_up=WrapUp.NONE)
REST = Queue("rest", target_us=30 * SECOND, auto_accept=False, offer_expires_us=10 * SECOND)
RULES = worlds.policy(FX, REST, problems=("fx", "help"))
CHATTY = worlds.policy(Queue("all", wrap_up=WrapUp.NONE))


def submit(router: Router, ticket: str, second: int, problem: str = "fx") -> list[Event]:
    return router.submit(ticket, problem=problem, tier="any", channel="phone", now=second * SECOND)


@pytest.fixture
def router() -> Router:
    """Ann talks about ``a``, Bob is offered ``b``; ``c`` (fx) and ``d`` (rest) wait since 10 s and 5 s."""
    router = Router(RULES, [Agent("ann"), Agent("bob"), Agent("cid")])
    for agent in ("ann", "bob"):
        router.set_presence(agent, Presence.READY, now=0)
    submit(router, "a", 0)
    submit(router, "b", 1, "help")
    submit(router, "d", 5, "help")
    submit(router, "c", 10)
    return router


def test_the_tickets_of_each_queue(router: Router) -> None:
    """At 12 s c has waited 2 s and d 7 s; due are c at 10 + 20 s and d at 5 + 30 s: c first, though d came first."""
    figures = router.figures(now=12 * SECOND)
    fx, rest, total = *figures.queues, figures.total
    assert (fx.queue, rest.queue, total.queue) == ("fx", "rest", None)
    assert [each.waiting for each in (fx, rest, total)] == [1, 1, 2]
    assert [each.longest_wait_us for each in (fx, rest, total)] == [2 * SECOND, 7 * SECOND, 7 * SECOND]
    assert [each.oldest_due for each in (fx, rest, total)] == [30 * SECOND, 35 * SECOND, 30 * SECOND]
    assert [each.in_service for each in (fx, rest, total)] == [1, 0, 1]
    assert [each.offered for each in (fx, rest, total)] == [0, 1, 1]


def test_every_place_of_a_ticket() -> None:
    """On hold, asleep, waking, in wrap-up, to be called back: each is counted in its own column, and no two."""
    agents = [Agent(name) for name in ("ann", "bob", "cid", "dan")]
    router = Router(worlds.policy(Queue("all", wrap_up=WrapUp.MANUAL)), agents)
    for agent in agents:
        router.set_presence(agent.id, Presence.READY, now=0)
    for ticket in "held", "asleep", "over", "waking":
        router.submit(ticket, problem="help", tier="any", channel="phone", now=0)
    router.hold("held", now=0)
    router.complete("over", now=0)
    router.deactivate("waking", now=0)
    router.submit("next", problem="help", tier="any", channel="phone", now=0)  # takes dan's unit
    router.wake("waking", now=0)
    router.deactivate("asleep", now=0)
    router.set_presence("bob", Presence.BREAK, now=0)
    router.submit("later", problem="help", tier="any", channel="phone", now=0)
    router.request_callback("later", due=60 * SECOND, now=0)
    total = router.figures(now=0).total
    assert (total.waiting, total.offered, total.longest_wait_us, total.oldest_due) == (0, 0, None, None)
    assert (total.in_service, total.on_hold, total.inactive, total.wrapping, total.callbacks) == (1, 1, 2, 1, 1)


def test_the_agents(router: Router) -> None:
    """Ann works, Bob has an offer, Cid is offline; then Cid is free, and Ann drains for a reason."""
    agents = router.figures(now=12 * SECOND).agents
    assert agents.by_presence == {Presence.OFFLINE: 1, Presence.READY: 2, Presence.BREAK: 0, Presence.DRAINING: 0}
    assert (agents.free, agents.units_used, agents.units_total) == (0, 1, 2)
    router.cancel("c", now=12 * SECOND)
    router.cancel("d", now=12 * SECOND)
    router.set_presence("cid", Presence.READY, reason="back from lunch", now=12 * SECOND)
    router.set_presence("ann", Presence.DRAINING, reason="end of shift", now=12 * SECOND)
    agents = router.figures(now=12 * SECOND).agents
    assert (agents.free, agents.units_used, agents.units_total) == (1, 1, 3)
    assert agents.by_reason == {
        (Presence.READY, "back from lunch"): 1,
        (Presence.DRAINING, "end of shift"): 1,
    }


def test_a_reason_ends_with_its_presence() -> None:
    """It is replaced or cleared by the next statement, and cleared by a change that nobody stated."""
    router = Router(CHATTY, [Agent("ann")])

    def reasons() -> dict[tuple[Presence, str], int]:
        return dict(router.figures(now=0).agents.by_reason)

    router.set_presence("ann", Presence.BREAK, reason="lunch", now=0)
    router.set_presence("ann", Presence.BREAK, reason="training", now=0)
    assert reasons() == {(Presence.BREAK, "training"): 1}
    router.set_presence("ann", Presence.READY, now=0)
    assert reasons() == {}
    router.set_presence("ann", Presence.BREAK, reason="lunch", now=0)
    router.lose_agent("ann", now=0)
    assert reasons() == {}
    router.set_presence("ann", Presence.READY, now=0)
    router.set_presence("ann", Presence.DRAINING, reason="end of shift", now=0)  # goes offline at once
    assert reasons() == {}


def test_service_level_counts_first_answers_and_late_leavers() -> None:
    """Target 20 s: answered at 20 s is in time, at 21 s late; gone at 20 s does not count, at 21 s it does."""
    router = Router(RULES, [Agent("ann")])
    for ticket in "abcd":
        submit(router, ticket, 0)
    router.cancel("c", now=20 * SECOND)
    router.set_presence("ann", Presence.READY, now=20 * SECOND)  # answers a
    router.cancel("d", now=21 * SECOND)
    router.complete("a", now=21 * SECOND)  # and b
    level = router.figures(now=30 * SECOND).queues[0].service_level
    assert level == ServiceLevel(in_time=1, late=1, left=1)
    assert (level.answered, level.ratio) == (2, 1 / 3)
    assert router.figures(now=30 * SECOND).queues[1].service_level.ratio is None
    router.lose_agent("ann", now=40 * SECOND)
    router.set_presence("ann", Presence.READY, now=41 * SECOND)  # b again, which has been answered already
    assert router.figures(now=50 * SECOND).total.service_level == level


def test_a_callback_counts_from_its_submission() -> None:
    """Whoever is called back after the target was not answered within it, though the clocks stood still."""
    router = Router(CHATTY, [Agent("ann")])
    router.submit("a", problem="help", tier="any", channel="phone", now=0)
    router.request_callback("a", due=100 * SECOND, now=SECOND)
    router.set_presence("ann", Presence.READY, now=2 * SECOND)
    router.advance(now=100 * SECOND)
    assert router.figures(now=100 * SECOND).total.service_level == ServiceLevel(0, 1, 0)


def test_a_ticket_counts_in_the_queue_where_it_is_answered(router: Router) -> None:
    """A transfer does not count anew, and takes nothing away."""
    router.cancel("d", now=15 * SECOND)
    router.transfer("a", queue="rest", now=15 * SECOND)
    figures = router.figures(now=15 * SECOND)
    assert figures.queues[0].service_level == ServiceLevel(2, 0, 0)  # a at 0 s, and c, which Ann takes now
    assert figures.queues[1].service_level == ServiceLevel(0, 0, 0)


def test_minutes_pass() -> None:
    """One answer in each of 70 minutes: the window has so many whole minutes, and the one that has begun."""
    router = Router(CHATTY, [Agent("ann")])
    router.set_presence("ann", Presence.READY, now=0)
    for minute in range(70):
        now = minute * MINUTE + SECOND
        router.submit("t", problem="help", tier="any", channel="phone", now=now)
        router.complete("t", now=now)
    now = 69 * MINUTE + 30 * SECOND
    assert [router.figures(now=now, minutes=n).total.service_level.in_time for n in (1, 15, 60)] == [2, 16, 61]
    assert router.figures(now=now, minutes=15).since == 54 * MINUTE
    assert router.figures(now=71 * MINUTE, minutes=1).total.service_level.in_time == 0


def test_what_is_refused() -> None:
    """Minutes that are none, no whole number or too many, and times that are none or before the latest command."""
    router = Router(CHATTY, [Agent("ann")])
    router.advance(now=10)
    minutes: list[Any] = [0, 61, 1.5, True, "15"]
    for wrong in minutes:
        with pytest.raises(BadMinutes):
            router.figures(now=10, minutes=wrong)
    with pytest.raises(TimeWentBack):
        router.figures(now=9)
    with pytest.raises(BadTime):
        router.figures(now=-1)


def test_asking_changes_nothing(router: Router) -> None:
    """Asked in the future, the router handles no timer and its clock stays."""
    due = router.next_due()
    assert router.figures(now=1000 * SECOND).total.offered == 1
    assert router.next_due() == due
    assert submit(router, "e", 11)[0].time == 11 * SECOND


@pytest.mark.parametrize("history", [0, 2, 4096])
def test_a_refused_command_leaves_no_trace(history: int) -> None:
    """The expiry at 11 s gives b to nobody else; a refusal at 12 s is undone with its timers, reasons and counts."""
    router = Router(RULES, [Agent("ann"), Agent("bob")], history=history)
    router.set_presence("ann", Presence.READY, reason="shift", now=0)
    submit(router, "b", 1, "help")
    before = router.figures(now=1 * SECOND)
    with pytest.raises(NotOffered):
        router.accept("b", "bob", now=12 * SECOND)
    assert router.figures(now=1 * SECOND) == before


def test_another_policy_keeps_the_counts_of_queues_that_stay() -> None:
    """Of queues 0 and 1 the second becomes the first, and a new one comes: 4, 5, 6 move, the others are gone or 0."""
    tally = Tally([20, 30])
    tally.make_room(2)
    tally.minutes = {7: [1, 2, 3, 4, 5, 6]}
    tally.follow([30, 40], [1, -1], [1, 0])
    assert tally.minutes == {7: [4, 5, 6, 0, 0, 0]}
    assert (tally.targets, list(tally.queues)) == ([30, 40], [1, 0])


# -- random sessions ---------------------------------------------------------------------------------------------------

PLACES = {
    EventKind.WAITING: "waiting",
    EventKind.DECLINED: "waiting",
    EventKind.EXPIRED: "waiting",
    EventKind.RETURNED: "waiting",
    EventKind.CALLBACK_DUE: "waiting",
    EventKind.TRANSFERRED: "waiting",
    EventKind.OFFERED: "offered",
    EventKind.ASSIGNED: "in_service",
    EventKind.ASSIGNED_BY_HAND: "in_service",
    EventKind.RESUMED: "in_service",
    EventKind.ON_HOLD: "on_hold",
    EventKind.INACTIVE: "inactive",
    EventKind.WAKING: "inactive",
    EventKind.CALLBACK_HELD: "callbacks",
}
"""Where a ticket is after an event."""


@dataclass
class Known:
    """A ticket as the events tell of it."""

    came: int
    queue: int
    place: str = ""
    is_answered: bool = False


@dataclass
class Recount:
    """Figures from what a router was asked and what it has answered, and nothing else."""

    policy: Policy
    tickets: dict[str, Known] = field(default_factory=dict)
    answers: list[tuple[int, int, str]] = field(default_factory=list)
    """(time, queue, what counts)."""
    presences: Counter[str] = field(default_factory=Counter)

    def hear(self, call: Call, events: list[Event]) -> None:
        for event in events:
            if event.ticket is not None:
                self.about_ticket(call, event)
            elif event.kind is EventKind.PRESENCE:
                self.presences[event.agent or ""] = event.detail

    def about_ticket(self, call: Call, event: Event) -> None:
        assert event.ticket is not None
        if event.ticket not in self.tickets:
            said = {key: call.options.get(key) for key in ("problem", "tier", "channel", "labels")}
            self.tickets[event.ticket] = Known(call.now, first_match(self.policy, **said))  # type: ignore[arg-type]
        known = self.tickets[event.ticket]
        known.place = PLACES.get(event.kind, known.place)
        target = self.policy.queues[known.queue].target_us
        if event.kind in {EventKind.OVERFLOWED, EventKind.TRANSFERRED}:
            known.queue = event.detail
        elif event.kind in {EventKind.ASSIGNED, EventKind.ASSIGNED_BY_HAND} and not known.is_answered:
            known.is_answered = True
            is_late = event.time > known.came + target
            self.answers.append((event.time, known.queue, "late" if is_late else "in_time"))
        elif event.kind in {EventKind.CANCELLED, EventKind.DEFLECTED}:
            if not known.is_answered and event.time > known.came + target:
                self.answers.append((event.time, known.queue, "left"))
            del self.tickets[event.ticket]
        elif event.kind in {EventKind.BLOCKED, EventKind.WRAPPED_UP}:
            del self.tickets[event.ticket]
        elif event.kind is EventKind.COMPLETED:
            known.place = "wrapping"
            if event.detail == 0:
                del self.tickets[event.ticket]
        elif event.kind is EventKind.CALLBACK_FAILED:
            known.place = "callbacks"
            if event.detail == 0:
                del self.tickets[event.ticket]

    def compare(self, figures: Figures) -> None:
        for number, queue in enumerate(figures.queues):
            places = Counter(known.place for known in self.tickets.values() if known.queue == number)
            for place in {*PLACES.values(), "wrapping"}:
                assert getattr(queue, place) == places[place], (queue.queue, place)
            since = [what for time, q, what in self.answers if q == number and time >= figures.since]
            level = queue.service_level
            assert [level.in_time, level.late, level.left] == [since.count(w) for w in ("in_time", "late", "left")]
        for presence in Presence:
            if presence is not Presence.OFFLINE:
                count = sum(now == presence for now in self.presences.values())
                assert figures.agents.by_presence[presence] == count


@settings(max_examples=examples(250), deadline=None)
@given(sessions(features=frozenset(FEATURES)))
def test_figures_equal_a_recount_from_the_events(session: Session) -> None:
    """On random sessions with every feature, after each command, tickets by place, answers and presences agree."""
    router, twin = Router(session.policy, session.agents, history=5), NaiveRouter(session.policy, session.agents)
    recount = Recount(session.policy)
    for call in calls_of(session, twin):
        give(twin, call)
        answer = give(router, call)
        if isinstance(answer, list):
            recount.hear(call, answer)
            recount.compare(router.figures(now=call.now, minutes=1))


@settings(max_examples=examples(60), deadline=None)
@given(sessions(features=frozenset(FEATURES)))
def test_figures_survive_recovery_and_copies(session: Session) -> None:
    """A router recovered from its journal, pickled or copied has the same figures, and the same reasons."""
    journal = MemoryJournal()
    router, twin = Router(session.policy, session.agents, journal=journal), NaiveRouter(session.policy, session.agents)
    now = 0
    for number, call in enumerate(calls_of(session, twin)):
        if call.verb is Verb.PRESENCE:
            call.options["reason"] = f"reason {number % 3}"
        give(twin, call)
        if isinstance(give(router, call), list):
            now = call.now
    figures = router.figures(now=now)
    for other in Router.recover(journal), pickle.loads(pickle.dumps(router)), copy.deepcopy(router):
        assert other.figures(now=now) == figures
