"""What a file says of absence, lateness and meetings, agent by agent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path as FilePath

import numpy as np

from routing.errors import BadValue, Contradiction, UnknownName
from routing.model import DAY_US
from routing.policy import Policy
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import NO_VALUE
from simulation.core.attendance import Attendance
from simulation.core.draw_plan import LawRows
from simulation.core.hours import MINUTE, staffed, within_day
from simulation.core.world import CLASS, Group, group_agents, planned_agents
from simulation.files.day_clock import MINUTES_PER_DAY, minutes_of
from simulation.files.scenario_file import ScenarioDocument
from simulation.files.staff_entries import MeetingEntry, OfGroups
from simulation.files.staff_file_keys import StaffPart
from simulation.files.vocabulary import entry_path
from simulation.plans.distributions import Law, deterministic
from simulation.plans.law_table import LawTable
from simulation.plans.laws import Laws
from simulation.shifts.meetings import Meeting, with_meeting


def first_of_group(entries: Sequence[OfGroups], group: str) -> int:
    """The number of the first entry that admits a group; -1: none."""
    return next((number for number, each in enumerate(entries) if not each.groups or group in each.groups), -1)


def check_groups(document: Document, path: Path, entries: Sequence[OfGroups], groups: Sequence[str]) -> None:
    """Refuse an entry of the list at ``path`` that names a group which is not there.

    Raises
    ------
    UnknownName
    """
    for index, entry in enumerate(entries):
        for group in entry.groups:
            if group not in groups:
                rule = text("there is no such group")
                place = (*entry_path(document, path, index), "groups")
                raise document.error(place, rule, value=group, known=groups, kind=UnknownName)


MAX_AGENT_DAYS = 2_000_000
"""Agents with hours of their own times the days of a run: more would take minutes and gigabytes."""


def one_by_one(document: Document, entry: StaffPart, groups: Sequence[Group]) -> tuple[Group, ...]:
    """The groups, where agents who may be absent, late or in a meeting have hours of their own, without the meetings.

    Parameters
    ----------
    document, entry
        The file, and what it says.
    groups
        Those that there are. Where one has staff by interval, its first agents are at work, and each has the hours that
        follow from that.

    Raises
    ------
    InputError
        When an entry names a group that is not there, leavers are pooled, or a meeting is nobody's.
    """
    names = [group.name for group in groups]
    lists: dict[str, Sequence[OfGroups]] = {
        "absence": entry.absence,
        "lateness": entry.lateness,
        "meetings": entry.meetings,
        "overtime": entry.overtime if isinstance(entry, ScenarioDocument) else (),
    }
    for key, entries in lists.items():
        check_groups(document, (key,), entries, names)
    alone = {name for name in names for entries in lists.values() if first_of_group(entries, name) >= 0}
    _check_size(document, entry, [group for group in groups if group.name in alone])
    found = tuple(_with_hours(document, entry, group) if group.name in alone else group for group in groups)
    for index, meeting in enumerate(entry.meetings):
        path = entry_path(document, ("meetings",), index)
        parts = [_in_meeting(document, path, entry, meeting, group) for group in found]
        if not any(size for _, size in parts):
            rule = text("nobody who is to be in this meeting is at work when it begins")
            raise document.error((*path, "at"), rule, kind=Contradiction)
        found = tuple(group for group, _ in parts)
    return found


def _check_size(document: Document, entry: StaffPart, groups: Sequence[Group]) -> None:
    days = -(-entry.day.interval_min * entry.day.intervals // MINUTES_PER_DAY)
    agents = sum(len(group_agents(group)) for group in groups)
    if agents * days > MAX_AGENT_DAYS:
        rule = text(
            "agents who may be absent, late, in a meeting or stay on, times days: {limit} at most", limit=MAX_AGENT_DAYS
        )
        raise document.error(("groups",), rule, value=f"{agents} × {days}", kind=BadValue)


def _with_hours(document: Document, entry: StaffPart, group: Group) -> Group:
    """The group with hours for each agent."""
    if group.hours or not any(group.staff):
        return group
    if entry.leavers == "pooled":
        rule = text(
            "must be individual where agents with staff by interval may be absent, late, in a meeting or stay on: "
            "{group}",
            group=group.name,
        )
        raise document.error(("leavers",), rule, kind=Contradiction)
    agents, step_us = group_agents(group), entry.day.interval_min * MINUTE
    close_us, stay = step_us * entry.day.intervals, entry.after_close == "stay"
    hours = tuple(within_day(each, close_us, stay=stay) for each in staffed(group.staff, len(agents), step_us))
    return replace(group, members=agents, hours=hours, staff=(0,) * len(group.staff))


def _in_meeting(
    document: Document, path: Path, entry: StaffPart, meeting: MeetingEntry, group: Group
) -> tuple[Group, int]:
    """The group without those in the meeting, and how many that are on all days together."""
    if meeting.share is not None and meeting.agents is not None:
        rule = text("must not stand beside agents: either says how many take part")
        raise document.error((*path, "share"), rule, kind=Contradiction)
    if meeting.share is None and meeting.agents is None:
        raise document.error(path, text("must say how many take part: share, or agents"), value=NO_VALUE)
    if meeting.groups and group.name not in meeting.groups:
        return group, 0
    day = entry.day
    start = (minutes_of(meeting.at) - minutes_of(day.opens)) * MINUTE % DAY_US
    timed = Meeting(start, round(meeting.min * MINUTE), meeting.share or 0.0, meeting.agents)
    return with_meeting(group, timed, day.interval_min * day.intervals * MINUTE)


def read_attendance(
    document: Document, entry: StaffPart, policy: Policy, folder: FilePath, groups: Sequence[Group]
) -> Attendance | None:
    """The chances of all agents; None: everybody comes, in time.

    Parameters
    ----------
    document, entry, policy, folder
        The file, what it says, and what it uses.
    groups
        In the order of the world.

    Raises
    ------
    InputError
        When a law lacks a number or has one too many.
    """
    reader = Laws(document, policy, folder, np.zeros(0, CLASS), entry.day, np.zeros(0, np.int64))
    laws = [reader.law(entry_path(document, ("lateness",), index), each) for index, each in enumerate(entry.lateness)]
    if not entry.absence and not entry.lateness:
        return None
    table = LawTable()
    rows: list[tuple[int, float, float, int]] = []
    for group in groups:
        absence, lateness = first_of_group(entry.absence, group.name), first_of_group(entry.lateness, group.name)
        absent = entry.absence[absence].share if absence >= 0 else 0.0
        late = entry.lateness[lateness].share if lateness >= 0 else 0.0
        law: Law = laws[lateness] if lateness >= 0 else deterministic(0)
        rows += [(key, absent, late, table.number_of(law)) for key in _keys(group)]
        called = len(group_agents(group)) - len(planned_agents(group))
        rows += [(0, 0.0, 0.0, table.number_of(law))] * called  # who is called in comes
    columns = list(zip(*rows, strict=True))
    return Attendance(
        keys=np.array(columns[0], np.int64),
        absent=np.array(columns[1], np.float64),
        late=np.array(columns[2], np.float64),
        late_by=np.array(columns[3], np.int32),
        laws=LawRows(*table.rows()),
    )


def _keys(group: Group) -> list[int]:
    """A number for each agent, made of the group's name, the number of the shift and the place in it.

    An agent more in another shift, or in another group, changes it for nobody.
    """
    found, places = [], dict.fromkeys(group.shift_of, 0)
    for shift in group.shift_of or (0,) * len(planned_agents(group)):
        place = places.get(shift, 0)
        places[shift] = place + 1
        digest = blake2b(f"{group.name}\0{shift}\0{place}".encode(), digest_size=8).digest()
        found.append(int.from_bytes(digest, "big") >> 1)
    return found
