"""Measures of the engine's tables as it writes them are those of the same tables in order of arrival."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest

from simulation.core.arrival_order import by_arrival
from simulation.core.records import Facts
from simulation.drawing.agent_outages import draw_outages
from simulation.drawing.draw_hours import HoursSource
from simulation.engines.compiled import CompiledEngine
from simulation.measuring.measures import Measures, measure, new_measures
from simulation.scenario import Scenario, load_scenario
from simulation.workload import Buffers, DrawnSource
from tests.simulation.golden_days import FOLDER, NAMES


def played(scenario: Scenario, *, as_written: bool) -> Facts:
    """A day of the scenario, always the same."""
    world = scenario.world
    assert world.plan is not None
    contacts = DrawnSource(world.plan, 5).draw(2, Buffers())
    outages, hours = draw_outages(world, 5, 2), HoursSource(world, 5).draw(2)
    return CompiledEngine(world).simulate(contacts, outages, hours, as_written=as_written)


def measured(scenario: Scenario, facts: Facts) -> dict[str, Any]:
    """Every array of the day's measures, by its path."""
    measures = new_measures(scenario.world, 1, target_us=scenario.target_us, goals=scenario.goals, asked=scenario.asked)
    measure(measures, 0, facts)
    return arrays_of(measures)


def arrays_of(measures: Measures) -> dict[str, Any]:
    """Every array, by its path."""
    found: dict[str, Any] = {}
    for each in fields(measures):
        value = getattr(measures, each.name)
        if isinstance(value, np.ndarray):
            found[each.name] = value
        elif isinstance(value, dict):
            found |= {f"{each.name}.{key}": array for key, array in value.items()}
        elif is_dataclass(value) and isinstance(value, Measures):
            found |= {f"{each.name}.{path}": array for path, array in arrays_of(value).items()}
    return found


@pytest.mark.parametrize("name", NAMES)
def test_the_order_of_the_tables_changes_no_measure(name: str) -> None:
    """All sums of a frozen workload are the same, whatever its contacts do."""
    scenario = load_scenario(FOLDER / f"{name}.yaml")
    in_order, as_written = (measured(scenario, played(scenario, as_written=each)) for each in (False, True))
    assert in_order.keys() == as_written.keys()
    assert "cells" in in_order
    for path, array in in_order.items():
        np.testing.assert_array_equal(as_written[path], array, err_msg=path)


def test_some_of_these_workloads_are_written_in_another_order() -> None:
    """Bots and those who come again see to it; else the test above would compare the same with the same."""
    written = [played(load_scenario(FOLDER / f"{name}.yaml"), as_written=True) for name in NAMES]
    assert sum(bool((np.diff(facts.contacts["arrival"]) < 0).any()) for facts in written) >= 2
    for facts in written:
        assert (np.diff(by_arrival(facts).contacts["arrival"]) >= 0).all()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("as_written", [False, True])
def test_a_day_can_be_played_again(name: str, as_written: bool) -> None:
    """Tables that the next call overwrites are as good as new ones: the engine reads none of them."""
    scenario = load_scenario(FOLDER / f"{name}.yaml")
    assert scenario.world.plan is not None
    engine, buffers, found = CompiledEngine(scenario.world), Buffers(), []
    for replication in (2, 0, 2):
        contacts = DrawnSource(scenario.world.plan, 5).draw(replication, buffers)
        facts = engine.simulate(
            contacts,
            draw_outages(scenario.world, 5, replication),
            HoursSource(scenario.world, 5).draw(replication),
            as_written=as_written,
        )
        found.append((len(facts.records), facts.records.tobytes()))
    assert found[0] == found[2] != found[1]


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda engine: pickle.loads(pickle.dumps(engine))])
@pytest.mark.parametrize("name", NAMES[:3])
def test_a_copied_engine_plays_in_its_own_memory(name: str, copied: Callable[[CompiledEngine], CompiledEngine]) -> None:
    """What a copy of an engine that has played makes of a day is what the engine makes of it."""
    world = load_scenario(FOLDER / f"{name}.yaml").world
    assert world.plan is not None
    contacts, outages = DrawnSource(world.plan, 5).draw(2, Buffers()), draw_outages(world, 5, 2)
    hours = HoursSource(world, 5).draw(2)
    engine = CompiledEngine(world)
    expected = engine.simulate(contacts, outages, hours)
    found = copied(engine).simulate(contacts, outages, hours)
    for table in ("records", "states", "contacts", "spells", "promises", "origins", "passed"):
        assert np.array_equal(getattr(found, table), getattr(expected, table)), table
