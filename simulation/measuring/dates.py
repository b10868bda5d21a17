"""The days of a run of several, as the measures need them, and who waits when they end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.model import DAY_US
from simulation.core.records import Outcome, SpellKind


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of a run, each from its opening to the next one.

    Parameters
    ----------
    first
        Date of the first one.
    types
        What the type of each is called.
    worked
        Whether each is a working day by the calendar.
    opens_us
        Time of day of the opening, in microseconds.
    open_us
        From the opening to the end of a day's last interval.
    closed
        On which of them nothing is open.
    """

    first: date
    types: tuple[str, ...]
    worked: tuple[bool, ...]
    opens_us: int
    open_us: int
    closed: tuple[bool, ...]

    def __len__(self) -> int:
        return len(self.types)

    @property
    def names(self) -> tuple[str, ...]:
        """The dates, such as 2026-09-28."""
        return tuple((self.first + timedelta(number)).isoformat() for number in range(len(self)))

    def starts(self, interval_us: int) -> NDArray[np.int64]:
        """The first interval of each day, shape (days,)."""
        return np.arange(len(self), dtype=np.int64) * (DAY_US // interval_us)

    def label(self, second: int) -> str:
        """Date and time of day so many seconds after the first date began: ``2026-09-28 08:30``."""
        days, rest = divmod(second, 24 * 60 * 60)
        return f"{self.first + timedelta(days)} {rest // 3600:02d}:{rest // 60 % 60:02d}"

    def are_closed(self, times: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which times, in microseconds from the first opening, are not between the opening and the close of a day."""
        day = np.clip(times // DAY_US, 0, len(self) - 1)
        return np.array(self.closed, np.bool_)[day] | (times - day * DAY_US >= self.open_us)

    @property
    def ends(self) -> NDArray[np.int64]:
        """When the days close, and when their dates end: microseconds from the first opening, shape (days, 2)."""
        openings = np.arange(len(self), dtype=np.int64) * DAY_US
        return np.stack([openings + self.open_us, openings + DAY_US - self.opens_us], axis=1)


def count_backlog(
    dates: Dates, classes: int, contacts: NDArray[Any], records: NDArray[Any], spells: NDArray[Any]
) -> NDArray[np.int64]:
    """How many wait when the days close and when their dates end, shape (days, 2, classes).

    Those wait who came by then and have neither been answered nor gone, and those who wait again then: passed on, or to
    be called back.

    Parameters
    ----------
    dates
        The days.
    classes
        How many there are.
    contacts, records, spells
        Tables of dtypes ``CONTACT``, ``RECORD`` and ``SPELL``.
    """
    never = np.iinfo(np.int64).max
    again = spells[spells["kind"] == SpellKind.WAIT]
    start = np.concatenate([contacts["arrival"], again["start"]])
    ends = np.concatenate([records["left"], again["end"]])
    of = np.concatenate([contacts["cls"], contacts["cls"][again["contact"]]]).astype(np.int64)
    left = np.where(ends < 0, never, ends)
    left[: len(records)][records["outcome"] == Outcome.CONTAINED] = 0  # never came to a queue
    times = dates.ends.reshape(-1)
    found = np.zeros((len(times), classes), np.int64)
    for number, time in enumerate(times.tolist()):
        found[number] = np.bincount(of[(start <= time) & (left > time)], minlength=classes)
    return found.reshape(len(dates), 2, classes)
