"""The working hours of a day, agent by agent, as they are planned, and what is changed of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from routing.kernels.state import Rows
from simulation.core.world import World
from simulation.planning.today.cast import own_hours
from simulation.planning.today.hours_rows import covers
from simulation.planning.today.staff_plan import Shift, StaffPlan


@dataclass(frozen=True, slots=True)
class Rota:
    """The working hours of a day, and what is changed of them.

    Parameters
    ----------
    world
        As it was loaded: its hours are the plan.
    known
        Changes that hold whatever is done. Those that began before now are part of what is seen now.
    more
        What is tried besides, from now on.
    """

    world: World
    known: tuple[Shift, ...] = ()
    more: tuple[Shift, ...] = ()

    def with_known(self, shifts: Sequence[Shift]) -> Rota:
        """The hours with other changes that are known."""
        return replace(self, known=(*self.known, *self._own(shifts)))

    def with_more(self, shifts: Sequence[Shift]) -> Rota:
        """The hours with other changes that are tried."""
        return replace(self, more=(*self.more, *self._own(shifts)))

    def _own(self, shifts: Sequence[Shift]) -> list[Shift]:
        alone = own_hours(self.world)
        return [shift for shift in shifts if alone[shift.group]]

    @property
    def hours(self) -> Rows:
        """The plan: dtype ``HOURS``."""
        assert self.world.hours is not None
        return self.world.hours

    def at_work(self, time_us: int) -> NDArray[np.int64]:
        """Agents who are at work then by plan, shape (groups,); 0 where heads say it."""
        now = self.hours[covers(self.hours, time_us)]
        return np.bincount(self.world.agent_group[now["agent"]], minlength=len(self.world.group_names))

    def heads(self, staff: StaffPlan) -> StaffPlan:
        """How many are at work by plan, where ``staff`` says it of the other groups."""
        edges = np.unique(np.concatenate([self.hours["start"], self.hours["end"]]))
        times = sorted({*staff.times, *edges[edges < self.world.close_us].tolist()})
        return StaffPlan(tuple(times), np.stack([staff.at(time) + self.at_work(time) for time in times], axis=1))

    def room(self, there: Sequence[int], now_us: int) -> list[int]:
        """How many agents more than planned each group may need on any day, where so many are there now."""
        alone, at_work = own_hours(self.world), self.at_work(now_us)
        found = []
        for group, count in enumerate(there):
            known = [shift.agents for shift in self.known if shift.group == group]
            more = [shift.agents for shift in self.more if shift.group == group]
            unplanned = count - int(at_work[group]) + sum(max(-agents, 0) for agents in known)
            said = sum(max(agents, 0) for agents in (*known, *more))
            found.append(said + max(unplanned, 0) if alone[group] else 0)
        return found
