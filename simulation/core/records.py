"""The two tables every run is made of: contacts (what may happen) and records (what happened).

A row of both tables is one contact, in order of arrival; its row number is the ticket number in the router. Times are
int64 microseconds from the start of the day; -1 stands for "did not happen".
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from routing.kernels.state import Rows, row_type

CONTACT = row_type(
    ("arrival", np.int64),
    ("patience", np.int64),  # waits so long for a human, then leaves; NEVER: for ever
    ("work", np.int64),  # talk time with an agent of speed 1000
    ("wrap_up", np.int64),
    ("cls", np.int16),  # row of the table of classes: problem x tier x channel
    ("balks", np.int8),  # 1: leaves at once when it would have to wait
    ("tie", np.int8),  # why it has a preferred agent: :class:`routing.model.Tie`
    ("preferred", np.int32),  # the number of that agent; -1: any will do
)

MAX_CLASSES = 2**15 - 1
"""More classes of contacts cannot be told apart in the table."""

RECORD = row_type(
    ("answered", np.int64),  # accepted by a human
    ("left", np.int64),  # left the queue: answered, abandoned or blocked
    ("talk_end", np.int64),
    ("done", np.int64),  # end of wrap-up: the agent is free of it
    ("agent", np.int32),
    ("queue", np.int16),
    ("step", np.int8),  # the routing step at the answer; -1: none, it was given by hand
    ("outcome", np.int8),
)

AGENT_STATE = row_type(
    ("time", np.int64),
    ("agent", np.int32),
    ("presence", np.int32),
)
"""One row per change of an agent's presence, in the order in which they happened."""


class Outcome(IntEnum):
    """How a contact ended."""

    OPEN = 0
    """Still waiting or in service when the run ended."""
    ANSWERED = 1
    ABANDONED = 2
    BALKED = 3
    """Left at once because it would have had to wait."""
    BLOCKED = 4
    """The queue was full."""
    DEFLECTED = 5
    """Sent to a bot or to a message, by an overflow rule of the queue."""
    CALLBACK = 6
    """Left the queue to be called back; what became of that stands in the table of promises."""
    CONTAINED = 7
    """Served by the bot, from its arrival to the end of its talk; never came to a queue."""


SPELL = row_type(
    ("start", np.int64),
    ("end", np.int64),
    ("contact", np.int32),
    ("agent", np.int32),  # who worked, or ended the wait; -1: nobody did
    ("kind", np.int32),
)
"""A wait or an agent's time that a record has no room for, in the order in which they ended."""


class SpellKind(IntEnum):
    """What a spell is."""

    WAIT = 0
    """The contact waited again: passed on, or to be called back now."""
    WORK = 1
    """An agent had it, wrap-up included."""
    SILENT = 2
    """The agent had it, in the record or in a spell of work, but its units were free: the customer was silent."""


PROMISE = row_type(
    ("asked", np.int64),  # the customer said yes
    ("due", np.int64),
    ("until", np.int64),
    ("answered", np.int64),  # an agent reached the customer; -1: not
    ("contact", np.int32),
    ("attempts", np.int16),
    ("result", np.int16),
)
"""A callback promised, in the order of asking."""


class Promised(IntEnum):
    """What became of a promise."""

    OPEN = 0
    """Not called back when the run ended."""
    KEPT = 1
    """The customer was reached, at ``answered``, which may be after ``until``."""
    FAILED = 2
    """The customer did not answer the last attempt."""


PASSED = row_type(
    ("time", np.int64),
    ("contact", np.int32),
    ("before", np.int32),  # the queue that it was answered from …
    ("to", np.int32),  # … and the one that it was passed on to
    ("reason", np.int32),  # number of the reason's name; -1: it has none
)
"""A transfer, in the order in which they happened."""

ORIGIN = row_type(
    ("bot", np.int64),  # so long it was with the bot, before its arrival in the queue; -1: it met none
    ("parent", np.int32),  # row of the contact that this one follows; -1: it is the first
    ("cause", np.int16),
    ("number", np.int16),  # so many of the same cause came before it in a row
    ("transfers", np.int16),  # it was passed on so often
    ("solved", np.int16),  # 1: an agent solved its matter, 0: agents did not; -1: none tried, or it is not asked
)
"""Where a contact comes from, and what became of its matter."""


class Cause(IntEnum):
    """Why a contact follows another one."""

    FIRST = 0
    REDIAL = 1
    RETURN = 2
    """Its matter was not settled by the contact before, which was answered."""


class Facts(NamedTuple):
    """What happened in one replication.

    Parameters
    ----------
    records
        Dtype ``RECORD``, one row per contact.
    states
        Dtype ``AGENT_STATE``: every change of an agent's presence, in order.
    queue_area_us
        Integral of the number in queue over time, in contact-microseconds, up to the latest time in the tables; -1: the
        engine keeps none.
    spells, promises
        Dtypes ``SPELL`` and ``PROMISE``; empty where contacts have no behaviour.
    contacts
        All that came, row by row with ``records``: dtype ``CONTACT``, sorted by arrival where they are ``in_order``.
    origins
        Dtype ``ORIGIN``, row by row too; empty where contacts have no behaviour.
    passed
        Dtype ``PASSED``; empty where nobody is passed on.
    in_order
        False: contacts stand as the engine has written them. Those who follow others stand behind the rest, and who
        met a bot stands where it came to the bot.
    """

    records: Rows
    states: Rows
    queue_area_us: int
    spells: Rows = np.zeros(0, SPELL)
    promises: Rows = np.zeros(0, PROMISE)
    contacts: Rows = np.zeros(0, CONTACT)
    origins: Rows = np.zeros(0, ORIGIN)
    passed: Rows = np.zeros(0, PASSED)
    in_order: bool = True
