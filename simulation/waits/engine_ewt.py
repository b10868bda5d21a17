"""The compiled replay of a day's queues: what each contact that had to wait would have been told.

It does nothing but stand the contacts in line in the order in which things happened, and calls the kernel's own
functions of the expected wait. :mod:`simulation.waits.ewt_backtest` prepares the moments and judges what was told.
"""

from __future__ import annotations

import numpy as np

from routing._jit import jit, jit_inline
from routing.kernels.kernel_ewt import (
    announce,
    likely_wait,
    long_wait,
    note_answer,
    note_leave,
    places_of,
)
from routing.kernels.state import Rows, row_type

STEPS_OUT, ANSWERED, GIVES_UP, ASKS, JOINS = range(5)
"""What happens at a moment, in the order of an instant: an answer makes room before the next one joins."""

MOMENT = row_type(("time", np.int64), ("kind", np.int64), ("number", np.int64))
"""``number`` is the row in the table of those told."""

TOLD = row_type(
    ("queue", np.int64),
    ("joined", np.int64),
    ("places", np.int64),  # its position when it joined
    ("p50", np.int64),
    ("p90", np.int64),
    ("later_p50", np.int64),  # of what remained when it asked again; UNKNOWN if it did not
    ("later_p90", np.int64),
    ("word", np.int64),
    ("stands", np.int64),  # 1: in line
    ("before", np.int64),  # neighbours in line
    ("after", np.int64),
)
"""One row per contact that had to wait."""

LINE = row_type(("first", np.int64), ("last", np.int64), ("waiting", np.int64))
"""Those of a queue who stand in line."""


@jit_inline
def _step_in(told: Rows, lines: Rows, number: int) -> None:
    line = lines[told[number].queue]
    told[number].before = line.last
    told[number].after = -1
    if line.last < 0:
        line.first = number
    else:
        told[line.last].after = number
    line.last = number
    line.waiting += 1
    told[number].stands = 1


@jit_inline
def _step_out(told: Rows, lines: Rows, number: int) -> None:
    line = lines[told[number].queue]
    before, after = told[number].before, told[number].after
    if before < 0:
        line.first = after
    else:
        told[before].after = after
    if after < 0:
        line.last = before
    else:
        told[after].before = before
    line.waiting -= 1
    told[number].stands = 0


@jit_inline
def _word(told: Rows, lines: Rows, ewt: Rows, queue: int, places: int, now: int) -> int:
    """What the queue announces for a place now."""
    first = lines[queue].first
    if first < 0:
        return announce(ewt, queue, places, 0, 0)
    return announce(ewt, queue, places, now - told[first].joined, places_of(told[first].word))


@jit
def replay(moments: Rows, told: Rows, lines: Rows, ewt: Rows) -> None:
    """Let everything happen in order; writes what was told, and what was learned into ``ewt``."""
    for i in range(len(moments)):
        moment = moments[i]
        number, now = moment.number, moment.time
        row = told[number]
        if moment.kind == STEPS_OUT:
            _step_out(told, lines, number)
        elif moment.kind == ANSWERED:
            note_answer(ewt, row.queue, row.word, now - row.joined)
        elif moment.kind == GIVES_UP:
            note_leave(ewt, row.queue, row.word, now - row.joined)
        elif moment.kind == JOINS:
            row.joined = now
            row.places = lines[row.queue].waiting + 1
            row.word = _word(told, lines, ewt, row.queue, row.places, now)
            row.p50 = likely_wait(ewt, row.queue, row.word)
            row.p90 = long_wait(ewt, row.queue, row.word)
            _step_in(told, lines, number)
        elif row.stands == 1:
            places, other = 1, row.before
            while other >= 0:
                places += 1
                other = told[other].before
            word = _word(told, lines, ewt, row.queue, places, now)
            row.later_p50 = likely_wait(ewt, row.queue, word)
            row.later_p90 = long_wait(ewt, row.queue, word)
