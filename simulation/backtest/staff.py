"""Who works on a day: as its own calls show (which is leakage), or as those of other days of the same weekday do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from routing.errors import Contradiction, MissingKey
from routing.words.messages import text
from routing.words.shown import NO_VALUE
from simulation.backtest.history import History
from simulation.backtest.knowledge import Knowledge
from simulation.core.world import World
from simulation.files.goal_entries import MeasuresEntry
from simulation.files.staff_file_keys import StaffDocument
from simulation.replay.staff import day_world
from simulation.staff.staff_file import StaffPlan

MOST_DONORS = 8
"""At most so many other days lend their staff to a day, each to an equal part of the replications."""


def require_as_seen(plan: StaffPlan) -> None:
    """Refuse a staff file that does not say how agents are inferred from records, or has other definitions.

    Raises
    ------
    InputError
    """
    if not isinstance(plan.entry, StaffDocument) or plan.entry.as_seen is None:
        rule = text("a back-test infers the staff of each day from the records: say how")
        raise plan.document.error(("as_seen",), rule, value=NO_VALUE, kind=MissingKey)
    if plan.entry.measures != MeasuresEntry():
        rule = text("a back-test has the usual definitions, and no others")
        raise plan.document.error(("measures",), rule, value=NO_VALUE, kind=Contradiction)


def donors(history: History, day: int) -> list[int]:
    """The nearest other days of the same weekday, nearest first; the nearest days at all where there are none."""
    distance = np.abs(history.numbers - history.numbers[day])
    same = (distance % 7 == 0) & (distance > 0)
    if not same.any():
        same = distance > 0
    nearest = np.argsort(distance, kind="stable")
    return [int(number) for number in nearest if same[number]][:MOST_DONORS]


def worlds_of(
    plan: StaffPlan, history: History, day: int, knowledge: Knowledge, *, own: bool, at_most: int, paced: bool
) -> list[World]:
    """The worlds that the replications of a day are shared among.

    Parameters
    ----------
    plan
        The staff file.
    history, day
        All days, and the place of the day.
    knowledge
        What other days tell of it.
    own
        Take the staff as seen on the day itself.
    at_most
        No more worlds than this.
    paced
        Whether agents differ in speed as on other days.
    """
    lending = [day] if own else donors(history, day)[:at_most]
    worlds = [day_world(plan, history.days[number], knowledge.classes.table).world for number in lending]
    if not paced:
        return worlds
    return [replace(world, pace=knowledge.work.paced(world, history.agents)) for world in worlds]


def heads_by_interval(worlds: list[World]) -> NDArray[np.float64]:
    """Agents present, mean over each interval and over the worlds, shape (intervals,)."""
    heads = [world.staff.reshape(len(world.staff), world.n_intervals, -1).mean(axis=2).sum(axis=0) for world in worlds]
    found: NDArray[np.float64] = np.mean(heads, axis=0)
    return found
