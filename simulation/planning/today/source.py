"""The customers of a day of which some have come: as they were counted before now, by chance from then on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from routing.kernels.state import Rows
from simulation.core.world import World
from simulation.drawing.engine_draw import count_arrivals, draw_contacts
from simulation.drawing.engine_random import modulo
from simulation.experiment import drawn_source
from simulation.planning.today.posterior import Factors, chance, factors_given
from simulation.planning.today.seen import Seen, Volumes, seen_in, split_at
from simulation.workload import Buffers, DrawnSource

_PURPOSE = 2


@dataclass
class TodaySource:
    """Draws the contacts of days that all have the same past. Threads may share it, each with buffers of its own.

    Parameters
    ----------
    world
        With a plan.
    seed
        As in ``peakline run``: the same customers where nothing is known.
    volumes
        What has been counted before ``now_us``.
    now_us
        Microseconds from the opening.
    days
        Numbers of the replications that will be asked for.
    """

    world: World
    seed: int
    volumes: Volumes
    now_us: int
    days: Sequence[int]
    factors: Factors = field(init=False)
    source: DrawnSource = field(init=False)
    seen: Seen = field(init=False)
    _past: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        whole = drawn_source(self.world, self.seed)
        self.source = DrawnSource(split_at(whole.plan, self.now_us), self.seed)
        cells = self.source.plan.cells
        self._past = cells["start"] + cells["length"] <= self.now_us
        self.seen = seen_in(self.source.plan, self.world, self.volumes, self.now_us)
        self.factors = factors_given(self.source, self.seen, self.days)

    def means(self, place: int) -> NDArray[np.float64]:
        """Contacts expected in each cell on the day at a place of ``days``."""
        return self.factors.means(self.source.plan, place)

    def draw(self, place: int, buffers: Buffers, *, past: bool, future: bool = True) -> Rows:
        """Return the contacts of the day at a place of ``days``, by arrival: rows in ``buffers``, until its next use.

        Parameters
        ----------
        place, buffers
            Which day, and where to.
        past, future
            Those who came before now, and those who come from then on.
        """
        plan, day = self.source.plan, self.days[place]
        means = self.means(place)
        known = self.seen.set_of_cell >= 0
        drawn = np.where(self._past, means if past else 0.0, means if future else 0.0)
        seed, cells = np.uint64(self.seed), plan.cells.size
        buffers.reserve_cells(cells)
        with modulo():
            largest = count_arrivals(plan, seed, day, np.where(known & self._past, 0.0, drawn), buffers.scratch)
            if past and known.any():
                self._set_known(buffers.scratch.counts[:cells], means, day)
                slices = np.unique(plan.cells["slice"], return_inverse=True)[1]
                largest = int(np.bincount(slices, buffers.scratch.counts[:cells]).max(initial=0))
            buffers.reserve_slice(largest)
            buffers.reserve_rows(int(buffers.scratch.counts[:cells].sum()))
            contacts = draw_contacts(plan, seed, day, buffers.scratch, buffers.rows)
        return buffers.rows[:contacts]

    def _set_known(self, counts: NDArray[np.int64], means: NDArray[np.float64], day: int) -> None:
        """Divide what was counted among the cells that it was counted in: multinomially, by what they expect."""
        random = chance(self.seed, day, _PURPOSE)
        for number, count in enumerate(self.seen.counts.tolist()):
            own = np.flatnonzero(self.seen.set_of_cell == number)
            shares = means[own] / means[own].sum()
            counts[own] = random.multinomial(count, shares)

    def expected_after(self) -> NDArray[np.float64]:
        """Contacts that the scenario expects in each cell from now on, whatever has come."""
        return np.where(self._past, 0.0, self.source.plan.cells["expected"])
