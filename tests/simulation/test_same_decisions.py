"""Simulate what you ship: the naive twin, the router and the compiled engine make of a day the same, row by row."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.typing import NDArray

from routing.model import SECOND
from routing.router import Router
from simulation.core.handling import NO_OUTAGES
from simulation.core.records import Facts
from simulation.core.world import World
from simulation.engines.compiled import simulate_compiled
from simulation.engines.reference import simulate_reference
from simulation.files.scenario_names import bundled_scenarios
from simulation.measuring.measures import measure, new_measures
from simulation.scenario import load_scenario
from simulation.workload import Buffers, DrawnSource
from tests.days import days_of_lives, days_with
from tests.naive import NaiveRouter
from tests.strategies import Day, days, examples

FIRST_CONTACTS = 40_000
"""So many contacts of a bundled day are compared: all of payday. Those with more have all their agents alike."""


def assert_same(facts: Facts, expected: Facts) -> None:
    """Equal in everything; else the first rows that differ are shown."""
    for name, table, expected_table in zip(Facts._fields, facts, expected, strict=True):
        if isinstance(table, int):
            assert (name, table) == (name, expected_table)
            continue
        assert isinstance(table, np.ndarray)
        assert isinstance(expected_table, np.ndarray)
        assert table.dtype == expected_table.dtype
        assert (name, len(table)) == (name, len(expected_table))
        different = np.flatnonzero(table != expected_table)[:5].tolist()
        assert [(name, n, table[n]) for n in different] == [(name, n, expected_table[n]) for n in different]


def by_engine(world: World, contacts: NDArray[Any], outages: NDArray[Any] = NO_OUTAGES) -> Facts:
    """The compiled engine's facts, in arrays of their own."""
    facts = simulate_compiled(world, contacts, outages)
    return facts._replace(states=facts.states.copy(), promises=facts.promises.copy(), passed=facts.passed.copy())


@settings(max_examples=examples(600))
@given(days())
def test_random_days(day: Day) -> None:
    """On small random worlds, full of ties, twin, router and engine agree on every contact and every presence."""
    expected = simulate_reference(day.world, day.contacts, NaiveRouter)
    assert_same(simulate_reference(day.world, day.contacts, Router), expected)
    assert_same(by_engine(day.world, day.contacts), expected)


@settings(max_examples=examples(500))
@given(days_with())
def test_random_days_with_features(day: Day) -> None:
    """The same where agents have several contacts at once, labels, delays, reserved and preferred colleagues."""
    expected = simulate_reference(day.world, day.contacts, NaiveRouter)
    assert_same(simulate_reference(day.world, day.contacts, Router), expected)
    assert_same(by_engine(day.world, day.contacts), expected)


@settings(max_examples=examples(400))
@given(days_of_lives())
def test_random_days_of_lives(day: Day) -> None:
    """The same where contacts are more than one talk, agents do not just answer, queues close; and the sums add up."""
    expected = simulate_reference(day.world, day.contacts, NaiveRouter, day.outages)
    assert_same(simulate_reference(day.world, day.contacts, Router, day.outages), expected)
    facts = by_engine(day.world, day.contacts, day.outages)
    assert_same(facts, expected)
    measures = new_measures(day.world, 1, target_us=5 * SECOND)
    measure(measures, 0, facts)


SMALLER = {"back_office": ("days.from=2026-09-30", "days.until=2026-10-08", "arrivals.scale=0.2")}
"""Changes of scenarios with so many who wait that the naive twin would take minutes."""


@pytest.mark.slow
@pytest.mark.parametrize("name", bundled_scenarios())
def test_bundled_scenario(name: str) -> None:
    """On a day of each bundled scenario, twin, router and engine agree on every contact and every presence."""
    world = load_scenario(name, overrides=SMALLER.get(name, ())).world
    assert world.plan is not None
    contacts = DrawnSource(world.plan, seed=7).draw(0, Buffers())[:FIRST_CONTACTS]
    assert len(contacts) > 100
    expected = simulate_reference(world, contacts, NaiveRouter)
    assert_same(simulate_reference(world, contacts, Router), expected)
    assert_same(by_engine(world, contacts), expected)


@pytest.mark.slow
def test_without_the_compiler(root: Path) -> None:
    """The kernel and the engine as plain Python, the compiler turned off, decide the same."""
    tests = [
        "tests/routing/test_router_naive.py::test_same_answers",
        "tests/routing/test_router_naive.py::test_same_answers_in_a_long_session[1]",
        "tests/simulation/engines/test_reference.py",
        "tests/simulation/engines/test_reference_features.py",
        "tests/simulation/test_same_decisions.py::test_random_days",
        "tests/simulation/test_same_decisions.py::test_random_days_with_features",
        "tests/simulation/test_same_decisions.py::test_random_days_of_lives",
        "tests/simulation/test_same_decisions.py::test_bundled_scenario[vip_fx]",
    ]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *tests],
        cwd=root,
        env=os.environ | {"PEAKLINE_JIT": "0", "PEAKLINE_EXAMPLES": "0.15"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert " passed" in run.stdout
