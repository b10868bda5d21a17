"""The verdict: in which intervals a goal is held, missed or undecided, and for which problem and tier it is missed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.core.world import World
from simulation.measuring.engine_measure import ABANDONED
from simulation.measuring.measures import Measures
from simulation.measuring.mend import Mender, Shortfall
from simulation.measuring.metrics import Counts, Tally, answered_within, by_label, goal_offered
from simulation.measuring.results import Breach, Figure, Goal, GoalCell, Held, Verdict
from simulation.measuring.statistics import (
    LEAST_CONTACTS,
    LEAST_REPLICATIONS,
    LEVEL,
    Values,
    holm,
    ratio_error,
    share,
    two_sided_p,
)

NO_SPREAD = 1e-12
"""A standard error of a share below this is rounding."""


def verdict(measures: Measures, tally: Tally, queue_of_class: NDArray[np.int64]) -> Verdict:
    """Judge every goal in every interval in which contacts arrived that it is about.

    Parameters
    ----------
    measures
        Sums of a run.
    tally
        Its contacts, shape (replications, intervals, classes).
    queue_of_class
        Shape (classes,), -1 for a class without contacts.
    """
    judge = [GoalSums(measures, tally, number) for number in range(len(measures.goals))]
    cells = [(sums, interval) for sums in judge for interval in np.flatnonzero(sums.offered.any(axis=0)).tolist()]
    if not cells:
        return Verdict(Held.UNDECIDED, measures.goals, (), ())
    held, shares = decide(
        np.stack([sums.in_time[:, interval] for sums, interval in cells], axis=1),
        np.stack([sums.offered[:, interval] for sums, interval in cells], axis=1),
        np.array([sums.goal.share for sums, _ in cells]),
    )
    mender = Mender(measures, queue_of_class) if Held.MISSED in held else None
    judged: list[GoalCell] = []
    breaches: dict[tuple[int, str, str], Breach] = {}
    for (sums, interval), word, figure in zip(cells, held, shares, strict=True):
        mend = None
        if mender is not None and word is Held.MISSED:
            mend = mender.estimate(sums.shortfall(interval))
            for breach in sums.breaches(interval):
                breaches.setdefault((interval, breach.problem, breach.tier), breach)
        offered = float(sums.offered[:, interval].mean())
        judged.append(GoalCell(sums.number, interval, offered, figure, word, *(mend or (None, None))))
    return Verdict(together(held), measures.goals, tuple(judged), tuple(breaches.values()))


def together(held: list[Held]) -> Held:
    """Held where all cells are, missed where one is."""
    return Held.MISSED if Held.MISSED in held else Held.UNDECIDED if Held.UNDECIDED in held else Held.HELD


def decide(in_time: Counts, offered: Counts, goals: Values, level: float = LEVEL) -> tuple[list[Held], list[Figure]]:
    """Judge shares against their goals so that all decisions are right together with probability ``level``.

    Each share is tested against its goal with Student's t on the delta method's standard error; Holm's procedure says
    which cells are decided, the sign says how. The intervals are simultaneous by Bonferroni; where only Holm's sharper
    test decides a cell, its interval ends at the goal, so that it says the same.

    Parameters
    ----------
    in_time, offered
        Counts, shape (replications, cells); every cell has contacts.
    goals
        Shares, shape (cells,).
    level
        Coverage of all decisions together, and of all intervals together.

    Returns
    -------
    The decision and the interval of each cell. With fewer than 10 replications or 100 contacts a cell is undecided,
    without an interval, and does not count among those judged together.

    References
    ----------
    Holm: :func:`simulation.measuring.statistics.holm`; that the sign of a rejected two-sided test may be read: H.
    Finner, Annals of Statistics 27 (1999), doi:10.1214/aos/1018031111; intervals that end at the border: K.
    Strassburger and F. Bretz, Statistics in Medicine 27 (2008), doi:10.1002/sim.3338
    """
    testable = (offered.sum(axis=0) >= LEAST_CONTACTS) & (len(offered) >= LEAST_REPLICATIONS)
    estimate = share(in_time, offered, level=1.0 - (1.0 - level) / max(int(testable.sum()), 1))
    decided = np.zeros(len(goals), np.bool_)
    decided[testable] = holm(share_p(in_time, offered, goals)[testable], 1.0 - level)
    enough = estimate.mean >= goals
    low = np.where(decided & enough, np.maximum(estimate.low, goals), estimate.low)
    high = np.where(decided & ~enough, np.minimum(estimate.high, np.nextafter(goals, 0.0)), estimate.high)
    held = [
        Held.UNDECIDED if not known else Held.HELD if good else Held.MISSED
        for known, good in zip(decided.tolist(), enough.tolist(), strict=True)
    ]
    bounds = zip(estimate.mean.tolist(), low.tolist(), high.tolist(), testable.tolist(), strict=True)
    return held, [Figure(*triple) if has else Figure(triple[0]) for *triple, has in bounds]


def share_p(in_time: Counts, offered: Counts, goals: Values) -> Values:
    """Two-sided p-values of "the share is the goal", shape (cells,).

    Where all contacts of a cell were answered in time, or none, the delta method sees no spread; twice the binomial
    probability of that at the goal stands instead. Any other share without spread is certain.
    """
    found, error = ratio_error(in_time, offered)
    with np.errstate(divide="ignore", invalid="ignore"):
        by_student = two_sided_p((found - goals) / error, max(len(offered) - 1, 1))
    all_or_none = np.where(found == 1.0, goals, 1.0 - goals) ** offered.sum(axis=0)
    certain = np.where((found == 0.0) | (found == 1.0), np.minimum(2.0 * all_or_none, 1.0), 0.0)
    return np.where(error > NO_SPREAD, by_student, certain)


def goal_members(goal: Goal, world: World) -> NDArray[np.bool_]:
    """Which classes a goal is about, shape (classes,)."""
    parts = ((goal.tiers, world.policy.tiers, "tier"), (goal.channels, world.policy.channels, "channel"))
    members = np.ones(len(world.classes), np.bool_)
    for chosen, names, axis in parts:
        members &= np.array([not chosen or name in chosen for name in names], np.bool_)[world.classes[axis]]
    return members


class GoalSums:
    """The contacts that a goal is about, by replication and interval of arrival."""

    def __init__(self, measures: Measures, tally: Tally, number: int) -> None:
        self.number, self.goal = number, measures.goals[number]
        self.measures, self.tally = measures, tally
        self.members = goal_members(self.goal, measures.world)
        self.answered = answered_within(measures, measures.longest_within(self.goal.within_s))
        self.came = goal_offered(measures, tally)
        self.offered: Counts = self.came[..., self.members].sum(axis=-1)
        self.in_time: Counts = self.answered[..., self.members].sum(axis=-1)

    def shortfall(self, interval: int) -> Shortfall:
        """What was seen in an interval, for the estimate of the agents that are missing."""

        def mine(values: Counts) -> Counts:
            return np.where(self.members, values[:, interval].sum(axis=0), 0)

        return Shortfall(
            interval=interval,
            goal=self.goal,
            offered=mine(self.came),
            in_time=mine(self.answered),
            abandoned=mine(self.measures.cells[..., ABANDONED]),
            wait_us=mine(self.tally.wait),
        )

    def breaches(self, interval: int) -> list[Breach]:
        """The pairs of problem and tier whose share fell short, those first that lack most contacts."""
        policy, classes = self.measures.world.policy, self.measures.world.classes
        pair = np.where(self.members, classes["problem"] * len(policy.tiers) + classes["tier"], -1)
        count = len(policy.problems) * len(policy.tiers)
        offered = by_label(self.came[:, interval].sum(axis=0), pair, count)
        in_time = by_label(self.answered[:, interval].sum(axis=0), pair, count)
        missing = self.goal.share * offered - in_time
        found = []
        for number in np.argsort(-missing, kind="stable")[: int((missing > 0).sum())].tolist():
            problem, tier = divmod(number, len(policy.tiers))
            mean = float(offered[number]) / self.measures.replications
            reached = float(in_time[number] / offered[number])
            found.append(Breach(interval, policy.problems[problem], policy.tiers[tier], mean, reached))
        return found
