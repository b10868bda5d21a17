"""Misuse: every error of every command, and that nothing has changed after it."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest

from routing import SECOND, Agent, CommandError, Presence, Router, errors
from routing.errors import BadId, FixedWrapUp, HasCallback, NotAllowed, NotInService, RetryMissing, TooManyInactive
from routing.journals.journal import METHODS, Journal, MemoryJournal
from routing.kernels.kernel_live import Verb
from routing.kernels.state import MAX_ASLEEP
from routing.model import NEVER, TicketState
from routing.policy import LabelType, Match, Queue, Step, WrapUp
from tests import worlds

S = SECOND
HELP: dict[str, Any] = {"problem": "help", "tier": "any", "channel": "phone"}
POLICY = worlds.policy(
    Queue("licensed", Match(problems=("fx",)), (Step(0, (("fx", 2),)),), never_relax=("fx",)),
    Queue("fixed", Match(problems=("card",)), wrap_up=WrapUp.FIXED, wrap_up_us=1000 * S),
    Queue(
        "all",
        steps=(Step(0, pools=("front",)),),
        auto_accept=False,
        offer_expires_us=10 * S,
        wrap_up=WrapUp.MANUAL,
        hold_us=(20 * S, 0, 0),
    ),
    problems=("help", "fx", "card"),
    labels=(("lang", LabelType.TEXT), ("score", LabelType.NUMBER)),
)
BUSY = ("ann", "bob", "cem", "dee", "eve", "fay", "gus")
ROSTER = [Agent(name) for name in (*BUSY, "idle", "gone")] + [Agent("ring", pools=("front",))]


def bank(history: int, journal: Journal | None = None) -> Router:
    """At 10 s: a ticket in each state, named after it. Ring's offer expires at 15 s; all others are on a break."""
    router = Router(POLICY, ROSTER, history=history, journal=journal or MemoryJournal())
    for agent in (*BUSY, "idle"):
        router.set_presence(agent, Presence.BREAK, now=0)
    _service(router)
    router.submit("waiting", **HELP, labels={"lang": "de", "score": 3}, exclude=["ring"], now=4 * S)
    router.submit("licensed", **HELP | {"problem": "fx"}, now=4 * S)
    router.submit("callback", **HELP, now=4 * S)
    router.request_callback("callback", due=100 * S, now=4 * S)
    router.submit("called", **HELP, now=4 * S)
    router.request_callback("called", due=100 * S, attempts=2, now=4 * S)
    router.assign("called", "gus", now=4 * S)
    router.set_presence("ring", Presence.READY, now=5 * S)
    router.submit("offered", **HELP, now=5 * S)
    router.submit("personal", **HELP, preferred="ring", now=5 * S)
    router.advance(now=10 * S)
    return router


def _service(router: Router) -> None:
    """Tickets that agents have in hand."""
    given = (("assigned", "ann"), ("held", "bob"), ("inactive", "cem"), ("waking", "dee"), ("wrapping", "eve"))
    for ticket, agent in given:
        router.submit(ticket, **HELP, now=S)
        router.assign(ticket, agent, now=S)
    router.submit("fixed", **HELP | {"problem": "card"}, now=S)
    router.assign("fixed", "fay", now=S)
    router.hold("held", now=2 * S)
    router.deactivate("inactive", now=2 * S)
    router.deactivate("waking", now=2 * S)
    router.submit("second", **HELP, now=2 * S)
    router.assign("second", "dee", now=2 * S)
    router.wake("waking", now=3 * S)
    router.complete("wrapping", now=3 * S)
    router.complete("fixed", now=3 * S)


TICKETS = (
    *("assigned", "held", "inactive", "waking", "wrapping", "fixed", "second"),
    *("waiting", "licensed", "callback", "called", "offered", "personal", "never came"),
)
AGENTS = ("ring", "ann", "idle", "gone", "nobody")

COMMANDS = [verb for verb in Verb if verb not in {Verb.CHANGE_POLICY, Verb.ROLL_BACK, Verb.CHANGE_ROSTER}]
"""All but the changes of rules, which tests/routing/lifecycle/test_life_cycle.py is about."""

Misuse = tuple[Verb, tuple[Any, ...], dict[str, Any]]


