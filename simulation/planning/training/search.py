"""The search for the front: every plan where they are few, else steps with look-ahead and a polish at each budget.

Courses may be of use only together. So pairs of courses are tried from nobody trained on, and those that gain more
together than one by one are moves of the search beside the single steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from simulation.measuring.results import Figure
from simulation.planning.searching import SEARCH_SHARE, Ended, Limit, looks_of, race
from simulation.planning.training.evaluate import Evaluator
from simulation.planning.training.found import Found, Progress
from simulation.planning.training.front import Valued, best_within, front, thinned
from simulation.planning.training.plans import every_plan
from simulation.planning.training.training import Plan, Setting, Training
from simulation.planning.tuning.objective import contrast

MOST_POINTS = 12
"""Points of the curve that are tried on other customers."""
LEVELS = (8, 4, 6, 2, 7, 5, 3, 1)
"""Eighths of the budget at which plans are polished, in an order that leaves no great gap where it is cut short."""
MOST_PAIRS = 12
"""So many pairs of courses that gain most together are moves of the search."""
MOST_GIVEN = 4
"""So many courses of a plan, those that are worth least for their cost, are given up by the step for another move."""
PAIRS_SHARE = 1 / 3
"""Part of the plans that finding them may take."""

Move = dict[int, int]
"""Course to how many steps of it more."""


class _Stop(Exception):  # noqa: N818  (no error: it ends the search)
    """The time or the plans are used up."""

    def __init__(self, ended: Ended) -> None:
        super().__init__(ended)
        self.ended = ended


def search(
    training: Training,
    *,
    threads: int | None = None,
    limit: Limit | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Found:
    """Find the front of cost and objective.

    An interrupt (``KeyboardInterrupt``) ends it with the front so far, as the limit does.

    Parameters
    ----------
    training
        What to find out.
    threads
        None: as many as there are cores; the answer does not depend on it.
    limit
        When to stop.
    progress
        Called whenever a better plan is known, and now and then between.
    """
    return _Search(training, Evaluator(training, threads=threads), limit or Limit(None), progress).run()


class _Search:
    def __init__(
        self, training: Training, evaluator: Evaluator, limit: Limit, progress: Callable[[Progress], None]
    ) -> None:
        self.training, self.evaluator, self.limit, self.progress = training, evaluator, limit, progress
        self.looks = looks_of(training.replications)
        self.known: dict[Plan, Valued] = {}
        self.large = [self._largest(number, training.budget / 2) for number in range(len(training.courses))]
        self.moves: list[Move] = [{number: 1} for number in range(len(training.courses))]

    def run(self) -> Found:
        """All of it. An interrupt before anything is known leaves nothing to say."""
        training, ended, every, used_up = self.training, Ended.DONE, False, False
        self._to_the_end(training.nobody)
        plans = self._few_plans()
        try:
            if plans is not None:
                for plan in plans:
                    self._to_the_end(plan)
                every = True
            else:
                self._search()
        except _Stop as stop:
            ended, used_up = stop.ended, stop.ended is Ended.DONE
        except KeyboardInterrupt:
            ended = Ended.INTERRUPTED
        curve = tuple(thinned(front(self.known.values()), MOST_POINTS))
        return Found(curve, self.evaluator.plans, self.evaluator.days_done, every, used_up, ended)

    def _few_plans(self) -> list[Plan] | None:
        """Every plan that is allowed, the cheapest first; None where they are more than may be simulated."""
        training, found = self.training, list[Plan]()
        for plan in every_plan(training):
            found.append(plan)
            if len(found) > training.plans:
                return None
        return sorted(found, key=lambda plan: (training.cost(plan), plan))

    def _search(self) -> None:
        self.moves += self._pairs()
        self._path()
        before: list[Plan] = []
        while before != (best := [self._best(level) for level in LEVELS]):  # what one level finds may help another
            before = best
            for level in LEVELS:
                self._polish(self.training.budget * level / len(LEVELS))

    def _best(self, level: int) -> Plan:
        """The best plan known for so many eighths of the budget."""
        return best_within(self.known.values(), self.training.budget * level / len(LEVELS)).plan

    # What is simulated.

    def _value(self, plan: Plan, looks: int) -> float:
        """The objective over the days up to a look, simulated if it is not known and there is time and room for it."""
        if self.evaluator.looks(plan) < looks and self.known:
            if self.limit.used(SEARCH_SHARE):
                raise _Stop(Ended.TIME)
            if not self.evaluator.looks(plan) and self.evaluator.plans >= self.training.plans:
                raise _Stop(Ended.DONE)
        return self.evaluator.value(plan, self.looks[:looks])

    def _to_the_end(self, plan: Plan) -> float:
        """The objective over all days; the plan may then stand on the front."""
        if plan not in self.known:
            self.known[plan] = Valued(plan, self.training.cost(plan), self._value(plan, len(self.looks)))
            best = best_within(self.known.values(), self.training.budget)
            nobody = self.known[self.training.nobody].value
            if plan != self.training.nobody:
                self.progress(Progress(self.evaluator.plans, self.training.plans, self.limit.elapsed, best, nobody))
        return self.known[plan].value

    def _race(self, plans: Iterable[Plan], key: Callable[[Plan, int], float]) -> Plan | None:
        """The plan that wins a race, where less is better; those that are seen to the end may stand on the front."""
        left, _ = race(plans, len(self.looks), self._value, key)
        for plan in left:
            self._to_the_end(plan)
        return left[0] if left else None

    # Pairs.

    def _pairs(self) -> list[Move]:
        """The pairs of courses that are shown to gain more together than one by one, by the step and many at once.

        Of each course so many are taken as half the budget pays for: what few of it do may be too little to be seen.
        """
        training, found = self.training, list[tuple[float, Move]]()
        for one, other in combinations([number for number, steps in enumerate(self.large) if steps], 2):
            both = {one: self.large[one], other: self.large[other]}
            if self.evaluator.plans > PAIRS_SHARE * training.plans:
                break
            if training.allowed(self._plus(training.nobody, both), training.budget):
                more = self._together(both)
                if more.low is not None and more.mean is not None and more.low > 0:
                    found += [(-more.mean, both), (-more.mean, {one: 1, other: 1})]
        found.sort(key=lambda each: (each[0], sorted(each[1].items())))
        return [move for _, move in found[:MOST_PAIRS]]

    def _together(self, both: Move) -> Figure:
        """What two courses gain together beyond what each gains alone, by the first look."""
        nobody = self.training.nobody
        plans = [self._plus(nobody, both), *(self._plus(nobody, {number: both[number]}) for number in both), nobody]
        for plan in plans:
            self._value(plan, 1)
        stages = [self.evaluator.stages(Setting(plan), self.looks[:1]) for plan in plans]
        return contrast(list(zip((1.0, -1.0, -1.0, 1.0), stages, strict=True)))

    def _largest(self, number: int, budget: float) -> int:
        """Most steps of one course that a sum of money pays for, and that are allowed."""
        steps = 0
        while self.training.allowed(self.training.more(self.training.nobody, number, steps + 1), budget):
            steps += 1
        return steps

    # The path.

    def _path(self) -> None:
        """From nobody on, the move that gains most for its cost, again and again until nothing gains.

        Many of one course at once are moves here, too: a few of them may gain nothing.
        """
        training, plan = self.training, self.training.nobody
        moves = [*self.moves, *({number: steps} for number, steps in enumerate(self.large) if steps > 1)]
        while True:
            options = [self._plus(plan, move) for move in moves]
            options = [option for option in options if training.allowed(option, training.budget)]
            best = self._race(options, self._rate(plan))
            if best is None or self._to_the_end(best) <= self._to_the_end(plan):
                return
            plan = best

    def _rate(self, plan: Plan) -> Callable[[Plan, int], float]:
        """What an option gains over a plan for each unit of cost, less than 0 the better."""
        cost = self.training.cost

        def rate(option: Plan, look: int) -> float:
            gain = self._value(option, look) - self._value(plan, look)
            return -gain / (cost(option) - cost(plan))

        return rate

    def _plus(self, plan: Plan, move: Move) -> Plan:
        for number, steps in move.items():
            plan = self.training.more(plan, number, steps)
        return plan

    # The polish.

    def _polish(self, budget: float) -> None:
        """Improve the best plan for a sum of money: a move more, and what is worth least given up for it.

        First by a race; where that brings nothing, all are simulated to the end, as few days may hide what is better.
        """
        while True:
            plan = best_within(self.known.values(), budget).plan
            options = list(self._exchanges(plan, budget))
            best = self._race(options, lambda option, look: -self._value(option, look))
            if best is None or self._to_the_end(best) <= self._to_the_end(plan):
                for option in options:
                    self._to_the_end(option)
            if best_within(self.known.values(), budget).plan == plan:
                return

    def _exchanges(self, plan: Plan, budget: float) -> Iterator[Plan]:
        """The plan with each move more, brought back within the budget; and with each course given up for another."""
        losses = self._losses(plan)
        for move in self.moves:
            repaired = self._repaired(self._plus(plan, move), set(move), losses, budget)
            if repaired is not None and repaired != plan:
                yield repaired
        for given in sorted(losses, key=lambda number: losses[number])[:MOST_GIVEN]:
            less = self._plus(plan, {given: -1})
            for move in self.moves:
                other = self._plus(less, move)
                if given not in move and other != plan and self.training.allowed(other, budget):
                    yield other

    def _losses(self, plan: Plan) -> dict[int, float]:
        """For each course of a plan what a step less of it loses, for each unit of cost, by the first look."""
        cost, value = self.training.cost(plan), self._value(plan, 1)
        losses = {}
        for number, passed in enumerate(plan):
            if passed:
                less = self.training.more(plan, number, -1)
                losses[number] = (value - self._value(less, 1)) / (cost - self.training.cost(less))
        return losses

    def _repaired(self, plan: Plan, kept: set[int], losses: dict[int, float], budget: float) -> Plan | None:
        """A plan with steps given up, those first that lose least, until it is allowed; None where that is in vain."""
        order = sorted((number for number in losses if number not in kept), key=lambda number: losses[number])
        while not self.training.allowed(plan, budget):
            given = next((number for number in order if plan[number]), None)
            if given is None:
                return None
            plan = self.training.more(plan, given, -1)
        return plan
