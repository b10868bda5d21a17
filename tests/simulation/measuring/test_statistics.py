"""Estimates over replications: by hand, and how often their intervals cover the truth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.measuring.results import Figure
from simulation.measuring.statistics import (
    Estimate,
    holm,
    mean,
    paired_difference,
    ratio,
    ratio_error,
    share,
    student_quantile,
    two_sided_p,
)

EXPERIMENTS = 4000
TOLERANCE = 4 * math.sqrt(0.95 * 0.05 / EXPERIMENTS)
"""Four standard errors of a coverage of 95 % counted over 4000 experiments: 1.4 points."""


def coverage(estimate: Estimate, truth: float) -> float:
    return float(np.mean((estimate.low <= truth) & (truth <= estimate.high)))


def bounds(estimate: Estimate) -> tuple[float, float, float]:
    """Mean, low and high of the only cell."""
    return estimate.mean.item(), estimate.low.item(), estimate.high.item()


def test_student_quantiles_are_those_of_the_tables() -> None:
    """t(0.975) with 9, 19 and 99 degrees of freedom stands in every table: 2.262, 2.093, 1.984."""
    assert [round(float(student_quantile(0.975, freedom)), 3) for freedom in (9, 19, 99)] == [2.262, 2.093, 1.984]
    assert float(two_sided_p(2.2621571627409915, 9)) == pytest.approx(0.05)


def test_a_mean_by_hand() -> None:
    """Ten values 0 to 9: mean 4.5, variance 82.5/9, standard error sqrt(82.5/90), t 2.262157."""
    estimate = mean(np.arange(10.0)[:, None])
    reach = 2.2621571627409915 * math.sqrt(82.5 / 90)
    assert bounds(estimate) == pytest.approx((4.5, 4.5 - reach, 4.5 + reach))


def test_a_ratio_of_sums_by_hand() -> None:
    """Days of 10 with 8 in time and of 30 with 18: 26/40, not the mean of 0.8 and 0.6.

    Residuals x - 0.65 y: 8 - 6.5 = 1.5 and 18 - 19.5 = -1.5. Standard error: sqrt((1.5^2 + 1.5^2) / (2 x 1)) / mean y
    = 1.5 / 20 = 0.075.
    """
    estimate, error = ratio_error(np.array([8, 18]), np.array([10, 30]))
    assert estimate == 26 / 40
    assert error == pytest.approx(0.075)


def test_a_ratio_of_nothing_is_none() -> None:
    """A share of no contacts has neither a value nor an interval."""
    estimate = ratio(np.zeros((10, 1)), np.zeros((10, 1)))
    assert estimate.figures() == [Figure(None, None, None)]


@pytest.mark.parametrize(
    ("replications", "contacts", "has"), [(9, 1000, False), (10, 10, True), (10, 9, False), (2, 1000, False)]
)
def test_too_little_to_go_by_gives_no_interval(replications: int, contacts: int, has: bool) -> None:
    """Below 10 replications, or 100 contacts in a cell over all of them, there is no interval."""
    offered = np.full((replications, 1), contacts)
    in_time = offered - (np.arange(replications) % 2)[:, None]
    for estimate in (ratio(in_time, offered), share(in_time, offered), mean(in_time, offered.sum(axis=0))):
        figure = estimate.figures()[0]
        assert figure.mean is not None
        assert (figure.low is not None, figure.high is not None) == (has, has)


def test_one_replication_has_a_mean_only() -> None:
    """One day says nothing about how days differ."""
    assert ratio(np.array([[8]]), np.array([[10]])).figures() == [Figure(0.8)]
    assert mean(np.array([[8]])).figures() == [Figure(8.0)]


def test_a_share_without_a_miss_is_not_certain() -> None:
    """1000 of 1000 in time: the exact bound at 95 %, two-sided, is 0.025^(1/1000) = 1 - 0.003682."""
    offered = np.full((10, 2), 100)
    in_time = np.stack([np.full(10, 100), np.zeros(10)], axis=1)
    assert bounds(share(in_time[:, :1], offered[:, :1])) == pytest.approx((1, 1 - 0.003682, 1), abs=1e-6)
    assert bounds(share(in_time[:, 1:], offered[:, 1:])) == pytest.approx((0, 0, 0.003682), abs=1e-6)


def test_a_shares_interval_stays_between_0_and_1() -> None:
    """Student's interval of a share near 1 is cut off there."""
    offered = np.full((10, 1), 20)
    in_time = offered.copy()
    in_time[0] = 12
    assert bounds(share(in_time, offered))[2] == 1.0
    assert bounds(ratio(in_time, offered))[2] > 1.0


