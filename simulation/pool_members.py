"""Agents of a pool whom an entry of a scenario may mean."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from routing.document import Document
from routing.errors import Contradiction
from routing.messages import text
from routing.model import Agent
from routing.place import Path
from routing.policy import Queue
from simulation.coverage import able_agents


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
