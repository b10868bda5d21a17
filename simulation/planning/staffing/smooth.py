"""Of mixes that cost the same, the one nearest to those of the intervals beside it, and to that of today.

Who takes the first contact of a kind hardly matters where groups can stand in for each other, so that what the search
finds jumps from one mix to another between intervals for no reason. Nobody can roster that. The mix that the scenario's
own staff has counts as one neighbour more: without it all agents drift into the most versatile group.
"""

from __future__ import annotations

import numpy as np

from simulation.planning.staffing.crew import Staff
from simulation.planning.staffing.moves import Move
from simulation.planning.staffing.polish import try_moves
from simulation.planning.staffing.search import Search
from simulation.planning.staffing.target import Floats, Standing

ROUNDS = 8
"""Until nothing changes, so many at most; one where evaluations are dear."""
TRIES = 3
"""Pairs of groups of an interval that are tried in a round."""


def smooth(search: Search, staff: Staff, standing: Standing) -> tuple[Staff, Standing]:
    """Exchange agents towards the neighbours' mix, at no cost, while all targets hold with their margins."""
    for _ in range(ROUNDS if search.cheap else 1):
        before = staff
        staff, standing = try_moves(search, staff, standing, towards_neighbours, again=False)
        if np.array_equal(staff, before):
            break
    return staff, standing


def towards_neighbours(search: Search, staff: Staff, _: Standing, interval: int) -> list[Move]:
    """Exchanges of the groups of which there are too many and too few beside the neighbours' mix, largest first."""
    beside = surplus(staff, search.evaluator.crew.staff, interval)
    cost = search.limits.cost
    pairs = [
        (min(beside[away], -beside[come]), away, come)
        for away in np.flatnonzero(beside >= 1.0).tolist()
        for come in np.flatnonzero(beside <= -1.0).tolist()
        if cost[come] <= cost[away]
    ]
    found: list[Move] = []
    for size, away, come in sorted(pairs, reverse=True)[:TRIES]:
        sizes = dict.fromkeys((int(size), int(size) // 3, int(size) // 9, 1))
        found += [((away, 0, -part), (come, 0, part)) for part in sizes if part]
    return found


def surplus(staff: Staff, own: Staff, interval: int) -> Floats:
    """By how many agents each group exceeds what it would have in the mean mix beside it, shape (groups,).

    Parameters
    ----------
    staff, own
        The staff, and that of the scenario, which is left out of account in intervals in which it has nobody.
    interval
        Which.
    """
    beside = [staff[:, at] for at in (interval - 1, interval + 1) if 0 <= at < staff.shape[1]] + [own[:, interval]]
    shares = [heads / heads.sum() for heads in beside if heads.any()]
    if not shares:
        return np.zeros(len(staff))
    found: Floats = staff[:, interval] - np.mean(shares, axis=0) * staff[:, interval].sum()
    return found


def jumps(staff: Staff, own: Staff) -> float:
    """How jagged a staff is: agents who would have to be of another group for the mix beside them, as a share of all.

    Parameters
    ----------
    staff, own
        As of :func:`surplus`.
    """
    away = [np.abs(surplus(staff, own, interval)).sum() / 2.0 for interval in range(staff.shape[1])]
    return float(np.sum(away) / max(1, int(staff.sum())))
