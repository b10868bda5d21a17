"""The time between an agent's contacts, and how long somebody waited in it whom the agent might have served.

Records say when agents talk, not when they are there. While somebody waits whom an agent might serve and does not, the
agent works after the contact, or is away; while nobody waits, records say nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.replay.recorded_day import UNKNOWN, Contacts

Times = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pauses:
    """Times between contacts that an agent handled one after the other, one per element.

    Parameters
    ----------
    contact
        Place of the contact answered last before the pause.
    start, end
        When the agent's contacts had all ended, and when the agent answered the next one, which is not earlier.
    last_waiting
        The last moment at which somebody waited whom the agent might have served; ``end`` where that was so up to it,
        ``start`` where nobody waited at all.
    waited_late
        Microseconds of the pause, its first part left out, in which somebody waited.
    """

    contact: NDArray[np.int64]
    start: Times
    end: Times
    last_waiting: Times
    waited_late: Times


class Waiting:
    """When anybody waited with one of some problems.

    Parameters
    ----------
    contacts
        Of the day.
    problems
        Numbers of the problems.
    """

    def __init__(self, contacts: Contacts, problems: Iterable[int]) -> None:
        chosen = np.isin(contacts.problem, list(problems)) & (contacts.wait > 0)
        times = np.concatenate([contacts.arrival[chosen], contacts.left_queue[chosen]])
        steps = np.repeat(np.array([1, -1]), int(chosen.sum()))
        self._times, places = np.unique(np.append(times, np.iinfo(np.int64).min // 2), return_inverse=True)
        waiting = np.cumsum(np.bincount(places, np.append(steps, 0)))
        self._somebody = waiting > 0
        lengths = np.diff(self._times) * self._somebody[:-1]
        self._before = np.concatenate([[0], np.cumsum(lengths)])

    def time_before(self, moments: Times) -> Times:
        """Microseconds before each moment during which somebody waited."""
        place = np.searchsorted(self._times, moments, side="right") - 1
        found: Times = self._before[place] + (moments - self._times[place]) * self._somebody[place]
        return found

    def last_before(self, moments: Times) -> Times:
        """The last moment up to each of ``moments`` at which somebody waited; long ago where nobody did."""
        place = np.searchsorted(self._times, moments, side="left") - 1
        found: Times = np.where(self._somebody[place], moments, self._times[place])
        return found


def handled_by(contacts: Contacts, agent: int) -> NDArray[np.int64]:
    """Places of the contacts that an agent answered, in the order of the answers."""
    own = np.flatnonzero(contacts.agent == agent)
    return own[np.lexsort((contacts.ended[own], contacts.left_queue[own]))]


def pauses(contacts: Contacts, first_part_us: int) -> Pauses:
    """All pauses of all agents. Where contacts of an agent overlap there is none between them.

    Whom an agent might have served: whoever had a problem of which the agent answered at least one contact.

    Parameters
    ----------
    contacts
        Of the day.
    first_part_us
        What ``waited_late`` leaves out.
    """
    found: list[tuple[Times, ...]] = []
    known: dict[tuple[int, ...], Waiting] = {}
    left_queue, ended = contacts.left_queue, contacts.ended
    for agent in np.unique(contacts.agent[contacts.agent != UNKNOWN]).tolist():
        own = handled_by(contacts, agent)
        problems = tuple(np.unique(contacts.problem[own]).tolist())
        if problems not in known:
            known[problems] = Waiting(contacts, problems)
        waiting = known[problems]
        start, end = np.maximum.accumulate(ended[own])[:-1], left_queue[own[1:]]
        apart = end >= start
        before, start, end = own[:-1][apart], start[apart], end[apart]
        late = waiting.time_before(end) - waiting.time_before(np.minimum(start + first_part_us, end))
        found.append((before, start, end, np.maximum(waiting.last_before(end), start), late))
    columns = [np.concatenate(column) for column in zip(*found, strict=True)] or [np.zeros(0, np.int64)] * 5
    return Pauses(*columns)
