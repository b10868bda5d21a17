"""What customers and agents do besides an ordinary contact, in numbers: the tables that both engines read.

A contact may be put on hold or fall silent while an agent has it, be passed on to another queue, or, while it waits,
ask to be called back. What of that happens to a contact follows from a key of its own
(:mod:`simulation.drawing.engine_chance`), so that two policies or rosters meet customers who behave alike.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing._rows import declare_rows
from routing.kernels.state import Rows, row_type
from simulation.core.call_in import CALL_IN
from simulation.core.draw_plan import LAW
from simulation.core.handling import CANDIDATE, HANDLING, OPENING, OUTAGE_LAW
from simulation.core.overtime import OVERTIME

BEHAVIOUR = row_type(
    ("key", np.int64),  # stands for the class in the keys of its contacts' draws
    ("hold_share", np.float64),  # probability that a leg is interrupted by a hold …
    ("silent_share", np.float64),  # … or, if not, by the customer's silence
    ("accepts", np.float64),  # probability of taking a callback that is offered
    ("reached", np.float64),  # probability of answering it, at each attempt
    ("hold", np.int32),  # rows of ``Behaviours.laws``
    ("silence", np.int32),
    ("patience", np.int32),  # in a queue that it has been passed on to
    ("first_transfer", np.int32),  # the class's own part of ``Behaviours.transfers``
    ("end_transfer", np.int32),
    ("first_factor", np.int32),  # the class's own part of ``Behaviours.factors``
    ("n_factors", np.int32),
    ("shares", np.int32),  # 1: they hold as the number changes; 0: as it is when the agent accepts the contact
    ("attempts", np.int64),  # a callback is tried so often
    ("due", np.int64),  # microseconds from the customer's yes to the time of the callback
    ("window", np.int64),  # the promised time is so long
    ("ring", np.int64),  # so long the agent lets it ring in vain
    ("retry", np.int64),  # and so long after that it is tried again
    ("redials", np.float64),  # probability that a customer who left, or was turned away, tries again …
    ("returns", np.float64),  # … that one who was answered comes back with the same matter
    ("redial_after", np.int32),  # rows of ``Behaviours.laws``: times until then
    ("return_after", np.int32),
    ("work", np.int32),  # of whoever comes back
    ("wrap_up", np.int32),
    ("most_redials", np.int64),  # in a row
    ("most_returns", np.int64),
    ("resolves", np.int64),  # 1: ``Behaviours.solves`` says how often agents solve its matter
    ("meets_bot", np.float64),  # probability that a bot comes first, in its hours …
    ("contained", np.float64),  # … and that it is all that the customer needs
    ("in_bot", np.int32),  # row of ``Behaviours.laws``: time with the bot
    ("first_hour", np.int32),  # the class's own part of ``Behaviours.hours``
    ("end_hour", np.int32),
    ("hand_over", np.int32),  # per mille of the handling time of those who come on from the bot
    ("fills_form", np.float64),  # probability of filling in a form while waiting …
    ("form_after", np.int64),  # … at least so long; talk time is then …
    ("form_factor", np.int64),  # … so many per mille
    ("hears", np.int32),  # what makes it balk: :class:`Told`
    ("first_balk", np.int32),  # the class's own part of ``Behaviours.balks``
    ("end_balk", np.int32),
    ("unknown_balk", np.float64),  # probability of balking while the wait is not known
    ("work_by_group", np.int32),  # 1: the contact's work is a tail probability, of the law of the agent's group
    ("wrap_up_by_group", np.int32),
    ("first_group_law", np.int32),  # the class's own part of ``Behaviours.group_laws``: a row for each group
)
"""What the contacts of a class do."""

TRANSFER = row_type(
    ("share", np.float64),  # probability of this transfer or of one before it in the list
    ("queue", np.int32),
    ("work", np.int32),  # row of ``Behaviours.laws``: talk time of the next leg
    ("to_preferred", np.int64),  # 1: to the contact's preferred agent in that queue, if it has one
    ("reason", np.int64),  # number of the name of why; -1: it has none
)
"""Where contacts are passed on to at the end of a leg. A class's rows stand in ascending ``share``."""

FACTOR = row_type(("per_mille", np.int64))
"""How talk time grows with the number of contacts that the agent talks to at once, from one on."""

