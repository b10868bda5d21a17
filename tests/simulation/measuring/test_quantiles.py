"""Quantiles from histograms: by hand, against sorted values, and how often their intervals cover the truth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from simulation.measuring.engine_measure import bucket_of
from simulation.measuring.metrics import bucket_ends
from simulation.measuring.quantiles import jackknife_error, pooled_quantiles
from simulation.measuring.results import Figure
from simulation.measuring.statistics import Estimate

UNIT = (np.arange(10), np.arange(10))
"""Ten buckets, each of one whole number."""
ONE = np.array([1])


def histogram(*groups: list[int]) -> NDArray[np.int64]:
    """Histograms of one cell with the buckets of ``UNIT``."""
    return np.array([[np.bincount(values, minlength=10)] for values in groups])


def quantile(values: list[int], probability: float) -> float:
    return float(pooled_quantiles(histogram(values), UNIT, (probability,), ONE)[0].mean[0])


def test_quantiles_by_hand() -> None:
    """Of 1 2 3 4 5 6 7 8 9 9 the median is 5 (half are at most 5), the 90th percentile 9, the 10th 1."""
    values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 9]
    assert [quantile(values, p) for p in (0.1, 0.5, 0.8, 0.9, 1.0)] == [1, 5, 8, 9, 9]


def test_a_quantile_within_a_bucket_is_interpolated() -> None:
    """Ten waits in the bucket of 100 to 109: the median is half-way, 104.5, the greatest 109."""
    counts = np.array([[[10]]])
    ends = (np.array([100]), np.array([109]))
    found = pooled_quantiles(counts, ends, (0.5, 1.0), ONE)
    assert [float(estimate.mean[0]) for estimate in found] == [104.5, 109]


def test_an_empty_cell_has_no_quantile() -> None:
    """No contacts, no quantile; no bucket at all, none either."""
    assert pooled_quantiles(histogram([]), UNIT, (0.5,), ONE)[0].figures() == [Figure(None)]
    nothing = np.zeros((1, 2, 0), np.int64)
    assert (
        pooled_quantiles(nothing, (np.zeros(0, int), np.zeros(0, int)), (0.5,), ONE)[0].figures() == [Figure(None)] * 2
    )


@pytest.mark.parametrize(("groups", "each", "has"), [(19, 100, False), (20, 4, False), (20, 5, True)])
def test_an_interval_needs_20_groups_and_100_contacts(groups: int, each: int, has: bool) -> None:
    """Fewer groups of replications or contacts: the quantile stands alone."""
    values = [[(i + j) % 10 for j in range(each)] for i in range(groups)]
    figure = pooled_quantiles(histogram(*values), UNIT, (0.5,), np.ones(groups, int))[0].figures()[0]
    assert figure.mean is not None
    assert (figure.low is not None) == has


def test_the_jackknife_of_a_mean_is_its_standard_error() -> None:
    """For the mean of equal groups the delete-a-group jackknife is s / sqrt(g), by algebra."""
    groups = np.array([1.0, 4, 2, 7, 6])
    without = (groups.sum() - groups) / 4
    error = jackknife_error(np.array([groups.mean()]), without[:, None], np.ones(5, int))
    assert error[0] == pytest.approx(groups.std(ddof=1) / math.sqrt(5))


def test_the_jackknife_of_unequal_groups_by_hand() -> None:
    """Groups of 1 and 3 with means 0 and 4: mean 3, without the first 4, without the second 0.

    h = 4 and 4/3; pseudo-values 4 x 3 - 3 x 4 = 0 and 4/3 x 3 - 1/3 x 0 = 4; centre 2 x 3 - (3/4 x 4 + 1/4 x 0) = 3;
    variance ((0 - 3)^2 / 3 + (4 - 3)^2 / (1/3)) / 2 = (3 + 3) / 2 = 3.
    """
    error = jackknife_error(np.array([3.0]), np.array([[4.0], [0.0]]), np.array([1, 3]))
    assert error[0] == pytest.approx(math.sqrt(3))


@settings(max_examples=100)
@given(st.lists(st.integers(0, 2**36), min_size=1, max_size=200), st.sampled_from((0.5, 0.9, 0.99)))
def test_a_pooled_quantile_is_that_of_the_sorted_waits(waits: list[int], probability: float) -> None:
    """The quantile lies within 1/128 of the sorted value of that rank."""
    exact = sorted(waits)[math.ceil(probability * len(waits) - 1e-9) - 1]
    found = float(of_waits([np.array(waits)], probability).mean[0])
    assert found == pytest.approx(exact, rel=1 / 128)


def of_waits(groups: list[NDArray[np.int64]], probability: float) -> Estimate:
    """A quantile of waits in microseconds by way of the histograms of a run."""
    counts = np.zeros((len(groups), 1, len(bucket_ends()[0])), np.int64)
    for group, waits in enumerate(groups):
        np.add.at(counts[group, 0], [bucket_of(int(wait)) for wait in waits], 1)
    return pooled_quantiles(counts, bucket_ends(), (probability,), np.ones(len(groups), int))[0]


@pytest.mark.parametrize("probability", [0.5, 0.9, 0.99])
def test_the_interval_of_a_quantile_covers(probability: float) -> None:
    """20 groups of exponential waits whose mean varies by 10 % from group to group: 95 % of intervals cover.

    The truth is the quantile of two million draws. Over 1000 experiments four standard errors are 2.8 points.
    """
    rng = np.random.default_rng(1)
    many = np.sort(rng.exponential(1e4, 2_000_000) * rng.gamma(100, 1 / 100, 2_000_000))
    truth = many[int(probability * len(many))]
    experiments = 1000
    covered = sum(covering(rng, probability, truth, experiments // 10) for _ in range(10)) / experiments
    assert covered == pytest.approx(0.95, abs=4 * math.sqrt(0.95 * 0.05 / experiments))


def covering(rng: np.random.Generator, probability: float, truth: float, experiments: int) -> int:
    """In how many experiments the interval covers the truth; buckets of 100 from 0 to 150,000."""
    waits = rng.exponential(1e4, (20, experiments, 200)) * rng.gamma(100, 1 / 100, (20, experiments, 1))
    index = np.minimum(waits // 100, 1499).astype(int)
    counts = np.zeros((20, experiments, 1500), np.int64)
    np.add.at(counts, (np.arange(20)[:, None, None], np.arange(experiments)[None, :, None], index), 1)
    ends = (np.arange(1500) * 100, np.arange(1500) * 100 + 99)
    found = pooled_quantiles(counts, ends, (probability,), np.ones(20, int))[0]
    return int(np.sum((found.low <= truth) & (truth <= found.high)))
