"""Times of a day in words: neighbouring intervals joined to stretches such as 10:00–12:30."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from routing.words.messages import text
from simulation.measuring.results import Interval
from simulation.report.numbers import clock, decimal, listing

MOST_SPANS = 6
"""So many stretches of time are listed; of more, only their number is said."""


class Day:
    """The intervals of a day, and how stretches of them are named.

    Parameters
    ----------
    intervals
        In order.
    interval_s
        Their length.
    """

    def __init__(self, intervals: Sequence[Interval], interval_s: int) -> None:
        self.intervals = intervals
        self.interval_s = interval_s

    def span(self, first: int, last: int) -> str:
        """The time from the start of interval ``first`` to the end of interval ``last``: ``10:00–12:30``.

        Where intervals have dates: ``2026-09-28 10:00–12:30``.
        """
        start, end = self.intervals[first].label, self.intervals[last].start_s + self.interval_s
        if last + 1 == len(self.intervals):
            return f"{start}–{clock(end)}"
        until = self.intervals[last + 1].label
        same = self.intervals[first].label.rpartition(" ")[0] == self.intervals[last].label.rpartition(" ")[0]
        return f"{start}–{clock(end) if same and ' ' in start else until}"

    def spans(self, indices: Iterable[int]) -> list[str]:
        """The stretches that the intervals make, neighbours joined."""
        return [self.span(first, last) for first, last in stretches(indices)]

    def when(self, indices: Iterable[int]) -> str:
        """The stretches in a row; of very many, the first ones and how many more there are, or their dates."""
        spans = self.spans(chosen := sorted(set(indices)))
        if len(spans) > MOST_SPANS + 1 and self.has_dates():
            return text("several times on {dates}", dates=listing(self._dates(chosen)))
        if len(spans) > MOST_SPANS + 1:
            more = text("{count} more stretches", count=decimal(len(spans) - MOST_SPANS))
            spans = [*spans[:MOST_SPANS], more]
        return listing(without_repeats(spans))

    def _dates(self, indices: Iterable[int]) -> list[str]:
        """The dates on which intervals begin; of very many, the first ones and how many more there are."""
        dates = list(dict.fromkeys(self.intervals[index].label.partition(" ")[0] for index in indices))
        if len(dates) <= MOST_SPANS + 1:
            return dates
        return [*dates[:MOST_SPANS], text("{count} more days", count=decimal(len(dates) - MOST_SPANS))]

    def has_dates(self) -> bool:
        """Whether the intervals are those of several days."""
        return any(" " in interval.label for interval in self.intervals[:1])

    def is_single(self) -> bool:
        """Whether the day has one interval only, so that it need not be named."""
        return len(self.intervals) == 1

    def is_whole(self, indices: Iterable[int]) -> bool:
        """Whether the intervals are all there are."""
        return len(set(indices)) == len(self.intervals)


def without_repeats(spans: Sequence[str]) -> list[str]:
    """The same stretches; the date that one has in common with the one before it is not said again."""
    shown, date = [], ""
    for span in spans:
        day, _, times = span.partition(" ")
        within = bool(times) and " " not in times  # else it has no date, or ends on another one
        shown.append(times if within and day == date else span)
        date = day if within else ""
    return shown


def stretches(indices: Iterable[int]) -> list[tuple[int, int]]:
    """The first and last index of each run of neighbours, in order."""
    runs: list[tuple[int, int]] = []
    for index in sorted(set(indices)):
        if runs and runs[-1][1] + 1 == index:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return runs
