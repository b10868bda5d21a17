"""One long run in place of many days: the day is repeated without a break, and each repetition is a batch.

The sums of a long run are cut into those of its batches, after which every figure and interval is made as over
replications: with batches for days these are the estimates by batch means.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.words.messages import text
from simulation.core.world import World, one_day
from simulation.measuring.batch_means import batch_means
from simulation.measuring.engine_measure import CONTACTS, FAULTS, OUTCOMES
from simulation.measuring.measures import Measures
from simulation.measuring.metrics import Tally


def runs_for(world: World, replications: int) -> int:
    """How many runs of a world it takes to have so many replications, each batch being one."""
    return replications if world.repeats is None else math.ceil(replications / world.repeats.batches)


def by_batches(measures: Measures) -> Measures:
    """The sums of long runs, by batch in place of by run, without the warm-up.

    Histograms of waits are those of all batches together, so quantiles have no interval. Callbacks are counted by the
    run, those of the warm-up included.
    """
    world = one_day(measures.world)
    repeats, length = measures.world.repeats, world.n_intervals
    assert repeats is not None
    first, end = repeats.warm_up * length, (repeats.warm_up + repeats.batches) * length

    def cut(sums: NDArray[Any], *, after_close: bool = False) -> NDArray[Any]:
        batches = sums[:, first:end].reshape(-1, length, *sums.shape[2:])
        if not after_close:
            return batches
        return np.concatenate([batches, np.zeros_like(batches[:, :1])], axis=1)

    cells = cut(measures.cells)
    replications, runs = len(cells), measures.replications
    ledger = np.zeros((replications, measures.ledger.shape[1]), np.int64)
    ledger[:, CONTACTS] = cells[..., :OUTCOMES].sum(axis=(1, 2, 3))
    ledger[:: repeats.batches, FAULTS] = measures.ledger[:, FAULTS]
    promises = np.zeros((replications, measures.promises.shape[1]), np.int64)
    promises[:: repeats.batches] = measures.promises
    waits = measures.interval_waits.sum(axis=0, dtype=np.int32)[first:end]
    return replace(
        measures,
        world=world,
        day=measures.day._replace(n_intervals=length, counted_from=0),
        cells=cells,
        longest=cut(measures.longest),
        waiting=cut(measures.waiting, after_close=True),
        groups=cut(measures.groups, after_close=True),
        class_waits=measures.class_waits.sum(axis=0, dtype=np.int32, keepdims=True),
        interval_waits=waits.reshape(repeats.batches, length, -1).sum(axis=0, dtype=np.int32)[None],
        class_queue=measures.class_queue[np.repeat(np.arange(runs), repeats.batches)],
        ledger=ledger,
        queue_area_us=np.full(replications, -1, np.int64),
        promises=promises,
        whole=measures,
    )


def batch_notes(measures: Measures, tally: Tally) -> list[str]:
    """What a reader must know of a long run: that it is one, and whether its batches pass for independent."""
    if measures.whole is None:
        return []
    repeats = measures.whole.world.repeats
    assert repeats is not None
    within, eligible = (sums.sum(axis=(1, 2)) for sums in (tally.within, tally.eligible))
    found = batch_means(within, eligible, warm_up=0, batches=len(within))
    said = text(
        "Days follow each other without a break: after {warm_up} to warm up, {batches} are counted.",
        warm_up=repeats.warm_up,
        batches=repeats.batches,
    )
    lag = f"{found.lag1:.2f}"
    if found.independent:
        return [
            said,
            text("Successive days pass for independent in their service level (Fishman's C is {lag}).", lag=lag),
        ]
    return [
        said,
        text(
            "Successive days are too much alike in their service level (Fishman's C is {lag}): make the day longer, "
            "and do not trust the intervals.",
            lag=lag,
        ),
    ]
