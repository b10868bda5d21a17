"""What must hold of the naive router in random sessions with all features, so that others may be compared with it."""

from __future__ import annotations

from hypothesis import given, settings

from routing.model import Event, EventKind, TicketState
from routing.policy import Policy
from tests.features import FEATURES
from tests.naive import NaiveRouter, first_match
from tests.routing.calls import Call, calls_of, give
from tests.routing.ledger import STORY, Ledger
from tests.strategies import Session, Verb, examples, sessions


@settings(max_examples=examples(300))
@given(sessions(FEATURES))
def test_events_tell_one_story(session: Session) -> None:
    """By its events alone, each ticket has one place and one owner, who is there, qualified, licensed and has room."""
    twin, ledger = NaiveRouter(session.policy, session.agents), Ledger(session.policy, session.agents)
    for call in calls_of(session, twin):
        answer = give(twin, call)
        if isinstance(answer, type):
            continue
        if call.verb is Verb.SUBMIT:
            place = end_of(call.args[0], answer) if call.args[0] in ledger.tickets else 0
            ledger.read(answer[:place])
            words = call.options
            queue, exclude = queue_of(session.policy, call), words.get("exclude", ())
            ledger.submitted(call.args[0], queue, words["channel"], exclude)
            answer = answer[place:]
        ledger.read(answer)
        ledger.nothing_stays_with_the_absent()
        told = {name: (held.state, held.agent) for name, held in ledger.tickets.items()}
        assert told == {name: (ticket.state, ticket.owner) for name, ticket in twin.tickets.items()}
        assert ledger.counts["submitted"] == ledger.counts["ended"] + len(twin.tickets)


@settings(max_examples=examples(300))
@given(sessions(FEATURES))
def test_nobody_stands_beside_a_ticket_that_they_may_take(session: Session) -> None:
    """After each command every ticket that waits has a reason to."""
    twin = NaiveRouter(session.policy, session.agents)
    for call in calls_of(session, twin):
        give(twin, call)
        assert not any(twin._may_take(person, ticket) for person in twin.people for ticket in twin.waiting), call


@settings(max_examples=examples(300))
@given(sessions(FEATURES))
def test_capacity_is_exceeded_by_force_only(session: Session) -> None:
    """Units in hand, and those that are offered, fit the agent unless somebody has assigned by force."""
    twin = NaiveRouter(session.policy, session.agents)
    forced: set[str | None] = set()
    for call in calls_of(session, twin):
        answer = give(twin, call)
        if not isinstance(answer, type):
            forced |= {event.agent for event in answer if is_forced(event)}
        for person in twin.people:
            offered = sum(ticket.cost for ticket in person.tickets if ticket.state is TicketState.OFFERED)
            assert person.agent.id in forced or person.load + offered <= person.agent.capacity, call


def is_forced(event: Event) -> bool:
    return event.kind is EventKind.ASSIGNED_BY_HAND and event.detail == 1


def end_of(ticket: str, events: list[Event]) -> int:
    """Place after the first event that ends the ticket; 0 without any."""
    ends = (n for n, e in enumerate(events, 1) if e.ticket == ticket and STORY[e.kind][1] is TicketState.FREE)
    return next(ends, 0)


def queue_of(policy: Policy, call: Call) -> int:
    words = call.options
    return first_match(policy, words["problem"], words["tier"], words["channel"], words.get("labels"))
