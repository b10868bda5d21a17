"""A roster held against the rules of work, reckoned from its duties alone: nothing of the solver's is used."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from routing.words.messages import text
from simulation.files.day_clock import MINUTES_PER_DAY
from simulation.planning.rostering.labour import WEEK, weekends
from simulation.planning.rostering.problem import Duty, Problem, Roster


def broken_rules(roster: Roster) -> list[str]:
    """What a roster must not do and does, a sentence each, in the order of the agents."""
    found = []
    for number in range(len(roster.problem.agents)):
        duties = sorted((duty for duty in roster.duties if duty.agent == number), key=lambda duty: duty.day)
        found += list(AgentCheck(roster.problem, number, duties).broken())
    return found


def owed_hours(roster: Roster) -> list[tuple[int, int, float]]:
    """Agent, week and hours that are missing to the least that the agent must have."""
    problem, worked = roster.problem, _by_week(roster.problem, roster.duties)
    return [
        (number, week, (least - worked.get((number, week), 0)) / 60)
        for number, agent in enumerate(problem.agents)
        for week, least in enumerate(agent.least)
        if worked.get((number, week), 0) < least
    ]


def _by_week(problem: Problem, duties: tuple[Duty, ...] | list[Duty]) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for duty in duties:
        key = (duty.agent, duty.day // WEEK)
        found[key] = found.get(key, 0) + problem.shifts[duty.shift].paid
    return found


class AgentCheck:
    """One agent's duties, by date, held against the rules."""

    def __init__(self, problem: Problem, number: int, duties: list[Duty]) -> None:
        self.problem, self.number, self.duties = problem, number, duties
        self.agent = problem.agents[number]
        self.days = [duty.day for duty in duties]

    def broken(self) -> Iterator[str]:
        """What is broken, a sentence each."""
        name = self.agent.id
        for day in sorted({day for day in self.days if self.days.count(day) > 1}):
            yield text("{agent} works twice on {date}", agent=name, date=self._iso(day))
        for duty in self.duties:
            yield from self._duty(duty)
        yield from self._weeks()
        yield from self._rows()
        yield from self._rest()
        yield from self._free()

    def _iso(self, day: int) -> str:
        return self.problem.date(day).isoformat()

    def _duty(self, duty: Duty) -> Iterator[str]:
        shift, words = self.problem.shifts[duty.shift], {"agent": self.agent.id, "date": self._iso(duty.day)}
        if duty.day in self.agent.free:
            yield text("{agent} is not there on {date}", **words)
        allowed = shift.name in self.agent.shifts if self.agent.shifts else not shift.asked
        if not allowed or duty.day not in shift.dates:
            yield text("{agent} does not work the shift {shift} on {date}", shift=shift.name, **words)
        if duty.group not in self.agent.groups or duty.group not in shift.groups:
            group = self.problem.groups[duty.group].name
            yield text("{agent} works for {group} on {date}, and cannot", group=group, **words)
        reached = 0
        for each, after in zip(shift.breaks, duty.breaks, strict=True):
            if after not in each.starts or after < reached:
                yield text("a break of {agent} on {date} is at a wrong time", **words)
            reached = after + each.minutes

    def _weeks(self) -> Iterator[str]:
        worked = _by_week(self.problem, self.duties)
        for week, most in enumerate(self.agent.most):
            minutes, days = worked.get((self.number, week), 0), sum(day // WEEK == week for day in self.days)
            words = {"agent": self.agent.id, "date": self._iso(week * WEEK)}
            if minutes > most:
                yield text(
                    "{agent} works {hours} h in the week of {date}, more than {most}",
                    hours=f"{minutes / 60:g}",
                    most=f"{most / 60:g}",
                    **words,
                )
            if days > self.agent.days_per_week:
                yield text("{agent} works {days} days in the week of {date}", days=days, **words)
            nights = sum(self._is_night(duty) for duty in self.duties if duty.day // WEEK == week)
            limit = self.problem.rules.nights_per_week
            if limit is not None and nights > limit:
                yield text("{agent} works {nights} nights in the week of {date}", nights=nights, **words)

    def _is_night(self, duty: Duty) -> bool:
        return self.problem.shifts[duty.shift].night

    def _rows(self) -> Iterator[str]:
        rules = self.problem.rules
        if longest(self.days, self.agent.row) > rules.days_in_a_row:
            yield text("{agent} works more than {days} days in a row", agent=self.agent.id, days=rules.days_in_a_row)
        nights = [duty.day for duty in self.duties if self._is_night(duty)]
        if rules.nights_in_a_row is not None and longest(nights, 0) > rules.nights_in_a_row:
            words = {"agent": self.agent.id, "nights": rules.nights_in_a_row}
            yield text("{agent} works more than {nights} nights in a row", **words)

    def _rest(self) -> Iterator[str]:
        spans = [
            (self.problem.absolute(duty.day, shift.start), self.problem.absolute(duty.day, shift.end))
            for duty in self.duties
            for shift in [self.problem.shifts[duty.shift]]
        ]
        if self.agent.ended is not None:
            spans.insert(0, (0, self.agent.ended - MINUTES_PER_DAY))
        for (_, end), (start, _) in pairwise(spans):
            if start - end < self.problem.rules.rest:
                words = {"agent": self.agent.id, "date": self._iso(start // MINUTES_PER_DAY)}
                yield text("{agent} has {hours} h of rest before {date}", hours=f"{(start - end) / 60:g}", **words)

    def _free(self) -> Iterator[str]:
        problem, rules = self.problem, self.problem.rules
        holidays = sum(problem.is_holiday(day) for day in self.days)
        if rules.holidays is not None and holidays > rules.holidays:
            yield text("{agent} works on {days} holidays", agent=self.agent.id, days=holidays)
        if rules.weekends is not None:
            most, of = rules.weekends
            worked = [any(day in self.days for day in weekend) for weekend in weekends(problem)]
            if any(sum(worked[at : at + of]) > most for at in range(len(worked) - of + 1)):
                words = {"agent": self.agent.id, "most": most, "of": of}
                yield text("{agent} works more than {most} of {of} weekends in a row", **words)


def longest(days: list[int], before: int) -> int:
    """The longest row of days that follow each other; ``before`` of them come before day 0."""
    found = row = 0
    there = set(days)
    row = before
    for day in range(max(there, default=-1) + 1):
        row = row + 1 if day in there else 0
        found = max(found, row)
    return found
