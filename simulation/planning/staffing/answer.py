"""What the search answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from simulation.planning.staffing.bounds import Bound
from simulation.planning.staffing.crew import Crew, Staff
from simulation.planning.staffing.limits import Limits
from simulation.planning.staffing.target import Cells, Floats, Standing, Target
from simulation.theory.staffing import with_shrinkage


class Ended(StrEnum):
    """Why the search stopped."""

    DONE = "done"
    TIME = "time-limit"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Settings:
    """How the search is to be done.

    Parameters
    ----------
    seed
        Of all customers.
    search_days, check_days
        Days of each evaluation, and of each check on fresh customers; None: by the number of contacts.
    confidence
        Of each target's estimate, one-sided.
    time_limit_s
        None: none.
    threads
        None: as many as there are cores.
    """

    seed: int = 1
    search_days: int | None = None
    check_days: int | None = None
    confidence: float = 0.95
    time_limit_s: float | None = None
    threads: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The staff found, and how sure it is.

    Parameters
    ----------
    crew, targets, limits, settings
        What was asked.
    staff
        Shape (groups, intervals).
    checked
        How the targets stand on the fresh customers of the last check; None: there was no time for one.
    room
        What is left of each cell's slack after the margin of the check, or of the search without one; shape (cells,).
    check_first, checks
        Number of the first fresh day, and how many checks on other fresh customers there were.
    slopes
        What one agent moves, as :func:`~simulation.planning.staffing.slopes.slopes`.
    bounds
        Lower bounds of the cost.
    evaluations, days, seconds
        What it took.
    ended
        Why it stopped.
    """

    crew: Crew
    targets: tuple[Target, ...]
    limits: Limits
    settings: Settings
    staff: Staff
    cells: Cells
    checked: Standing | None
    searched: Standing
    room: Floats
    check_first: int
    checks: int
    slopes: Floats
    bounds: tuple[Bound, ...]
    evaluations: int
    days: int
    seconds: float
    ended: Ended
    queues: tuple[tuple[str, float, float, float], ...] = ()
    """Of each queue: its name, the share of its contacts of the day answered in time, that time in seconds, and the
    least share that a target asks of any of its contacts; of the check's days, or of the search's."""

    @property
    def met(self) -> bool:
        """Whether every target holds with its confidence on fresh customers."""
        return self.checked is not None and bool((self.room >= 0).all())

    @property
    def hours(self) -> float:
        """Length of an interval in hours."""
        return self.crew.scenario.interval_us / 3.6e9

    @property
    def agent_hours(self) -> float:
        """Of the staff, net of shrinkage."""
        return float(self.staff.sum()) * self.hours

    @property
    def cost(self) -> float:
        """Of the staff: agent-hours times the costs of the groups."""
        return self.limits.costs(self.staff) * self.hours

    @property
    def cost_before(self) -> float:
        """Of the scenario's own staff."""
        return self.limits.costs(self.crew.staff) * self.hours

    @property
    def bound(self) -> float:
        """The greatest of the lower bounds, as a cost."""
        return max((bound.cost for bound in self.bounds), default=0.0)

    def gap(self, bound: Bound) -> float:
        """What the staff costs above a bound, as a share of the bound."""
        return self.cost / bound.cost - 1.0 if bound.cost > 0 else 0.0

    @property
    def gross(self) -> Staff:
        """Heads to roster so that the staff is there when the shrinkage is away, shape (groups, intervals)."""
        away = self.limits.shrinkage.tolist()
        return np.array([[with_shrinkage(n, s) for n in row] for row, s in zip(self.staff.tolist(), away, strict=True)])

    @property
    def values(self) -> Floats:
        """By how much one agent moves the tightest target of the interval, shape (groups, intervals)."""
        found = np.zeros(self.staff.shape)
        for interval in range(self.staff.shape[1]):
            here = np.flatnonzero((self.cells.interval == interval) | (self.cells.interval < 0))
            if len(here) and len(self.slopes):
                found[:, interval] = self.slopes[here[int(self.room[here].argmin())], :, interval]
        return found

    @property
    def binding(self) -> NDArray[np.bool_]:
        """The cells that would be missed with an agent less: those with less room than the best agent is worth."""
        best = self.slopes.max(axis=(1, 2)) if len(self.slopes) else np.zeros(len(self.cells))
        bound: NDArray[np.bool_] = self.room < best
        return bound
