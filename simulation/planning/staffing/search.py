"""The search: steps along the slopes, each tried in the simulator, interval by interval.

From a staff and its slopes the master problem proposes another. It is simulated with the same customers, and each
interval keeps the proposal where it does better there: what an interval needs depends on little but itself. Where it
does not, the next step is shorter. After a few steps the slopes are found anew.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulation.planning.staffing.confidence import search_reach
from simulation.planning.staffing.crew import Staff
from simulation.planning.staffing.evaluator import Evaluator
from simulation.planning.staffing.limits import Limits
from simulation.planning.staffing.master import cheapest, price
from simulation.planning.staffing.slopes import slopes
from simulation.planning.staffing.target import Cells, Floats, Standing

ROUNDS = 3
"""Times that slopes are found, at most …"""
STEPS = 3
"""… steps along each …"""
ENOUGH = 1e-3
"""… and the share of the cost by which a round must gain to be followed by another."""
CHEAP = 12
"""Moves of an interval that can be tried where evaluations are called cheap."""
FIRST_REACH, LEAST_REACH = 0.10, 0.02
"""How far a step goes, as a share of the staff of a group; one agent at least."""
LIFTS, LIFT, FAR = 16, 0.06, -0.2
"""Where a cell lacks more than so much, all of its agents are raised by such a share, so many times at most."""
PENALTY = 1.5
"""What is missing of a cell weighs so many times what the best agents for it would cost."""


class OutOfTime(Exception):  # noqa: N818 - it says what happened
    """Raised when the time is over; the best so far stands."""


@dataclass
class Trial:
    """A staff and how the targets stand with it."""

    staff: Staff
    standing: Standing


@dataclass
class Search:
    """What the search knows, and the best staff so far.

    Parameters
    ----------
    evaluator, limits
        What is searched.
    days
        The customers of the search.
    confidence, check_days
        With which each target must hold in the check, and the days of that up to its first look.
    able
        Which groups may take which classes, shape (classes, groups).
    look
        Called before each simulation; raises :class:`OutOfTime` when it is time to stop.
    tell
        Called with a word for what is being done.
    """

    evaluator: Evaluator
    limits: Limits
    days: NDArray[np.int64]
    confidence: float
    check_days: int
    able: NDArray[np.bool_]
    look: Callable[[], None] = lambda: None
    tell: Callable[[Search], None] = lambda _: None
    tries: int = 40
    """Moves of an interval that the polish tries, of each kind."""
    best: Trial | None = None
    """The cheapest staff that held all targets with its margins; until there is one, the one that lacks least."""
    here: Trial | None = None
    """Where the search stands: a little cheaper than it may be."""
    slopes: Floats = field(default_factory=lambda: np.zeros((0, 0, 0)))
    """The slopes found last."""
    failed: set[Hashable] = field(default_factory=set)
    """Moves that the polish has tried in vain, each with the staff about it."""
    tried: dict[bytes, Standing] = field(default_factory=dict)
    """What was simulated."""
    seen: int = 0
    """Fresh days by which the figures have been put right."""
    offset: Floats = field(init=False)
    """What the fresh days showed more of each cell's slack than those of the search, shape (cells,)."""
    deviation: Floats | None = None
    """Of a day, from the fresh days; None: there were none yet."""

    def __post_init__(self) -> None:
        self.offset = np.zeros(len(self.evaluator.cells))

    def try_out(self, staff: Staff) -> Standing:
        """Simulate a staff, and keep it if it is the best so far; the first one, however little time there is."""
        if self.best is not None:
            self.look()
        standing = self.evaluated(staff)
        if self.best is None or self._rank(Trial(staff, standing)) < self._rank(self.best):
            self.best = Trial(staff.copy(), standing)
            self.tell(self)
        return standing

    @property
    def cheap(self) -> bool:
        """Whether an evaluation costs so little that many are spent on the last agents."""
        return self.tries >= CHEAP

    def evaluated(self, staff: Staff) -> Standing:
        """How the targets stand with the customers of the search; a staff tried before is not simulated again."""
        key = staff.tobytes()
        if key not in self.tried:
            self.tried[key] = self.evaluator.evaluate(staff, self.days)
        return self.tried[key]

    def find_slopes(self, staff: Staff, standing: Standing) -> None:
        """Find what an agent more or fewer does at a staff: :func:`~simulation.planning.staffing.slopes.slopes`."""
        self.slopes = slopes(self.try_out, staff, standing, self.limits)

    def helps(self, cell: int) -> NDArray[np.bool_]:
        """Which agents can bear on a cell, shape (groups, intervals)."""
        target = self.evaluator.targets[int(self.evaluator.cells.target[cell])]
        groups = self.able[target.classes].any(axis=0) | target.groups
        inside = np.arange(self.limits.least.shape[1]) == self.evaluator.cells.interval[cell]
        found: NDArray[np.bool_] = groups[:, None] & (inside | (self.evaluator.cells.interval[cell] < 0))[None, :]
        return found

    def room(self, standing: Standing) -> Floats:
        """The slack of each cell, put right by the fresh days seen, with its margin taken off."""
        reach = search_reach(self.confidence, self.check_days, self.seen, len(self.offset))
        deviation = standing.deviation if self.deviation is None else self.deviation
        return standing.slack() + self.offset - reach * deviation / standing.cells.unit

    def put_right(self, staff: Staff, fresh: Standing) -> Standing:
        """Learn from a check what the search's own days say too much or too little of; how they see that staff.

        The customers of the search are few, and the search has sought out what suits them. What fresh ones say of the
        same staff is the difference, and holds for the staffs near it.
        """
        here = self.evaluated(staff)
        seen = self.seen + fresh.days
        more = fresh.slack() - here.slack()
        self.offset = (self.seen * self.offset + fresh.days * more) / seen
        self.seen, self.deviation = seen, fresh.deviation
        self.best = Trial(staff.copy(), here)  # what was the best may be so no longer
        self.failed.clear()
        return here

    def _rank(self, trial: Trial) -> tuple[bool, float, float]:
        room = self.room(trial.standing)
        missing = -float(np.minimum(room, 0.0).sum())
        cost = self.limits.costs(trial.staff)
        return (True, missing, cost) if missing > 0 else (False, cost, -float(room.min(initial=0.0)))

    def descend(self, staff: Staff) -> Trial:
        """Go from a staff to a cheap one that holds, or nearly."""
        self.here = here = self._lifted(staff)
        reach = np.full(staff.shape[1], FIRST_REACH)
        merit = np.inf
        for _ in range(ROUNDS):
            self.find_slopes(here.staff, here.standing)
            for _ in range(STEPS):
                self.here = here = self._step(here, reach)
            now = float(self._merits(here).sum())
            if now > merit * (1.0 - ENOUGH):
                break
            merit = min(merit, now)
            reach = np.maximum(reach, 2.0 * LEAST_REACH)
        return here

    def settle(self, staff: Staff) -> Trial:
        """A few short steps along the slopes found last."""
        here, reach = Trial(staff, self.try_out(staff)), np.full(staff.shape[1], LEAST_REACH)
        if self.slopes.size:
            for _ in range(STEPS):
                here = self._step(here, reach)
        return here

    def _lifted(self, staff: Staff) -> Trial:
        """More of all agents where targets are missed by far: there one agent changes nothing, and slopes are flat."""
        self.here = here = Trial(staff, self.try_out(staff))
        for _ in range(LIFTS):
            far = np.flatnonzero(self.room(here.standing) < FAR)
            if not len(far):
                break
            added = np.zeros_like(staff)
            for cell in far.tolist():
                added = np.maximum(added, more_of_all(self, here.staff, cell))
            here = Trial(here.staff + added, self.try_out(here.staff + added))
        return here

    def _step(self, here: Trial, reach: Floats) -> Trial:
        """One step; ``reach`` is written to: shorter where the step did not pay."""
        size = np.maximum(1, np.ceil(reach * here.staff)).astype(np.int64)
        proposed = cheapest(here.staff, self.room(here.standing), self.slopes, self.limits, size)
        moved = (proposed != here.staff).any(axis=0)
        if not moved.any():
            reach *= 0.5
            return here
        there = Trial(proposed, self.try_out(proposed))
        better = self._merits(there) < self._merits(here)
        reach[moved & better] = np.minimum(reach[moved & better] * 1.2, FIRST_REACH)
        reach[moved & ~better] *= 0.5
        trials = [here, there]
        if (moved & better).any() and (moved & ~better).any():
            mixed = np.where(better, proposed, here.staff)
            trials.append(Trial(mixed, self.try_out(mixed)))
        return min(trials, key=lambda trial: float(self._merits(trial).sum()))

    def _merits(self, trial: Trial) -> Floats:
        """What each interval costs, what is missing of its cells being made up for; that of the day is in all alike."""
        cells, missing = trial.standing.cells, np.maximum(-self.room(trial.standing), 0.0)
        costs: Floats = self.limits.cost @ trial.staff
        prices = np.array([price(slope, self.limits) for slope in self.slopes])
        return costs + PENALTY * by_interval(cells, missing * prices, trial.staff.shape[1])


def more_of_all(search: Search, staff: Staff, cell: int) -> Staff:
    """A few more of all the agents who can bear on a cell."""
    more = np.maximum(1, np.rint(LIFT * staff)).astype(np.int64)
    return np.where(search.helps(cell), np.minimum(more, search.limits.most - staff), 0)


def by_interval(cells: Cells, values: Floats, intervals: int) -> Floats:
    """Sums of the cells of each interval; those of the day are divided among all."""
    found = np.zeros(intervals)
    inside = cells.interval >= 0
    np.add.at(found, cells.interval[inside], values[inside])
    found += values[~inside].sum() / intervals
    return found
