"""From a file of today to what is asked: ``peakline: today/1``."""

from __future__ import annotations

import os
from pathlib import Path as FilePath

import numpy as np

from routing.errors import BadValue, Contradiction, UnknownName
from routing.reading.document import Document, read_document
from routing.reading.validation import validate
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import NO_VALUE
from simulation.files.named_here import scenario_beside
from simulation.files.scenario_names import find_today
from simulation.files.vocabulary import entry_path
from simulation.planning.today.cast import own_hours
from simulation.planning.today.levers_reader import Crews, read_levers
from simulation.planning.today.planned_day import variant_of
from simulation.planning.today.question import Missing, Question, SoFar
from simulation.planning.today.refusals import refuse_what_is_not_foretold
from simulation.planning.today.search_reader import read_search
from simulation.planning.today.situation import Situation
from simulation.planning.today.situation_reader import SituationReader
from simulation.planning.today.staff_plan import Shift, StaffPlan
from simulation.planning.today.times_reader import shift_of, span_us, time_us
from simulation.planning.today.today_file import TodayDocument
from simulation.planning.today.volumes_reader import VolumesReader
from simulation.scenario import Scenario
from simulation.staff.staff_file import require_header

HEADER = "today/1"


def load_today(name_or_path: str | os.PathLike[str]) -> Question:
    """Read a file of today, with its scenario.

    Parameters
    ----------
    name_or_path
        The file, or the name of a bundled one. The scenario, tables and policies are found beside it.

    Raises
    ------
    InputError
        When a file is wrong, names what the scenario does not have, or says what cannot be.
    """
    document = read_document(find_today(name_or_path))
    require_header(document, HEADER)
    entry = validate(document, TodayDocument)
    path = str(scenario_beside(document, ("scenario",), entry.scenario))
    with_state = entry.waiting is not None or entry.groups is not None
    crews = Crews(document, path)
    scenario = crews.scenario(entry.set, ("set",))
    refuse_what_is_not_foretold(path, entry.set, scenario, with_state=with_state)
    crew = crews.load(entry.set, ("set",))
    scenario = crew.scenario
    now_us = time_us(document, ("now",), entry.now, scenario)
    if now_us == 0 and with_state:
        rule = text("at the opening there is no state yet: leave out waiting and groups")
        raise document.error(("now",), rule, kind=Contradiction)
    day = variant_of(crew)
    shifts = _changes(document, entry, scenario, day.staff)
    known = day.with_known(shifts)
    situation, missing = _situation(document, entry, scenario, known.staff, now_us) if with_state else (None, ())
    lasting = [
        Shift(scenario.world.group_names.index(each.group), each.agents, now_us, scenario.world.close_us)
        for each in missing
        if not each.own_hours
    ]
    base = known.with_known(lasting)
    volumes = VolumesReader(document, scenario, now_us).read(entry.volumes)
    waiting = sum(each.count for each in entry.waiting or [])
    done = volumes.all - waiting if volumes.complete(-(-now_us // scenario.interval_us)) else None
    return Question(
        name=entry.name or FilePath(document.file).name.partition(".")[0],
        file=document.file,
        base=base,
        plan=day.staff,
        now_us=now_us,
        volumes=volumes,
        so_far=_so_far(document, entry, scenario, done),
        situation=situation,
        missing=missing,
        levers=tuple(read_levers(document, entry, crews, base, [*shifts, *lasting], now_us)),
        replications=entry.replications,
        seed=entry.seed,
        search=read_search(document, entry.find, base, entry.now),
    )


def _changes(document: Document, entry: TodayDocument, scenario: Scenario, staff: StaffPlan) -> list[Shift]:
    found = []
    for number, change in enumerate(entry.changes):
        path = entry_path(document, ("changes",), number)
        span = span_us(document, path, change.starts, change.ends, scenario, 0)
        found.append(shift_of(document, (*path, "group"), change.group, change.agents, span, scenario, staff))
    return found


def _situation(
    document: Document, entry: TodayDocument, scenario: Scenario, staff: StaffPlan, now_us: int
) -> tuple[Situation, tuple[Missing, ...]]:
    planned_now = staff.at(now_us)
    situation = SituationReader(document, scenario, now_us, planned_now).read(entry)
    present = np.array([group.present for group in situation.groups], np.int64)
    alone = own_hours(scenario.world)
    missing = tuple(
        Missing(scenario.world.group_names[group], int(present[group] - planned_now[group]), bool(alone[group]))
        for group in np.flatnonzero(present != planned_now).tolist()
    )
    return situation, missing


def _so_far(document: Document, entry: TodayDocument, scenario: Scenario, done: int | None) -> tuple[SoFar | None, ...]:
    """The answered in time so far; of at most ``done`` contacts the wait is over, None: that is not known."""
    names = [goal.name for goal in scenario.goals]
    said = entry.so_far or {}
    for name, each in said.items():
        path: Path = ("so_far", name)
        if name not in names:
            rule = text("the scenario has no such goal; it has: {known}", known=", ".join(names))
            raise document.error(path, rule, value=name, known=names, kind=UnknownName)
        if each.in_time > each.offered:
            rule = text("must not be more than offered, {offered}", offered=each.offered)
            raise document.error((*path, "in_time"), rule, kind=Contradiction)
        if done is not None and each.offered > done:
            rule = text(
                "must not be more than {done}, those who have come and do not wait (volumes, waiting)", done=done
            )
            raise document.error((*path, "offered"), rule, kind=Contradiction)
    if said and len(said) < len(names):
        lacking = ", ".join(name for name in names if name not in said)
        rule = text("must have every goal of the scenario; it lacks: {lacking}", lacking=lacking)
        raise document.error(("so_far",), rule, value=NO_VALUE, kind=BadValue)
    return tuple(SoFar(said[name].offered, said[name].in_time) if name in said else None for name in names)