def test_the_interval_of_a_ratio_covers() -> None:
    """30 days whose volume varies by a quarter and whose share varies with it: 95 % of intervals cover the ratio.

    Days are busy by a gamma factor b; 1 - 0.15 b of the contacts are in time, so that the ratio of the expectations is
    E[b (1 - 0.15 b)] / E[b] = 1 - 0.15 (1 + 1/16) with shape 16.
    """
    rng = np.random.default_rng(1)
    busy = rng.gamma(16, 1 / 16, (30, EXPERIMENTS))
    offered = rng.poisson(200 * busy)
    in_time = rng.binomial(offered, 1 - 0.15 * busy)
    assert coverage(share(in_time, offered), 1 - 0.15 * (1 + 1 / 16)) == pytest.approx(0.95, abs=TOLERANCE)


def test_the_interval_of_a_mean_covers() -> None:
    """Ten normal values: 95 % of Student's intervals cover, exactly."""
    values = np.random.default_rng(2).normal(3, 2, (10, EXPERIMENTS))
    assert coverage(mean(values), 3) == pytest.approx(0.95, abs=TOLERANCE)


def two_systems(rng: np.random.Generator) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """The same 30 days under two policies, 80 and 82 % in time; what a day's customers are like moves both alike."""
    offered = rng.poisson(300, (30, EXPERIMENTS))
    mood = rng.normal(0, 0.03, offered.shape)
    return (rng.binomial(offered, 0.80 + mood), offered), (rng.binomial(offered, 0.82 + mood), offered)


def test_the_interval_of_a_paired_difference_covers() -> None:
    """95 % of intervals cover the difference of 2 points."""
    first, second = two_systems(np.random.default_rng(3))
    paired = paired_difference(first, second)
    assert coverage(paired.difference, 0.02) == pytest.approx(0.95, abs=TOLERANCE)


def test_the_same_customers_make_a_difference_surer() -> None:
    """A positive correlation r makes the paired interval sqrt(1 - r) as wide as that of two independent samples."""
    first, second = two_systems(np.random.default_rng(4))
    paired = paired_difference(first, second)
    independent = np.hypot(ratio_error(*first)[1], ratio_error(*second)[1])
    error = (paired.difference.high - paired.difference.mean) / float(student_quantile(0.975, 29))
    assert np.mean(paired.correlation) == pytest.approx(0.63, abs=0.02)  # 0.03^2 / (0.03^2 + 0.155/300)
    assert np.array_equal(error < independent, paired.correlation > 0)
    assert np.mean(error) == pytest.approx(np.mean(independent) * math.sqrt(1 - 0.63), rel=0.05)


def test_a_policy_against_itself_differs_by_nothing() -> None:
    """The same figures twice: difference 0, correlation 1, width 0."""
    first, _ = two_systems(np.random.default_rng(5))
    paired = paired_difference(first, first)
    assert np.all(paired.difference.low == 0)
    assert np.all(paired.difference.high == 0)
    assert np.allclose(paired.correlation, 1)


def test_holm_by_hand() -> None:
    """0.01 <= 0.05/4, 0.015 <= 0.05/3, 0.03 > 0.05/2: then nothing more is rejected, though 0.04 <= 0.05."""
    assert holm([0.03, 0.01, 0.04, 0.015]).tolist() == [False, True, False, True]
    assert holm([]).tolist() == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_rejects_at_least_what_bonferroni_does(p: list[float]) -> None:
    """Holm's procedure decides whatever Bonferroni's does, and whatever it rejects has p at most alpha."""
    rejected = holm(p)
    values = np.array(p)
    assert np.all(rejected[values <= 0.05 / len(p)])
    assert np.all(values[rejected] <= 0.05)


def test_holm_rejects_a_true_hypothesis_in_at_most_5_percent() -> None:
    """20 hypotheses, 15 of them true and dependent: any false rejection in at most 5 % of families (+ 4 errors)."""
    rng = np.random.default_rng(6)
    families = 2000
    common = rng.normal(size=(families, 1))
    z = 0.5 * common + math.sqrt(0.75) * rng.normal(size=(families, 20))
    z[:, 15:] += 4
    p = two_sided_p(z, 1_000_000)
    false = np.mean([holm(row)[:15].any() for row in p])
    assert 0.005 < false <= 0.05 + 4 * math.sqrt(0.05 * 0.95 / families)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(1, 100)), min_size=2, max_size=30), st.permutations(range(30))
)
def test_the_order_of_replications_does_not_matter(days: list[tuple[int, int]], order: list[int]) -> None:
    """A ratio and its error are the same in whatever order the replications came."""
    x, y = np.array(days, float).T
    places = [i for i in order if i < len(days)]
    assert ratio_error(x, y)[0] == pytest.approx(ratio_error(x[places], y[places])[0])
    assert ratio_error(x, y)[1] == pytest.approx(ratio_error(x[places], y[places])[1])


def test_figures_have_a_unit() -> None:
    """Microseconds become seconds."""
    estimate = Estimate(np.array([2e6, np.nan]), np.array([1e6, np.nan]), np.array([3e6, np.nan]))
    assert estimate.figures(1e6) == [Figure(2.0, 1.0, 3.0), Figure(None)]
