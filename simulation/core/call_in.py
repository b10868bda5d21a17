"""Agents who are called in when a queue gets long: the table that both engines read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from routing.kernels.state import Rows, row_type
from routing.model import NEVER, SECOND

CALL_IN = row_type(
    ("queue", np.int64),
    ("waiting", np.int64),  # agents are called when so many wait in it …
    ("wait", np.int64),  # … or somebody has waited for so long; NEVER: not by that
    ("after", np.int64),  # they are at work so long after the call …
    ("length", np.int64),  # … and stay for so long; NEVER: until the close
    ("most", np.int64),  # so often a day
    ("every", np.int64),  # from one look at the queue to the next
    ("agents", np.int64),
    ("shift", np.int64),  # the one that these agents make up
    ("stays", np.int64),  # 1: who is there at the close stays until nobody waits
)
"""Times in microseconds."""

CALL = row_type(
    ("day", np.int64),  # the last one on which somebody looked
    ("count", np.int64),  # calls on that day
    ("until", np.int64),  # when those who have been called leave
)
"""What a call-in has come to."""


@dataclass(frozen=True, slots=True)
class CallIn:
    """The agents of a shift of their own come when a queue gets long.

    Parameters
    ----------
    queue, shift, agents
        Number of the queue, number of the shift, and how many they are.
    waiting, wait_us
        They are called when so many wait in it, or when somebody has waited for so many microseconds; NEVER: not by
        that.
    after_us, length_us
        They are at work so long after the call, and stay for so long; NEVER: until the close.
    most
        So often a day at most, and not while they are called or there.
    every_us
        Somebody looks at the queue so often, first so long after the opening.
    stays
        Those who would leave at the close or later stay until nobody waits.
    """

    queue: int
    shift: int
    agents: int
    waiting: int = NEVER
    wait_us: int = NEVER
    after_us: int = 0
    length_us: int = NEVER
    most: int = 1
    every_us: int = 60 * SECOND
    stays: bool = True


def call_in_rows(call_ins: Sequence[CallIn]) -> Rows:
    """The table of all of them, dtype ``CALL_IN``."""
    rows = np.zeros(len(call_ins), CALL_IN)
    for row, each in zip(rows, call_ins, strict=True):
        row.queue, row.shift, row.agents = each.queue, each.shift, each.agents
        row.waiting, row.wait = each.waiting, each.wait_us
        row.after, row.length = each.after_us, each.length_us
        row.most, row.every, row.stays = each.most, each.every_us, each.stays
    return rows
