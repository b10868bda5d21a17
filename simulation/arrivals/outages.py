"""Outages: customers who cannot get through for a while, and of whom some come when it is over.

During an outage a share of the arrivals is missing. Of these a share comes after its end: half of them within the
half-life, half of the rest within the next one, and so on; who would come after the close does not. Outages follow each
other in the order of the file, so that those who come after one may meet the next. On a run of several days each day
has its own: who would come after the close of the day does not.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from routing.errors import Contradiction
from routing.policy import Policy
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from simulation.arrivals.surges import occurrences
from simulation.files.arrival_entries import Arrivals, Outage
from simulation.files.day_clock import MINUTES_PER_DAY, after_opening
from simulation.files.entry_types import Day
from simulation.files.vocabulary import admitted


def hold_back(
    document: Document,
    arrivals: Arrivals,
    day: Day,
    policy: Policy,
    classes: NDArray[np.void],
    per_slice: NDArray[np.float64],
) -> None:
    """Take the outages out of the contacts expected, and add those who come later.

    Parameters
    ----------
    classes
        Dtype ``CLASS``.
    per_slice
        Contacts expected, shape (classes, slices of the day); changed in place.

    Raises
    ------
    InputError
        When an outage ends before it starts, or names what the policy does not have.
    """
    edges = np.linspace(0.0, day.interval_min * day.intervals, per_slice.shape[1] + 1)
    for name, outage in arrivals.outages.items():
        path: Path = ("arrivals", "outages", name)
        mask = admitted(document, path, outage, policy)
        about = mask[classes["problem"], classes["tier"], classes["channel"]]
        window, length = _window(document, path, outage, day.written), day.written.interval_min * day.written.intervals
        for opening, _ in occurrences(document, path, outage.dates, day):
            start, ends = (opening + time for time in window)
            inside = np.clip(edges[1:], start, ends) - np.clip(edges[:-1], start, ends)
            missing = per_slice[about] * (outage.share * inside / np.diff(edges))
            late = np.exp2(-np.maximum(np.minimum(edges, opening + length) - ends, 0.0) / outage.half_life_min)
            coming = missing.sum(axis=1, keepdims=True) * outage.returns
            per_slice[about] += coming * (late[:-1] - late[1:]) - missing


def _window(document: Document, path: Path, outage: Outage, day: Day) -> tuple[int, int]:
    start, ends = after_opening(outage.start, day), after_opening(outage.ends, day)
    if ends < 0 <= start:  # after the close, of a day that goes on after midnight
        ends += MINUTES_PER_DAY
    if ends <= start:
        rule = text("must be after the outage's start at {start}", start=outage.start)
        raise document.error((*path, "ends"), rule, kind=Contradiction)
    return start, ends
