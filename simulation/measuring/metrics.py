"""From the sums of each replication to those of each cell: an interval, a queue, a problem, a tier, a channel, a group.

Pure functions. The first axis of every array is the replication (or the group of replications, for histograms);
statistics over that axis are in :mod:`simulation.measuring.statistics`. What each quantity means:
docs/reference/measures.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.measuring.engine_measure import (
    ABANDONED,
    ABANDONED_WAIT,
    ANSWERED,
    ANSWERED_WAIT,
    BALKED,
    BLOCKED,
    BUSY,
    CALLBACK,
    CONTAINED,
    DEFLECTED,
    FINISHING,
    N_BUCKETS,
    SIGNED_ON,
    SUB_BUCKETS,
    TAKEN,
    WITHIN,
)
from simulation.measuring.measures import Measures, longest_within
from simulation.measuring.terms import AllBy, Balked, OccupancyOf

Counts = NDArray[np.int64]
Labels = NDArray[np.integer]
"""The number of the cell that each class belongs to, -1 for none; shape (classes,)."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums of contacts; every array has the shape (replications, ..., cells). Waits are in microseconds."""

    offered: Counts
    answered: Counts
    within: Counts
    """Answered within the target."""
    abandoned: Counts
    """Left while waiting, balked ones included unless they count as turned away."""
    soon_gone: Counts
    """Abandoned within the target, balked ones likewise."""
    blocked: Counts
    """Turned away: the queue was full."""
    deflected: Counts
    """Turned away: a rule sent them to a bot or a message."""
    called_back: Counts
    """Left the queue to be called back."""
    contained: Counts
    """Served by a bot before any queue; not among the offered."""
    wait: Counts
    """Sum over the answered and the abandoned."""
    answered_wait: Counts
    longest: Counts
    waiting: Counts
    """Integral of the number waiting over the intervals, the time after the close left out."""
    expected: NDArray[np.float64]
    """Contacts that the scenario expects, the same in each replication, so that the first axis is 1 long."""

    @property
    def eligible(self) -> Counts:
        """Offered - abandoned within the target."""
        return self.offered - self.soon_gone

    @property
    def waited(self) -> Counts:
        """Contacts whose wait is known: answered or abandoned."""
        return self.answered + self.abandoned

    def over_intervals(self) -> Tally:
        """Sum over the axis of intervals: (replications, intervals, cells) becomes (replications, cells)."""
        return self._reduced(lambda values, reduce: reduce.reduce(values, axis=1))

    def over_blocks(self, starts: Counts) -> Tally:
        """Sums of neighbouring intervals, the first of each block given: (replications, blocks, cells)."""
        return self._reduced(lambda values, reduce: reduce.reduceat(values, starts, axis=1))

    def at_interval(self, index: int) -> Tally:
        """The sums of one interval: (replications, intervals, cells) becomes (replications, cells)."""
        return self._reduced(lambda values, _: values[:, index])

    def over_classes(self, members: NDArray[np.bool_]) -> Tally:
        """Sums of sets of classes of the last axis; ``members`` has the shape (cells, classes)."""

        def cells(values: Counts, reduce: np.ufunc) -> Counts:
            return np.stack([reduce.reduce(values[..., mask], axis=-1, initial=0) for mask in members], axis=-1)

        return self._reduced(cells)

    def over_labels(self, labels: Labels, count: int) -> Tally:
        """Sums of the classes of the last axis that have the same label: a cell for each label below ``count``."""
        return self._reduced(lambda values, reduce: by_label(values, labels, count, reduce))

    def total(self) -> Tally:
        """Sum over the last axis."""
        return self._reduced(lambda values, reduce: reduce.reduce(values, axis=-1, initial=0))

    def _reduced(self, reduction: Callable[[Counts, np.ufunc], Counts]) -> Tally:
        ufuncs = {"longest": np.maximum}
        arrays: dict[str, Any] = {
            f.name: reduction(getattr(self, f.name), ufuncs.get(f.name, np.add)) for f in fields(self)
        }
        return Tally(**arrays)


