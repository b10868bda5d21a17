"""Foretells the rest of a day, then tries what would change it, on the same customers."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from simulation.planning.today.answer import Answer, Ended, Sought, Tried, tried
from simulation.planning.today.crewing import crewing_of
from simulation.planning.today.forecast import Forecast, band
from simulation.planning.today.mornings import MORNINGS
from simulation.planning.today.play import Stagehand
from simulation.planning.today.question import Question
from simulation.planning.today.search import least_agents
from simulation.planning.today.source import TodaySource
from simulation.planning.today.staff_plan import Shift
from simulation.planning.today.sums import Days, joined
from simulation.planning.today.variant import Variant

LEAST = 20
"""Days that are simulated whatever time there is, and at a time."""

Report = Callable[[str, int, int, "Tried | None"], None]
"""Told what is being done, how much of it is done, of how much, and the best lever so far."""


def say_nothing(doing: str, done: int, of: int, best: Tried | None) -> None:
    """Report to nobody."""


@dataclass
class _Clock:
    """When time is up."""

    limit_s: float | None
    started: float

    @property
    def up(self) -> bool:
        return self.limit_s is not None and time.monotonic() - self.started > self.limit_s

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started


def foretell(
    question: Question,
    *,
    time_limit_s: float | None = None,
    threads: int | None = None,
    report: Report = say_nothing,
) -> Answer:
    """Simulate the rest of the day, as planned and with each lever.

    Parameters
    ----------
    question
        What is asked.
    time_limit_s
        After so long no further days and no further levers are begun; at least ``LEAST`` days are simulated. None:
        there is no limit.
    threads
        None: as many as there are cores. Their number changes no figure.
    report
        See :data:`Report`.

    Raises
    ------
    KeyboardInterrupt
        When it comes before the first days are done; after that it ends the work, with what there is.
    """
    clock = _Clock(time_limit_s, time.monotonic())
    world = crewing_of(question.base, None, question.now_us, question.seed).scenario.world
    known = range(max(question.replications, MORNINGS))  # so that few days are the first of many
    source = TodaySource(world, question.seed, question.volumes, question.now_us, known)
    hand = Stagehand(source, question.situation, threads)
    report("mornings", 0, question.replications, None)
    hand.simulate_mornings(question.base)
    days, ended = _base(question, hand, clock, report)
    base = Forecast(question, days)
    found: list[Tried] = []
    sought: list[Sought] = []
    try:
        for number, lever in enumerate(question.levers):
            if ended is not Ended.DONE:
                break
            report("levers", number, len(question.levers), _best(base, found))
            played = _in_time(hand, lever.variant, days.count, clock)
            if played is None:
                ended = Ended.TIME
                break
            found.append(tried(base, lever, played))
        groups = question.search.groups if question.search is not None and ended is Ended.DONE else ()
        for number in groups:
            report("search", len(sought), len(groups), _best(base, found))
            least = _least(hand, base, number, clock)
            if least is None:
                ended = Ended.TIME
                break
            sought.append(least)
    except KeyboardInterrupt:
        ended = Ended.INTERRUPTED
    factor = None if source.source.plan.day_cv == 0.0 else band(source.factors.day[: days.count])
    return Answer(question, base, tuple(found), tuple(sought), factor, clock.seconds, ended)


def _base(question: Question, hand: Stagehand, clock: _Clock, report: Report) -> tuple[Days, Ended]:
    """The days as planned, ``LEAST`` at a time."""
    parts: list[Days] = []
    ended = Ended.DONE
    try:
        for start in range(0, question.replications, LEAST):
            if parts and clock.up:
                ended = Ended.TIME
                break
            report("days", start, question.replications, None)
            parts.append(hand.play(question.base, range(start, min(start + LEAST, question.replications))))
    except KeyboardInterrupt:
        if not parts:
            raise
        ended = Ended.INTERRUPTED
    return joined(parts), ended


def _in_time(hand: Stagehand, variant: Variant, days: int, clock: _Clock) -> Days | None:
    """The same days with another variant; None: there was not the time for all of them."""
    parts = []
    for start in range(0, days, LEAST):
        if clock.up:
            return None
        parts.append(hand.play(variant, range(start, min(start + LEAST, days))))
    return joined(parts)


def _least(hand: Stagehand, base: Forecast, group: int, clock: _Clock) -> Sought | None:
    """The least agents of a group that bring the probability that is asked; None: there was not the time."""
    question = base.question
    search = question.search
    assert search is not None

    def chance(agents: int) -> float | None:
        more = question.base.with_more([Shift(group, agents, search.start_us, search.end_us)])
        days = _in_time(hand, more, base.days.count, clock)
        return None if days is None else Forecast(question, days).meets_all

    name = question.base.crew.groups[group]
    return least_agents(name, chance, base.meets_all, search.reach, search.at_most)


def _best(base: Forecast, found: list[Tried]) -> Tried | None:
    """The lever with which all goals are met most likely, so far."""
    focus = base.focus
    return max(found, key=lambda each: (each.forecast.meets_all, each.gains[focus].mean or 0.0), default=None)
