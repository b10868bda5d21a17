"""The figures: ratios of CPU time, ours against the baseline in turn, several pairs, every result asserted.

The cost of a contact is all of it: drawing it, replaying it with its record, measuring it; on one core. The baseline
draws and counts but keeps no records. CPU time, not wall time, so that other work on the machine disturbs less; what
is left of that shows in the spread over the pairs.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks import models, simpy_mmn
from benchmarks.behaviours import all_behaviours, check_behaviours, plain_behaviours
from simulation.core.records import Outcome
from simulation.core.world import World
from simulation.drawing.agent_outages import draw_outages
from simulation.engines.compiled import CompiledEngine
from simulation.measuring.engine_measure import OUTCOMES
from simulation.measuring.measures import measure, new_measures
from simulation.workload import Buffers, DrawnSource

TARGET_US = 30_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure.

    Parameters
    ----------
    name, unit
        What was measured.
    value
        The median over the pairs.
    low, high
        The smallest and the greatest of the pairs.
    limit
        What it has to reach ("at least") or may reach ("at most"); None: it is only reported.
    at_most
        How ``limit`` is meant.
    """

    name: str
    value: float
    low: float
    high: float
    unit: str
    limit: float | None = None
    at_most: bool = False

    @property
    def holds(self) -> bool:
        """Whether the limit is kept."""
        if self.limit is None:
            return True
        return self.value <= self.limit if self.at_most else self.value >= self.limit


def reading(name: str, values: list[float], unit: str, limit: float | None = None, *, at_most: bool = False) -> Reading:
    """The figure of several pairs."""
    return Reading(name, median(values), min(values), max(values), unit, limit, at_most)


class Replay:
    """Draws, replays and measures a world's replications one after another, as one thread does."""

    def __init__(self, world: World, replications: int) -> None:
        assert world.plan is not None
        self._world = world
        self._source = DrawnSource(world.plan, 1)
        self._engine = CompiledEngine(world)
        self._buffers = Buffers()
        self._measures = new_measures(world, replications, target_us=TARGET_US)
        self._replications = replications

    def run(self) -> int:
        """Run them all and return the number of contacts."""
        for sums in (self._measures.cells, self._measures.waiting, self._measures.groups, self._measures.ledger):
            sums[...] = 0
        self._measures.class_waits[...] = 0
        self._measures.interval_waits[...] = 0
        for number in range(self._replications):
            contacts = self._source.draw(number, self._buffers)
            facts = self._engine.simulate(contacts, draw_outages(self._world, 1, number))
            measure(
                self._measures,
                number,
                facts.contacts,
                facts.records,
                facts.states,
                spells=facts.spells,
                promises=facts.promises,
                origins=facts.origins,
                queue_area_us=facts.queue_area_us,
            )
        return int(self._measures.cells[..., :OUTCOMES].sum())

    def check(self, contacts: int) -> None:
        """What came out is what must come out: all are accounted for, nobody is left, nearly all are answered.

        Who was served by a bot, or promised a callback, counts as answered here.
        """
        outcomes = self._measures.cells[..., :OUTCOMES].sum(axis=(0, 1, 2))
        assert outcomes.sum() == contacts
        assert self._measures.ledger[:, 0].sum() in (contacts, contacts - outcomes[Outcome.CONTAINED])
        assert outcomes[Outcome.OPEN] == 0
        served = (Outcome.ANSWERED, Outcome.CALLBACK, Outcome.CONTAINED)
        assert sum(outcomes[outcome] for outcome in served) > 0.85 * contacts


def cost_ns(world: World, replications: int) -> Callable[[], float]:
    """A function that runs a world once more and says what a contact costs, in nanoseconds of CPU time."""
    replay = Replay(world, replications)
    replay.check(replay.run())  # compiles, and shows that the result is right

    def once() -> float:
        start = time.process_time_ns()
        contacts = replay.run()
        spent = time.process_time_ns() - start
        replay.check(contacts)
        return spent / contacts

    return once


def baseline_ns(contacts: int) -> float:
    """What a contact costs the baseline."""
    start = time.process_time_ns()
    count = simpy_mmn.run(contacts, seed=1)
    spent = time.process_time_ns() - start
    assert count.answered + count.abandoned == contacts
    assert count.answered > 0.9 * contacts
    return spent / contacts


