"""What is said of levers, and of the least agents that bring a day to its goals."""

from __future__ import annotations

from collections.abc import Iterator

from routing.model import SECOND
from routing.words.messages import text
from simulation.checks.check import CheckTable, Column, Value
from simulation.planning.today.answer import Answer, Sought, Tried
from simulation.report.numbers import decimal, percent
from simulation.report.today.figures import number, time_of

MOST_LEVERS = 15
"""Rows of the table of levers."""
_HOUR_US = 3600 * SECOND


def lever_sentences(answer: Answer) -> Iterator[str]:
    """The best of the levers."""
    if not answer.tried:
        return
    best, focus = answer.best_first()[0], answer.base.focus
    gain = best.gains[focus]
    if gain.low is None or gain.low <= 0:
        yield text(
            "Nothing that was tried surely lifts {goal}: best is {lever}.",
            goal=answer.base.goals[focus].name,
            lever=best.lever.name,
        )
        return
    yield text(
        "Best of {count} levers: {lever}. It lifts {goal} by {gain} points; all goals are then met with a probability "
        "of {chance}.",
        count=decimal(len(answer.tried)),
        lever=best.lever.name,
        goal=answer.base.goals[focus].name,
        gain=number(100 * (gain.mean or 0.0), 1),
        chance=percent(best.forecast.meets_all, 0),
    )


def lever_table(answer: Answer) -> CheckTable:
    """What each lever would bring, the best first."""
    rows = [_lever_row(each) for each in answer.best_first()[:MOST_LEVERS]]
    columns = [Column(text("lever"))]
    for goal in answer.base.goals:
        columns += [Column(text("{goal}, points", goal=goal.name), 0), Column(text("reached"), 0)]
    return CheckTable(text("What would change it"), (*columns, Column(text("all goals"), 0)), tuple(rows))


def _lever_row(each: Tried) -> tuple[Value, ...]:
    """A lever: what it gains with its interval, and with which probability goals are then met."""
    row: list[Value] = [each.lever.name]
    for goal, gain in zip(each.forecast.goals, each.gains, strict=True):
        mean = gain.mean or 0.0
        width = "" if gain.low is None else f" ±{decimal(100 * (mean - gain.low), 1)}"
        sign = "+" if mean >= 0 else "−"
        row += [f"{sign}{decimal(100 * abs(mean), 1)}{width}", percent(goal.meets, 0)]
    return (*row, percent(each.forecast.meets_all, 0))


def _span(answer: Answer) -> dict[str, str]:
    """From when until when the agents are there that are searched."""
    search, now_us = answer.question.search, answer.question.now_us
    assert search is not None
    return {
        "starts": time_of(answer, (search.start_us - now_us) / SECOND),
        "ends": time_of(answer, (search.end_us - now_us) / SECOND),
        "reach": percent(search.reach, 0),
    }


def _least_first(answer: Answer) -> list[Sought]:
    """Groups with which it is reached, the fewest agents first, then others, the greatest probability first."""

    def order(sought: Sought) -> tuple[float, float]:
        if sought.least is None:
            return float("inf"), -sought.best.meets_all
        return sought.least.agents, -sought.least.meets_all

    return sorted(answer.sought, key=order)


def search_sentences(answer: Answer) -> Iterator[str]:
    """The least agents with which the day meets its goals as surely as asked."""
    search = answer.question.search
    if search is None:
        return
    said = _span(answer)
    if answer.base.meets_all >= search.reach:
        yield text("Nobody more is needed: the probability is {reach} or more as it is.", reach=said["reach"])
        return
    if len(answer.sought) < len(search.groups):
        left = decimal(len(search.groups) - len(answer.sought))
        yield text("The least agents were not searched to the end; groups left: {count}.", count=left)
    if not answer.sought:
        return
    first = _least_first(answer)[0]
    if first.least is None:
        yield text(
            "Up to {count} more in any one group from {starts} to {ends} do not bring the probability of meeting all "
            "goals to {reach}: the best is {agents} in {group}, with {chance}.",
            count=decimal(search.at_most),
            agents=decimal(first.best.agents),
            group=first.group,
            chance=percent(first.best.meets_all, 0),
            **said,
        )
        return
    fewer = first.one_fewer
    yield text(
        "The least that brings the probability of meeting all goals to {reach}: {agents} more in {group} from {starts} "
        "to {ends}, with {chance}; one fewer brings {fewer}.",
        agents=decimal(first.least.agents),
        group=first.group,
        chance=percent(first.least.meets_all, 0),
        fewer="–" if fewer is None else percent(fewer.meets_all, 0),
        **said,
    )


def search_table(answer: Answer) -> CheckTable:
    """The least agents of each group, what they work, and what one fewer would bring."""
    search = answer.question.search
    rows: list[tuple[Value, ...]] = []
    for each in _least_first(answer):
        assert search is not None
        if each.least is not None and not each.least.agents:
            continue  # nobody more is needed
        found, fewer = each.least or each.best, each.one_fewer
        hours = found.agents * (search.end_us - search.start_us) / _HOUR_US
        least = decimal(found.agents) if each.least is not None else "–"
        without = "–" if fewer is None else percent(fewer.meets_all, 0)
        worked = decimal(hours, 1) if each.least is not None else "–"
        best = percent(found.meets_all, 0)
        rows.append((each.group, least, worked, best, without))
    columns = (
        Column(text("group")),
        Column(text("least more"), 0),
        Column(text("agent-hours"), 0),
        Column(text("all goals"), 0),
        Column(text("one fewer"), 0),
    )
    title = "" if search is None else text("The least agents for {reach}, {starts} to {ends}", **_span(answer))
    return CheckTable(title, columns, tuple(rows))
