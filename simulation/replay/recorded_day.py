"""The contacts of one day as they were recorded: arrays in the order of arrival, times from the opening."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.int64]
Numbers = NDArray[np.int32]

UNKNOWN = -1
"""Stands for a time, a tier, a channel or an agent that the records do not say."""


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the rows of the day.

    Parameters
    ----------
    rows
        Read.
    ignored
        Of an outcome that the map ignores.
    left_out
        (reason, rows) for each entry of the map's ``leave_out``.
    outside
        Entered the queue before the opening or after the close.
    """

    rows: int
    ignored: int
    left_out: tuple[tuple[str, int], ...]
    outside: int


@dataclass(frozen=True, slots=True)
class Contacts:
    """Contacts, one per element of each array, by (arrival, row).

    Parameters
    ----------
    row
        Row in the file.
    arrival
        Entered the human queue; microseconds from the opening.
    wait
        Microseconds until the answer or until the customer left.
    answered
        Whether an agent answered.
    work
        Microseconds in service; ``UNKNOWN`` where it is not recorded, or nobody answered.
    wrap_up
        Microseconds of work after the contact; ``UNKNOWN`` likewise.
    problem, tier, channel
        Numbers of the policy's names; tier and channel may be ``UNKNOWN``.
    agent
        Place in ``RecordedDay.agents``, or ``UNKNOWN``.
    customer
        Place in ``RecordedDay.customers``, or ``UNKNOWN``.
    """

    row: Times
    arrival: Times
    wait: Times
    answered: NDArray[np.bool_]
    work: Times
    wrap_up: Times
    problem: Numbers
    tier: Numbers
    channel: Numbers
    agent: Numbers
    customer: Numbers

    def __len__(self) -> int:
        return len(self.arrival)

    @property
    def left_queue(self) -> Times:
        """When each was answered, or left."""
        return self.arrival + self.wait

    @property
    def ended(self) -> Times:
        """When the service of each ended as far as it is known; when it left, for those who were not answered."""
        return self.left_queue + np.maximum(self.work, 0)

    def where(self, chosen: NDArray[Any]) -> Self:
        """The contacts chosen, by a mask or by their places."""
        return replace(self, **{field.name: getattr(self, field.name)[chosen] for field in fields(self)})


@dataclass(frozen=True, slots=True)
class RecordedDay:
    """A day of contact records.

    Parameters
    ----------
    file
        As the user named it.
    date
        The day of the opening; None: the records do not say.
    contacts
        Those who were with the centre between opening and close, also those who entered the queue before the opening.
    agents, customers
        Their ids.
    account
        What became of the rows.
    close_us
        Microseconds from the opening to the close.
    """

    file: str
    date: dt.date | None
    contacts: Contacts
    agents: tuple[str, ...]
    customers: tuple[str, ...]
    account: Account
    close_us: int

    @property
    def offered(self) -> Contacts:
        """The contacts that entered the queue between opening and close: those of the simulated day."""
        return self.contacts.where(self.contacts.arrival >= 0)
