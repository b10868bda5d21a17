"""Laws of times: what is asked for is what is drawn."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import special, stats

from routing.model import NEVER
from simulation.core.draw_plan import NODES, OCTAVES, STEPS, DrawPlan, Family
from simulation.drawing.engine_draw import fill_times, time_at
from simulation.plans.distributions import (
    Law,
    deterministic,
    empirical,
    exponential,
    gamma,
    gamma_table,
    lognormal,
    never,
    settled_later,
    tail_nodes,
    weibull,
    weibull_shape,
)
from simulation.plans.plan_builder import PlanBuilder
from tests.simulation import naive_draw

KEY = 20240210
DRAWS = 100_000 if hasattr(fill_times, "py_func") else 2_000
"""Fewer with the compiler off."""

HOUR = 3_600_000_000

RECORDED = (12.5, 3.0, 3.0, 240.25, 0.0, 61.0)

CONTINUOUS = {
    "exponential": (exponential(240), stats.expon(scale=240e6)),
    "lognormal 0.8": (lognormal(240, 0.8), stats.lognorm(math.sqrt(math.log(1.64)), scale=240e6 / math.sqrt(1.64))),
    "lognormal 0.1": (lognormal(240, 0.1), stats.lognorm(math.sqrt(math.log(1.01)), scale=240e6 / math.sqrt(1.01))),
    "gamma 0.5": (gamma(240, 0.5), stats.gamma(4, scale=60e6)),
    "gamma 1": (gamma(240, 1), stats.expon(scale=240e6)),
    "gamma 2": (gamma(240, 2), stats.gamma(0.25, scale=960e6)),
    "weibull 0.7": (weibull(120, 0.7), stats.weibull_min(0.7, scale=120e6 / math.gamma(1 + 1 / 0.7))),
    "weibull 3": (weibull(120, 3), stats.weibull_min(3, scale=120e6 / math.gamma(4 / 3))),
}


def plan_of(law: Law) -> DrawPlan:
    """A plan with ``law`` as its patience, law number 2."""
    builder = PlanBuilder()
    builder.add_class(work=deterministic(1), wrap_up=deterministic(2), patience=law)
    return builder.build()


@cache
def drawn(law: Law, size: int = DRAWS) -> NDArray[np.int64]:
    """Times 0 to ``size`` of the law under KEY."""
    out = np.empty(size, np.int64)
    with np.errstate(over="ignore"):
        fill_times(plan_of(law), 2, np.uint64(KEY), out)
    return out


@cache
def uniforms(size: int = DRAWS) -> NDArray[np.float64]:
    """The upper tail probabilities that :func:`drawn` inverts."""
    bits = naive_draw.draws(np.array([KEY], np.uint64), np.arange(size, dtype=np.uint64))
    return (bits >> np.uint64(12)).astype(np.float64) * 2.0**-52 + 2.0**-53


@pytest.mark.parametrize("name", CONTINUOUS)
def test_kolmogorov_smirnov(name: str) -> None:
    """Draws follow the law: Kolmogorov-Smirnov does not refuse them at 1 in 100,000."""
    law, expected = CONTINUOUS[name]
    assert stats.kstest(drawn(law), expected.cdf).pvalue > 1e-5


@pytest.mark.parametrize("name", CONTINUOUS)
def test_mean(name: str) -> None:
    """The mean drawn lies within 5 standard errors of the mean asked for, which the law states."""
    law, expected = CONTINUOUS[name]
    assert law.mean_us == pytest.approx(expected.mean(), rel=1e-12)
    times = drawn(law)
    assert abs(times.mean() - expected.mean()) < 5 * expected.std() / math.sqrt(times.size)


@pytest.mark.parametrize("name", ["exponential", "lognormal 0.1", "gamma 0.5", "gamma 1", "weibull 3"])
def test_second_moment(name: str) -> None:
    """The mean square lies within 5 standard errors of the law's, where the fourth moment is one a sample shows."""
    law, expected = CONTINUOUS[name]
    squares = drawn(law).astype(float) ** 2
    error = math.sqrt((expected.moment(4) - expected.moment(2) ** 2) / squares.size)
    assert abs(squares.mean() - expected.moment(2)) < 5 * error


