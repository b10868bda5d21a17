"""What each simulated day adds up to: the numerator and the denominator of every measure in every cell.

That is all a comparison keeps of a side, some hundred numbers a day, however many contacts there were.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.model import SECOND
from simulation.compare.measure import (
    ABANDONED,
    BOT_SHARE,
    MEAN_HANDLING,
    MEAN_WAIT,
    OCCUPANCY,
    OF_CUSTOMERS,
    OVERALL,
    SATISFIED,
    SERVICE_LEVEL,
    Cell,
    Kind,
    Measure,
)
from simulation.core.satisfaction import MILLION
from simulation.measuring import metrics
from simulation.measuring.assemble import DAY_MINUTES, clock_label
from simulation.measuring.dates import Dates
from simulation.measuring.measures import Measures
from simulation.measuring.metrics import Counts, Tally, answered_within, goal_offered
from simulation.measuring.service_level import service_level_parts
from simulation.measuring.statistics import Values
from simulation.measuring.verdict import goal_members

Members = NDArray[np.bool_]
UNITS = {MEAN_WAIT: SECOND, MEAN_HANDLING: SECOND, SATISFIED: MILLION}
"""What numerators are counted in, where that is not one contact."""


@dataclass(frozen=True, slots=True)
class Sums:
    """One measure in many cells.

    Parameters
    ----------
    cells
        Each with its column.
    numerator, denominator
        Shape (replications, cells); waits in seconds.
    contacts
        How many each cell rests on, over all replications, shape (cells,).
    """

    cells: Mapping[Cell, int]
    numerator: Values
    denominator: Values
    contacts: Values

    def of(self, cells: Sequence[Cell]) -> tuple[Values, Values]:
        """Numerators and denominators of some cells, shape (replications, len(cells))."""
        columns = [self.cells[cell] for cell in cells]
        return self.numerator[:, columns], self.denominator[:, columns]

    def contacts_of(self, cells: Sequence[Cell]) -> Values:
        """What these cells rest on."""
        return self.contacts[[self.cells[cell] for cell in cells]]


Daily = Mapping[Measure, Sums]
"""What is kept of a side."""


def daily_sums(measures: Measures, wanted: Sequence[Measure], open_at_s: int) -> Daily:
    """The sums of every day of a run.

    Parameters
    ----------
    measures
        Of the run; not kept.
    wanted
        What to count. The target and the goals are those that ``measures`` was made with.
    open_at_s
        Second of the day of the opening.
    """
    counted = _Contacts(measures, open_at_s)
    return {measure: counted.occupancy() if measure == OCCUPANCY else counted.sums(measure) for measure in wanted}


class _Contacts:
    """Counts contacts by everything that tells them apart."""

    def __init__(self, measures: Measures, open_at_s: int) -> None:
        self.measures = measures
        self.tally: Tally = metrics.contact_tally(measures)
        interval_s = round(measures.world.interval_us / SECOND)
        self.spans = interval_names(open_at_s, interval_s, measures.world.n_intervals, measures.asked.dates)
        self.named = list(self._named())

    def _named(self) -> Iterator[tuple[Cell, Members]]:
        """Each cell of the whole day, and which classes belong to it."""
        world, policy = self.measures.world, self.measures.world.policy
        yield OVERALL, np.ones(len(world.classes), np.bool_)
        queues = metrics.queue_of_classes(self.measures)
        kinds = (
            (Kind.QUEUE, queues, [queue.name for queue in policy.queues]),
            (Kind.PROBLEM, world.classes["problem"], policy.problems),
            (Kind.TIER, world.classes["tier"], policy.tiers),
            (Kind.CHANNEL, world.classes["channel"], policy.channels),
        )
        for kind, labels, names in kinds:
            for number, name in enumerate(names):
                if (labels == number).any():
                    yield Cell(kind, name), labels == number

    def sums(self, measure: Measure) -> Sums:
        """A measure of contacts in every cell."""
        if measure in OF_CUSTOMERS:
            return self._of_customers(measure)
        numerator, denominator = self._ratio(measure)
        cells = [*(cell for cell, _ in self.named), *(Cell(Kind.INTERVAL, span) for span in self.spans)]
        x, y = self._columns(numerator), self._columns(denominator)
        return _sums(measure, cells, x, y)

    def _of_customers(self, measure: Measure) -> Sums:
        """A measure of customers in every cell but the intervals: a customer may come in several of them."""
        x, y = (self._named_columns(self.measures.customers[..., column]) for column in OF_CUSTOMERS[measure])
        return _sums(measure, [cell for cell, _ in self.named], x, y)

    def _ratio(self, measure: Measure) -> tuple[NDArray[Any], NDArray[Any]]:
        """Numerator and denominator, shape (replications, intervals, classes)."""
        tally = self.tally
        if measure.goal is not None:
            members = goal_members(measure.goal, self.measures.world)
            within = answered_within(self.measures, self.measures.longest_within(measure.goal.within_s))
            return within * members, goal_offered(self.measures, tally) * members
        if measure == SERVICE_LEVEL:
            return service_level_parts(tally, self.measures.asked.terms.service_level_of)
        ratios = {
            ABANDONED: (tally.abandoned, tally.offered),
            MEAN_WAIT: (tally.wait, tally.waited),
            BOT_SHARE: (tally.contained, tally.offered + tally.contained),
        }
        return ratios[measure]

    def _columns(self, values: Counts) -> Counts:
        """Sums of the named cells, then of the intervals; shape (replications, cells)."""
        return np.concatenate([self._named_columns(values.sum(axis=1)), values.sum(axis=2)], axis=1)

    def _named_columns(self, day: Counts) -> Counts:
        """Sums of the named cells; ``day`` has the shape (replications, classes)."""
        return np.stack([day[:, members].sum(axis=1) for _, members in self.named], axis=1)

    def occupancy(self) -> Sums:
        """Time in service and wrap-up / time signed on, of all agents, each group, and all agents by interval."""
        groups = metrics.group_tally(self.measures)
        names = self.measures.world.group_names
        cells = [OVERALL, *(Cell(Kind.GROUP, name) for name in names), *(Cell(Kind.INTERVAL, s) for s in self.spans)]

        def columns(values: Counts) -> Values:
            day = values.sum(axis=1)
            parts = [day.sum(axis=1, keepdims=True), day, values.sum(axis=2)]
            return np.concatenate(parts, axis=1).astype(np.float64)

        x, y = columns(groups.busy) / SECOND, columns(groups.signed_on) / SECOND
        return Sums({cell: place for place, cell in enumerate(cells)}, x, y, columns(groups.answered).sum(axis=0))


def _sums(measure: Measure, cells: Sequence[Cell], numerator: Counts, denominator: Counts) -> Sums:
    """The sums of these cells; both arrays have the shape (replications, cells)."""
    places = {cell: place for place, cell in enumerate(cells)}
    unit = UNITS.get(measure, 1)
    return Sums(places, numerator / unit, denominator.astype(np.float64), denominator.sum(axis=0))


def interval_names(open_at_s: int, interval_s: int, count: int, dates: Dates | None = None) -> list[str]:
    """``09:00–09:30`` for each interval; before it the date, or else the number of the day from the second one on."""
    names = []
    for index in range(count):
        start = open_at_s + index * interval_s
        day = start // (60 * DAY_MINUTES)
        span = f"{clock_label(start)}–{clock_label(start + interval_s)}"
        before = f"{day + 1}: " if day else ""
        names.append(f"{before}{span}" if dates is None else f"{dates.label(start).partition(' ')[0]} {span}")
    return names
