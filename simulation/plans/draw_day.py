"""From expected contacts, surges and laws to the plan that contacts are drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from routing.errors import BadValue, Contradiction
from routing.model import SECOND
from routing.policy import Policy
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from simulation.arrivals.outages import hold_back
from simulation.arrivals.surges import slice_minutes, surge_factors
from simulation.core.draw_plan import DrawPlan
from simulation.files.arrival_entries import Arrivals
from simulation.files.day_clock import MINUTES_PER_DAY
from simulation.files.entry_types import Day
from simulation.files.run_days import run_of
from simulation.files.vocabulary import AXES, admitted, names_of
from simulation.plans.distributions import Law
from simulation.plans.plan_builder import PlanBuilder, Preferred


@dataclass(frozen=True, slots=True)
class Kinds:
    """What the contacts of each class are like, a list entry per class.

    Parameters
    ----------
    work, wrap_up, patience
        Laws of the times.
    balking
        Probability of leaving at once where a contact would have to wait.
    preferred
        Who has a preferred agent; None: nobody.
    group_work, group_wrap_up
        Where ``work`` or ``wrap_up`` is of the family TAIL: their laws by group of agents; else empty.
    """

    work: Sequence[Law]
    wrap_up: Sequence[Law]
    patience: Sequence[Law]
    balking: Sequence[float]
    preferred: Sequence[Preferred | None]
    group_work: Sequence[Sequence[Law]]
    group_wrap_up: Sequence[Sequence[Law]]

    def handling_us(self, number: int, group: int) -> float:
        """Mean talk time and wrap-up of a class with the agents of a group, of usual speed."""
        own = ((self.work, self.group_work), (self.wrap_up, self.group_wrap_up))
        return sum((by_group[number][group] if by_group[number] else law[number]).mean_us for law, by_group in own)


@dataclass(frozen=True, slots=True)
class Volumes:
    """Contacts expected by class in every slice of the day.

    Parameters
    ----------
    per_slice
        Shape (classes, intervals, slices of an interval).
    slice_min
        Length of a slice.
    """

    per_slice: NDArray[np.float64]
    slice_min: int

    @property
    def per_interval(self) -> NDArray[np.float64]:
        """Shape (classes, intervals)."""
        total: NDArray[np.float64] = self.per_slice.sum(axis=2)
        return total


def repeated_volumes(volumes: Volumes, times: int) -> Volumes:
    """The same so many times, one after another."""
    return Volumes(np.tile(volumes.per_slice, (1, times, 1)), volumes.slice_min)


def with_surges(
    document: Document,
    arrivals: Arrivals,
    day: Day,
    policy: Policy,
    classes: NDArray[np.void],
    expected: NDArray[np.float64],
) -> Volumes:
    """Divide ``expected``, shape (classes, intervals), into slices, multiplied by the surges, less the outages.

    Without either a slice is a whole interval.

    Raises
    ------
    InputError
        When a surge or an outage is wrong.
    """
    if not arrivals.surges and not arrivals.outages:
        return Volumes(expected[:, :, None], day.interval_min)
    slice_min = slice_minutes(document, arrivals, day)
    parts = day.interval_min // slice_min
    per_slice = np.repeat(expected[:, :, None] / parts, parts, axis=2)
    for mask, factors in surge_factors(document, arrivals, day, policy, slice_min):
        about = mask[classes["problem"], classes["tier"], classes["channel"]]
        per_slice[about] *= factors.reshape(day.intervals, parts)
    hold_back(document, arrivals, day, policy, classes, per_slice.reshape(len(per_slice), -1))
    return Volumes(per_slice, slice_min)


def draw_plan(
    document: Document,
    arrivals: Arrivals,
    day: Day,
    policy: Policy,
    classes: NDArray[np.void],
    volumes: Volumes,
    kinds: Kinds,
) -> DrawPlan:
    """The plan of a day: a cell per class and slice, or per interval where nobody's rate changes within it.

    Raises
    ------
    InputError
        When a number is beyond what can be drawn.
    """
    try:
        builder = PlanBuilder(day_cv=arrivals.day_factor_cv)
        keys: dict[int, int] = {}
        for number, row in enumerate(classes):
            key = class_key(policy, row)
            builder.add_class(
                work=kinds.work[number],
                wrap_up=kinds.wrap_up[number],
                patience=kinds.patience[number],
                balk=kinds.balking[number],
                preferred=kinds.preferred[number],
                key=key,
                part_of=keys.get(key),
            )
            keys.setdefault(key, number)
        _add_cells(builder, volumes)
        _add_factors(builder, document, arrivals, day, policy, classes)
        return builder.build()
    except ValueError as error:
        raise document.error(("arrivals",), str(error), kind=BadValue) from None


def class_key(policy: Policy, row: np.void) -> int:
    """What stands for a class in the keys of its draws: made of its names, so that no other class changes it."""
    names = [names_of(policy, axis)[row[axis]] for axis in AXES]
    return _key_of("\n".join(names))


def _key_of(name: str) -> int:
    return int.from_bytes(sha256(name.encode()).digest()[:7])


def _add_factors(
    builder: PlanBuilder,
    document: Document,
    arrivals: Arrivals,
    day: Day,
    policy: Policy,
    classes: NDArray[np.void],
) -> None:
    for name, factor in arrivals.factors.items():
        path: Path = ("arrivals", "factors", name)
        if factor.correlation and factor.each == "day":
            rule = text("only factors with each: interval are correlated")
            raise document.error((*path, "correlation"), rule, kind=Contradiction)
        mask = admitted(document, path, factor, policy)
        about = mask[classes["problem"], classes["tier"], classes["channel"]]
        builder.add_factor(
            np.flatnonzero(about).tolist(),
            cv=factor.cv,
            key=_key_of(name),
            span_us=_span_min(factor.each, day) * 60 * SECOND,
            correlation=factor.correlation,
        )


def _span_min(each: str, day: Day) -> int:
    """How long a value of a factor holds, in minutes; 0: all day, where there is one only."""
    if each == "interval":
        return day.interval_min
    return 0 if run_of(day) is None else MINUTES_PER_DAY


def _add_cells(builder: PlanBuilder, volumes: Volumes) -> None:
    per_slice = volumes.per_slice
    _, intervals, parts = per_slice.shape
    # Slices are numbered by their start in minutes, so that other surges or slices leave a cell's draws as they are.
    minutes = volumes.slice_min
    changing = np.any(per_slice != per_slice[:, :, :1], axis=(0, 2))
    for interval in range(intervals):
        start = interval * parts * minutes
        means = per_slice[:, interval] if changing[interval] else per_slice[:, interval].sum(axis=1, keepdims=True)
        length = minutes * parts // means.shape[1]
        for cls, part in np.argwhere(means > 0).tolist():
            builder.add_cell(
                cls,
                time_slice=start + part * length,
                start_us=(start + part * length) * 60 * SECOND,
                length_us=length * 60 * SECOND,
                expected=float(means[cls, part]),
            )
