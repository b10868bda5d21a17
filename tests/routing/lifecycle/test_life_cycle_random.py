"""Router and naive twin through random changes of policy and roster: the same answers, nothing lost, recoverable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.errors import DecisionForgotten, PeaklineError
from routing.invariants import check_invariants
from routing.journals.journal import MemoryJournal
from routing.kernels.tables import compile_tables
from routing.model import Agent, EventKind, Presence
from routing.policies.policy_check import check_policy
from routing.policies.policy_hash import hashed
from routing.policy import Match, Policy
from routing.reading.finding import Severity
from routing.router import Router
from routing.why.explain import Assignment
from tests.dice import Dice, throws
from tests.features import FEATURES, agent_with_features, with_features
from tests.naive import NaiveRouter
from tests.routing.calls import call_of
from tests.routing.why.test_explain_truth import check_decision
from tests.strategies import Session, Verb, examples, sessions, some_policy, some_roster

ALL_FEATURES = frozenset(FEATURES)
CHANGES = ("change_policy", "roll_back", "change_roster", "add_agent", "change_agent", "remove_agent")


@dataclass(frozen=True)
class Change:
    """A change before the command of that number."""

    before: int
    method: str
    what: Any


@dataclass(frozen=True)
class Life:
    """A session with changes in between."""

    session: Session
    changes: tuple[Change, ...]


def another_policy(dice: Dice, policy: Policy, features: frozenset[str]) -> Policy:
    """A policy with the same words, mostly; or the same one with another order of queues, or one queue changed."""
    other = changed_policy(dice, policy, features)
    is_wrong = any(finding.severity is Severity.ERROR for finding in check_policy(other))
    return policy if is_wrong else other


def in_words_of(policy: Policy, other: Policy) -> Policy:
    """The other policy, whose queues take what this one knows; those that would take nothing are left out."""
    queues = []
    for queue in other.queues:
        match = queue.match
        problems = tuple(name for name in match.problems if name in policy.problems)
        tiers = tuple(name for name in match.tiers if name in policy.tiers)
        channels = tuple(name for name in match.channels if name in policy.channels)
        known = Match(problems, tiers, channels)
        if all(bool(getattr(known, axis)) == bool(getattr(match, axis)) for axis in ("problems", "tiers", "channels")):
            queues.append(replace(queue, match=known))
    return replace(
        other,
        problems=policy.problems,
        tiers=policy.tiers,
        channels=policy.channels,
        labels=policy.labels,
        queues=tuple(queues),
        queue_order=(),
    )


def changed_policy(dice: Dice, policy: Policy, features: frozenset[str]) -> Policy:
    """The same, which no router might take."""
    kind = dice.below(10)
    if kind == 0:
        return policy
    if kind == 1:
        return replace(policy, queues=(*reversed(policy.queues[:-1]), policy.queues[-1]))
    if kind in {2, 3}:
        steps = [replace(queue, steps=queue.steps[:1]) for queue in policy.queues]
        number = dice.below(len(steps))
        return replace(policy, queues=(*policy.queues[:number], steps[number], *policy.queues[number + 1 :]))
    if kind == 4:
        return with_features(some_policy(dice), dice, features)
    return with_features(in_words_of(policy, some_policy(dice)), dice, features)


def another_roster(dice: Dice, session: Session) -> tuple[Agent, ...]:
    """Some of the agents, some of them changed, some new, in another order at times."""
    strangers = some_roster(dice)
    agents = [*session.agents, *(replace(agent, id=f"N{agent.id}") for agent in strangers[: dice.below(3)])]
    if dice.chance(30):
        agents.reverse()
    if dice.chance(30):
        agents = [agent for agent in agents if dice.chance(90)]
    agents = [replace(agent, skills=strangers[0].skills) if dice.chance(30) else agent for agent in agents]
    if dice.chance(5):
        agents.append(agents[0] if agents else Agent("A0"))
    if dice.chance(50):
        agents = [agent_with_features(dice, agent, session.policy, session.features) for agent in agents]
    return tuple(agents)


def some_change(dice: Dice, session: Session) -> Change:
    before = dice.below(len(session.commands) + 1)
    kind = dice.below(8)
    if kind < 3:
        return Change(before, "change_policy", hashed(another_policy(dice, session.policy, session.features)))
    if kind == 3:
        return Change(before, "roll_back", None)
    if kind < 6:
        return Change(before, "change_roster", another_roster(dice, session))
    agent = dice.pick(session.agents)
    if kind == 6:
        changed = agent_with_features(dice, replace(agent, pools=()), session.policy, session.features)
        return Change(before, "change_agent", changed)
    return Change(before, dice.pick(["remove_agent", "remove_agent", "add_agent"]), agent.id)


@st.composite
def lives(draw: st.DrawFn, features: frozenset[str] = frozenset()) -> Life:
    session = draw(sessions(features))
    drawn = draw(st.lists(throws(400), min_size=1, max_size=4))
    changes = sorted((some_change(Dice(data), session) for data in drawn), key=lambda change: change.before)
    return Life(session, tuple(changes))


def calls_of_life(life: Life, twin: NaiveRouter) -> Iterator[tuple[str, tuple[Any, ...], dict[str, Any]]]:
    """Method, arguments and options of each call; the caller gives each to the twin."""
    session, changes, now = life.session, list(life.changes), 0
    for agent in session.agents:
        yield "set_presence", (agent.id, Presence.READY), {"now": 0}
    for number, command in enumerate((*session.commands, None)):
        while changes and changes[0].before <= number:
            change = changes.pop(0)
            what = Agent(change.what) if change.method == "add_agent" else change.what
            yield change.method, () if what is None else (what,), {"now": now}
        if command is not None:
            people = tuple(person.agent for person in twin.people)
            if not people and command.verb is not Verb.ADVANCE:
                continue
            at = max(0, now + command.after)
            call = call_of(command, twin, replace(session, policy=twin.policy, agents=people), at)
            now += max(0, command.after)
            if call is not None:
                yield str(call.verb), call.args, call.options


def give(router: Any, method: str, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
    """What the router answers, or the class of the error that it raises."""
    try:
        return getattr(router, method)(*args, **options)
    except PeaklineError as error:
        return type(error)


def same_answers(life: Life) -> None:
    """Give the calls to both; after each change the router's state must be sound, and in the end its journal."""
    session, journal = life.session, MemoryJournal()
    router = Router(session.policy, session.agents, journal=journal)
    twin = NaiveRouter(session.policy, session.agents)
    for call in calls_of_life(life, twin):
        method, args, options = call
        dry = give(router, "dry_run", args, options) if method == "change_policy" else None
        answer, expected = give(router, *call), give(twin, *call)
        assert answer == expected, call
        assert router.next_due() == twin.next_due(), call
        if dry is not None:
            assert (dry if isinstance(dry, type) else list(dry.events)) == answer
        if method in CHANGES:
            assert set(router.tickets) == set(twin.tickets)
            check_invariants(
                router.snapshot(), compile_tables(router.policy, router.agents).tables, had_other_rules=True
            )
    again = Router.recover(journal)
    assert (again.policy, again.agents) == (router.policy, router.agents)
    assert all(np.array_equal(one, other) for one, other in zip(again.snapshot(), router.snapshot(), strict=True))


