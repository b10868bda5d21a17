"""The facts that a journal holds: contacts with their times, by hand; and agents' presence."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from routing import SECOND, Agent, Presence, Router
from routing.errors import MissingKey
from routing.journal_facts import COLUMNS, facts_of
from routing.journals.journal import MemoryJournal
from routing.kernels.kernel_live import Verb
from routing.policy import Match, Queue, WrapUp
from tests import worlds
from tests.features import FEATURES
from tests.naive import NaiveRouter
from tests.routing.calls import calls_of, give
from tests.strategies import Session, examples, sessions

POLICY = worlds.policy(
    Queue("vip", Match(tiers=("vip",)), wrap_up=WrapUp.FIXED, wrap_up_us=10 * SECOND),
    Queue("rest", auto_accept=False, offer_expires_us=20 * SECOND, max_waiting=1),
    tiers=("any", "vip"),
)


def submit(router: Router, ticket: str, second: int, tier: str = "any") -> None:
    router.submit(ticket, problem="help", tier=tier, channel="phone", now=second * SECOND)


def row(ticket: str, tier: str, outcome: str, agent: str | None, *seconds: int | None) -> dict[str, Any]:
    """A contact: arrival, answered, left, end of the talk and of the wrap-up, in seconds."""
    times = dict(zip(("arrival", "answered", "left", "talk_end", "done"), seconds, strict=True))
    return {
        "ticket": ticket,
        "problem": "help",
        "tier": tier,
        "channel": "phone",
        "labels": {},
        "outcome": outcome,
        "agent": agent,
    } | {name: None if time is None else time * SECOND for name, time in times.items()}


def test_a_day_by_hand() -> None:
    """One agent, six contacts: answered twice, left, blocked, answered without wrap-up, and one that still waits."""
    journal = MemoryJournal()
    router = Router(POLICY, [Agent("ann")], journal=journal)
    router.set_presence("ann", Presence.READY, now=0)
    submit(router, "v1", 1, "vip")  # assigned at once
    router.complete("v1", now=31 * SECOND)  # wraps up until 41
    submit(router, "v1", 50, "vip")  # the same id again: Ann is free since 41
    submit(router, "a1", 51)
    submit(router, "a2", 52)  # blocked: one waits already
    router.cancel("a1", now=60 * SECOND)
    submit(router, "a3", 61)
    router.complete("v1", now=70 * SECOND, wrap_up=False)  # Ann is offered a3
    router.accept("a3", "ann", now=75 * SECOND)
    router.complete("a3", now=90 * SECOND)
    router.end_wrap_up("a3", now=95 * SECOND)
    router.set_presence("ann", Presence.BREAK, now=95 * SECOND)
    submit(router, "a4", 99)
    facts = facts_of(journal)
    assert facts.contacts == [
        row("v1", "vip", "answered", "ann", 1, 1, 1, 31, 41),
        row("v1", "vip", "answered", "ann", 50, 50, 50, 70, 70),
        row("a1", "any", "abandoned", None, 51, None, 60, None, None),
        row("a2", "any", "blocked", None, 52, None, 52, None, None),
        row("a3", "any", "answered", "ann", 61, 75, 75, 90, 95),
        row("a4", "any", "open", None, 99, None, None, None, None),
    ]
    assert all(tuple(contact) == COLUMNS for contact in facts.contacts)
    assert facts.presences == [
        {"time": 0, "agent": "ann", "presence": "ready"},
        {"time": 95 * SECOND, "agent": "ann", "presence": "break"},
    ]


def test_an_id_that_comes_again_at_the_end_of_its_wrap_up() -> None:
    """The end of the first contact and the arrival of the second stand in one command's events, and are told apart."""
    journal = MemoryJournal()
    router = Router(POLICY, [Agent("ann")], journal=journal)
    router.set_presence("ann", Presence.READY, now=0)
    submit(router, "v1", 1, "vip")
    router.complete("v1", now=31 * SECOND)
    submit(router, "v1", 41, "vip")
    assert facts_of(journal).contacts == [
        row("v1", "vip", "answered", "ann", 1, 1, 1, 31, 41),
        row("v1", "vip", "answered", "ann", 41, 41, 41, None, None),
    ]


@settings(max_examples=examples(100))
@given(sessions(FEATURES))
def test_every_contact_is_told_once(session: Session) -> None:
    """Whatever happens: a row for each submission, in order, and its times stand in their order."""
    journal = MemoryJournal()
    router, twin = Router(session.policy, session.agents, journal=journal), NaiveRouter(session.policy, session.agents)
    for call in calls_of(session, twin):
        give(twin, call)
        give(router, call)
    submitted = [(args[0], now) for now, verb, _, args in journal.records() if verb is Verb.SUBMIT]
    contacts = facts_of(journal).contacts
    assert [(row["ticket"], row["arrival"]) for row in contacts] == submitted
    assert {row["ticket"] for row in contacts if row["outcome"] == "open"} <= set(router.tickets)
    last = {row["ticket"]: row for row in contacts}
    assert all(last[ticket]["done"] is None for ticket in router.tickets)
    for row in contacts:
        times = [row[name] for name in ("arrival", "answered", "talk_end", "done") if row[name] is not None]
        assert times == sorted(times), row


def test_an_empty_journal_has_no_facts() -> None:
    """Nobody has said who could come."""
    with pytest.raises(MissingKey):
        facts_of(MemoryJournal())
