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
    ("opens", np.int64),  # somebody looks from then on …
    ("closes", np.int64),  # … to then; before the close of the whole run: who is there goes
    ("next", np.int64),  # the row of the same agents on the next day on which somebody looks; -1: there is none
    ("number", np.int64),  # of the call-in, whose rows these are
)
"""A row for each call-in and each of the days on which it is looked at. Times in microseconds."""

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
    opens_us, closes_us
        Somebody looks at the queue from then on, to then, and nobody comes later. Before the close of the run, at the
        end of a day that others follow, those who are there go. NEVER: that close.
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
    opens_us: int = 0
    closes_us: int = NEVER


def call_in_rows(call_ins: Sequence[CallIn]) -> Rows:
    """The table of all of them, dtype ``CALL_IN``; one after another with the same shift are days of one call-in."""
    rows = np.zeros(len(call_ins), CALL_IN)
    shifts = [each.shift for each in call_ins]
    follows = [shift == before for before, shift in zip([-1, *shifts], shifts, strict=False)]
    for place, (row, each) in enumerate(zip(rows, call_ins, strict=True)):
        row.opens, row.closes = each.opens_us, each.closes_us
        row.next = place + 1 if any(follows[place + 1 : place + 2]) else -1
        row.number = place - sum(follows[: place + 1])
        row.queue, row.shift, row.agents = each.queue, each.shift, each.agents
        row.waiting, row.wait = each.waiting, each.wait_us
        row.after, row.length = each.after_us, each.length_us
        row.most, row.every, row.stays = each.most, each.every_us, each.stays
    return rows