def about_tickets(now: int) -> Iterator[Misuse]:
    """Each command about a ticket with each ticket, and each agent where it is about one, too."""
    words: dict[Verb, list[dict[str, Any]]] = {
        verb: [{"agent": agent} for agent in AGENTS] for verb in (Verb.ACCEPT, Verb.DECLINE, Verb.ASSIGN, Verb.TRANSFER)
    }
    words[Verb.TRANSFER] += [{"queue": "all"}, {"queue": "nowhere"}, {}]
    words[Verb.REQUEST_CALLBACK] = [{"due": now + S}]
    words[Verb.CALLBACK_FAILED] = [{"retry": now}]
    for verb in (Verb.COMPLETE, Verb.END_WRAP_UP, Verb.CANCEL, Verb.HOLD, Verb.RESUME, Verb.DEACTIVATE, Verb.WAKE):
        words[verb] = [{}]
    yield from ((verb, (ticket,), more) for verb, options in words.items() for more in options for ticket in TICKETS)


def with_wrong_words(now: int) -> Iterator[Misuse]:
    """Commands that say what cannot be: no time, no id, no name."""
    for labels in ({"size": 1}, {"lang": 5}, {"lang": ""}, {"score": True}, {"score": 10**10}):
        yield Verb.SUBMIT, ("new",), HELP | {"labels": labels}
    wrong: list[dict[str, Any]] = [{"problem": "?"}, {"tier": 7}, {"channel": ["phone"]}, {"problem": None}]
    wrong += [{"preferred": "nobody"}, {"preferred": ["ann"]}, {"exclude": ["nobody"]}, {"exclude": ("ann",) * 65}]
    wrong += [{"preferred": "ann", "tie": tie} for tie in (3, -1, 2**70, "LAST", None)]
    for more in wrong:
        yield Verb.SUBMIT, ("new",), HELP | more
    for ticket in (5, None, b"t", ["t"], ("t",), "waiting", "fixed"):
        yield Verb.SUBMIT, (ticket,), HELP
        yield Verb.SUBMIT, (ticket,), HELP | {"exclude": ["ann"]}
    for ticket in ("", "\ud800", "t\udfff"):
        yield Verb.SUBMIT, (ticket,), HELP
    for exclude in ("ring", "", 5, None, iter(["ring"]), b"ring", [["ring"]], {7}):
        yield Verb.SUBMIT, ("new",), HELP | {"exclude": exclude}
    for no_mapping in (5, "", [], [("score", 1)], 0):
        yield Verb.SUBMIT, ("new",), HELP | {"labels": no_mapping}
    yield Verb.SUBMIT, ("new",), HELP | {"labels": {"lang": "\ud800"}}
    yield from ((Verb.SUBMIT, ("new",), HELP | {"tie": tie}) for tie in (True, 0.0, 3, None, Presence.READY))
    for no_flag in ("no", None, 1, 0.0):
        yield Verb.SET_OPEN, ("all", no_flag), {}
        yield Verb.COMPLETE, ("assigned",), {"wrap_up": no_flag}
        yield Verb.ASSIGN, ("waiting", "idle"), {"force": no_flag}
    for agent in ("nobody", None, ["ann"], 3):
        yield Verb.SET_PRESENCE, (agent, Presence.READY), {}
        yield Verb.LOSE_AGENT, (agent,), {}
        yield Verb.HEARTBEAT, (agent,), {"until": now + S}
    for presence in (-1, 4, "READY", None, 2**70, 2.0, True, TicketState.OFFERED):
        yield Verb.SET_PRESENCE, ("ring", presence), {}
    yield Verb.SET_PRESENCE, ("ring", Presence.BREAK), {"reason": 7}
    yield Verb.SET_PRESENCE, ("ring", Presence.BREAK), {"reason": "\ud800"}
    yield from ((Verb.SET_PRESENCE, (agent, Presence.OFFLINE), {}) for agent in BUSY)
    yield Verb.HEARTBEAT, ("gone",), {"until": now + S}
    yield from ((Verb.SET_OPEN, (queue, False), {}) for queue in ("nowhere", None, ["all"]))
    for attempts in (0, 11, 1.0, True, None):
        yield Verb.REQUEST_CALLBACK, ("waiting",), {"due": now, "attempts": attempts}
    yield Verb.CALLBACK_FAILED, ("called",), {}  # one more attempt is left


