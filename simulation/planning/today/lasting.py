"""Times given that they have lasted so long already: patience of those who wait, talks that are under way.

A time T of a law with survival function S is sampled, given T > e, as the quantile at the upper tail probability
u S(e), u uniform on (0, 1): inversion, as everywhere (:mod:`simulation.plans.distributions`).
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from routing.kernels.state import Rows
from routing.model import NEVER
from simulation.core.draw_plan import NODES, Family
from simulation.plans.distributions import tail_nodes

Floats = NDArray[np.float64]
_HALVINGS = 60
_LONGEST = 2.0**52
_LEAST_TAIL = 2.0**-53


class Laws(Protocol):
    """Rows of laws and the samples that they refer to: a plan's, or those of behaviours."""

    @property
    def laws(self) -> Rows: ...
    @property
    def samples(self) -> Floats: ...


def quantiles(laws: Laws, number: int, tails: ArrayLike) -> Floats:
    """Times in microseconds at upper tail probabilities: those that the compiled drawing gives, to a microsecond.

    Parameters
    ----------
    laws
        See :class:`Laws`.
    number
        Row of ``laws.laws``, not of the family TAIL.
    tails
        Probabilities, 0 < v < 1.
    """
    from scipy import special  # takes 0.1 s to import

    v = np.clip(np.asarray(tails, np.float64), _LEAST_TAIL, 1 - _LEAST_TAIL)
    law = laws.laws[number]
    family, a, b = int(law["family"]), float(law["a"]), float(law["b"])
    if family == Family.NEVER:
        return np.full(v.shape, float(NEVER))
    if family == Family.FIXED:
        times = np.full(v.shape, a)
    elif family == Family.EXPONENTIAL:
        times = -a * np.log(v)
    elif family == Family.LOGNORMAL:
        times = np.exp(a - b * special.ndtri(v))
    elif family == Family.WEIBULL:
        times = a * np.exp(b * np.log(-np.log(v)))
    elif family == Family.TABLE:
        first = int(law["first"])
        upper, lower = laws.samples[first : first + NODES], laws.samples[first + NODES : first + 2 * NODES]
        nodes = tail_nodes()
        times = a * np.where(v <= 0.5, np.interp(v, nodes, upper), np.interp(1 - v, nodes, lower))
    elif family == Family.EMPIRICAL:
        last, count = int(law["first"]) + int(law["n_values"]) - 1, int(law["n_values"])
        times = laws.samples[last - (v * count).astype(np.int64)]
    else:
        raise ValueError("the law of this time is that of the agent's group")
    return np.asarray(np.minimum(times, _LONGEST), np.float64)


def survival(laws: Laws, number: int, elapsed: ArrayLike) -> Floats:
    """Probability that a time is longer than ``elapsed`` microseconds: the quantile inverted, to 2**-53.

    A longer time belongs to a smaller tail probability, so halving finds the greatest one whose time is longer.
    """
    passed = np.asarray(elapsed, np.float64)
    low, high = np.zeros(passed.shape), np.ones(passed.shape)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        longer = quantiles(laws, number, middle) > passed
        low, high = np.where(longer, middle, low), np.where(longer, high, middle)
    return np.where(low <= 2 * _LEAST_TAIL, 0.0, low)


def lasting(
    laws: Laws, number: int, elapsed: ArrayLike, uniform: ArrayLike, known: Floats | None = None
) -> NDArray[np.int64]:
    """Times in whole microseconds, given that they are longer than ``elapsed``; NEVER where they have no end.

    Where the law has no time as long as that, the time ends at once: a microsecond after ``elapsed``. ``known`` is what
    :func:`survival` says of ``elapsed``, where that is known.
    """
    passed = np.asarray(elapsed, np.float64)
    beyond = survival(laws, number, passed) if known is None else known
    times = quantiles(laws, number, beyond * np.asarray(uniform, np.float64))
    ends = np.where(beyond > 0, np.maximum(times, passed + 1), passed + 1)
    return np.where(times >= NEVER, NEVER, np.minimum(ends, _LONGEST)).astype(np.int64)
