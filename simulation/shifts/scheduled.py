"""How many agents are there by plan, on average over each interval."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.core.world import World


def scheduled(world: World, who: NDArray[np.bool_] | None = None, *, expected: bool = False) -> NDArray[np.float64]:
    """The mean number of agents at work in each interval, shape (intervals,); breaks are not work.

    Parameters
    ----------
    world
        Whose plan it is.
    who
        Which agents count, shape (agents,); None: all.
    expected
        Agents count with the probability that they are not absent.
    """
    weights = np.ones(len(world.agents)) if who is None else who.astype(np.float64)
    if expected and world.attendance is not None:
        weights = weights * (1 - world.attendance.absent)
    bounds = np.arange(world.n_intervals + 1, dtype=np.float64) * world.interval_us
    by_now = _by_steps(world, weights, bounds)  # agents x microseconds up to each bound
    if world.hours is not None:
        own = weights[world.hours["agent"]]
        by_now += _since(world.hours["start"], own, bounds) - _since(world.hours["end"], own, bounds)
    heads: NDArray[np.float64] = np.round(np.diff(by_now) / world.interval_us, 9) + 0.0  # no minus zero
    return heads


def _by_steps(world: World, weights: NDArray[np.float64], bounds: NDArray[np.float64]) -> NDArray[np.float64]:
    """The time of those whose staff is planned in steps: of a shift the first agents are at work."""
    heads = np.zeros(world.staff.shape[1])
    for shift in np.flatnonzero(world.staff.any(axis=1)):
        heads += np.cumsum(np.append(0.0, weights[world.agent_shift == shift]))[world.staff[shift]]
    steps = np.arange(len(heads) + 1, dtype=np.float64) * world.staff_step_us
    found: NDArray[np.float64] = np.interp(bounds, steps, np.append(0.0, np.cumsum(heads) * float(world.staff_step_us)))
    return found


def _since(times: NDArray[np.int64], weights: NDArray[np.float64], bounds: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weighted sum of the time that has passed since each of ``times``, at each bound."""
    order = np.argsort(times)
    ordered, heavy = times[order].astype(np.float64), np.append(0.0, np.cumsum(weights[order]))
    weighted = np.append(0.0, np.cumsum(ordered * weights[order]))
    passed = np.searchsorted(ordered, bounds)
    sums: NDArray[np.float64] = heavy[passed] * bounds - weighted[passed]
    return sums
