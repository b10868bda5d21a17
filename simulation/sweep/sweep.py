"""A sweep from its grid to what came out at each point; what is done already is not done again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from simulation.measuring.measures import new_measures
from simulation.sweep.block import (
    Block,
    PointSetting,
    add_block,
    code_version,
    pack_setting,
    run_block,
    unpack_setting,
)
from simulation.sweep.content import content_hash
from simulation.sweep.grid import Grid
from simulation.sweep.outcome import Outcome, outcome_of, pack_outcome, unpack_outcome
from simulation.sweep.pools import Pool
from simulation.sweep.schedule import carry_out
from simulation.sweep.store import Store


@dataclass(frozen=True, slots=True)
class Points:
    """The points of a grid, ready to be simulated.

    Parameters
    ----------
    grid
        Where they come from.
    names
        The hash of each point, in order. Points that simulate the same have the same one.
    settings
        By hash what a worker needs, packed: some 30 KB for a large centre.
    """

    grid: Grid
    names: tuple[str, ...]
    settings: dict[str, bytes]

    def missing(self, store: Store) -> tuple[Block, ...]:
        """The blocks that are still to be simulated."""
        left = [name for name in self.settings if store.outcome(name) is None]
        return tuple(block for name in left for block in _between(self.grid, name, store.done(name)))


def prepare(grid: Grid) -> Points:
    """Load the scenario of every point, so that whatever is wrong is known before anything is simulated.

    Raises
    ------
    InputError
        When one cannot be loaded.
    """
    names, settings = [], {}
    for point in grid.points:
        setting = PointSetting.of(grid.load(point))
        simulated = (setting.world, setting.goals, setting.target_us, setting.open_at_s, setting.asked)
        name = content_hash(*simulated, grid.seed, grid.replications, code_version())
        settings[name] = pack_setting(setting)
        names.append(name)
    return Points(grid, tuple(names), settings)


def _between(grid: Grid, point: str, done: Sequence[tuple[int, int]]) -> list[Block]:
    """The blocks of a point between those that are done."""
    blocks: list[Block] = []
    at = 0
    for first, end in (*done, (grid.replications, grid.replications)):
        blocks += [
            Block(point, grid.seed, grid.replications, start, min(start + grid.block, first))
            for start in range(at, first, grid.block)
        ]
        at = end
    return blocks


def run_sweep(
    points: Points, store: Store, pool: Pool, progress: Callable[[int], None] = lambda _: None
) -> list[Outcome]:
    """Do what is missing, and return what came out at each point of the grid, in order.

    Parameters
    ----------
    points
        What is to be done.
    store
        Where what is done is kept, block by block.
    pool
        Where blocks run; the caller's to close.
    progress
        Called with the number of days of each block done.

    Raises
    ------
    SweepStopped
        See :func:`simulation.sweep.schedule.carry_out`.
    """
    code, missing = code_version(), points.missing(store)
    left = Counter(block.point for block in missing)

    def start(block: Block) -> Future[bytes]:
        return pool.submit(run_block, points.settings[block.point], block, code)

    def done(block: Block, sums: bytes) -> None:
        store.add_block(block.point, block.first, block.end, sums)
        progress(block.end - block.first)
        left[block.point] -= 1
        if not left[block.point]:
            _finish(points, store, block.point)

    for name in points.settings:
        if name not in left and store.outcome(name) is None:  # it was stopped just before this
            _finish(points, store, name)
    carry_out(missing, pool, start, done)
    outcomes = (store.outcome(name) for name in points.names)
    with store.readable():
        return [unpack_outcome(packed) for packed in outcomes if packed is not None]


def _finish(points: Points, store: Store, name: str) -> None:
    """Add a point's blocks up, and keep what comes out."""
    setting, grid = unpack_setting(points.settings[name]), points.grid
    measures = new_measures(
        setting.world, grid.replications, target_us=setting.target_us, goals=setting.goals, asked=setting.asked
    )
    with store.readable():
        for first, sums in store.blocks(name):
            add_block(measures, sums, first)
    store.finish(name, pack_outcome(outcome_of(setting, measures, grid.seed)))
