"""What customers meet over all of their contacts, counted: redials and re-contacts belong to the one who came first."""

from __future__ import annotations

from enum import IntEnum, auto
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.core.records import ORIGIN, Cause
from simulation.core.satisfaction import asked_and_satisfied, stories
from simulation.core.world import World
from simulation.measuring.engine_count import count_contacts


class CustomerCount(IntEnum):
    """Columns of the counts. What each is, exactly: docs/reference/measures.md."""

    CONTACTS = 0
    """Those that a bot served left out, here and below."""
    CUSTOMERS = auto()
    """First contacts."""
    SERVED = auto()
    """Customers who were answered, or reached by a callback, in one of their contacts."""
    SOON = auto()
    """Customers whose first contact was answered within the target."""
    TRIED = auto()
    """Contacts with whose matter an agent dealt, where the scenario says how often that solves it …"""
    SOLVED = auto()
    """… and did."""
    ASKED = auto()
    """Customers of whose matter the scenario says how often it is solved."""
    AT_FIRST = auto()
    """Those of them whose first contact was all that it took."""
    ANSWERED = auto()
    """Contacts that an agent answered …"""
    HANDLING = auto()
    """… and the microseconds from the answer to the end of the wrap-up of these."""
    SURVEYED = auto()
    """Customers of whom the scenario says how satisfied they are …"""
    SATISFIED = auto()
    """… and the millionths of them that are."""


def counts_customers(world: World) -> bool:
    """Whether customers come more than once, or it is known whether their matters are solved or they satisfied."""
    if world.satisfaction is not None:
        return True
    if world.behaviours is None:
        return False
    rows = world.behaviours.rows
    return any(bool(rows[name].any()) for name in ("redials", "returns", "resolves"))


def first_contacts(origins: NDArray[Any]) -> NDArray[np.int64]:
    """The row of each customer's first contact, for every contact; shape (contacts,)."""
    rows = np.arange(len(origins))
    first = np.where(origins["parent"] >= 0, origins["parent"], rows)
    while not np.array_equal(further := first[first], first):
        first = further
    return first


def count_customers(
    world: World,
    contacts: NDArray[Any],
    records: NDArray[Any],
    origins: NDArray[Any],
    promises: NDArray[Any],
    target_us: int | NDArray[np.int64],
) -> NDArray[np.int64]:
    """The counts of one replication, shape (classes, :class:`CustomerCount`).

    Parameters
    ----------
    world
        What was simulated.
    contacts, records, origins, promises
        The facts; see :class:`simulation.core.records.Facts`. ``origins`` may be empty: each contact is the first.
    target_us
        Answer target in microseconds: of all, or of each class.
    """
    if not len(origins):
        origins = np.full(len(contacts), np.array((-1, -1, Cause.FIRST, 0, 0, -1), ORIGIN))
    resolves = np.zeros(len(world.classes), np.int64)
    if world.behaviours is not None:
        resolves[:] = world.behaviours.rows["resolves"]
    limits = np.zeros(len(world.classes), np.int64)
    limits[:] = target_us
    counts = np.zeros((len(world.classes), len(CustomerCount)), np.int64)
    notes = np.zeros(len(contacts), np.int8)
    count_contacts(contacts, records, origins, promises, resolves, limits, notes, counts)
    if world.satisfaction is not None:
        classes, begins = contacts["cls"], origins["parent"] < 0
        met = stories(contacts, records, origins, promises, first_contacts(origins), resolves[classes] == 1)
        counts[:, CustomerCount.SURVEYED], counts[:, CustomerCount.SATISFIED] = asked_and_satisfied(
            world.satisfaction, classes, begins, met
        )
    return counts
