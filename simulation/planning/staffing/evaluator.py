"""What one staff gives: the scenario simulated with it, with the same customers as every other staff.

::

    crew = load_crew("payday")
    evaluator = Evaluator(crew, targets, seed=1)
    days = evaluator.spread_days(40)
    standing = evaluator.evaluate(staff, days)     # Staff: shape (groups, intervals)
    standing.slack()                               # of each cell of the targets
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from routing.kernels.state import Rows
from routing.model import SECOND
from simulation.core.records import CONTACT
from simulation.experiment import Plan, available_cores, drawn_source, measure_replications
from simulation.measuring.measures import Measures
from simulation.measuring.metrics import answered_within, contact_tally, goal_offered, group_tally
from simulation.measuring.results import Goal
from simulation.measuring.statistics import ratio_error
from simulation.planning.staffing.crew import Crew, Staff
from simulation.planning.staffing.target import Cells, Floats, Quantity, Standing, Target, cells_of
from simulation.workload import Buffers, DrawnSource

MOST_KEPT = 256 * 2**20
"""Bytes of drawn contacts that are kept for the next evaluation; further days are drawn again each time."""

SPREAD = 50
"""The days of a spread sample are chosen among so many times as many."""

Sums = tuple[Floats, Floats]
"""Numerators and denominators."""


@dataclass
class Evaluator:
    """Simulates a crew with one staff after another.

    Parameters
    ----------
    crew
        The scenario.
    targets
        What must hold.
    seed
        Of the customers.
    threads
        None: as many as there are cores. Their number changes no figure.
    """

    crew: Crew
    targets: tuple[Target, ...]
    seed: int = 1
    threads: int | None = None
    evaluations: int = 0
    """Staffs tried so far, checks among them …"""
    simulated: int = 0
    """… and days simulated for them."""
    cells: Cells = field(init=False)
    _source: _KeptSource = field(init=False)

    def __post_init__(self) -> None:
        self.cells = cells_of(self.targets, self.crew.scenario.expected, self.crew.intervals)
        self._source = _KeptSource(drawn_source(self.crew.scenario.world, self.seed))

    def spread_days(self, count: int) -> NDArray[np.int64]:
        """The numbers of days whose factors are spread as evenly as those of the law of the day's factor.

        Each is a day like any other of its factor, so that figures over them are about those over all days, with far
        less chance in them: how busy the days of a sample happen to be is most of what samples differ in. Where the
        scenario has no such factor they are the first days.
        """
        if self.crew.scenario.world.plan is None or self.crew.scenario.world.plan.day_cv == 0.0:
            return np.arange(count)
        factors = np.array([self._source.drawn.day_factor(day) for day in range(SPREAD * count)])
        order = np.argsort(factors, kind="stable")
        return np.sort(order[SPREAD // 2 :: SPREAD][:count])

    def evaluate(self, staff: Staff, days: Sequence[int] | NDArray[np.int64]) -> Standing:
        """Simulate these days with this staff, and say how the targets stand."""
        self.evaluations += 1
        return self.standing(*self.sums(staff, days))

    def sums(self, staff: Staff, days: Sequence[int] | NDArray[np.int64]) -> Sums:
        """Numerators and denominators of all targets' figures, shape (days, targets, intervals)."""
        self.simulated += len(days)
        measures = self.measures(staff, days)
        pairs = [_sums(measures, target) for target in self.targets]
        return np.stack([above for above, _ in pairs], axis=1), np.stack([below for _, below in pairs], axis=1)

    def measures(self, staff: Staff, days: Sequence[int] | NDArray[np.int64]) -> Measures:
        """All sums of these days with this staff."""
        goals = tuple(
            Goal(target.name, (), target.limit, target.within_s)
            for target in self.targets
            if target.quantity is Quantity.ANSWERED
        )
        setting = replace(self.crew.with_staff(staff), goals=goals)
        threads = self.threads or available_cores()
        plan = Plan(len(days), self.seed, threads=threads)
        return measure_replications(setting, plan, source=_Chosen(self._source, np.asarray(days)))

    def standing(self, above: Floats, below: Floats) -> Standing:
        """How the targets stand after such days."""
        tops, bottoms = [], []
        for number, interval in zip(self.cells.target.tolist(), self.cells.interval.tolist(), strict=True):
            chosen = slice(None) if interval < 0 else slice(interval, interval + 1)
            top, bottom = above[:, number, chosen].sum(axis=1), below[:, number, chosen].sum(axis=1)
            target = self.targets[number]
            if target.days is not None:
                top, bottom = _by_days(target, top, bottom)
            tops.append(top)
            bottoms.append(bottom)
        figure, error = ratio_error(np.stack(tops, axis=1), np.stack(bottoms, axis=1))
        days = len(above)
        deviation = np.nan_to_num(error) * np.sqrt(days)
        return Standing(self.cells, figure, deviation, days, above.sum(axis=0), below.sum(axis=0))


def _by_days(target: Target, top: Floats, bottom: Floats) -> Sums:
    """The share of days on which the target holds, or of those on which a ceiling does not."""
    if target.sign > 0:
        return (top >= target.limit * bottom).astype(np.float64), np.ones_like(top)
    return (top > target.limit * bottom).astype(np.float64), np.ones_like(top)


def _sums(measures: Measures, target: Target) -> Sums:
    """Numerators and denominators of a target's figure, shape (days, intervals)."""
    if target.quantity is Quantity.OCCUPANCY:
        groups = group_tally(measures)
        chosen = target.groups
        return _floats(groups.busy[..., chosen]), _floats(groups.signed_on[..., chosen])
    tally = contact_tally(measures)
    offered = goal_offered(measures, tally)[..., target.classes]
    if target.quantity is Quantity.ANSWERED:
        within = answered_within(measures, measures.longest_within(target.within_s))
        return _floats(within[..., target.classes]), _floats(offered)
    if target.quantity is Quantity.ABANDONED:
        return _floats(tally.abandoned[..., target.classes]), _floats(offered)
    return _floats(tally.wait[..., target.classes]) / SECOND, _floats(tally.waited[..., target.classes])


def _floats(counts: NDArray[np.int64]) -> Floats:
    summed: Floats = counts.sum(axis=-1).astype(np.float64)
    return summed


@dataclass
class _KeptSource:
    """Contacts drawn once and kept, as far as there is room."""

    drawn: DrawnSource
    kept: OrderedDict[int, Rows] = field(default_factory=OrderedDict)
    used: int = 0

    def day(self, number: int, buffers: Buffers) -> Rows:
        """The contacts of a day, in ``buffers``."""
        found = self.kept.get(number)
        if found is None:
            rows = self.drawn.draw(number, buffers)
            size = len(rows) * CONTACT.itemsize
            if self.used + size <= MOST_KEPT:
                self.used += size
                self.kept[number] = rows.copy()
            return rows
        buffers.reserve_rows(len(found))
        rows = buffers.rows[: len(found)]
        rows[:] = found
        return rows


@dataclass(frozen=True)
class _Chosen:
    """Some of the days, as the replications of a run."""

    source: _KeptSource
    days: NDArray[np.int64]

    @property
    def expected(self) -> int:
        return self.source.drawn.expected

    def draw(self, replication: int, buffers: Buffers) -> Rows:
        return self.source.day(int(self.days[replication]), buffers)
