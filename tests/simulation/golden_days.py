"""Ten frozen days: what came and what became of it, as arrays that must not change unless somebody means it.

``python -m tests.simulation.golden_days`` writes them anew, from ``golden/*.yaml`` and the compiled engine.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.core.records import Facts
from simulation.core.world import World
from simulation.drawing.agent_outages import draw_outages
from simulation.drawing.draw_hours import HoursSource
from simulation.engines.compiled import CompiledEngine
from simulation.engines.reference import simulate_reference
from simulation.scenario import load_scenario
from simulation.workload import Buffers, DrawnSource

FOLDER = Path(__file__).parent / "golden"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))
SEED, REPLICATION = 2026, 3

Arrays = dict[str, NDArray[Any]]


def world_of(name: str) -> World:
    """The world of a frozen day."""
    return load_scenario(FOLDER / f"{name}.yaml").world


def drawn(world: World) -> NDArray[Any]:
    """The contacts that come by themselves."""
    assert world.plan is not None
    return DrawnSource(world.plan, SEED).draw(REPLICATION, Buffers())


def played(world: World, contacts: NDArray[Any], *, compiled: bool = True) -> Arrays:
    """What becomes of the contacts, as plain columns."""
    outages, hours = draw_outages(world, SEED, REPLICATION), HoursSource(world, SEED).draw(REPLICATION)
    facts: Facts
    if compiled:
        facts = CompiledEngine(world).simulate(contacts.copy(), outages, hours)
    else:
        facts = simulate_reference(world, contacts.copy(), outages=outages, hours=hours)
    return {
        f"{table}.{column}": np.ascontiguousarray(rows[column])
        for table, rows in facts._asdict().items()
        if isinstance(rows, np.ndarray) and rows.dtype.names
        for column in rows.dtype.names
    } | {"queue_area_us": np.array(facts.queue_area_us)}


def write(name: str) -> None:
    """Freeze a day."""
    world = world_of(name)
    contacts = drawn(world)
    frozen = {f"drawn.{column}": np.ascontiguousarray(contacts[column]) for column in contacts.dtype.names or ()}
    np.savez_compressed(FOLDER / f"{name}.npz", **frozen, **played(world, contacts))  # type: ignore[arg-type]


if __name__ == "__main__":
    for each in NAMES:
        write(each)
        size = (FOLDER / f"{each}.npz").stat().st_size
        sys.stdout.write(f"{each}: {len(drawn(world_of(each)))} contacts, {size / 1000:.0f} kB\n")
