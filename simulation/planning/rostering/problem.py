"""A rostering problem, and a roster that answers it, as plain numbers.

Dates are numbered from 0, the first date of the roster. Times are minutes from the midnight at which a date begins, and
may be beyond 1440, or minutes from the midnight of the first date, which :meth:`Problem.absolute` gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from routing.working_time import WorkingDays
from simulation.files.day_clock import MINUTES_PER_DAY, clock_of

Heads = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Break:
    """A break of a shift.

    Parameters
    ----------
    minutes
        How long it is.
    starts
        After how many minutes of the shift it may begin, ascending.
    paid
        Whether it counts as work.
    """

    minutes: int
    starts: tuple[int, ...]
    paid: bool


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift with one start and one length.

    Parameters
    ----------
    name
        Of the shift in the catalogue, which may have other starts and lengths besides.
    start, length
        Minutes.
    breaks
        In order; the windows of two of them do not overlap.
    groups
        Numbers of the groups that may work it.
    dates
        On which it may be worked.
    asked
        Whether it is worked only by agents who name it.
    night
        Whether some of it is by night.
    """

    name: str
    start: int
    length: int
    breaks: tuple[Break, ...]
    groups: frozenset[int]
    dates: frozenset[int]
    asked: bool
    night: bool

    @property
    def end(self) -> int:
        """Minutes after the midnight before the start."""
        return self.start + self.length

    @property
    def paid(self) -> int:
        """Minutes of work: without unpaid breaks."""
        return self.length - sum(each.minutes for each in self.breaks if not each.paid)

    @property
    def label(self) -> str:
        """From when to when."""
        return f"{clock_of(self.start)}–{clock_of(self.end)}"


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent.

    Parameters
    ----------
    id
        The only one of this name.
    groups
        Numbers of those that the agent may work for, the own one first.
    least, most
        Minutes of work in each week of the roster.
    days_per_week
        At most so many are worked.
    shifts
        Names of those that the agent works; empty: all that are not worked only when asked for.
    free
        Dates on which the agent does not work.
    off, likes, avoids
        Wishes: dates off, names of shifts to have, and of shifts not to have.
    row, ended
        Days worked in a row until the eve of the roster; minutes after its midnight at which that day's work ended.
    skills
        With their levels; empty: those of the group.
    """

    id: str
    groups: tuple[int, ...]
    least: tuple[int, ...]
    most: tuple[int, ...]
    days_per_week: int
    shifts: frozenset[str] = frozenset()
    free: frozenset[int] = frozenset()
    off: frozenset[int] = frozenset()
    likes: frozenset[str] = frozenset()
    avoids: frozenset[str] = frozenset()
    row: int = 0
    ended: int | None = None
    skills: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules that hold for everybody; None: no such rule. ``rest`` in minutes; pay as multiples of an ordinary hour."""

    days_in_a_row: int
    rest: int
    weekends: tuple[int, int] | None
    holidays: int | None
    nights_per_week: int | None
    nights_in_a_row: int | None
    pay_weekend: float = 1.0
    pay_holiday: float = 1.0
    pay_night: float = 1.0


