"""The days of a run, and what is read day by day spread over them.

A run of several days has one clock, which starts at the first opening and goes on through the nights. Day *d* lasts
from its opening, at *d* x 24 hours, to the next one; the last day ends with its last interval, as a day alone does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from pydantic import InstanceOf

from routing.working_time import WorkingDays
from simulation.files.day_clock import MINUTES_PER_DAY
from simulation.files.entry_types import Day


@dataclass(frozen=True, slots=True)
class RunDate:
    """What one of the days is like.

    Parameters
    ----------
    date, type
        Which it is, and what its type is called.
    closed
        Nothing comes and nobody works.
    scale
        The factor of the arrivals of each kind, shape (problems, tiers, channels).
    staff
        The factor of the staff by group; under the empty name that of all others.
    """

    date: date
    type: str
    closed: bool
    scale: NDArray[np.float64]
    staff: Mapping[str, float]

    def heads(self, group: str, agents: int) -> int:
        """How many of so many agents of a group work; half an agent is one."""
        if self.closed:
            return 0
        return int(agents * self.staff.get(group, self.staff.get("", 1.0)) + 0.5 + 1e-9)


@dataclass(frozen=True, slots=True)
class RunDays:
    """The days of a run.

    Parameters
    ----------
    written
        The day that the file describes.
    dates
        In order, one after another.
    calendar
        Which days are worked.
    """

    written: Day
    dates: tuple[RunDate, ...]
    calendar: WorkingDays

    @property
    def per_day(self) -> int:
        """Intervals from one opening to the next."""
        return MINUTES_PER_DAY // self.written.interval_min

    @property
    def intervals(self) -> int:
        """Intervals of the whole run."""
        return (len(self.dates) - 1) * self.per_day + self.written.intervals

    def joined(self, days: NDArray[np.float64]) -> NDArray[np.float64]:
        """One long day from shape (days, ..., intervals of a day) to (..., intervals of the run); nights are 0."""
        night = self.per_day - self.written.intervals
        padded = np.pad(days, [(0, 0)] * (days.ndim - 1) + [(0, night)])
        whole = np.moveaxis(padded, 0, -2).reshape(*days.shape[1:-1], -1)
        found: NDArray[np.float64] = np.ascontiguousarray(whole[..., : self.intervals])
        return found

    @property
    def open_dates(self) -> list[str]:
        """The dates that are not closed, such as 2026-09-28."""
        return [each.date.isoformat() for each in self.dates if not each.closed]

    def volumes(self, expected: NDArray[np.float64]) -> NDArray[np.float64]:
        """The arrivals of the run from those of the day as written, (problems, tiers, channels, intervals)."""
        factors = np.stack([np.zeros_like(day.scale) if day.closed else day.scale for day in self.dates])
        return self.joined(factors[..., None] * expected)

    def staff(self, group: str, staff: Sequence[int]) -> list[int]:
        """The staff of a group in each interval of the run from that of the day as written."""
        days = np.array([[each.heads(group, agents) for agents in staff] for each in self.dates], np.float64)
        heads: list[int] = self.joined(days).astype(int).tolist()
        return heads

    def number_of(self, day: date) -> int:
        """The number of a date among the days; negative or beyond the last: it is not one of them."""
        return (day - self.dates[0].date).days

    def works(self, group: str, day: int, place: int, agents: int) -> bool:
        """Whether the agent at ``place`` of so many of a shift works on a day; before and after the run all do."""
        return not 0 <= day < len(self.dates) or place < self.dates[day].heads(group, agents)

    def is_closed(self, day: int) -> bool:
        """Whether day ``day`` is closed; none is before and after the run."""
        return 0 <= day < len(self.dates) and self.dates[day].closed


class RunDay(Day):
    """The whole run as if it were one day: its intervals are those of all days and of the nights between."""

    run: InstanceOf[RunDays]

    @property
    def written(self) -> Day:
        return self.run.written


def run_of(day: Day) -> RunDays | None:
    """The days that ``day`` stands for; None: it is one day."""
    return day.run if isinstance(day, RunDay) else None
