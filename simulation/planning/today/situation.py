"""What a planner sees at an hour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Held:
    """A contact in the hands of an agent, that has been talked to, or wrapped up, for ``elapsed_us`` microseconds.

    ``classes`` says which it may be of, shape (classes,).
    """

    elapsed_us: int
    wraps_up: bool
    classes: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class GroupNow:
    """The agents of a group now.

    Parameters
    ----------
    present
        How many are there.
    busy
        How many of them have a contact in hand; None: as many as in a simulated morning.
    held
        What is known of contacts in hand.
    counted
        Whether ``present`` was counted; else as many are there as planned, or, where agents have hours of their own, as
        many as chance has come.
    """

    present: int
    busy: int | None = None
    held: tuple[Held, ...] = ()
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Waiting:
    """``count`` contacts that wait in a queue, of which one has waited for ``longest_us``, and the others less.

    ``classes`` says which they may be of, shape (classes,).
    """

    count: int
    longest_us: int
    classes: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Situation:
    """What is seen: who waits, and the agents of each group, in the order of their numbers."""

    waiting: tuple[Waiting, ...]
    groups: tuple[GroupNow, ...]

    @property
    def waiting_count(self) -> int:
        """How many wait."""
        return sum(entry.count for entry in self.waiting)
