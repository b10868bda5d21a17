"""The compiled drawing of outages: when agents' connections fail on a day, and for how long."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing._jit import jit
from routing.kernels.state import Rows
from simulation.core.handling import Chance
from simulation.drawing.engine_chance import time_of
from simulation.drawing.engine_random import draw, ln, uniform

_GAP, _LENGTH = int(Chance.OUTAGE_GAP), int(Chance.OUTAGE_LENGTH)


@jit
def fill_outages(
    laws: Any,
    day: np.uint64,
    keys: NDArray[np.int64],
    groups: NDArray[np.int32],
    close: int,
    out: Rows,
) -> int:
    """Write the outages of all agents until ``close`` into ``out``, agent by agent; return how many there are.

    Parameters
    ----------
    laws
        The tables of a :class:`~simulation.core.behaviour.Behaviours`.
    day
        The key of the replication's outages; ``keys`` and ``groups`` are those of the agents.
    out
        Dtype ``OUTAGE``; what has no room there is counted only.
    """
    n = 0
    for agent in range(keys.size):
        law = laws.outages[groups[agent]]
        if law.mean_gap <= 0.0:
            continue
        key = draw(day, keys[agent])
        gap_key = draw(key, _GAP)
        time, number = 0.0, 0
        while True:
            time -= law.mean_gap * ln(uniform(gap_key, number))
            if time >= close:
                break
            if n < len(out):
                row = out[n]
                row.time = np.int64(time)
                row.length = time_of(laws, law.length, key, _LENGTH, number)
                row.agent = agent
            n += 1
            number += 1
    return n
