"""A pilot: one part gets the change first, and the others say what would have happened without it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from routing.errors import BadValue, UnknownName
from routing.words.messages import text
from routing.words.nearest import nearest
from simulation.compare.comparison import Pilot, PilotMeasure, PilotSide
from simulation.compare.daily import Daily
from simulation.compare.measure import OVERALL, Cell, Kind, Measure
from simulation.core.coverage import class_queues
from simulation.measuring.results import Figure
from simulation.measuring.statistics import Estimate, Ratio, contrast, residuals
from simulation.scenario import Scenario

POWER = (1.96 + 0.8416) ** 2
"""For a two-sided test at 5 % that finds the difference four times in five."""


def find_treated(name: str, scenarios: Sequence[Scenario]) -> Cell:
    """The part that ``name`` means: ``line_a``, or ``queue:line_a`` where several kinds have that name.

    Parameters
    ----------
    name
        Of a group, queue, problem, tier or channel.
    scenarios
        Those compared, the base first.

    Raises
    ------
    InputError
        When no part has the name, several have, not all scenarios have it, or there is no other to set it against.
    """
    origin = f"--pilot {name}"
    parts = parts_of(scenarios[0])
    kind, _, rest = name.partition(":")
    found = [cell for cell in parts if cell.name == name or (cell.kind == kind and cell.name == rest)]
    if not found:
        known = [cell.name for cell in parts]
        rule = text("is no group, queue, problem, tier or channel of the first scenario")
        raise UnknownName(rule, file=origin, value=name, nearest=nearest(name, known))
    if len(found) > 1:
        written = ", ".join(f"{cell.kind}:{cell.name}" for cell in found)
        raise BadValue(text("may mean several things: write one of {names}", names=written), file=origin, value=name)
    treated = found[0]
    if not any(cell.kind is treated.kind and cell != treated for cell in parts):
        rule = text("there is no other {kind} to set it against", kind=treated.kind.value)
        raise BadValue(rule, file=origin, value=name)
    lacking = [scenario.name for scenario in scenarios if treated not in parts_of(scenario)]
    if lacking:
        raise BadValue(text("the scenario {scenario} does not have it", scenario=lacking[0]), file=origin, value=name)
    return treated


def parts_of(scenario: Scenario) -> list[Cell]:
    """Groups that work, and queues, problems, tiers and channels that contacts can arrive in."""
    world, policy = scenario.world, scenario.policy
    names = (
        (Kind.GROUP, world.group_names),
        (Kind.QUEUE, [queue.name for queue in class_queues(world)]),
        (Kind.PROBLEM, [policy.problems[number] for number in world.classes["problem"]]),
        (Kind.TIER, [policy.tiers[number] for number in world.classes["tier"]]),
        (Kind.CHANNEL, [policy.channels[number] for number in world.classes["channel"]]),
    )
    return list(dict.fromkeys(Cell(kind, name) for kind, own in names for name in own))


def pilot(treated: Cell, base: Daily, sides: Sequence[tuple[str, Daily]]) -> Pilot:
    """Judge a pilot in every side by difference in differences."""
    found = []
    for name, day in sides:
        measures = [measure for measure in base if treated in base[measure].cells and treated in day[measure].cells]
        found.append(PilotSide(name, tuple(_measure(measure, treated, base, day) for measure in measures)))
    return Pilot(treated, tuple(found))


def _measure(measure: Measure, treated: Cell, before: Daily, after: Daily) -> PilotMeasure:
    days = (before, after)
    own, others = [day[measure].of([treated]) for day in days], [_others(day, measure, treated) for day in days]
    contacts = [day[measure].contacts_of([treated, OVERALL]) for day in days]
    mine = min(float(both[0]) for both in contacts)
    theirs = min(float(both[1] - both[0]) for both in contacts)
    difference = _one(contrast([*own, *others], (-1.0, 1.0, 1.0, -1.0), min(mine, theirs)))
    return PilotMeasure(
        measure=measure,
        treated_before=_one(contrast(own[:1], (1.0,), mine)),
        treated_after=_one(contrast(own[1:], (1.0,), mine)),
        treated_change=_one(contrast(own, (-1.0, 1.0), mine)),
        control_before=_one(contrast(others[:1], (1.0,), theirs)),
        control_after=_one(contrast(others[1:], (1.0,), theirs)),
        control_change=_one(contrast(others, (-1.0, 1.0), theirs)),
        difference=difference,
        days=days_needed(own, others, difference),
    )


def _others(day: Daily, measure: Measure, treated: Cell) -> Ratio:
    """All that is not treated: everything less the treated part."""
    (x, y), (all_x, all_y) = day[measure].of([treated]), day[measure].of([OVERALL])
    return all_x - x, all_y - y


def _one(estimate: Estimate) -> Figure:
    return estimate.figures()[0]


def days_needed(own: Sequence[Ratio], others: Sequence[Ratio], difference: Figure) -> int | None:
    """Days before, and as many after, by which a pilot in real life would show the difference four times in five.

    There the days before and after are different ones, so nothing but treated and control of one day is paired: with
    the variances v and v' of the gap between them on a day before and after, n = (1.96 + 0.84)^2 (v + v') / d^2.
    """
    low, high = difference.low, difference.high
    if difference.mean is None or low is None or high is None or low <= 0 <= high:
        return None
    spread = 0.0
    for mine, theirs in zip(own, others, strict=True):
        gaps = residuals(*mine)[1] - residuals(*theirs)[1]
        spread += float((gaps**2).sum() / (len(gaps) - 1))
    return max(2, math.ceil(POWER * spread / difference.mean**2))
