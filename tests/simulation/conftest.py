"""Fixtures of the simulation's tests."""

from __future__ import annotations

from functools import partial

import pytest

from tests.simulation.playing import ENGINES, Play, played_by


@pytest.fixture(params=ENGINES)
def play(request: pytest.FixtureRequest) -> Play:
    """Plays contacts in a world: with each engine in turn."""
    return partial(played_by, request.param)
