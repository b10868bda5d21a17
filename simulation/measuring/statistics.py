"""Estimates over independent replications, with confidence intervals. Every function is pure and works cell by cell.

The first axis is the replication; the others are cells. An interval is NaN where there are fewer than 10 replications
or 100 contacts. Why these estimators, and what they assume: docs/explanation/statistics.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtr, stdtrit

from simulation.measuring.results import Figure

Values = NDArray[np.float64]
Ratio = tuple[ArrayLike, ArrayLike]
"""(numerator, denominator), each of shape (replications, ...)."""

LEVEL = 0.95
"""Coverage of an interval."""
LEAST_REPLICATIONS = 10
LEAST_CONTACTS = 100
LEAST_GROUPS = 20
"""Groups of replications that a jackknife interval needs."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Estimates and interval bounds of cells; NaN where there is none."""

    mean: Values
    low: Values
    high: Values

    def within(self, least: float, most: float = math.inf) -> Estimate:
        """The same with its bounds cut to what the quantity can be, which no interval loses coverage by."""
        return Estimate(self.mean, np.clip(self.low, least, most), np.clip(self.high, least, most))

    def figures(self, unit: float = 1.0) -> list[Figure]:
        """The cells as figures in a unit, the last axis running fastest."""
        columns = (values.ravel() / unit for values in (self.mean, self.low, self.high))
        return [Figure(*map(_or_none, row)) for row in zip(*(column.tolist() for column in columns), strict=True)]


def _or_none(value: float) -> float | None:
    return None if math.isnan(value) else value


def student_quantile(probability: float, freedom: int) -> Values:
    """Quantile of Student's t ("Student", Biometrika 6 (1908), doi:10.1093/biomet/6.1.1)."""
    return np.asarray(stdtrit(freedom, probability), np.float64)


def two_sided_p(t: ArrayLike, freedom: int) -> Values:
    """Probability that Student's t lies at least as far from 0 as ``t``."""
    return np.asarray(2.0 * stdtr(freedom, -np.abs(t)), np.float64)


def mean_error(values: ArrayLike) -> tuple[Values, Values]:
    """Mean over the replications and its standard error, s / sqrt(R); NaN for the error of one replication."""
    sample = np.asarray(values, np.float64)
    mean = sample.mean(axis=0)
    return mean, standard_error(sample - mean)


def ratio_error(numerator: ArrayLike, denominator: ArrayLike) -> tuple[Values, Values]:
    """Ratio of sums over the replications and its standard error by the delta method.

    r = sum x / sum y; with the residuals e_i = x_i - r y_i its standard error is sqrt(sum e_i^2 / (R (R-1))) / mean y.

    Parameters
    ----------
    numerator, denominator
        x and y, shape (replications, ...).

    Returns
    -------
    NaN, NaN where all denominators are 0.

    References
    ----------
    W. G. Cochran, Sampling Techniques, 3rd ed. (1977), section 2.11; S. Asmussen and P. W. Glynn, Stochastic Simulation
    (2007), section III.3, doi:10.1007/978-0-387-69033-9
    """
    ratio, deviations = residuals(numerator, denominator)
    return ratio, standard_error(deviations)


