"""The order of events does not depend on whether they stand in the wheel, in one long list of it, or in the heap."""

from __future__ import annotations

import pytest

from simulation.drawing.agent_outages import draw_outages
from simulation.engines import compiled
from simulation.engines.compiled import CompiledEngine
from simulation.scenario import load_scenario
from simulation.workload import Buffers, DrawnSource
from tests.simulation.test_same_decisions import assert_same

MICROSECONDS, USUAL, THE_WHOLE_DAY = 0, 20, 40
"""Lengths of a span, as powers of two."""


@pytest.mark.parametrize("scenario", ["n_design", "chat_blend"])
@pytest.mark.parametrize(
    "wheel",
    [
        pytest.param((MICROSECONDS, 256), id="all in the heap"),
        pytest.param((THE_WHOLE_DAY, 256), id="lists of thousands, and the heap behind them"),
        pytest.param((USUAL, 64), id="most in the heap"),
        pytest.param((USUAL, 1 << 16), id="all in the wheel"),
    ],
)
def test_it_does_not_matter_where_events_stand(
    scenario: str, wheel: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A day goes the same whatever the wheel's spans."""
    world = load_scenario(scenario).world
    assert world.plan is not None
    contacts, outages = DrawnSource(world.plan, 1).draw(0, Buffers()), draw_outages(world, 1, 0)
    expected = CompiledEngine(world).simulate(contacts, outages)
    monkeypatch.setattr(compiled, "wheel_of", lambda _day_us, _contacts: wheel)
    assert_same(CompiledEngine(world).simulate(contacts, outages), expected)


@pytest.mark.parametrize(
    ("day_us", "contacts", "wheel"),
    [
        pytest.param(28_800_000_000, 1_000, (20, 512), id="a small day: spans of 1 s"),
        pytest.param(28_800_000_000, 40_000, (15, 16384), id="payday: spans of 33 ms, 9 minutes ahead"),
        pytest.param(28_800_000_000, 10_000_000, (10, 1 << 16), id="no shorter, and no more of them"),
        pytest.param(28_800_000_000, 0, (30, 256), id="nobody comes"),
    ],
)
def test_spans_are_as_short_as_contacts_are_many(day_us: int, contacts: int, wheel: tuple[int, int]) -> None:
    """About sixteen spans for each contact, within bounds."""
    assert compiled.wheel_of(day_us, contacts) == wheel
