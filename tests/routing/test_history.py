"""How long a history's chapters are: what a copy of the state costs must not grow with the tickets that wait."""

from __future__ import annotations

from typing import Any

import pytest

from routing import SECOND, Agent, Presence, Router
from routing.errors import DecisionForgotten
from routing.history import Checkpoint, History
from routing.journal import Record
from routing.kernel_live import Verb
from routing.policy import Queue
from tests import worlds

START: Any = Checkpoint(None, [], {}, 0)  # type: ignore[arg-type]  # nothing looks into it


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
    with pytest.raises(DecisionForgotten):
        router.explain_assignment("w0")