HOURS = row_type(("start", np.int64), ("end", np.int64))
"""From when until when, in microseconds from the start of the day, a bot is in front of the queue."""

BALK = row_type(
    ("at", np.int64),  # told at least so much …
    ("share", np.float64),  # … so many leave at once
)
"""Who leaves on being told what is to be expected. A class's rows stand in ascending ``at``."""

GROUP_LAW = row_type(("work", np.int32), ("wrap_up", np.int32))
"""Rows of ``Behaviours.laws`` for the contacts of a class with agents of a group."""

MEMBER = row_type(("group", np.int64))
"""[agent]: the number of the group."""

MAX_LEGS = 8
"""The agent who is the last of so many does not pass a contact on any more."""


class Told(IntEnum):
    """What a customer learns on arrival."""

    NOTHING = 0
    WAIT = 1
    """The likely wait, microseconds, as the router expects it."""
    LENGTH = 2
    """How many wait in the queue."""


class Choice(IntEnum):
    """What chance decides while a contact is under way; a part of the keys of the draws, so the numbers must stay."""

    CALLBACK = 0
    REACHED = 1
    HOLD = 2
    SILENCE = 3
    INTERRUPTION = 4
    """When a hold or silence begins, as a share of the leg's talk time."""
    INTERRUPTED_FOR = 5
    TRANSFER = 6
    WORK = 7
    PATIENCE = 8
    REDIAL = 9
    REDIAL_AFTER = 10
    RETURN = 11
    RETURN_AFTER = 12
    AGAIN = 13
    """The key of the contact that follows."""
    NEW_WORK = 14
    NEW_WRAP_UP = 15
    NEW_PATIENCE = 16
    SOLVED = 17
    BOT = 18
    CONTAINED = 19
    BOT_TIME = 20
    FORM = 21
    BALK = 22


class Behaviours(NamedTuple):
    """The behaviour of all classes.

    Parameters
    ----------
    rows
        :data:`BEHAVIOUR`, one for each class.
    transfers, factors, laws, hours, balks
        :data:`TRANSFER`, :data:`FACTOR`, :data:`~simulation.core.draw_plan.LAW`, :data:`HOURS` and :data:`BALK` rows.
    samples
        float64: the quantile tables and values of the laws.
    handling
        :data:`~simulation.core.handling.HANDLING`, one for each class.
    candidates
        :data:`~simulation.core.handling.CANDIDATE`: agents among whom chance or a supervisor chooses.
    openings
        :data:`~simulation.core.handling.OPENING`: when queues open and close.
    solves
        float64 [agent * classes + class]: probability that the agent who is the last to talk to a contact solves its
        matter; empty where no class ``resolves``.
    outages
        :data:`~simulation.core.handling.OUTAGE_LAW`, one for each group of agents; empty: nobody vanishes.
    group_laws, members
        :data:`GROUP_LAW` and :data:`MEMBER` rows; empty where no times depend on the agent's group.
    call_ins
        :data:`~simulation.core.call_in.CALL_IN` rows: who comes when a queue gets long.
    overtimes, overtime_of
        :data:`~simulation.core.overtime.OVERTIME` rows, and for each agent the number of theirs, -1: none; empty:
        nobody has one.
    """

    rows: Rows
    transfers: Rows
    factors: Rows
    laws: Rows
    samples: NDArray[np.float64]
    handling: Rows
    candidates: Rows
    openings: Rows
    solves: NDArray[np.float64]
    hours: Rows
    balks: Rows
    outages: Rows
    group_laws: Rows
    members: Rows
    call_ins: Rows
    overtimes: Rows
    overtime_of: NDArray[np.int64]


declare_rows(
    Behaviours,
    {
        "rows": BEHAVIOUR,
        "transfers": TRANSFER,
        "factors": FACTOR,
        "laws": LAW,
        "samples": np.float64,
        "handling": HANDLING,
        "candidates": CANDIDATE,
        "openings": OPENING,
        "solves": np.float64,
        "hours": HOURS,
        "balks": BALK,
        "outages": OUTAGE_LAW,
        "group_laws": GROUP_LAW,
        "members": MEMBER,
        "call_ins": CALL_IN,
        "overtimes": OVERTIME,
        "overtime_of": np.int64,
    },
)
