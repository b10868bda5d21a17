"""What a gate demands: a quantity of some contacts, and the limit that it must not pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from routing.policy import Policy
from routing.words.place import Path
from simulation.core.coverage import class_queues
from simulation.core.world import World

Members = NDArray[np.bool_]
"""Which classes of contacts are meant, shape (classes,)."""
AXES = ("queue", "problem", "tier", "channel")


class Kind(StrEnum):
    """The kinds of gates, by their keys in a suite file."""

    SERVICE_LEVEL = "service_level"
    ABANDONED = "abandoned"
    MEAN_WAIT = "mean_wait"
    NOT_WORSE_BY = "not_worse_by"
    MAX_WAIT = "max_wait"
    STARVATION = "starvation"


class Quantity(StrEnum):
    """What is measured."""

    SERVICE_LEVEL = "service_level"
    ABANDONED = "abandoned"
    MEAN_WAIT = "mean_wait_s"
    WITHIN = "waited_within"
    """Share of contacts that wait no longer than a time, still waiting ones included."""
    LONGEST = "longest_wait_s"
    """The longest wait of a day, the mean over the days."""
    STARVED_DAYS = "starved_days"
    """Share of days on which anybody waits longer than a time."""
    BOUND = "bound_s"
    """The policy's greatest bound on overtaking; no simulation is needed for it."""

    @property
    def is_share(self) -> bool:
        """Whether it lies between 0 and 1; else it is in seconds."""
        return self not in {Quantity.MEAN_WAIT, Quantity.LONGEST, Quantity.BOUND}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Some of the contacts: those that have one of the names on every axis that names any."""

    queue: tuple[str, ...] = ()
    problem: tuple[str, ...] = ()
    tier: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()

    def named(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The axes that are restricted, with the names."""
        for axis in AXES:
            if getattr(self, axis):
                yield axis, getattr(self, axis)

    def members(self, world: World) -> Members:
        """The classes of a world that are meant. Queues are those that the contacts enter."""
        members = np.ones(len(world.classes), np.bool_)
        for axis, names in self.named():
            members &= np.array([name in names for name in names_of_classes(world, axis)], np.bool_)
        return members


def names_on(policy: Policy, axis: str) -> tuple[str, ...]:
    """All names that a policy has on an axis."""
    known = {
        "queue": tuple(queue.name for queue in policy.queues),
        "problem": tuple(policy.problems),
        "tier": tuple(policy.tiers),
        "channel": tuple(policy.channels),
    }
    return known[axis]


def names_of_classes(world: World, axis: str) -> list[str]:
    """The name of each class of contacts on an axis."""
    if axis == "queue":
        return [queue.name for queue in class_queues(world)]
    names = names_on(world.policy, axis)
    return [names[number] for number in world.classes[axis]]


@dataclass(frozen=True, slots=True)
class Gate:
    """One thing that must hold in one scenario.

    Parameters
    ----------
    kind
        As it is called in the file.
    quantity
        What is measured, under the new policy or as the difference from the base.
    chosen
        Of which contacts.
    limit
        A share, or seconds; of a difference less than 0 where more is better.
    better
        1: the quantity must be the limit or more; -1: the limit or less.
    paired
        Whether it is the difference from the base.
    within_s
        The time that ``WITHIN`` and ``STARVED_DAYS`` are about, or a service level that does not go by the scenario's
        target; else None.
    path
        Where it stands in the file.
    """

    kind: Kind
    quantity: Quantity
    chosen: Chosen
    limit: float
    better: int
    path: Path
    paired: bool = False
    within_s: float | None = None
