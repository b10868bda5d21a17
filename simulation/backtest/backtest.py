"""From the records of many days to their back-test: :func:`load_backtest`, then :func:`run_backtest`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from routing.errors import BadDocument
from routing.model import SECOND
from routing.policies.policy_file import load_policy
from routing.words.messages import text
from simulation.backtest.answer import Answer
from simulation.backtest.choice import Choice, From, Weeks
from simulation.backtest.figures import Sums
from simulation.backtest.forecast import DayForecast, recorded, simulated, summed_up
from simulation.backtest.history import History, history_of
from simulation.backtest.knowledge import Knowledge, Teacher, wrap_up_limit_us
from simulation.backtest.rivals import day_of_intervals, erlang_by_interval, weekday_mean
from simulation.backtest.scores import scores
from simulation.backtest.staff import heads_by_interval, require_as_seen, worlds_of
from simulation.backtest.usable_days import LeftOut, counts_of, date, read_days, usable
from simulation.experiment import Plan
from simulation.replay.day_reader import OpeningHours
from simulation.replay.map_file import load_map
from simulation.staff.staff_file import StaffPlan, load_staff

LEAST_DAYS = 3
"""So many usable days are needed: one to foretell, and two others to learn from."""


@dataclass(frozen=True, slots=True)
class Backtest:
    """Days ready to be foretold.

    Parameters
    ----------
    name
        For people.
    staff
        The staff file.
    history
        The usable days.
    chosen
        Places of those to be foretold.
    left_out
        The other days of the records.
    teacher
        Knows what other days tell.
    choice
        What was asked.
    """

    name: str
    staff: StaffPlan
    history: History
    chosen: tuple[int, ...]
    left_out: tuple[LeftOut, ...]
    teacher: Teacher
    choice: Choice


def load_backtest(
    contacts: str | Path,
    *,
    map_file: str | Path,
    staff_file: str | Path,
    policy_file: str | Path,
    choice: Choice,
) -> Backtest:
    """Read every day of the records, and learn from them.

    Parameters
    ----------
    contacts, map_file, staff_file, policy_file
        As for :func:`simulation.replay.replay.load_replay`; the staff file says how staff is inferred from records.
    choice
        What is back-tested.

    Raises
    ------
    InputError
        When one of the files is wrong, or too few days are usable.
    """
    policy = load_policy(policy_file)
    staff = load_staff(staff_file, policy)
    require_as_seen(staff)
    document, entry = load_map(map_file)
    hours = OpeningHours(staff.open_at_s * SECOND, staff.interval_us * staff.entry.day.intervals)
    days, empty = read_days(contacts, document, entry, policy, hours)
    kept, left_out = usable(days, staff.interval_us, choice.rules)
    if len(kept) < LEAST_DAYS:
        rule = text("only {count} of {days} days are usable, and a back-test needs {least}", count=len(kept),
                    days=len(days) + len(empty), least=LEAST_DAYS)  # fmt: skip
        raise BadDocument(rule, file=str(contacts))
    history = history_of(kept, wrap_up_limit_us(entry))
    chosen = _chosen(history, choice)
    if not chosen:
        raise BadDocument(text("none of the days asked for is usable"), file=str(contacts))
    return Backtest(
        name=entry.name or Path(map_file).stem,
        staff=staff,
        history=history,
        chosen=chosen,
        left_out=tuple(sorted([*empty, *left_out], key=lambda day: day.date)),
        teacher=Teacher(history, entry, policy, choice.within_days),
        choice=choice,
    )


def _chosen(history: History, choice: Choice) -> tuple[int, ...]:
    places = []
    for place, day in enumerate(history.days):
        number = date(day).isocalendar().week
        inside = (choice.first or date(day)) <= date(day) <= (choice.last or date(day))
        if inside and choice.weeks in (Weeks.ALL, Weeks.ODD if number % 2 else Weeks.EVEN):
            places.append(place)
    return tuple(places[:: choice.every])


def run_backtest(backtest: Backtest, plan: Plan, *, progress: Callable[[int], None] | None = None) -> Answer:
    """Foretell each day chosen, and compare.

    Parameters
    ----------
    backtest
        What :func:`load_backtest` gave.
    plan
        How often each day is simulated, 2 or more times.
    progress
        Called with 1 after each replication.
    """
    seen = _observed(backtest)
    days = tuple(_forecast(backtest, day, seen, plan, progress) for day in backtest.chosen)
    teacher, staff = backtest.teacher, backtest.staff
    return Answer(
        name=backtest.name,
        choice=backtest.choice,
        plan=plan,
        target_s=staff.target_us / SECOND,
        open_at_s=staff.open_at_s,
        interval_s=staff.interval_us / SECOND,
        usable=len(backtest.history.days),
        left_out=backtest.left_out,
        spread=teacher.spread,
        noise=float(np.sqrt(np.mean([level.noise**2 for level in teacher.levels]))),
        days=days,
        scores=tuple(scores(days)),
    )


def _observed(backtest: Backtest) -> list[Sums]:
    """What was recorded of every usable day."""
    staff = backtest.staff
    problems = len(staff.policy.problems)
    return [recorded(day, staff.interval_us, problems, staff.target_us) for day in backtest.history.days]


def _forecast(
    backtest: Backtest, day: int, seen: list[Sums], plan: Plan, progress: Callable[[int], None] | None
) -> DayForecast:
    history, staff, choice = backtest.history, backtest.staff, backtest.choice
    knowledge, own_work = backtest.teacher.of(day), choice.work == From.DAY
    worlds = worlds_of(
        staff, history, day, knowledge, own=choice.staff == From.DAY, at_most=plan.replications, paced=not own_work
    )
    drawn = simulated(
        history.days[day], worlds, knowledge, plan, target_us=staff.target_us, own_work=own_work, progress=progress
    )
    of_day, of_intervals, against_itself, own_coverage = summed_up(drawn)
    offered, heads = counts_of(history.days[day], staff.interval_us), heads_by_interval(worlds)
    erlang = _erlang(staff, knowledge, offered, heads)
    weekday_day, weekday = weekday_mean([seen[other] for other in _same_weekday(history, day)])
    return DayForecast(
        date=date(history.days[day]),
        offered=offered,
        heads=heads,
        level=backtest.teacher.levels[day].log,
        observed=seen[day].by_day()[:, 0],
        foretold=of_day[0],
        low=of_day[1],
        high=of_day[2],
        erlang=day_of_intervals(erlang, offered),
        weekday=weekday_day,
        by_interval=np.stack([seen[day].by_interval()[:, 0], *of_intervals, erlang, weekday]),
        against_itself=against_itself,
        own_coverage=own_coverage,
    )


def _erlang(
    staff: StaffPlan, knowledge: Knowledge, offered: NDArray[np.int64], heads: NDArray[np.float64]
) -> NDArray[np.float64]:
    return erlang_by_interval(
        offered,
        heads,
        interval_s=staff.interval_us / SECOND,
        work_s=knowledge.mean_work_us / SECOND,
        patience_s=knowledge.patience.mean_us / SECOND,
        target_s=staff.target_us / SECOND,
    )


def _same_weekday(history: History, day: int) -> list[int]:
    """The other days of the same weekday; all others where there are none."""
    others = [number for number in range(len(history.days)) if number != day]
    same = [number for number in others if (history.numbers[number] - history.numbers[day]) % 7 == 0]
    return same or others
