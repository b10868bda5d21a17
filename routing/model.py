"""The words of routing as types: what an agent is, what happens to a ticket, in which order.

Everything here is plain data. Times are ``int`` microseconds from the router's origin.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

SECOND = 1_000_000
"""Microseconds in a second."""

NEVER = 2**62
"""A time later than any other: no timer, no limit."""


class Kind(IntEnum):
    """What happens at an instant. Things at the same instant are handled in this order."""

    COMPLETION = 0
    WRAP_UP_END = 1
    PRESENCE = 2
    CANCEL = 3
    OFFER_EXPIRY = 4
    ACCEPT_OR_DECLINE = 5
    DELAY_END = 6
    STEP = 7
    PROMOTION = 8
    ARRIVAL = 9


class Presence(IntEnum):
    """Whether an agent takes work. ``busy`` is derived from the load, not stated."""

    OFFLINE = 0
    READY = 1
    BREAK = 2
    DRAINING = 3
    """Takes no new offer; goes offline by itself when its last work ends."""


class TicketState(IntEnum):
    """Where a ticket is between its submission and its end."""

    FREE = 0
    """No ticket: the slot is unused."""
    WAITING = 1
    OFFERED = 2
    ASSIGNED = 3
    WRAPPING = 4


class EventKind(IntEnum):
    """What the router says has happened."""

    WAITING = 0
    """The ticket entered its queue and nobody took it at once. ``detail``: the queue's number."""
    OFFERED = 1
    """The ticket was offered to ``agent``. ``detail``: the routing step."""
    ASSIGNED = 2
    """``agent`` owns the ticket. ``detail``: the routing step."""
    DECLINED = 3
    EXPIRED = 4
    """``agent`` did not answer the offer in time."""
    STEP = 5
    """The ticket reached the routing step ``detail``."""
    PROMOTED = 6
    """The ticket reached the band ``detail``."""
    COMPLETED = 7
    """``agent`` ended the contact. ``detail``: 1 if a wrap-up follows, 0 if the router forgets the ticket."""
    WRAPPED_UP = 8
    """``agent`` ended the wrap-up of the ticket; the router forgets the ticket."""
    CANCELLED = 9
    """The customer left; the router forgets the ticket."""
    BLOCKED = 10
    """The queue was full; the router forgets the ticket."""
    PRESENCE = 11
    """``agent`` is now in the presence ``detail``."""


class Prefer(IntEnum):
    """The terms by which a ticket chooses among qualified agents."""

    POOL_ORDER = 0
    """As the step lists its pools."""
    LEVEL = 1
    """Highest sum of the levels in the skills that the step asks for."""
    SCARCE_LAST = 2
    """Least sum over the agent's other queues of 1 / qualified agents on the roster."""
    LEAST_LOADED = 3
    """Least used units / total units."""
    LONGEST_IDLE = 4
    """Earliest time at which the load last became 0."""
    ROUND_ROBIN = 5
    """Least recently offered."""


@dataclass(frozen=True, slots=True)
class Agent:
    """A person who takes tickets.

    Parameters
    ----------
    id
        The ticket system's name for the agent; unique.
    skills
        Skill name to level, 1 to 5.
    pools
        The pools that the agent belongs to, the main one first.
    """

    id: str
    skills: Mapping[str, int] = field(default_factory=dict)
    pools: tuple[str, ...] = ()


class Event(NamedTuple):
    """One thing that happened in the router.

    Parameters
    ----------
    time
        Microseconds from the router's origin.
    kind
        What happened.
    ticket, agent
        Ids, or None where the event has none.
    detail
        See :class:`EventKind`; -1 where it has none.
    """

    time: int
    kind: EventKind
    ticket: str | None
    agent: str | None
    detail: int = -1


class Timer(NamedTuple):
    """When the router wants to be called next, and for what.

    Parameters
    ----------
    time
        Microseconds from the router's origin.
    kind
        What is due.
    number
        The number of the ticket whose timer it is.
    """

    time: int
    kind: Kind
    number: int
