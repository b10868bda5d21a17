"""The builder of a :class:`~simulation.core.draw_plan.DrawPlan`: classes of contacts and their arrivals.

::

    builder = PlanBuilder(day_cv=0.1)
    calls = builder.add_class(work=lognormal(240, cv=0.8), wrap_up=exponential(30), patience=exponential(120))
    builder.add_day(calls, expected=[310.0, 420.5, 380.0], interval_us=1_800_000_000)
    plan = builder.build()
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from routing.kernels.state import Rows
from routing.model import Tie
from routing.words.messages import text
from simulation.core.draw_plan import CELL, CLASS_DRAW, FACTOR, MAX_CONTACTS, MAX_LENGTH, DrawPlan, Family
from simulation.plans.distributions import Law, deterministic, never
from simulation.plans.law_table import LawTable


@dataclass(frozen=True, slots=True)
class Preferred:
    """Who of a class has a preferred agent, and whom.

    Parameters
    ----------
    share
        Probability of having one.
    agents
        Their numbers in the world, each as likely as another.
    tie
        Why they are preferred.
    """

    share: float
    agents: tuple[int, ...]
    tie: Tie = Tie.LAST


class PlanBuilder:
    """Collects classes of contacts and their arrivals, checks them, and makes a :class:`DrawPlan`.

    Times are microseconds from the start of the day.

    Parameters
    ----------
    day_cv
        Coefficient of variation of the factor, a gamma variable of mean 1, by which the expected arrivals of a whole
        day are multiplied; 0: none.

    Raises
    ------
    ValueError
        When ``day_cv`` is negative or greater than 3.
    """

    def __init__(self, *, day_cv: float = 0.0) -> None:
        if not (day_cv == 0 or 0.001 <= day_cv <= 3):
            raise ValueError(
                text("The day factor's variation must be 0 or lie between 0.001 and 3, not {value}.", value=day_cv)
            )
        self._day_cv = float(day_cv)
        self._laws = LawTable()
        self._classes: list[tuple[int, float, tuple[int, int, int], Preferred]] = []
        self._drawn: dict[tuple[int, int], int] = {}
        self._cells: dict[tuple[int, int], tuple[int, int, float, bool]] = {}
        self._factors: list[tuple[int, float, int, float, frozenset[int]]] = []

    def add_class(
        self,
        *,
        work: Law,
        wrap_up: Law | None = None,
        patience: Law | None = None,
        balk: float = 0.0,
        preferred: Preferred | None = None,
        key: int | None = None,
        part_of: int | None = None,
    ) -> int:
        """Add a class of contacts and return its number, counted from 0.

        Parameters
        ----------
        work, wrap_up
            Talk time and wrap-up with an agent of usual speed; no ``wrap_up``: 0.
        patience
            How long it waits for a human; None: for ever.
        balk
            Probability of leaving at once where it would have to wait.
        preferred
            Who has a preferred agent; None: nobody.
        key
            What stands for the class in the keys of its draws; by default its number. A class with a key of its own
            keeps its customers when classes before it are added or taken away.
        part_of
            The number of a class with the same key, of which this one is a part: it has arrivals in other slices.

        Raises
        ------
        ValueError
            When ``balk`` or a share is no probability, ``key`` negative or taken, ``work`` or ``wrap_up`` endless, or
            there is no agent to prefer.
        """
        number = len(self._classes)
        key = number if key is None else key
        if not 0 <= balk <= 1:
            raise ValueError(text("The share that balks must lie between 0 and 1, not {value}.", value=balk))
        if not 0 <= key < 2**62:
            raise ValueError(text("The key of a class must lie between 0 and 2**62, not {value}.", value=key))
        if part_of is None and any(key == other for other, *_ in self._classes):
            raise ValueError(text("Two classes have the key {key}.", key=key))
        wrap_up = wrap_up or deterministic(0)
        patience = patience or never()
        if Family.NEVER in (work.family, wrap_up.family):
            raise ValueError(text("Work and wrap-up must have an end."))
        laws = (self._laws.number_of(work), self._laws.number_of(wrap_up), self._laws.number_of(patience))
        self._classes.append((key, float(balk), laws, _checked(preferred)))
        return number

    def add_day(self, cls: int, expected: Sequence[float], interval_us: int, *, day_factor: bool = True) -> None:
        """Add the arrivals of class ``cls`` in successive intervals from time 0; the slice is the interval's number.

        See :meth:`add_cell` for the parameters and the errors.
        """
        for interval, mean in enumerate(expected):
            self.add_cell(
                cls,
                time_slice=interval,
                start_us=interval * interval_us,
                length_us=interval_us,
                expected=mean,
                day_factor=day_factor,
            )

    def add_cell(
        self, cls: int, *, time_slice: int, start_us: int, length_us: int, expected: float, day_factor: bool = True
    ) -> None:
        """Add the arrivals of class ``cls`` in one slice of time: Poisson, at a rate that does not change in it.

        Parameters
        ----------
        cls
            Number of the class.
        time_slice
            Number of the slice, a part of the key of every draw in it; the same window in every class.
        start_us, length_us
            The window in microseconds.
        expected
            Mean number of arrivals before the day factor.
        day_factor
            Whether the factor of the day multiplies it.

        Raises
        ------
        ValueError
            When the class is not there, has arrivals in the slice already, or a number is out of range.
        """
        if not 0 <= cls < len(self._classes):
            raise ValueError(text("There is no class with the number {number}.", number=cls))
        if (time_slice, cls) in self._cells:
            raise ValueError(
                text("The class {number} has arrivals in the slice {slice} already.", number=cls, slice=time_slice)
            )
        key = self._classes[cls][0]
        if self._drawn.setdefault((time_slice, key), cls) != cls:
            rule = text("Parts of a class must not have arrivals in the same slice, {slice}.", slice=time_slice)
            raise ValueError(rule)
        if not (0 <= time_slice < 2**31 and 0 <= start_us < 2**52):
            raise ValueError(text("The number and the start of a slice must not be negative or huge."))
        if not 0 < length_us < MAX_LENGTH:
            raise ValueError(
                text("A slice must be longer than 0 and shorter than 38 hours, not {length} µs.", length=length_us)
            )
        if not 0 <= expected < MAX_CONTACTS:
            raise ValueError(
                text(
                    "The expected arrivals of a slice must lie between 0 and {limit}, not {value}.",
                    limit=MAX_CONTACTS,
                    value=expected,
                )
            )
        self._cells[time_slice, cls] = (int(start_us), int(length_us), float(expected), bool(day_factor))

    def add_factor(
        self, classes: Iterable[int], *, cv: float, key: int, span_us: int = 0, correlation: float = 0.0
    ) -> None:
        """Let a random factor, a gamma variable of mean 1, multiply the expected arrivals of some classes.

        Parameters
        ----------
        classes
            Their numbers.
        cv
            Coefficient of variation, 0.001 to 3.
        key
            What stands for the factor in the keys of its draws.
        span_us
            There is a new value every so many microseconds from time 0; 0: one for the whole day.
        correlation
            Of the normal variables behind the values of two successive spans, 0 <= ``correlation`` < 1.

        Raises
        ------
        ValueError
            When a number is out of range, or the key is taken.
        """
        if not 0.001 <= cv <= 3:
            raise ValueError(text("The variation of a factor must lie between 0.001 and 3, not {value}.", value=cv))
        if not 0 <= key < 2**62 or any(key == other for other, *_ in self._factors):
            raise ValueError(text("The key of a factor must be its own, between 0 and 2**62, not {value}.", value=key))
        if span_us < 0 or not 0 <= correlation < 1:
            raise ValueError(text("A span must not be negative; a correlation lies between 0 and below 1."))
        self._factors.append((key, float(cv), int(span_us), float(correlation), frozenset(classes)))

    def build(self) -> DrawPlan:
        """Return the plan.

        Raises
        ------
        ValueError
            When cells of one slice have different windows, or slices overlap.
        """
        cells = self._cell_rows()
        classes, candidates = self._class_rows()
        factors = np.zeros(len(self._factors), FACTOR)
        follows = np.zeros((len(self._factors), len(cells)), np.bool_)
        for row, mask, (key, cv, span, correlation, about) in zip(factors, follows, self._factors, strict=True):
            row.key, row.cv, row.span, row.correlation = key, cv, span, correlation
            mask[:] = np.isin(cells["cls"], list(about))
        return DrawPlan(cells, classes, *self._laws.rows(), self._day_cv, candidates, factors, follows)

    def _cell_rows(self) -> Rows:
        windows: dict[int, tuple[int, int]] = {}
        for (time_slice, _), (start, length, _, _) in self._cells.items():
            if windows.setdefault(time_slice, (start, length)) != (start, length):
                raise ValueError(text("The slice {slice} has two different windows.", slice=time_slice))
        order = sorted(windows, key=windows.__getitem__)
        for before, after in pairwise(order):
            if sum(windows[before]) > windows[after][0]:
                raise ValueError(text("The slices {one} and {other} overlap.", one=before, other=after))
        by_time = sorted(
            (start, cls, time_slice, length, expected, day_factor)
            for (time_slice, cls), (start, length, expected, day_factor) in self._cells.items()
        )
        rows = np.zeros(len(by_time), CELL)
        if by_time:
            names = ("start", "cls", "slice", "length", "expected", "day_factor")
            for name, column in zip(names, zip(*by_time, strict=True), strict=True):
                rows[name] = column
        return rows

    def _class_rows(self) -> tuple[Rows, NDArray[np.int32]]:
        rows = np.zeros(len(self._classes), CLASS_DRAW)
        first: dict[tuple[int, ...], int] = {}
        candidates: list[int] = []
        for row, (key, balk, laws, preferred) in zip(rows, self._classes, strict=True):
            row.key, row.balk = key, balk
            row.laws[:] = laws
            if preferred.agents not in first:
                first[preferred.agents] = len(candidates)
                candidates += preferred.agents
            row.share, row.tie = preferred.share, preferred.tie
            row.first, row.n_candidates = first[preferred.agents], len(preferred.agents)
        return rows, np.array(candidates, np.int32)


def _checked(preferred: Preferred | None) -> Preferred:
    """The same, or that of a class in which nobody has a preferred agent."""
    if preferred is None:
        return Preferred(0.0, ())
    if not 0 <= preferred.share <= 1:
        rule = text("The share with a preferred agent must lie between 0 and 1, not {value}.", value=preferred.share)
        raise ValueError(rule)
    if not preferred.share:
        return Preferred(0.0, ())
    if not preferred.agents or min(preferred.agents) < 0:
        raise ValueError(text("Preferred agents must be named by their numbers in the world."))
    return preferred
