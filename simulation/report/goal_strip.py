"""The intervals of a goal as a strip of colours, with a few times under it."""

from __future__ import annotations

from collections.abc import Iterator

from simulation.measuring.results import Results
from simulation.report.charts import MOST_DATES
from simulation.report.columns import held_word
from simulation.report.dates import date_spans
from simulation.report.day import Day
from simulation.report.heat_map import MOST_GAPS
from simulation.report.markup import Html, join, tag
from simulation.report.numbers import Unit, shown


def goal_strip(results: Results, number: int) -> Html:
    """The strip of goal ``number`` of the verdict: held, missed or undecided, and when."""
    day = Day(results.intervals, results.interval_s)
    states = {cell.interval: cell for cell in results.verdict.cells if cell.goal == number}
    pieces = []
    for index in range(len(results.intervals)):
        cell = states.get(index)
        share, _ = shown(cell.share, Unit.SHARE) if cell else ("", "")
        title = day.span(index, index) + (f" {share} {held_word(cell.held)}" if cell else "")
        pieces.append(tag("i", class_=cell.held.value if cell else None, title=title))
    kind = "strip" if len(pieces) <= MOST_GAPS else "strip many"
    times = _midnights(results) if results.dates else _hours(results, day)
    return join(
        [
            tag("div", pieces, class_=kind, aria_hidden="true"),
            tag("div", times, class_="hours", aria_hidden="true"),
        ]
    )


def _hours(results: Results, day: Day) -> Iterator[Html]:
    """A few times of a day."""
    intervals, last = results.intervals, len(results.intervals)
    if not intervals:
        return
    step = max(1, -(-last // 6))
    for index in range(0, last - step // 2, step):
        left = f"left:{100 * index / last:.2f}%"
        yield tag("span", intervals[index].label, style=left, class_="first" if index == 0 else None)
    yield tag("span", day.span(last - 1, last - 1).partition("–")[2], style="left:100%", class_="last")


def _midnights(results: Results) -> Iterator[Html]:
    """Several days: a line at each midnight, and the dates between them."""
    spans = date_spans(results)
    first, length = spans[0].start_s, spans[-1].end_s - spans[0].start_s
    for number, span in enumerate(spans):
        if number:
            yield tag("i", style=f"left:{100 * (span.start_s - first) / length:.2f}%")
        if number % -(-len(spans) // MOST_DATES) == 0:
            left = f"left:{100 * (span.middle_s - first) / length:.2f}%"
            yield tag("span", span.label, class_="date", style=left)
