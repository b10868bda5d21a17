"""A scenario, many times over: draw, replay, measure, on as many threads as there are cores.

Every replication is a pure function of (scenario, seed, its number), so neither the number of threads nor their order
changes a figure. The compiled loops run without the GIL; each thread has memory of its own and shares only the sums.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Protocol

from routing.kernels.state import Rows
from simulation.core.handling import NO_OUTAGES
from simulation.core.records import Facts
from simulation.core.world import World
from simulation.drawing.agent_outages import draw_outages
from simulation.drawing.draw_hours import HoursSource
from simulation.engines.compiled import CompiledEngine
from simulation.measuring.asked import Asked
from simulation.measuring.assemble import results
from simulation.measuring.measures import Measures, measure, new_measures
from simulation.measuring.results import Goal, Results
from simulation.measuring.stationary import by_batches, runs_for
from simulation.workload import Buffers, DrawnSource, Source


class EngineName(StrEnum):
    """The two engines; their records are equal row by row."""

    COMPILED = "compiled"
    SIMPY = "simpy"


class Setting(Protocol):
    """What an experiment needs of a scenario."""

    @property
    def name(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def world(self) -> World: ...
    @property
    def goals(self) -> tuple[Goal, ...]: ...
    @property
    def target_us(self) -> int: ...
    @property
    def open_at_s(self) -> int: ...
    @property
    def asked(self) -> Asked: ...


class Player(Protocol):
    """One thread's engine."""

    def simulate(
        self, contacts: Rows, outages: Rows = NO_OUTAGES, hours: Rows | None = None, *, as_written: bool = False
    ) -> Facts: ...


Keep = Callable[[int, Rows, Facts], None]
"""Called with the number, the contacts and the facts of each replication, which it must copy to keep."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a scenario is to be run.

    Parameters
    ----------
    replications
        1 or more. Where a scenario repeats its day in long runs: days that count, or as many more as fill a run.
    seed
        From 0 to 2**64 - 1; the same seed gives the same customers under any policy and staffing.
    engine
        ``compiled`` or ``simpy``.
    threads
        None: as many as there are cores.
    first
        Number of the first replication, 0 or more: which part of a longer run this is.
    """

    replications: int = 100
    seed: int = 1
    engine: EngineName = EngineName.COMPILED
    threads: int | None = None
    first: int = 0


def run(
    setting: Setting,
    plan: Plan,
    *,
    source: Source | None = None,
    notes: Sequence[str] = (),
    progress: Callable[[int], None] | None = None,
    keep: Keep | None = None,
) -> Results:
    """Run a scenario and say what comes out.

    Parameters
    ----------
    setting
        The scenario.
    plan
        How often, with which randomness, on which engine.
    source
        Where contacts come from; None: drawn from the scenario's plan.
    notes
        What a reader must know besides what follows from the world itself.
    progress
        Called after each replication with 1, or with the number of batches of a long run, from any thread.
    keep
        See :data:`Keep`; called for one replication at a time, in any order.
    """
    measures = measure_replications(setting, plan, source=source, progress=progress, keep=keep)
    return results(setting, measures, seed=plan.seed, engine=plan.engine, notes=notes)


def measure_replications(
    setting: Setting,
    plan: Plan,
    *,
    source: Source | None = None,
    progress: Callable[[int], None] | None = None,
    keep: Keep | None = None,
    measures: Measures | None = None,
) -> Measures:
    """The sums of all replications; parameters as for :func:`run`.

    ``measures`` are empty sums with a row for each replication of the plan; None: they are made.
    """
    drawn = source if source is not None else drawn_source(setting.world, plan.seed)
    staff = HoursSource(setting.world, plan.seed)
    repeats, runs = setting.world.repeats, runs_for(setting.world, plan.replications)
    if measures is None:
        measures = new_measures(
            setting.world, runs, target_us=setting.target_us, goals=setting.goals, asked=setting.asked
        )
    numbers = _Numbers(runs)
    threads = min(plan.threads or available_cores(), runs)
    if plan.engine == EngineName.SIMPY:
        threads = 1  # it is plain Python
    lock = Lock()

    def work() -> None:
        player = new_player(setting.world, plan.engine)
        buffers = Buffers()
        for number in numbers:
            day = plan.first + number
            contacts = drawn.draw(day, buffers)
            outages, hours = draw_outages(setting.world, plan.seed, day), staff.draw(day)
            facts = player.simulate(contacts, outages, hours, as_written=keep is None)
            measure(measures, number, facts)
            if keep is not None:
                with lock:
                    keep(plan.first + number, facts.contacts, facts)
            if progress is not None:
                progress(1 if repeats is None else repeats.batches)

    if threads == 1:
        work()
        return measures if repeats is None else by_batches(measures)
    with ThreadPoolExecutor(threads) as pool:
        futures = [pool.submit(work) for _ in range(threads)]
        try:
            for future in futures:
                future.result()
        finally:
            numbers.stop()
    return measures if repeats is None else by_batches(measures)


class _Numbers:
    """Numbers of replications, each handed out once to whichever thread asks; :meth:`stop` ends it early."""

    def __init__(self, end: int) -> None:
        self._left = iter(range(end))
        self._lock = Lock()

    def __iter__(self) -> Iterator[int]:
        return self

    def __next__(self) -> int:
        with self._lock:
            return next(self._left)

    def stop(self) -> None:
        with self._lock:
            self._left = iter(())


def drawn_source(world: World, seed: int) -> DrawnSource:
    """The contacts that the world's own plan draws.

    Raises
    ------
    ValueError
        When the world is a recorded day, which has no plan.
    """
    if world.plan is None:
        raise ValueError("a world without a plan needs a source of contacts")
    return DrawnSource(world.plan, seed)


def new_player(world: World, engine: EngineName) -> Player:
    """An engine for one thread."""
    return CompiledEngine(world) if engine == EngineName.COMPILED else SimpyEngine(world)


@dataclass(frozen=True, slots=True)
class SimpyEngine:
    """The reference engine, as a player."""

    world: World

    def simulate(
        self,
        contacts: Rows,
        outages: Rows = NO_OUTAGES,
        hours: Rows | None = None,
        *,
        as_written: bool = False,  # noqa: ARG002  (of :class:`Player`)
    ) -> Facts:
        """Play a day; see :meth:`CompiledEngine.simulate`. The tables are new and in order in any case."""
        from simulation.engines.reference import simulate_reference  # SimPy is only needed here

        return simulate_reference(self.world, contacts, outages=outages, hours=hours)


def available_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
