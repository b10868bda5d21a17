"""Whether a limit is kept, from days simulated so far: an interval at a look, and the word that it allows.

A gate passes when its interval lies wholly on the right side of the limit, fails when it lies wholly beyond, and is
looked at again with more days otherwise. The two ends have errors of their own:

* the end that a **fail** needs: a gate whose limit is kept, be it just so, fails at any of the looks with a
  probability of at most ``false_fail`` / the number of gates of the suite. By Bonferroni the suite fails with at most
  ``false_fail`` if all limits are kept, however its gates depend on each other. (Holm's procedure would change
  nothing: one gate is enough to fail.)
* the end that a **pass** needs: a gate whose limit is not kept passes at any look with at most ``false_pass``.
  Since a suite passes only if all its gates do, that holds for the suite without a share for each: an
  intersection-union test.

References
----------
C. Jennison and B. W. Turnbull, Interim analyses: the repeated confidence interval approach, Journal of the Royal
Statistical Society B 51 (1989) 305-361; R. L. Berger, Multiparameter hypothesis testing and acceptance sampling,
Technometrics 24 (1982), doi:10.1080/00401706.1982.10487790
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv

from simulation.gates.looks import looks_of, nominal_levels, portions
from simulation.measuring.statistics import (
    LEAST_CONTACTS,
    Ratio,
    Values,
    residuals,
    standard_error,
    student_quantile,
)

NO_SPREAD = 1e-12
"""A standard error below this is rounding."""
NO_SKEWNESS = 1e-6
"""A skewness below this changes nothing."""


class Word(StrEnum):
    """The verdict about a gate, or a suite."""

    PASS = "pass"  # noqa: S105  (no password)
    FAIL = "fail"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Levels:
    """The one-sided levels of one look.

    Parameters
    ----------
    passing, failing
        Of tests on the mean of the days.
    passing_exact, failing_exact
        The error that the look may spend: of exact tests, whose looks are added up.
    """

    passing: float
    failing: float
    passing_exact: float
    failing_exact: float


@dataclass(frozen=True, slots=True)
class Ends:
    """An estimate with the ends of its interval; NaN where there is too little to go by."""

    value: Values
    low: Values
    high: Values


def levels_of_looks(budget: int, gates: int, false_fail: float, false_pass: float) -> list[tuple[int, Levels]]:
    """The looks of a suite: days, and the levels of each gate's tests.

    Parameters
    ----------
    budget
        Most days, 40 or more.
    gates
        How many share ``false_fail``.
    false_fail, false_pass
        The errors that are spent over all looks.
    """
    looks = looks_of(budget)
    share = [days / budget for days in looks]
    passing, failing = portions(false_pass, looks), portions(false_fail / gates, looks)
    columns = (nominal_levels(passing, share), nominal_levels(failing, share), passing, failing)
    return [(days, Levels(*map(float, row))) for days, row in zip(looks, zip(*columns, strict=True), strict=True)]


def ends_of_ratio(ratio: Ratio, below: float, above: float, *, is_share: bool) -> Ends:
    """The interval of a ratio of sums over days.

    By the delta method with Student's t, skewness allowed for (:func:`_limits`). That of a share reaches at least as
    far as the exact one for independent contacts (Clopper and Pearson), so that there is one where all contacts were in
    time, or only few were not.

    Parameters
    ----------
    ratio
        Numerator and denominator, shape (days, ...).
    below, above
        Probability left out below the interval, and above it.
    is_share
        Whether numerator and denominator are counts, the one some of the other.
    """
    value, deviations = residuals(*ratio)
    number = np.asarray(ratio[1]).sum(axis=0)
    low, high = _limits(value, deviations, below, above)
    if is_share:
        exact = exact_ends(np.asarray(ratio[0]).sum(axis=0), number, below, above)
        low, high = np.clip(np.minimum(low, exact[0]), 0.0, 1.0), np.clip(np.maximum(high, exact[1]), 0.0, 1.0)
    enough = number >= LEAST_CONTACTS
    return Ends(value, np.where(enough, low, np.nan), np.where(enough, high, np.nan))


def ends_of_mean(values: Values, below: float, above: float) -> Ends:
    """The interval of a mean over the days; parameters as for :func:`ends_of_ratio`, one value for each day."""
    value = values.mean(axis=0)
    return Ends(value, *_limits(value, values - value, below, above))


def ends_of_days(values: Values, below: float, above: float) -> Ends:
    """The exact interval of the share of days on which something happens (1) or not (0)."""
    number = np.full(values.shape[1:], float(len(values)))
    return Ends(values.mean(axis=0), *exact_ends(values.sum(axis=0), number, below, above))


def ends_of_difference(first: Ratio, second: Ratio, below: float, above: float, *, is_share: bool) -> Ends:
    """The interval of second - first, by the paired residuals of the days; parameters as for :func:`ends_of_ratio`.

    Where the sums of both are the same on every day, nothing has changed, and the interval is 0. Where there is no
    spread because all contacts were in time on both sides, or none, each share may lie as far from the end as its exact
    interval does.
    """
    (x, y), (x2, y2) = ([np.asarray(part, np.float64) for part in ratio] for ratio in (first, second))
    (one, one_deviations), (two, two_deviations) = residuals(x, y), residuals(x2, y2)
    value, deviations = two - one, two_deviations - one_deviations
    low, high = _limits(value, deviations, below, above)
    same = (x == x2).all(axis=0) & (y == y2).all(axis=0) & (y.sum(axis=0) > 0)
    if is_share:
        before = exact_ends(x.sum(axis=0), y.sum(axis=0), above, below)
        after = exact_ends(x2.sum(axis=0), y2.sum(axis=0), below, above)
        blind = ~same & (standard_error(deviations) <= NO_SPREAD)
        low, high = np.where(blind, after[0] - before[1], low), np.where(blind, after[1] - before[0], high)
    enough = same | (np.minimum(y.sum(axis=0), y2.sum(axis=0)) >= LEAST_CONTACTS)
    low, high = (np.where(same, 0.0, np.where(enough, end, np.nan)) for end in (low, high))
    return Ends(value, low, high)


def exact_ends(hits: ArrayLike, number: ArrayLike, below: float, above: float) -> tuple[Values, Values]:
    """The interval of Clopper and Pearson for a share of independent contacts, or days.

    References
    ----------
    C. J. Clopper and E. S. Pearson, Biometrika 26 (1934), doi:10.1093/biomet/26.4.404
    """
    found, total = np.asarray(hits, np.float64), np.asarray(number, np.float64)
    rest = np.maximum(total - found, 0.0)
    low = np.where(found > 0, betaincinv(np.maximum(found, 1e-9), rest + 1.0, below), 0.0)
    high = np.where(rest > 0, betaincinv(found + 1.0, np.maximum(rest, 1e-9), 1.0 - above), 1.0)
    return low, high


def passes(ends: Ends, limit: float, better: int) -> NDArray[np.bool_]:
    """Where no part of the interval is beyond the limit; nowhere without an interval.

    Parameters
    ----------
    ends
        Of some quantities.
    limit
        What they must not pass.
    better
        1: they must be the limit or more; -1: the limit or less.
    """
    return np.asarray(ends.low >= limit if better > 0 else ends.high <= limit, np.bool_)


def fails(ends: Ends, limit: float, better: int) -> NDArray[np.bool_]:
    """Where all of the interval is beyond the limit; parameters as for :func:`passes`."""
    return np.asarray(ends.high < limit if better > 0 else ends.low > limit, np.bool_)


def word_of(ends: Ends, limit: float, better: int) -> Word:
    """What the interval of one quantity says about its limit; parameters as for :func:`passes`."""
    if passes(ends, limit, better):
        return Word.PASS
    return Word.FAIL if fails(ends, limit, better) else Word.UNDECIDED


def _limits(value: Values, deviations: Values, below: float, above: float) -> tuple[Values, Values]:
    """The ends of the interval of a mean: by Student's t, or by Hall's transformation where that reaches farther.

    Days are skew: most are alike, and a bad one is far off. Student's t then reaches too little towards the bad ones,
    as days without many of them have a small spread too. Hall's transformation of t, which takes the skewness out, sets
    that right; where it would make the interval shorter, on the other side, it is left alone.

    Parameters
    ----------
    value
        The mean.
    deviations
        Of the days from it, shape (days, ...).
    below, above
        Probability left out on either side.

    References
    ----------
    P. Hall, On the removal of skewness by transformation, Journal of the Royal Statistical Society B 54 (1992) 221-228:
    g(t) = t + a t^2 / 3 + a^2 t^3 / 27 + a / 6 with a = skewness / sqrt(days), whose inverse is used here
    """
    days, error = len(deviations), standard_error(deviations)
    low, high = (float(student_quantile(1.0 - left, days - 1)) for left in (below, above))
    spread = np.sqrt((deviations**2).mean(axis=0))
    with np.errstate(divide="ignore", invalid="ignore"):
        a = (deviations**3).mean(axis=0) / spread**3 / np.sqrt(days)
    a = np.where((spread > NO_SPREAD) & (np.abs(a) > NO_SKEWNESS), a, 0.0)
    down, up = np.maximum(low, _without_skewness(low, a)), np.maximum(high, -_without_skewness(-high, a))
    return value - down * error, value + up * error


def _without_skewness(t: float, a: Values) -> Values:
    """The value that Hall's transformation turns into ``t``."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = 3.0 * (np.cbrt(1.0 + a * (t - a / 6.0)) - 1.0) / a
    return np.where(a == 0.0, t, found)
