"""The page's charts as Plotly figures: plain data, drawn by the JavaScript library that the page carries.

Colours are names from the page's style sheet, such as ``$ink``: the page fills them in, for light, dark and paper.
The time axis of the day's charts is in seconds from midnight; they share one left margin, so that times stand under
each other.
"""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from simulation.measuring.results import Results
from simulation.report.dates import date_spans
from simulation.report.day import Day, stretches
from simulation.report.names import tame
from simulation.report.numbers import clock

Data = dict[str, Any]

MOST_DATES = 21
"""Of more dates not each one is named on an axis as wide as the page."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure and what it shows in words, for those who do not see it."""

    figure: Data
    summary: str
    height: int
    least_width: int = 0
    """In pixels; on a narrower screen the chart scrolls."""


def words(string: str) -> str:
    """A string for use in a figure, where Plotly would take some HTML for formatting."""
    return html.escape(tame(string), quote=False)


def steps(starts: Sequence[int], step: int, values: Sequence[float | None], colour: str) -> Data:
    """A line that is level over each interval, to its end also where a gap follows."""
    points: list[tuple[int, float | None]] = []
    for start, value, before in zip(starts, values, [None, *values], strict=False):
        points += [(start, before), (start, None)] if value is None and before is not None else [(start, value)]
    points += [(starts[-1] + step, values[-1])] if starts else []
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [time for time, _ in points],
        "y": [value for _, value in points],
        "line": {"color": colour, "width": 2, "shape": "hv"},
        "hoverinfo": "skip",
    }


def filled_band(
    starts: Sequence[int], step: int, low: Sequence[float | None], high: Sequence[float | None], colour: str
) -> list[Data]:
    """A filled band between two such lines; nothing where a limit is missing."""
    there = [index for index, limits in enumerate(zip(low, high, strict=True)) if None not in limits]
    if not there:
        return []
    if len(there) < len(low):
        return [_patches(starts, step, low, high, colour, stretches(there))]
    unseen = {"width": 0, "shape": "hv"}
    upper = {**steps(starts, step, high, colour), "line": unseen, "fill": "tonexty", "fillcolor": colour}
    return [{**steps(starts, step, low, colour), "line": unseen}, upper]


def _patches(
    starts: Sequence[int],
    step: int,
    low: Sequence[float | None],
    high: Sequence[float | None],
    colour: str,
    where: Sequence[tuple[int, int]],
) -> Data:
    """The band in pieces: an area around each stretch of intervals, in one trace."""
    x: list[int | None] = []
    y: list[float | None] = []
    for first, last in where:
        chosen = slice(first, last + 1)
        times = [time for start in starts[chosen] for time in (start, start + step)]
        upper, lower = ([value for value in limit[chosen] for _ in range(2)] for limit in (high, low))
        x += [*times, *reversed(times), None]
        y += [*upper, *reversed(lower), None]
    area = {"fill": "toself", "fillcolor": colour, "line": {"width": 0}, "hoverinfo": "skip"}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, **area}


def hover_points(
    values: Sequence[float | None], template: str, rows: Sequence[Sequence[str]], results: Results
) -> Data:
    """Points that are not seen and say their interval's figures when the pointer is near.

    Parameters
    ----------
    values
        Where the points lie.
    template
        What they say, with places made by :func:`place`.
    rows
        What to put in these places, for each interval.
    results
        Whose intervals they are.
    """
    day = Day(results.intervals, results.interval_s)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [interval.start_s + results.interval_s / 2 for interval in results.intervals],
        "y": [0.0 if value is None else value for value in values],
        "marker": {"opacity": 0, "size": 12},
        "text": [day.span(index, index) for index in range(len(rows))],
        "customdata": [list(row) for row in rows],
        "hovertemplate": f"<b>%{{text}}</b><br>{template}<extra></extra>",
    }


def place(number: int) -> str:
    """Where the hover text shows the item ``number`` of a point's row."""
    return f"%{{customdata[{number}]}}"


