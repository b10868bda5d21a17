"""What is drawn, in numbers: the tables that the compiled drawing reads.

A :class:`DrawPlan` is made by :class:`simulation.distributions.PlanBuilder`, which checks it; nothing here does. Times
are microseconds from the start of the day.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

CELL = np.dtype(
    [
        ("cls", np.int32),  # row of ``DrawPlan.classes`` and of the world's table of classes
        ("slice", np.int32),  # number of the time slice; part of the key of every draw in the cell
        ("start", np.int64),
        ("length", np.int64),  # arrivals lie in start <= t < start + length
        ("expected", np.float64),  # mean number of arrivals before the day factor
        ("day_factor", np.int32),  # 1: ``expected`` is multiplied by the factor of the day
    ],
    align=True,
)
"""Arrivals of one class in one time slice. Rows are sorted by (start, cls); cells of a slice have the same window."""

CLASS_DRAW = np.dtype(
    [
        ("key", np.int64),  # stands for the class in the keys of its draws
        ("balk", np.float64),  # probability of leaving at once where it would have to wait
        ("work", np.int32),  # row of ``DrawPlan.laws``
        ("wrap_up", np.int32),
        ("patience", np.int32),
    ],
    align=True,
)
"""What the contacts of a class are like."""

LAW = np.dtype(
    [
        ("a", np.float64),  # see :class:`Family`
        ("b", np.float64),
        ("offset", np.int64),  # the law's own part of ``DrawPlan.samples``
        ("size", np.int64),
        ("family", np.int32),
    ],
    align=True,
)
"""The law of a time in microseconds."""


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
    """

    cells: NDArray[Any]
    classes: NDArray[Any]
    laws: NDArray[Any]
    samples: NDArray[np.float64]
    day_cv: float
