"""Who is there, given how many are."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from simulation.planning.today.presence import Presence


def enumerated(chances: np.ndarray, count: int) -> np.ndarray:
    """How likely each agent is there, over all sets of that size."""
    found, everything = np.zeros(len(chances)), 0.0
    for chosen in combinations(range(len(chances)), count):
        there = np.isin(np.arange(len(chances)), chosen)
        weight = np.prod(np.where(there, chances, 1 - chances))
        found += weight * there
        everything += weight
    return np.asarray(found / everything)


@pytest.mark.parametrize("count", [1, 3, 5])
def test_each_is_there_as_often_as_sets_of_that_size_say(count: int) -> None:
    """Each is there as often as sets of that size say."""
    chances = np.array([0.95, 0.9, 0.5, 0.92, 0.3, 0.8])
    random, presence, draws = np.random.default_rng(1), Presence(), 4000
    there = np.array([presence.draw(chances, count, random) for _ in range(draws)])
    assert (there.sum(axis=1) == count).all()
    expected = enumerated(chances, count)
    np.testing.assert_allclose(there.mean(axis=0), expected, atol=4 * np.sqrt(0.25 / draws))


def test_count_holds_where_chance_would_hardly_bring_it() -> None:
    """Count holds where chance would hardly bring it."""
    chances = np.append(np.ones(200), np.zeros(3))
    for count in (0, 1, 50, 201, 203):
        assert Presence().draw(chances, count, np.random.default_rng(2)).sum() == count


def test_who_is_alike_is_missing_alike() -> None:
    """Who is alike is missing alike."""
    random = np.random.default_rng(3)
    there = np.array([Presence().draw(np.full(8, 0.97), 6, random) for _ in range(2000)])
    np.testing.assert_allclose(there.mean(axis=0), 0.75, atol=4 * np.sqrt(0.19 / 2000))
