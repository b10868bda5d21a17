"""Small changes of a staff, about one interval each, those first that promise most by the slopes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from simulation.planning.staffing.crew import Staff
from simulation.planning.staffing.limits import Limits
from simulation.planning.staffing.search import Search
from simulation.planning.staffing.target import Floats, Standing

HOPE = 0.5
"""A move is tried where, by the slopes, it costs a cell at most so much of what the best agent is worth there."""

Move = tuple[tuple[int, int, int], ...]
"""Groups, intervals counted from that of the move, and by how many agents each changes."""


def savings(search: Search, staff: Staff, standing: Standing, interval: int) -> list[Move]:
    """The moves of an interval that save something, those first that leave most room."""
    cost = search.limits.cost
    kinds = [*_fewer(staff[:, interval], cost), *_across(staff, interval)]
    ranked = _ranked(search, standing, interval, kinds)
    hopeful = [move for worst, _, move in ranked if worst <= HOPE]
    all_of_them = [move for _, _, move in ranked]
    return (all_of_them if len(all_of_them) <= search.tries else hopeful)[: search.tries]


def swaps(search: Search, staff: Staff, standing: Standing, interval: int) -> list[Move]:
    """One agent for one of another group that costs no more, those first that raise the least room most."""
    cost = search.limits.cost
    there = np.flatnonzero(staff[:, interval] > 0).tolist()
    kinds: list[Move] = [
        ((away, 0, -1), (come, 0, 1))
        for away in there
        for come in range(len(cost))
        if come != away and cost[come] <= cost[away]
    ]
    here = _worst(search, standing, interval, ())
    return [move for worst, _, move in _ranked(search, standing, interval, kinds) if worst < here][: search.tries // 3]


def moved(staff: Staff, moves: dict[int, Move]) -> Staff:
    """The staff after the moves of some intervals."""
    found = staff.copy()
    for interval, move in moves.items():
        for group, after, change in move:
            found[group, interval + after] += change
    return found


def allowed(limits: Limits, staff: Staff, interval: int, move: Move) -> bool:
    """Whether there are such agents, and the limits and the day have room for the others."""
    for group, after, change in move:
        place = group, interval + after
        if place[1] >= staff.shape[1] or not limits.least[place] <= staff[place] + change <= limits.most[place]:
            return False
    return True


def saved(limits: Limits, move: Move) -> float:
    """What a move saves."""
    return -float(sum(change * limits.cost[group] for group, _, change in move))


def _ranked(search: Search, standing: Standing, interval: int, kinds: list[Move]) -> list[tuple[float, float, Move]]:
    """By what would be missing of the worst cell, in agents, and by what is saved."""
    return sorted((_worst(search, standing, interval, move), -saved(search.limits, move), move) for move in kinds)


def _worst(search: Search, standing: Standing, interval: int, move: Move) -> float:
    """By the slopes what would be missing of the worst cell, in the best agents for it; negative: nothing."""
    window = slice(interval, interval + 2)
    best = search.slopes[:, :, window].max(axis=(1, 2))
    felt = best > 0
    after = search.room(standing)
    for group, later, change in move:
        if interval + later < search.slopes.shape[2]:
            after = after + change * search.slopes[:, group, interval + later]
    return -float((after[felt] / best[felt]).min(initial=1.0))


def _fewer(staff: NDArray[np.int64], cost: Floats) -> Iterator[Move]:
    """One agent less; one for a cheaper one; two for one."""
    there = np.flatnonzero(staff > 0).tolist()
    groups = range(len(staff))
    for away in there:
        yield ((away, 0, -1),)
        yield from (((away, 0, -1), (come, 0, 1)) for come in groups if come != away and cost[come] < cost[away])
    pairs = [*combinations(there, 2), *((g, g) for g in there if staff[g] > 1)]
    for one, other in pairs:
        for come in groups:
            if come not in (one, other) and cost[come] < cost[one] + cost[other]:
                gone: Move = ((one, 0, -2),) if one == other else ((one, 0, -1), (other, 0, -1))
                yield (*gone, (come, 0, 1))


def _across(staff: Staff, interval: int) -> Iterator[Move]:
    """One agent of a group more, and two less in the interval before or after: a backlog is carried over."""
    if interval + 1 < staff.shape[1]:
        for group in range(len(staff)):
            if staff[group, interval + 1] > 1:
                yield (group, 0, 1), (group, 1, -2)
            if staff[group, interval] > 1:
                yield (group, 0, -2), (group, 1, 1)
