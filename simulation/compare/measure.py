"""What is compared: shares, times and occupancy, each with the direction in which it gets better."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from simulation.core.world import World
from simulation.measuring.customer_counts import CustomerCount, counts_customers
from simulation.measuring.results import Goal


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


BOT_SHARE = Measure("bot_share", Quantity.SHARE, 1)
FIRST_CONTACT_RESOLUTION = Measure("first_contact_resolution", Quantity.SHARE, 1)
ANSWERED_AT_LAST = Measure("answered_at_last", Quantity.SHARE, 1)
MEAN_HANDLING = Measure("mean_handling_s", Quantity.SECONDS, -1)
SATISFIED = Measure("satisfied", Quantity.SHARE, 1)

OF_CUSTOMERS = {
    FIRST_CONTACT_RESOLUTION: (CustomerCount.AT_FIRST, CustomerCount.ASKED),
    ANSWERED_AT_LAST: (CustomerCount.SERVED, CustomerCount.CUSTOMERS),
    MEAN_HANDLING: (CustomerCount.HANDLING, CustomerCount.ANSWERED),
    SATISFIED: (CustomerCount.SATISFIED, CustomerCount.SURVEYED),
}
"""Numerator and denominator of the measures that are summed over the whole day only."""


def measures_of(goals: Sequence[Goal], worlds: Sequence[World]) -> tuple[Measure, ...]:
    """The measures of a comparison of these worlds, with the shares of these goals, called ``goal:NAME``.

    Those that speak of a bot are there where one of the worlds has a bot, those of customers where all can tell.
    """
    shares = [Measure(f"goal:{goal.name}", Quantity.SHARE, 1, goal) for goal in goals]
    return (SERVICE_LEVEL, ABANDONED, MEAN_WAIT, *shares, *_told(worlds), OCCUPANCY)


def _told(worlds: Sequence[World]) -> Iterator[Measure]:
    if any(_says(world, "meets_bot") for world in worlds):
        yield BOT_SHARE
    if all(counts_customers(world) for world in worlds):
        if all(_says(world, "resolves") for world in worlds):
            yield FIRST_CONTACT_RESOLUTION
        yield ANSWERED_AT_LAST
        yield MEAN_HANDLING
    if all(world.satisfaction is not None for world in worlds):
        yield SATISFIED


def _says(world: World, field: str) -> bool:
    """Whether the behaviour of a class has something in this field."""
    return world.behaviours is not None and bool(world.behaviours.rows[field].any())


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
