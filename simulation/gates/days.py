"""What simulated days add up to, day by day and class by class: all that gates and tables are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.kernels.state import Rows
from routing.model import SECOND
from simulation.core.records import Facts, Outcome
from simulation.experiment import Plan, measure_replications
from simulation.gates.gate import Gate, Members, Quantity
from simulation.measuring.engine_measure import ABANDONED, WITHIN, latest_time
from simulation.measuring.measures import Measures, counted_rows
from simulation.measuring.metrics import answered_within, contact_tally
from simulation.measuring.results import Goal
from simulation.measuring.service_level import service_level_parts
from simulation.measuring.statistics import Values
from simulation.scenario import Scenario
from simulation.workload import Source

Ratio = tuple[Values, Values]
"""Numerator and denominator of each day, shape (days,)."""


@dataclass(frozen=True, slots=True)
class Within:
    """Of one time, contacts that did not wait longer; each of shape (days, classes).

    Parameters
    ----------
    answered
        Answered within it.
    late
        Waited longer: until they were answered, left, or the run ended.
    """

    answered: Values
    late: Values


@dataclass(frozen=True, slots=True)
class Days:
    """Sums of days; every array has the shape (days, classes).

    Parameters
    ----------
    offered, abandoned
        Contacts.
    above, below
        Numerator and denominator of the service level, by the scenario's definition.
    wait_s, waited
        Seconds waited until the answer or the hanging up, and by how many contacts.
    waiting
        Contacts that still wait when the run ends.
    longest_s
        The longest wait, that of who still waits included.
    within
        By time in seconds.
    """

    offered: Values
    abandoned: Values
    above: Values
    below: Values
    wait_s: Values
    waited: Values
    waiting: Values
    longest_s: Values
    within: Mapping[float, Within]

    def ratio(self, gate: Gate, members: Members) -> Ratio:
        """What a gate measures, of these classes."""
        if gate.quantity is Quantity.LONGEST:
            return self._each_day(self._longest(members))
        if gate.quantity is Quantity.STARVED_DAYS:
            assert gate.within_s is not None
            late = self.within[gate.within_s].late[:, members].sum(axis=1)
            return self._each_day((late > 0).astype(np.float64))
        if gate.quantity is Quantity.WITHIN:
            assert gate.within_s is not None
            number = self.waited + self.waiting
            return _of(number - self.within[gate.within_s].late, number, members)
        if gate.quantity is Quantity.SERVICE_LEVEL and gate.within_s is not None:
            return _of(self.within[gate.within_s].answered, self.offered, members)
        return self.part(gate.quantity, members)

    def part(self, quantity: Quantity, members: Members) -> Ratio:
        """The service level, the share abandoned or the mean wait of these classes."""
        parts = {
            Quantity.SERVICE_LEVEL: (self.above, self.below),
            Quantity.ABANDONED: (self.abandoned, self.offered),
            Quantity.MEAN_WAIT: (self.wait_s, self.waited),
        }
        return _of(*parts[quantity], members)

    def contacts(self, members: Members) -> int:
        """How many contacts of these classes came."""
        return int(self.offered[:, members].sum())

    def _longest(self, members: Members) -> Values:
        found: Values = self.longest_s[:, members].max(axis=1)
        return found

    def _each_day(self, values: Values) -> Ratio:
        return values, np.ones(len(values))


def _of(above: Values, below: Values, members: Members) -> Ratio:
    return above[:, members].sum(axis=1), below[:, members].sum(axis=1)


def joined(parts: Sequence[Days]) -> Days:
    """Days that were simulated one part after the other."""
    arrays: dict[str, Any] = {
        field.name: np.concatenate([getattr(part, field.name) for part in parts])
        for field in fields(Days)
        if field.name != "within"
    }
    within = {
        time: Within(
            *(np.concatenate([getattr(part.within[time], name) for part in parts]) for name in ("answered", "late"))
        )
        for time in parts[0].within
    }
    return Days(**arrays, within=within)


def simulate_days(
    scenario: Scenario, times_s: Iterable[float], plan: Plan, progress: Callable[[int], None] | None = None
) -> Days:
    """Simulate some days of a scenario and add them up; parameters as for :func:`simulate_measured`."""
    return simulate_measured(scenario, times_s, plan, progress)[0]


def simulate_measured(
    scenario: Scenario,
    times_s: Iterable[float],
    plan: Plan,
    progress: Callable[[int], None] | None = None,
    *,
    goals: tuple[Goal, ...] = (),
    source: Source | None = None,
) -> tuple[Days, Measures]:
    """Simulate some days of a scenario and add them up.

    Parameters
    ----------
    scenario
        Whose world repeats nothing.
    times_s
        The times that gates are about.
    plan
        Which days, with which randomness, on how many threads; no figure depends on the threads.
    progress
        Called with 1 after each day, from any thread.
    goals
        What is to be measured besides: the first goals of the measures.
    source
        Where contacts come from; None: drawn from the scenario's plan.

    Returns
    -------
    The sums by class, and the measures that they are made of.
    """
    times = tuple(sorted(set(times_s)))
    setting = _timed(scenario, (*goals, *(Goal("", (), 0.0, time) for time in times)))
    still = _StillWaiting(scenario, plan, times)
    measures = measure_replications(setting, plan, source=source, progress=progress, keep=still.keep)
    tally = contact_tally(measures).over_intervals()
    above, below = service_level_parts(tally, scenario.asked.terms.service_level_of)
    days = Days(
        offered=_real(tally.offered),
        abandoned=_real(tally.abandoned),
        above=above,
        below=np.array(np.broadcast_to(below, above.shape)),
        wait_s=tally.wait / SECOND,
        waited=_real(tally.waited),
        waiting=_real(still.number),
        longest_s=np.maximum(tally.longest, still.longest_us) / SECOND,
        within={time: _within(measures, time, still.late[:, :, place]) for place, time in enumerate(times)},
    )
    return days, measures


def _timed(scenario: Scenario, goals: tuple[Goal, ...]) -> Scenario:
    """A scenario measured without what gates have no use for, and with these goals."""
    asked = replace(scenario.asked, pairs=(), deadlines=(), due=None, dates=None)
    return replace(scenario, goals=goals, asked=asked)


def _within(measures: Measures, time: float, still_late: NDArray[np.int64]) -> Within:
    tally, counted = contact_tally(measures), measures.counted
    limit_us = measures.longest_within(time)
    answered = answered_within(measures, limit_us)
    limits = measures.day.limits
    gone = counted.cells[..., WITHIN + len(limits) + int(np.searchsorted(limits, limit_us))]
    balked = tally.abandoned - counted.cells[..., ABANDONED]  # who did not wait at all
    late = tally.waited - answered - gone - balked
    return Within(_real(answered.sum(axis=1)), _real(late.sum(axis=1) + still_late))


def _real(counts: NDArray[np.int64]) -> Values:
    return counts.astype(np.float64)


class _StillWaiting:
    """Counts who waits when a day's run ends: contacts without an outcome, whose waits no measure has."""

    def __init__(self, scenario: Scenario, plan: Plan, times_s: Sequence[float]) -> None:
        days, classes = plan.replications, len(scenario.world.classes)
        self.number = np.zeros((days, classes), np.int64)
        self.longest_us = np.zeros((days, classes), np.int64)
        self.late = np.zeros((days, classes, len(times_s)), np.int64)
        self._first, self._asked = plan.first, scenario.asked
        self._limits_us = [round(time * SECOND) for time in times_s]

    def keep(self, day: int, contacts: Rows, facts: Facts) -> None:
        """Add a day; see :data:`simulation.experiment.Keep`."""
        waits = facts.records["outcome"] == Outcome.OPEN
        if not waits.any():
            return
        waits &= counted_rows(facts.records, facts.origins, asked=self._asked)
        end = latest_time(facts)
        cls, wait_us = contacts["cls"][waits], end - contacts["arrival"][waits]
        at = day - self._first
        np.add.at(self.number[at], cls, 1)
        np.maximum.at(self.longest_us[at], cls, wait_us)
        for place, limit in enumerate(self._limits_us):
            np.add.at(self.late[at, :, place], cls[wait_us > limit], 1)
