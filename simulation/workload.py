"""What does happen: where a replication's table of contacts comes from. Randomness ends here."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from routing.kernels.state import Rows
from routing.model import NEVER
from routing.words.messages import text
from simulation.core.draw_plan import MAX_CONTACTS, TIMES, DrawPlan, DrawScratch
from simulation.core.records import CONTACT
from simulation.drawing.busyness import factors_of, gamma_factors
from simulation.drawing.engine_draw import count_arrivals, day_tail, draw_contacts
from simulation.drawing.engine_random import modulo


class Source(Protocol):
    """Where the contacts of a replication come from."""

    @property
    def expected(self) -> int:
        """About so many contacts in a replication."""

    def draw(self, replication: int, buffers: Buffers) -> Rows:
        """Return the contacts of a replication, sorted by arrival: CONTACT rows in ``buffers``, until its next use."""


class Buffers:
    """Memory that a thread draws into, again and again; it grows as need be."""

    def __init__(self) -> None:
        self.rows: Rows = np.empty(0, CONTACT)
        self.scratch = _scratch(0, 0)

    def reserve_rows(self, contacts: int) -> None:
        """Have room for so many rows. The content is lost."""
        if self.rows.size < contacts:
            self.rows = np.empty(_roomy(contacts), CONTACT)

    def reserve_cells(self, cells: int) -> None:
        """Have room for the counts of so many cells. The content is lost."""
        if self.scratch.counts.size < cells:
            self.scratch = self.scratch._replace(counts=np.empty(cells, np.int64))

    def reserve_slice(self, contacts: int) -> None:
        """Have room for so many contacts in a slice. The counts are kept."""
        if self.scratch.cls.size < contacts:
            self.scratch = _scratch(0, _roomy(contacts))._replace(counts=self.scratch.counts)


def _roomy(size: int) -> int:
    """A little more, so that the next replication fits, too."""
    return size + size // 8 + 16


def _scratch(cells: int, contacts: int) -> DrawScratch:
    return DrawScratch(
        counts=np.empty(cells, np.int64),
        starts=np.empty(contacts + 1, np.int64),
        places=np.empty(contacts, np.int64),
        ordered=np.empty(contacts, np.int64),
        cls=np.empty(contacts, np.int16),
        balks=np.empty(contacts, np.int8),
        preferred=np.empty(contacts, np.int32),
        times=np.empty((TIMES, contacts), np.int64),
    )


@dataclass(frozen=True, slots=True)
class DrawnSource:
    """Contacts drawn from a plan. Threads may share it, each with buffers of its own.

    Parameters
    ----------
    plan
        Made by :class:`~simulation.plans.plan_builder.PlanBuilder`.
    seed
        0 <= ``seed`` < 2**64. The same seed, replication and plan give the same contacts, on any machine.
    """

    plan: DrawPlan
    seed: int
    expected: int = field(init=False)
    _means: NDArray[np.float64] = field(init=False)
    _slices: NDArray[np.intp] = field(init=False)

    def __post_init__(self) -> None:
        if not 0 <= self.seed < 2**64:
            raise ValueError(text("The seed must lie between 0 and 2**64 - 1, not {value}.", value=self.seed))
        cells = self.plan.cells
        object.__setattr__(self, "expected", math.ceil(cells["expected"].sum()))
        object.__setattr__(self, "_means", np.ascontiguousarray(cells["expected"]))
        object.__setattr__(self, "_slices", np.unique(cells["slice"], return_inverse=True)[1])

    def day_factor(self, replication: int) -> float:
        """The factor of the day: gamma with mean 1, kept to nine decimals, on which versions of SciPy agree."""
        if self.plan.day_cv == 0.0:
            return 1.0
        with modulo():
            tail = day_tail(np.uint64(self.seed), replication)
        return float(gamma_factors(self.plan.day_cv, np.array([tail]))[0])

    def means(self, replication: int) -> NDArray[np.float64]:
        """Contacts expected in each cell of the plan, all random factors of the replication included."""
        plan, means = self.plan, self._means
        if plan.day_cv > 0.0:
            means = np.where(plan.cells["day_factor"] != 0, means * self.day_factor(replication), means)
        if plan.factors.size:
            means = means * factors_of(plan, self.seed, replication)
        return means

    def draw(self, replication: int, buffers: Buffers) -> Rows:
        """Return the contacts of a replication, by (arrival, class, ordinal): a view of ``buffers``.

        Parameters
        ----------
        replication
            Its number, from 0.
        buffers
            The thread's own.

        Raises
        ------
        ValueError
            When a slice would have more contacts than ``MAX_CONTACTS``.
        """
        means = self.means(replication)
        likely = float(np.bincount(self._slices, means).max(initial=0.0))
        if likely + 9.0 * math.sqrt(likely) > MAX_CONTACTS:
            raise ValueError(
                text("A slice of time has more than {limit} contacts: use shorter ones.", limit=MAX_CONTACTS)
            )
        seed, cells = np.uint64(self.seed), self.plan.cells.size
        buffers.reserve_cells(cells)
        with modulo():
            buffers.reserve_slice(count_arrivals(self.plan, seed, replication, means, buffers.scratch))
            buffers.reserve_rows(int(buffers.scratch.counts[:cells].sum()))
            contacts = draw_contacts(self.plan, seed, replication, buffers.scratch, buffers.rows)
        return buffers.rows[:contacts]


@dataclass(frozen=True, slots=True)
class TableSource:
    """The same contacts in every replication: a table written down, or a recorded day of which all is known.

    Parameters
    ----------
    contacts
        CONTACT rows sorted by arrival; see :func:`contact_table`.
    """

    contacts: Rows

    def __post_init__(self) -> None:
        if self.contacts.dtype != CONTACT or self.contacts.ndim != 1:
            raise ValueError(text("The contacts must be rows of the type CONTACT."))
        times = [self.contacts[name] for name in ("arrival", "patience", "work", "wrap_up")]
        if any((time < 0).any() for time in times):
            raise ValueError(text("The contacts' times must not be negative."))
        if (np.diff(self.contacts["arrival"]) < 0).any():
            raise ValueError(text("The contacts must be sorted by arrival."))

    @property
    def expected(self) -> int:
        """How many they are."""
        return self.contacts.size

    def draw(self, replication: int, buffers: Buffers) -> Rows:  # noqa: ARG002  (all replications are the same)
        """Return a copy of the contacts in ``buffers``."""
        buffers.reserve_rows(self.contacts.size)
        rows = buffers.rows[: self.contacts.size]
        rows[:] = self.contacts
        return rows


def contact_table(
    arrival: ArrayLike,
    work: ArrayLike,
    *,
    wrap_up: ArrayLike = 0,
    patience: ArrayLike = NEVER,
    cls: ArrayLike = 0,
    balks: ArrayLike = 0,
    tie: ArrayLike = 0,
    preferred: ArrayLike = -1,
) -> NDArray[np.record]:
    """Write down contacts, a column each or one value for all; times in microseconds."""
    rows = np.zeros(np.size(arrival), CONTACT)
    columns = {"arrival": arrival, "work": work, "wrap_up": wrap_up, "patience": patience, "cls": cls, "balks": balks}
    columns |= {"tie": tie, "preferred": preferred}
    for name, column in columns.items():
        rows[name] = column
    return rows
