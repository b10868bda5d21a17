"""Blocks through a pool: as many in hand as keep it busy, and again those whose worker was lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait

from routing.words.messages import text
from simulation.sweep.block import Block
from simulation.sweep.pools import Pool, SweepStopped

MOST_LOSSES = 5
"""A block that was lost more often is what makes workers die."""


def carry_out(
    blocks: Iterable[Block],
    pool: Pool,
    start: Callable[[Block], Future[bytes]],
    done: Callable[[Block, bytes], None],
) -> None:
    """Have all blocks done.

    Parameters
    ----------
    blocks
        Taken one by one, when there is room: twice as many are in hand as run at a time.
    pool
        Where they run.
    start
        Submits a block to the pool.
    done
        Called in this thread with each block and its sums, in any order; once for each block.

    Raises
    ------
    SweepStopped
        When workers die of a block, or a worker lacks Peakline. Whatever else a block raises is raised as it is.
    """
    waiting = iter(blocks)
    again: list[Block] = []
    running: dict[Future[bytes], Block] = {}
    losses: Counter[Block] = Counter()
    try:
        while True:
            room = 2 * pool.width
            while len(running) < room and (block := again.pop() if again else next(waiting, None)) is not None:
                running[start(block)] = block
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                block = running.pop(future)
                sums = _result(future, pool)
                if sums is not None:
                    done(block, sums)
                    continue
                losses[block] += 1
                if losses[block] > MOST_LOSSES:
                    raise SweepStopped(
                        text(
                            "Workers were lost {count} times with days {first} to {end} of a point in hand: "
                            "is there enough memory? What is done is kept.",
                            count=losses[block],
                            first=block.first + 1,
                            end=block.end,
                        )
                    )
                again.append(block)
    finally:
        for future in running:
            future.cancel()


def _result(future: Future[bytes], pool: Pool) -> bytes | None:
    """What a future brought; None: its worker was lost."""
    try:
        return future.result()
    except pool.lost:
        return None
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        rule = text("A worker does not have the package {package}: install Peakline on all of them.", package=package)
        raise SweepStopped(rule) from error