def axis() -> Data:
    """What all axes have in common."""
    return {
        "fixedrange": True,
        "gridcolor": "$rule",
        "linecolor": "$rule",
        "zerolinecolor": "$rule",
        "ticks": "",
        "tickfont": {"color": "$muted", "size": 12},
    }


def day_layout(results: Results, margin: int, height: int) -> Data:
    """Layout of a chart with the time of day as its x axis."""
    time = {**axis(), "showgrid": True, **hours(results, MOST_DATES if results.dates else 13)}
    return {**plain_layout(margin, height), "hovermode": "x", "xaxis": time}


def plain_layout(margin: int, height: int) -> Data:
    """What the layouts of all charts have in common."""
    return {
        "height": height,
        "margin": {"l": margin, "r": 24, "t": 10, "b": 28},
        "paper_bgcolor": "$clear",
        "plot_bgcolor": "$clear",
        "font": {"color": "$ink", "size": 12},
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": "$panel",
            "bordercolor": "$rule",
            "align": "left",
            "font": {"color": "$ink", "size": 12},
        },
        "showlegend": False,
    }


def hours(results: Results, most: int) -> Data:
    """The day from opening to close, with at most ``most`` full hours marked; of several days the dates."""
    if not results.intervals:
        return {"range": [0, 1], "tickvals": [], "ticktext": []}
    if results.dates:
        return _date_marks(results, most)
    return hour_marks(results.intervals[0].start_s, results.intervals[-1].start_s + results.interval_s, most)


def _date_marks(results: Results, most: int) -> Data:
    """A line at each midnight, and in the middle of at most ``most`` dates, evenly spaced, their names."""
    spans = date_spans(results)
    named = spans[:: -(-len(spans) // most)]
    return {
        "range": [spans[0].start_s, spans[-1].end_s],
        "tickvals": [span.middle_s for span in named],
        "ticktext": [span.label for span in named],
        "showgrid": False,
        "minor": {
            "tickvals": [span.start_s for span in spans[1:]],
            "showgrid": True,
            "gridcolor": "$rule",
            "ticks": "",
        },
    }


def hour_marks(first: int, last: int, most: int) -> Data:
    """The same from the seconds of the day of opening and close."""
    units = (300, 900, 1800, 3600, 7200, 10800, 14400, 21600, 43200, 86400)
    unit = next((unit for unit in units if (last - first) / unit < most), units[-1])
    marks = list(range(-(-first // unit) * unit, last + 1, unit))
    return {"range": [first, last], "tickvals": marks, "ticktext": [clock(mark) for mark in marks]}


def scale(top: float, write: Callable[[float], str], most: int = 5, steps: Sequence[float] = ()) -> Data:
    """A value axis from 0 to ``top`` with at most ``most`` + 1 round marks.

    Parameters
    ----------
    top, most
        The greatest value, and the number of steps.
    write
        Writes a mark.
    steps
        The steps that are round, ascending, where they are not powers of ten and their double and fivefold.
    """
    marks = round_marks(top, most, steps)
    return {
        **axis(),
        "range": [0, max(top * 1.05, marks[-1])],
        "tickvals": marks,
        "ticktext": [write(mark) for mark in marks],
    }


def round_marks(top: float, most: int, steps: Sequence[float] = ()) -> list[float]:
    """Round values from 0 to at most ``top``, at most ``most`` + 1 of them; 0 and 1 where there is nothing to show."""
    if top <= 0:
        return [0.0, 1.0]
    raw = top / most
    power = 10.0 ** math.floor(math.log10(raw))
    tens = [factor * power for factor in (1, 2, 2.5, 5, 10) if power >= 10 or factor != 2.5]
    step = next(step for step in (*(steps if raw >= 1 else ()), *tens) if step >= raw * 0.999)
    return [step * place for place in range(int(top / step + 1e-9) + 1)]
