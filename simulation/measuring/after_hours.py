"""Contacts that come again while nobody is to answer them: in all figures, but in no goal.

Who redials in the evening meets a closed queue, or waits for the morning. A day alone has no such contacts, as nobody
comes again after its close; on a run of several days the clock goes on. What was promised was promised for the opening
hours, and the contact before is in the goals already.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.words.messages import text
from simulation.core.records import Cause, Outcome
from simulation.core.world import World
from simulation.measuring.asked import Asked
from simulation.measuring.dates import Dates
from simulation.measuring.engine_measure import Day
from simulation.measuring.terms import Counted


def new_after_hours(world: World, replications: int, limits: int, asked: Asked) -> NDArray[np.int64]:
    """Empty sums, shape (replications, intervals, classes, 1 + limits); of no replication where there are none."""
    behaviours, counts = world.behaviours, False
    if behaviours is not None and asked.terms.contacts is Counted.ALL:
        comes_again = behaviours.rows["redials"].any() or behaviours.rows["returns"].any()
        counts = bool(comes_again) and (asked.dates is not None or len(behaviours.openings) > 0)
    shape = (world.n_intervals, len(world.classes), 1 + limits)
    return np.zeros((replications if counts else 0, *shape), np.int64)


def count_after_hours(
    world: World, dates: Dates | None, contacts: NDArray[Any], records: NDArray[Any], origins: NDArray[Any], day: Day
) -> NDArray[np.int64]:
    """The sums of a replication, shape (intervals, classes, 1 + limits): how many came, and were answered within each.

    Parameters
    ----------
    world, dates
        Whose queues open and close, and the days of the run; None: it has one.
    contacts, records, origins
        Tables of dtypes ``CONTACT``, ``RECORD`` and ``ORIGIN``, row for row.
    day
        With the limits.
    """
    again = np.flatnonzero((origins["cause"] != Cause.FIRST) & (records["outcome"] != Outcome.CONTAINED))
    contacts, records = contacts[again], records[again]
    chosen = is_closed(world, dates, contacts["arrival"], records["queue"])
    contacts, records = contacts[chosen], records[chosen]
    found = np.zeros((day.n_intervals, len(world.classes), 1 + len(day.limits)), np.int64)
    interval = np.minimum(contacts["arrival"] // day.interval_us, day.n_intervals - 1)
    waits = np.where(
        records["outcome"] == Outcome.ANSWERED, records["answered"] - contacts["arrival"], np.iinfo(np.int64).max
    )
    counts = np.concatenate([np.ones((len(waits), 1), np.int64), waits[:, None] <= day.limits], axis=1)
    np.add.at(found, (interval, contacts["cls"]), counts)
    return found


def is_closed(
    world: World, dates: Dates | None, arrivals: NDArray[np.int64], queues: NDArray[np.integer]
) -> NDArray[np.bool_]:
    """Whether contacts come to a closed queue, or between a day's close and the next opening.

    Parameters
    ----------
    world, dates
        As above.
    arrivals, queues
        When each contact arrives, in microseconds, and the number of the queue that it enters.
    """
    closed = np.zeros(len(arrivals), np.bool_) if dates is None else dates.are_closed(arrivals)
    if world.behaviours is None:
        return closed
    openings = world.behaviours.openings
    for number in np.unique(openings["queue"]).tolist():
        changes = openings[openings["queue"] == number]
        is_open = np.append(1, changes["is_open"])  # before the first change
        place = np.searchsorted(changes["time"], arrivals, side="right")  # a queue opens before who comes then
        closed |= (queues == number) & (is_open[place] == 0)
    return closed


def after_hours_notes(sums: NDArray[np.int64], dates: Dates | None) -> list[str]:
    """How many come again while it is closed, from the sums of a run, in words; nothing where there are none."""
    if not sums.any():
        return []
    count = f"{sums[..., 0].sum() / len(sums):.1f}"
    if dates is None:
        return [
            text("Redials and re-contacts while a queue is closed: {count} a day. No goal is about them.", count=count)
        ]
    note = text(
        "Redials and re-contacts while a queue is closed, or between a close and the next opening: {count} a run. No "
        "goal is about them.",
        count=count,
    )
    return [note]
