"""Quantiles of waits from histograms, pooled over the replications, with jackknife intervals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulation.statistics import LEAST_CONTACTS, LEAST_GROUPS, LEVEL, Estimate, Values, student_quantile


def pooled_quantiles(
    histograms: NDArray[np.int64],
    ends: tuple[NDArray[np.int64], NDArray[np.int64]],
    probabilities: Sequence[float],
    group_sizes: NDArray[np.int64],
    level: float = LEVEL,
) -> list[Estimate]:
    """Quantiles over all contacts of all replications, each with a delete-a-group jackknife interval.

    Parameters
    ----------
    histograms
        Counts, shape (groups of replications, cells, buckets).
    ends
        Smallest and greatest value of each bucket, each of shape (buckets,), ascending.
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
    F. M. T. A. Busing, E. Meijer and R. van der Leeden, Delete-m jackknife for unequal m, Statistics and Computing 9
    (1999), doi:10.1023/A:1008800423698; that leaving out groups is right for quantiles where leaving out single values
    is not: J. Shao and C. F. J. Wu, Annals of Statistics 17 (1989), doi:10.1214/aos/1176347263
    """
    if histograms.shape[-1] == 0:
        nothing = np.full(histograms.shape[1], np.nan)
        return [Estimate(nothing, nothing, nothing) for _ in probabilities]
    cumulative = np.cumsum(histograms, axis=-1)
    total = cumulative.sum(axis=0)
    has_interval = (total[:, -1] >= LEAST_CONTACTS) & (len(histograms) >= LEAST_GROUPS)
    samples = np.concatenate((total[None], total - cumulative)) if has_interval.any() else total[None]
    estimates = []
    for probability in probabilities:
        values = _quantile(samples, ends, probability)
        reach = np.full(len(total), np.nan)
        if has_interval.any():
            error = jackknife_error(values[0], values[1:], group_sizes)
            reach = np.where(has_interval, student_quantile((1.0 + level) / 2, len(histograms) - 1) * error, np.nan)
        estimates.append(Estimate(values[0], np.maximum(values[0] - reach, 0.0), values[0] + reach))
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
    Busing, Meijer and van der Leeden (1999), doi:10.1023/A:1008800423698, equation for the delete-m_j jackknife.
    """
    shares = (sizes / sizes.sum())[:, None]
    inverse = 1.0 / shares
    pseudo = inverse * whole - (inverse - 1.0) * without
    centre = len(sizes) * whole - ((1.0 - shares) * without).sum(axis=0)
    error: Values = np.sqrt(((pseudo - centre) ** 2 / (inverse - 1.0)).mean(axis=0))
    return error


def _quantile(
    cumulative: NDArray[np.int64], ends: tuple[NDArray[np.int64], NDArray[np.int64]], probability: float
) -> Values:
    """Smallest value with a cumulative count of at least probability x total, interpolated between a bucket's ends.

    Parameters
    ----------
    cumulative
        Shape (..., buckets).
    ends, probability
        As above.
    """
    least, most = ends
    total = cumulative[..., -1]
    rank = probability * total * (1.0 - 1e-12)  # so that rounding does not ask for one contact more
    low = np.zeros(total.shape, np.int64)
    high = np.full(total.shape, cumulative.shape[-1] - 1)
    while np.any(low < high):  # a binary search in every row at once
        middle = (low + high) // 2
        enough = np.take_along_axis(cumulative, middle[..., None], axis=-1)[..., 0] >= rank
        high = np.where(enough, middle, high)
        low = np.where(enough, low, middle + 1)
    until = np.take_along_axis(cumulative, low[..., None], axis=-1)[..., 0]
    before = np.where(low > 0, np.take_along_axis(cumulative, np.maximum(low - 1, 0)[..., None], axis=-1)[..., 0], 0)
    with np.errstate(invalid="ignore"):
        part = (rank - before) / (until - before)
    return np.where(total > 0, least[low] + part * (most[low] - least[low]), np.nan)
