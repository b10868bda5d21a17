"""An exception from outside in the middle of a command: it has happened or it has not, and the router goes on."""

from __future__ import annotations

import copy
import pickle
import sys
from collections.abc import Callable
from dataclasses import replace
from types import FrameType
from typing import Any

import pytest

from routing import SECOND, Agent, Presence, Router
from routing.errors import NotOffered, PeaklineError, RouterBusy, RouterStopped
from routing.journals.history import History
from routing.journals.journal import MemoryJournal
from routing.policy import LabelType, Queue
from tests import worlds
from tests.routing.trial import same_state

POLICY = worlds.policy(
    Queue("all", auto_accept=False, offer_expires_us=10 * SECOND),
    labels=(("lang", LabelType.TEXT),),
)
ROSTER = [Agent("ann"), Agent("bob")]

COMMANDS: dict[str, Callable[[Router], object]] = {
    "submit": lambda router: router.submit("new", problem="help", tier="any", channel="phone", now=5 * SECOND),
    "submit with all": lambda router: router.submit(
        "new",
        problem="help",
        tier="any",
        channel="phone",
        labels={"lang": "de"},
        preferred="bob",
        exclude=["ann"],
        now=5 * SECOND,
    ),
    "late submit": lambda router: router.submit("new", problem="help", tier="any", channel="phone", now=50 * SECOND),
    "late and refused": lambda router: router.accept("t1", "ann", now=50 * SECOND),
    "accept": lambda router: router.accept("t1", "ann", now=5 * SECOND),
    "presence": lambda router: router.set_presence("bob", Presence.BREAK, reason="lunch", now=5 * SECOND),
    "advance by one": lambda router: router.advance(now=50 * SECOND, at_most=1),
    "policy": lambda router: router.change_policy(replace(POLICY, name="other", hash="other"), now=50 * SECOND),
    "roster": lambda router: router.remove_agent("cid", now=5 * SECOND),
}


class Interrupt(Exception):  # noqa: N818  (it stands for a signal handler's)
    """What a signal handler raises."""


def at_work(history: int = 3, journal: MemoryJournal | None = None) -> Router:
    """Offers to Ann and Bob, tickets that wait, and a short history that is almost full."""
    router = Router(POLICY, [*ROSTER, Agent("cid")], history=history, journal=journal)
    router.set_presence("ann", Presence.READY, now=0)
    router.set_presence("bob", Presence.READY, reason="early", now=0)
    for number in range(1, 5):
        router.submit(f"t{number}", problem="help", tier="any", channel="phone", labels={"lang": "en"}, now=SECOND)
    return router


def interrupted(place: int, command: Callable[[], object]) -> bool:
    """Carry out a command, with an exception at the place of that number where Python lets a signal in; was there one?

    That is where a function begins, and behind a call: nothing is said to a profiler elsewhere.
    """
    left = place

    def profile(frame: FrameType, event: str, _: object) -> None:
        nonlocal left
        name = frame.f_globals.get("__name__", "")
        if name.startswith("routing") and event in {"call", "return", "c_return"}:
            left -= 1
            if left < 0:
                sys.setprofile(None)
                raise Interrupt

    sys.setprofile(profile)
    try:
        command()
    except PeaklineError:
        pass
    except Interrupt:
        return True
    finally:
        sys.setprofile(None)
    return False


def same(one: Router, other: Router) -> bool:
    """Whether two routers are in the same state, beside the kernel, too, and will go on alike."""
    mine, theirs = (
        (
            router.next_due(),
            sorted(router.tickets),
            {ticket: router._labels.get(slot) for ticket, slot in router._slots.items()},
            router._tally.presence,
            {ticket: router._tally.preferred.get(slot) for ticket, slot in router._slots.items()},
            router.policy,
            router.agents,
            router._former,
            router._now,
            router._live.allowed > 0,
        )
        for router in (one, other)
    )
    return mine == theirs and same_state(one.snapshot(), other.snapshot())


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_happened_or_has_not(name: str) -> None:
    """Wherever the exception comes, the router is as before the command or as after it, and goes on."""
    command = COMMANDS[name]
    before, after = at_work(), at_work()
    interrupted(10**9, lambda: command(after))
    outcomes = set()
    for place in range(0, 5000, 13 if name in {"policy", "roster"} else 1):
        router = at_work()
        if not interrupted(place, lambda: command(router)):  # noqa: B023  (called at once)
            break
        question = copy.deepcopy(router) if place % 3 == 0 else router
        is_before = same(question, before)
        assert is_before or same(question, after), place
        outcomes.add(is_before)
        if is_before:
            interrupted(10**9, lambda: command(router))  # noqa: B023
            assert same(router, after), place
        assert router.submit("x", problem="help", tier="any", channel="phone", now=60 * SECOND)
    assert 5 < place < 4000
    assert True in outcomes


