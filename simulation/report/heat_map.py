"""The heat map of the service level, interval by queue: where the day breaks, at a glance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from routing.words.messages import text
from simulation.measuring.results import Figure, Results
from simulation.report.charts import Chart, Data, axis, day_layout, words
from simulation.report.dates import NO_FIGURE, left_out_words, of_goals
from simulation.report.day import Day
from simulation.report.names import shortened
from simulation.report.numbers import Unit, compact, decimal, goal_percent, percent

MOST_TEXT_CELLS = 32
"""With more intervals than this there is no room for a figure in each cell."""

MOST_GAPS = 200
"""With more intervals than this the gaps between them would hide them."""


@dataclass(frozen=True, slots=True)
class Shade:
    """Service levels from ``low`` to below ``high`` (0 to 1) and their colour."""

    low: float
    high: float
    colour: str


def shades(goals: Sequence[float]) -> tuple[Shade, ...]:
    """The heat map's colours: orange below the lowest goal, pale between goals, blue from the highest one on.

    Parameters
    ----------
    goals
        Shares, 0 to 1.
    """
    chosen = sorted({goal for goal in goals if 0 < goal < 1}) or [0.8]
    low, high = chosen[0], chosen[-1]
    below = [step for step in (low - 0.4, low - 0.2, low - 0.1) if step > 0]
    above = [(1 + high) / 2] if high < 0.98 else []
    steps = [0.0, *below, *chosen, *above, 1.0]
    colours = [f"$low{4 - len(below) + place}" for place in range(len(below))] + ["$low4"]
    colours += ["$between"] * (len(chosen) - 1) + ["$high1", "$high2"][: 1 + len(above)]
    return tuple(Shade(a, b, c) for (a, b), c in zip(pairwise(steps), colours, strict=True))


def whole_percent(share: float | None, scale: Sequence[Shade]) -> str:
    """``share`` in whole per cent, never rounded up into the next shade: 79.6 % is not 80 where that is the goal."""
    if share is None:
        return ""
    limits = [shade.high for shade in scale if shade.high > share]
    return decimal(min(round(share * 100), *(math.ceil(limit * 100 - 1e-9) - 1 for limit in limits[:1]), 100))


def service_level_heat(results: Results, margin: int) -> Chart:
    """Service level by interval and queue, with the cells below the lowest goal outlined.

    Parameters
    ----------
    results
        What to show.
    margin
        Pixels to the left, for the names of the queues.
    """
    rows = list(_rows(results).items())
    places = [float(place) for place in range(len(rows))]
    if len(rows) > 1:
        rows.append((text("All queues"), _shown(results, [each.cell.service_level for each in results.intervals])))
        places.append(len(places) + 0.25)
    scale = shades([goal.share for goal in results.verdict.goals])
    goal = min((goal.share for goal in results.verdict.goals), default=0.8)
    with_text = len(results.intervals) <= MOST_TEXT_CELLS
    data = [_row(results, row, place, scale, with_text) for row, place in zip(rows, places, strict=True)]
    data.append(_outline(results, [[figure.mean for figure in figures] for _, figures in rows], places, goal))
    height = 26 * len(rows) + 60
    layout = day_layout(results, margin, height)
    layout["coloraxis"] = {
        "cmin": 0,
        "cmax": 1,
        "showscale": False,
        "colorscale": [[end, shade.colour] for shade in scale for end in (shade.low, shade.high)],
    }
    layout["yaxis"] = {
        **axis(),
        "range": [places[-1] + 0.55, -0.55] if places else [0.5, -0.5],
        "tickvals": places,
        "ticktext": [words(shortened(name, (margin - 14) // 7)) for name, _ in rows],
        "showgrid": False,
        "zeroline": False,
    }
    layout["xaxis"]["showgrid"] = False
    layout["hovermode"] = "closest"
    least_width = margin + (34 * len(results.intervals) if with_text else 600)
    return Chart({"data": data, "layout": layout}, _summary(results, goal), height, least_width)


def _rows(results: Results) -> dict[str, tuple[Figure, ...]]:
    """The cells of each queue."""
    return {name: _shown(results, figures) for name, figures in results.heat.items()}


def _shown(results: Results, figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Nothing where no goal is about anybody: who calls when it is closed, again, would be most of the picture."""
    return tuple(each if asked else NO_FIGURE for each, asked in zip(figures, of_goals(results), strict=True))


def _row(
    results: Results, row: tuple[str, Sequence[Figure]], place: float, scale: Sequence[Shade], with_text: bool
) -> Data:
    """One queue's cells. Each queue is a trace, so that the row of all queues can stand apart."""
    name, figures = row
    day = Day(results.intervals, results.interval_s)
    cells: Data = {
        "type": "heatmap",
        "coloraxis": "coloraxis",
        "z": [[figure.mean for figure in figures]],
        "x0": results.intervals[0].start_s + results.interval_s / 2 if results.intervals else 0,
        "dx": results.interval_s,
        "y0": place,
        "dy": 1,
        "xgap": 1 if len(results.intervals) <= MOST_GAPS else 0,
        "ygap": 1,
        "hoverongaps": False,
        "meta": words(name),
        "text": [[whole_percent(figure.mean, scale) for figure in figures]],
        "customdata": [
            [f"{day.span(index, index)}<br>{compact(figure, Unit.SHARE)}" for index, figure in enumerate(figures)]
        ],
        "hovertemplate": "<b>%{meta}</b><br>%{customdata}<extra></extra>",
    }
    return cells | ({"texttemplate": "%{text}", "textfont": {"size": 11}} if with_text else {})


def _outline(results: Results, grid: Sequence[Sequence[float | None]], places: Sequence[float], goal: float) -> Data:
    """A line around the cells below ``goal``, drawn only where they meet others."""
    x: list[float | None] = []
    y: list[float | None] = []
    start, step = results.intervals[0].start_s if results.intervals else 0, results.interval_s
    low = {
        (place, column)
        for place, row in zip(places, grid, strict=True)
        for column, value in enumerate(row)
        if value is not None and value < goal
    }
    for place, column in sorted(low):
        left, right, top, bottom = start + column * step, start + (column + 1) * step, place - 0.5, place + 0.5
        sides = {
            (place - 1, column): ((left, right), (top, top)),
            (place + 1, column): ((left, right), (bottom, bottom)),
            (place, column - 1): ((left, left), (top, bottom)),
            (place, column + 1): ((right, right), (top, bottom)),
        }
        for neighbour, (xs, ys) in sides.items():
            if neighbour not in low:
                x += [*xs, None]
                y += [*ys, None]
    line = {"color": "$ink", "width": 2}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "hoverinfo": "skip"}


def _summary(results: Results, goal: float) -> str:
    """The lowest cell and how many lie below the goal."""
    day = Day(results.intervals, results.interval_s)
    cells = [
        (figure.mean, name, index)
        for name, row in _rows(results).items()
        for index, figure in enumerate(row)
        if figure.mean is not None
    ]
    if not cells:
        return text("There is no service level, as nobody came.")
    share, name, index = min(cells)
    lowest = text(
        "Lowest: {queue} at {when} with {share}. Cells below {goal}: {low} of {all}.",
        queue=name,
        when=day.span(index, index),
        share=percent(share),
        goal=goal_percent(goal),
        low=decimal(sum(cell[0] < goal for cell in cells)),
        all=decimal(len(cells)),
    )
    return " ".join([lowest, *left_out_words(results)])