@pytest.mark.parametrize("name", CONTINUOUS)
def test_each_draw_inverts_its_uniform(name: str) -> None:
    """Draw by draw the time is the law's quantile at the stored uniform, to 1 µs; a gamma's, to a relative 1e-4 too."""
    law, expected = CONTINUOUS[name]
    quantiles = expected.isf(uniforms())
    relative = 1e-4 if law.family == Family.TABLE else 1e-11
    assert (np.abs(drawn(law) - quantiles) <= 0.5001 + relative * quantiles).all()


@pytest.mark.parametrize(
    "law", [*(law for law, _ in CONTINUOUS.values()), never(), deterministic(12.5), empirical(RECORDED)]
)
def test_a_law_that_is_known_later(law: Law) -> None:
    """A draw that is kept and inverted later gives the very time that the law would have given at once."""
    tails = drawn(settled_later(), 1000).tolist()
    assert [int(time_at(plan_of(law), 2, tail)) for tail in tails] == drawn(law, 1000).tolist()


def test_families_fall_together() -> None:
    """The greater the uniform the shorter the time, in every family: a long time stays long when its law changes."""
    order = np.argsort(uniforms())
    for law in (*(law for law, _ in CONTINUOUS.values()), empirical(RECORDED)):
        assert (np.diff(drawn(law)[order]) <= 0).all()


def test_fixed_and_never() -> None:
    """A deterministic time is that time to the microsecond, and endless patience is NEVER."""
    assert set(drawn(deterministic(30.0000004), 9).tolist()) == {30_000_000}
    assert set(drawn(deterministic(0), 9).tolist()) == {0}
    assert set(drawn(never(), 9).tolist()) == {NEVER}
    assert never().mean_us == math.inf


def test_no_variation_is_deterministic() -> None:
    """A lognormal or gamma law with the coefficient of variation 0 is the deterministic one."""
    assert lognormal(30, 0) == gamma(30, 0) == deterministic(30)


def test_empirical() -> None:
    """An empirical law draws each recorded value as often as the others: counts within 5 standard errors of n / 6."""
    law = empirical(RECORDED)
    # (12.5 + 3 + 3 + 240.25 + 0 + 61) / 6 = 319.75 / 6 s
    assert law.mean_us == pytest.approx(319.75e6 / 6)
    times = drawn(law)
    values, counts = np.unique(times, return_counts=True)
    assert values.tolist() == [0, 3_000_000, 12_500_000, 61_000_000, 240_250_000]
    share = np.array([1, 2, 1, 1, 1]) / 6
    error = np.sqrt(share * (1 - share) / times.size)
    assert (np.abs(counts / times.size - share) < 5 * error).all()


def test_empirical_inverts_steps() -> None:
    """The value drawn is the one whose step in the distribution function contains 1 minus the uniform."""
    ranks = np.ceil((1 - uniforms(2_000)) * len(RECORDED)).astype(int)  # v in (0, 1/6): the greatest value, rank 6
    expected = np.sort(RECORDED)[ranks - 1] * 1e6
    assert drawn(empirical(RECORDED), 2_000).tolist() == expected.tolist()


