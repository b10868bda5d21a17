"""Times given that they have lasted so long."""

from __future__ import annotations

import numpy as np
import pytest

from routing.model import NEVER
from simulation.core.draw_plan import LawRows
from simulation.drawing.engine_draw import time_at
from simulation.planning.today.lasting import lasting, quantiles, survival
from simulation.plans.distributions import (
    Law,
    deterministic,
    empirical,
    exponential,
    gamma,
    lognormal,
    never,
    weibull,
)
from simulation.plans.law_table import LawTable

LAWS = {
    "fixed": deterministic(90),
    "exponential": exponential(180),
    "lognormal": lognormal(240, 0.9),
    "weibull": weibull(300, 0.8),
    "gamma": gamma(200, 0.7),
    "empirical": empirical([30, 60, 60, 120, 600]),
}


def rows_of(law: Law) -> LawRows:
    table = LawTable()
    table.number_of(law)
    return LawRows(*table.rows())


@pytest.mark.parametrize("name", LAWS)
def test_quantiles_are_those_of_the_compiled_drawing(name: str) -> None:
    """Quantiles are those of the compiled drawing."""
    rows = rows_of(LAWS[name])
    tails = np.array([0.001, 0.1, 0.4999, 0.7, 0.999])
    expected = [time_at(rows, 0, int(tail * 2**53)) for tail in tails]
    np.testing.assert_allclose(quantiles(rows, 0, tails), expected, rtol=1e-9, atol=1.0)


@pytest.mark.parametrize("name", ["exponential", "lognormal", "weibull", "gamma"])
def test_survival_inverts_the_quantile(name: str) -> None:
    """Survival inverts the quantile."""
    rows, tails = rows_of(LAWS[name]), np.array([0.9, 0.5, 0.05])
    np.testing.assert_allclose(survival(rows, 0, quantiles(rows, 0, tails)), tails, rtol=1e-6)


@pytest.mark.parametrize("name", ["exponential", "lognormal", "weibull", "gamma"])
def test_share_that_lasts_on_is_the_ratio_of_survivals(name: str) -> None:
    """Share that lasts on is the ratio of survivals."""
    rows, elapsed, uniform = rows_of(LAWS[name]), 150e6, (np.arange(20_000) + 0.5) / 20_000
    times = lasting(rows, 0, np.full(uniform.shape, elapsed), uniform)
    assert times.min() > elapsed
    for longer in (200e6, 400e6):
        expected = float(survival(rows, 0, longer) / survival(rows, 0, elapsed))
        assert (times > longer).mean() == pytest.approx(expected, abs=2e-4)


def test_exponential_time_has_no_memory() -> None:
    """Exponential time has no memory."""
    rows, uniform = rows_of(exponential(180)), np.array([0.2, 0.5, 0.9])
    rest = lasting(rows, 0, np.full(3, 500e6), uniform) - 500e6
    np.testing.assert_allclose(rest, quantiles(rows, 0, uniform), rtol=1e-6)


def test_time_that_the_law_does_not_have_ends_at_once() -> None:
    """Time that the law does not have ends at once."""
    assert lasting(rows_of(deterministic(90)), 0, np.array([91e6]), np.array([0.5])).tolist() == [91_000_001]
    assert lasting(rows_of(empirical([30, 60])), 0, np.array([60e6]), np.array([0.5])).tolist() == [60_000_001]


def test_endless_patience_stays_endless() -> None:
    """Endless patience stays endless."""
    assert lasting(rows_of(never()), 0, np.array([1e9]), np.array([0.5])).tolist() == [NEVER]


def test_one_of_the_recorded_times_is_taken_that_are_longer() -> None:
    """One of the recorded times is taken that are longer."""
    uniform = (np.arange(1000) + 0.5) / 1000
    times = lasting(rows_of(LAWS["empirical"]), 0, np.full(1000, 45e6), uniform)
    values, counts = np.unique(times, return_counts=True)
    assert values.tolist() == [60_000_000, 120_000_000, 600_000_000]
    np.testing.assert_allclose(counts, [500, 250, 250], atol=2)
