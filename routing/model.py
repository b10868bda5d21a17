"""The words of routing as types: what an agent is, what happens to a ticket, in which order.

Everything here is plain data. Times are ``int`` microseconds from the router's origin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, NamedTuple

SECOND = 1_000_000
"""Microseconds in a second."""

DAY_US = 86_400 * SECOND
"""Microseconds in a day."""

NEVER = 2**62
"""A time later than any other: no timer, no limit."""


LabelValue = str | int | bool
"""What a label of a ticket or an agent says."""


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
    PERSONAL = 5
    """Waits in the personal queue of its preferred agent."""
    HELD = 6
    """The customer is on hold; the agent keeps the ticket and its units."""
    INACTIVE = 7
    """The conversation sleeps: the agent keeps the ticket, its units are free for others."""
    WAKING = 8
    """The customer of a sleeping conversation is back and waits for the agent's units."""
    CALLBACK = 9
    """The customer is to be called back later."""


class Tie(IntEnum):
    """Why an agent is preferred for a ticket; the queue says for each how long the ticket is held for them."""

    LAST = 0
    """The customer spoke to them last."""
    DEDICATED = 1
    """The customer's own manager."""
    OWNER = 2
    """They took the matter first and own it."""


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
    HELD_FOR = 12
    """The ticket waits for its preferred agent ``agent``."""
    HOLD_ENDED = 13
    """The ticket no longer waits for ``agent`` alone."""
    RETURNED = 14
    """``agent``, who had the ticket, has vanished; it waits again in its old place."""
    ON_HOLD = 15
    """``agent`` has put the customer on hold."""
    RESUMED = 16
    """``agent`` goes on with the ticket."""
    INACTIVE = 17
    """The conversation sleeps; its units at ``agent`` are free."""
    WAKING = 18
    """The customer is back, but ``agent`` has no units free; the ticket is next there."""
    TRANSFERRED = 19
    """``agent`` has given the ticket away. ``detail``: the number of the queue that it enters."""
    ASSIGNED_BY_HAND = 20
    """Somebody gave the ticket to ``agent``. ``detail``: 1 if beyond the agent's capacity."""
    OVERFLOWED = 21
    """The ticket leaves its queue for the queue with the number ``detail``."""
    DEFLECTED = 22
    """The ticket is to be handled otherwise, and forgotten. ``detail``: 0 bot, 1 message."""
    CALLBACK_ADVISED = 23
    """The customer should be offered a callback."""
    CALLBACK_HELD = 24
    """The customer will be called back; the ticket keeps the place it has."""
    CALLBACK_DUE = 25
    """It is time to call back: the ticket is in its queue again."""
    CALLBACK_MISSED = 26
    """Nobody could call back within the promised time; the ticket waits on."""
    CALLBACK_FAILED = 27
    """The customer did not answer the callback. ``detail``: attempts left; with 0 the router forgets the ticket."""
    QUEUE_CLOSED = 28
    """The queue with the number ``detail`` has closed."""
    QUEUE_OPENED = 29
    """The queue with the number ``detail`` has opened."""
    POLICY_CHANGED = 30
    """Another policy is in force."""
    ROSTER_CHANGED = 31
    """Another roster is in force."""
    MOVED = 32
    """Under the new policy the ticket belongs to the queue with the number ``detail``; its clocks go on."""


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
    """Least units in use, then the earliest time at which that last changed: among free agents the longest idle."""
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
    labels
        Label name to text, whole number, or yes and no.
    capacity
        Units of work at once, 1 to 100; a ticket costs what the policy says of its channel.
    most
        Channel to the number of its tickets at once, at most; channels not named are limited by ``capacity`` alone.
    queue_order
        The agent's own order of queues, in place of a pool's; None: that of the first pool that has one.
    delays
        Queue to the microseconds that a ticket must have waited in it before this agent takes it, in place of a
        pool's; None: those of the first pool that has any.

    Notes
    -----
    Mappings are copied, and lists become tuples: what the caller does with them later changes no agent. Whether the
    values make sense is looked at where the agent is used; see :func:`routing.check_roster`.
    """

    id: str
    skills: Mapping[str, int] = field(default_factory=dict)
    pools: tuple[str, ...] = ()
    labels: Mapping[str, LabelValue] = field(default_factory=dict)
    capacity: int = 1
    most: Mapping[str, int] = field(default_factory=dict)
    queue_order: tuple[str, ...] | None = None
    delays: Mapping[str, int] | None = None

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "skills", _copied(self.skills))
        put(self, "labels", _copied(self.labels))
        put(self, "most", _copied(self.most))
        if self.delays is not None:
            put(self, "delays", _copied(self.delays))
        if type(self.pools) is not tuple:
            put(self, "pools", _as_tuple(self.pools))
        if self.queue_order is not None:
            put(self, "queue_order", _as_tuple(self.queue_order))


def _copied(value: Any) -> Any:
    """A dict of its own; what is no mapping stays as it is, for the checks to refuse."""
    return value.copy() if type(value) is dict else dict(value) if isinstance(value, Mapping) else value


def _as_tuple(value: Any) -> Any:
    """A list or the like as a tuple; text, which is no list of names, stays as it is."""
    return value if isinstance(value, str | bytes) or not isinstance(value, Sequence) else tuple(value)


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
