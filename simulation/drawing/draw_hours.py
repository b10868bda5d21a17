"""Who is there on a simulated day: the hours of a replication, drawn from the plan. Their randomness ends here."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.core.attendance import Attendance, StaffPurpose
from simulation.core.world import World
from simulation.drawing.engine_chance import chance, time_of
from simulation.drawing.engine_random import draw, modulo


class HoursSource:
    """The hours of each replication. Threads may share it.

    An agent's draws depend on the seed, the replication, the agent's key and the day, and on nothing else: with a
    greater share the same agents are absent, and more, and no customer changes.

    Parameters
    ----------
    world
        Its hours are the plan.
    seed
        0 <= ``seed`` < 2**64.
    """

    def __init__(self, world: World, seed: int) -> None:
        self._attendance, self._plan, self._close_us = world.attendance, world.hours, world.close_us
        self._seed = np.uint64(seed)
        if self._plan is None:
            return
        # One draw for an agent and a day: the times at work of that day share it.
        pairs = np.stack([self._plan["agent"], self._plan["day"]], axis=1)
        days, self._day_of = np.unique(pairs, axis=0, return_inverse=True)
        self._days: list[tuple[int, int]] = [(int(agent), int(day)) for agent, day in days]

    def draw(self, replication: int) -> NDArray[np.void] | None:
        """The hours of a replication, dtype ``HOURS``; None: they are those that the world plans."""
        if self._attendance is None or self._plan is None:
            return None
        with modulo():
            late = self._lateness(self._attendance, replication)[self._day_of.reshape(-1)]
        hours: NDArray[np.void] = self._plan.copy()
        hours["start"] = np.where(late > 0, np.maximum(hours["start"], hours["begins"] + late), hours["start"])
        there: NDArray[np.bool_] = (late >= 0) & (hours["start"] < np.minimum(hours["end"], self._close_us))
        present: NDArray[np.void] = hours[there]
        return present

    def _lateness(self, chances: Attendance, replication: int) -> NDArray[np.int64]:
        """By how much everybody is late on each day of theirs, in microseconds; -1: absent."""
        key = np.uint64(draw(self._seed, replication))
        absence, lateness, late_by = (np.uint64(draw(key, int(purpose))) for purpose in StaffPurpose)
        late = np.zeros(len(self._days), np.int64)
        for number, (agent, day) in enumerate(self._days):
            own = int(chances.keys[agent])
            if chances.absent[agent] > 0 and chance(absence, own, day + 1) < chances.absent[agent]:
                late[number] = -1
            elif chances.late[agent] > 0 and chance(lateness, own, day + 1) < chances.late[agent]:
                late[number] = time_of(chances.laws, int(chances.late_by[agent]), late_by, own, day + 1)
        return late
