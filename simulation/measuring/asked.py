"""What a scenario asks of the measures, besides its target and its goals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.working_time import WorkingTime
from simulation.measuring.dates import Dates
from simulation.measuring.terms import USUAL, Axis, Deadline, OwnTarget, Terms


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be measured, and how.

    Parameters
    ----------
    terms
        Which definitions hold.
    expected
        Contacts expected, surges included, shape (intervals, classes); None: nothing says so.
    targets
        What the file says of the targets of some contacts, for people.
    targets_us
        The answer target of each class in microseconds, shape (classes,); None: all have the common one.
    pairs
        Pairs of axes to tell figures apart by, each in the order of :class:`Axis`.
    deadlines, due
        What some contacts were promised, and whether it is about a class, shape (deadlines, classes).
    working
        The working time that each deadline is reckoned in, None for those in plain time; empty: all are.
    dates
        The days of a run of several; None: it has no dates.
    """

    terms: Terms = USUAL
    expected: NDArray[np.float64] | None = None
    targets: tuple[OwnTarget, ...] = ()
    targets_us: NDArray[np.int64] | None = None
    pairs: tuple[tuple[Axis, Axis], ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    due: NDArray[np.bool_] | None = None
    working: tuple[WorkingTime | None, ...] = ()
    dates: Dates | None = None

    @property
    def days(self) -> int:
        """How many days a replication has."""
        return 1 if self.dates is None else len(self.dates)


NOTHING_MORE = Asked()
"""The usual definitions."""
