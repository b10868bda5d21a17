"""The figures of each day of a run of several: of its contacts, and of those who wait when it ends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from routing.model import DAY_US
from simulation.measuring.measures import Measures
from simulation.measuring.metrics import Tally, Waits
from simulation.measuring.pairs import MakeCells
from simulation.measuring.quantiles import WAIT_QUANTILES, pooled_quantiles
from simulation.measuring.results import DateCell, Figure
from simulation.measuring.statistics import mean, share
from simulation.measuring.verdict import GoalSums


def date_cells(
    measures: Measures, tally: Tally, waits: Waits, queues: NDArray[np.int64], make_cells: MakeCells
) -> tuple[DateCell, ...]:
    """The days in order; none where the run has no dates.

    Parameters
    ----------
    measures, tally, waits
        The sums of a run; the tally of shape (replications, intervals, classes).
    queues
        The number of the queue of each class, -1 for none, shape (classes,).
    make_cells
        Makes figures of sums.
    """
    dates = measures.asked.dates
    if dates is None:
        return ()
    starts = dates.starts(measures.world.interval_us)
    histograms = np.add.reduceat(waits.by_interval, starts, axis=1)
    quantiles = pooled_quantiles(histograms, (waits.least, waits.most), WAIT_QUANTILES, measures.group_sizes)
    cells = make_cells(tally.total().over_blocks(starts), quantiles, DAY_US, measures.asked.terms)
    names = [queue.name for queue in measures.world.policy.queues]
    goals = [_goal_shares(GoalSums(measures, tally, number), starts) for number in range(len(measures.goals))]
    return tuple(
        DateCell(
            date,
            dates.types[number],
            cells[number],
            tuple(shares[number] for shares in goals),
            *_waiting(measures.backlog[:, number].sum(axis=2)),
            _by_queue(measures.backlog[:, number], queues, names),
        )
        for number, date in enumerate(dates.names)
    )


def _goal_shares(sums: GoalSums, starts: NDArray[np.int64]) -> list[Figure]:
    """The share of a goal's contacts that are answered in its time, by date of arrival."""
    in_time, offered = (np.add.reduceat(each, starts, axis=1) for each in (sums.in_time, sums.offered))
    return share(in_time, offered).figures()


def _by_queue(
    backlog: NDArray[np.int64], queues: NDArray[np.int64], names: Sequence[str]
) -> dict[str, tuple[Figure, Figure]]:
    """Who waits at the close and at midnight, by queue, from counts of shape (replications, 2, classes)."""
    return {name: _waiting(backlog[..., queues == number].sum(axis=2)) for number, name in enumerate(names)}


def _waiting(counts: NDArray[np.int64]) -> tuple[Figure, Figure]:
    """The means of counts of shape (replications, 2)."""
    close, midnight = mean(counts).within(0.0).figures()
    return close, midnight
