"""What a tuning's search found, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simulation.measuring.results import Figure
from simulation.planning.searching import Ended
from simulation.planning.tuning.evaluate import Standing
from simulation.planning.tuning.parameter import Parameter, Point


@dataclass(frozen=True, slots=True)
class Worth:
    """A parameter that is changed, and what the change is worth by the days of the search.

    Parameters
    ----------
    parameter, old, new
        What is changed.
    gain
        The objective less that with this one change undone; None where it was not found out.
    """

    parameter: Parameter
    old: Any
    new: Any
    gain: Figure | None


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    Parameters
    ----------
    point
        The best policy's; that of the old policy where none is better.
    old, best
        The objective, and whether the gates are kept, by the days of the search.
    changes
        How the best policy differs.
    candidates
        How many policies were simulated, besides the old one.
    refused
        How many proposals the policy's own checks or the roster refused.
    days
        Simulated in all.
    ended
        Why it ended.
    """

    point: Point
    old: Standing
    best: Standing
    changes: tuple[Worth, ...]
    candidates: int
    refused: int
    days: int
    ended: Ended


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the search is."""

    candidates: int
    most: int
    seconds: float
    old: Standing
    best: Standing
