"""Laws of times of which some were seen only in part: patience that an answer cut short, pauses that nobody saw end."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Times = NDArray[np.int64]

MOST_ROUNDS = 1000
PRECISION = 1e-7
"""A law that is found step by step is found when no probability changes by more."""


@dataclass(frozen=True, slots=True)
class Law:
    """A law by its survival function.

    Parameters
    ----------
    times
        Where it falls: microseconds in ascending order.
    survival
        The probability of a longer time at each of ``times``, falling.
    tail_mean
        Beyond the last of ``times`` a time has so many microseconds more in the mean, exponentially; 0: none; infinite:
        it never ends.
    """

    times: NDArray[np.int64]
    survival: NDArray[np.float64]
    tail_mean: float

    @property
    def floor(self) -> float:
        """The probability of a time in the tail."""
        return float(self.survival[-1]) if len(self.survival) else 1.0

    def longer_than(self, times: ArrayLike) -> NDArray[np.float64]:
        """The probability of a longer time than each of ``times``; from the last known time on, that of the tail."""
        places = np.searchsorted(self.times, times, side="right")
        found: NDArray[np.float64] = np.append(1.0, self.survival)[places]
        return found


def kaplan_meier(times: NDArray[np.int64], ended: NDArray[np.bool_], tail_mean: float = 0.0) -> Law:
    """The product-limit estimate of the law of times.

    Parameters
    ----------
    times
        Microseconds: the whole time where ``ended``, else the part that was seen.
    ended
        Shape as ``times``.
    tail_mean
        See :class:`Law`.

    References
    ----------
    E. L. Kaplan, P. Meier, "Nonparametric estimation from incomplete observations", Journal of the American Statistical
    Association 53 (1958) 457-481, https://doi.org/10.1080/01621459.1958.10501452.
    """
    found, ends = np.unique(times[ended], return_counts=True)
    at_risk = len(times) - np.searchsorted(np.sort(times), found, side="left")
    stay = 1.0 - ends / np.maximum(at_risk, 1)
    return Law(found, np.cumprod(stay, dtype=np.float64), tail_mean)


def self_consistent(exact: Times, low: Times, high: Times) -> Law:
    """The likeliest law of times of which some are known to lie between two moments only.

    Parameters
    ----------
    exact
        Microseconds; the law has no other times.
    low, high
        Of each of the others: it is greater than ``low`` and at most ``high``. One between which there is no time of
        ``exact`` tells nothing.

    References
    ----------
    B. W. Turnbull, "The empirical distribution function with arbitrarily grouped, censored and truncated data",
    Journal of the Royal Statistical Society B 38 (1976) 290-295, https://doi.org/10.1111/j.2517-6161.1976.tb01597.x.
    """
    found, counts = np.unique(exact, return_counts=True)
    if not len(found):
        return Law(found, np.zeros(0), 0.0)
    first, end = np.searchsorted(found, low, side="right"), np.searchsorted(found, high, side="right")
    bounds, alike = np.unique(np.stack([first, end])[:, first < end], axis=1, return_counts=True)
    first, end = bounds
    shares = counts / counts.sum()
    for _ in range(MOST_ROUNDS):
        before, sums = shares, np.append(0.0, np.cumsum(shares))
        weights = alike / (sums[end] - sums[first])  # each spreads a weight of 1 over the times it may be
        spread = np.bincount(first, weights, len(found) + 1) - np.bincount(end, weights, len(found) + 1)
        shares = (counts + before * np.cumsum(spread)[:-1]) / (counts.sum() + alike.sum())
        if np.abs(shares - before).max() < PRECISION:
            break
    survival = 1.0 - np.cumsum(shares)
    survival[-1] = 0.0
    return Law(found, survival, 0.0)


def exponential_mean(times: NDArray[np.int64], ended: NDArray[np.bool_]) -> float:
    """The likeliest mean of an exponential law: all time seen / times that ended; infinite where none did."""
    ends = int(ended.sum())
    return float(times.sum()) / ends if ends else math.inf


def exponential(times: NDArray[np.int64], ended: NDArray[np.bool_]) -> Law:
    """The likeliest exponential law; arguments as for :func:`kaplan_meier`."""
    return Law(np.zeros(0, np.int64), np.zeros(0), exponential_mean(times, ended))


def never() -> Law:
    """Times without end."""
    return Law(np.zeros(0, np.int64), np.zeros(0), math.inf)


def as_seen(values: NDArray[np.int64]) -> Law:
    """The law of one of ``values``, each as likely as another; there is at least one."""
    found, counts = np.unique(values, return_counts=True)
    survival = 1.0 - np.cumsum(counts) / len(values)
    survival[-1] = 0.0
    return Law(found, survival, 0.0)
