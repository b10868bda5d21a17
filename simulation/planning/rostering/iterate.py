"""Heads and shifts in turn: what the simulator says of the shifts decides how many are needed, and by whom.

The first roster covers the heads of the file, one after the other: heads, then shifts. From there the shifts move along
the slopes of the goals (:mod:`.joint`), are tried with the same customers, and each date keeps what does better on it.
Then the shifts get names, and the roster is checked on fresh customers; what that misses is mended.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from math import ceil

import numpy as np

from simulation.planning.rostering.cover import MONEY, cost_of, roster_cost
from simulation.planning.rostering.duty_list import unnamed, unnamed_roster
from simulation.planning.rostering.joint import Here, cheapest_shifts
from simulation.planning.rostering.play import Interrupted, Miss, Round
from simulation.planning.rostering.problem import Heads, Problem, Roster
from simulation.planning.rostering.solve import Settings, solve
from simulation.planning.rostering.stage import Stage
from simulation.planning.staffing.target import Floats, Standing

FIRST_REACH = 0.10
"""How far a step goes, as a share of the agents of a group; one agent at least."""

PENALTY = 1.5
"""What is missing of a goal weighs so many times what the best agents for it would cost."""

ENOUGH = 0.005
"""The share of the cost by which a round must gain to be followed by another."""

MOST_CHECKS = 5
"""So often a roster is checked on fresh customers; one that misses a goal is mended before the next check."""

FLAT, MOST_MORE = 1e-3, 5
"""Slopes below this say nothing of how many agents are missing; no more than so many are said to be."""

STRICTER = 2.0
"""What a check says is missing is mended so many times."""

MOVING, NAMING = 0.4, 0.7
"""Of the time that is left, for a step, and for names."""


@dataclass
class Date:
    """Where the search stands on one date."""

    roster: Roster
    standing: Standing
    room: Floats
    reach: float = FIRST_REACH
    slopes: Floats = field(default_factory=lambda: np.zeros((0, 0, 0)))


class Iteration:
    """A roster that gets cheaper by being played.

    Parameters
    ----------
    problem, roster
        What is to be solved, and the first roster for it.
    stage
        On which it is played.
    settings
        Of the searches.
    rounds
        So often it is played before its check.
    """

    def __init__(self, problem: Problem, roster: Roster, stage: Stage, settings: Settings, rounds: int) -> None:
        self.problem, self.roster, self.stage, self.settings, self.most = problem, roster, stage, settings, rounds
        self.rounds: list[Round] = []
        self.dates: dict[int, Date] = {}
        self.judged: Roster | None = None

    def run(self) -> None:
        """Play and move shifts without names, give them names, check and mend, as far as there is time."""
        with suppress(Interrupted):
            self._judge(self.roster, fresh=0, named=False)
            self._move()
        rosters = {day: date.roster for day, date in self.dates.items()}
        self.roster = self._named(rosters or dict.fromkeys(range(self.problem.n_dates), self.roster))
        self.check()

    def check(self) -> None:
        """Check the roster, which has names, and mend it."""
        with suppress(Interrupted):
            self._check()

    def _move(self) -> None:
        """Rounds of steps along the slopes."""
        clock, before = self.settings.clock, np.inf
        for _ in range(self.most - 1):
            with clock.within(MOVING):
                here = {day: self._here(day, date.room) for day, date in self.dates.items()}
                before = min(before, self._merit())
                if clock.left <= 0 or not self._step(here):
                    break
            if self._merit() > before * (1 - ENOUGH):
                break

    def _step(self, here: Mapping[int, Here]) -> bool:
        """One step on all dates; whether there was time for it."""
        found = self._moved(here)
        if found is None:
            return False
        standings = {}
        for day, date in self.dates.items():
            there = Date(found, *self._standing(found, day), slopes=date.slopes)
            standings[day] = there
            if _merit(day, there) < _merit(day, date):
                self.dates[day] = replace(there, reach=min(date.reach * 1.2, FIRST_REACH))
            else:
                date.reach *= 0.5
        self._tell(found, {day: there.standing for day, there in standings.items()}, fresh=0, named=False)
        return True

    def _here(self, day: int, room: Floats, *, falls: bool = True) -> Here:
        """Where a date stands, with slopes found anew for the first of the dates with the same customers."""
        date, first = self.dates[day], self.stage.alike()[day]
        planned = date.roster.planned[:, day]
        if first == day or first not in self.dates:
            date.slopes = self.stage.slopes(planned, day)
        else:
            date.slopes = self.dates[first].slopes
        self._look()
        reach = np.maximum(1, np.ceil(date.reach * planned)).astype(np.int64)
        return Here(planned, room, date.slopes, reach, falls)

    def _moved(self, here: Mapping[int, Here]) -> Roster | None:
        """Other shifts without names; None where time was up."""
        found = cheapest_shifts(self.problem, here, self.settings.clock)
        self._look()
        return None if found is None else unnamed_roster(self.problem, found)

    def _named(self, rosters: Mapping[int, Roster]) -> Roster:
        """A roster with names that covers what others plan on each date."""
        heads = np.zeros_like(self.problem.heads)
        for day, roster in rosters.items():
            heads[:, day] = np.floor(roster.planned[:, day] + 1e-6)
        heads = np.where(self.problem.heads.any(axis=2, keepdims=True), heads, 0)
        with self.settings.clock.within(NAMING):
            return solve(self._asked(heads), self.settings, target=unnamed(rosters))

    def _asked(self, heads: Heads) -> Problem:
        """The problem with other heads."""
        there = np.array([1.0 - group.shrinkage for group in self.problem.groups])[:, None, None]
        return replace(self.problem, heads=heads, net=np.rint(heads * there).astype(np.int64))

    def _check(self) -> None:
        """Check on fresh customers, mend, and check on others."""
        for number in range(1, MOST_CHECKS + 1):
            if self.settings.clock.left <= 0:
                if self.judged is not self.roster:
                    self._judge(self.roster, fresh=0)
                break
            self._judge(self.roster, fresh=number)
            lacking = any((date.room < 0).any() for date in self.dates.values())
            if not lacking or number == MOST_CHECKS or self.most < 2:
                break
            here = {
                day: self._here(day, np.where(date.room < 0, STRICTER * date.room, date.room), falls=False)
                for day, date in self.dates.items()
            }
            with self.settings.clock.within(MOVING):
                moved = self._moved(here)
            if moved is None:
                break
            self.roster = self._named(dict.fromkeys(self.dates, moved))
        self.roster = replace(self.roster, problem=self._still_needed())

    def _still_needed(self) -> Problem:
        """The problem with the heads that would mend what the last check missed, where agents are most worth."""
        problem, heads = self.roster.problem, self.roster.problem.heads.copy()
        costs = np.array([group.cost for group in problem.groups])
        for day, date in self.dates.items():
            planned = self.roster.planned[:, day]
            for cell in np.flatnonzero(date.standing.slack() < 0).tolist() if len(date.slopes) else ():
                worth = date.slopes[cell] / costs[:, None]
                group, interval = (int(at) for at in np.unravel_index(int(worth.argmax()), worth.shape))
                there = float(planned[group, interval])
                lacking = -float(date.room[cell]) / max(float(date.slopes[cell, group, interval]), FLAT)
                most = max(MOST_MORE, int(self.problem.heads[group, day, interval] - there))
                more = int(there) + min(max(ceil(lacking), 1), most)
                heads[group, day, interval] = max(int(heads[group, day, interval]), more)
        return self._asked(heads)

    def _judge(self, roster: Roster, *, fresh: int, named: bool = True) -> Round:
        """Play a roster on all dates, and stand there."""
        known = {day: date.slopes for day, date in self.dates.items()}
        self.dates = {day: Date(roster, *self._standing(roster, day, fresh)) for day in self.stage.dates}
        for day, slopes in known.items():
            self.dates[day].slopes = slopes
        self.judged = roster
        return self._tell(roster, {day: date.standing for day, date in self.dates.items()}, fresh=fresh, named=named)

    def _standing(self, roster: Roster, day: int, fresh: int = 0) -> tuple[Standing, Floats]:
        self._look()
        standing = self.stage.standing(roster, day, fresh=fresh)
        margin = self.stage.check_margin if fresh else self.stage.search_margin
        return standing, standing.slack(margin)

    def _look(self) -> None:
        if self.settings.clock.interrupted:
            raise Interrupted

    def _merit(self) -> float:
        return sum(_merit(day, date) for day, date in self.dates.items())

    def _tell(self, roster: Roster, standings: Mapping[int, Standing], *, fresh: int, named: bool) -> Round:
        """Note a round, and tell of it."""
        names = [group.name for group in self.problem.groups]
        misses, cells, unsure = [], 0, 0
        for day, standing in standings.items():
            slack, room = standing.slack(), standing.slack(self.stage.check_margin)
            cells += len(slack)
            unsure += int(((slack >= 0) & (room < 0)).sum())
            misses += [self._miss(day, standing, cell, names) for cell in np.flatnonzero(slack < 0).tolist()]
        days = next((standing.days for standing in standings.values()), 0)
        number = len(self.rounds) + 1
        paid, cost = roster.paid_hours, roster_cost(roster)
        found = Round(number, days, fresh > 0, cells, unsure, tuple(misses), paid, cost, named)
        self.rounds.append(found)
        if self.settings.tell is not None:
            self.settings.tell("play", number, len(misses))
        return found

    def _miss(self, day: int, standing: Standing, cell: int, names: list[str]) -> Miss:
        target = standing.cells.targets[int(standing.cells.target[cell])]
        interval, share = int(standing.cells.interval[cell]), float(standing.figure[cell])
        slopes = self.dates[day].slopes if day in self.dates else np.zeros((0, 0, 0))
        best = slopes[cell].max(axis=1) if len(slopes) else np.zeros(0)
        group = names[int(best.argmax())] if len(best) and best.max() > 0 else None
        return Miss(day, interval, target.name, target.limit, share, group, 1)


def _merit(day: int, date: Date) -> float:
    """What a date costs, what is missing of its goals being made up for; in hours at ordinary pay."""
    problem = date.roster.problem
    cost = sum(cost_of(problem, each.group, day, each.shift) for each in date.roster.duties if each.day == day)
    missing = np.maximum(-date.room, 0.0)
    costs = np.array([group.cost for group in problem.groups])
    if not len(date.slopes):
        return cost / (60 * MONEY) + 100.0 * float(missing.sum())
    best = (date.slopes / costs[None, :, None]).max(axis=(1, 2), initial=0.0)
    mended = missing / np.maximum(best, 1e-3) * problem.step / 60
    return cost / (60 * MONEY) + PENALTY * float(mended.sum())
