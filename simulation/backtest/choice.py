"""What is back-tested, and how."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from simulation.backtest.usable_days import Rules


class From(StrEnum):
    """Where staff or work is taken from."""

    DAY = "day"
    """The day itself: leakage."""
    OTHERS = "others"


class Weeks(StrEnum):
    """Of which weeks days are foretold, by their number in the calendar (ISO 8601)."""

    ALL = "all"
    ODD = "odd"
    EVEN = "even"


@dataclass(frozen=True, slots=True)
class Choice:
    """What is back-tested, and how.

    Parameters
    ----------
    rules
        Which days are usable.
    staff, work
        Where they are taken from.
    within_days
        Work is learned from days at most so far away.
    first, last, weeks, every
        Which usable days are foretold: from and to a date, of which weeks, and of these every so-manieth. What is
        learned is learned from the others, too.
    """

    rules: Rules = field(default_factory=Rules)
    staff: From = From.DAY
    work: From = From.OTHERS
    within_days: float = 30.0
    first: dt.date | None = None
    last: dt.date | None = None
    weeks: Weeks = Weeks.ALL
    every: int = 1
