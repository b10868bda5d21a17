"""From a question to an answer: start, search, mend, polish, check on fresh customers, mend and check again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simulation.planning.staffing.answer import Answer, Ended, Settings
from simulation.planning.staffing.bounds import lower_bounds
from simulation.planning.staffing.check import Checker
from simulation.planning.staffing.course import Clock, Course
from simulation.planning.staffing.crew import Crew
from simulation.planning.staffing.demand import Demand, comes_again, demand_of, with_returns
from simulation.planning.staffing.evaluator import SPREAD, Evaluator
from simulation.planning.staffing.limits import Limits
from simulation.planning.staffing.neglect import queue_shares
from simulation.planning.staffing.search import Search
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
Tell = Callable[[str, float, float, int], None]
"""Called with what is done, the cost of the best staff so far, what it lacks (0: it holds), and the evaluations."""


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
    doing = ["start"]

    def told(search: Search) -> None:
        assert search.best is not None
        lacking = -float(np.minimum(search.room(search.best.standing), 0.0).sum())
        cost = limits.costs(search.best.staff) * crew.scenario.interval_us / 3.6e9
        tell(doing[0], cost, lacking, evaluator.evaluations)

    search, checker = _tools(evaluator, limits, settings, demand, clock)
    search.tell = told
    begin, returning = erlang_start(demand, targets, limits), demand
    if comes_again(crew.scenario):
        returning = with_returns(demand, evaluator, begin, search.days)
        begin = erlang_start(returning, targets, limits)
    course = Course(clock, search, checker, doing)
    with clock.listening():
        ended = course.carry_out(begin)
    assert search.best is not None
    standing, checked = search.best.standing, course.checked
    staff = search.best.staff if checked is None else checked.staff
    return Answer(
        crew=crew,
        targets=targets,
        limits=limits,
        settings=settings,
        staff=staff,
        cells=evaluator.cells,
        checked=None if checked is None else checked.standing,
        searched=standing,
        room=search.room(standing) if checked is None else checked.room,
        check_first=checker.first if checked is None else checked.first,
        checks=checker.checks,
        slopes=search.slopes,
        bounds=lower_bounds(demand, returning, targets, limits, crew),
        evaluations=evaluator.evaluations,
        days=evaluator.simulated,
        seconds=clock.seconds,
        ended=ended,
        queues=queue_shares(evaluator, staff, search.days) if ended is not Ended.INTERRUPTED else (),
    )


def _tools(
    evaluator: Evaluator, limits: Limits, settings: Settings, demand: Demand, clock: Clock
) -> tuple[Search, Checker]:
    """What searches and what checks, on so many days as are asked for, or as the number of contacts suggests."""
    contacts = float(evaluator.crew.scenario.expected.sum())
    count = settings.search_days or _days(contacts, evaluator.targets)
    check_days = settings.check_days or min(MOST_CHECK_DAYS, CHECK * count)
    days = evaluator.spread_days(count)
    search = Search(evaluator, limits, days, settings.confidence, check_days, demand.able, clock.look)
    search.tries = int(np.clip(TRIES_CONTACTS / max(count * contacts, 1.0), *TRIES))
    first = SPREAD * max(count, MOST_DAYS)  # no day of the search's
    return search, Checker(evaluator, settings.confidence, check_days, min(count, check_days), first, clock.look)


def _days(contacts: float, targets: tuple[Target, ...]) -> int:
    by_days = any(target.days is not None for target in targets)
    least = LEAST_DAYS_OF_DAYS if by_days else LEAST_DAYS
    return int(np.clip(round(CONTACTS / max(contacts, 1.0)), least, MOST_DAYS))
