"""When queues open and close on the day of a scenario."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from routing.errors import BadValue
from routing.model import SECOND
from routing.policy import Policy
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from simulation.core.handling import Opening
from simulation.files.day_clock import MINUTES_PER_DAY, minutes_of
from simulation.files.entry_types import Day
from simulation.files.run_days import run_of
from simulation.files.vocabulary import number_of

Span = tuple[int, int]
"""From when to when, in minutes."""


def opening_hours(
    document: Document, hours: Mapping[str, Sequence[Sequence[str]]], day: Day, policy: Policy
) -> list[Opening]:
    """Each opening and closing of the queues under ``hours``, which are the same on each open day, in order of time.

    A queue that is open when the day ends closes at its time, and none opens after the day.

    Raises
    ------
    InputError
        When there is no such queue, or a span begins when it ends.
    """
    names = [queue.name for queue in policy.queues]
    found = []
    for name, spans in hours.items():
        path: Path = ("hours", name)
        queue = number_of(document, path, name, names)
        for place, (opens, closes) in enumerate(spans):
            if opens == closes:
                rule = text("must not end when it begins")
                raise document.error((*path, place) if len(spans) > 1 else path, rule, value=closes, kind=BadValue)
        open_spans = _merged(_on_open_days([(minutes_of(opens), minutes_of(closes)) for opens, closes in spans], day))
        changes = list(_changes(open_spans, day.interval_min * day.intervals))
        if changes == [(0, False)]:
            rule = text("the queue is not open at any time of the day")
            raise document.error(path, rule, value=text("{count} spans", count=len(spans)), kind=BadValue)
        found += [Opening(minutes * 60 * SECOND, queue, is_open) for minutes, is_open in changes]
    return sorted(found)


def _on_open_days(spans: Iterable[Span], day: Day) -> list[Span]:
    """The spans of all days around this one, in minutes from the opening; one may go on after midnight."""
    run = run_of(day)
    days = [
        number
        for number in range(-2, day.interval_min * day.intervals // MINUTES_PER_DAY + 4)
        if run is None or not run.is_closed(number)
    ]
    shift = [number * MINUTES_PER_DAY - minutes_of(day.opens) for number in days]
    whole = [(start, end if end > start else end + MINUTES_PER_DAY) for start, end in spans]
    return [(start + later, end + later) for start, end in whole for later in shift]


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that touch each other as one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _changes(spans: Sequence[Span], length: int) -> Iterator[tuple[int, bool]]:
    """When a queue opens and closes that is open before the day and is so in these spans."""
    if len(spans) == 1:  # day and night
        return
    if not any(start <= 0 < end for start, end in spans):
        yield 0, False
    for start, end in spans:
        if 0 < start < length:
            yield start, True
        if end > 0 and start < length:
            yield end, False