@dataclass(frozen=True, slots=True)
class Group:
    """A group, with the cost of an hour and the share of agents who are paid and not there."""

    name: str
    cost: float = 1.0
    shrinkage: float = 0.0
    skills: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """All that a roster has to heed.

    Parameters
    ----------
    name
        For people.
    first
        The first date.
    opens, step
        Minutes: when the first interval of a day begins, and how long each is.
    kinds, scales
        Of each date its type by the calendar, and the factor of its arrivals; 0 where it is closed.
    calendar
        Which dates are worked by the calendar.
    groups, shifts, agents, rules
        See there.
    net, heads
        Agents needed at work, and to be planned, shape (groups, dates, intervals).
    """

    name: str
    first: date
    opens: int
    step: int
    kinds: tuple[str, ...]
    scales: tuple[float, ...]
    calendar: WorkingDays
    groups: tuple[Group, ...]
    shifts: tuple[Shift, ...]
    agents: tuple[Agent, ...]
    rules: Rules
    net: Heads
    heads: Heads

    @property
    def n_dates(self) -> int:
        return len(self.kinds)

    def date(self, number: int) -> date:
        """A date by its number."""
        return self.first + timedelta(number)

    def absolute(self, day: int, minutes: int) -> int:
        """Minutes from the midnight of the first date."""
        return day * MINUTES_PER_DAY + minutes

    def span(self, day: int, interval: int) -> tuple[int, int]:
        """From when to when an interval lasts, from the midnight of the first date."""
        start = self.absolute(day, self.opens + interval * self.step)
        return start, start + self.step

    def label(self, interval: int) -> str:
        """The time of day at which an interval begins."""
        return clock_of(self.opens + interval * self.step)

    def is_weekend(self, day: int) -> bool:
        """Whether a date is not worked by the calendar, and no holiday."""
        return self.kinds_of_calendar[day] == "weekend"

    def is_holiday(self, day: int) -> bool:
        """Whether a date is a holiday by the calendar."""
        return self.kinds_of_calendar[day] == "holiday"

    @cached_property
    def kinds_of_calendar(self) -> tuple[str, ...]:
        """What each date is by the calendar, whatever type the file gives it."""
        return tuple(self.calendar.kind(self.first.toordinal() + day).value for day in range(self.n_dates))

    @cached_property
    def known_options(self) -> dict[tuple[tuple[int, ...], frozenset[str], int], list[tuple[int, int]]]:
        """What agents with the same groups and shifts may work on a date: filled as it is asked for, by ``options``."""
        return {}

    def pay(self, day: int, shift: Shift) -> float:
        """Cost of an hour of a shift on a date, as a multiple of an ordinary one: the highest that holds."""
        rules, found = self.rules, [1.0]
        found += [rules.pay_weekend] if self.is_weekend(day) else []
        found += [rules.pay_holiday] if self.is_holiday(day) else []
        found += [rules.pay_night] if shift.night else []
        return max(found)


@dataclass(frozen=True, slots=True)
class Duty:
    """A shift of an agent on a date: numbers in the problem, and the starts of the breaks, minutes after its start."""

    agent: int
    day: int
    shift: int
    group: int
    breaks: tuple[int, ...]


@dataclass(frozen=True)
class Roster:
    """Who works what.

    Parameters
    ----------
    problem
        What it answers.
    duties
        By date, group, start and agent.
    bound
        Hours of work that no roster with so little shortfall can do without; None: not known.
    proved
        Whether no roster can have less shortfall, and then cost less.
    """

    problem: Problem
    duties: tuple[Duty, ...]
    bound: float | None = None
    proved: bool = False

    @cached_property
    def planned(self) -> NDArray[np.float64]:
        """Agents at work on average in each interval, breaks left out, shape (groups, dates, intervals)."""
        problem = self.problem
        minutes = np.zeros((len(problem.groups), problem.n_dates * MINUTES_PER_DAY + 2 * MINUTES_PER_DAY), np.int64)
        for duty in self.duties:
            shift = problem.shifts[duty.shift]
            start = problem.absolute(duty.day, shift.start)
            minutes[duty.group, start : start + shift.length] += 1
            for each, after in zip(shift.breaks, duty.breaks, strict=True):
                minutes[duty.group, start + after : start + after + each.minutes] -= 1
        found = np.zeros(problem.heads.shape)
        for day in range(problem.n_dates):
            for interval in range(problem.heads.shape[2]):
                low, high = problem.span(day, interval)
                found[:, day, interval] = minutes[:, low:high].mean(axis=1)
        return found

    @property
    def paid_hours(self) -> float:
        """Hours of work of all agents."""
        return sum(self.problem.shifts[duty.shift].paid for duty in self.duties) / 60

    @cached_property
    def short(self) -> NDArray[np.float64]:
        """Agents that are missing on average in each interval."""
        return np.maximum(self.problem.heads - self.planned, 0.0)
