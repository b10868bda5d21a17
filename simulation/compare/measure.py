"""What is compared: shares, waits and occupancy, each with the direction in which it gets better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from simulation.results import Goal


class Quantity(StrEnum):
    """What a measure is measured in."""

    SHARE = "share"
    """Between 0 and 1; a gain is in percentage points."""
    SECONDS = "seconds"

    @property
    def per_point(self) -> float:
        """Points in one unit: a gain of 0.05 in a share is 5 points, one of 5 s is 5 s."""
        return 100.0 if self is Quantity.SHARE else 1.0


@dataclass(frozen=True, slots=True)
class Measure:
    """A ratio of two daily sums.

    Parameters
    ----------
    key
        Its name for programs and for ``--measure``.
    quantity
        What it is measured in.
    better
        1: more is better; -1: less is; 0: neither, and it gets no verdict.
    goal
        The goal whose share it is; None: it is a measure of its own.
    """

    key: str
    quantity: Quantity
    better: int
    goal: Goal | None = None


SERVICE_LEVEL = Measure("service_level", Quantity.SHARE, 1)
ABANDONED = Measure("abandoned", Quantity.SHARE, -1)
MEAN_WAIT = Measure("mean_wait_s", Quantity.SECONDS, -1)
OCCUPANCY = Measure("occupancy", Quantity.SHARE, 0)


def measures_of(goals: Sequence[Goal]) -> tuple[Measure, ...]:
    """The measures of a comparison with these goals, whose shares are called ``goal:NAME``."""
    shares = [Measure(f"goal:{goal.name}", Quantity.SHARE, 1, goal) for goal in goals]
    return (SERVICE_LEVEL, ABANDONED, MEAN_WAIT, *shares, OCCUPANCY)


class Kind(StrEnum):
    """What cells are told apart by."""

    OVERALL = "overall"
    QUEUE = "queue"
    PROBLEM = "problem"
    TIER = "tier"
    CHANNEL = "channel"
    GROUP = "group"
    INTERVAL = "interval"


class Cell(NamedTuple):
    """A part of the day or of its contacts."""

    kind: Kind
    name: str


OVERALL = Cell(Kind.OVERALL, "overall")
