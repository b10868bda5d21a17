"""Tables of contacts, records and agents' presence made by hand, for tests of what is measured from them.

::

    facts = Facts()
    facts.answered(at=10, wait=5, talk=60)
    facts.abandoned(at=20, wait=30, cls=1)
    contacts, records, states = facts.tables()

All times are in seconds and become whole microseconds. Contacts may be given in any order.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.model import NEVER, SECOND, Presence
from routing.policy import Policy, Queue
from simulation.core import records as core
from simulation.core.records import AGENT_STATE, CONTACT, ORIGIN, RECORD, Outcome
from simulation.core.world import Group, World, build_world
from simulation.measuring.asked import NOTHING_MORE, Asked
from simulation.measuring.measures import Measures, measure, new_measures
from simulation.measuring.results import Goal

Table = NDArray[Any]


def us(seconds: float) -> int:
    return round(seconds * SECOND)


class Facts:
    """What happened in one replication, one call a contact or a change of presence."""

    def __init__(self) -> None:
        self.rows: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
        self.states: list[tuple[int, int, int]] = []

    def answered(
        self, at: float, wait: float = 0, talk: float = 0, wrap: float = 0, cls: int = 0, agent: int = 0, queue: int = 0
    ) -> None:
        answer = us(at) + us(wait)
        ends = (answer + us(talk), answer + us(talk) + us(wrap))
        self._add(at, cls, (answer, answer, *ends, agent, queue, 0, Outcome.ANSWERED), talk, wrap)

    def abandoned(self, at: float, wait: float = 0, cls: int = 0, queue: int = 0) -> None:
        self._add(at, cls, (-1, us(at) + us(wait), -1, -1, -1, queue, -1, Outcome.ABANDONED))

    def balked(self, at: float, cls: int = 0, queue: int = 0) -> None:
        self._add(at, cls, (-1, us(at), -1, -1, -1, queue, -1, Outcome.BALKED))

    def blocked(self, at: float, cls: int = 0, queue: int = 0) -> None:
        self._add(at, cls, (-1, us(at), -1, -1, -1, queue, -1, Outcome.BLOCKED))

    def deflected(self, at: float, wait: float = 0, cls: int = 0, queue: int = 0) -> None:
        self._add(at, cls, (-1, us(at) + us(wait), -1, -1, -1, queue, -1, Outcome.DEFLECTED))

    def called_back(self, at: float, wait: float = 0, cls: int = 0, queue: int = 0) -> None:
        self._add(at, cls, (-1, us(at) + us(wait), -1, -1, -1, queue, -1, Outcome.CALLBACK))

    def contained(self, at: float, talk: float = 0, cls: int = 0) -> None:
        self._add(at, cls, (-1, -1, us(at) + us(talk), -1, -1, -1, -1, Outcome.CONTAINED))

    def open(self, at: float, cls: int = 0, queue: int = 0) -> None:
        self._add(at, cls, (-1, -1, -1, -1, -1, queue, -1, Outcome.OPEN))

    def presence(self, at: float, presence: Presence, agent: int = 0) -> None:
        self.states.append((us(at), agent, presence))

    def tables(self) -> tuple[Table, Table, Table]:
        rows = sorted(self.rows, key=lambda row: row[0][0])
        return (
            np.array([contact for contact, _ in rows], CONTACT),
            np.array([record for _, record in rows], RECORD),
            np.array(self.states, AGENT_STATE),
        )

    def _add(self, at: float, cls: int, record: tuple[int, ...], talk: float = 0, wrap: float = 0) -> None:
        self.rows.append(((us(at), NEVER, us(talk), us(wrap), cls, 0, 0, -1), record))


def as_engine(
    contacts: Table, records: Table, states: Table, *, origins: Table | None = None, queue_area_us: int = -1
) -> core.Facts:
    """Tables as an engine hands them over; without ``queue_area_us`` it keeps no integral of its own."""
    causes = np.zeros(0, ORIGIN) if origins is None else origins
    return core.Facts(records, states, queue_area_us, contacts=contacts, origins=causes)


def small_world(
    *,
    problems: tuple[str, ...] = ("account",),
    tiers: tuple[str, ...] = ("ordinary",),
    channels: tuple[str, ...] = ("phone",),
    queues: tuple[Queue, ...] = (Queue("all"),),
    groups: tuple[Group, ...] | None = None,
    heads: int = 2,
    intervals: int = 3,
    interval_s: int = 100,
) -> World:
    """Three intervals of 100 s (0-100, 100-200, 200-300) and a group ``desk`` of two agents, unless said otherwise."""
    policy = Policy("small", problems, tiers, channels, (), (), queues)
    staffed = groups or (Group("desk", (heads,) * intervals),)
    return build_world(policy, staffed, interval_us=us(interval_s))


def measured(
    world: World,
    *replications: Facts,
    target: float = 30,
    goals: tuple[Goal, ...] = (),
    end: float | None = None,
    asked: Asked = NOTHING_MORE,
) -> Measures:
    """The sums of replications made by hand."""
    measures = new_measures(world, len(replications), target_us=us(target), goals=goals, asked=asked)
    for number, facts in enumerate(replications):
        measure(measures, number, as_engine(*facts.tables()), end_us=None if end is None else us(end))
    return measures
