"""The search: candidates by the generation, those that remain looked at for longer, then what is not needed undone."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic
from typing import Any

from simulation.measuring.results import Figure
from simulation.planning.tuning.evaluate import Candidate, Evaluator, Standing
from simulation.planning.tuning.objective import difference
from simulation.planning.tuning.parameter import Parameter, Point
from simulation.planning.tuning.propose import proposer
from simulation.planning.tuning.tuning import Tuning
from simulation.scenario import roster_errors

SEARCH_SHARE, UNDO_SHARE = 0.6, 0.75
"""Parts of a time limit after which the search, and the undoing of what is not needed, end; the rest is the check's."""
MOST_IDLE = 10
"""So many generations in a row without a new point, each begun anew, end the search."""


class Ended(StrEnum):
    """Why the search ended."""

    DONE = "done"
    TIME = "time"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Worth:
    """A parameter that is changed, and what the change is worth by the days of the search.

    Parameters
    ----------
    parameter, old, new
        What is changed.
    gain
        The objective less that with this one change undone; None where it was not found out.
    """

    parameter: Parameter
    old: Any
    new: Any
    gain: Figure | None


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    Parameters
    ----------
    point
        The best policy's; that of the old policy where none is better.
    old, best
        The objective, and whether the gates are kept, by the days of the search.
    changes
        How the best policy differs.
    candidates
        How many policies were simulated, besides the old one.
    refused
        How many proposals the policy's own checks or the roster refused.
    days
        Simulated in all.
    ended
        Why it ended.
    """

    point: Point
    old: Standing
    best: Standing
    changes: tuple[Worth, ...]
    candidates: int
    refused: int
    days: int
    ended: Ended


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the search is."""

    candidates: int
    most: int
    seconds: float
    old: Standing
    best: Standing


class Limit:
    """A limit of time that has begun; None: there is none."""

    def __init__(self, seconds: float | None, clock: Callable[[], float] = monotonic) -> None:
        self._clock, self._start, self._seconds = clock, clock(), seconds

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return self._clock() - self._start

    def used(self, part: float = 1.0) -> bool:
        """Whether this part of it has gone by."""
        return self._seconds is not None and self.elapsed >= part * self._seconds


