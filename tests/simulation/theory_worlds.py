"""Simulated days whose figures are known, and what it means to agree with a known figure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.core.records import Facts
from simulation.engines.compiled import CompiledEngine
from simulation.experiment import EngineName, Plan, measure_replications
from simulation.measuring.engine_measure import (
    ABANDONED,
    ABANDONED_WAIT,
    ANSWERED,
    ANSWERED_WAIT,
    BLOCKED,
    BUSY,
    SIGNED_ON,
    WITHIN,
)
from simulation.measuring.measures import Measures
from simulation.measuring.results import Goal
from simulation.measuring.statistics import ratio_error
from simulation.scenario import Scenario, load_scenario

SECOND_US = 1e6
MOST_ERRORS = 4.0
MOST_MEAN_SQUARE = 2.0
CLOSED_FORM_ERROR = 0.003  # of the value
CLOSED_FORM_POINTS = 0.001  # of a share


def known_world(name: str, *overrides: str, within_s: float = 20.0) -> Scenario:
    """A bundled scenario, changed, with the answer target ``within_s``; who is answered at once is counted, too."""
    at_once = Goal(name="answered at once", tiers=(), share=0.5, within_s=0.0)
    scenario = load_scenario(name, overrides=overrides)
    return replace(scenario, goals=(at_once,), target_us=round(within_s * SECOND_US))


@dataclass(frozen=True)
class Figure:
    """What a run says: a value and its standard error over the days."""

    value: float
    error: float

    def __mul__(self, factor: float) -> Figure:
        return Figure(self.value * factor, self.error * factor)


@dataclass(frozen=True)
class Days:
    """Simulated days, of which the contacts that arrive in the first ``warm_up`` intervals are not looked at.

    Everything is a ratio of sums over the days, with its error by the delta method over independent days.
    """

    measures: Measures
    warm_up: int

    def figure(self, name: str, cls: int | None = None) -> Figure:
        """A figure by its name: see the properties of the same names below; ``cls``: of one class of contacts."""
        above, below = getattr(self, f"_{name}")(cls)
        value, error = ratio_error(above, below)
        return Figure(float(value), float(error))

    def count(self, name: str) -> Figure:
        """Mean number per day of contacts with an outcome or answered in time."""
        counts = self._within(None) if name == "within" else self._sum(getattr(self, name), None)
        value, error = ratio_error(counts, np.ones(len(counts)))
        return Figure(float(value), float(error))

    abandoned = ABANDONED
    blocked = BLOCKED

    def _sum(self, field: int | slice, cls: int | None) -> NDArray[Any]:
        cells = self.measures.cells[:, self.warm_up :, :, field]
        cells = cells if cls is None else cells[:, :, cls : cls + 1]
        return np.asarray(cells.reshape(len(cells), -1).sum(axis=1), np.float64)

    def _offered(self, cls: int | None) -> NDArray[Any]:
        return self._sum(slice(0, BLOCKED + 1), cls)

    def _within(self, cls: int | None) -> NDArray[Any]:
        return self._sum(WITHIN + self._target(), cls)

    def _target(self) -> int:
        (index,) = np.flatnonzero(self.measures.day.limits == self.measures.day.target_us)
        return int(index)

    def _time(self) -> NDArray[Any]:
        day = self.measures.day
        return np.full(self.measures.replications, float((day.n_intervals - self.warm_up) * day.interval_us))

    def _groups(self, field: int) -> NDArray[Any]:
        return np.asarray(self.measures.groups[:, self.warm_up : -1, :, field].sum(axis=(1, 2)), np.float64)

    def _p_wait(self, cls: int | None) -> tuple[NDArray[Any], NDArray[Any]]:
        offered = self._offered(cls)
        assert self.measures.day.limits[0] == 0
        return offered - self._sum(WITHIN, cls), offered

    def _p_abandon(self, cls: int | None) -> tuple[NDArray[Any], NDArray[Any]]:
        return self._sum(ABANDONED, cls), self._offered(cls)

    def _in_time_of_offered(self, cls: int | None) -> tuple[NDArray[Any], NDArray[Any]]:
        return self._within(cls), self._offered(cls)

    def _in_time_of_not_soon_gone(self, cls: int | None) -> tuple[NDArray[Any], NDArray[Any]]:
        return self._within(cls), self._offered(cls) - self._sum(
            WITHIN + len(self.measures.day.limits) + self._target(), cls
        )

    def _in_time_of_answered(self, cls: int | None) -> tuple[NDArray[Any], NDArray[Any]]:
        return self._within(cls), self._sum(ANSWERED, cls)

    def _mean_wait_s(self, cls: int | None) -> tuple[NDArray[Any], NDArray[Any]]:
        waits = self._sum(ANSWERED_WAIT, cls) + self._sum(ABANDONED_WAIT, cls)
        return waits / SECOND_US, self._offered(cls) - self._sum(BLOCKED, cls)

    def _mean_answer_s(self, cls: int | None) -> tuple[NDArray[Any], NDArray[Any]]:
        return self._sum(ANSWERED_WAIT, cls) / SECOND_US, self._sum(ANSWERED, cls)

    def _mean_queue(self, cls: int | None) -> tuple[NDArray[Any], NDArray[Any]]:
        waiting = self.measures.waiting[:, self.warm_up : -1]
        waiting = waiting if cls is None else waiting[:, :, cls : cls + 1]
        return np.asarray(waiting.sum(axis=(1, 2)), np.float64), self._time()

    def _mean_in_system(self, cls: int | None) -> tuple[NDArray[Any], NDArray[Any]]:
        return self._mean_queue(cls)[0] + self._groups(BUSY), self._time()

    def _mean_stay_s(self, cls: int | None) -> tuple[NDArray[Any], NDArray[Any]]:
        return self._mean_in_system(cls)[0] / SECOND_US, self._offered(cls)

    def _occupancy(self, cls: int | None) -> tuple[NDArray[Any], NDArray[Any]]:
        assert cls is None
        return self._groups(BUSY), self._groups(SIGNED_ON)


def simulated(world: Scenario, days: int, *, warm_up: int = 0, engine: EngineName = EngineName.COMPILED) -> Days:
    """So many days of a world."""
    return Days(measure_replications(world, Plan(replications=days, engine=engine)), warm_up)


def simulated_twice(world: Scenario, days: int, *, warm_up: int = 0) -> Days:
    """Days of the SimPy engine, after each of which the compiled engine must have written the same records."""
    compiled = CompiledEngine(world.world)

    def compare(number: int, contacts: NDArray[Any], facts: Facts) -> None:
        other = compiled.simulate(contacts)
        assert np.array_equal(facts.records, other.records), f"records of day {number}"
        assert np.array_equal(facts.states, other.states), f"presences of day {number}"
        assert facts.queue_area_us == other.queue_area_us

    plan = Plan(replications=days, engine=EngineName.SIMPY)
    return Days(measure_replications(world, plan, keep=compare), warm_up)


@dataclass(frozen=True)
class Claim:
    """That a figure is a printed one.

    Parameters
    ----------
    name
        For the message.
    ours
        What was simulated.
    printed
        As the source prints it; half a unit of its last digit is allowed for.
    their_error
        Standard error of a figure that was itself simulated; None: a closed form.
    share
        Whether it is a share, whose error may be 0.1 points.
    """

    name: str
    ours: Figure
    printed: str
    their_error: float | None = None
    share: bool = False

    @property
    def half_digit(self) -> float:
        return 0.5 * 10.0 ** -len(self.printed.partition(".")[2])

    @property
    def errors_away(self) -> float:
        """Distance in standard errors, of the difference where theirs is simulated."""
        away = max(0.0, abs(self.ours.value - float(self.printed)) - self.half_digit)
        return away / math.hypot(self.ours.error, self.their_error or 0.0)

    @property
    def most_error(self) -> float:
        """The greatest standard error that ours may have."""
        if self.their_error is not None:
            return self.their_error
        return max(CLOSED_FORM_ERROR * float(self.printed), CLOSED_FORM_POINTS if self.share else 0.0)

    def __str__(self) -> str:
        return f"{self.name}: {self.ours.value:.6g} +- {self.ours.error:.2g} against {self.printed}"


def assert_near(claims: Iterable[Claim]) -> None:
    """Claim that each figure lies within 4 standard errors."""
    assert [str(claim) for claim in claims if not claim.errors_away <= MOST_ERRORS] == []


def assert_agreement(claims: Iterable[Claim]) -> None:
    """Claim that a table's figures lie within 4 standard errors, that these are small enough, and mean z^2 <= 2."""
    table = list(claims)
    assert_near(table)
    assert [f"too coarse: {claim}" for claim in table if not claim.ours.error <= claim.most_error] == []
    mean_square = sum(claim.errors_away**2 for claim in table) / len(table)
    assert mean_square <= MOST_MEAN_SQUARE, [str(claim) for claim in table]