@dataclass(frozen=True, slots=True)
class GroupTally:
    """Sums of agents' time in microseconds and of contacts; every array has the shape (replications, ..., groups)."""

    busy: Counts
    """Talk and wrap-up, times the share of the agent's units that the contact takes."""
    signed_on: Counts
    """Time that work is divided by: that after the end of a shift is in it or not, as the terms say."""
    answered: Counts
    """By interval of arrival."""

    def over_intervals(self) -> GroupTally:
        """Sum over the axis of intervals."""
        return GroupTally(*(values.sum(axis=1) for values in (self.busy, self.signed_on, self.answered)))

    def total(self) -> GroupTally:
        """Sum over the groups."""
        return GroupTally(*(values.sum(axis=-1) for values in (self.busy, self.signed_on, self.answered)))

    def group(self, number: int) -> GroupTally:
        """One group by itself."""
        return GroupTally(self.busy[..., number], self.signed_on[..., number], self.answered[..., number])


def by_label(values: Counts, labels: Labels, count: int, reduce: np.ufunc = np.add) -> Counts:
    """Sum, or reduce in another way, the entries of the last axis that have the same label.

    Parameters
    ----------
    values
        Shape (..., classes).
    labels
        See ``Labels``.
    count
        Length of the last axis of the result; labels that no class has get 0.
    """
    order = np.argsort(labels, kind="stable")
    order = order[labels[order] >= 0]
    result = np.zeros((*values.shape[:-1], count), values.dtype)
    if len(order):
        present, starts = np.unique(labels[order], return_index=True)
        result[..., present] = reduce.reduceat(values[..., order], starts, axis=-1)
    return result


def contact_tally(measures: Measures, by: AllBy = AllBy.OWN) -> Tally:
    """The sums of every interval of arrival and class, shape (replications, intervals, classes).

    Parameters
    ----------
    measures
        Sums of a run.
    by
        Whose target a contact is measured by.
    """
    counted = measures.counted
    cells = np.moveaxis(counted.cells, -1, 0)
    own = measures.asked.targets_us if by is AllBy.OWN else None
    limits = measures.day.limits
    target = np.searchsorted(limits, measures.day.target_us if own is None else longest_within(own, measures.asked))
    balked = cells[BALKED] if measures.asked.terms.balked is Balked.ABANDONED else np.zeros_like(cells[BALKED])
    expected = measures.asked.expected
    return Tally(
        offered=cells[:CONTAINED].sum(axis=0),
        answered=cells[ANSWERED],
        within=at_limit(counted.cells[..., WITHIN : WITHIN + len(limits)], target),
        abandoned=cells[ABANDONED] + balked,
        soon_gone=at_limit(counted.cells[..., WITHIN + len(limits) :], target) + balked,
        blocked=cells[BLOCKED],
        deflected=cells[DEFLECTED],
        called_back=cells[CALLBACK],
        contained=cells[CONTAINED],
        wait=cells[ANSWERED_WAIT] + cells[ABANDONED_WAIT],
        answered_wait=cells[ANSWERED_WAIT],
        longest=counted.longest,
        waiting=measures.waiting[:, :-1],
        expected=np.zeros(cells.shape[2:])[None] if expected is None else expected[None],
    )


def at_limit(counts: Counts, limit: NDArray[np.intp] | np.intp) -> Counts:
    """The counts of one limit of the last axis: the same for all classes, or one for each class, shape (classes,)."""
    if np.ndim(limit) == 0:
        found: Counts = counts[..., limit]
        return found
    places = np.broadcast_to(limit, counts.shape[:-1])[..., None]
    return np.take_along_axis(counts, places, axis=-1)[..., 0]


def answered_within(measures: Measures, limit_us: int) -> Counts:
    """Of the contacts of :func:`goal_offered`, those answered after at most ``limit_us``, one of ``day.limits``."""
    place = int(np.searchsorted(measures.day.limits, limit_us))
    counts: Counts = measures.counted.cells[..., WITHIN + place]
    return counts - measures.after_hours[..., 1 + place] if len(measures.after_hours) else counts


