"""Observed and simulated side by side on the page: a chart, and a table of both."""

from __future__ import annotations

from collections.abc import Sequence

from routing.words.messages import text
from simulation.measuring.observed import Observed
from simulation.measuring.results import Results
from simulation.report.charts import Chart, Data, day_layout, filled_band, hover_points, place, scale, steps
from simulation.report.comparison import (
    ComparedColumn,
    ComparedRow,
    compared_columns,
    day_row,
    interval_rows,
    problem_rows,
)
from simulation.report.html_tables import scroll
from simulation.report.markup import Html, tag
from simulation.report.numbers import NONE, decimal, percent


def service_level_chart(results: Results, observed: Observed, margin: int) -> Chart:
    """The share answered in time over the day: observed, and simulated with the range of eight in ten days."""
    starts, step = [interval.start_s for interval in results.intervals], results.interval_s
    column = compared_columns(results.target_s)[0]
    pairs = [row.pairs[0] for row in interval_rows(results, observed)]
    simulated = [pair.simulated for pair in pairs]
    seen = [pair.observed for pair in pairs]
    lines = (
        text("Observed: {share}", share=place(0)),
        text("Simulated: {share}; eight in ten days {low} to {high}", share=place(1), low=place(2), high=place(3)),
    )
    rows = [[column.write(value) for value in (p.observed, p.simulated, p.low, p.high)] for p in pairs]
    data: list[Data] = [
        *filled_band(starts, step, [pair.low for pair in pairs], [pair.high for pair in pairs], "$blue_faint"),
        steps(starts, step, simulated, "$blue"),
        steps(starts, step, seen, "$orange"),
        hover_points(seen, "<br>".join(lines), rows, results),
    ]
    layout = day_layout(results, margin, 250)
    layout["yaxis"] = scale(1.0, lambda value: percent(value, 0), 4)
    return Chart({"data": data, "layout": layout}, _summary(results, observed), 250)


def _summary(results: Results, observed: Observed) -> str:
    """Where the two lie furthest apart."""
    column = compared_columns(results.target_s)[0]
    rows = [(row.name, row.pairs[0]) for row in interval_rows(results, observed)]
    both = [
        (abs(pair.simulated - pair.observed), name, pair)
        for name, pair in rows
        if pair.simulated is not None and pair.observed is not None
    ]
    if not both:
        return text("There is no interval to compare.")
    _, when, pair = max(both, key=lambda entry: entry[0])
    return text(
        "Furthest apart at {when}: {observed} observed, {simulated} simulated.",
        when=when,
        observed=column.write(pair.observed),
        simulated=column.write(pair.simulated),
    )


def comparison_table(title: str, first: str, results: Results, rows: Sequence[ComparedRow], *, apart: bool) -> Html:
    """A table with two columns for each measure; ``apart``: the last row is set apart below."""
    columns = compared_columns(results.target_s)
    heads = [tag("th", first, scope="col", rowspan="2"), tag("th", text("Offered"), scope="col", rowspan="2")]
    heads += [tag("th", column.title, scope="colgroup", colspan="2") for column in columns]
    sides = [tag("th", side, scope="col") for _ in columns for side in (text("observed"), text("simulated"))]
    lines = [_line(columns, row) for row in rows]
    head = tag("thead", tag("tr", heads), tag("tr", sides))
    body = tag("tbody", lines[:-1] if apart else lines)
    foot = tag("tfoot", lines[-1:]) if apart else None
    return scroll(title, tag("table", tag("caption", title), head, body, foot))


def _line(columns: Sequence[ComparedColumn], row: ComparedRow) -> Html:
    cells = [tag("th", row.name, scope="row"), tag("td", decimal(row.offered))]
    for column, pair in zip(columns, row.pairs, strict=True):
        limits = "" if pair.low is None else f"{_bare(column, pair.low)}–{_bare(column, pair.high)}"
        cells.append(tag("td", column.write(pair.observed)))
        cells.append(tag("td", column.write(pair.simulated), tag("span", limits, class_="ci")))
    return tag("tr", cells)


def _bare(column: ComparedColumn, value: float | None) -> str:
    """A limit without the per cent sign that stands beside it."""
    if value is None:
        return NONE
    return decimal(100 * value, 1) if column.field in {"service_level", "abandoned"} else decimal(value, 1)


def comparison_tables(results: Results, observed: Observed) -> list[Html]:
    """The tables by interval and by problem."""
    by_interval = [*interval_rows(results, observed), day_row(results, observed)]
    return [
        comparison_table(
            text("Observed and simulated, by interval; in small print the range of eight in ten simulated days"),
            text("Interval"),
            results,
            by_interval,
            apart=True,
        ),
        comparison_table(
            text("Observed and simulated, by problem"),
            text("Problem"),
            results,
            problem_rows(results, observed),
            apart=False,
        ),
    ]
