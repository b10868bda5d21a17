"""The world of a recorded day: its contacts' classes, and the staff of a file or as seen in the records."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.core.world import AfterClose, Leavers, World
from simulation.files.staff_file_keys import StaffDocument
from simulation.replay.presence import SeenStaff
from simulation.replay.recorded_day import RecordedDay
from simulation.staff.staff_file import StaffPlan
from simulation.staff.staffing import paces


@dataclass(frozen=True, slots=True)
class DayWorld:
    """The world of a day, and whether its staff was inferred from the day's own contacts."""

    world: World
    seen: bool


def day_world(plan: StaffPlan, day: RecordedDay, table: NDArray[np.void]) -> DayWorld:
    """Make the world of a recorded day.

    Parameters
    ----------
    plan
        What the staff file says.
    day
        The records.
    table
        The day's classes, dtype ``CLASS``.

    Raises
    ------
    InputError
        When the file names what policy or records do not have, or nobody was seen.
    """
    classes = table.copy()
    channels = plan.policy.channels
    classes["answer_delay"] = [plan.answer_delay_us(channels[number]) for number in table["channel"]]
    entry = plan.entry
    if not isinstance(entry, StaffDocument) or entry.as_seen is None:
        return DayWorld(plan.world(classes), seen=False)
    staff = SeenStaff(plan.document, entry.as_seen, plan.policy, day)
    agents, groups, steps = staff.agents()
    world = World(
        policy=plan.policy,
        agents=agents,
        group_names=staff.group_names,
        agent_group=groups,
        staff=steps,
        classes=classes,
        pace=paces(plan.document, entry.speed, plan.policy, agents, classes),
        interval_us=plan.interval_us,
        n_intervals=entry.day.intervals,
        leavers=Leavers[entry.leavers.upper()],
        after_close=AfterClose[entry.after_close.upper()],
        step_us=staff.step_us,
        shifts=np.arange(len(agents), dtype=np.int32),
    )
    return DayWorld(world, seen=True)
