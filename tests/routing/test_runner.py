"""How a router carries out a command: late timers, refusals, copies, room; against the twin and by hand."""

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing import SECOND, Agent, Event, EventKind, Presence, Router
from routing.errors import NotOffered
from routing.model import Kind, Timer
from routing.policy import Queue
from tests import worlds
from tests.naive import NaiveRouter
from tests.routing.calls import calls_of, give, long_session
from tests.strategies import Session, examples, sessions

OFFERED, EXPIRED = EventKind.OFFERED, EventKind.EXPIRED
RINGING = worlds.policy(Queue("all", auto_accept=False, offer_expires_us=10 * SECOND))


def ringing(history: int) -> Router:
    """Ann has been offered ``t1`` at 0 s, until 10 s; Bob is on a break."""
    router = Router(RINGING, [Agent("ann"), Agent("bob")], history=history)
    router.set_presence("ann", Presence.READY, now=0)
    router.submit("t1", problem="help", tier="any", channel="phone", now=0)
    return router


@pytest.mark.parametrize("history", [0, 4096])
def test_an_expiry_before_a_late_accept_is_told_with_the_next_command(history: int) -> None:
    """The refusal says how things stand, but the expiry stays due, and the next command tells of it."""
    router = ringing(history)
    with pytest.raises(NotOffered, match="It waits in its queue"):
        router.accept("t1", "ann", now=11 * SECOND)
    assert router.next_due() == Timer(10 * SECOND, Kind.OFFER_EXPIRY, 0)
    with pytest.raises(NotOffered):
        router.accept("t1", "ann", now=12 * SECOND)
    assert router.next_due() == Timer(10 * SECOND, Kind.OFFER_EXPIRY, 0)
    assert router.set_presence("bob", Presence.READY, now=13 * SECOND) == [
        Event(10 * SECOND, EXPIRED, "t1", "ann"),
        Event(13 * SECOND, EventKind.PRESENCE, None, "bob", Presence.READY),
        Event(13 * SECOND, OFFERED, "t1", "bob", 0),
    ]


@pytest.mark.parametrize("history", [0, 1, 4096])
def test_a_command_from_before_a_refused_one_finds_things_as_they_were(history: int) -> None:
    """A refusal at 11 s does not move the clock: at 9 s the offer still stands and can be accepted."""
    router = ringing(history)
    with pytest.raises(NotOffered):
        router.accept("t1", "ann", now=11 * SECOND)
    assert router.accept("t1", "ann", now=9 * SECOND) == [Event(9 * SECOND, EventKind.ASSIGNED, "t1", "ann", 0)]


@pytest.mark.parametrize("history", [0, 4096])
def test_timers_can_be_handled_one_by_one_after_a_refusal(history: int) -> None:
    """A refusal late for two timers leaves both to be handled, one a call if so wished."""
    router = ringing(history)
    router.set_presence("bob", Presence.READY, now=SECOND)
    router.submit("t2", problem="help", tier="any", channel="phone", now=SECOND)
    with pytest.raises(NotOffered):
        router.accept("t1", "ann", now=30 * SECOND)
    # At 10 s t1 expires, at 11 s t2; each goes to nobody at first: both agents are paused or busy.
    first = router.advance(now=30 * SECOND, at_most=1)
    assert [event.time for event in first] == [10 * SECOND]
    assert router.advance(now=30 * SECOND)[0].time == 11 * SECOND


@pytest.mark.parametrize("history", [0, 3])
@settings(max_examples=examples(200))
@given(session=sessions())
def test_same_answers_with_a_short_history(history: int, session: Session) -> None:
    """With no history, or chapters of three commands, the answers are those of the twin, refusals among them."""
    router = Router(session.policy, session.agents, history=history)
    twin = NaiveRouter(session.policy, session.agents)
    for call in calls_of(session, twin):
        assert give(router, call) == give(twin, call), call
        assert router.next_due() == twin.next_due(), call


@settings(max_examples=examples(150))
@given(sessions(), st.integers(0, 80))
def test_a_copy_goes_on_alike_and_alone(session: Session, place: int) -> None:
    """A pickled or copied router answers as the twin from there on, and the first one is not touched by it."""
    router, twin = Router(session.policy, session.agents), NaiveRouter(session.policy, session.agents)
    pickled = copied = router
    for number, call in enumerate(calls_of(session, twin)):
        if number == place:
            pickled, copied = pickle.loads(pickle.dumps(router)), copy.deepcopy(router)
        expected = give(twin, call)
        assert give(router, call) == expected
        if number >= place:
            assert give(pickled, call) == expected
            assert give(copied, call) == expected


@pytest.mark.parametrize("history", [0, 50])
def test_a_crowd_at_once_and_a_long_silence(history: int) -> None:
    """More tickets than there was room for, more due timers than the buffer of events holds; little history."""
    session = long_session(3)
    router = Router(session.policy, session.agents, history=history)
    twin = NaiveRouter(session.policy, session.agents)
    for call in calls_of(session, twin):
        assert give(router, call) == give(twin, call), call
    assert len(router.snapshot().tickets) > 256
