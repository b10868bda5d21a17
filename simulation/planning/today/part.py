"""The facts of some of the contacts of a day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from routing.kernels.state import Rows
from simulation.core.records import Facts


def part_of(facts: Facts, chosen: NDArray[np.bool_]) -> Facts:
    """The facts of some of the contacts, those of agents as they are; nothing is said of the integral of the queue."""
    number = np.cumsum(chosen) - 1

    def of(rows: Rows) -> Rows:
        kept = rows[chosen[rows["contact"]]].copy() if len(rows) else rows
        if len(kept):
            kept["contact"] = number[kept["contact"]]
        return kept

    return facts._replace(
        records=facts.records[chosen],
        contacts=facts.contacts[chosen],
        origins=facts.origins[chosen] if len(facts.origins) else facts.origins,
        queue_area_us=-1,
        spells=of(facts.spells),
        promises=of(facts.promises),
        passed=of(facts.passed),
    )
