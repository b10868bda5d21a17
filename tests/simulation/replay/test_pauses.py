"""Pauses between an agent's contacts, and who waited in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulation.replay.pauses import Waiting, pauses
from simulation.replay.recorded_day import Contacts
from tests.simulation.replay.records import US, day_of, row


def contacts_of(tmp_path: Path, *rows: tuple[Any, ...]) -> Contacts:
    return day_of(tmp_path, rows).contacts


def in_seconds(contacts: Contacts, first_part_s: float = 0) -> list[tuple[float, ...]]:
    """(start, end, last moment somebody waited, seconds somebody waited) of all pauses."""
    found = pauses(contacts, round(first_part_s * US))
    columns = (found.start, found.end, found.last_waiting, found.waited_late)
    return [tuple(value / US for value in values) for values in zip(*(c.tolist() for c in columns), strict=True)]


def test_nobody_waits(tmp_path: Path) -> None:
    """A pause in which nobody waits has no last moment of waiting but its start."""
    contacts = contacts_of(tmp_path, row("09:00:00", 0, 60), row("09:05:00", 0, 60))
    assert in_seconds(contacts) == [(60, 300, 60, 0)]


def test_somebody_waits_to_the_end(tmp_path: Path) -> None:
    """The next customer waits from 9:03:00 on, so from then the agent was not free."""
    contacts = contacts_of(tmp_path, row("09:00:00", 0, 60), row("09:03:00", 120, 60))
    assert in_seconds(contacts) == [(60, 300, 300, 120)]
    # Of the last 180 s of the pause, which lasts from 60 to 300 s, 120 s.
    assert in_seconds(contacts, first_part_s=60) == [(60, 300, 300, 120)]
    assert in_seconds(contacts, first_part_s=150) == [(60, 300, 300, 90)]
    assert in_seconds(contacts, first_part_s=500) == [(60, 300, 300, 0)]


def test_somebody_gives_up_in_the_pause(tmp_path: Path) -> None:
    """A customer waits from 9:02 to 9:03 and leaves: the agent was not free until 9:03, and nothing is known after."""
    contacts = contacts_of(tmp_path, row("09:00:00", 0, 60), row("09:02:00", 60, ""), row("09:05:00", 0, 60))
    assert in_seconds(contacts) == [(60, 300, 180, 60)]


def test_whoever_waits_with_another_problem_does_not_count(tmp_path: Path) -> None:
    """An agent who answered no exchange that day could not have served it."""
    rows = [row("09:00:00", 0, 60), row("09:02:00", 60, "", topic="x"), row("09:05:00", 0, 60)]
    assert in_seconds(contacts_of(tmp_path, *rows)) == [(60, 300, 60, 0)]
    rows.append(row("09:30:00", 0, 60, topic="x"))
    assert in_seconds(contacts_of(tmp_path, *rows))[0] == (60, 300, 180, 60)


def test_contacts_of_an_agent_may_overlap(tmp_path: Path) -> None:
    """A contact answered while another one is on hold is no pause; the next one counts from the end of both."""
    contacts = contacts_of(tmp_path, row("09:00:00", 0, 300), row("09:01:00", 0, 60), row("09:06:00", 0, 60))
    assert in_seconds(contacts) == [(300, 360, 300, 0)]


def test_agents_have_their_own_pauses(tmp_path: Path) -> None:
    """Two agents' contacts do not mix, and those without an agent belong to nobody."""
    rows = [row("09:00:00", 0, 60), row("09:02:00", 0, 60, clerk="bob"), row("09:10:00", 0, 60, clerk="")]
    assert in_seconds(contacts_of(tmp_path, *rows)) == []
    rows += [row("09:05:00", 0, 60), row("09:04:00", 0, 60, clerk="bob")]
    assert in_seconds(contacts_of(tmp_path, *rows)) == [(60, 300, 60, 0), (180, 240, 180, 0)]


@pytest.mark.parametrize("seed", range(5))
def test_waiting_against_counting_seconds(seed: int, tmp_path: Path) -> None:
    """On a grid of seconds, time waited and the last moment of waiting are what plain counting gives."""
    rng = np.random.default_rng(seed)
    rows = [
        row(f"09:{minute:02d}:{second:02d}", int(wait), "" if rng.random() < 0.5 else 1)
        for minute, second, wait in rng.integers(0, (5, 60, 40), (12, 3)).tolist()
    ]
    contacts = contacts_of(tmp_path, *rows)
    waiting = Waiting(contacts, [0])
    somebody = np.zeros(400, np.bool_)
    for start, end in zip(contacts.arrival // US, contacts.left_queue // US, strict=True):
        somebody[start:end] = True
    moments = np.arange(0, 400)
    np.testing.assert_array_equal(waiting.time_before(moments * US) // US, np.append(0, np.cumsum(somebody))[:-1])
    last = [max((second + 1 for second in range(moment) if somebody[second]), default=None) for moment in moments]
    found = waiting.last_before(moments * US)
    for expected, value in zip(last, found.tolist(), strict=True):
        assert value < 0 if expected is None else value == expected * US
