"""Several days: each of them as a row of a table, and how a run of them is called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from routing.words.messages import text
from simulation.measuring.results import Figure, Held, Results
from simulation.report.columns import main_columns
from simulation.report.numbers import DAY, Unit, weekday
from simulation.report.terms import target_words

NO_FIGURE = Figure(None)

FIELDS = ("offered", "answered", "abandoned", "mean_wait_s", "wait_p90_s")
"""Of the measures of all contacts, those that a table of dates has; in time is who a goal is about."""


@dataclass(frozen=True, slots=True)
class DateColumn:
    """A measure of each date, and of all of them together.

    Parameters
    ----------
    title, unit
        What it is, and what it is measured in.
    figures
        Of the dates in order, and of all together.
    """

    title: str
    unit: Unit
    figures: Sequence[Figure]


def all_days(results: Results) -> str:
    """What the whole of a run is called."""
    return text("All days") if results.dates else text("All day")


def date_names(results: Results) -> list[str]:
    """The dates with their weekdays and types, and what all together are called."""
    days = [(each, weekday(dt.date.fromisoformat(each.date))) for each in results.dates]
    return [*(f"{each.date} {short}, {type_word(each.type)}" for each, short in days), all_days(results)]


def type_word(name: str) -> str:
    """The type of a day in words; types of a file's own as the file calls them."""
    known = {
        "workday": text("workday"),
        "weekend": text("weekend"),
        "holiday": text("holiday"),
        "make_up": text("make-up day"),
    }
    return known.get(name, name)


def date_columns(results: Results) -> list[DateColumn]:
    """The measures by date: those of contacts, who waits at the end of the day, and the deadlines met."""
    chosen = {column.field: column for column in main_columns(target_words(results, together=True))}
    cells = [*(each.cell for each in results.dates), results.overall]
    found = [
        DateColumn(chosen[field].title, chosen[field].unit, [chosen[field].of(cell) for cell in cells])
        for field in FIELDS
    ]
    goals = [
        DateColumn(
            text("{goal} in time", goal=goal.name), Unit.SHARE, [*(day.goals[n] for day in results.dates), NO_FIGURE]
        )
        for n, goal in enumerate(results.verdict.goals)
    ]
    close = [each.waiting_at_close for each in results.dates]
    midnight = [each.waiting_at_midnight for each in results.dates]
    return [
        *found[:2],
        *goals,
        *found[2:],
        DateColumn(text("Waiting at the close"), Unit.COUNT, [*close, NO_FIGURE]),
        DateColumn(text("Waiting at midnight"), Unit.COUNT, [*midnight, NO_FIGURE]),
        *(
            DateColumn(text("{deadline} met", deadline=met.deadline.name), Unit.SHARE, [*met.dates, met.share])
            for met in results.deadlines
        ),
    ]


def date_states(results: Results) -> list[Held | None]:
    """The worst that the verdict says about the intervals of each date, where it says something."""
    rank = [Held.HELD, Held.UNDECIDED, Held.MISSED]
    per_day = DAY // results.interval_s
    states: list[Held | None] = [None] * len(results.dates)
    for cell in results.verdict.cells:
        day = cell.interval // per_day
        states[day] = max(states[day] or Held.HELD, cell.held, key=rank.index)
    return states
