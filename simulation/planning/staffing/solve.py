"""From a question to an answer: start, search, mend, polish, check on fresh customers, mend and check again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from simulation.planning.staffing.answer import Answer, Ended, Settings
from simulation.planning.staffing.bounds import lower_bounds
from simulation.planning.staffing.confidence import check_reach, search_reach
from simulation.planning.staffing.crew import Crew, Staff
from simulation.planning.staffing.demand import demand_of
from simulation.planning.staffing.evaluator import SPREAD, Evaluator
from simulation.planning.staffing.limits import Limits
from simulation.planning.staffing.neglect import queue_shares
from simulation.planning.staffing.polish import mend, polish
from simulation.planning.staffing.search import OutOfTime, Search, Trial
from simulation.planning.staffing.slopes import slopes
from simulation.planning.staffing.start import erlang_start
from simulation.planning.staffing.target import Floats, Standing, Target

CONTACTS = 1_600_000
"""Contacts of an evaluation, about, where the number of days is not given …"""
LEAST_DAYS, MOST_DAYS = 40, 400
"""… within these numbers of days."""
CHECK = 20
"""A check is over so many times the days of an evaluation …"""
MOST_CHECK_DAYS = 2000
"""… at most, and where the days are not given."""
CHECKS = 6
"""Checks on fresh customers before the answer is given as it stands."""
FOR_SEARCH, FOR_POLISH, FOR_CHECK = 0.45, 0.75, 1.0
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
    count = settings.search_days or _days(float(crew.scenario.expected.sum()))
    check_days = settings.check_days or min(MOST_CHECK_DAYS, CHECK * count)
    reach = np.full(len(evaluator.cells), search_reach(settings.confidence, check_days))
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

    search = Search(evaluator, limits, evaluator.spread_days(count), reach, demand.able, clock.look, told)
    begin = np.clip(erlang_start(demand, targets, limits), limits.least, limits.most)
    run = _Run(clock, search, settings, check_days, first=SPREAD * MOST_DAYS, doing=doing)
    ended = run.carry_out(begin)
    assert search.best is not None
    standing = search.best.standing
    staff = search.best.staff if run.staff is None else run.staff
    room = search.room(standing) if run.checked is None else run.room
    return Answer(
        crew=crew,
        targets=targets,
        limits=limits,
        settings=settings,
        staff=staff,
        cells=evaluator.cells,
        checked=run.checked,
        searched=standing,
        room=room,
        check_first=run.first,
        checks=run.checks,
        slopes=search.slopes,
        bounds=lower_bounds(demand, targets, limits, crew),
        evaluations=evaluator.evaluations,
        days=evaluator.simulated,
        seconds=clock.seconds,
        ended=ended,
        queues=queue_shares(evaluator, staff, search.days) if ended is not Ended.INTERRUPTED else (),
    )


def _days(contacts: float) -> int:
    return int(np.clip(round(CONTACTS / max(contacts, 1.0)), LEAST_DAYS, MOST_DAYS))


@dataclass
class _Run:
    """The course of a search."""

    clock: Clock
    search: Search
    settings: Settings
    check_days: int
    first: int
    doing: list[str]
    checked: Standing | None = None
    staff: Staff | None = None
    """The one that was checked last."""
    room: Floats = field(default_factory=lambda: np.zeros(0))
    checks: int = 0

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
        staff, standing = polish(search, staff, standing)
        search.slopes = slopes(search.try_out, staff, standing, search.limits)
        polish(search, staff, standing)

    def _check(self) -> None:
        """Check on fresh customers; where that fails, mend and check on others."""
        search, self.doing[0] = self.search, "check"
        assert search.best is not None
        staff = search.best.staff
        while True:
            days = np.arange(self.first, self.first + self.check_days)
            checked = search.evaluator.evaluate(staff, days)
            self.checked, self.staff = checked, staff
            self.room = checked.slack(check_reach(self.settings.confidence, self.check_days))
            self.checks += 1
            if (self.room >= 0).all() or self.checks == CHECKS:
                return
            self.doing[0] = "mend"
            self._ask_more(staff)
            staff, _ = mend(search, staff)
            self.doing[0] = "check"
            self.first += self.check_days

    def _ask_more(self, staff: Staff) -> None:
        """Raise the margins of the cells that failed: by what they lacked, and by what the search saw too much of."""
        search = self.search
        standing = search.evaluator.evaluate(staff, search.days)
        lacking = np.maximum(-self.room, 0.0)
        spare = np.maximum(search.room(standing), 0.0) + 1.5 * lacking
        more = np.where(lacking > 0, spare / np.maximum(standing.deviation, 1e-3), 0.0)
        search.reach = search.reach + more
        search.best = Trial(staff, standing)  # what was the best no longer is one
