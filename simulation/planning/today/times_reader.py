"""Reads times of the day and names of groups, which several keys of a file of today have."""

from __future__ import annotations

from routing.errors import BadValue, Contradiction, UnknownName
from routing.model import SECOND
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from simulation.checks.check_load import interval_label
from simulation.files.day_clock import minutes_of
from simulation.planning.today.staff_plan import Shift, StaffPlan
from simulation.scenario import Scenario

_DAY_MIN = 1440


def time_us(document: Document, path: Path, clock: str, scenario: Scenario, *, close: bool = False) -> int:
    """A time of day as microseconds from the opening; the close itself only where it may be.

    Raises
    ------
    BadValue
        When it lies outside the day.
    """
    minutes = (minutes_of(clock) - scenario.open_at_s // 60) % _DAY_MIN
    length = scenario.n_intervals * scenario.interval_us // (60 * SECOND)
    if close and minutes == 0:
        minutes = length if length >= _DAY_MIN or clock != interval_label(scenario, 0) else 0
    if minutes > length or (minutes == length and not close):
        closes = interval_label(scenario, scenario.n_intervals)
        rule = text("must lie in the day, from {opens} to {closes}", opens=interval_label(scenario, 0), closes=closes)
        raise document.error(path, rule, kind=BadValue)
    return minutes * 60 * SECOND


def group_number(document: Document, path: Path, name: str, scenario: Scenario) -> int:
    """The number of a group.

    Raises
    ------
    UnknownName
        When the scenario has none of that name.
    """
    groups = scenario.world.group_names
    if name not in groups:
        rule = text("there is no such group")
        raise document.error(path, rule, value=name, known=groups, kind=UnknownName)
    return groups.index(name)


def shift_of(
    document: Document, path: Path, name: str, agents: int, span: tuple[int, int], scenario: Scenario, staff: StaffPlan
) -> Shift:
    """So many agents of a group more, or fewer, for a time.

    Raises
    ------
    InputError
        When there is no such group, or it has fewer in ``staff`` than are to go; or it has nobody at any time in a
        scenario with hours of agents, so that it is not known what an agent of it is like.
    """
    group = group_number(document, path, name, scenario)
    if agents > 0 and scenario.world.hours is not None and group not in scenario.world.agent_group:
        rule = text("the scenario has no agent of this group at any time: correct its staff")
        raise document.error(path, rule, value=name, kind=Contradiction)
    most = staff.most_between(*span, group)
    if -agents > most:
        rule = text("the group has only {agents} agents then", agents=most)
        raise document.error(path, rule, value=agents, kind=Contradiction)
    return Shift(group, agents, *span)


def later_us(
    document: Document, path: Path, said: tuple[str | None, str | None], scenario: Scenario, now: str
) -> tuple[int, int]:
    """From when until when something holds that is done from now on; from now and to the close where nothing is said.

    Raises
    ------
    InputError
        As :func:`span_us`; or when it starts before now.
    """
    now_us = time_us(document, ("now",), now, scenario)
    start, end = span_us(document, path, *said, scenario, now_us)
    if start < now_us:
        rule = text("must not be before now, {now}", now=now)
        raise document.error((*path, "starts"), rule, kind=Contradiction)
    return start, end


def span_us(
    document: Document, path: Path, starts: str | None, ends: str | None, scenario: Scenario, first_us: int
) -> tuple[int, int]:
    """From when until when something holds; from ``first_us`` and to the close where nothing is said.

    Raises
    ------
    InputError
        When a time lies outside the day, or the end not behind the start.
    """
    start = first_us if starts is None else time_us(document, (*path, "starts"), starts, scenario)
    end = scenario.world.close_us if ends is None else time_us(document, (*path, "ends"), ends, scenario, close=True)
    if end <= start:
        rule = text("must be later than the start")
        raise document.error((*path, "ends"), rule, kind=Contradiction)
    return start, end
