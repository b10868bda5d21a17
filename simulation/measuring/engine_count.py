"""One compiled pass over the contacts of a replication, for :mod:`simulation.measuring.customer_counts`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing._jit import jit, jit_inline
from simulation.core.records import Cause, Outcome, Promised

CONTACTS, CUSTOMERS, SERVED, SOON, TRIED, SOLVED, ASKED, AT_FIRST, ANSWERED, HANDLING = range(10)
"""Columns; the numbers are those of :class:`simulation.measuring.customer_counts.CustomerCount`."""

_ANSWERED, _CONTAINED, _KEPT, _RETURN = (
    int(Outcome.ANSWERED),
    int(Outcome.CONTAINED),
    int(Promised.KEPT),
    int(Cause.RETURN),
)
_HELPED, _RETURNED = 1, 2
"""What is noted of a customer's first contact, and of a contact."""


@jit_inline
def _first_of(origins: NDArray[Any], row: int) -> int:
    """The row of the first contact of a contact's customer."""
    while origins[row].parent >= 0:
        row = origins[row].parent
    return row


@jit
def count_contacts(
    contacts: NDArray[Any],
    records: NDArray[Any],
    origins: NDArray[Any],
    promises: NDArray[Any],
    resolves: NDArray[np.int64],
    limits: NDArray[np.int64],
    notes: NDArray[np.int8],
    counts: NDArray[np.int64],
) -> None:
    """Add a replication to ``counts``, shape (classes, columns).

    Parameters
    ----------
    contacts, records, origins, promises
        The facts; see :class:`simulation.core.records.Facts`.
    resolves, limits
        By class: 1 where it is known how often agents solve its matter, and the answer target in microseconds.
    notes
        Scratch, shape (contacts,), all 0.
    counts
        Written to.
    """
    for i in range(len(records)):
        if origins[i].parent < 0:
            continue
        if records[i].outcome == _ANSWERED:
            notes[_first_of(origins, i)] |= _HELPED
        if origins[i].cause == _RETURN:
            notes[origins[i].parent] |= _RETURNED
    for i in range(len(promises)):
        if promises[i].result == _KEPT:
            notes[_first_of(origins, promises[i].contact)] |= _HELPED
    for i in range(len(records)):
        record, origin, cls = records[i], origins[i], contacts[i].cls
        row = counts[cls]
        answered, solved = record.outcome == _ANSWERED, origin.solved == 1
        if origin.solved >= 0:
            row[TRIED] += 1
            row[SOLVED] += solved
        if answered:
            row[ANSWERED] += 1
            row[HANDLING] += record.done - record.answered
        if record.outcome == _CONTAINED:
            continue
        row[CONTACTS] += 1
        if origin.parent >= 0:
            continue
        row[CUSTOMERS] += 1
        row[SERVED] += answered or notes[i] & _HELPED != 0
        row[SOON] += answered and record.answered - contacts[i].arrival <= limits[cls]
        row[ASKED] += resolves[cls]
        if resolves[cls] == 1 and answered and solved and origin.transfers == 0:
            row[AT_FIRST] += notes[i] & _RETURNED == 0
