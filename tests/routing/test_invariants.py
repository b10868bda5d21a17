"""What must hold whatever a router is asked: one owner, nothing lost, nobody idle beside work, bounded overtaking."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.errors import BadTime, UnknownPresence
from routing.invariants import check_invariants
from routing.model import SECOND, Agent, Event, TicketState
from routing.policy import Policy, Queue
from routing.router import Router
from routing.starvation import Bound, starvation_bounds
from routing.state import State
from tests.naive import NaiveRouter, Person, Ticket, first_match
from tests.routing.calls import Call, answer_of, calls_of, give, legal_calls, long_session
from tests.routing.ledger import STORY, Ledger
from tests.strategies import Session, Verb, examples, sessions


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
@given(sessions(), st.randoms(use_true_random=False))
def test_names_do_not_matter(session: Session, random: Any) -> None:
    """Other ids for agents, tickets, problems, queues, skills … give the same events about the same things."""
    shuffled = list(range(1000))
    random.shuffle(shuffled)
    renamed = {name: f"n{number}" for name, number in zip(all_names(session), shuffled, strict=False)}
    policy, agents = rename(session.policy, renamed), tuple(rename(agent, renamed) for agent in session.agents)
    router, other = Router(session.policy, session.agents), Router(policy, agents)
    for call in legal_calls(session):
        expected = [rename(event, renamed) for event in answer_of(router, call)]
        assert give(other, Call(call.verb, rename(call.args, renamed), rename(call.options, renamed))) == expected


def all_names(session: Session) -> list[str]:
    policy = session.policy
    names = {*policy.problems, *policy.tiers, *policy.channels, *policy.skills, *policy.pools}
    names |= {queue.name for queue in policy.queues} | {agent.id for agent in session.agents}
    return sorted(names | {call.args[0] for call in legal_calls(session) if call.verb is Verb.SUBMIT})


def rename(thing: Any, names: dict[str, str]) -> Any:
    """The thing with every string in it replaced by its new name, if it has one."""
    if type(thing) is str:
        return names.get(thing, thing)
    if isinstance(thing, Event):
        return Event(*(rename(part, names) for part in thing))
    if isinstance(thing, tuple):
        return tuple(rename(part, names) for part in thing)
    if isinstance(thing, dict):
        # of an agent's skills the keys are names, of a call's options the values
        return {names.get(key, key): rename(value, names) for key, value in thing.items()}
    if hasattr(thing, "__dataclass_fields__"):
        return replace(thing, **{name: rename(getattr(thing, name), names) for name in thing.__dataclass_fields__})
    return thing


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
    for call in legal_calls(session):
        while (due := eager.next_due()) and due.time < call.now:
            early += eager.advance(now=due.time, at_most=1)
        early += answer_of(eager, call)
        late += answer_of(lazy, call)
        end = call.now + 60 * SECOND
    while (due := eager.next_due()) and due.time <= end:
        early += eager.advance(now=due.time, at_most=1)
    assert early == late + lazy.advance(now=end)
