"""Questions about rows of working hours, dtype ``HOURS``."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from routing.kernels.state import Rows
from simulation.planning.today.staff_plan import Shift


def covers(hours: Rows, time_us: int) -> NDArray[np.bool_]:
    """Which rows are of somebody who is at work then."""
    return np.asarray((hours["start"] <= time_us) & (hours["end"] > time_us))


def same_duty(hours: Rows, others: Rows) -> NDArray[np.bool_]:
    """Which rows are of the same agents' same day as any of the others."""
    return np.isin(
        hours["agent"].astype(np.int64) * 4 + hours["day"], others["agent"].astype(np.int64) * 4 + others["day"]
    )


def chosen(
    hours: Rows, groups: NDArray[np.int32], shift: Shift, begins: int, ranks: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Who stays away: of those who are at work when it begins, else come soonest after, whomever chance says."""
    nobody = np.zeros(0, np.int64)
    if shift.agents >= 0 or begins >= shift.end_us:
        return nobody
    own = (groups[hours["agent"]] == shift.group) & (hours["end"] > begins) & (hours["start"] < shift.end_us)
    rows = hours[own]
    order = np.lexsort((ranks[rows["agent"]], np.maximum(rows["start"], begins)))
    agents = rows["agent"][order]
    first = np.sort(np.unique(agents, return_index=True)[1])
    return np.asarray(agents[first][: -shift.agents], np.int64)
