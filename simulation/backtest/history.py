"""What the usable days tell, contact by contact, so that laws can be fitted to all days but one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from routing.model import SECOND
from simulation.backtest.usable_days import date
from simulation.replay.pauses import pauses
from simulation.replay.recorded_day import UNKNOWN, Contacts, RecordedDay
from simulation.replay.wrap_up import known_wrap_up

Times = NDArray[np.int64]
Numbers = NDArray[np.int32]

HOUR_US = 3600 * SECOND


@dataclass(frozen=True, slots=True)
class Told:
    """Contacts of several days, one per element.

    Parameters
    ----------
    day
        Place of its day in :attr:`History.days`.
    problem, tier, channel, agent
        As in :class:`~simulation.replay.recorded_day.Contacts`; agents by their place in :attr:`History.agents`.
    wait, work, wrap_up
        Microseconds; ``UNKNOWN`` likewise.
    left
        Whether the customer left unanswered.
    hour
        Hours since the opening at the arrival, whole ones.
    queue
        How many waited when it came.
    """

    day: Numbers
    problem: Numbers
    tier: Numbers
    channel: Numbers
    agent: Numbers
    wait: Times
    work: Times
    wrap_up: Times
    left: NDArray[np.bool_]
    hour: Times
    queue: Times

    def where(self, chosen: NDArray[Any]) -> Self:
        """The contacts chosen, by a mask or by their places."""
        return type(self)(*(getattr(self, one.name)[chosen] for one in fields(self)))


@dataclass(frozen=True, slots=True)
class ToldPauses:
    """Work after contacts as the pauses of several days show it: seen whole, or between two bounds; microseconds."""

    exact_day: Numbers
    exact: Times
    cut_day: Numbers
    low: Times
    high: Times


@dataclass(frozen=True, slots=True)
class History:
    """All usable days.

    Parameters
    ----------
    days
        In order.
    numbers
        Each one's date as a number of days, shape (days,).
    agents
        The ids of all agents.
    told, pauses
        Their contacts and pauses; no pauses where work after contacts is not inferred from them.
    """

    days: tuple[RecordedDay, ...]
    numbers: Times
    agents: tuple[str, ...]
    told: Told
    pauses: ToldPauses | None

    def others(self, day: int, within_days: float) -> NDArray[np.bool_]:
        """Which days are others than ``day`` and at most so many days away, shape (days,)."""
        near: NDArray[np.bool_] = np.abs(self.numbers - self.numbers[day]) <= within_days
        near[day] = False
        return near


def history_of(days: Sequence[RecordedDay], wrap_up_limit_us: int | None) -> History:
    """Collect what the days tell.

    Parameters
    ----------
    days
        At least one.
    wrap_up_limit_us
        A longer pause is no work after a contact; None: pauses tell nothing.
    """
    agents = sorted({name for day in days for name in day.agents})
    places = {name: place for place, name in enumerate(agents)}
    parts = [_told(number, day, places) for number, day in enumerate(days)]
    told = Told(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Told)))
    numbers = np.array([date(day).toordinal() for day in days])
    seen = None if wrap_up_limit_us is None else _pauses(days, wrap_up_limit_us)
    return History(tuple(days), numbers, tuple(agents), told, seen)


def queue_seen(arrival: Times, left: Times, moments: Times) -> Times:
    """How many wait at each of ``moments``: who came before it, and leaves the queue after it or never (-1)."""
    waits = left != arrival  # else came and went in one instant
    came = np.searchsorted(np.sort(arrival[waits]), moments, side="left")
    gone = np.searchsorted(np.sort(left[waits & (left >= 0)]), moments, side="right")
    return came - gone


def _told(number: int, day: RecordedDay, places: dict[str, int]) -> Told:
    contacts = day.offered
    agent_of = np.array([*(places[name] for name in day.agents), UNKNOWN], np.int32)
    return Told(
        day=np.full(len(contacts), number, np.int32),
        problem=contacts.problem,
        tier=contacts.tier,
        channel=contacts.channel,
        agent=agent_of[contacts.agent],  # -1, nobody, is the last
        wait=contacts.wait,
        work=contacts.work,
        wrap_up=contacts.wrap_up,
        left=~contacts.answered,
        hour=hours_of(contacts),
        queue=queue_seen(day.contacts.arrival, day.contacts.left_queue, contacts.arrival),
    )


def hours_of(contacts: Contacts) -> Times:
    """Whole hours since the opening at each arrival."""
    return contacts.arrival // HOUR_US


def _pauses(days: Sequence[RecordedDay], limit_us: int) -> ToldPauses:
    found = [known_wrap_up(pauses(day.contacts, limit_us), limit_us) for day in days]
    numbers = np.arange(len(days), dtype=np.int32)
    return ToldPauses(
        exact_day=np.repeat(numbers, [int(one.exact.sum()) for one in found]),
        exact=np.concatenate([one.length[one.exact] for one in found]),
        cut_day=np.repeat(numbers, [int(one.cut.sum()) for one in found]),
        low=np.concatenate([one.waited[one.cut] for one in found]),
        high=np.concatenate([one.length[one.cut] for one in found]),
    )
