"""What an answer of a staffing search says, in sentences and tables of plain values."""

from __future__ import annotations

import numpy as np

from routing.words.messages import text
from simulation.checks.check import CheckTable, Column, Value
from simulation.checks.check_load import interval_label
from simulation.planning.staffing.answer import Answer, Ended
from simulation.planning.staffing.bounds import Basis
from simulation.planning.staffing.target import Quantity, Target
from simulation.report.numbers import decimal, percent

NEGLECTED = 0.5
"""A queue of whose contacts of the day less than this share of what its targets ask is answered in time is named."""


def headline(answer: Answer) -> str:
    """Whether the targets hold, and with how many agent-hours."""
    hours = decimal(answer.agent_hours, 1)
    if answer.checked is None:
        return text("Not checked on fresh customers: {hours} agent-hours is the best so far.", hours=hours)
    if answer.met:
        return text("Every target holds on fresh customers, with {hours} agent-hours.", hours=hours)
    return text(
        "{missed} of {all} targets' cells are not held with confidence, with {hours} agent-hours.",
        missed=decimal(int((answer.room < 0).sum())),
        all=decimal(len(answer.room)),
        hours=hours,
    )


def sentences(answer: Answer) -> list[str]:
    """What else there is to say, most important first."""
    said = [_cost(answer), *(_bound(answer, number) for number in range(len(answer.bounds)))]
    if answer.limits.shrinkage.any():
        gross = float(answer.gross.sum()) * answer.hours
        said.append(
            text("With shrinkage that is {hours} agent-hours to roster (gross).", hours=decimal(gross, 1)),
        )
    said.append(
        text(
            "{binding} of {all} targets' cells bind: with an agent less they would be missed.",
            binding=decimal(int(answer.binding.sum())),
            all=decimal(len(answer.cells)),
        )
    )
    return [*said, _work(answer)]


def _cost(answer: Answer) -> str:
    return text(
        "It costs {cost}; the scenario's own staff, which was not asked to hold the targets, costs {before}.",
        cost=decimal(answer.cost, 1),
        before=decimal(answer.cost_before, 1),
    )


def _bound(answer: Answer, number: int) -> str:
    """What a bound is called in JSON, what it reckons with, and whether it is proven."""
    bound, gap = answer.bounds[number], answer.gap(answer.bounds[number])
    cost, name = decimal(bound.cost, 1), bound.basis.value
    words = {
        Basis.WORK: text(
            "Lower bound {name}: the work alone needs {cost}, however contacts are routed. It is proven and loose, as "
            "it knows no chance.",
            name=name,
            cost=cost,
        ),
        Basis.POOLED: text(
            "Lower bound {name}: one pool of the fastest agents needs {cost} by Erlang A. It is near and not proven: "
            "each interval counts as a steady state, and nobody as given up on purpose.",
            name=name,
            cost=cost,
        ),
    }
    share = percent(abs(gap))
    lies = (
        text("The answer lies {gap} above.", gap=share) if gap >= 0 else text("The answer lies {gap} below.", gap=share)
    )
    return words[bound.basis] + " " + lies


def _work(answer: Answer) -> str:
    checked = "" if answer.checked is None else decimal(answer.checked.days)
    done = text(
        "{evaluations} evaluations, {days} simulated days, {seconds} s; checks on fresh customers: {checks} of {each} "
        "days; seed {seed}.",
        evaluations=decimal(answer.evaluations),
        days=decimal(answer.days),
        seconds=decimal(answer.seconds),
        checks=decimal(answer.checks),
        each=checked or "0",
        seed=answer.settings.seed,
    )
    ended = {
        Ended.DONE: "",
        Ended.TIME: " " + text("The time limit ended the search."),
        Ended.INTERRUPTED: " " + text("The search was interrupted."),
    }
    return done + ended[answer.ended]


def warnings(answer: Answer) -> list[str]:
    """Queues that the staff neglects because no target is about them alone."""
    return [
        text(
            "{queue}: only {share} of its contacts are answered within {seconds} s over the day, as no target is about "
            "them alone. State one (each: queue) if that is not meant.",
            queue=name,
            share=percent(share),
            seconds=decimal(within),
        )
        for name, share, within, asked in answer.queues
        if share < NEGLECTED * asked
    ]


def staff_table(answer: Answer) -> CheckTable:
    """Groups across, intervals down; net heads, and gross ones where there is shrinkage."""
    rows: list[tuple[Value, ...]] = []
    gross, before = answer.gross.sum(axis=0), answer.crew.staff.sum(axis=0)
    shrinks = bool(answer.limits.shrinkage.any())
    for interval in range(answer.crew.intervals):
        heads = answer.staff[:, interval].tolist()
        row: list[Value] = [interval_label(answer.crew.scenario, interval), *heads, sum(heads)]
        rows.append((*row, *([int(gross[interval])] if shrinks else []), int(before[interval])))
    columns = [Column(text("interval")), *(Column(name, 0) for name in answer.crew.groups), Column(text("all"), 0)]
    columns += [Column(text("gross"), 0)] if shrinks else []
    return CheckTable(text("Staff"), (*columns, Column(text("before"), 0)), tuple(rows))


def value_table(answer: Answer) -> CheckTable:
    """By how many points one agent moves the tightest target of each interval."""
    values = 100.0 * answer.values
    rows = tuple(
        (interval_label(answer.crew.scenario, interval), *values[:, interval].tolist())
        for interval in range(answer.crew.intervals)
    )
    columns = (Column(text("interval")), *(Column(name, 2) for name in answer.crew.groups))
    return CheckTable(text("One agent more lifts the tightest target of its interval by (points)"), columns, rows)


def cell_table(answer: Answer) -> CheckTable:
    """The cells that bind or are missed."""
    rows: list[tuple[Value, ...]] = []
    standing = answer.checked or answer.searched
    for cell in np.flatnonzero(answer.binding | (answer.room < 0)).tolist():
        target, interval = answer.targets[answer.cells.target[cell]], int(answer.cells.interval[cell])
        when = text("day") if interval < 0 else interval_label(answer.crew.scenario, interval)
        state = text("missed") if answer.room[cell] < 0 else text("binds")
        rows.append((target.name, when, limit_words(target), figure_words(target, float(standing.figure[cell])), state))
    heads = (text("target"), text("interval"), text("asked"), text("found"), "")
    return CheckTable(text("Targets that bind"), tuple(Column(head) for head in heads), tuple(rows))


def limit_words(target: Target) -> str:
    """What is asked, in few words."""
    sign = "≥" if target.sign > 0 else "≤"
    if target.quantity is Quantity.MEAN_WAIT:
        asked = f"{sign} {decimal(target.limit, 1)} s"
    else:
        asked = f"{sign} {percent(target.limit)}"
    if target.quantity is Quantity.ANSWERED:
        asked = text("{asked} within {seconds} s", asked=asked, seconds=decimal(target.within_s))
    return asked if target.days is None else text("{asked} on {share} of days", asked=asked, share=percent(target.days))


def figure_words(target: Target, figure: float) -> str:
    """What was found; of a target by days the share of days on which it held."""
    if target.days is not None:
        return percent(figure if target.sign > 0 else 1.0 - figure)
    return f"{decimal(figure, 1)} s" if target.quantity is Quantity.MEAN_WAIT else percent(figure)
