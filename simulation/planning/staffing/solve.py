"""From a question to an answer: start, search, mend, polish, check on fresh customers, mend and check again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from simulation.planning.staffing.answer import Answer, Ended, Settings
from simulation.planning.staffing.bounds import lower_bounds
from simulation.planning.staffing.check import Checked, Checker
from simulation.planning.staffing.crew import Crew, Staff
from simulation.planning.staffing.demand import comes_again, demand_of, with_returns
from simulation.planning.staffing.evaluator import SPREAD, Evaluator
from simulation.planning.staffing.limits import Limits
from simulation.planning.staffing.mend import mend
from simulation.planning.staffing.neglect import queue_shares
from simulation.planning.staffing.polish import polish
from simulation.planning.staffing.search import ENOUGH, OutOfTime, Search
from simulation.planning.staffing.slopes import slopes
from simulation.planning.staffing.smooth import jumps, smooth
from simulation.planning.staffing.start import erlang_start
from simulation.planning.staffing.target import Target

CONTACTS = 1_600_000
"""Contacts of an evaluation, about, where the number of days is not given …"""
LEAST_DAYS, MOST_DAYS = 40, 400
"""… within these numbers of days."""
LEAST_DAYS_OF_DAYS = 200
"""… and at least so many where a target must hold on a share of days."""
TRIES_CONTACTS, TRIES = 10_000_000, (6, 40)
"""The polish tries so many contacts' worth of moves of each interval, within these numbers."""
CHECK = 10
"""A check is over so many times the days of an evaluation up to its first look …"""
MOST_CHECK_DAYS = 1000
"""… at most, where the days are not given."""
SMOOTHER = 0.8
"""A staff that costs as much is checked, too, where it is so much less jagged."""
CHECKS = 6
"""Checks on fresh customers before the answer is given as it stands."""
FOR_SEARCH, FOR_POLISH, FOR_CHECK = 0.4, 0.55, 1.0
"""The shares of the time limit after which the search gives way to the polish, that to the check, and all ends."""

Tell = Callable[[str, float, float, int], None]
"""Called with what is done, the cost of the best staff so far, what it lacks (0: it holds), and the evaluations."""


@dataclass
class Clock:
    """How much of the time limit is left."""

    limit_s: float | None
    start: float = field(default_factory=time.monotonic)
    share: float = FOR_SEARCH
    """Of the limit that may be used now."""

    @property
    def seconds(self) -> float:
        """Since the start."""
        return time.monotonic() - self.start

    def look(self) -> None:
        """Raise :class:`OutOfTime` when what is being done must give way to what comes next."""
        if self.limit_s is not None and self.seconds > self.share * self.limit_s:
            raise OutOfTime


def find_staff(
    crew: Crew,
    targets: tuple[Target, ...],
    limits: Limits,
    settings: Settings,
    tell: Tell = lambda *_: None,
) -> Answer:
    """The cheapest staff found with which every target holds.

    Parameters
    ----------
    crew, targets, limits
        What is asked.
    settings
        How it is to be done. The answer depends on the seed and the days; on the clock only where the time limit ends
        the search, and never on the number of threads.
    tell
        See :data:`Tell`.
    """
    clock, demand = Clock(settings.time_limit_s), demand_of(crew)
    evaluator = Evaluator(crew, targets, settings.seed, settings.threads)
    count = settings.search_days or _days(float(crew.scenario.expected.sum()), targets)
    check_days = settings.check_days or min(MOST_CHECK_DAYS, CHECK * count)
    contacts = count * float(crew.scenario.expected.sum())
    doing = ["start"]

    def told(search: Search) -> None:
        assert search.best is not None
        lacking = -float(np.minimum(search.room(search.best.standing), 0.0).sum())
        tell(
            doing[0],
            limits.costs(search.best.staff) * crew.scenario.interval_us / 3.6e9,
            lacking,
            evaluator.evaluations,
        )

    search = Search(
        evaluator, limits, evaluator.spread_days(count), settings.confidence, check_days, demand.able, clock.look, told
    )
    search.tries = int(np.clip(TRIES_CONTACTS / max(contacts, 1.0), *TRIES))
    begin, returning = erlang_start(demand, targets, limits), demand
    if comes_again(crew.scenario):
        returning = with_returns(demand, evaluator, begin, search.days)
        begin = erlang_start(returning, targets, limits)
    first = SPREAD * max(count, MOST_DAYS)  # no day of the search's
    checker = Checker(evaluator, settings.confidence, check_days, min(count, check_days), first, clock.look)
    run = _Run(clock, search, checker, doing)
    ended = run.carry_out(begin)
    assert search.best is not None
    standing, checked = search.best.standing, run.checked
    staff = search.best.staff if checked is None else checked.staff
    room = search.room(standing) if checked is None else checked.room
    return Answer(
        crew=crew,
        targets=targets,
        limits=limits,
        settings=settings,
        staff=staff,
        cells=evaluator.cells,
        checked=None if checked is None else checked.standing,
        searched=standing,
        room=room,
        check_first=first if checked is None else checked.first,
        checks=checker.checks,
        slopes=search.slopes,
        bounds=lower_bounds(demand, returning, targets, limits, crew),
        evaluations=evaluator.evaluations,
        days=evaluator.simulated,
        seconds=clock.seconds,
        ended=ended,
        queues=queue_shares(evaluator, staff, search.days) if ended is not Ended.INTERRUPTED else (),
    )


