"""Laws of times: how long people talk, wrap up and wait.

Arguments are seconds, laws hold microseconds. :class:`~simulation.plans.plan_builder.PlanBuilder` takes them.

Every law is sampled by inverting one uniform variable, a longer time for a smaller one, so that a contact that has a
long time under one law has a long time under any other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from routing.words.messages import text
from simulation.core.draw_plan import OCTAVES, STEPS, Family

MAX_TIME_S = 1e9
"""The longest mean or fixed time (31 years)."""

MAX_CV = 10.0
"""The greatest coefficient of variation."""

_MICRO = 1e6
_KEPT_BITS = 40


@dataclass(frozen=True, slots=True)
class Law:
    """The law of a time. Made by the functions below, which check their arguments.

    Parameters
    ----------
    family, a, b
        See :class:`~simulation.core.draw_plan.Family`; for TABLE, ``b`` is the shape of the gamma law.
    mean_us
        Microseconds; infinite for NEVER.
    values
        Microseconds in ascending order, for EMPIRICAL.
    """

    family: Family
    a: float
    b: float
    mean_us: float
    values: tuple[float, ...] = ()


def never() -> Law:
    """No time is long enough: patience without end."""
    return Law(Family.NEVER, 0.0, 0.0, math.inf)


def deterministic(time_s: float) -> Law:
    """Always ``time_s`` seconds, 0 <= ``time_s`` <= ``MAX_TIME_S``.

    Raises
    ------
    ValueError
        When ``time_s`` is out of range.
    """
    if not 0 <= time_s <= MAX_TIME_S:
        raise ValueError(
            text("A time must lie between 0 and {limit:g} s, not {value}.", limit=MAX_TIME_S, value=time_s)
        )
    time_us = float(round(time_s * _MICRO))
    return Law(Family.FIXED, time_us, 0.0, time_us)


def exponential(mean_s: float) -> Law:
    """Exponential law with a mean of ``mean_s`` seconds.

    Raises
    ------
    ValueError
        When ``mean_s`` is not positive or greater than ``MAX_TIME_S``.
    """
    mean = _mean_us(mean_s)
    return Law(Family.EXPONENTIAL, mean, 0.0, mean)


def lognormal(mean_s: float, cv: float) -> Law:
    """Lognormal law with a mean of ``mean_s`` seconds and the coefficient of variation ``cv``; 0: deterministic.

    Raises
    ------
    ValueError
        When ``mean_s`` is not positive or greater than ``MAX_TIME_S``, or ``cv`` negative or greater than ``MAX_CV``.
    """
    mean = _mean_us(mean_s)
    if _checked_cv(cv) == 0.0:
        return deterministic(mean_s)
    variance = math.log1p(cv * cv)
    return Law(Family.LOGNORMAL, _steady(math.log(mean) - variance / 2), _steady(math.sqrt(variance)), mean)


def gamma(mean_s: float, cv: float) -> Law:
    """Gamma law with a mean of ``mean_s`` seconds and the coefficient of variation ``cv``; 0: deterministic.

    The shape is 1 / cv².

    Raises
    ------
    ValueError
        When ``mean_s`` is not positive or greater than ``MAX_TIME_S``, or ``cv`` negative or greater than ``MAX_CV``,
        or between 0 and 0.01, where the quantile cannot be computed well.
    """
    mean = _mean_us(mean_s)
    if _checked_cv(cv) == 0.0:
        return deterministic(mean_s)
    if cv < 0.01:
        raise ValueError(
            text("The coefficient of variation of a gamma law must be 0 or at least 0.01, not {value}.", value=cv)
        )
    return Law(Family.TABLE, mean, 1.0 / (cv * cv), mean)


def weibull(mean_s: float, shape: float) -> Law:
    """Weibull law with a mean of ``mean_s`` seconds; with a ``shape`` below 1 who has waited long waits longer.

    Raises
    ------
    ValueError
        When ``mean_s`` is not positive or greater than ``MAX_TIME_S``, or ``shape`` not between 0.2 and 50.
    """
    mean = _mean_us(mean_s)
    if not 0.2 <= shape <= 50:
        raise ValueError(text("The shape of a Weibull law must lie between 0.2 and 50, not {value}.", value=shape))
    return Law(Family.WEIBULL, _steady(mean / math.gamma(1 + 1 / shape)), 1 / shape, mean)


def weibull_shape(cv: float) -> float:
    """The shape of the Weibull law with the coefficient of variation ``cv``, to nine decimals.

    With the shape k, 1 + cv² = Γ(1 + 2/k) / Γ(1 + 1/k)², which falls as k rises.

    Raises
    ------
    ValueError
        When no shape between 0.2 and 50 has it: ``cv`` must lie between 0.0254 and 10.
    """
    if not 0.0254 <= cv <= MAX_CV:
        raise ValueError(text("must lie between {least:g} and {limit:g} in a Weibull law", least=0.0254, limit=MAX_CV))
    from scipy import optimize  # takes 0.1 s to import, and few plans need it

    aim = math.log1p(cv * cv)
    found = optimize.brentq(lambda k: math.lgamma(1 + 2 / k) - 2 * math.lgamma(1 + 1 / k) - aim, 0.2, 50, xtol=1e-12)
    return round(float(found), 9)


def empirical(values_s: Iterable[float]) -> Law:
    """One of the times ``values_s`` (seconds), each as likely as another.

    Raises
    ------
    ValueError
        When there is none, or one is negative, not finite or greater than ``MAX_TIME_S``.
    """
    values = sorted(deterministic(value).a for value in values_s)
    if not values:
        raise ValueError(text("An empirical law needs at least one time."))
    return Law(Family.EMPIRICAL, 0.0, 0.0, math.fsum(values) / len(values), tuple(values))


def settled_later() -> Law:
    """No time yet: the draw itself, from which the time follows when it is known by which law.

    See :func:`simulation.drawing.engine_draw.time_at`.
    """
    return Law(Family.TAIL, 0.0, 0.0, math.nan)


def _mean_us(mean_s: float) -> float:
    if not 0 < mean_s <= MAX_TIME_S:
        raise ValueError(
            text(
                "A mean time must be greater than 0 and at most {limit:g} s, not {value}.",
                limit=MAX_TIME_S,
                value=mean_s,
            )
        )
    return mean_s * _MICRO


def _checked_cv(cv: float) -> float:
    if not 0 <= cv <= MAX_CV:
        raise ValueError(
            text("A coefficient of variation must lie between 0 and {limit:g}, not {value}.", limit=MAX_CV, value=cv)
        )
    return cv


def _steady(value: float) -> float:
    """``value`` with 40 significant bits: those on which mathematical libraries agree."""
    fraction, exponent = math.frexp(value)
    return math.ldexp(round(math.ldexp(fraction, _KEPT_BITS)), exponent - _KEPT_BITS)


def tail_nodes() -> NDArray[np.float64]:
    """The tail probabilities at which a quantile table has a node, ascending from 2**-53 to 1/2."""
    octaves = 2.0 ** (np.arange(OCTAVES)[:, None] - 53)
    return np.append((octaves * (1 + np.arange(STEPS) / STEPS)).ravel(), 0.5)


@lru_cache(maxsize=64)
def gamma_table(shape: float) -> NDArray[np.float64]:
    """Quantiles of the gamma law with mean 1: those of the upper tail at :func:`tail_nodes`, then those of the lower.

    Between the nodes, read linearly, a quantile is off by at most 1e-4 of itself for shapes from 1/4 (5e-6 from 1), and
    by 6e-4 of itself or 1e-5 of the mean for all. The table is scaled so that the mean of what is sampled from it is 1;
    without that it would be 6e-6 too great. Quantiles keep 40 significant bits, on which versions of SciPy agree.

    Parameters
    ----------
    shape
        From 0.01 to 10,000.
    """
    from scipy import special  # takes 0.1 s to import, and few plans need it

    tail = tail_nodes()
    upper, lower = special.gammainccinv(shape, tail), special.gammaincinv(shape, tail)
    widths = np.diff(tail)
    mean = sum(float(np.dot(widths, side[1:] + side[:-1])) / 2 for side in (upper, lower))
    fraction, exponent = np.frexp(np.concatenate([upper, lower]) / mean)
    table: NDArray[np.float64] = np.ldexp(np.round(np.ldexp(fraction, _KEPT_BITS)), exponent - _KEPT_BITS)
    return table
