"""Quantiles of waits from histograms, pooled over the replications, with jackknife intervals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulation.measuring.statistics import LEAST_CONTACTS, LEAST_GROUPS, LEVEL, Estimate, Values, student_quantile

WAIT_QUANTILES = (0.5, 0.9, 0.99)
"""Those that every cell has."""

Ends = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Smallest and greatest value of each bucket, each of shape (buckets,), ascending."""


def pooled_quantiles(
    histograms: NDArray[np.int64],
    ends: Ends,
    probabilities: Sequence[float],
    group_sizes: NDArray[np.int64],
    level: float = LEVEL,
) -> list[Estimate]:
    """Quantiles over all contacts of all replications, each with a jackknife interval.

    The share of contacts at or below the estimate is p. Its standard error s is found by leaving out one group of
    replications after the other; the interval reaches from the quantile of p - t s to that of p + t s, with Student's
    t. (A jackknife of the quantile itself covers less than it says where a cell has few contacts.)

    Parameters
    ----------
    histograms
        Counts, shape (groups of replications, cells, buckets).
    ends
        See ``Ends``.
    probabilities
        Each in (0, 1].
    group_sizes
        Replications in each group, shape (groups,).
    level
        Coverage.

    Returns
    -------
    One estimate of the cells per probability, in the unit of ``ends``. Fewer than 20 groups, or 100 contacts in a
    cell: no interval; an empty cell: NaN.

    References
    ----------
    R. S. Woodruff, Confidence intervals for medians and other position measures, Journal of the American Statistical
    Association 47 (1952), doi:10.1080/01621459.1952.10483443; jackknife: :func:`jackknife_error`
    """
    groups, cells, buckets = histograms.shape
    if buckets == 0:
        nothing = np.full(cells, np.nan)
        return [Estimate(nothing, nothing, nothing) for _ in probabilities]
    cumulative = np.cumsum(histograms, axis=-1)
    total = cumulative.sum(axis=0)
    has_interval = (total[:, -1] >= LEAST_CONTACTS) & (groups >= LEAST_GROUPS)
    estimates = []
    for probability in probabilities:
        bucket, part, value = _quantile(total, ends, np.full(cells, probability))
        low = high = np.full(cells, np.nan)
        if has_interval.any():
            below = _below(cumulative, bucket, part)
            error = jackknife_error(*_shares_without(below, cumulative[:, :, -1]), group_sizes)
            reach = student_quantile((1.0 + level) / 2, groups - 1) * error
            low = np.where(has_interval, _quantile(total, ends, np.maximum(probability - reach, 0.0))[2], np.nan)
            high = np.where(has_interval, _quantile(total, ends, np.minimum(probability + reach, 1.0))[2], np.nan)
        estimates.append(Estimate(value, low, high))
    return estimates


def jackknife_error(whole: Values, without: Values, sizes: NDArray[np.int64]) -> Values:
    """Standard error of an estimate from its values without each group in turn.

    With n = sum m_j and h_j = n / m_j the pseudo-values are p_j = h_j w - (h_j - 1) w_j, their centre is
    g w - sum (1 - m_j / n) w_j, and the variance is mean_j (p_j - centre)^2 / (h_j - 1).

    Parameters
    ----------
    whole
        w, the estimate from all groups, shape (cells,).
    without
        w_j, the estimates without group j, shape (groups, cells); two groups or more.
    sizes
        m_j, shape (groups,).

    References
    ----------
    F. M. T. A. Busing, E. Meijer and R. van der Leeden, Delete-m jackknife for unequal m, Statistics and Computing 9
    (1999), doi:10.1023/A:1008800423698
    """
    shares = (sizes / sizes.sum())[:, None]
    inverse = 1.0 / shares
    pseudo = inverse * whole - (inverse - 1.0) * without
    centre = len(sizes) * whole - ((1.0 - shares) * without).sum(axis=0)
    error: Values = np.sqrt(((pseudo - centre) ** 2 / (inverse - 1.0)).mean(axis=0))
    return error


def _shares_without(below: Values, contacts: NDArray[np.int64]) -> tuple[Values, Values]:
    """Share of contacts below a value over all groups, and without each group in turn; both (groups, cells)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        whole = below.sum(axis=0) / contacts.sum(axis=0)
        without = (below.sum(axis=0) - below) / (contacts.sum(axis=0) - contacts)
    # A group with all the contacts of a cell leaves nothing to compare: it then tells of no spread.
    return whole, np.where(np.isnan(without), whole, without)


def _quantile(
    cumulative: NDArray[np.int64], ends: Ends, probability: Values
) -> tuple[NDArray[np.int64], Values, Values]:
    """Smallest value with a cumulative count of at least probability x total, interpolated between a bucket's ends.

    Parameters
    ----------
    cumulative
        Shape (cells, buckets).
    ends
        See ``Ends``.
    probability
        Shape (cells,).

    Returns
    -------
    The bucket, the part of it that counts as below, and the value (NaN in an empty cell), each of shape (cells,).
    """
    total = cumulative[:, -1]
    rank = np.round(probability * total, 6)  # so that a last digit does not ask for one contact more
    low = np.zeros(total.shape, np.int64)
    high = np.full(total.shape, cumulative.shape[1] - 1)
    while np.any(low < high):  # a binary search in every row at once
        middle = (low + high) // 2
        enough = np.take_along_axis(cumulative, middle[:, None], axis=1)[:, 0] >= np.maximum(rank, 1e-6)
        high = np.where(enough, middle, high)
        low = np.where(enough, low, np.minimum(middle + 1, high))  # an empty row stays at its last bucket
    until = np.take_along_axis(cumulative, low[:, None], axis=1)[:, 0]
    before = np.where(low > 0, np.take_along_axis(cumulative, np.maximum(low - 1, 0)[:, None], axis=1)[:, 0], 0)
    part = np.clip((rank - before) / np.maximum(until - before, 1), 0.0, 1.0)
    least, most = ends
    return low, part, np.where(total > 0, least[low] + part * (most[low] - least[low]), np.nan)


def _below(cumulative: NDArray[np.int64], bucket: NDArray[np.int64], part: Values) -> Values:
    """Contacts of each group below a place in the histogram, shape (groups, cells); parameters as from above."""
    until = np.take_along_axis(cumulative, bucket[None, :, None], axis=2)[:, :, 0]
    before = np.take_along_axis(cumulative, np.maximum(bucket - 1, 0)[None, :, None], axis=2)[:, :, 0]
    start = np.where(bucket > 0, before, 0)
    below: Values = start + part * (until - start)
    return below
