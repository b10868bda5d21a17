"""Why, on random sessions with every feature: something keeps every pair apart, and what is said of it is true."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given, settings

from routing import Event, EventKind, Router
from routing.model import TicketState
from routing.why.explain import Assignment, Chooser, Reason
from tests.features import FEATURES
from tests.naive import NaiveRouter
from tests.routing.calls import Call, calls_of, give
from tests.routing.truth import is_true
from tests.strategies import Session, Verb, examples, sessions

WAITS = {TicketState.WAITING, TicketState.PERSONAL, TicketState.CALLBACK}
GIVEN = {EventKind.OFFERED, EventKind.ASSIGNED, EventKind.ASSIGNED_BY_HAND}


def played(session: Session, *, history: int) -> Iterator[tuple[Router, NaiveRouter, Call, list[Event]]]:
    """Router and twin after each call, with what the router answered; up to the first answer in which they differ.

    That they do not differ is for other tests to say.
    """
    router = Router(session.policy, session.agents, history=history)
    twin = NaiveRouter(session.policy, session.agents)
    for call in calls_of(session, twin):
        expected, answer = give(twin, call), give(router, call)
        if answer != expected:
            return
        if isinstance(answer, list):
            yield router, twin, call, answer


def check_every_pair(router: Router, twin: NaiveRouter) -> None:
    """Something keeps each agent from each waiting ticket, all of it is true, and both questions get one answer."""
    idle = {person.agent.id: router.explain_idle(person.agent.id) for person in twin.people}
    waiting = [ticket for ticket in twin.tickets.values() if ticket.state in WAITS]
    for ticket in waiting:
        why = router.explain_waiting(ticket.id)
        assert (why.state, why.queue, why.step) == (ticket.state, ticket.queue.name, ticket.step)
        assert why.sentence()
        for person, each in zip(twin.people, sorted(why.agents, key=lambda r: twin.number_of[r.agent]), strict=True):
            assert each.causes, (ticket.id, person.agent.id)
            for cause in each.causes:
                assert is_true(twin, ticket, person, cause), (ticket.id, person.agent.id, cause)
            also = next(one for one in idle[person.agent.id].tickets if one.ticket == ticket.id)
            assert also.causes == each.causes
    for why_idle in idle.values():
        assert len(why_idle.tickets) == len(waiting)
        assert why_idle.sentence()


@settings(max_examples=examples(150), deadline=None)
@given(sessions(features=frozenset(FEATURES)))
def test_reasons_are_true(session: Session) -> None:
    """Every waiting ticket and every agent that are not together have a reason, true by the naive twin."""
    for router, twin, call, _ in played(session, history=0):
        if call.verb is not Verb.SUBMIT or len(twin.tickets) < 8:
            check_every_pair(router, twin)


def check_decision(why: Assignment, event: Event) -> None:
    """The decision is the one of the event, and nobody who could have been taken comes before who was."""
    assert (why.ticket, why.agent, why.time) == (event.ticket, event.agent, event.time)
    assert why.sentence()
    if why.chooser is Chooser.TICKET:
        assert why.agents[0].agent == event.agent
        assert [cause.reason for cause in why.agents[0].causes] == [Reason.CHOSEN]
        mine = [value for _, value in why.agents[0].scores]
        others = [r for r in why.agents if r.reason is Reason.LESS_PREFERRED]
        assert all(mine <= [value for _, value in other.scores] for other in others)
    elif why.chooser is Chooser.AGENT:
        assert why.tickets[0].ticket == event.ticket
        assert [cause.reason for cause in why.tickets[0].causes] == [Reason.CHOSEN]
        places = [(r.band, r.rank, -r.credit_us) for r in why.tickets if r.reason is Reason.LESS_PREFERRED]
        first = why.tickets[0]
        assert all((first.band, first.rank, -first.credit_us) <= place for place in places)


@settings(max_examples=examples(100), deadline=None)
@given(sessions(features=frozenset(FEATURES)))
def test_reasons_agree_with_every_decision(session: Session) -> None:
    """Whatever happens, who was taken could be taken and comes first in the order that is given for it."""
    for router, _, call, events in played(session, history=10):
        given = {event.ticket: event for event in events if event.kind in GIVEN}
        if call.verb is Verb.ACCEPT:
            given.pop(call.args[0], None)
        for ticket, event in given.items():
            assert ticket is not None
            check_decision(router.explain_assignment(ticket), event)
