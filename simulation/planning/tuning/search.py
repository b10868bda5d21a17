"""The search: candidates by the generation, those that remain looked at for longer, then what is not needed undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from simulation.measuring.results import Figure
from simulation.planning.searching import SEARCH_SHARE, Ended, Limit, looks_of, race
from simulation.planning.tuning.evaluate import Candidate, Evaluator, Standing
from simulation.planning.tuning.found import Found, Progress, Worth
from simulation.planning.tuning.objective import difference
from simulation.planning.tuning.parameter import Point
from simulation.planning.tuning.propose import proposer
from simulation.planning.tuning.tuning import Tuning
from simulation.scenario import roster_errors

UNDO_SHARE = 0.75
"""Part of a time limit after which the undoing of what is not needed ends; the rest is the check's."""
MOST_IDLE = 10
"""So many generations in a row without a new point, each begun anew, end the search."""


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
        idle, most = 0, self.tuning.candidates - self._kept_back
        while self._simulated < most and idle < MOST_IDLE:
            if self.limit.used(SEARCH_SHARE):
                return Ended.TIME
            points, before = proposals.ask(self._possible), self._simulated
            if not points:
                break
            tried = self._first_of(points, most - before)
            ranks = self._race(tried)
            if len(ranks) == len(set(points)):
                proposals.tell([ranks[point] for point in points])
            idle = 0 if self._simulated > before else idle + 1
            if idle:
                proposals.begin(self.best)
            self._report()
        return Ended.DONE

    @property
    def _kept_back(self) -> int:
        """How many of the candidates are kept for undoing what is not needed; none where every point is one of them."""
        most = self.tuning.candidates
        return 0 if self.space.size <= most else min(2 * len(self.space.parameters), most // 4)

    def _first_of(self, points: Sequence[Point], new: int) -> list[Point]:
        """Points without those beyond so many that are new: the last generation may be a part of one."""
        fresh = [point for point in dict.fromkeys(points) if not self.known[point].looks]
        beyond = set(fresh[new:])
        return [point for point in points if point not in beyond]

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
        """The ranks of points in a race."""
        left, out = race(
            points,
            len(self.looks),
            see=lambda point, look: self._look(self.known[point], look),
            key=lambda point, look: self._standing(point, look).penalised,
        )
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
        """Whether the policy at a point is possible and was simulated on all days, now if there is time and room."""
        if not self._possible(point) or self.limit.used(UNDO_SHARE):
            return False
        if not self.known[point].looks and self._simulated >= self.tuning.candidates:
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
