"""Agents of a pool whom an entry of a scenario may mean, and the contacts that it is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from routing.errors import Contradiction
from routing.model import Agent
from routing.policy import Policy, Queue
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from simulation.core.coverage import able_agents
from simulation.files.contact_entries import ExcludedEntry, PreferredEntry
from simulation.files.vocabulary import admitted_classes, entry_path, number_of


def able_members(
    document: Document, path: Path, pool: str | None, agents: Sequence[Agent], queue: Queue, units: int
) -> tuple[int, ...]:
    """The numbers of the agents of ``pool`` who can take contacts of ``queue`` in its last step; None: of any pool.

    Raises
    ------
    Contradiction
        At ``path``, when others can take them, but nobody of the pool. That nobody at all can is refused elsewhere.
    """
    able = np.flatnonzero(able_agents(agents, queue, units=units)).tolist()
    members = tuple(agent for agent in able if pool is None or pool in agents[agent].pools)
    if able and not members:
        rule = text("no agent of the pool can take a contact of queue {queue}", queue=queue.name)
        raise document.error((*path, "pool"), rule, value=pool, kind=Contradiction)
    return members


def first_entries(
    document: Document,
    key: str,
    entries: Sequence[PreferredEntry | ExcludedEntry],
    policy: Policy,
    classes: NDArray[np.void],
) -> Iterator[tuple[Path, int, list[int]]]:
    """Where each entry of a list stands, its number, and the classes that it is the first to admit.

    Raises
    ------
    InputError
        When an entry names what the policy does not have.
    """
    settled = np.zeros(len(classes), bool)
    for index, entry in enumerate(entries):
        path = entry_path(document, (key,), index)
        if entry.pool is not None:
            number_of(document, (*path, "pool"), entry.pool, policy.pools)
        chosen = admitted_classes(document, (*path, "when"), entry.when, policy, classes) & ~settled
        settled |= chosen
        yield path, index, np.flatnonzero(chosen).tolist() if entry.share else []
