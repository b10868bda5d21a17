"""The last agents, one by one: add where something is missing, take away and swap while the targets hold.

Every move is tried in the simulator, in every ``LAGS``-th interval at once; each interval keeps or loses its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import ceil

import numpy as np
from numpy.typing import NDArray

from simulation.planning.staffing.crew import Staff
from simulation.planning.staffing.limits import Limits
from simulation.planning.staffing.search import Search, more_of_all
from simulation.planning.staffing.slopes import LAGS, slopes
from simulation.planning.staffing.target import Floats, Standing

STRIKES = 6
FRESH_SLOPES = (5, 12)
"""Attempts after which the slopes are found anew."""
FLAT = 2e-4
"""Slopes below this say nothing of which agents are missing."""
HELPED = 0.02
"""Agents help a cell where what is missing shrinks by this part of it."""
MENDS = 25
"""Times that agents are added before it is given up."""
HOPE = 0.5
"""A move is tried where, by the slopes, it costs a cell at most so much of what the best agent is worth there."""
PASSES = 4
MOST_TRIED = 40
"""Moves of an interval in a pass."""

Move = tuple[tuple[int, int], ...]
"""Groups, and by how many agents each changes."""


def mend(search: Search, staff: Staff) -> tuple[Staff, Standing]:
    """Add agents, those that by the slopes help most for their cost, until all targets hold with their margins.

    A cell that agents do not help is given up after ``STRIKES`` tries, so that nobody is hired in vain.
    """
    standing = search.try_out(staff)
    if not search.slopes.size:  # the time for the search was over before they were found
        search.slopes = slopes(search.try_out, staff, standing, search.limits)
    strikes = np.zeros(len(standing.cells), np.int64)
    for attempt in range(MENDS):
        room = search.room(standing)
        missing = np.where(strikes < STRIKES, np.maximum(-room, 0.0), 0.0)
        if not missing.any():
            break
        added = _additions(search, staff, missing, stubborn=1.0 + attempt / 4.0)
        there = search.try_out(staff + added)
        if attempt in FRESH_SLOPES:
            search.slopes = slopes(search.try_out, staff + added, there, search.limits)
        helped = search.room(there) > room + HELPED * missing
        strikes = np.where((missing > 0) & ~helped, strikes + 1, 0)
        staff, standing = staff + added, there
    return staff, standing


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
        place = np.unravel_index(int(worth.argmax()), worth.shape)
        slope = max(float(search.slopes[cell][place]), 1e-3)
        room = int(search.limits.most[place] - staff[place])
        most = max(1, ceil(0.05 * stubborn * staff[:, place[1]].sum()))
        found[place] += min(max(1, ceil(stubborn * left / slope)), room, most)
    return found


def polish(search: Search, staff: Staff, standing: Standing) -> tuple[Staff, Standing]:
    """Take agents away and swap them for cheaper ones while all targets hold with their margins."""
    for _ in range(PASSES):
        before = search.limits.costs(staff)
        for phase in range(min(LAGS, staff.shape[1])):
            staff, standing = _phase(search, staff, standing, phase)
        if search.limits.costs(staff) >= before:
            break
    return staff, standing


def _phase(search: Search, staff: Staff, standing: Standing, phase: int) -> tuple[Staff, Standing]:
    """Try the moves of every ``LAGS``-th interval until none is left."""
    intervals = range(phase, staff.shape[1], LAGS)
    waiting = {interval: _moves(search, staff, standing, interval) for interval in intervals}
    for _ in range(MOST_TRIED):
        tried: dict[int, Move] = {}
        for interval in intervals:
            move = next((m for m in waiting[interval] if _allowed(search.limits, staff, interval, m)), None)
            if move is not None:
                tried[interval] = move
        if not tried:
            break
        proposed = _moved(staff, tried)
        there = search.try_out(proposed)
        failed = _failed(search, there, standing, list(tried))
        for interval in failed:
            waiting[interval].remove(tried[interval])
        kept = {interval: move for interval, move in tried.items() if interval not in failed}
        if not kept:
            continue
        if failed:
            proposed = _moved(staff, kept)
            there = search.try_out(proposed)
            if (search.room(there) < np.minimum(search.room(standing), 0.0)).any():
                for interval, move in kept.items():  # together they are too many: each is dropped
                    waiting[interval].remove(move)
                continue
        staff, standing = proposed, there
    return staff, standing


def _failed(search: Search, there: Standing, here: Standing, tried: list[int]) -> set[int]:
    """The intervals whose moves left a cell without its margin, until the next interval with a move."""
    missed = search.room(there) < np.minimum(search.room(here), 0.0)
    failed = set()
    for cell in np.flatnonzero(missed).tolist():
        interval = int(there.cells.interval[cell])
        causes = [move for move in tried if move <= interval < move + LAGS] if interval >= 0 else tried
        if interval >= 0 and not causes:
            causes = [move for move in tried if interval < move] or tried
            causes = [min(causes, key=lambda move, at=interval: abs(move - at))]  # type: ignore[misc]
        if interval < 0:
            causes = tried[: max(1, len(tried) // 2)]
        failed |= set(causes)
    return failed


def _moved(staff: Staff, moves: dict[int, Move]) -> Staff:
    moved = staff.copy()
    for interval, move in moves.items():
        for group, change in move:
            moved[group, interval] += change
    return moved


def _allowed(limits: Limits, staff: Staff, interval: int, move: Move) -> bool:
    return all(
        limits.least[group, interval] <= staff[group, interval] + change <= limits.most[group, interval]
        for group, change in move
    )


def _moves(search: Search, staff: Staff, standing: Standing, interval: int) -> list[Move]:
    """The moves of an interval that save something and may hold by the slopes, those first that leave most room."""
    slope = search.slopes[:, :, interval]
    room = search.room(standing)
    felt = slope.max(axis=1) > 0
    best = slope.max(axis=1)
    found: list[tuple[float, float, Move]] = []
    for move in _kinds(staff[:, interval], search.limits.cost):
        after = room + sum(change * slope[:, group] for group, change in move)
        worst = float(((after + HOPE * best)[felt] / np.maximum(best[felt], 1e-9)).min(initial=1.0))
        saved = -sum(change * search.limits.cost[group] for group, change in move)
        if worst >= 0:
            found.append((-worst, -saved, move))
    return [move for _, _, move in sorted(found)[:MOST_TRIED]]


def _kinds(staff: NDArray[np.int64], cost: Floats) -> Iterator[Move]:
    """One agent less; one for a cheaper one; two for one."""
    there = np.flatnonzero(staff > 0).tolist()
    groups = range(len(staff))
    for away in there:
        yield ((away, -1),)
        yield from (((away, -1), (come, 1)) for come in groups if come != away and cost[come] < cost[away])
    pairs = [*combinations(there, 2), *((g, g) for g in there if staff[g] > 1)]
    for one, other in pairs:
        for come in groups:
            if come not in (one, other) and cost[come] < cost[one] + cost[other]:
                gone: Move = ((one, -2),) if one == other else ((one, -1), (other, -1))
                yield (*gone, (come, 1))
