"""The cost of a contact: drawing it, replaying it with its record, measuring it; on one core, each result checked."""

from __future__ import annotations

from collections.abc import Callable
from zlib import crc32

import numpy as np

from benchmarks.measuring import cpu_ns, require
from routing.router import Router
from simulation.core.records import Outcome
from simulation.core.world import World
from simulation.drawing.agent_outages import draw_outages
from simulation.engines.compiled import CompiledEngine
from simulation.engines.reference import simulate_reference
from simulation.measuring.engine_measure import OUTCOMES
from simulation.measuring.measures import measure, new_measures
from simulation.workload import Buffers, DrawnSource

TARGET_US = 30_000_000
CHECKED = 2_000
"""So many contacts of a world are held against the reference engine, row by row."""
SEED = 1


class Replay:
    """Draws, replays and measures a world's replications one after another, as one thread does.

    Parameters
    ----------
    world
        With a plan to draw from.
    replications
        How many days a run is.
    """

    def __init__(self, world: World, replications: int) -> None:
        assert world.plan is not None
        self._world = world
        self._expected = float(world.plan.cells["expected"].sum()) * replications
        self._source = DrawnSource(world.plan, SEED)
        self._engine = CompiledEngine(world)
        self._buffers = Buffers()
        self._measures = new_measures(world, replications, target_us=TARGET_US)
        self._replications = replications
        self._checksum: int | None = None

    def run(self) -> int:
        """Run them all and return the number of contacts."""
        for sums in (self._measures.cells, self._measures.waiting, self._measures.groups, self._measures.ledger):
            sums[...] = 0
        self._measures.class_waits[...] = 0
        self._measures.interval_waits[...] = 0
        for number in range(self._replications):
            contacts = self._source.draw(number, self._buffers)
            outages = draw_outages(self._world, SEED, number)
            facts = self._engine.simulate(contacts, outages, as_written=True)
            measure(self._measures, number, facts)
        return int(self._measures.cells[..., :OUTCOMES].sum())

    def outcomes(self) -> list[list[int]]:
        """How many contacts ended in each outcome, on each day of the last run."""
        days: list[list[int]] = self._measures.cells[..., :OUTCOMES].sum(axis=(1, 2)).tolist()
        return days

    def check(self, contacts: int) -> None:
        """Look at the sums of a run.

        As many contacts came as were to be expected, all are accounted for, nobody is left, nearly all are answered
        (by a bot or by a promise of a callback counts, too), and every run has the same sums.

        Raises
        ------
        WrongResult
            When it is not so.
        """
        outcomes = self._measures.cells[..., :OUTCOMES].sum(axis=(0, 1, 2))
        require(int(outcomes.sum()) == contacts, "every contact has an outcome")
        came = int(self._measures.ledger[:, 0].sum())
        require(came in (contacts, contacts - outcomes[Outcome.CONTAINED]), "as many contacts end as come")
        again = self._world.behaviours is not None  # customers who come again are not in the plan
        near = 0.5 * self._expected if again else 6 * self._expected**0.5
        require(abs(contacts - self._expected) < near, "as many contacts come as the plan says")
        require(outcomes[Outcome.OPEN] == 0, "nobody waits at the end")
        served = (Outcome.ANSWERED, Outcome.CALLBACK, Outcome.CONTAINED)
        require(sum(outcomes[outcome] for outcome in served) > 0.85 * contacts, "nearly all are answered")
        checksum = crc32(self._measures.cells.tobytes(), crc32(self._measures.groups.tobytes()))
        self._checksum = self._checksum or checksum
        require(checksum == self._checksum, "every run has the same sums")


def check_engine(world: World, contacts: int = CHECKED) -> None:
    """Hold the first contacts of a day against the reference engine, row by row.

    Raises
    ------
    WrongResult
        When the compiled engine makes something else of them.
    """
    assert world.plan is not None
    day = DrawnSource(world.plan, SEED).draw(0, Buffers())[:contacts].copy()
    outages = draw_outages(world, SEED, 0)
    expected = simulate_reference(world, day, Router, outages)
    facts = CompiledEngine(world).simulate(day, outages)
    for name in facts._fields:
        same = np.array_equal(getattr(facts, name), getattr(expected, name))
        require(same, f"{name} as the reference engine has them")


def cost_ns(world: World, replications: int) -> Callable[[], float]:
    """A function that runs a world once more and says what a contact costs, in nanoseconds of CPU time.

    Raises
    ------
    WrongResult
        When the result is wrong, at first or at any run.
    """
    replay = Replay(world, replications)
    replay.check(replay.run())  # compiles, and shows that the result is right

    def once() -> float:
        start = cpu_ns()
        contacts = replay.run()
        spent = cpu_ns() - start
        replay.check(contacts)
        return spent / contacts

    return once
