"""Preferred agents of contacts: which share of a class has one, and who may it be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from routing.model import Agent, Tie
from routing.policy import Policy, Queue
from routing.reading.document import Document
from simulation.contacts.pool_members import able_members, first_entries
from simulation.core.coverage import units_of
from simulation.files.contact_entries import PreferredEntry
from simulation.plans.plan_builder import Preferred


def preferred_agents(
    document: Document,
    entries: Sequence[PreferredEntry],
    policy: Policy,
    classes: NDArray[np.void],
    queues: Sequence[Queue],
    agents: Sequence[Agent],
) -> list[Preferred | None]:
    """What the first entry that admits a class says of it; None: nobody of the class has a preferred agent.

    Parameters
    ----------
    document, entries
        The file and what stands under ``preferred`` in it.
    policy
        Whose pools these are.
    classes, queues
        Table of dtype ``CLASS``, and the queue that each class enters.
    agents
        Everybody who works on some interval, by their numbers.

    Raises
    ------
    InputError
        When an entry names what the policy does not have, or admits contacts that none of its agents can ever take.
    """
    result: list[Preferred | None] = [None] * len(classes)
    units = units_of(policy, classes)
    for path, index, chosen in first_entries(document, "preferred", entries, policy, classes):
        entry = entries[index]
        for number in chosen:
            members = able_members(document, path, entry.pool, agents, queues[number], int(units[number]))
            if members:  # else nobody at all can take the contact, which is refused with the roster
                result[number] = Preferred(entry.share, members, Tie[entry.tie.upper()])
    return result
