"""Agents by whom contacts will not be served: which share of a class has one, and who may it be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from routing.errors import Contradiction
from routing.model import Agent
from routing.policy import Policy, Queue
from routing.reading.document import Document
from routing.words.messages import text
from simulation.contacts.pool_members import able_members, first_entries
from simulation.core.coverage import able_agents, units_of
from simulation.core.handling import Excluded
from simulation.files.contact_entries import ExcludedEntry


def excluded_agents(
    document: Document,
    entries: Sequence[ExcludedEntry],
    policy: Policy,
    classes: NDArray[np.void],
    queues: Sequence[Queue],
    agents: Sequence[Agent],
) -> list[Excluded | None]:
    """What the first entry that admits a class says of it; None: its contacts take anybody.

    Parameters
    ----------
    document, entries
        The file and what stands under ``excluded`` in it.
    policy
        Whose pools these are.
    classes, queues
        Table of dtype ``CLASS``, and the queue that each class enters.
    agents
        Everybody who works on some interval, by their numbers.

    Raises
    ------
    InputError
        When an entry names what the policy does not have, or keeps contacts from nobody, or from everybody.
    """
    result: list[Excluded | None] = [None] * len(classes)
    units = units_of(policy, classes)
    for path, index, chosen in first_entries(document, "excluded", entries, policy, classes):
        entry = entries[index]
        for number in chosen:
            queue, cost = queues[number], int(units[number])
            members = able_members(document, path, entry.pool, agents, queue, cost)
            if len(members) == able_agents(agents, queue, units=cost).sum() == 1:
                rule = text(
                    "{agent} alone can take contacts of queue {queue}: nobody would be left",
                    agent=agents[members[0]].id,
                    queue=queue.name,
                )
                raise document.error((*path, "share"), rule, kind=Contradiction)
            if members:
                result[number] = Excluded(entry.share, members)
    return result