def _days(contacts: float, targets: tuple[Target, ...]) -> int:
    by_days = any(target.days is not None for target in targets)
    least = LEAST_DAYS_OF_DAYS if by_days else LEAST_DAYS
    return int(np.clip(round(CONTACTS / max(contacts, 1.0)), least, MOST_DAYS))


@dataclass
class _Run:
    """The course of a search."""

    clock: Clock
    search: Search
    checker: Checker
    doing: list[str]
    checked: Checked | None = None
    """The cheapest staff that passed a check; until there is one, what the last check said."""

    def carry_out(self, begin: Staff) -> Ended:
        """Search and check; says why it ended."""
        ended = Ended.DONE
        parts: tuple[tuple[float, Callable[[], None]], ...] = (
            (FOR_SEARCH, partial(self._search, begin)),
            (FOR_POLISH, self._polish),
            (FOR_CHECK, self._check),
        )
        for self.clock.share, part in parts:
            try:
                part()
            except OutOfTime:
                ended = Ended.TIME
            except KeyboardInterrupt:
                if self.search.best is None:
                    raise
                return Ended.INTERRUPTED
        return ended

    def _search(self, begin: Staff) -> None:
        search = self.search
        self.doing[0] = "search"
        search.descend(begin)

    def _polish(self) -> None:
        search, self.doing[0] = self.search, "mend"
        assert search.here is not None
        staff, standing = mend(search, search.here.staff)
        self.doing[0] = "polish"
        staff, standing = smooth(search, staff, standing)
        search.slopes = slopes(search.try_out, staff, standing, search.limits)

    def _check(self) -> None:
        """Check on fresh customers, learn from them and better the staff, until that brings nothing any more."""
        search = self.search
        assert search.best is not None
        staff = search.best.staff
        for number in range(CHECKS):
            self.doing[0] = "check"
            found = self.checker.check(staff)
            if self.checked is None or self._rank(found) < self._rank(self.checked):
                self.checked = found
            if not found.whole:
                raise OutOfTime
            search.put_right(staff, found.standing)
            staff = self._bettered(staff, even=search.cheap or not number)
            if self.checked.held and not self._is_worth_a_check(staff):
                return

    def _bettered(self, staff: Staff, *, even: bool) -> Staff:
        """Add what is missing by what the checks have shown, take away what is not needed, and even out the mixes."""
        search, self.doing[0] = self.search, "mend"
        staff, standing = mend(search, search.settle(staff).staff)
        self.doing[0] = "polish"
        staff, standing = polish(search, staff, standing)
        return smooth(search, staff, standing)[0] if even else staff

    def _is_worth_a_check(self, staff: Staff) -> bool:
        """Whether a staff is cheaper than the one that holds, or as cheap and far less jagged."""
        assert self.checked is not None
        cost, known = self._cost(staff), self._cost(self.checked.staff)
        smoother = self._jumps(staff) < SMOOTHER * self._jumps(self.checked.staff)
        return cost <= (1.0 - ENOUGH) * known or (cost <= known and smoother)

    def _jumps(self, staff: Staff) -> float:
        return jumps(staff, self.search.evaluator.crew.staff)

    def _cost(self, staff: Staff) -> float:
        return self.search.limits.costs(staff)

    def _rank(self, found: Checked) -> tuple[bool, float, float]:
        """Those that hold first, by cost, then by how jagged they are; then by what is missing."""
        missing = -float(np.minimum(found.room, 0.0).sum())
        return (True, missing, 0.0) if missing > 0 else (False, self._cost(found.staff), self._jumps(found.staff))
