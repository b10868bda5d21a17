"""What is drawn, in numbers: the tables that the compiled drawing reads.

A :class:`DrawPlan` is made by :class:`simulation.plans.plan_builder.PlanBuilder`, which checks it; nothing here does.
Times are microseconds from the start of the day.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.kernels.state import Rows, row_type

TIMES = 3
"""A contact has so many times: work, wrap-up, patience, in this order everywhere."""

CELL = row_type(
    ("cls", np.int32),  # row of ``DrawPlan.classes`` and of the world's table of classes
    ("slice", np.int32),  # number of the time slice; part of the key of every draw in the cell
    ("start", np.int64),
    ("length", np.int64),  # arrivals lie in start <= t < start + length
    ("expected", np.float64),  # mean number of arrivals before the day factor
    ("day_factor", np.int32),  # 1: ``expected`` is multiplied by the factor of the day
)
"""Arrivals of one class in one time slice. Rows are sorted by (start, cls); cells of a slice have the same window."""

CLASS_DRAW = row_type(
    ("key", np.int64),  # stands for the class in the keys of its draws
    ("balk", np.float64),  # probability of leaving at once where it would have to wait
    ("laws", np.int32, (TIMES,)),  # rows of ``DrawPlan.laws``
    ("tie", np.int32),  # why it has a preferred agent, if it has one
    ("share", np.float64),  # probability of having one
    ("first", np.int64),  # the class's own part of ``DrawPlan.candidates``
    ("n_candidates", np.int64),
)
"""What the contacts of a class are like."""

LAW = row_type(
    ("a", np.float64),  # see :class:`Family`
    ("b", np.float64),
    ("first", np.int64),  # the law's own part of ``DrawPlan.samples``
    ("n_values", np.int64),
    ("family", np.int32),
)
"""The law of a time in microseconds."""


FACTOR = row_type(
    ("key", np.int64),  # stands for the factor in the keys of its draws
    ("cv", np.float64),  # coefficient of variation of a gamma variable of mean 1
    ("span", np.int64),  # a new value every so many microseconds; 0: one for the day
    ("correlation", np.float64),  # of the normal variables behind the values of two successive spans
)
"""A random factor of the arrivals of some cells, besides that of the day."""


class Family(IntEnum):
    """How a law turns the upper tail probability v, 0 < v < 1, into a time; every family falls as v rises."""

    NEVER = 0
    """:data:`routing.model.NEVER`, whatever v."""
    FIXED = 1
    """``a``, whatever v."""
    EXPONENTIAL = 2
    """``a`` is the mean: −a ln v."""
    LOGNORMAL = 3
    """``a`` and ``b`` are mean and deviation of the logarithm: exp(a − b Φ⁻¹(v))."""
    WEIBULL = 4
    """``a`` is the scale, ``b`` one over the shape: a (−ln v)^b."""
    TABLE = 5
    """``a`` times the quantile tabulated in ``samples``: the gamma laws."""
    EMPIRICAL = 6
    """The sorted values in ``samples``, each as likely as another."""
    TAIL = 7
    """No time: v itself, as a multiple of 2**-53, for a law that will be known later."""


class Purpose(IntEnum):
    """What a draw is for; a part of its key, so the numbers must stay."""

    DAY = 0
    """The factor of the day: one draw per replication."""
    COUNT = 1
    """How many arrive in a cell."""
    POSITION = 2
    """Where in the slice a contact arrives."""
    WORK = 3
    WRAP_UP = 4
    PATIENCE = 5
    BALK = 6
    LABEL = 7
    """The tier or channel of a recorded contact, where the records do not say it."""
    PREFERRED = 8
    """Whether a contact has a preferred agent …"""
    CANDIDATE = 9
    """… and who that is."""
    FACTOR = 10
    """The values of a random factor: a draw per span."""
    COPIES = 11
    """How many contacts a recorded one stands for …"""
    COPY_PLACE = 12
    """… when each further one comes …"""
    COPY_LIKE = 13
    """… and which contact it is like."""
    OUTAGE = 20
    """When agents' connections fail."""


OCTAVES = 52
"""A quantile table covers the probabilities 2**-53 … 1/2 of a tail, halving so often."""

STEPS = 128
"""Each octave has so many equal steps."""

NODES = OCTAVES * STEPS + 1
"""A tail's quantiles at 2**-53 … 1/2; first those of the upper tail, then those of the lower one."""

MAX_LENGTH = 2**37
"""A slice is shorter than so many microseconds (38 hours)."""

MAX_CONTACTS = 2**25
"""Fewer contacts than so many arrive in a slice."""


class LawRows(NamedTuple):
    """Laws that times are drawn from one by one: :data:`LAW` rows and their samples, as in :class:`DrawPlan`."""

    laws: Rows
    samples: NDArray[np.float64]


class DrawPlan(NamedTuple):
    """Everything that a replication is drawn from, besides its seed and number.

    Parameters
    ----------
    cells
        :data:`CELL` rows.
    classes
        :data:`CLASS_DRAW` rows.
    laws
        :data:`LAW` rows.
    samples
        float64: the quantile tables and the recorded values (microseconds) of the laws, one after another.
    day_cv
        Coefficient of variation of the factor of the day, a gamma variable of mean 1; 0: there is none.
    candidates
        int32: the numbers of the agents who may be a contact's preferred one, list after list; empty: nobody has one.
    factors
        :data:`FACTOR` rows.
    follows
        bool, shape (factors, cells): which cells a factor multiplies.
    """

    cells: Rows
    classes: Rows
    laws: Rows
    samples: NDArray[np.float64]
    day_cv: float
    candidates: NDArray[np.int32]
    factors: Rows
    follows: NDArray[np.bool_]


class DrawScratch(NamedTuple):
    """Where the drawing keeps what it needs on the way; the content does not matter between calls.

    ``counts`` has an element per cell, ``starts`` one more than the largest slice has contacts, all others one
    per contact of it.
    """

    counts: NDArray[np.int64]
    """How many arrive in each cell."""
    starts: NDArray[np.int64]
    """Where each bucket of the sort begins."""
    places: NDArray[np.int64]
    """A contact's time in the slice and its number there, in one integer, in order of number …"""
    ordered: NDArray[np.int64]
    """… and in order of time."""
    cls: NDArray[np.int16]
    balks: NDArray[np.int8]
    preferred: NDArray[np.int32]
    times: NDArray[np.int64]
    """Shape (``TIMES``, contacts): work, wrap-up and patience."""