@settings(max_examples=examples(150))
@given(lives())
def test_same_answers_with_changes(life: Life) -> None:
    """Router and twin give the same events, errors and next timers with changes of policy and roster in between."""
    same_answers(life)


@settings(max_examples=examples(150))
@given(lives(ALL_FEATURES))
def test_same_answers_with_changes_and_features(life: Life) -> None:
    """The same with all features of the library in use."""
    same_answers(life)


GIVEN = {EventKind.OFFERED, EventKind.ASSIGNED, EventKind.ASSIGNED_BY_HAND}


CHANGED = {EventKind.POLICY_CHANGED, EventKind.ROSTER_CHANGED}


@settings(max_examples=examples(60))
@given(lives(ALL_FEATURES))
def test_reasons_agree_with_every_decision_around_changes(life: Life) -> None:
    """What a command or a timer before a change has given is explained, and stays so after further changes."""
    router, twin = (
        Router(life.session.policy, life.session.agents),
        NaiveRouter(life.session.policy, life.session.agents),
    )
    explained: dict[str, Assignment] = {}
    for method, args, options in calls_of_life(life, twin):
        expected, answer = give(twin, method, args, options), give(router, method, args, options)
        if answer != expected:
            return  # for other tests to say
        if not isinstance(answer, list):
            continue
        given = {event.ticket: event for event in answer if event.kind in GIVEN}
        if method == "accept":
            given.pop(args[0], None)
        n_before = next((n for n, event in enumerate(answer) if event.kind in CHANGED), len(answer))
        for ticket, event in given.items():
            assert ticket is not None
            if answer.index(event) > n_before:  # the change's own: not kept
                with pytest.raises(DecisionForgotten):
                    router.explain_assignment(ticket)
                explained.pop(ticket, None)
                continue
            explained[ticket] = router.explain_assignment(ticket)
            check_decision(explained[ticket], event)
        if method in CHANGES:
            for ticket, why in explained.items():
                assert router.explain_assignment(ticket) == why
