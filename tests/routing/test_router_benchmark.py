"""The benchmark of the router looks at who got what, so that a fast wrong router fails it."""

from __future__ import annotations

import time

import pytest

from benchmarks import router
from routing.journals.journal import MemoryJournal


@pytest.fixture(scope="module")
def centre() -> router.Centre:
    """The small case."""
    return router.small(MemoryJournal())


def test_every_decision_is_as_expected(centre: router.Centre) -> None:
    """Two rounds one by one, one in a batch, and a few tickets of the backlog go to whom they must."""
    assert router.rate(centre, 2) > 0
    assert router.rate(centre, 1, router.in_a_batch) > 0
    assert len(router.latencies(centre, 1, time.perf_counter_ns)) == 4
    assert centre.services(5) > 0
    assert centre.services(5) > 0


def test_another_agent_than_the_expected_one_fails(centre: router.Centre) -> None:
    """The offer to somebody else than the longest idle expert is noticed."""
    centre.experts[7].rotate(1)
    with pytest.raises(AssertionError):
        router.rate(centre, 1)
