"""Who comes and goes on each simulated day: by the heads of groups, by the hours of agents, or some of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from routing.kernels.state import Rows
from simulation.core.world import World
from simulation.planning.today.cast import Numbers, cast_for, own_hours
from simulation.planning.today.duties import Duties, OnDuty
from simulation.planning.today.situation import Situation
from simulation.planning.today.staff_plan import StaffPlan, change_rows
from simulation.planning.today.variant import Variant
from simulation.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Crewing:
    """The staff of a variant, day by day. Made by :func:`crewing_of`.

    Parameters
    ----------
    scenario
        With everybody who is at work at any time.
    from_us
        From when on.
    heads
        Who comes and goes where heads say it, and who of them is there.
    duties
        The hours of agents; None: nobody has hours of their own.
    situation
        What is seen now; None: the day begins at its opening.
    """

    scenario: Scenario
    from_us: int
    heads: OnDuty
    duties: Duties | None
    situation: Situation | None

    def day(self, number: int) -> OnDuty:
        """Who comes and goes on the day of this number from ``from_us`` on, and who is there."""
        if self.duties is None:
            return self.heads
        if self.situation is None:
            found = self.duties.whole(number)
        else:
            groups = self.situation.groups
            found = self.duties.from_now(
                number,
                [each.present if each.counted else None for each in groups],
                [each.busy or 0 for each in groups],
            )
        changes = np.concatenate([self.heads.changes, found.changes])
        there = [np.append(one, other) for one, other in zip(self.heads.there, found.there, strict=True)]
        return OnDuty(changes[np.lexsort((changes["group"], changes["time"]))], tuple(there))


def crewing_of(variant: Variant, situation: Situation | None, now_us: int, seed: int) -> Crewing:
    """The staff of a variant from what is seen now on; from the opening, where that is None.

    Parameters
    ----------
    variant
        The scenario and its staff.
    situation, now_us
        What is seen, and when.
    seed
        Of the days.
    """
    from_us = 0 if situation is None else now_us
    groups = len(variant.crew.groups)
    present = [0] * groups if situation is None else [each.present for each in situation.groups]
    if variant.rota is None:
        scenario = variant.scenario(from_us, present)
        heads = _by_heads(scenario.world, variant.staff, present, from_us, np.arange(groups))
        return Crewing(scenario, from_us, heads, None, situation)
    world = variant.rota.world
    alone = own_hours(world)
    sizes = np.bincount(world.agent_group, minlength=groups)
    more = variant.rota.room(present, now_us)
    for group in np.flatnonzero(~alone).tolist():
        more[group] = max(int(variant.staff.most_from(from_us)[group]), present[group]) - int(sizes[group])
    cast = cast_for(world, [max(each, 0) for each in more])
    staff = StaffPlan(variant.staff.times, variant.staff.heads * ~alone[:, None])
    here = [0 if own else count for count, own in zip(present, alone.tolist(), strict=True)]
    heads = _by_heads(cast.world, staff, here, from_us, cast.row)
    scenario = replace(variant.crew.scenario, world=cast.world)
    return Crewing(scenario, from_us, heads, Duties(variant.rota, cast, seed, now_us), situation)


def _by_heads(world: World, staff: StaffPlan, present: Sequence[int], from_us: int, row: Numbers) -> OnDuty:
    changes: Rows = change_rows(staff, present, from_us, world.close_us, world.leavers, world.after_close)
    changes["group"] = row[changes["group"]]
    first = np.searchsorted(world.agent_group, np.arange(len(present)))
    return OnDuty(changes, tuple(np.arange(at, at + count) for at, count in zip(first.tolist(), present, strict=True)))
