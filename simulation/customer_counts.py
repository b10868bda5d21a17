"""What customers meet over all of their contacts, counted: redials and re-contacts belong to the one who came first."""

from __future__ import annotations

from enum import IntEnum, auto
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.records import ORIGIN, Cause, Outcome, Promised
from simulation.satisfaction import asked_and_satisfied, stories
from simulation.world import World


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
        The facts; see :class:`simulation.records.Facts`. ``origins`` may be empty: each contact is the first.
    target_us
        Answer target in microseconds: of all, or of each class.
    """
    classes = contacts["cls"]
    if not len(origins):
        origins = np.full(len(contacts), np.array((-1, -1, Cause.FIRST, 0, 0, -1), ORIGIN))
    resolves = np.zeros(len(contacts), bool)
    if world.behaviours is not None:
        resolves = world.behaviours.rows["resolves"][classes] == 1
    begins, first = origins["parent"] < 0, first_contacts(origins)
    by_people = records["outcome"] != Outcome.CONTAINED
    is_first = begins & by_people
    answered = records["outcome"] == Outcome.ANSWERED
    limit = target_us if isinstance(target_us, int) else target_us[classes]
    soon = answered & (records["answered"] - contacts["arrival"] <= limit)
    helped = answered.copy()
    helped[promises["contact"][promises["result"] == Promised.KEPT]] = True
    served = np.zeros(len(contacts), bool)
    served[first[helped]] = True
    returned = np.zeros(len(contacts), bool)
    returned[origins["parent"][origins["cause"] == Cause.RETURN]] = True
    solved = origins["solved"] == 1
    at_first = answered & solved & (origins["transfers"] == 0) & ~returned
    masks = {
        CustomerCount.CONTACTS: by_people,
        CustomerCount.CUSTOMERS: is_first,
        CustomerCount.SERVED: is_first & served,
        CustomerCount.SOON: is_first & soon,
        CustomerCount.TRIED: origins["solved"] >= 0,
        CustomerCount.SOLVED: solved,
        CustomerCount.ASKED: is_first & resolves,
        CustomerCount.AT_FIRST: is_first & resolves & at_first,
        CustomerCount.ANSWERED: answered,
    }
    counts = np.zeros((len(world.classes), len(CustomerCount)), np.int64)
    for column, mask in masks.items():
        counts[:, column] = np.bincount(classes[mask], minlength=len(counts))
    np.add.at(counts[:, CustomerCount.HANDLING], classes[answered], (records["done"] - records["answered"])[answered])
    if world.satisfaction is not None:
        met = stories(contacts, records, origins, promises, first, resolves)
        counts[:, CustomerCount.SURVEYED], counts[:, CustomerCount.SATISFIED] = asked_and_satisfied(
            world.satisfaction, classes, begins, met
        )
    return counts
