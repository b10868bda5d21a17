"""Within what the search stays, and what it pays: costs, least and most agents of each group and interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.planning.staffing.crew import Crew, Staff
from simulation.planning.staffing.target import Floats

MOST = 5000
"""Agents of a group in an interval, where nothing is said."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a staff may be.

    Parameters
    ----------
    cost
        Of an hour of an agent of each group, shape (groups,).
    least, most
        Agents of each group in each interval, shape (groups, intervals); equal where a group is fixed.
    shrinkage
        The share of each group's rostered time that is not there, shape (groups,), for gross heads.
    """

    cost: Floats
    least: Staff
    most: Staff
    shrinkage: Floats

    def costs(self, staff: Staff) -> float:
        """Of a staff, in cost × agents, summed over the intervals."""
        return float(self.cost @ staff.sum(axis=1))


def free_limits(crew: Crew) -> Limits:
    """Equal costs of 1, nothing fixed, no shrinkage."""
    shape = len(crew.groups), crew.intervals
    return Limits(np.ones(shape[0]), np.zeros(shape, np.int64), np.full(shape, MOST), np.zeros(shape[0]))
