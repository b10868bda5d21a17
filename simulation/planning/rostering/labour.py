"""The rules of work as constraints. Least hours are soft, so that a program always has a solution: nobody works."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Protocol

from simulation.files.day_clock import MINUTES_PER_DAY
from simulation.planning.rostering.duties import Option, least_minutes
from simulation.planning.rostering.problem import Problem

WEEK = 7


class Program(Protocol):
    """What the rules need of :class:`~simulation.planning.rostering.program.Program`."""

    problem: Problem
    agents: Sequence[int]
    model: Any
    x: dict[tuple[int, int], dict[Option, Any]]
    works: dict[tuple[int, int], Any]
    under: dict[tuple[int, int], Any]


def add_rules(program: Program) -> None:
    """Add all rules to a program."""
    for agent in program.agents:
        _weekly(program, agent)
        _in_a_row(program, agent)
        _rest(program, agent)
        _nights(program, agent)
        _free_days(program, agent)


def _weekly(program: Program, number: int) -> None:
    problem, agent = program.problem, program.problem.agents[number]
    for week in range(problem.n_dates // WEEK):
        days = range(week * WEEK, (week + 1) * WEEK)
        worked = sum(
            problem.shifts[shift].paid * variable
            for day in days
            for (shift, _), variable in program.x[number, day].items()
        )
        program.model.add(sum(program.works[number, day] for day in days) <= agent.days_per_week)
        program.model.add(worked <= agent.most[week])
        least = least_minutes(problem, agent, week)
        if least:
            under = program.model.new_int_var(0, least, "")
            program.model.add(worked + under >= least)
            program.under[number, week] = under


def _in_a_row(program: Program, number: int) -> None:
    most, agent = program.problem.rules.days_in_a_row, program.problem.agents[number]
    for first in range(-agent.row, program.problem.n_dates - most):
        days = [day for day in range(first, first + most + 1) if day >= 0]
        if days:
            program.model.add(sum(program.works[number, day] for day in days) <= most - max(-first, 0))


def _rest(program: Program, number: int) -> None:
    """From the end of a shift to the start of the next one: of those too near to each other one is worked at most."""
    problem, rest = program.problem, program.problem.rules.rest
    agent = problem.agents[number]
    if agent.ended is not None:
        for (shift, _), variable in program.x[number, 0].items():
            if problem.shifts[shift].start + MINUTES_PER_DAY < agent.ended + rest:
                program.model.add(variable == 0)
    for day in range(problem.n_dates):
        for later in range(day + 1, min(day + 4, problem.n_dates)):
            gap = (later - day) * MINUTES_PER_DAY
            for end in sorted({problem.shifts[shift].end for shift, _ in program.x[number, day]}):
                late = [v for (shift, _), v in program.x[number, day].items() if problem.shifts[shift].end >= end]
                early = [
                    v
                    for (shift, _), v in program.x[number, later].items()
                    if problem.shifts[shift].start + gap < end + rest
                ]
                if late and early:
                    program.model.add(sum(late) + sum(early) <= 1)


def _nights(program: Program, number: int) -> None:
    problem, rules = program.problem, program.problem.rules
    if rules.nights_per_week is None and rules.nights_in_a_row is None:
        return
    nights = [
        sum(v for (shift, _), v in program.x[number, day].items() if problem.shifts[shift].night)
        for day in range(problem.n_dates)
    ]
    if rules.nights_per_week is not None:
        for week in range(0, problem.n_dates, WEEK):
            _at_most(program, nights[week : week + WEEK], rules.nights_per_week)
    if rules.nights_in_a_row is not None:
        for first in range(problem.n_dates - rules.nights_in_a_row):
            _at_most(program, nights[first : first + rules.nights_in_a_row + 1], rules.nights_in_a_row)


def _at_most(program: Program, terms: list[Any], most: int) -> None:
    total = sum(terms)
    if not isinstance(total, int):
        program.model.add(total <= most)


def _free_days(program: Program, number: int) -> None:
    """Weekends and holidays."""
    problem, rules = program.problem, program.problem.rules
    if rules.holidays:
        holidays = [program.works[number, day] for day in range(problem.n_dates) if problem.is_holiday(day)]
        _at_most(program, holidays, rules.holidays)
    if rules.weekends is None:
        return
    most, of = rules.weekends
    worked = []
    for days in weekends(problem):
        one = program.model.new_bool_var("")
        for day in days:
            program.model.add_implication(program.works[number, day], one)
        worked.append(one)
    for first in range(len(worked) - of + 1):
        _at_most(program, worked[first : first + of], most)


def weekends(problem: Problem) -> list[list[int]]:
    """The dates of each weekend: those next to each other that are not worked by the calendar, and no holidays."""
    days = [day for day in range(problem.n_dates) if problem.is_weekend(day)]
    found = [[day] for day in days[:1]]
    for before, day in pairwise(days):
        if day == before + 1:
            found[-1].append(day)
        else:
            found.append([day])
    return found