def at_wrong_times(now: int) -> Iterator[Misuse]:
    """Each command at a time that is none or has passed, and with such times in its words."""
    usual: dict[Verb, tuple[tuple[Any, ...], dict[str, Any]]] = {
        Verb.ADVANCE: ((), {}),
        Verb.SUBMIT: (("new",), HELP),
        Verb.SET_PRESENCE: (("ring", Presence.BREAK), {}),
        Verb.LOSE_AGENT: (("ring",), {}),
        Verb.HEARTBEAT: (("ring",), {"until": now + S}),
        Verb.SET_OPEN: (("all", False), {}),
        Verb.ACCEPT: (("offered", "ring"), {}),
        Verb.DECLINE: (("offered", "ring"), {}),
        Verb.ASSIGN: (("waiting", "idle"), {}),
        Verb.REQUEST_CALLBACK: (("waiting",), {"due": now + S}),
        Verb.CALLBACK_FAILED: (("called",), {"retry": now}),
    }
    for verb in COMMANDS:
        args, options = usual.get(verb, (("assigned",), {}))
        for wrong in (9 * S, -1, 1.5, True, None, NEVER, 2**70, np.int64(now)):
            yield verb, args, options | {"now": wrong}
    for time in (-1, 2.5, NEVER, 2**70, "soon"):
        yield Verb.SET_PRESENCE, ("ring", Presence.BREAK), {"until": time}
        yield Verb.HEARTBEAT, ("ring",), {"until": time}
        yield Verb.REQUEST_CALLBACK, ("waiting",), {"due": time}
        yield Verb.REQUEST_CALLBACK, ("waiting",), {"due": now, "until": time}
        yield Verb.CALLBACK_FAILED, ("called",), {"retry": time}
    yield Verb.HEARTBEAT, ("ring",), {"until": now}
    yield Verb.REQUEST_CALLBACK, ("waiting",), {"due": now, "until": now}


def all_of(router: Router) -> dict[str, Any]:
    """What must be the same before and after: each array of the state, and what the router itself keeps."""
    arrays = {name: rows.tobytes() for name, rows in router.snapshot()._asdict().items()}
    own = {"due": router.next_due(), "ids": router._ids, "labels": router._labels, "tickets": set(router.tickets)}
    return arrays | own | {"now": router._now}


def try_it(router: Router, before: dict[str, Any], misuse: Misuse, now: int) -> str | None:
    """The name of the error of a call to a copy of the router; None: it was no misuse."""
    verb, args, options = misuse
    trial = copy.deepcopy(router)
    journal = trial._journal = MemoryJournal()
    try:
        getattr(trial, METHODS[verb])(*args, **({"now": now} | options))
    except CommandError as error:
        assert all_of(trial) == before, misuse
        assert list(journal.records()) == [], misuse
        return type(error).__name__
    return None


@cache
def errors_of(history: int, now: int) -> frozenset[tuple[Verb, str]]:
    """Try everything at a time; which command has raised which errors."""
    router = bank(history)
    before, raised = all_of(router), set()
    for misuse in about_tickets(now):
        name = try_it(router, before, misuse, now)
        if name is not None:
            raised.add((misuse[0], name))
    for misuse in (*with_wrong_words(now), *at_wrong_times(now)):
        name = try_it(router, before, misuse, now)
        assert name is not None, misuse
        raised.add((misuse[0], name))
    return frozenset(raised)


def documented_errors(verb: Verb) -> Iterator[str]:
    """The names under "Raises" in the docstring of the command's method."""
    lines = inspect.getdoc(getattr(Router, METHODS[verb])).splitlines()  # type: ignore[union-attr]
    for line in lines[lines.index("Raises") + 2 :]:
        if line and not line.startswith(" "):
            yield from line.split(", ")


def test_a_bank_has_a_ticket_in_each_state() -> None:
    """The tickets of these tests stand where their names say."""
    router = bank(4096)
    states = router.snapshot().tickets["state"]
    stands = {ticket: TicketState(states[slot]).name.lower() for ticket, slot in router._slots.items()}
    assert all(ticket == state for ticket, state in stands.items() if ticket.upper() in TicketState.__members__)
    assert set(stands.values()) == {state.name.lower() for state in TicketState} - {"free"}