@pytest.mark.parametrize(
    ("cv", "relative", "absolute"),
    [
        (0.01, 5e-6, 0),
        (0.1, 5e-6, 0),
        (0.3, 5e-6, 0),
        (0.5, 5e-6, 0),
        (1.0, 5e-6, 0),
        (1.5, 1e-4, 0),
        (2.0, 1e-4, 0),
        (3.0, 6e-4, 1e-5),
        (10.0, 6e-4, 1e-5),
    ],
)
def test_gamma_table(cv: float, relative: float, absolute: float) -> None:
    """Between the nodes a gamma quantile is off by no more than the documented bound, from 1e-9 to 1 - 1e-9.

    The mean of what the table gives is 1 within 1e-11, and its variance right to 2e-4.
    """
    shape = cv**-2
    table = gamma_table(shape)
    tail = tail_nodes()
    assert table.size == 2 * NODES == 2 * (OCTAVES * STEPS + 1)
    sides = ((table[:NODES], special.gammainccinv), (table[NODES:], special.gammaincinv))
    mean = variance = 0.0
    for side, exact in sides:
        for part in (0.25, 0.5, 0.75):
            between = tail[:-1] + part * np.diff(tail)
            seen = between > 1e-9
            quantile = exact(shape, between[seen]) / shape
            read = (side[:-1] + part * np.diff(side))[seen]
            assert (np.abs(read - quantile) <= np.maximum(relative * quantile, absolute)).all()
        # a piece of a straight line from x to y has the mean (x + y) / 2 and the second moment (x² + x y + y²) / 3
        x, y = side[1:], side[:-1]
        mean += float(np.dot(np.diff(tail), x + y)) / 2
        variance += float(np.dot(np.diff(tail), (x - 1) ** 2 + (x - 1) * (y - 1) + (y - 1) ** 2)) / 3
    assert abs(mean - 1) < 1e-11
    assert abs(variance / cv**2 - 1) < 2e-4


def test_table_reaches_the_ends() -> None:
    """The least and the greatest uniform there are find their node in the table, at the right end of the law."""
    law = gamma(100, 0.5)
    plan = plan_of(law)
    upper, lower = plan.samples[:NODES], plan.samples[NODES:]
    assert tail_nodes()[0] == 2.0**-53
    assert tail_nodes()[-1] == 0.5
    assert upper[-1] == pytest.approx(lower[-1], rel=1e-9)  # both are the median
    assert upper[0] > 10 > lower[0] > 0


@pytest.mark.parametrize(
    "make",
    [
        lambda: exponential(0),
        lambda: exponential(-1),
        lambda: exponential(math.nan),
        lambda: exponential(math.inf),
        lambda: exponential(1e10),
        lambda: deterministic(-0.1),
        lambda: deterministic(math.nan),
        lambda: lognormal(0, 1),
        lambda: lognormal(10, -1),
        lambda: lognormal(10, 11),
        lambda: gamma(10, math.nan),
        lambda: gamma(10, 0.001),
        lambda: weibull(10, 0.1),
        lambda: weibull(10, math.nan),
        lambda: empirical([]),
        lambda: empirical([1.0, -1.0]),
        lambda: empirical([1.0, math.nan]),
    ],
)
def test_refused(make: Callable[[], Law]) -> None:
    """A time, mean, variation or shape that cannot be is refused."""
    with pytest.raises(ValueError, match=r"\."):
        make()


def test_long_times_are_cut() -> None:
    """The longest law there is stays below NEVER and above 0: no time overflows."""
    for law in (exponential(1e9), lognormal(1e9, 10), weibull(1e9, 0.2), gamma(1e9, 10)):
        times = drawn(law, 2_000)
        assert times.min() >= 0
        assert times.max() <= 2**52 < NEVER


@pytest.mark.parametrize("cv", [0.03, 0.3, 1.0, 2.5, 10.0])
def test_a_weibull_law_by_its_variation(cv: float) -> None:
    """The shape found has the coefficient of variation asked for, by SciPy's moments; 1 is the exponential law."""
    shape = weibull_shape(cv)
    law = stats.weibull_min(shape)
    assert law.std() / law.mean() == pytest.approx(cv, rel=1e-6)
    assert (cv == 1.0) == (shape == 1.0)


@pytest.mark.parametrize("cv", [0.0, 0.02, 11.0, math.nan])
def test_a_weibull_law_that_there_is_not(cv: float) -> None:
    """Beyond the shapes that can be drawn."""
    with pytest.raises(ValueError, match="Weibull"):
        weibull_shape(cv)
