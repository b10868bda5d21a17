"""A ratio over one long run, by the means of batches."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from simulation.measuring.statistics import LEVEL, Estimate, interval, residuals, standard_error

LEAST_BATCHES = 10


@dataclass(frozen=True, slots=True)
class BatchMeans:
    """A ratio over a long run.

    Parameters
    ----------
    estimate
        With a Student interval over the batches.
    lag1
        Fishman's C of successive batches: about their correlation.
    independent
        Whether the batches pass for independent; if not, take longer ones and do not trust the interval.
    """

    estimate: Estimate
    lag1: float
    independent: bool


def batch_means(numerator: ArrayLike, denominator: ArrayLike, *, warm_up: int, batches: int = 20) -> BatchMeans:
    """Ratio over consecutive periods of one long run, by the means of batches of periods.

    Parameters
    ----------
    numerator, denominator
        Per period, shape (periods,).
    warm_up
        Periods to leave out at the start.
    batches
        10 or more equal ones; periods that do not fill them are left out after the warm-up.

    Raises
    ------
    ValueError
        With fewer than 10 batches or fewer periods than batches.

    References
    ----------
    B. Schmeiser, Batch size effects in the analysis of simulation output, Operations Research 30 (1982),
    doi:10.1287/opre.30.3.556; G. S. Fishman, Grouping observations in digital simulation, Management Science 24 (1978),
    doi:10.1287/mnsc.24.5.510: C = 1 - sum (e_i - e_(i+1))^2 / (2 sum e_i^2) has mean 0 and variance (b-2)/(b^2-1) when
    the batches are independent; they pass at 5 %, one-sided.
    """
    x, y = np.asarray(numerator, np.float64), np.asarray(denominator, np.float64)
    length = (len(x) - warm_up) // batches if batches >= LEAST_BATCHES else 0
    if length < 1:
        raise ValueError(f"{len(x) - warm_up} periods do not make {batches} batches, of which there must be 10 or more")
    sums = [values[len(x) - length * batches :].reshape(batches, length).sum(axis=1) for values in (x, y)]
    found, deviations = residuals(*sums)
    square = float((deviations**2).sum())
    lag1 = 1.0 - float((np.diff(deviations) ** 2).sum()) / (2.0 * square) if square > 0 else 0.0
    bound = float(ndtri(LEVEL)) * math.sqrt((batches - 2) / (batches**2 - 1))
    return BatchMeans(interval(found, standard_error(deviations), batches), lag1, lag1 <= bound)
