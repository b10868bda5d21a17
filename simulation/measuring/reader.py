"""What a file asks of the measures, checked against the contacts that come."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from routing.errors import Contradiction, MissingKey
from routing.model import SECOND
from routing.policy import Policy
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import NO_VALUE
from routing.working_time import WorkingTime
from simulation.files.day_clock import MINUTES_PER_DAY, clock_of, minutes_of
from simulation.files.entry_types import Day
from simulation.files.goal_entries import DeadlineEntry, MeasuresEntry
from simulation.files.run_days import run_of
from simulation.files.scenario_file import ScenarioDocument
from simulation.files.staff_file_keys import StaffPart
from simulation.files.vocabulary import admitted_classes, entry_path
from simulation.measuring.asked import Asked
from simulation.measuring.dates import Dates
from simulation.measuring.terms import (
    AllBy,
    Averaged,
    Axis,
    Balked,
    Counted,
    Deadline,
    DeadlineOf,
    OccupancyOf,
    OwnTarget,
    ServiceLevelOf,
    Terms,
    Within,
)


def asked_of_scenario(
    document: Document,
    entry: ScenarioDocument,
    policy: Policy,
    classes: NDArray[np.void],
    expected: NDArray[np.float64],
) -> Asked:
    """What a scenario asks.

    Parameters
    ----------
    document, entry
        The file, and what stands in it.
    policy
        Whose names it uses.
    classes
        Table of dtype ``CLASS``.
    expected
        Contacts expected, shape (intervals, classes).

    Raises
    ------
    InputError
        When it names what the policy does not have, or definitions contradict each other.
    """
    targets = tuple(
        OwnTarget(tuple(each.problem), tuple(each.tier), tuple(each.channel), each.within_s) for each in entry.targets_s
    )
    targets_us = np.full(len(classes), round(entry.target_s * SECOND), np.int64)
    for index in reversed(range(len(targets))):
        path = entry_path(document, ("targets_s",), index)
        mine = admitted_classes(document, path, entry.targets_s[index], policy, classes)
        targets_us[mine] = round(targets[index].within_s * SECOND)
    if not targets:
        _refuse_all_by(document, entry)
    deadlines, due = _deadlines(document, entry, policy, classes)
    working = tuple(_working_time(each, entry.day) for each in deadlines)
    return Asked(
        terms=_terms(entry.measures),
        expected=expected,
        targets=targets,
        targets_us=targets_us if targets else None,
        pairs=_pairs(document, entry),
        deadlines=deadlines,
        due=due if deadlines else None,
        working=working,
        dates=_dates(entry.day),
    )


def asked_of_staff(document: Document, entry: StaffPart) -> Asked:
    """What the staff file of a recorded day asks; parameters as for :func:`asked_of_scenario`.

    Raises
    ------
    InputError
        When it asks for what is not known of a recorded day.
    """
    terms = _terms(entry.measures)
    if terms.service_level_of is ServiceLevelOf.EXPECTED:
        rule = text("of a recorded day nothing says how many contacts were expected")
        raise document.error(("measures", "service_level_of"), rule, kind=Contradiction)
    _refuse_all_by(document, entry)
    return Asked(terms, pairs=_pairs(document, entry))


def _dates(day: Day) -> Dates | None:
    """The days of a run of several."""
    run, minute_us = run_of(day), 60 * SECOND
    if run is None:
        return None
    written = run.written
    return Dates(
        run.dates[0].date,
        tuple(each.type for each in run.dates),
        tuple(run.calendar.is_worked(each.date.toordinal()) for each in run.dates),
        minutes_of(written.opens) * minute_us,
        written.intervals * written.interval_min * minute_us,
        tuple(each.closed for each in run.dates),
    )


def _deadlines(
    document: Document, entry: ScenarioDocument, policy: Policy, classes: NDArray[np.void]
) -> tuple[tuple[Deadline, ...], NDArray[np.bool_]]:
    """The deadlines, and the classes that each is about, shape (deadlines, classes)."""
    found: list[Deadline] = []
    due = np.zeros((len(entry.deadlines), len(classes)), np.bool_)
    for index, each in enumerate(entry.deadlines):
        path = entry_path(document, ("deadlines",), index)
        if each.name in [earlier.name for earlier in found]:
            raise document.error((*path, "name"), text("another deadline has this name"), kind=Contradiction)
        due[index] = admitted_classes(document, path, each, policy, classes)
        axes = tuple(each.problem), tuple(each.tier), tuple(each.channel)
        hours = _hours(document, path, each, entry.day)
        times = each.within_working_h, each.within_working_days
        found.append(Deadline(each.name, *axes, each.within_s, DeadlineOf(each.of), *times, hours))
    return tuple(found), due


def _hours(document: Document, path: Path, entry: DeadlineEntry, day: Day) -> tuple[tuple[str, str], ...]:
    """The hours in which the working time of a deadline passes; none where it is about plain time.

    Raises
    ------
    InputError
        When it has not one time, or the run has no calendar, or the hours are not in order within a day.
    """
    times = ("within_s", "within_working_h", "within_working_days")
    said = [key for key in times if getattr(entry, key) is not None]
    if len(said) != 1:
        rule = text("must have one of the keys within_s, within_working_h and within_working_days")
        raise document.error(path, rule, value=NO_VALUE, kind=Contradiction if said else MissingKey)
    if entry.within_s is not None:
        if entry.hours is not None:
            rule = text("has no meaning beside within_s, which is plain time")
            raise document.error((*path, "hours"), rule, value=NO_VALUE, kind=Contradiction)
        return ()
    if run_of(day) is None:
        rule = text("needs days: without a calendar there is no working time")
        raise document.error((*path, said[0]), rule, kind=Contradiction)
    written = day.written
    usual = [[written.opens, clock_of(minutes_of(written.opens) + written.interval_min * written.intervals)]]
    spans: Sequence[Sequence[str]] = entry.hours or usual
    found = tuple((opens, closes) for opens, closes in spans)
    edges = [minute for span in found for minute in _minutes(span)]
    if entry.hours is None and edges[1] <= edges[0]:
        rule = text("must be given where the day goes on after midnight: the hours in which time passes")
        raise document.error((*path, "hours"), rule, value=NO_VALUE, kind=MissingKey)
    if any(after <= before for before, after in pairwise(edges)):
        rule = text("must be times of one day in order, each span ending before the next one begins")
        raise document.error((*path, "hours"), rule, value=NO_VALUE, kind=Contradiction)
    return found


def _minutes(span: tuple[str, str]) -> tuple[int, int]:
    """From when to when, in minutes after midnight; a span that ends at 00:00 ends with the day."""
    opens, closes = span
    return minutes_of(opens), minutes_of(closes) or MINUTES_PER_DAY


def _working_time(deadline: Deadline, day: Day) -> WorkingTime | None:
    """The working time of the days of the run; after the last one none passes."""
    run, minute_us = run_of(day), 60 * SECOND
    if run is None or not deadline.hours:
        return None
    hours = [(opens * minute_us, closes * minute_us) for opens, closes in map(_minutes, deadline.hours)]
    first, last = (run.dates[number].date.toordinal() for number in (0, -1))
    return WorkingTime.of(hours, run.calendar, first, last, midnight_us=-minutes_of(day.opens) * minute_us)


def _pairs(document: Document, entry: StaffPart) -> tuple[tuple[Axis, Axis], ...]:
    """The pairs of axes, each once and in the order of the axes."""
    pairs: dict[tuple[Axis, Axis], None] = {}
    for index, (one, other) in enumerate(entry.measures.by):
        if one == other:
            rule = text("must be another one than the first")
            raise document.error(("measures", "by", index, 1), rule, kind=Contradiction)
        first, second = sorted((Axis(one), Axis(other)), key=list(Axis).index)
        pairs[first, second] = None
    return tuple(pairs)


def _refuse_all_by(document: Document, entry: StaffPart) -> None:
    if entry.measures.all_by is not None:
        rule = text("has no meaning without targets_s, targets of some contacts of their own")
        raise document.error(("measures", "all_by"), rule, kind=Contradiction)


def _terms(keys: MeasuresEntry) -> Terms:
    return Terms(
        ServiceLevelOf(keys.service_level_of),
        Within(keys.within),
        Averaged(keys.averaged),
        Balked(keys.balked),
        OccupancyOf(keys.occupancy_of),
        Counted(keys.contacts),
        AllBy(keys.all_by or AllBy.OWN),
    )
