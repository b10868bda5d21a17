"""Surges: how much more comes around a payday, a launch or a month end.

A surge multiplies arrivals by 1 + (factor − 1) × s(t), with s rising in a straight line from 0 at its start to 1 at its
peak, staying there as long as it is said to, and then falling: to one half in each half-life, or in a straight line to
its end. Where several surges meet, their factors are multiplied. Within a slice the rate is constant: that of the
slice's middle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import gcd

import numpy as np
from numpy.typing import NDArray

from routing.errors import Contradiction, MissingKey
from routing.policy import Policy
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import NO_VALUE
from simulation.files.arrival_entries import Surge, Surges
from simulation.files.day_clock import MINUTES_PER_DAY, after_opening
from simulation.files.entry_types import Day
from simulation.files.run_days import run_of
from simulation.files.vocabulary import admitted

USUAL_SLICE_MIN = 5


@dataclass(frozen=True, slots=True)
class Shape:
    """When a surge rises and falls, in minutes from the opening.

    Parameters
    ----------
    start, peak
        Of the rise.
    until
        It stays at its peak so long.
    half_life
        In which the excess halves; 0: it falls in a straight line.
    ends
        When it is over; infinite: never quite.
    """

    start: float
    peak: float
    until: float
    half_life: float
    ends: float

    def at(self, minutes: NDArray[np.float64]) -> NDArray[np.float64]:
        """The excess at each of ``minutes``, as a share of that at the peak."""
        rise = (minutes - self.start) / max(self.peak - self.start, 1e-9)
        since = np.maximum(minutes - self.until, 0.0)
        fall = np.exp2(-since / self.half_life) if self.half_life else 1 - since / max(self.ends - self.until, 1e-9)
        shape = np.where(minutes < self.peak, np.clip(rise, 0.0, 1.0), np.clip(fall, 0.0, 1.0))
        return np.where(minutes < self.ends, shape, 0.0)


def slice_minutes(document: Document, arrivals: Surges, day: Day) -> int:
    """Length of the slices in which rates are constant while a surge lasts.

    Raises
    ------
    Contradiction
        When the length that the file asks for does not divide the interval.
    """
    if arrivals.slice_min is None:
        return gcd(USUAL_SLICE_MIN, day.interval_min)
    if day.interval_min % arrivals.slice_min:
        rule = text("must divide interval_min, which is {minutes}", minutes=day.interval_min)
        raise document.error(("arrivals", "slice_min"), rule, kind=Contradiction)
    return arrivals.slice_min


def surge_factors(
    document: Document, arrivals: Surges, day: Day, policy: Policy, slice_min: int
) -> list[tuple[NDArray[np.bool_], NDArray[np.float64]]]:
    """For each surge the contacts it is about, (problems, tiers, channels), and its factor in each slice of the day.

    Raises
    ------
    InputError
        When a surge ends before its peak, peaks before it starts, has no decay or names what the policy does not have.
    """
    slices = day.interval_min * day.intervals // slice_min
    middles = np.arange(slices, dtype=np.float64) * slice_min + 0.5 * slice_min
    result = []
    for name, surge in arrivals.surges.items():
        path: Path = ("arrivals", "surges", name)
        mask = admitted(document, path, surge, policy)
        shape = _shape(document, path, surge, day.written)
        factors = np.ones(slices)
        for start, end in occurrences(document, path, surge.dates, day):
            factors *= 1.0 + (surge.factor - 1.0) * np.where(middles < end, shape.at(middles - start), 0.0)
        result.append((mask, factors))
    return result


def occurrences(document: Document, path: Path, dates: Sequence[str] | None, day: Day) -> list[tuple[float, float]]:
    """From when, in minutes, a thing counts that has times of day, and when it is over at the latest.

    Without ``dates`` it is the same on each day of a run, and over with the day. With them it begins on these days, and
    what is left of it goes on.

    Raises
    ------
    Contradiction
        When the thing at ``path`` has dates and the run has none.
    """
    run = run_of(day)
    if run is None and dates is not None:
        rule = text("has no meaning without days: the run has no dates")
        raise document.error((*path, "dates"), rule, value=NO_VALUE, kind=Contradiction)
    if run is None:
        return [(0.0, np.inf)]
    if dates is None:
        return [(number * MINUTES_PER_DAY, (number + 1) * MINUTES_PER_DAY) for number in range(len(run.dates))]
    return [(run.number_of(date.fromisoformat(each)) * MINUTES_PER_DAY, np.inf) for each in dict.fromkeys(dates)]


def _shape(document: Document, path: Path, surge: Surge, day: Day) -> Shape:
    start, peak = after_opening(surge.start, day), after_opening(surge.peak, day)
    if peak < start:
        rule = text("must not be before the surge's start at {start}", start=surge.start)
        raise document.error((*path, "peak"), rule, kind=Contradiction)
    if surge.half_life_min is None and surge.ends is None:
        rule = text("must say how the surge falls: half_life_min, ends, or both")
        raise document.error(path, rule, value=NO_VALUE, kind=MissingKey)
    ends = float("inf") if surge.ends is None else after_opening(surge.ends, day)
    until = peak if surge.until is None else after_opening(surge.until, day)
    for key, time in (("until", until), ("ends", ends)):
        if time < peak:
            rule = text("must not be before the surge's peak at {peak}", peak=surge.peak)
            raise document.error((*path, key), rule, kind=Contradiction)
    if ends < until:
        rule = text("must not be before {until}, until when the surge stays at its peak", until=surge.until)
        raise document.error((*path, "ends"), rule, kind=Contradiction)
    return Shape(start, peak, until, surge.half_life_min or 0.0, ends)
