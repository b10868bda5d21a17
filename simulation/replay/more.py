"""More, or fewer, contacts than a day's records have: the day scaled, or with a surge laid on top.

A contact of the records stands for as many as its factor says, on average. The first is the contact itself. Each
further one comes at an even moment of the same slice of time, with the work and patience of some contact of its class.
A greater factor keeps all who are there, and adds to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from routing.kernels.state import Rows
from routing.model import SECOND
from routing.policy import Policy
from routing.reading.document import read_document
from routing.reading.validation import validate
from routing.words.messages import text
from simulation.arrivals.surges import slice_minutes, surge_factors
from simulation.core.draw_plan import Purpose
from simulation.drawing.engine_random import modulo
from simulation.files.arrival_entries import ArrivalsDocument, Surges
from simulation.files.entry_types import Day
from simulation.replay.engine_impute import fill_shares
from simulation.replay.source import RecordedSource
from simulation.staff.staff_file import require_header
from simulation.workload import Buffers


@dataclass(frozen=True, slots=True)
class Factors:
    """How many contacts one of the records stands for.

    Parameters
    ----------
    of_class
        Shape (classes, slices of the day).
    slice_us
        Length of a slice in microseconds.
    close_us
        From the opening to the close; nobody is added after it.
    """

    of_class: NDArray[np.float64]
    slice_us: int
    close_us: int


def load_factors(file: Path | None, scale: float, day: Day, policy: Policy, classes: NDArray[np.void]) -> Factors:
    """The factors of a file with ``peakline: arrivals/1``, times ``scale``.

    Parameters
    ----------
    file
        None: ``scale`` alone.
    scale
        0 or more.
    day
        The hours of the records.
    policy
        Whose names the file uses.
    classes
        Dtype ``CLASS``.

    Raises
    ------
    InputError
        When the file is wrong.
    """
    surges, slice_min, several = Surges(), day.interval_min, []
    if file is not None:
        document = read_document(file)
        require_header(document, "arrivals/1")
        surges = validate(document, ArrivalsDocument).arrivals
        slice_min = slice_minutes(document, surges, day)
        several = surge_factors(document, surges, day, policy, slice_min)
    factors = np.full((len(classes), day.interval_min * day.intervals // slice_min), scale * surges.scale)
    for mask, of_slice in several:
        factors[mask[classes["problem"], classes["tier"], classes["channel"]]] *= of_slice
    return Factors(factors, slice_min * 60 * SECOND, day.interval_min * day.intervals * 60 * SECOND)


@dataclass(frozen=True, slots=True)
class ScaledSource:
    """A :class:`simulation.workload.Source`: recorded contacts, more or fewer of them. Threads may share it.

    Parameters
    ----------
    recorded
        The contacts as they were.
    numbers
        The row of each in its file: a part of the keys of its draws.
    factors
        How many each stands for.
    """

    recorded: RecordedSource
    numbers: NDArray[np.int64]
    factors: Factors

    @property
    def expected(self) -> int:
        """About so many contacts in a replication."""
        contacts = self.recorded.imputation.contacts
        return int(np.ceil(self._factors_of(contacts).sum()))

    def draw(self, replication: int, buffers: Buffers) -> Rows:
        """Return the contacts of a replication in order of arrival: a view of ``buffers``."""
        rows = self.recorded.draw(replication, buffers).copy()
        factors = self._factors_of(rows)
        copies = np.floor(factors + self._shares(replication, Purpose.COPIES, 0)).astype(np.int64)
        most = int(copies.max(initial=0))
        further = [self._copies(replication, copy, rows, copies > copy) for copy in range(1, most)]
        found = np.concatenate([rows[copies > 0], *further])
        buffers.reserve_rows(len(found))
        drawn = buffers.rows[: len(found)]
        drawn[:] = found[np.argsort(found["arrival"], kind="stable")]
        return drawn

    def _copies(self, replication: int, copy: int, rows: Rows, chosen: NDArray[np.bool_]) -> Rows:
        """The contacts that so many of ``rows`` stand for besides themselves and earlier copies."""
        place, like = (self._shares(replication, purpose, copy) for purpose in (Purpose.COPY_PLACE, Purpose.COPY_LIKE))
        order = np.argsort(rows["cls"], kind="stable")
        sizes = np.bincount(rows["cls"])
        first = (np.cumsum(sizes) - sizes)[rows["cls"]]
        donor = order[first + np.floor(like * sizes[rows["cls"]]).astype(np.int64)]
        found = rows[donor]
        start = rows["arrival"] // self.factors.slice_us * self.factors.slice_us
        end = np.minimum(start + self.factors.slice_us, np.maximum(self.factors.close_us, rows["arrival"] + 1))
        found["arrival"] = start + np.floor(place * (end - start)).astype(np.int64)
        taken: Rows = found[chosen]
        return taken

    def _factors_of(self, rows: Rows) -> NDArray[np.float64]:
        slices = np.minimum(rows["arrival"] // self.factors.slice_us, self.factors.of_class.shape[1] - 1)
        found: NDArray[np.float64] = self.factors.of_class[rows["cls"], slices]
        return found

    def _shares(self, replication: int, purpose: Purpose, copy: int) -> NDArray[np.float64]:
        shares = np.empty(len(self.numbers))
        with modulo():
            fill_shares(np.uint64(self.recorded.seed), replication, int(purpose), copy, self.numbers, shares)
        return shares


def scaled_note(source: ScaledSource) -> str:
    """What a reader must know of a day with other arrivals than those recorded."""
    return text(
        "Arrivals are not those recorded: about {expected} contacts a day instead of {recorded}. Those added come in "
        "the same slice of time as a contact of the records, with the work and patience of one like it.",
        expected=source.expected,
        recorded=source.recorded.expected,
    )
