"""What the rest of a day may be like: a scenario, and who is at work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulation.planning.staffing.crew import Crew
from simulation.planning.today.rota import Rota
from simulation.planning.today.staff_plan import Shift, StaffPlan
from simulation.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Variant:
    """What the rest of the day may be like.

    Parameters
    ----------
    crew
        The scenario, with any staff.
    staff
        Heads over the day; where agents have hours of their own, those that are planned.
    rota
        The hours of agents; None: nobody has hours of their own.
    """

    crew: Crew
    staff: StaffPlan
    rota: Rota | None = None

    def scenario(self, from_us: int, present: Sequence[int]) -> Scenario:
        """The scenario with so many agents in each group as there are then or at any time later, by heads alone."""
        heads = np.maximum(self.staff.most_from(from_us), present)
        return self.crew.with_staff(np.repeat(heads[:, None], self.crew.intervals, axis=1))

    def with_known(self, shifts: Sequence[Shift]) -> Variant:
        """With changes that hold whatever is done."""
        rota = None if self.rota is None else self.rota.with_known(shifts)
        return replace(self, staff=self._staff(shifts), rota=rota)

    def with_more(self, shifts: Sequence[Shift]) -> Variant:
        """With changes that are tried."""
        rota = None if self.rota is None else self.rota.with_more(shifts)
        return replace(self, staff=self._staff(shifts), rota=rota)

    def _staff(self, shifts: Sequence[Shift]) -> StaffPlan:
        return self.staff.with_shifts(shifts, self.crew.scenario.world.close_us)
