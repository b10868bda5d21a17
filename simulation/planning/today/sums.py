"""What each simulated day adds up to: before now, those who wait now, and from now on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from simulation.core.records import Facts
from simulation.measuring.measures import Measures, measure, new_measures
from simulation.measuring.metrics import answered_within, contact_tally, goal_offered
from simulation.measuring.service_level import service_level_parts
from simulation.measuring.verdict import goal_members
from simulation.planning.today.part import part_of
from simulation.planning.today.seen import queues_of_classes
from simulation.scenario import Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Part:
    """Contacts of a part of the day, by interval of arrival; the first axis is the day.

    Parameters
    ----------
    in_time, offered
        Of each goal, shape (days, goals, intervals).
    level, level_of
        Numerator and denominator of the service level, shape (days, intervals).
    volume
        Shape (days, queues, intervals).
    gone
        Abandoned, shape (days, intervals).
    """

    in_time: Floats
    offered: Floats
    level: Floats
    level_of: Floats
    volume: Floats
    gone: Floats


@dataclass(frozen=True, slots=True)
class Days:
    """Simulated days.

    Parameters
    ----------
    past, waiting, rest
        Those who came and went or were answered before now, who wait now, who come from now on.
    cleared
        When the last of those who wait now in each queue is answered or has left, seconds from now, shape
        (days, queues); NaN where nobody waits.
    """

    past: Part
    waiting: Part
    rest: Part
    cleared: Floats

    @property
    def count(self) -> int:
        """How many days."""
        return len(self.cleared)


def joined(parts: Sequence[Days]) -> Days:
    """All of these days, one part after another."""

    def of(name: str) -> Part:
        several = [getattr(days, name) for days in parts]
        return Part(*(np.concatenate([getattr(part, each.name) for part in several]) for each in fields(Part)))

    return Days(of("past"), of("waiting"), of("rest"), np.concatenate([days.cleared for days in parts]))


class Sums:
    """Adds up days, each in a row of its own; threads may write different rows.

    Parameters
    ----------
    scenario
        With the world that is simulated.
    now_us
        Microseconds from the opening.
    days
        How many.
    from_state
        Whether days begin at now, so that all who came before it wait then, even if somebody takes them at once.
    """

    def __init__(self, scenario: Scenario, now_us: int, days: int, *, from_state: bool) -> None:
        self._scenario, self._now_us, self._from_state = scenario, now_us, from_state
        self._queue = queues_of_classes(scenario.world)
        self._parts = [
            new_measures(scenario.world, days, target_us=scenario.target_us, goals=scenario.goals, asked=scenario.asked)
            for _ in range(3)
        ]
        self.cleared = np.full((days, len(scenario.policy.queues)), np.nan)

    def add(self, row: int, facts: Facts) -> None:
        """Add a day: the facts of its own classes of contacts, those who wait now among them."""
        arrival, left = facts.contacts["arrival"], facts.records["left"]
        later = arrival >= self._now_us
        waits = ~later & (self._from_state | (left < 0) | (left >= self._now_us))
        for measures, chosen in zip(self._parts, (~later & ~waits, waits, later), strict=True):
            measure(measures, row, part_of(facts, chosen))
        queues = self._queue[facts.contacts["cls"][waits]]
        ends = np.where(left[waits] < 0, self._scenario.world.close_us, left[waits])
        np.fmax.at(self.cleared[row], queues, np.maximum(ends - self._now_us, 0) / 1e6)

    def days(self) -> Days:
        """The sums."""
        past, waiting, rest = (self._part(measures) for measures in self._parts)
        return Days(past, waiting, rest, self.cleared)

    def _part(self, measures: Measures) -> Part:
        tally = contact_tally(measures)
        offered = goal_offered(measures, tally)
        in_time, meant = [], []
        for goal in measures.goals:
            members = goal_members(goal, measures.world)
            within = answered_within(measures, measures.longest_within(goal.within_s))
            in_time.append((within * members).sum(axis=2))
            meant.append((offered * members).sum(axis=2))
        shape = (0, *offered.shape[:2])
        level, level_of = service_level_parts(tally.total(), measures.asked.terms.service_level_of)
        queues = [tally.offered[..., self._queue == number].sum(axis=2) for number in range(self.cleared.shape[1])]
        return Part(
            _floats(np.moveaxis(np.array(in_time).reshape(-1, *shape[1:]), 0, 1)),
            _floats(np.moveaxis(np.array(meant).reshape(-1, *shape[1:]), 0, 1)),
            _floats(level),
            _floats(level_of),
            _floats(np.stack(queues, axis=1)),
            _floats(tally.abandoned.sum(axis=2)),
        )


def _floats(values: NDArray[np.generic]) -> Floats:
    return values.astype(np.float64)
