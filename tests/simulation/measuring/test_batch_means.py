"""Ratios over one long run."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulation.measuring.batch_means import batch_means
from simulation.measuring.results import Figure


def test_batch_means_by_hand() -> None:
    """Ten batches of two periods after a warm-up of three, one period to spare: 1 and 3 in each, so 2 of 1."""
    x = np.array([100.0, 100, 100, 50] + [1, 3] * 10)
    found = batch_means(x, np.ones(24), warm_up=3, batches=10)
    assert found.estimate.figures() == [Figure(2.0, 2.0, 2.0)]
    assert (found.lag1, found.independent) == (0.0, True)


def test_batch_means_notice_correlation() -> None:
    """Batches of a slowly wandering process fail the lag-1 check; long batches of it pass."""
    rng = np.random.default_rng(7)
    wander = np.zeros(40_000)
    for i in range(1, len(wander)):
        wander[i] = 0.99 * wander[i - 1] + rng.normal()
    short = batch_means(wander[:1000], np.ones(1000), warm_up=0, batches=50)
    assert not short.independent
    assert short.lag1 > 0.5
    assert batch_means(wander, np.ones(40_000), warm_up=1000, batches=20).independent


def test_independent_batches_pass_the_lag_1_check_in_95_percent() -> None:
    """Fishman's check is one-sided at 5 %."""
    rng = np.random.default_rng(8)
    passed = np.mean([batch_means(rng.normal(5, 1, 20), np.ones(20), warm_up=0).independent for _ in range(2000)])
    assert passed == pytest.approx(0.95, abs=4 * math.sqrt(0.95 * 0.05 / 2000))


@pytest.mark.parametrize(("periods", "batches"), [(100, 9), (12, 20), (0, 10)])
def test_too_few_batches_are_refused(periods: int, batches: int) -> None:
    """An interval from fewer than 10 batches, or from empty ones, is refused."""
    with pytest.raises(ValueError, match="10 or more"):
        batch_means(np.ones(periods), np.ones(periods), warm_up=0, batches=batches)
