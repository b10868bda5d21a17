"""A small scenario and grids over it, what a sweep of them brings, and workers that are lost on purpose."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from simulation.sweep.grid import load_grid
from simulation.sweep.outcome import pack_outcome
from simulation.sweep.pools import Pool
from simulation.sweep.store import Store
from simulation.sweep.sweep import prepare, run_sweep

SCENARIO = """\
peakline: scenario/1
name: counter
about: Two clerks, two hours.
goals: [{name: all, share: 0.8}]
policy:
  problems: [question]
  tiers: [ordinary]
  channels: [phone]
  queues: [{name: all}]
day: {opens: "09:00", interval_min: 30, intervals: 4}
arrivals: {per_h: 20}
service: {law: exponential, mean_s: 120}
patience: {law: exponential, mean_s: 200}
groups: {clerks: {staff: 1}}
"""

GRID = """\
peakline: sweep/1
name: clerks
scenarios: [counter.yaml]
vary:
  groups.clerks.staff: [1, 2]
levers:
  calls:
    as now: []
    fewer: arrivals.scale=0.8
replications: 30
seed: 3
block: 8
"""
"""Four points of four blocks."""

BLOCKS = 16


def write_small(folder: Path, grid: str = GRID) -> Path:
    """Write the scenario and a grid into ``folder``; returns the path of the grid."""
    (folder / "counter.yaml").write_text(SCENARIO, encoding="utf-8")
    path = folder / "grid.yaml"
    path.write_text(grid, encoding="utf-8")
    return path


def swept(grid: Path, folder: Path, pool: Pool) -> list[bytes]:
    """What comes out at each point, to the last bit, with what is done kept in ``folder``."""
    points = prepare(load_grid(grid))
    with Store(folder) as store, pool:
        return [pack_outcome(outcome) for outcome in run_sweep(points, store, pool)]


class Watched(Pool):
    """A pool like another one that calls ``before`` in the worker, before each block.

    Parameters
    ----------
    pool
        Where blocks run.
    before
        Called with ``marker``.
    marker
        A path that does not exist.
    """

    def __init__(self, pool: Pool, before: Callable[[Path], None], marker: Path) -> None:
        self.pool, self.around, self.started = pool, partial(after, before, marker), 0
        self.lost = pool.lost

    @property
    def width(self) -> int:
        """That of the pool."""
        return self.pool.width

    def submit(self, function: Callable[..., bytes], *arguments: Any) -> Future[bytes]:
        """Start a function after ``before``."""
        self.started += 1
        return self.pool.submit(self.around, function, *arguments)

    def close(self) -> None:
        """Close the pool."""
        self.pool.close()


def after(before: Callable[[Path], None], marker: Path, function: Callable[..., bytes], *arguments: Any) -> bytes:
    """Call ``before``, then the function."""
    before(marker)
    return function(*arguments)


def first_to(marker: Path) -> bool:
    """Whether nobody came before, on whatever process."""
    try:
        marker.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def die_once(marker: Path) -> None:
    """Kill the process that comes first."""
    if first_to(marker):
        os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)


class NoWorkers(Pool):
    """A pool whose workers are always lost."""

    def __init__(self) -> None:
        super().__init__(lambda: ThreadPoolExecutor(1), lambda: 1, (BrokenExecutor,))

    def submit(self, *_: Any) -> Future[bytes]:
        """Lose the worker."""
        future: Future[bytes] = Future()
        future.set_exception(BrokenExecutor())
        return future
