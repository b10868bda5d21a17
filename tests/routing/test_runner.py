"""How a router carries out a command: late timers, refusals, copies, room; against the twin and by hand."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing import SECOND, Agent, Event, EventKind, Presence, Router
from routing._jit import ENABLED
from routing.errors import NotOffered
from routing.kernels.kernel_live import command
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


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda router: pickle.loads(pickle.dumps(router))])
def test_a_copy_without_history_can_be_late_and_refuse(copied: Callable[[Router], Router]) -> None:
    """It undoes the timer before the refused command, as the first router does."""
    router = copied(ringing(0))
    with pytest.raises(NotOffered):
        router.accept("t1", "bob", now=11 * SECOND)
    assert router.next_due() == Timer(10 * SECOND, Kind.OFFER_EXPIRY, 0)
    assert router.accept("t1", "ann", now=9 * SECOND) == [Event(9 * SECOND, EventKind.ASSIGNED, "t1", "ann", 0)]


def test_only_what_is_short_grows() -> None:
    """Tickets make no room for pauses and callbacks; pauses and callbacks none for tickets."""
    router = Router(RINGING, [Agent("ann"), Agent("bob")])

    def room() -> tuple[int, int, int]:
        state = router.snapshot()
        return len(state.tickets), len(state.pauses), len(state.callbacks)

    words: dict[str, Any] = {"problem": "help", "tier": "any", "channel": "phone", "now": 0}
    for number in range(300):
        router.submit(f"t{number}", **words)
    assert room() == (512, 64, 64)
    for number in range(70):
        router.request_callback(f"t{number}", due=0, now=0)
    assert room() == (512, 64, 128)
    for number in range(100):
        router.submit(f"kept from ann {number}", exclude=["ann"], **words)
    assert room() == (512, 128, 128)


def test_how_many_timers_is_a_whole_number() -> None:
    """Nothing else says it, and what is negative means none."""
    router = ringing(4096)
    with pytest.raises(TypeError):
        router.advance(now=30 * SECOND, at_most=1.5)  # type: ignore[arg-type]
    assert router.advance(now=30 * SECOND, at_most=-1) == []
    assert [event.kind for event in router.advance(now=30 * SECOND, at_most=2**80)] == [EXPIRED]


@pytest.mark.skipif(not ENABLED, reason="nothing is compiled")
def test_a_command_keeps_the_lock() -> None:
    """The compiled call does not give Python's lock away: to get it back can take longer than the command."""
    assert command.targetoptions["nogil"] is False  # type: ignore[attr-defined]  # of Numba
