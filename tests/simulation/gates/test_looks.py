"""Looks and spending: published boundaries, and how often a random walk crosses them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from simulation.gates.looks import LEAST_LOOK, looks_of, nominal_levels, portions, spent

FIVE = [0.2, 0.4, 0.6, 0.8, 1.0]
WALKS = 400_000


def bounds(portion: list[float]) -> list[float]:
    """The boundaries of five equal looks as values of a standard normal variable."""
    return [float(-ndtri(level)) for level in nominal_levels(portion, FIVE)]


def test_pocock_type_spending_is_that_of_the_published_table() -> None:
    """Five equal looks at 2.5 % one-sided: 2.438, 2.427, 2.410, 2.397, 2.386 (Lan and DeMets's second function)."""
    portion = np.diff(spent(0.025, FIVE), prepend=0.0).tolist()
    assert bounds(portion) == pytest.approx([2.4380, 2.4268, 2.4101, 2.3966, 2.3859], abs=2e-4)


def test_a_spending_of_another_kind_too() -> None:
    """The O'Brien-Fleming type at the same looks: 4.877, 3.357, 2.680, 2.290, 2.031."""
    total = [2.0 * (1.0 - ndtr(ndtri(1.0 - 0.0125) / math.sqrt(share))) for share in FIVE]
    portion = np.diff(total, prepend=0.0).tolist()
    assert bounds(portion) == pytest.approx([4.8769, 3.3569, 2.6803, 2.2898, 2.0310], abs=2e-4)


def test_one_look_spends_all() -> None:
    """With a single look the test is the usual one."""
    assert nominal_levels([0.01], [1.0]).tolist() == [0.01]


@pytest.mark.parametrize("alpha", [0.2, 0.02])
def test_random_walks_cross_as_often_as_was_spent(alpha: float) -> None:
    """Of 400,000 random walks so many have crossed a boundary by each look as is spent by then, within 4 errors."""
    looks = looks_of(400)
    share = np.array(looks) / 400
    levels = nominal_levels(portions(alpha, looks), share.tolist())
    steps = np.random.default_rng().normal(size=(WALKS, len(looks))) * np.sqrt(np.diff(share, prepend=0.0))
    beyond = steps.cumsum(axis=1) / np.sqrt(share) > -ndtri(levels)
    crossed = np.logical_or.accumulate(beyond, axis=1).mean(axis=0)
    expected = spent(alpha, share.tolist())
    assert np.all(np.abs(crossed - expected) < 4 * np.sqrt(expected / WALKS))


def test_small_errors_are_kept_too() -> None:
    """At a ten-thousandth each level is at least the portion of its look, and the levels add up to more than it."""
    looks = looks_of(1000)
    portion = portions(1e-4, looks)
    levels = nominal_levels(portion, [days / 1000 for days in looks])
    assert portion.sum() == pytest.approx(1e-4)
    assert np.all(levels >= portion * (1 - 1e-9))
    assert levels[1:].sum() > portion[1:].sum()
    assert levels.max() < 1e-4


@pytest.mark.parametrize(
    ("budget", "looks"),
    [
        (40, (40,)),
        (78, (78,)),
        (79, (40, 79)),
        (400, (50, 100, 200, 400)),
        (5000, (157, 313, 625, 1250, 2500, 5000)),
    ],
)
def test_looks_are_halves_of_the_budget(budget: int, looks: tuple[int, ...]) -> None:
    """The budget, its half, and so on, not below 40 days and not more than six."""
    assert looks_of(budget) == looks
    assert looks_of(budget)[0] >= LEAST_LOOK
