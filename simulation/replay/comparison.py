"""A recorded day beside its simulation: the same measures, by interval, by problem and over the day."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from routing.model import SECOND
from simulation.measuring.measures import Measures
from simulation.measuring.metrics import Tally, contact_tally
from simulation.measuring.observed import Compared, Gap, Observed, ObservedCell, Range, SimulatedRange
from simulation.measuring.service_level import service_level_parts
from simulation.measuring.terms import ServiceLevelOf
from simulation.replay.recorded_day import Contacts, RecordedDay

Values = NDArray[np.float64]
MEASURES = ("service_level", "abandoned", "mean_wait_s")


def observed_day(day: RecordedDay, measures: Measures, imputed: dict[str, int]) -> Observed:
    """What was recorded of a day, beside what was simulated.

    Parameters
    ----------
    day
        The records.
    measures
        Sums of the simulated days.
    imputed
        What was made up, to the number of contacts for which it was.
    """
    world = measures.world
    problems = np.arange(len(world.policy.problems))
    recorded = recorded_tally(day.offered, measures)
    simulated = contact_tally(measures).over_classes(world.classes["problem"] == problems[:, None])
    seen, drawn = recorded.total(), simulated.total()
    of = measures.asked.terms.service_level_of
    by_problem = compared(recorded.over_intervals(), simulated.over_intervals(), of)
    gaps = [interval_gap(seen, drawn, name, of) for name in MEASURES]
    return Observed(
        date=None if day.date is None else day.date.isoformat(),
        rows=day.account.rows,
        ignored=day.account.ignored,
        outside=day.account.outside,
        left_out=day.account.left_out,
        imputed=imputed,
        overall=compared(_summed(seen, 1), _summed(drawn, 1), of)[0],
        intervals=tuple(compared(seen, drawn, of)),
        problems={
            name: cell for name, cell in zip(world.policy.problems, by_problem, strict=True) if cell.observed.offered
        },
        service_level_gap=gaps[0],
        abandoned_gap=gaps[1],
        mean_wait_gap_s=gaps[2],
    )


def recorded_tally(contacts: Contacts, measures: Measures) -> Tally:
    """The sums of recorded contacts by interval of arrival and problem, shape (1, intervals, problems)."""
    world = measures.world
    problems = len(world.policy.problems)
    return recorded_sums(contacts, world.interval_us, (world.n_intervals, problems), measures.day.target_us)


def recorded_sums(contacts: Contacts, interval_us: int, cells: tuple[int, int], target_us: int) -> Tally:
    """The same for so many intervals of a length, and so many problems; times in microseconds."""
    shape = (1, *cells)
    place = (contacts.arrival // interval_us, contacts.problem)
    left = ~contacts.answered
    soon = contacts.wait <= target_us

    def sums(values: NDArray[np.integer] | NDArray[np.bool_]) -> NDArray[np.int64]:
        total = np.zeros(shape[1:], np.int64)
        np.add.at(total, place, values.astype(np.int64))
        return total.reshape(shape)

    longest = np.zeros(shape[1:], np.int64)
    np.maximum.at(longest, place, contacts.wait)
    return Tally(
        offered=sums(np.ones(len(contacts), np.int64)),
        answered=sums(contacts.answered),
        within=sums(contacts.answered & soon),
        abandoned=sums(left),
        soon_gone=sums(left & soon),
        blocked=np.zeros(shape, np.int64),
        deflected=np.zeros(shape, np.int64),
        called_back=np.zeros(shape, np.int64),
        contained=np.zeros(shape, np.int64),
        wait=sums(contacts.wait),
        answered_wait=sums(np.where(left, 0, contacts.wait)),
        longest=longest.reshape(shape),
        waiting=np.zeros(shape, np.int64),
        expected=np.zeros((1, *shape[1:])),
    )


def compared(recorded: Tally, simulated: Tally, of: ServiceLevelOf) -> list[Compared]:
    """Each cell as recorded, with the range of the simulated days; shapes (1, cells) and (replications, cells)."""
    columns = [_measure(recorded, name, of)[0] for name in (*MEASURES, "mean_answer_s")]
    ranges = [_ranges(_measure(simulated, name, of)) for name in MEASURES]
    cells = []
    for number in range(recorded.offered.shape[1]):
        service_level, abandoned, wait, answer = (_known(column[number]) for column in columns)
        counts = (recorded.offered, recorded.answered, recorded.within, recorded.abandoned)
        offered, answered, within, left = (int(count[0, number]) for count in counts)
        cell = ObservedCell(offered, answered, within, left, service_level, abandoned, wait, answer)
        cells.append(Compared(cell, SimulatedRange(*(found[number] for found in ranges))))
    return cells


def interval_gap(recorded: Tally, simulated: Tally, name: str, of: ServiceLevelOf) -> Gap:
    """How far the simulated intervals, all days together, lie from those recorded."""
    seen = _measure(recorded, name, of)[0]
    drawn = _measure(_summed(simulated, 0), name, of)[0]
    both = ~np.isnan(seen) & ~np.isnan(drawn)
    weights = recorded.offered[0, both]
    if not weights.sum():
        return Gap(None, None)
    gap = drawn[both] - seen[both]
    return Gap(float(np.average(gap, weights=weights)), float(np.average(np.abs(gap), weights=weights)))


def _measure(tally: Tally, name: str, of: ServiceLevelOf) -> Values:
    """A measure, NaN where there is nothing to divide by; shape as that of the sums."""
    above, below, unit = {
        "service_level": (*service_level_parts(tally, of), 1.0),
        "abandoned": (tally.abandoned, tally.offered, 1.0),
        "mean_wait_s": (tally.wait, tally.waited, float(SECOND)),
        "mean_answer_s": (tally.answered_wait, tally.answered, float(SECOND)),
    }[name]
    found: Values = np.where(below > 0, above / np.maximum(below, 1), np.nan) / unit
    return found


def _ranges(values: Values) -> list[Range]:
    """Percentiles over the days that have the measure, cell by cell."""
    ranges = []
    for column in values.T:
        known = column[~np.isnan(column)]
        ranges.append(Range(*np.percentile(known, (10, 90)).tolist()) if len(known) else Range(None, None))
    return ranges


def _summed(tally: Tally, axis: int) -> Tally:
    """Sums over an axis, which is kept with the length 1."""
    return Tally(**{one.name: getattr(tally, one.name).sum(axis=axis, keepdims=True) for one in fields(Tally)})


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
