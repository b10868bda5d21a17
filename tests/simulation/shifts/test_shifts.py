"""Staff on a grid finer than the intervals, and agents with shifts of their own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.model import SECOND, Presence
from simulation.core.world import AfterClose, World
from simulation.engines.compiled import simulate_compiled
from simulation.engines.reference import simulate_reference
from tests.strategies import Day, days
from tests.worlds import contact, contact_table, in_seconds, one_queue


def single_shifts(world: World, presence: list[list[int]], step_s: int) -> World:
    """The world with a shift for each agent: present or not in each step."""
    return replace(
        world,
        staff=np.array(presence, np.int32),
        shifts=np.arange(len(world.agents), dtype=np.int32),
        step_us=step_s * SECOND,
    )


@st.composite
def fine_days(draw: st.DrawFn) -> Day:
    """A random day whose agents come and go by themselves, within the intervals too."""
    day = draw(days())
    world = day.world
    parts = draw(st.sampled_from([1, 3]))
    step_us = world.interval_us // parts if world.interval_us % parts == 0 else world.interval_us
    steps = world.close_us // step_us
    row = st.lists(st.integers(0, 1), min_size=steps, max_size=steps).filter(any)
    presence = [draw(row) for _ in world.agents]
    shifts = np.arange(len(presence), dtype=np.int32)
    fine = replace(world, staff=np.array(presence, np.int32).reshape(-1, steps), shifts=shifts, step_us=step_us)
    return Day(fine, day.contacts)


@pytest.mark.slow
@settings(max_examples=60)
@given(fine_days())
def test_engines_agree_on_shifts(day: Day) -> None:
    """Both engines write the same records and states, row by row, where every agent has a shift on a finer grid."""
    records, states, area, *_ = simulate_reference(day.world, day.contacts)
    facts = simulate_compiled(day.world, day.contacts)
    np.testing.assert_array_equal(facts.records, records)
    np.testing.assert_array_equal(facts.states, states)
    assert facts.queue_area_us == area


def test_an_agent_keeps_the_own_shift() -> None:
    """With a shift each, the agent named is the one who comes and goes, in the middle of an interval too."""
    world = single_shifts(one_queue(2, interval=100), [[0, 0, 1, 1, 0], [1, 1, 0, 1, 1]], 20)
    facts = simulate_compiled(world, contact_table(contact(10, work=5), contact(45, work=5), contact(90, work=5)))
    assert facts.records["agent"].tolist() == [1, 0, 1]
    # Agent 1 from 0 to 40 and from 60 on, agent 0 from 40 to 80.
    assert in_seconds(facts.states) == [
        (0, 1, Presence.READY),
        (40, 0, Presence.READY),
        (40, 1, Presence.OFFLINE),
        (60, 1, Presence.READY),
        (80, 0, Presence.OFFLINE),
    ]


def test_a_shift_may_be_longer_than_its_step() -> None:
    """At close everybody of every shift leaves, where the world says so."""
    world = replace(single_shifts(one_queue(2, interval=100), [[1, 1], [1, 0]], 50), after_close=AfterClose.LEAVE)
    facts = simulate_compiled(world, contact_table(contact(99, work=5)))
    assert in_seconds(facts.states)[-2:] == [(100, 0, Presence.DRAINING), (104, 0, Presence.OFFLINE)]


@pytest.mark.parametrize(
    ("presence", "step_s", "message"),
    [
        ([[1, 1, 1], [1, 1, 1]], 50, "shape"),  # 3 steps of 50 s are no 100 s
        ([[1], [1]], 30, "shape"),  # 30 s do not divide 100 s
        ([[1, 1], [0, 0]], 50, "greatest staff"),  # an agent who never comes
    ],
)
def test_shapes_must_fit(presence: list[list[int]], step_s: int, message: str) -> None:
    """A grid that does not make up the day, or a shift with other heads than agents, is refused."""
    with pytest.raises(ValueError, match=message):
        single_shifts(one_queue(2, interval=100), presence, step_s)
