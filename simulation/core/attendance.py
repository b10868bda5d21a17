"""How often agents with hours of their own are absent or late: what chance decides about the staff of a day."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from simulation.core.draw_plan import LawRows


class StaffPurpose(IntEnum):
    """What a draw is for: part of its key, as lasting as those of :class:`~simulation.core.draw_plan.Purpose`."""

    ABSENCE = 100
    LATENESS = 101
    LATE_BY = 102


@dataclass(frozen=True, slots=True)
class Attendance:
    """Chances by agent. Arrays are not to be written to.

    Parameters
    ----------
    keys
        Stand for the agents in the keys of their draws, shape (agents,), int64, not negative.
    absent
        Probability of being absent all day, shape (agents,).
    late
        Probability of coming late, if at all, shape (agents,).
    late_by
        Row of the law of the time by which they then are late, shape (agents,).
    laws
        With the laws; nothing else in it is used.

    Raises
    ------
    ValueError
        When the shapes do not belong together or a probability is none.
    """

    keys: NDArray[np.int64]
    absent: NDArray[np.float64]
    late: NDArray[np.float64]
    late_by: NDArray[np.int32]
    laws: LawRows

    def __post_init__(self) -> None:
        if not self.keys.shape == self.absent.shape == self.late.shape == self.late_by.shape:
            raise ValueError("attendance must say all of every agent")
        for shares in (self.absent, self.late):
            if np.any((shares < 0) | (shares > 1)):
                raise ValueError("shares of agents must lie between 0 and 1")