def residuals(numerator: ArrayLike, denominator: ArrayLike) -> tuple[Values, Values]:
    """Ratio of sums r, and the deviations (x_i - r y_i) / mean y, shape (replications, ...); as :func:`ratio_error`."""
    x, y = np.asarray(numerator, np.float64), np.asarray(denominator, np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = x.sum(axis=0) / y.sum(axis=0)
        ratio = np.where(np.isfinite(ratio), ratio, np.nan)
        return ratio, (x - ratio * y) / y.mean(axis=0)


def standard_error(deviations: Values) -> Values:
    """Standard error of a mean from the deviations of the replications: sqrt(sum d^2 / (R (R-1))); NaN of one."""
    count = len(deviations)
    if count < 2:
        return np.full(deviations.shape[1:], np.nan)
    error: Values = np.sqrt((deviations**2).sum(axis=0) / (count * (count - 1)))
    return error


def mean(values: ArrayLike, contacts: ArrayLike | None = None, level: float = LEVEL) -> Estimate:
    """Mean over the replications with a Student interval.

    Parameters
    ----------
    values
        Shape (replications, ...).
    contacts
        How many contacts each cell rests on, over all replications; None: the values are not of contacts.
    level
        Coverage.
    """
    estimate, error = mean_error(values)
    return interval(estimate, error, len(np.asarray(values)), contacts, level)


def ratio(
    numerator: ArrayLike, denominator: ArrayLike, contacts: ArrayLike | None = None, level: float = LEVEL
) -> Estimate:
    """Ratio of sums with a Student interval by the delta method.

    Parameters
    ----------
    numerator, denominator
        Shape (replications, ...).
    contacts
        As for :func:`mean`; None: the sum of the denominators.
    level
        Coverage.
    """
    estimate, error = ratio_error(numerator, denominator)
    number = np.asarray(denominator).sum(axis=0) if contacts is None else contacts
    return interval(estimate, error, len(np.asarray(denominator)), number, level)


def daily_ratio(
    numerator: ArrayLike, denominator: ArrayLike, contacts: ArrayLike | None = None, level: float = LEVEL
) -> Estimate:
    """Mean of the days' ratios with a Student interval; days whose denominator is 0 are left out.

    Parameters
    ----------
    numerator, denominator, contacts, level
        As for :func:`ratio`. Fewer than 10 days with a ratio: no interval.
    """
    above, below = np.asarray(numerator, np.float64), np.asarray(denominator, np.float64)
    has = below > 0
    days = has.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        daily = np.where(has, above / below, 0.0)
        found = np.where(days > 0, daily.sum(axis=0) / days, np.nan)
        square = np.where(has, (daily - found) ** 2, 0.0).sum(axis=0)
        error = np.sqrt(square / (days * (days - 1.0)))
    number = below.sum(axis=0) if contacts is None else np.asarray(contacts)
    enough = (days >= LEAST_REPLICATIONS) & (number >= LEAST_CONTACTS)
    reach = np.where(enough, stdtrit(np.maximum(days - 1, 1), (1.0 + level) / 2) * error, np.nan)
    return Estimate(found, found - reach, found + reach)


def share(numerator: ArrayLike, denominator: ArrayLike, level: float = LEVEL) -> Estimate:
    """Share of contacts: a ratio between 0 and 1, whose interval stays in that range.

    Where every contact counts, or none does, the delta method would give an interval of width 0. There the exact
    binomial bound stands instead: with n contacts, 1 - a^(1/n) from the end, a = (1 - level) / 2.

    Parameters
    ----------
    numerator, denominator
        Counts, shape (replications, ...).
    level
        Coverage.

    References
    ----------
    C. J. Clopper and E. S. Pearson, Biometrika 26 (1934), doi:10.1093/biomet/26.4.404
    """
    found = ratio(numerator, denominator, level=level)
    room = one_sided_room(np.asarray(denominator).sum(axis=0), (1.0 - level) / 2)
    has = ~np.isnan(found.low)
    low = np.where(has & (found.mean == 1.0), 1.0 - room, found.low)
    high = np.where(has & (found.mean == 0.0), room, found.high)
    return Estimate(found.mean, low, high).within(0.0, 1.0)


def share_of_days(days: ArrayLike, total: ArrayLike, contacts: ArrayLike, level: float = LEVEL) -> Estimate:
    """Share of independent days with Wilson's score interval.

    Parameters
    ----------
    days, total
        Days counted, and of how many; 0 of 0: NaN.
    contacts
        How many contacts each cell rests on.
    level
        Coverage.

    References
    ----------
    E. B. Wilson, Journal of the American Statistical Association 22 (1927), doi:10.1080/01621459.1927.10502953
    """
    number, z = np.asarray(total, np.float64), float(ndtri((1.0 + level) / 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        found = np.asarray(days, np.float64) / number
        shrink = 1.0 + z**2 / number
        centre = (found + z**2 / (2.0 * number)) / shrink
        reach = z * np.sqrt(found * (1.0 - found) / number + (z / (2.0 * number)) ** 2) / shrink
    reach = np.where((number >= LEAST_REPLICATIONS) & (np.asarray(contacts) >= LEAST_CONTACTS), reach, np.nan)
    return Estimate(found, centre - reach, centre + reach).within(0.0, 1.0)


def one_sided_room(contacts: ArrayLike, alpha: float) -> Values:
    """Greatest share that shows in none of so many independent contacts with a probability of ``alpha`` or more."""
    number = np.maximum(np.asarray(contacts, np.float64), 1.0)
    return np.asarray(-np.expm1(math.log(alpha) / number), np.float64)


def interval(
    estimate: Values, error: Values, replications: int, contacts: ArrayLike | None = None, level: float = LEVEL
) -> Estimate:
    """Student interval of estimates with these standard errors, where there is enough to go by."""
    reach = np.full(estimate.shape, np.nan)
    if replications >= LEAST_REPLICATIONS:
        reach = student_quantile((1.0 + level) / 2, replications - 1) * error
    if contacts is not None:
        reach = np.where(np.asarray(contacts) >= LEAST_CONTACTS, reach, np.nan)
    return Estimate(estimate, estimate - reach, estimate + reach)


@dataclass(frozen=True, slots=True)
class Paired:
    """The difference of two ratios over the same customers.

    Parameters
    ----------
    difference
        Second - first.
    correlation
        Of the residuals of the two: how much common random numbers helped; NaN where one has no variance.
    """

    difference: Estimate
    correlation: Values


def paired_difference(first: Ratio, second: Ratio, level: float = LEVEL) -> Paired:
    """Difference of two ratios of sums, second - first, by the delta method on paired residuals.

    The standard error is that of the mean of d_i = (x'_i - r' y'_i) / mean y' - (x_i - r y_i) / mean y.

    Parameters
    ----------
    first, second
        (numerator, denominator), each of shape (replications, ...), replication by replication of the same customers.
    level
        Coverage.

    References
    ----------
    As :func:`ratio_error`; common random numbers: Asmussen and Glynn (2007), section V.6.
    """
    one, two = residuals(*first)[1], residuals(*second)[1]
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = np.sqrt((one**2).sum(axis=0) * (two**2).sum(axis=0))
        correlation = np.where(scale > 0, (one * two).sum(axis=0) / scale, np.nan)
    return Paired(contrast([first, second], (-1.0, 1.0), level=level), correlation)


def contrast(
    ratios: Sequence[Ratio], weights: Sequence[float], contacts: ArrayLike | None = None, level: float = LEVEL
) -> Estimate:
    """A weighted sum of ratios over the same customers, with a Student interval by the delta method.

    Parameters
    ----------
    ratios
        As for :func:`paired_difference`.
    weights
        One for each: -1 and 1 give the paired difference; 1, -1, -1, 1 a difference of differences.
    contacts
        How many contacts each cell rests on; None: the least sum of the denominators.
    level
        Coverage.
    """
    estimate, error = contrast_error(ratios, weights)
    number = np.min([np.asarray(y).sum(axis=0) for _, y in ratios], axis=0) if contacts is None else contacts
    return interval(estimate, error, len(np.asarray(ratios[0][1])), number, level)


def contrast_error(ratios: Sequence[Ratio], weights: Sequence[float]) -> tuple[Values, Values]:
    """The weighted sum of ratios and its standard error: that of the mean of the weighted sum of their residuals."""
    parts = [residuals(x, y) for x, y in ratios]
    estimate = np.sum([weight * ratio for weight, (ratio, _) in zip(weights, parts, strict=True)], axis=0)
    deviations = np.sum([weight * deviation for weight, (_, deviation) in zip(weights, parts, strict=True)], axis=0)
    return estimate, standard_error(deviations)


def holm(p: ArrayLike, alpha: float = 1.0 - LEVEL) -> NDArray[np.bool_]:
    """Which hypotheses to reject so that with probability 1 - alpha no true one is among them.

    In ascending order of p, the k-th of m (from 0) is rejected while p <= alpha / (m - k).

    Parameters
    ----------
    p
        Shape (hypotheses,); whatever their dependence.
    alpha
        Probability of any false rejection.

    References
    ----------
    S. Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6 (1979) 65-70.
    """
    values = np.asarray(p, np.float64)
    order = np.argsort(values, kind="stable")
    passed = np.logical_and.accumulate(values[order] <= alpha / np.arange(len(values), 0, -1))
    rejected = np.zeros(len(values), np.bool_)
    rejected[order[passed]] = True
    return rejected
