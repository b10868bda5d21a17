"""Laws that hold for contacts by when they arrive: a class is taken apart into rows that each have one law all day.

A row is a class of its own for engines and measures; its draws have the key of the whole class, so that nothing else
changes by taking it apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.errors import BadValue, Contradiction
from routing.policy import Policy
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from simulation.files.day_clock import MINUTES_PER_DAY, minutes_of
from simulation.files.entry_types import Arriving, Day
from simulation.files.vocabulary import admitted_classes, entry_path
from simulation.plans.draw_day import Volumes


def arrival_window(document: Document, path: Path, entry: Arriving, day: Day) -> NDArray[np.bool_]:
    """Whether an entry, which stands at ``path``, holds for the contacts of each interval, shape (intervals,).

    Raises
    ------
    InputError
        When its times are not starts of intervals, or in the wrong order.
    """
    opens, length = minutes_of(day.opens), day.interval_min
    first, end = 0, MINUTES_PER_DAY
    if entry.arrives_from is not None:
        first = (minutes_of(entry.arrives_from) - opens) % MINUTES_PER_DAY
    if entry.arrives_until is not None:
        end = (minutes_of(entry.arrives_until) - opens) % MINUTES_PER_DAY or MINUTES_PER_DAY
    for key, minutes in (("arrives_from", first), ("arrives_until", end)):
        if minutes % length and getattr(entry, key) is not None:
            raise document.error((*path, key), text("must be the start of an interval"), kind=BadValue)
    if end <= first:
        rule = text("must be later in the day than arrives_from, {start}", start=entry.arrives_from)
        raise document.error((*path, "arrives_until"), rule, kind=Contradiction)
    starts = np.arange(day.intervals) * length % MINUTES_PER_DAY
    window: NDArray[np.bool_] = (first <= starts) & (starts < end)
    return window


@dataclass(frozen=True, slots=True)
class Parts:
    """Classes taken apart.

    Parameters
    ----------
    classes
        The class that each row is a part of, shape (rows,).
    interval
        An interval of each row; the same entries hold in all of them.
    volumes
        Of each row.
    """

    classes: NDArray[np.int64]
    interval: NDArray[np.int64]
    volumes: Volumes


def parts_of_classes(
    document: Document,
    lists: Mapping[str, Sequence[Arriving]],
    policy: Policy,
    day: Day,
    classes: NDArray[np.void],
    volumes: Volumes,
) -> Parts:
    """Take apart the classes for which not the same entries of ``lists`` hold all day.

    Raises
    ------
    InputError
        When the times of an entry are wrong.
    """
    open_all_day = np.ones(day.intervals, bool)
    about: list[tuple[NDArray[np.bool_], NDArray[np.bool_]]] = []
    for key, entries in lists.items():
        for index, entry in enumerate(entries):
            path = entry_path(document, (key,), index)
            window = arrival_window(document, path, entry, day)
            if (window != open_all_day).any():
                about.append((admitted_classes(document, path, entry, policy, classes), window))
    rows: list[tuple[int, NDArray[np.bool_]]] = []
    for number in range(len(classes)):
        holds = np.array([window for mask, window in about if mask[number]]).reshape(-1, day.intervals)
        _, kind = np.unique(holds, axis=1, return_inverse=True)
        own = [(number, kind.reshape(-1) == part) for part in range(int(kind.max()) + 1)]
        there = [(cls, part) for cls, part in own if volumes.per_slice[cls, part].any()]
        rows += there or own[:1]
    parts = np.array([part for _, part in rows])
    chosen = np.array([cls for cls, _ in rows])
    per_slice = np.where(parts[:, :, None], volumes.per_slice[chosen], 0.0)
    return Parts(chosen, parts.argmax(axis=1), Volumes(per_slice, volumes.slice_min))