def test_what_is_interrupted_while_it_is_undone_is_undone_later() -> None:
    """A second exception, in the midst of working out the state again, does no harm."""
    before = at_work()
    for place in range(0, 200, 7):
        router = at_work()
        stop(router, "_read", lambda: COMMANDS["submit"](router))  # noqa: B023  (called at once)
        if not interrupted(place, router.next_due):
            break
        assert same(router, before), place
    assert place > 20


def test_timers_before_a_refused_command_survive_an_interrupt() -> None:
    """They were handled for a command that was refused; an interrupt while they are undone leaves them due."""
    for place in range(0, 400, 5):
        router = at_work()
        with pytest.raises(NotOffered):
            router.accept("t1", "ann", now=12 * SECOND)
        if not interrupted(place, lambda: router.set_presence("cid", Presence.READY, now=5 * SECOND)):  # noqa: B023
            break
        due = router.next_due()
        assert due is not None
        assert due.time == 11 * SECOND
    assert place > 20


def stop(router: Router, part: str, command: Callable[[], object]) -> None:
    """Interrupt a command where it calls a part of the router."""

    def interrupt(*_: object) -> None:
        raise Interrupt

    setattr(router, part, interrupt)
    with pytest.raises(Interrupt):
        command()
    delattr(router, part)


def test_a_router_without_a_history_stops_and_says_why() -> None:
    """Nothing is known of how far the command came: every other one is refused, and questions about the state are."""
    router = at_work(history=0)
    stop(router, "_read", lambda: COMMANDS["submit"](router))
    for ask in (COMMANDS["accept"], Router.next_due, Router.snapshot, COMMANDS["policy"]):
        with pytest.raises(RouterStopped, match="A command was interrupted") as caught:
            ask(router)
        assert type(caught.value) is RouterStopped
        assert isinstance(caught.value.__cause__, Interrupt)


def test_a_stopped_router_stays_so_when_it_is_copied() -> None:
    """A copy knows no more of the command."""
    router = at_work(history=0)
    stop(router, "_read", lambda: COMMANDS["submit"](router))
    with pytest.raises(RouterStopped):
        pickle.loads(pickle.dumps(router)).advance(now=60 * SECOND)


def test_a_command_that_may_be_in_the_journal_stops_the_router() -> None:
    """Before the journal it is undone; from there on only the journal knows."""
    journal = MemoryJournal()
    router, before = at_work(journal=journal), at_work()
    stop(router, "_read", lambda: COMMANDS["submit"](router))
    assert same(router, before)
    stop(router, "_write", lambda: COMMANDS["submit"](router))
    with pytest.raises(RouterStopped):
        COMMANDS["accept"](router)
    assert same(Router.recover(journal, history=3), before)


@pytest.mark.parametrize("change", ["policy", "roster"])
def test_a_change_that_may_be_in_the_journal_stops_the_router(change: str) -> None:
    """The same for a change of policy or roster."""
    router = at_work(journal=MemoryJournal())
    stop(router, "_write", lambda: COMMANDS[change](router))
    with pytest.raises(RouterStopped):
        router.advance(now=60 * SECOND)


def test_a_router_that_is_busy_refuses_whoever_comes_between() -> None:
    """A call in the midst of a command, as another thread without a lock or a signal handler makes it, is refused."""
    router, twin = at_work(), at_work()
    seen: list[Any] = []
    add = History.add

    def come_between(history: History, record: Any) -> bool:
        questions: list[Callable[[Router], object]] = [Router.snapshot, lambda one: one.explain_idle("ann")]
        for ask in (*COMMANDS.values(), *questions):
            with pytest.raises(RouterBusy) as caught:
                ask(router)
            seen.append(caught.value)
        return add(history, record)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(History, "add", come_between)
        router.accept("t1", "ann", now=2 * SECOND)
    twin.accept("t1", "ann", now=2 * SECOND)
    assert len(seen) == len(COMMANDS) + 2
    assert same(router, twin)
