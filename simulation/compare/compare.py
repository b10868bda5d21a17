"""Carries out a comparison: every side meets the same customers, and only its daily sums are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from routing.errors import UnknownName
from routing.model import SECOND
from routing.words.messages import text
from routing.words.nearest import nearest
from simulation.compare.comparable import alike, notes_on
from simulation.compare.comparison import Changes, Comparison, SideFigures
from simulation.compare.daily import Daily, daily_sums
from simulation.compare.gains import lever_gains
from simulation.compare.levers import LeverSet
from simulation.compare.measure import ABANDONED, OVERALL, SERVICE_LEVEL, Cell, Kind, Measure, measures_of
from simulation.compare.paired import changes, values
from simulation.compare.pilot import find_treated, pilot
from simulation.compare.side import Role, Side, as_measured_by
from simulation.experiment import Plan, measure_replications
from simulation.scenario import Scenario


def compare(
    sides: Sequence[Side],
    plan: Plan,
    *,
    levers: LeverSet | None = None,
    measure: str = SERVICE_LEVEL.key,
    pilot_of: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> Comparison:
    """Simulate all sides and set them side by side.

    Parameters
    ----------
    sides
        The base first.
    plan
        How often, with which randomness, on which engine; the same for all.
    levers
        What the sides come from; None: they are scenarios.
    measure
        Key of the measure that gains are about.
    pilot_of
        The part that gets the change first; None: there is no pilot.
    progress
        Called with 1 after each replication of each side.

    Raises
    ------
    InputError
        When there is no such measure, or no such part for a pilot.
    """
    base = sides[0].scenario
    wanted = measures_of(base.goals, [side.scenario.world for side in sides])
    chosen = find_measure(measure, wanted)
    treated = None if pilot_of is None else find_treated(pilot_of, [side.scenario for side in sides])
    days = [_days(side, base, plan, wanted, progress) for side in sides]
    judged = [side.role is not Role.WITHOUT for side in sides[1:]]
    changed: list[Changes] = [{}, *changes(days, judged)]
    cells = _cells(days[0])
    words = [change[chosen][OVERALL].word if change else None for change in changed]
    compared = [(side.name, day) for side, day in zip(sides, days, strict=True)]
    return Comparison(
        scenario=base.name,
        about=base.about,
        seed=plan.seed,
        replications=plan.replications,
        engine=plan.engine.value,
        target_s=base.target_us / SECOND,
        open_at_s=base.open_at_s,
        interval_s=base.interval_us // SECOND,
        measure=chosen,
        measures=wanted,
        cells=cells,
        sides=tuple(_figures(*parts, cells) for parts in zip(sides, days, changed, strict=True)),
        levers=None if levers is None else lever_gains(levers, sides, days, words, chosen),
        pilot=None if treated is None else pilot(treated, days[0], compared[1 : 1 + sum(judged)]),
        alike=alike(sides),
        notes=tuple(notes_on(sides)),
    )


def _days(
    side: Side, base: Scenario, plan: Plan, wanted: Sequence[Measure], progress: Callable[[int], None] | None
) -> Daily:
    """What the days of one side add up to; all else about them is forgotten here."""
    measures = measure_replications(as_measured_by(side.scenario, base), plan, progress=progress)
    return daily_sums(measures, wanted, side.scenario.open_at_s)


def _cells(base: Daily) -> tuple[Cell, ...]:
    """All cells of the base, kind by kind."""
    own = dict.fromkeys(cell for sums in base.values() for cell in sums.cells)
    return tuple(cell for kind in Kind for cell in own if cell.kind is kind)


def _figures(side: Side, day: Daily, changed: Changes, cells: Sequence[Cell]) -> SideFigures:
    scenario = side.scenario
    return SideFigures(
        name=side.name,
        role=side.role,
        about=scenario.about,
        policy=scenario.policy.name,
        policy_hash=scenario.policy.hash,
        contacts=int(day[ABANDONED].contacts_of([OVERALL])[0]),  # whose denominator is all that were offered
        values=values(day, cells),
        changes=changed,
    )


def find_measure(key: str, known: Sequence[Measure]) -> Measure:
    """The measure with this key.

    Raises
    ------
    UnknownName
        When there is none that can get better, with the nearest one.
    """
    for measure in known:
        if measure.key == key and measure.better:
            return measure
    keys = [measure.key for measure in known if measure.better]
    rule = text("is no measure of a gain here; there are: {known}", known=", ".join(keys))
    raise UnknownName(rule, file=f"--measure {key}", nearest=nearest(key, keys))