def check_features(world: World) -> None:
    """What is said to be in use is: as many contacts as expected, later steps, preferred agents, several at once."""
    assert world.plan is not None
    contacts = DrawnSource(world.plan, 1).draw(0, Buffers())
    records = CompiledEngine(world).simulate(contacts).records
    expected = world.plan.cells["expected"].sum()
    assert abs(len(contacts) - expected) < 5 * expected**0.5
    answered = np.sort(records[records["answered"] >= 0], order=("agent", "answered"))
    assert (answered["step"] > 0).mean() > 0.01
    wished = contacts["preferred"] >= 0
    assert (records["agent"] == contacts["preferred"])[wished].mean() > 0.1
    before, after = answered[:-1], answered[1:]
    beside = (before["agent"] == after["agent"]) & (after["answered"] < before["done"])
    assert beside.mean() > 0.2


def against_baseline(pairs: int, contacts: int) -> list[Reading]:
    """How many times the baseline's contacts per second the compiled engine reaches."""
    cases = (
        ("6 problems x 9 groups x 480 agents", cost_ns(models.many_skills(), 3), 60),
        ("steps, offers, wrap-up in use", cost_ns(models.all_in_use(), 3), 40),
        ("the same and units, preferred agents", cost_ns(models.all_features(), 3), 40),
        ("the first, offers and all behaviours of calls", cost_ns(plain_behaviours(), 3), 25),
        ("all features and all behaviours", cost_ns(all_behaviours(), 3), 25),
    )
    check_features(models.all_features())
    check_behaviours(plain_behaviours())
    check_behaviours(all_behaviours())
    rows = [(baseline_ns(contacts), *(once() for _, once, _ in cases)) for _ in range(pairs)]
    readings = [reading("SimPy baseline", [row[0] / 1000 for row in rows], "µs per contact")]
    for number, (name, _, goal) in enumerate(cases, start=1):
        readings.append(reading(name, [row[number] for row in rows], "ns per contact"))
        readings.append(reading(f"{name}, against it", [row[0] / row[number] for row in rows], "x", goal))
    return readings


def growth(pairs: int) -> list[Reading]:
    """How the cost of a contact grows with agents and with queues."""
    small, large = cost_ns(models.many_skills(agents=50), 30), cost_ns(models.many_skills(agents=5000), 1)
    one = cost_ns(models.many_skills(problems=1, groups=1), 3)
    sixty = cost_ns(models.many_skills(problems=60, groups=60), 3)
    by_agents, by_queues = [], []
    for _ in range(pairs):
        few, many = small(), large()
        by_agents.append(many / few)
        single, several = one(), sixty()
        by_queues.append(several / single)
    return [
        reading("cost of a contact, 5,000 agents against 50", by_agents, "x", 1.6, at_most=True),
        reading("cost of a contact, 60 queues against 1", by_queues, "x", 2.0, at_most=True),
    ]


def threads(pairs: int) -> list[Reading]:
    """Wall time of the same replications on one thread and on two."""
    replays = [Replay(models.many_skills(), 12) for _ in range(2)]
    for replay in replays:
        replay.check(replay.run())
    gains = []
    with ThreadPoolExecutor(2) as pool:
        for _ in range(pairs):
            start = time.perf_counter_ns()
            for replay in replays:
                replay.run()
            alone = time.perf_counter_ns() - start
            start = time.perf_counter_ns()
            list(pool.map(Replay.run, replays))
            gains.append(alone / (time.perf_counter_ns() - start))
    return [reading("two threads against one", gains, "x", 1.9)]


def whole_command(runs: int, scenario: str) -> list[Reading]:
    """Wall time of ``peakline run`` with 100 replications: with an empty cache of compiled code, and after that."""
    command = [sys.executable, "-m", "simulation", "run", scenario, "--replications", "100"]
    with tempfile.TemporaryDirectory() as folder:
        first = _wall(command, folder)
        later = [_wall(command, folder) for _ in range(runs)]
    return [
        reading(f"peakline run {scenario}, first run", [first], "s", 30, at_most=True),
        reading(f"peakline run {scenario}, later runs", later, "s", 3, at_most=True),
    ]


def _wall(command: list[str], cache: str) -> float:
    import os

    start = time.perf_counter()
    subprocess.run(
        command,
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PEAKLINE_CACHE": cache},
        cwd=Path(__file__).resolve().parent.parent,
    )
    return time.perf_counter() - start
