"""From the counts of transfers to their figures."""

from __future__ import annotations

import numpy as np

from simulation.measuring.measures import Measures
from simulation.measuring.results import TransferCell
from simulation.measuring.statistics import mean, share
from simulation.measuring.transfers import targets


def passed_on(measures: Measures) -> tuple[TransferCell, ...]:
    """How often contacts were passed on from each queue to each target; nothing where nobody was.

    Of a long run that repeats its day, the warm-up is among the days.
    """
    world = measures.world
    names = [queue.name for queue in world.policy.queues]
    used = np.argwhere(measures.transfers.sum(axis=0))
    if not used.size:
        return ()
    repeats = world.repeats if measures.whole is None else measures.whole.world.repeats
    days = 1 if repeats is None else repeats.warm_up + repeats.batches
    counts = measures.transfers[:, used[:, 0], used[:, 1]]
    everything = np.broadcast_to(counts.sum(axis=1, keepdims=True), counts.shape)
    a_day = mean(counts / days, counts.sum(axis=0)).within(0.0).figures()
    shares = share(counts, everything).figures()
    reached = [targets(world)[place] for place in used[:, 1].tolist()]
    rows = zip(used[:, 0].tolist(), reached, a_day, shares, strict=True)
    return tuple(
        TransferCell(names[before], names[to], world.reasons[reason] if reason >= 0 else "", count, part)
        for before, (to, reason), count, part in rows
    )
