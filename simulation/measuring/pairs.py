"""Figures by two axes at once, such as interval and queue: from sums that a run has anyway, or from those of groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from routing.model import SECOND
from simulation.measuring.measures import Measures
from simulation.measuring.metrics import GroupTally, Tally, Waits, queue_of_classes
from simulation.measuring.quantiles import WAIT_QUANTILES, pooled_quantiles
from simulation.measuring.results import Cell, Figure, GroupCell, PairRow, PairTable
from simulation.measuring.served import SERVED, SERVED_BUSY, SERVED_WAIT, SERVED_WITHIN, axis_names
from simulation.measuring.service_level import ratio_by
from simulation.measuring.statistics import Estimate, mean
from simulation.measuring.terms import Axis, Terms

BLOCK = 64
"""So many pairs are worked out at a time, so that memory does not grow with their number."""

MakeCells = Callable[[Tally, Sequence[Estimate], int, Terms], list[Cell]]
"""As :func:`simulation.measuring.assemble.contact_cells`."""


@dataclass(frozen=True, slots=True)
class PairMaker:
    """Makes tables of pairs.

    Parameters
    ----------
    measures, tally, waits, groups
        The sums of a run; the tally of shape (replications, intervals, classes), each contact by its own target.
    labels
        Of the intervals.
    group_rows
        By group, the figures of each interval.
    make_cells
        Makes figures of sums.
    """

    measures: Measures
    tally: Tally
    waits: Waits
    groups: GroupTally
    labels: Sequence[str]
    group_rows: Sequence[Sequence[GroupCell]]
    make_cells: MakeCells

    def tables(self) -> tuple[PairTable, ...]:
        """A table for each pair asked for."""
        return tuple(PairTable((one.value, other.value), tuple(self._rows(one, other))) for one, other in self._asked())

    def _asked(self) -> tuple[tuple[Axis, Axis], ...]:
        return self.measures.asked.pairs

    def _rows(self, one: Axis, other: Axis) -> Iterator[PairRow]:
        if one is Axis.INTERVAL:
            return self._groups_by_interval() if other is Axis.GROUP else self._by_interval(other)
        return self._served(one) if other is Axis.GROUP else self._of_classes(one, other)

    def _label(self, axis: Axis) -> NDArray[np.int64]:
        """The number of each class on an axis, -1 for none."""
        if axis is Axis.QUEUE:
            return queue_of_classes(self.measures)
        return self.measures.world.classes[axis.value].astype(np.int64)

    def _names(self, axis: Axis) -> tuple[str, ...]:
        return axis_names(self.measures.world, axis)

    def _by_interval(self, axis: Axis) -> Iterator[PairRow]:
        """One interval after the other; without quantiles, as histograms are kept by class and by interval only."""
        world, names, labels = self.measures.world, self._names(axis), self._label(axis)
        unknown = np.full(len(names), np.nan)
        quantiles = [Estimate(unknown, unknown, unknown)] * len(WAIT_QUANTILES)
        for index, label in enumerate(self.labels):
            sums = self.tally.at_interval(index).over_labels(labels, len(names))
            cells = self.make_cells(sums, quantiles, world.interval_us, self.measures.asked.terms)
            came = sums.offered.any(axis=0)
            yield from (PairRow(label, names[place], cells[place]) for place in np.flatnonzero(came))

    def _of_classes(self, one: Axis, other: Axis) -> Iterator[PairRow]:
        first, second = self._names(one), self._names(other)
        day = self.tally.over_intervals()
        labels = np.where(self._label(one) >= 0, self._label(one) * len(second) + self._label(other), -1)
        came = np.unique(labels[day.offered.any(axis=0) & (labels >= 0)])
        ends = self.waits.least, self.waits.most
        for start in range(0, len(came), BLOCK):
            block = came[start : start + BLOCK]
            members = labels == block[:, None]
            histograms = self.waits.over_classes(members)
            quantiles = pooled_quantiles(histograms, ends, WAIT_QUANTILES, self.measures.group_sizes)
            world, terms = self.measures.world, self.measures.asked.terms
            cells = self.make_cells(day.over_classes(members), quantiles, world.close_us, terms)
            for place, cell in zip(block.tolist(), cells, strict=True):
                yield PairRow(first[place // len(second)], second[place % len(second)], cell)

    def _groups_by_interval(self) -> Iterator[PairRow]:
        for index, label in enumerate(self.labels):
            for name, cells in zip(self.measures.world.group_names, self.group_rows, strict=True):
                yield PairRow(label, name, blank(answered=cells[index].answered), cells[index].occupancy)

    def _served(self, axis: Axis) -> Iterator[PairRow]:
        """What each group serves, over the day."""
        terms, names = self.measures.asked.terms, self._names(axis)
        signed_on = self.groups.over_intervals().signed_on
        for place, name in enumerate(names):
            sums = self.measures.served[axis][:, :, place]
            answered = sums[..., SERVED]
            number = answered.sum(axis=0)
            columns = zip(
                mean(answered, number).within(0.0).figures(),
                mean(sums[..., SERVED_WITHIN], number).within(0.0).figures(),
                ratio_by(terms, sums[..., SERVED_WAIT], answered).figures(SECOND),
                ratio_by(terms, sums[..., SERVED_BUSY], signed_on, number).figures(),
                strict=True,
            )
            for group, (many, within, wait, busy) in enumerate(columns):
                if number[group]:
                    cell = blank(answered=many, within_target=within, mean_answer_s=wait)
                    yield PairRow(name, self.measures.world.group_names[group], cell, busy)


def blank(**known: Figure) -> Cell:
    """A cell of which nothing else is known."""
    return Cell(**{**{field.name: Figure(None) for field in fields(Cell)}, **known})
