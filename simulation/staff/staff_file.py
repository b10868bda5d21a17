"""What scenarios and staff files have in common: who works when, and what is aimed at.

::

    staff = load_staff("staff.yaml", policy)     # beside the records of a day
    world = staff.world(classes)                 # classes: the contacts that came
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path as FilePath

import numpy as np
from numpy.typing import NDArray

from routing.errors import BadDocument, BadValue, Contradiction, MissingKey
from routing.model import SECOND, Agent
from routing.policy import Policy
from routing.reading.document import Document, read_document
from routing.reading.validation import validate
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import NO_VALUE
from simulation.core.attendance import Attendance
from simulation.core.behaviour import Behaviours
from simulation.core.draw_plan import DrawPlan
from simulation.core.world import AfterClose, Group, Labels, Leavers, World, build_world, group_agents
from simulation.files.day_clock import minutes_of
from simulation.files.scenario_file import ScenarioDocument
from simulation.files.staff_file_keys import StaffDocument, StaffPart
from simulation.files.vocabulary import number_of
from simulation.measuring.results import Goal
from simulation.shifts.attendance_reader import read_attendance
from simulation.shifts.call_in_reader import with_reserves
from simulation.staff.staffing import Staffing, paces

VIP = "vip"
"""The tier that has a goal of its own unless the file says otherwise."""

VIP_SHARE = 0.9
SHARE = 0.8
"""Of each interval's arrivals to be answered in time, unless the file says otherwise."""


@dataclass(frozen=True, slots=True)
class StaffPlan:
    """Who works when on a day.

    Parameters
    ----------
    document, entry
        Where that stands, and what it says.
    policy
        Whose skills, pools and tiers it uses.
    groups
        In the order of the file; empty where the staff is as seen in the records of the day.
    goals
        What the verdict is about.
    attendance
        How often agents are absent or late; None: never.
    """

    document: Document
    entry: StaffPart
    policy: Policy
    groups: tuple[Group, ...]
    goals: tuple[Goal, ...]
    attendance: Attendance | None = None

    @property
    def target_us(self) -> int:
        """Answer target in microseconds."""
        return round(self.entry.target_s * SECOND)

    @property
    def interval_us(self) -> int:
        """Length of an interval in microseconds."""
        return self.entry.day.interval_min * 60 * SECOND

    @property
    def open_at_s(self) -> int:
        """Second of the day of the opening."""
        return minutes_of(self.entry.day.opens) * 60

    def answer_delay_us(self, channel: str) -> int:
        """Time from an offer to its acceptance in microseconds, where offers are not accepted by themselves."""
        delays = self.entry.answer_delay_s
        return round(delays.get(channel, delays.get("", 0.0)) * SECOND)

    @property
    def agents(self) -> tuple[Agent, ...]:
        """Everybody who works on some interval, by their numbers in the world."""
        return tuple(agent for group in self.groups for agent in group_agents(group))

    def world(
        self,
        classes: NDArray[np.void],
        plan: DrawPlan | None = None,
        labels: tuple[Labels, ...] = (),
        behaviours: Behaviours | None = None,
    ) -> World:
        """The world with this staff and these classes of contacts (dtype ``CLASS``), their labels and behaviour.

        Raises
        ------
        InputError
            When ``speed`` names what the policy does not have.
        """
        return build_world(
            self.policy,
            self.groups,
            interval_us=self.interval_us,
            classes=classes,
            pace=paces(self.document, self.entry.speed, self.policy, self.agents, classes),
            leavers=Leavers[self.entry.leavers.upper()],
            after_close=AfterClose[self.entry.after_close.upper()],
            plan=plan,
            labels=labels,
            behaviours=behaviours,
            attendance=self.attendance,
        )


def load_staff(path: str | os.PathLike[str], policy: Policy) -> StaffPlan:
    """Load a staff file, ``peakline: staff/1``.

    Raises
    ------
    InputError
        When it or a table that it names is wrong.
    """
    document = read_document(path)
    require_header(document, "staff/1")
    return staff_plan(document, validate(document, StaffDocument), policy, FilePath(path).parent)


def staff_plan(document: Document, entry: StaffPart, policy: Policy, folder: FilePath) -> StaffPlan:
    """The staff of a file that has been validated; ``folder`` is what the paths of its tables are relative to.

    Raises
    ------
    InputError
        When a group, skill, pool, tier or channel does not exist, or a number is missing or does not fit.
    """
    for channel in entry.answer_delay_s:
        if channel:
            number_of(document, ("answer_delay_s", channel), channel, policy.channels)
    seen = isinstance(entry, StaffDocument) and entry.as_seen is not None
    groups = () if seen else Staffing(document, entry, policy, folder).groups()
    if isinstance(entry, ScenarioDocument):
        groups = with_reserves(document, entry, groups)
    attendance = None if seen else read_attendance(document, entry, policy, folder, groups)
    return StaffPlan(document, entry, policy, groups, _goals(document, entry, policy), attendance)


def require_header(document: Document, header: str) -> None:
    """Refuse a document that is no mapping with ``peakline: header``: what else it says would only mislead.

    Raises
    ------
    InputError
    """
    if not isinstance(document.data, dict):
        raise document.error((), text("must be a mapping of keys to values"), value=NO_VALUE, kind=BadDocument)
    found = document.get(("peakline",))
    if found is NO_VALUE:
        rule = text("the file must say what it is: {header}", header=f"peakline: {header}")
        raise document.error(("peakline",), rule, value=NO_VALUE, kind=MissingKey)
    if found != header:
        rule = text("must be {header} in a file that is used like this", header=header)
        raise document.error(("peakline",), rule, value=found, known=[header], kind=BadValue)


def _goals(document: Document, entry: StaffPart, policy: Policy) -> tuple[Goal, ...]:
    goals: list[Goal] = []
    for index, goal in enumerate(entry.goals):
        if goal.name in [earlier.name for earlier in goals]:
            rule = text("another goal has this name")
            raise document.error(("goals", index, "name"), rule, kind=Contradiction)
        path: Path = ("goals", index)
        for tier in goal.tier:
            number_of(document, (*path, "tier"), tier, policy.tiers)
        for channel in goal.channel:
            number_of(document, (*path, "channel"), channel, policy.channels)
        tiers = tuple(goal.tier) or policy.tiers
        goals.append(Goal(goal.name, tiers, goal.share, goal.within_s or entry.target_s, tuple(goal.channel)))
    return tuple(goals) or _usual_goals(entry, policy)


def _usual_goals(entry: StaffPart, policy: Policy) -> tuple[Goal, ...]:
    vips = tuple(tier for tier in policy.tiers if tier.lower() == VIP)
    others = tuple(tier for tier in policy.tiers if tier not in vips)
    if not vips:
        return (Goal(text("all"), others, SHARE, entry.target_s),)
    goal = Goal(text("VIP"), vips, VIP_SHARE, entry.target_s)
    return (goal, Goal(text("others"), others, SHARE, entry.target_s)) if others else (goal,)
