"""Contacts that supervisors give to agents by hand: which share of a class, when, and to whom."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from routing.errors import Contradiction
from routing.kernels.tables import never_relaxed_lack
from routing.model import SECOND, Agent
from routing.policy import Policy, Queue
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from simulation.core.coverage import units_of
from simulation.core.handling import ByHand
from simulation.files.contact_entries import ByHandEntry
from simulation.files.vocabulary import entry_path, number_of
from simulation.plans.laws import Laws


def given_by_hand(
    document: Document,
    entries: Sequence[ByHandEntry],
    policy: Policy,
    laws: Laws,
    queues: Sequence[Queue],
    agents: Sequence[Agent],
) -> list[ByHand | None]:
    """What the first entry that admits a class says of it; None: its contacts wait for the router.

    Parameters
    ----------
    document, entries
        The file and what stands under ``by_hand`` in it.
    policy, laws
        Whose pools these are, and what finds the entry of a class.
    queues
        The queue that each class enters.
    agents
        Everybody who works on some interval, by their numbers.

    Raises
    ------
    InputError
        When an entry names what the policy does not have, or nobody of the pool may ever be given such contacts.
    """
    first = laws.first(("by_hand",), entries)
    units = units_of(policy, laws.classes)
    result: list[ByHand | None] = [None] * len(first)
    for index, entry in enumerate(entries):
        path: Path = (*entry_path(document, ("by_hand",), index), "pool")
        number_of(document, path, entry.pool, policy.pools)
        members = [number for number, agent in enumerate(agents) if entry.pool in agent.pools]
        for number in np.flatnonzero(first == index).tolist() if entry.share else ():
            allowed = tuple(one for one in members if _may_get(agents[one], queues[number], int(units[number])))
            if not allowed:
                rule = text("no agent of the pool can be given a contact of queue {queue}", queue=queues[number].name)
                raise document.error(path, rule, value=entry.pool, kind=Contradiction)
            result[number] = ByHand(entry.share, round(entry.after_s * SECOND), allowed)
    return result


def _may_get(agent: Agent, queue: Queue, units: int) -> bool:
    """Whether an agent may be given contacts of a queue, past its steps: what it never relaxes holds."""
    return agent.capacity >= units and never_relaxed_lack(queue, agent) is None
