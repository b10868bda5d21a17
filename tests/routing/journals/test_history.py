"""How long a history's chapters are, and that it finds what was: decisions, labels."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest

from routing import SECOND, Agent, Presence, Router
from routing.errors import DecisionForgotten, UnknownTicket
from routing.journals.history import Checkpoint, History
from routing.journals.journal import Record
from routing.kernels.kernel_live import Verb
from routing.kernels.state import EVENTS
from routing.policy import LabelType, Queue, WrapUp
from routing.tally import Tally
from tests import worlds

START: Any = Checkpoint(None, [], {}, 0, Tally(()), None)  # type: ignore[arg-type]  # nothing looks into it


def record(number: int) -> Record:
    return number, Verb.ADVANCE, "", ()


def commands_until_full(history: History) -> int:
    """How many commands the present chapter takes."""
    count = 1
    while not history.add(record(count)):
        count += 1
    return count


def test_a_history_begins_with_a_copy() -> None:
    """The first command is preceded by a copy of the state; without a history none ever is."""
    assert History(5).is_full
    assert not History(0).is_full
    assert not History(0).add(record(1))


@pytest.mark.parametrize(("tickets", "commands"), [(0, 5), (5, 5), (6, 6), (1000, 1000)])
def test_a_chapter_is_as_long_as_there_are_tickets(tickets: int, commands: int) -> None:
    """A chapter of 5 commands, or of as many as there are tickets: then a copy costs each command the same."""
    history = History(5)
    history.begin(START, tickets)
    assert commands_until_full(history) == commands


def test_a_chapter_is_dropped_when_the_next_one_alone_is_long_enough() -> None:
    """With a history of 2 and chapters of 10, the older copy goes with the third command of the newer chapter."""
    history = History(2)
    chapters = []
    for _ in range(2):
        history.begin(START, 10)
        for number in range(10):
            history.add(record(number))
            chapters.append(len(history._chapters))
    assert chapters == [1] * 10 + [2, 2] + [1] * 8


def test_at_least_its_length_is_kept_beside_many_tickets() -> None:
    """Beside 100 waiting tickets, a history of 3 commands still explains what was 3 commands ago, whenever asked."""
    router = Router(worlds.policy(Queue("all")), [Agent("ann")], history=3)
    for number in range(100):
        router.submit(f"w{number}", problem="help", tier="any", channel="phone", now=number)
    router.set_presence("ann", Presence.READY, now=SECOND)
    for number in range(150):
        router.complete(f"w{number}", now=SECOND + number, wrap_up=False)  # Ann is assigned the next one
        router.submit(f"w{100 + number}", problem="help", tier="any", channel="phone", now=SECOND + number)
        assert router.explain_assignment(f"w{number + 1}").agent == "ann"
    with pytest.raises(UnknownTicket):  # it has ended, and nothing is kept about it
        router.explain_assignment("w0")
    for number in range(1000, 2000):
        router.submit(f"w{number}", problem="help", tier="any", channel="phone", now=2 * SECOND)
    with pytest.raises(DecisionForgotten):
        router.explain_assignment("w150")


def test_a_decision_is_found_in_a_crowd_of_events() -> None:
    """A queue opens and 3,000 tickets are assigned at once, more than the buffer of events holds: each is explained."""
    policy, agents = worlds.policy(Queue("all")), [Agent(f"a{number}") for number in range(3000)]
    router = Router(policy, agents)
    router.set_open("all", False, now=0)
    for number in range(3000):
        router.set_presence(f"a{number}", Presence.READY, now=0)
        router.submit(f"t{number}", problem="help", tier="any", channel="phone", now=0)
    events = router.set_open("all", True, now=SECOND)
    assert len(events) == 3001 > EVENTS
    for number in (0, 1, 1500, 2999):
        found = router.explain_assignment(f"t{number}")
        assert (found.agent, found.time) == (f"a{number}", SECOND)


LABELLED = worlds.policy(Queue("all", wrap_up=WrapUp.NONE), labels=(("lang", LabelType.TEXT),))


def arrive(router: Router, ticket: str, lang: str, now: int) -> None:
    router.submit(ticket, problem="help", tier="any", channel="phone", labels={"lang": lang}, now=now)


def test_labels_go_with_their_tickets() -> None:
    """They stand under the ticket's slot, and are gone when the ticket is, however it ends."""
    router = Router(LABELLED, [Agent("ann")])
    for ticket in ("t1", "t2", "t3"):
        arrive(router, ticket, f"of {ticket}", now=0)
    assert sorted(labels["lang"] for labels in router._labels.values()) == ["of t1", "of t2", "of t3"]
    router.cancel("t2", now=1)
    router.set_presence("ann", Presence.READY, now=1)
    router.complete("t1", now=2)
    assert router._labels == {router._slots["t3"]: {"lang": "of t3"}}
    router.submit("t4", problem="help", tier="any", channel="phone", now=3)  # takes the slot of one that had labels
    assert list(router._labels) == [router._slots["t3"]]


@pytest.mark.parametrize("history", [0, 4096])
def test_labels_come_back_with_a_former_state(history: int) -> None:
    """A timer before a refused command has ended a ticket with labels: before that command it still has them."""
    queue = Queue("all", wrap_up=WrapUp.FIXED, wrap_up_us=10)
    router = Router(replace(LABELLED, queues=(queue,)), [Agent("ann")], history=history)
    router.set_presence("ann", Presence.READY, now=0)
    arrive(router, "t1", "de", now=0)
    router.complete("t1", now=1)  # wraps up until 11
    with pytest.raises(UnknownTicket):
        router.cancel("t1", now=20)
    assert list(router.tickets) == ["t1"]
    assert router._labels == {0: {"lang": "de"}}
    copied = copy.deepcopy(router)
    copied.advance(now=11)
    assert copied._labels == {}
    assert router._labels == {0: {"lang": "de"}}