def search(
    tuning: Tuning,
    *,
    threads: int | None = None,
    limit: Limit | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Found:
    """Search for a better policy.

    An interrupt (``KeyboardInterrupt``) ends the search with the best policy so far, as the limit does.

    Parameters
    ----------
    tuning
        What to find out.
    threads
        None: as many as there are cores; the answer does not depend on it.
    limit
        When to stop; the answer depends on it only where it is reached.
    progress
        Called after each generation.
    """
    return _Search(tuning, Evaluator(tuning, threads=threads), limit or Limit(None), progress).run()


class _Search:
    def __init__(
        self, tuning: Tuning, evaluator: Evaluator, limit: Limit, progress: Callable[[Progress], None]
    ) -> None:
        self.tuning, self.space, self.evaluator = tuning, tuning.space, evaluator
        self.limit, self.progress = limit, progress
        self.looks = looks_of(tuning.replications)
        self.base = evaluator.candidate(tuning.policy)
        self.known: dict[Point, Candidate] = {self.space.start: self.base}
        self.best = self.space.start

    def run(self) -> Found:
        """All of it. An interrupt before the old policy is known leaves nothing to say."""
        self._look(self.base, len(self.looks))
        self.old = self.best_standing = self._standing(self.best)
        try:
            ended = self._generations()
            self._undo()
            for point in self._each_undone():
                self._look_to_the_end(point)
        except KeyboardInterrupt:
            ended = Ended.INTERRUPTED
        return Found(
            point=self.best,
            old=self.old,
            best=self.best_standing,
            changes=tuple(self._worth()),
            candidates=self._simulated,
            refused=self.space.refused,
            days=self.evaluator.days_done,
            ended=ended,
        )

    @property
    def _simulated(self) -> int:
        """Policies simulated besides the old one."""
        return sum(candidate.looks > 0 for candidate in self.known.values()) - 1

    def _generations(self) -> Ended:
        """Generation after generation, until the candidates or the time are used up."""
        proposals = proposer(self.space, self.tuning.candidates, self.tuning.seed)
        idle = 0
        while self._simulated < self.tuning.candidates and idle < MOST_IDLE:
            if self.limit.used(SEARCH_SHARE):
                return Ended.TIME
            points, before = proposals.ask(self._possible), self._simulated
            if not points:
                break
            ranks = self._race(points)
            proposals.tell([ranks[point] for point in points])
            idle = 0 if self._simulated > before else idle + 1
            if idle:
                proposals.begin(self.best)
            self._report()
        return Ended.DONE

    def _report(self) -> None:
        self.progress(
            Progress(self._simulated, self.tuning.candidates, self.limit.elapsed, self.old, self.best_standing)
        )

    def _possible(self, point: Point) -> bool:
        """Whether the policy at a point passes its own checks, and those with the roster of each scenario."""
        if point in self.known:
            return True
        policy = self.space.policy_at(point)
        if policy is None:
            return False
        candidate = self.evaluator.candidate(policy)
        for scenario in candidate.scenarios:
            findings = roster_errors(scenario.world)
            if findings:
                self.space.refuse(point)
                return False
        self.known[point] = candidate
        return True

    def _race(self, points: Sequence[Point]) -> dict[Point, int]:
        """The ranks of points: all are looked at for some days, the better half for more, the better half of it again.

        Successive halving (Z. Karnin, T. Koren and O. Somekh, Almost optimal exploration in multi-armed bandits,
        ICML 2013): what is clearly worse costs few days.
        """
        left = list(dict.fromkeys(points))
        out: list[Point] = []
        for look in range(1, len(self.looks) + 1):
            for point in left:
                self._look(self.known[point], look)
            standings = {point: self._standing(point, look) for point in left}
            left.sort(key=lambda point: standings[point].penalised)
            if look < len(self.looks):
                stay = math.ceil(len(left) / 2)
                left, out = left[:stay], left[stay:] + out
        for point in left:
            self._consider(point)
        return {point: rank for rank, point in enumerate(left + out)}

    def _consider(self, point: Point) -> None:
        """Keep a point that has been simulated to the end if it is the best so far."""
        standing = self._standing(point)
        if standing.rank < self.best_standing.rank:
            self.best, self.best_standing = point, standing

    def _look(self, candidate: Candidate, looks: int) -> None:
        """Simulate a candidate up to a look."""
        for look in range(candidate.looks, looks):
            self.evaluator.simulate(candidate, self.looks[look - 1] if look else 0, self.looks[look])

    def _standing(self, point: Point, look: int | None = None) -> Standing:
        return self.evaluator.standing(self.known[point], self.base, look or len(self.looks))

    def _look_to_the_end(self, point: Point) -> bool:
        """Whether the policy at a point is possible and was simulated on all days, now if there is time."""
        if not self._possible(point) or self.limit.used(UNDO_SHARE):
            return False
        self._look(self.known[point], len(self.looks))
        return True

    def _undo(self) -> None:
        """Give parameters back their old values, one after the other, where nothing shows that this is worse.

        What was found is an objective at its best of many, some of it by luck: all that is given back together may
        cost no more than one standard error of the difference from what was found.
        """
        found, before = self.best, None
        while before != self.best:
            before = self.best
            for number in range(len(found)):
                self._undo_one(number, found)

    def _undo_one(self, number: int, found: Point) -> None:
        """Give one parameter its old value back if nothing shows that this is worse than what was found."""
        point = self._undone(number)
        if point == self.best or not self._look_to_the_end(point):
            return
        standing, loss = self._standing(point), self._gain(point, found)
        assert loss.mean is not None
        assert loss.high is not None
        if standing.beyond <= self.best_standing.beyond and loss.mean <= (loss.high - loss.mean) / 2:
            self.best, self.best_standing = point, standing

    def _undone(self, number: int) -> Point:
        """The best point with the old value of one parameter."""
        return (*self.best[:number], self.space.start[number], *self.best[number + 1 :])

    def _gain(self, first: Point, second: Point) -> Figure:
        """The objective at a point less that at another one, both simulated on all days."""
        looks, objective = len(self.looks), self.tuning.objective
        one, two = (self.known[point].terms(objective, looks) for point in (first, second))
        return difference(one, two)

    def _each_undone(self) -> list[Point]:
        """The best point with each of its changes undone."""
        return [self._undone(number) for number, start in enumerate(self.space.start) if self.best[number] != start]

    def _worth(self) -> Iterator[Worth]:
        for (parameter, new), point in zip(self.space.changes(self.best), self._each_undone(), strict=True):
            known = point in self.known and self.known[point].looks == len(self.looks)
            gain = self._gain(point, self.best) if known else None
            yield Worth(parameter, parameter.values[parameter.start], new, gain)


def looks_of(replications: int) -> tuple[int, ...]:
    """After how many days candidates are looked at: a quarter of them, half of them, all."""
    return (replications // 4, replications // 2, replications)
