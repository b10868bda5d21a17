"""A sweep from its grid to what came out at each point; what is done already is not done again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from simulation.measures import new_measures
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
class Work:
    """What is to be done.

    Parameters
    ----------
    points
        The hash of each point of the grid, in order. Points that simulate the same have the same one.
    missing
        Blocks still to be simulated.
    known
        Days simulated before, of all points together.
    """

    points: tuple[str, ...]
    missing: tuple[Block, ...]
    known: int

    @property
    def days(self) -> int:
        """Days still to be simulated."""
        return sum(block.end - block.first for block in self.missing)


def plan_work(grid: Grid, store: Store) -> Work:
    """Check all points, and find out what is still to be done.

    Raises
    ------
    InputError
        When the scenario of a point cannot be loaded.
    """
    code, points = code_version(), []
    missing: list[Block] = []
    known = 0
    for point in grid.points:
        setting = PointSetting.of(grid.load(point))
        name = content_hash(
            setting.world, setting.goals, setting.target_us, setting.open_at_s, grid.seed, grid.replications, code
        )
        if name not in points:
            blocks = [] if store.outcome(name) is not None else _missing(grid, name, store.done(name))
            if store.outcome(name) is None:
                store.add_setting(name, pack_setting(setting))
            missing += blocks
            known += grid.replications - sum(block.end - block.first for block in blocks)
        points.append(name)
    return Work(tuple(points), tuple(missing), known)


def _missing(grid: Grid, point: str, done: Sequence[tuple[int, int]]) -> list[Block]:
    """The blocks between those that are done."""
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
    grid: Grid, work: Work, store: Store, pool: Pool, progress: Callable[[int], None] = lambda _: None
) -> list[Outcome]:
    """Do what is missing, and return what came out at each point of the grid, in order.

    Parameters
    ----------
    grid, work
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
    code = code_version()
    left = {point: 0 for point in work.points if store.outcome(point) is None}
    for block in work.missing:
        left[block.point] += 1

    def done(block: Block, sums: bytes) -> None:
        store.add_block(block.point, block.first, block.end, sums)
        progress(block.end - block.first)
        left[block.point] -= 1
        if not left[block.point]:
            _finish(store, block.point, grid)

    for point in [point for point, blocks in left.items() if not blocks]:  # stopped just before it was finished
        _finish(store, point, grid)
    carry_out(work.missing, pool, lambda block: pool.submit(run_block, store.setting(block.point), block, code), done)
    return list(_outcomes(store, work.points))


def _outcomes(store: Store, points: Sequence[str]) -> Iterator[Outcome]:
    for point in points:
        packed = store.outcome(point)
        assert packed is not None
        yield unpack_outcome(packed)


def _finish(store: Store, point: str, grid: Grid) -> None:
    """Add a point's blocks up, and keep what comes out."""
    setting = unpack_setting(store.setting(point))
    measures = new_measures(setting.world, grid.replications, target_us=setting.target_us, goals=setting.goals)
    for first, sums in store.blocks(point):
        add_block(measures, sums, first)
    store.finish(point, pack_outcome(outcome_of(setting, measures, grid.seed)))
