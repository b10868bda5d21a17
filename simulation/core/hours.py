"""When agents with hours of their own are at work: a row for each time from signing on to the next break or the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.model import DAY_US, NEVER, SECOND

MINUTE = 60 * SECOND

HOURS = np.dtype(
    [
        ("agent", np.int32),
        ("day", np.int32),  # of the run, from 0; -1: a shift of the evening before
        ("begins", np.int64),  # when the shift begins that this is a part of; negative: before the opening
        ("start", np.int64),  # from then on the agent is at work, 0 or later …
        ("end", np.int64),  # … until then, or, with NEVER, until nobody waits
    ],
    align=True,
)
"""Times in microseconds. Rows are sorted by (agent, start); an agent has time off between one row and the next."""


class Spell(NamedTuple):
    """A row of :data:`HOURS` without the agent."""

    day: int
    begins: int
    start: int
    end: int


def hours_table(agents: Iterable[tuple[int, Sequence[Spell]]]) -> NDArray[np.void]:
    """The table of (agent, spells), in this order."""
    return np.array([(agent, *spell) for agent, spells in agents for spell in spells], HOURS)


def without(spells: Sequence[Spell], start: int, end: int) -> list[Spell]:
    """What is left of the spells when the agent is away from ``start`` to ``end``."""
    left = []
    for spell in spells:
        before = spell._replace(end=min(spell.end, start))
        after = spell._replace(start=max(spell.start, end))
        left += [part for part in (before, after) if part.start < part.end]
    return left


def within_day(spells: Sequence[Spell], close_us: int, *, stay: bool) -> tuple[Spell, ...]:
    """The spells that a day has: from the opening on, begun before the close, and joined where one follows another.

    Parameters
    ----------
    spells
        Sorted by start, none beginning before the one before it has ended.
    close_us
        End of the last interval.
    stay
        Who is at work at the close stays until nobody waits.
    """
    found: list[Spell] = []
    for spell in spells:
        start = max(spell.start, 0)
        if start >= min(spell.end, close_us):
            continue
        end = NEVER if stay and spell.end >= close_us else spell.end
        if found and found[-1].end == start:
            found[-1] = found[-1]._replace(end=end)
        else:
            found.append(spell._replace(start=start, end=end))
    return tuple(found)


def staffed(staff: Sequence[int], agents: int, step_us: int) -> list[list[Spell]]:
    """The hours of each agent of a group whose first agents are at work, so many in each step of ``step_us``."""
    found: list[list[Spell]] = []
    for agent in range(agents):
        there = np.append(0, np.append(np.array(staff) > agent, 0).astype(np.int8))
        starts, ends = np.flatnonzero(np.diff(there) > 0) * step_us, np.flatnonzero(np.diff(there) < 0) * step_us
        first: dict[int, int] = {}  # of each day
        spells = []
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            day = start // DAY_US
            spells.append(Spell(day, first.setdefault(day, start), start, end))
        found.append(spells)
    return found


def is_in_order(hours: NDArray[np.void]) -> bool:
    """Whether the rows are such as :data:`HOURS` says."""
    same = hours["agent"][1:] == hours["agent"][:-1]
    later = np.where(same, hours["start"][1:] > hours["end"][:-1], hours["agent"][1:] > hours["agent"][:-1])
    return bool(np.all(later) and np.all(hours["start"] < hours["end"]) and np.all(hours["start"] >= 0))
