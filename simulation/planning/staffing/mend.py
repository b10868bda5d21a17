"""Agents are added where something is missing, those that help most for their cost."""

from __future__ import annotations

from math import ceil

import numpy as np

from simulation.planning.staffing.crew import Staff
from simulation.planning.staffing.search import Search, more_of_all
from simulation.planning.staffing.target import Floats, Standing

STRIKES = 6
FLAT = 2e-4
"""Slopes below this say nothing of which agents are missing."""
NEARLY, SHARE = 0.5, 0.1
"""Groups that help at least so nearly as well as the best are added to besides, each by such a share of its agents."""
LEAST_KEPT = 0.2
"""What is left of a slope by which agents were added in vain: the figure may only be a rough one."""
HELPED = 0.02
"""Agents help a cell where what is missing shrinks by this part of it."""
MENDS = 25
"""Times that agents are added before it is given up."""


def mend(search: Search, staff: Staff) -> tuple[Staff, Standing]:
    """Add agents, those that by the slopes help most for their cost, until all targets hold with their margins.

    A cell that agents do not help is given up after ``STRIKES`` tries, so that nobody is hired in vain.
    """
    standing = search.try_out(staff)
    if not search.slopes.size:  # the time for the search was over before they were found
        search.find_slopes(staff, standing)
    strikes = np.zeros(len(standing.cells), np.int64)
    for attempt in range(MENDS):
        room = search.room(standing)
        missing = np.where(strikes < STRIKES, np.maximum(-room, 0.0), 0.0)
        if not missing.any():
            break
        added = _additions(search, staff, missing, stubborn=1.0 + attempt / 4.0)
        there = search.try_out(staff + added)
        gain = search.room(there) - room
        strikes = np.where((missing > 0) & (gain <= HELPED * missing), strikes + 1, 0)
        _learn(search, added, {cell: float(gain[cell]) for cell in np.flatnonzero(missing).tolist()})
        staff, standing = staff + added, there
    return staff, standing


def _learn(search: Search, added: Staff, gains: dict[int, float]) -> None:
    """Lower the slopes that promised more than the agents brought: the best of several estimates is often too good."""
    for cell, gain in gains.items():
        interval = int(search.evaluator.cells.interval[cell])
        places = added > 0
        if interval >= 0:
            places &= np.arange(added.shape[1]) == interval
        promised = float((search.slopes[cell] * added)[places].sum())
        if promised > 0:
            search.slopes[cell][places] *= min(max(gain / promised, LEAST_KEPT), 1.0)


def _additions(search: Search, staff: Staff, missing: Floats, *, stubborn: float) -> Staff:
    """Agents to add; of those missing cells that share an interval the neediest decides."""
    found = np.zeros_like(staff)
    free = staff < search.limits.most
    cells = search.evaluator.cells
    for cell in np.argsort(-missing, kind="stable").tolist():
        if missing[cell] <= 0:
            break
        interval = int(cells.interval[cell])
        worth = np.where(free, search.slopes[cell] / search.limits.cost[:, None], 0.0)
        if interval >= 0:
            worth[:, np.arange(worth.shape[1]) != interval] = 0.0
        left = missing[cell] - float((search.slopes[cell] * found).sum())
        if left <= 0 or (found[:, interval].any() and interval >= 0):
            continue
        if worth.max(initial=0.0) * float(search.limits.cost.min()) < FLAT:
            found = np.maximum(found, more_of_all(search, staff, cell))
            continue
        left *= stubborn
        for at in np.argsort(-worth, axis=None, kind="stable").tolist():
            place = np.unravel_index(at, worth.shape)
            if left <= 0 or worth[place] < NEARLY * worth.max():
                break
            slope = max(float(search.slopes[cell][place]), 1e-3)
            room = int(search.limits.most[place] - staff[place] - found[place])
            most = max(1, ceil(SHARE * stubborn * staff[place]))
            more = min(ceil(left / slope), room, most)
            found[place] += more
            left -= slope * more
    return found
