"""What customers and agents do besides an ordinary contact, in numbers: the tables that both engines read.

A contact may be put on hold or fall silent while an agent has it, be passed on to another queue, or, while it waits,
ask to be called back. What of that happens to a contact follows from a key of its own
(:mod:`simulation.engine_chance`), so that two policies or rosters meet customers who behave alike.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing._rows import declare_rows
from routing.state import Rows, row_type
from simulation.draw_plan import LAW

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
    ("work_by_group", np.int32),  # 1: the contact's work is a tail probability, of the law of the agent's group
    ("wrap_up_by_group", np.int32),
    ("first_group_law", np.int32),  # the class's own part of ``Behaviours.group_laws``: a row for each group
)
"""What the contacts of a class do."""

TRANSFER = row_type(
    ("share", np.float64),  # probability of this transfer or of one before it in the list
    ("queue", np.int32),
    ("work", np.int32),  # row of ``Behaviours.laws``: talk time of the next leg
)
"""Where contacts are passed on to at the end of a leg. A class's rows stand in ascending ``share``."""

FACTOR = row_type(("per_mille", np.int64))
"""How talk time grows with the number of contacts that the agent talks to at once, from one on."""

GROUP_LAW = row_type(("work", np.int32), ("wrap_up", np.int32))
"""Rows of ``Behaviours.laws`` for the contacts of a class with agents of a group."""

MEMBER = row_type(("group", np.int64))
"""[agent]: the number of the group."""

MAX_LEGS = 8
"""The agent who is the last of so many does not pass a contact on any more."""


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


class Behaviours(NamedTuple):
    """The behaviour of all classes.

    Parameters
    ----------
    rows
        :data:`BEHAVIOUR`, one for each class.
    transfers, factors, laws
        :data:`TRANSFER`, :data:`FACTOR` and :data:`~simulation.draw_plan.LAW` rows.
    samples
        float64: the quantile tables and values of the laws.
    group_laws, members
        :data:`GROUP_LAW` and :data:`MEMBER` rows; empty where no times depend on the agent's group.
    """

    rows: Rows
    transfers: Rows
    factors: Rows
    laws: Rows
    samples: NDArray[np.float64]
    group_laws: Rows
    members: Rows


declare_rows(
    Behaviours,
    {
        "rows": BEHAVIOUR,
        "transfers": TRANSFER,
        "factors": FACTOR,
        "laws": LAW,
        "samples": np.float64,
        "group_laws": GROUP_LAW,
        "members": MEMBER,
    },
)
