"""What a training's search found, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.planning.searching import Ended
from simulation.planning.training.front import Valued
from simulation.planning.training.training import Plan


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    Parameters
    ----------
    curve
        The front, the cheapest first; the first trains nobody.
    plans, days
        How much was simulated.
    every
        Whether every plan that is allowed was simulated.
    used_up
        Whether the plans were used up before the search was done.
    ended
        Why it ended.
    """

    curve: tuple[Valued, ...]
    plans: int
    days: int
    every: bool
    used_up: bool
    ended: Ended

    @property
    def path(self) -> tuple[Plan, ...]:
        """The plans of the front."""
        return tuple(each.plan for each in self.curve)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the search is, with the best so far."""

    plans: int
    most: int
    seconds: float
    best: Valued
    nobody: float
