"""A scenario: what may happen on a day, loaded from YAML, checked, and turned into the numbers that engines read.

::

    scenario = load_scenario("payday", overrides=["groups.fx.staff+=3"])
    scenario.world          # what the engines read
    scenario.policy         # the routing policy in use

The keys stand in :mod:`simulation.files.scenario_file` and in ``docs/reference/scenario.md``.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.checks.roster_check import check_roster
from routing.errors import BadValue, Contradiction, InputErrors, MissingFile
from routing.policies.policy_dump import to_mapping
from routing.policies.policy_file import load_policy, policy_from
from routing.policy import Policy
from routing.reading.document import Document, is_there, read_document
from routing.reading.finding import Finding, Severity
from routing.reading.validation import validate
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import NO_VALUE
from simulation.arrivals.demand import Demand
from simulation.arrivals.surges import slice_minutes
from simulation.calendar.reader import check_groups, with_days
from simulation.contacts.behaviour_builder import Transfer
from simulation.contacts.contact_labels import contact_labels
from simulation.contacts.offer_check import check_offers
from simulation.contacts.preferred import preferred_agents
from simulation.contacts.scenario_behaviour import BehaviourReader, reasons_of
from simulation.contacts.scenario_customers import satisfaction_rules
from simulation.core.coverage import class_queues, entered_queues
from simulation.core.records import MAX_CLASSES
from simulation.core.world import CLASS, Repeats, World, repeated
from simulation.files.entry_types import MAX_INTERVALS, Arriving
from simulation.files.overrides import Override, apply_overrides, parse_override
from simulation.files.scenario_file import ScenarioDocument
from simulation.files.scenario_names import find_scenario
from simulation.files.vocabulary import AXES
from simulation.measuring.asked import NOTHING_MORE, Asked
from simulation.measuring.reader import asked_of_scenario
from simulation.measuring.results import Goal
from simulation.plans.arrival_times import Parts, parts_of_classes
from simulation.plans.distributions import deterministic, never
from simulation.plans.draw_day import Kinds, Volumes, draw_plan, repeated_volumes, with_surges
from simulation.plans.group_laws import TimesReader
from simulation.plans.laws import Laws
from simulation.staff.staff_file import require_header, staff_plan
from simulation.staff.staffing import Staffing

_DEFAULTS: dict[Path, float] = {("target_s",): 30.0, ("arrivals", "scale"): 1.0}


@dataclass(frozen=True, slots=True)
class Scenario:
    """A day that may happen.

    Parameters
    ----------
    name, about
        For people.
    path
        The file.
    policy
        The routing policy in use.
    goals, asked
        What the verdict is about, and how figures are measured.
    target_us, interval_us, n_intervals
        Answer target and length of an interval in microseconds; number of intervals of a day.
    open_at_s
        Second of the day of the opening.
    world
        What the engines read. Where ``stationary`` repeats the day, its day is as long as all of them.
    expected
        Contacts expected in a day, surges included, before the factor of the day, shape (classes, intervals).
    kinds, transfers
        The laws of each class, and where its contacts are passed on to.
    """

    name: str
    about: str
    path: FilePath
    policy: Policy
    goals: tuple[Goal, ...]
    target_us: int
    interval_us: int
    n_intervals: int
    open_at_s: int
    world: World
    expected: NDArray[np.float64]
    kinds: Kinds
    asked: Asked = NOTHING_MORE
    transfers: Sequence[Sequence[Transfer]] = ()


def load_scenario(
    name_or_path: str | os.PathLike[str],
    *,
    overrides: Iterable[str | Override] = (),
    policy: str | os.PathLike[str] | Policy | None = None,
) -> Scenario:
    """Load a scenario.

    Parameters
    ----------
    name_or_path
        A scenario file, or the name of a bundled scenario.
    overrides
        Changes such as ``groups.fx.staff+=3``, or read already; see :mod:`simulation.files.overrides`.
    policy
        A policy file or a policy to use instead of the scenario's.

    Raises
    ------
    InputError
        When a file, table or override is wrong; with its place, value, rule and the nearest known name.
    """
    path = find_scenario(name_or_path)
    document = read_document(path)
    require_header(document, "scenario/1")
    changes = [each if isinstance(each, Override) else parse_override(each) for each in overrides]
    document, chosen = _changed(document, path, changes, policy)
    entry = validate(document, ScenarioDocument)
    rules = chosen if isinstance(chosen, Policy) else _policy_of(document, path, chosen)
    entry = with_days(document, entry, rules)
    slice_minutes(document, entry.arrivals, entry.day)  # also where no surge needs it: what it says is wrong or right
    classes, expected = _classes(document, entry, rules, path.parent)
    staff = staff_plan(document, entry, rules, path.parent)
    check_groups(document, entry.days, [group.name for group in staff.groups])
    classes["answer_delay"] = [staff.answer_delay_us(rules.channels[number]) for number in classes["channel"]]
    labels = contact_labels(document, entry.labels, rules, classes)
    queues = entered_queues(rules, classes, labels)
    check_offers(document, rules, classes, queues)
    volumes = with_surges(document, entry.arrivals, entry.day, rules, classes, expected)
    parts = _parts(document, entry, rules, classes, volumes)
    classes, volumes, queues = classes[parts.classes], parts.volumes, [queues[number] for number in parts.classes]
    labels = tuple(labels[number] for number in parts.classes) if labels else ()
    laws = Laws(document, rules, path.parent, classes, entry.day, parts.interval)
    times_of = TimesReader(laws, staff.groups, queues)
    work, group_work = times_of.read("service", entry.service)
    wrap_up, group_wrap_up = times_of.read("wrap_up", entry.wrap_up, deterministic(0))
    kinds = Kinds(
        work=work,
        wrap_up=wrap_up,
        patience=laws.of_classes("patience", entry.patience, never()),
        balking=laws.balking(entry.balking),
        preferred=preferred_agents(document, entry.preferred, rules, classes, queues, staff.agents),
        group_work=group_work,
        group_wrap_up=group_wrap_up,
    )
    repeats = _repeats(document, entry)
    times = repeats.warm_up + repeats.batches if repeats else 1
    plan = draw_plan(document, entry.arrivals, entry.day, rules, classes, repeated_volumes(volumes, times), kinds)
    reader = BehaviourReader(document, entry, rules, laws, classes, queues, staff.groups)
    behaviours = reader.read(kinds)
    world = staff.world(classes, plan, labels, behaviours)
    world = replace(world, satisfaction=satisfaction_rules(entry, laws))
    world = replace(world, call_ins=tuple(entry.call_in), reasons=reasons_of(entry))
    _check_roster(document, path, chosen, world)
    world = repeated(world, repeats) if repeats else world
    return Scenario(
        name=entry.name or path.stem,
        about=entry.about.strip(),
        path=path,
        policy=rules,
        goals=staff.goals,
        target_us=staff.target_us,
        interval_us=staff.interval_us,
        n_intervals=entry.day.intervals,
        open_at_s=staff.open_at_s,
        world=world,
        expected=volumes.per_interval,
        kinds=kinds,
        transfers=reader.transfers,
        asked=asked_of_scenario(document, entry, rules, classes, volumes.per_interval.T),
    )


def changed_data(name_or_path: str | os.PathLike[str], changes: Sequence[Override]) -> dict[str, Any]:
    """What a scenario file says after the changes, as plain data; defaults and tables are not filled in.

    Raises
    ------
    InputError
        As :func:`load_scenario` does for the file and the changes.
    """
    path = find_scenario(name_or_path)
    document = read_document(path)
    require_header(document, "scenario/1")
    data: dict[str, Any] = _changed(document, path, changes, None)[0].data
    return data


def _repeats(document: Document, entry: ScenarioDocument) -> Repeats | None:
    """What ``stationary`` says.

    Raises
    ------
    InputError
        When all of it together would be too long, or the day has a factor: there is but one day.
    """
    said = entry.stationary
    if said is None:
        return None
    if (said.warm_up + said.batches) * entry.day.intervals > MAX_INTERVALS:
        rule = text("the days together must not have more than {limit} intervals", limit=MAX_INTERVALS)
        raise document.error(("stationary", "batches"), rule, value=said.batches, kind=BadValue)
    rule = text("cannot be beside stationary: one day is not busier than another in the long run")
    if entry.arrivals.day_factor_cv > 0:
        raise document.error(("arrivals", "day_factor_cv"), rule, kind=Contradiction)
    for name, factor in entry.arrivals.factors.items():
        if factor.each == "day":
            raise document.error(("arrivals", "factors", name), rule, value=NO_VALUE, kind=Contradiction)
    _refuse_hours(document, entry)
    return Repeats(said.warm_up, said.batches)


def _refuse_hours(document: Document, entry: ScenarioDocument) -> None:
    """Refuse beside ``stationary`` what is about the hours of one day, or is counted by the day.

    Raises
    ------
    Contradiction
        At the first such key.
    """
    one_day: dict[Path, bool] = {
        ("hours",): bool(entry.hours),
        ("absence",): bool(entry.absence),
        ("lateness",): bool(entry.lateness),
        ("meetings",): bool(entry.meetings),
        ("call_in",): bool(entry.call_in),
        ("overtime",): bool(entry.overtime),
        ("bot",): any(each.hours for each in entry.bot),
        ("deadlines",): bool(entry.deadlines),
        ("measures", "by"): bool(entry.measures.by),
        ("measures", "contacts"): entry.measures.contacts == "first",
        ("shifts",): entry.shifts is not None,
    }
    one_day |= {("groups", name, "shifts"): bool(group.shifts) for name, group in entry.groups.items()}
    for place, stands in one_day.items():
        if stands:
            rule = text("cannot be beside stationary: it is about one day")
            raise document.error(place, rule, value=NO_VALUE, kind=Contradiction)


def _changed(
    document: Document, path: FilePath, changes: Sequence[Override], policy: str | os.PathLike[str] | Policy | None
) -> tuple[Document, str | os.PathLike[str] | Policy | None]:
    """The document with the overrides carried out, and the policy to use instead of the one in it.

    An override of the policy needs its text: that of a file, or of a policy given, is put into the document first.
    """
    if any(change.path[:1] == ("policy",) for change in changes):
        named = document.get(("policy",)) if policy is None else policy
        if isinstance(named, Policy):
            document = document.with_value(("policy",), to_mapping(named), named.name)
        elif isinstance(named, str | os.PathLike):
            file = FilePath(named) if policy is not None else path.parent / named
            document = document.with_value(("policy",), read_document(file).data, os.fspath(file))
        policy = None

    for change in changes:
        document = _with_shifts(document, path, change, policy)

    def in_use(place: Path) -> Any:
        return _in_use(document, path, place, policy)

    return apply_overrides(document, changes, ScenarioDocument, in_use), policy


def _in_use(document: Document, path: FilePath, place: Path, policy: str | os.PathLike[str] | Policy | None) -> Any:
    """What the file leaves to a default or a table, where an override calculates with it."""
    if place in _DEFAULTS:
        return _DEFAULTS[place]
    if len(place) != 3 or (place[0], place[2]) != ("groups", "staff"):
        return NO_VALUE
    staffing, name = _staffing(document, path, policy), str(place[1])
    return list(staffing.staff_of(name, staffing.entry.groups[name]))


def _with_shifts(
    document: Document, path: FilePath, change: Override, policy: str | os.PathLike[str] | Policy | None
) -> Document:
    """Write out the shifts of a group that the file leaves to a table, where the override is about one of them."""
    place, group = change.path[:3], str(change.path[1]) if len(change.path) > 3 else ""
    there = isinstance(document.get(("shifts",)), dict) and isinstance(document.get(("groups", group)), dict)
    if (place[0], place[2:]) != ("groups", ("shifts",)) or not there or document.has(place):
        return document
    found = _staffing(document, path, policy).shifts.in_table(group)
    return document.with_value(place, found, change.origin) if found else document


def _staffing(document: Document, path: FilePath, policy: str | os.PathLike[str] | Policy | None) -> Staffing:
    rules = policy if isinstance(policy, Policy) else _policy_of(document, path, policy)
    return Staffing(document, validate(document, ScenarioDocument), rules, path.parent)


def _policy_of(document: Document, path: FilePath, chosen: str | os.PathLike[str] | None) -> Policy:
    """The policy of the file ``chosen``, or of the one that the document names, or of what stands in the document."""
    named = document.get(("policy",))
    if chosen is not None:
        return load_policy(chosen)
    if not isinstance(named, str):
        return policy_from(document, ("policy",), name=path.stem)
    file = path.parent / named
    if not is_there(file):
        siblings = [entry.name for entry in sorted(file.parent.glob("*.y*ml"))]
        raise document.error(("policy",), text("there is no such file"), known=siblings, kind=MissingFile)
    return load_policy(file)


def _classes(
    document: Document, entry: ScenarioDocument, policy: Policy, folder: FilePath
) -> tuple[NDArray[np.void], NDArray[np.float64]]:
    """The contacts that can arrive, and how many of each are expected per interval before surges."""
    expected = Demand(document, entry.arrivals, entry.day, policy, folder).expected()
    kinds = np.argwhere(expected.sum(axis=3) > 0)
    if not kinds.size:
        raise document.error(("arrivals",), text("no contact is expected all day"), value=NO_VALUE, kind=BadValue)
    if len(kinds) > MAX_CLASSES:
        rule = text("at most {limit} combinations of problem, tier and channel can arrive", limit=MAX_CLASSES)
        raise document.error(("arrivals",), rule, value=len(kinds), kind=BadValue)
    classes = np.zeros(len(kinds), CLASS)
    for axis, name in enumerate(AXES):
        classes[name] = kinds[:, axis]
    return classes, expected[tuple(kinds.T)]


def _parts(
    document: Document, entry: ScenarioDocument, policy: Policy, classes: NDArray[np.void], volumes: Volumes
) -> Parts:
    """The classes taken apart by the times of arrival that entries name."""
    timed: dict[str, Sequence[Arriving]] = {
        "service": entry.service,
        "wrap_up": entry.wrap_up,
        "patience": entry.patience,
        "balking": entry.balking,
    }
    parts = parts_of_classes(document, timed, policy, entry.day, classes, volumes)
    if len(parts.classes) > MAX_CLASSES:
        rule = text("at most {limit} combinations of problem, tier, channel and time can arrive", limit=MAX_CLASSES)
        raise document.error(("arrivals",), rule, value=len(parts.classes), kind=BadValue)
    return parts


def roster_errors(world: World) -> list[Finding]:
    """What the queues of the contacts that can arrive ask for and the roster lacks."""
    entered = {world.policy.queues.index(queue) for queue in class_queues(world)}
    return [
        finding
        for finding in check_roster(world.policy, world.agents)
        if finding.severity is Severity.ERROR and (finding.path[0] != "queues" or finding.path[1] in entered)
    ]


def _check_roster(
    document: Document, path: FilePath, chosen: str | os.PathLike[str] | Policy | None, world: World
) -> None:
    """Refuse a roster that lacks what the queues of the contacts that can arrive ask for.

    Raises
    ------
    InputError
        At the place in the policy that asks for it.
    """
    policy, findings = world.policy, roster_errors(world)
    if not findings:
        return
    at: Path = ()
    if isinstance(chosen, Policy):
        document = Document.of(to_mapping(policy), policy.name)
    elif chosen is not None or isinstance(document.get(("policy",)), str):
        document = read_document(chosen if chosen is not None else path.parent / document.get(("policy",)))
    else:
        at = ("policy",)
    raise InputErrors.of(
        [
            document.error(
                (*at, *finding.path), finding.rule, value=finding.value, known=finding.known, kind=finding.kind
            )
            for finding in findings
        ]
    )