def goal_offered(measures: Measures, tally: Tally) -> Counts:
    """Contacts that a goal may be about: all offered, but those who come again while it is closed.

    The shape is that of :func:`contact_tally`.
    """
    return tally.offered - measures.after_hours[..., 0] if len(measures.after_hours) else tally.offered


def group_tally(measures: Measures) -> GroupTally:
    """The sums of every interval and group, shape (replications, intervals, groups); nothing after the close."""
    groups = measures.groups[:, :-1]
    staff = groups[..., SIGNED_ON]
    if measures.asked.terms.occupancy_of is OccupancyOf.ON_SHIFT:
        staff = staff - groups[..., FINISHING]
    return GroupTally(groups[..., BUSY], staff, groups[..., TAKEN])


def queue_of_classes(measures: Measures) -> NDArray[np.int64]:
    """The queue that the contacts of each class entered, -1 for a class without contacts; shape (classes,).

    Raises
    ------
    ValueError
        When a class entered different queues in different replications.
    """
    queue: NDArray[np.int64] = measures.class_queue.max(axis=0).astype(np.int64)
    if np.any((measures.class_queue >= 0) & (measures.class_queue != queue)):
        raise ValueError("contacts of one class entered different queues")
    return queue


@dataclass(frozen=True, slots=True)
class Waits:
    """Histograms of the waits, with the buckets that are empty everywhere left out.

    Parameters
    ----------
    by_class, by_interval
        Counts, shapes (classes, groups of replications, buckets) and (groups of replications, intervals, buckets).
    least, most
        Smallest and greatest whole number of microseconds of each bucket, shape (buckets,).
    """

    by_class: Counts
    by_interval: Counts
    least: Counts
    most: Counts

    def over_classes(self, members: NDArray[np.bool_]) -> Counts:
        """Histograms of sets of classes, shape (groups, cells, buckets); ``members`` has the shape (cells, classes)."""
        sums = np.zeros((len(members), *self.by_class.shape[1:]), np.int64)
        for cell, mask in enumerate(members):
            for number in np.flatnonzero(mask):
                sums[cell] += self.by_class[number]  # in place: several times faster than a sum over an index
        return sums.swapaxes(0, 1)


def wait_histograms(measures: Measures) -> Waits:
    """The histograms of a run."""
    counted = measures.counted
    longest = int(counted.longest.max(initial=0))
    least, most = bucket_ends()
    end = min(int(np.searchsorted(least, longest, side="right")), N_BUCKETS)
    used = np.flatnonzero(counted.interval_waits[..., :end].any(axis=(0, 1)))
    by_class = counted.class_waits.swapaxes(0, 1)[..., used].astype(np.int64)
    by_interval = counted.interval_waits[..., used].astype(np.int64)
    if measures.asked.terms.balked is Balked.TURNED_AWAY and len(used) and used[0] == 0:
        balked = by_pool(measures, counted.cells[..., BALKED])
        by_class[..., 0] -= balked.sum(axis=1).T
        by_interval[..., 0] -= balked.sum(axis=2)
    return Waits(
        by_class=by_class,
        by_interval=by_interval,
        least=least[used],
        most=most[used],
    )


def by_pool(measures: Measures, values: Counts) -> Counts:
    """Sums of replications over the groups that the histograms are kept for; the first axis becomes that of groups."""
    count = len(measures.group_sizes)
    pools = np.arange(len(values)) % count
    return np.stack([values[pools == pool].sum(axis=0) for pool in range(count)])


def bucket_ends() -> tuple[Counts, Counts]:
    """Smallest and greatest whole number of microseconds of each bucket, shape (N_BUCKETS,).

    Below 128 µs some buckets have none; their greatest lies before their smallest. The last bucket, of waits that do
    not fit, is taken as one microsecond wide.
    """
    index = np.arange(N_BUCKETS - 1)
    starts = np.ldexp(1.0 + (index % SUB_BUCKETS) / SUB_BUCKETS, index // SUB_BUCKETS)
    least = np.concatenate(([0], np.ceil(starts).astype(np.int64)))
    return least, np.append(least[1:] - 1, least[-1])