@pytest.mark.parametrize("history", [0, 4096])
@pytest.mark.parametrize("now", [10 * S, 40 * S])
def test_a_refused_command_changes_nothing(history: int, now: int) -> None:
    """Every command, amiss in every way, leaves all as it was: at once, or late for two timers, told or not."""
    assert len(errors_of(history, now)) > 50


def test_every_error_that_a_command_names_was_tried() -> None:
    """What the commands say that they raise is what they have raised here, and below, and nothing else."""
    tried = {(verb, name) for now in (10 * S, 40 * S) for verb, name in errors_of(4096, now)}
    tried |= {(Verb.DEACTIVATE, "TooManyInactive")}
    named = {(verb, name) for verb in COMMANDS for name in documented_errors(verb)}
    named |= {(verb, "BadTime") for verb in COMMANDS}  # of ``now``
    assert tried == named
    assert all(issubclass(getattr(errors, name), CommandError) for _, name in named)


def test_too_many_conversations_that_sleep() -> None:
    """The one beyond the limit stays in service."""
    router = Router(POLICY, [Agent("ann", capacity=1)])
    router.set_presence("ann", Presence.BREAK, now=0)
    for number in range(MAX_ASLEEP + 1):
        router.submit(f"t{number}", **HELP, now=0)
        router.assign(f"t{number}", "ann", now=0)
        if number < MAX_ASLEEP:
            router.deactivate(f"t{number}", now=0)
    before = all_of(router)
    with pytest.raises(TooManyInactive):
        router.deactivate(f"t{MAX_ASLEEP}", now=0)
    assert all_of(router) == before


def test_what_is_never_relaxed_is_named() -> None:
    """An assignment by hand past a licence says which one."""
    router = bank(4096)
    with pytest.raises(NotAllowed, match="they lack fx, which its queue never relaxes") as caught:
        router.assign("licensed", "idle", now=10 * S)
    assert (caught.value.agent, caught.value.ticket, caught.value.requirement) == ("idle", "licensed", "fx")


def test_a_roster_whose_ids_are_no_text() -> None:
    """A router is not built: no journal could keep them."""
    with pytest.raises(BadId, match=r"The id of an agent must be text \(got 7 of type int\)\."):
        Router(POLICY, [Agent("ann"), Agent(7)])  # type: ignore[arg-type]


def test_a_ticket_has_one_callback() -> None:
    """When it came due and the ticket waits again, it says so, not that the ticket does not wait."""
    router = Router(worlds.policy(Queue("all")), [Agent("ann")])
    router.submit("t1", problem="help", tier="any", channel="phone", now=0)
    router.request_callback("t1", due=10, now=1)
    for now in (5, 20):
        with pytest.raises(HasCallback, match="has a callback already"):
            router.request_callback("t1", due=100, now=now)


def test_a_fixed_wrap_up_says_that_it_is_fixed() -> None:
    """Not that the ticket is not in wrap-up."""
    router = Router(worlds.policy(Queue("all", wrap_up=WrapUp.FIXED, wrap_up_us=100)), [Agent("ann")])
    router.set_presence("ann", Presence.READY, now=0)
    router.submit("t1", problem="help", tier="any", channel="phone", now=0)
    router.complete("t1", now=1)
    with pytest.raises(FixedWrapUp, match="has a fixed length and ends by itself"):
        router.end_wrap_up("t1", now=2)


def test_the_last_attempt_needs_no_retry() -> None:
    """Before it, it is said what is missing, and nothing has changed; the journal repeats both."""
    journal = MemoryJournal()
    router = Router(worlds.policy(Queue("all")), [Agent("ann")], journal=journal)
    router.submit("t1", problem="help", tier="any", channel="phone", now=0)
    with pytest.raises(NotInService):
        router.callback_failed("t1", now=0)
    router.request_callback("t1", due=10, attempts=2, now=1)
    router.set_presence("ann", Presence.READY, now=1)
    router.advance(now=10)
    with pytest.raises(RetryMissing) as caught:
        router.callback_failed("t1", now=11)
    assert caught.value.left == 1
    router.callback_failed("t1", retry=20, now=11)
    router.advance(now=20)
    assert router.callback_failed("t1", now=21)[0].detail == 0
    assert not router.tickets
    assert not Router.recover(journal).tickets
