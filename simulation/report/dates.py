"""Several days: each of them as a row of a table, and how a run of them is called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from routing.words.messages import text
from simulation.measuring.results import Figure, Held, Interval, Results
from simulation.report.columns import main_columns
from simulation.report.numbers import DAY, Unit, weekday
from simulation.report.terms import target_words

NO_FIGURE = Figure(None)

FIELDS = ("offered", "answered", "abandoned", "mean_wait_s", "wait_p90_s")
"""Of the measures of all contacts, those that a table of dates has; in time is who a goal is about."""


MOST_COLUMNS = 7
"""A table of more would be wider than a screen of 1,280 pixels, or than paper."""


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


def of_goals(results: Results) -> list[bool]:
    """Which intervals some goal is about: of several days not those of the night, say; of a day alone all."""
    asked = {cell.interval for cell in results.verdict.cells}
    return [not results.dates or each.index in asked for each in results.intervals]


def left_out_words(results: Results) -> list[str]:
    """What is to be said where a chart leaves out intervals in which somebody came."""
    lost = any(each.cell.offered.mean for each, in_goal in _with_goals(results) if not in_goal)
    return [text("Intervals that no goal is about are left out.")] if lost else []


def _with_goals(results: Results) -> list[tuple[Interval, bool]]:
    return list(zip(results.intervals, of_goals(results), strict=True))


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


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date as far as a run goes on it: from the first opening, to the last close.

    Parameters
    ----------
    label
        Month and day, such as ``09-28``.
    start_s, end_s
        Seconds after the midnight before the first opening.
    """

    label: str
    start_s: int
    end_s: int

    @property
    def middle_s(self) -> float:
        """Where its name stands."""
        return (self.start_s + self.end_s) / 2


def date_spans(results: Results) -> list[DateSpan]:
    """The dates of a run by the clock, each from midnight to midnight."""
    if not results.dates or not results.intervals:
        return []
    first, last = results.intervals[0].start_s, results.intervals[-1].start_s + results.interval_s
    begin = dt.date.fromisoformat(results.dates[0].date)
    found = []
    for number in range(first // DAY, -(-last // DAY)):
        label = (begin + dt.timedelta(number)).isoformat()[5:]
        found.append(DateSpan(label, max(first, number * DAY), min(last, (number + 1) * DAY)))
    return found


def date_parts(results: Results) -> list[tuple[str, list[DateColumn]]]:
    """The measures by date in tables that are not too wide, each with its title."""
    parts = (
        (text("By date: who came, and how long they waited"), _of_contacts(results)),
        (text("By date: who is left, and what was promised"), _of_the_end(results)),
    )
    return [
        (title, columns[start : start + size])
        for title, columns in parts
        for size in (-(-len(columns) // -(-len(columns) // MOST_COLUMNS)),)
        for start in range(0, len(columns), size)
    ]


def date_notes(results: Results) -> list[str]:
    """What must be known to read the last dates right."""
    if not results.dates:
        return []
    found = [text("Waiting at midnight: when the date ends, whenever they came; at the close likewise.")]
    if results.deadlines:
        found.append(
            text(
                "What is still open when the run ends counts as not kept, even if it is due only later; what is due "
                "after {date} counts as kept if it happens at all. So the last dates say less.",
                date=results.dates[-1].date,
            )
        )
    return found


def date_columns(results: Results) -> list[DateColumn]:
    """The measures by date: those of contacts, who waits at the end of the day, and the deadlines met."""
    return [*_of_contacts(results), *_of_the_end(results)]


def _of_contacts(results: Results) -> list[DateColumn]:
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
    return [*found[:2], *goals, *found[2:]]


def _of_the_end(results: Results) -> list[DateColumn]:
    close = [each.waiting_at_close for each in results.dates]
    midnight = [each.waiting_at_midnight for each in results.dates]
    return [
        DateColumn(text("Waiting at the close"), Unit.COUNT, [*close, NO_FIGURE]),
        DateColumn(text("Waiting at midnight"), Unit.COUNT, [*midnight, NO_FIGURE]),
        *(
            DateColumn(text("{deadline} met", deadline=met.deadline.name), Unit.SHARE, [*met.dates, met.share])
            for met in results.deadlines
        ),
        *(
            DateColumn(text("{name} called in", name=name), Unit.SHARE, [*each.dates, each.days])
            for name, each in results.call_ins.items()
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
