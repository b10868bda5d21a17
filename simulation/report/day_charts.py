"""The charts of a day: contacts waiting, how long they wait, and how busy each group of agents is."""

from __future__ import annotations

from routing.words.messages import text
from simulation.measuring.results import GroupCell, Results
from simulation.report.charts import (
    Chart,
    Data,
    day_layout,
    filled_band,
    hours,
    hover_points,
    place,
    scale,
    steps,
    words,
)
from simulation.report.day import Day
from simulation.report.numbers import DAY, HOUR, Unit, compact, decimal, duration, percent, trimmed
from simulation.report.terms import of_runs

CLOCK_STEPS = (
    *(1, 2, 5, 10, 15, 30),
    *(60, 120, 300, 600, 900, 1800),
    *(HOUR, 2 * HOUR, 4 * HOUR, 10 * HOUR),
    *(days * DAY for days in (1, 2, 5, 10, 20, 50, 100, 200)),
)
"""Seconds that make round marks on an axis of waits."""


def queue_length(results: Results, margin: int) -> Chart:
    """Contacts waiting over the day: mean, and the band in which eight in ten days lie."""
    bands = [interval.queue_length for interval in results.intervals]
    starts, step = [interval.start_s for interval in results.intervals], results.interval_s
    means = [band.mean for band in bands]
    found = {"mean": place(0), "low": place(1), "high": place(2)}
    template = of_runs(
        results,
        text("{mean} waiting; eight in ten days {low} to {high}", **found),
        text("{mean} waiting; eight in ten runs {low} to {high}", **found),
    )
    rows = [[decimal(value, 1) for value in (band.mean, band.p10, band.p90)] for band in bands]
    data = [
        *filled_band(starts, step, [band.p10 for band in bands], [band.p90 for band in bands], "$blue_faint"),
        steps(starts, step, means, "$blue"),
        hover_points(means, template, rows, results),
    ]
    layout = day_layout(results, margin, 250)
    layout["yaxis"] = scale(max((max(band.p90, band.mean) for band in bands), default=0.0), _number)
    return Chart({"data": data, "layout": layout}, _queue_summary(results), 250)


def _queue_summary(results: Results) -> str:
    fullest = max(results.intervals, key=lambda interval: interval.queue_length.mean, default=None)
    if fullest is None or fullest.queue_length.mean <= 0:
        return text("Nobody waited.")
    found = {
        "when": Day(results.intervals, results.interval_s).span(fullest.index, fullest.index),
        "mean": decimal(fullest.queue_length.mean, 1),
        "high": decimal(fullest.queue_length.p90, 1),
    }
    return of_runs(
        results,
        text("Longest queue at {when}: {mean} waiting on average, {high} or more on one day in ten.", **found),
        text("Longest queue at {when}: {mean} waiting on average, {high} or more in one run in ten.", **found),
    )


def waits(results: Results, margin: int) -> Chart:
    """p50, p90 and p99 of the waits by interval of arrival, with their intervals and the target."""
    starts, step = [interval.start_s for interval in results.intervals], results.interval_s
    cells = [interval.cell for interval in results.intervals]
    quantiles = (
        ("p99", "$orange", [cell.wait_p99_s for cell in cells]),
        ("p90", "$violet", [cell.wait_p90_s for cell in cells]),
        ("p50", "$blue", [cell.wait_p50_s for cell in cells]),
    )
    data: list[Data] = []
    for _, colour, figures in quantiles:
        limits = [figure.low for figure in figures], [figure.high for figure in figures]
        data += filled_band(starts, step, *limits, f"{colour}_faint")
        data.append(steps(starts, step, [figure.mean for figure in figures], colour))
    template = "<br>".join(f"{name} {place(number)} s" for number, (name, _, _) in enumerate(quantiles))
    rows = [[compact(figures[index], Unit.SECONDS) for _, _, figures in quantiles] for index in range(len(cells))]
    data.append(hover_points([cell.wait_p99_s.mean for cell in cells], template, rows, results))
    layout = day_layout(results, margin, 300)
    top = max((figure.high or figure.mean or 0.0 for _, _, figures in quantiles for figure in figures), default=0.0)
    if results.target_s < 4 * top or top == 0:  # a target far above all waits would press them flat
        top = max(top, results.target_s * 1.2)
        layout["shapes"] = [_target_line(results.target_s)]
        layout["annotations"] = [_target_label(results.target_s)]
    layout["yaxis"] = scale(top, duration, 6, CLOCK_STEPS)
    return Chart({"data": data, "layout": layout}, _wait_summary(results), 300)


def _wait_summary(results: Results) -> str:
    longest = max(results.intervals, key=lambda interval: interval.cell.wait_p99_s.mean or 0.0, default=None)
    if longest is None or not longest.cell.wait_p99_s.mean:
        return text("Nobody waited.")
    return text(
        "Longest waits at {when}: one contact in a hundred waited over {wait}.",
        when=Day(results.intervals, results.interval_s).span(longest.index, longest.index),
        wait=duration(longest.cell.wait_p99_s.mean),
    )


def _target_line(target_s: float) -> Data:
    ends = {"xref": "paper", "x0": 0, "x1": 1, "y0": target_s, "y1": target_s}
    return {"type": "line", **ends, "line": {"color": "$ink", "width": 1.2, "dash": "dash"}}


def _target_label(target_s: float) -> Data:
    return {
        "xref": "paper",
        "x": 1,
        "y": target_s,
        "xanchor": "right",
        "yanchor": "bottom",
        "showarrow": False,
        "text": words(text("target {target}", target=duration(target_s))),
        "font": {"color": "$ink", "size": 12},
    }


def group_staff(results: Results, name: str) -> Chart:
    """Agents of a group over the day: signed on, and busy among them."""
    cells = results.group_intervals[name]
    starts, step = [interval.start_s for interval in results.intervals], results.interval_s
    staff = [cell.staff.mean for cell in cells]
    filled = {"fill": "tozeroy", "fillcolor": "$teal_faint", "line": {"width": 0, "shape": "hv"}}
    signed_on, busy = text("Signed on: {staff}", staff=place(0)), text("Occupancy: {occupancy}", occupancy=place(1))
    rows = [[compact(cell.staff, Unit.AGENTS), compact(cell.occupancy, Unit.SHARE)] for cell in cells]
    data = [
        {**steps(starts, step, [_busy(cell) for cell in cells], "$teal"), **filled},
        steps(starts, step, staff, "$ink"),
        hover_points(staff, f"{signed_on}<br>{busy}", rows, results),
    ]
    layout = day_layout(results, 40, 170)
    layout["margin"] = {"l": 40, "r": 8, "t": 6, "b": 24}
    layout["yaxis"] = scale(max((value or 0.0 for value in staff), default=0.0), _number, 4)
    layout["xaxis"] |= hours(results, 4)
    return Chart({"data": data, "layout": layout}, _group_summary(results, name), 170)


def _busy(cell: GroupCell) -> float | None:
    if cell.staff.mean == 0.0:
        return 0.0  # a gap would be filled from one day to the next
    if cell.staff.mean is None or cell.occupancy.mean is None:
        return None
    return cell.staff.mean * cell.occupancy.mean


def _group_summary(results: Results, name: str) -> str:
    cells = results.group_intervals[name]
    measured = [(cell.occupancy.mean, index) for index, cell in enumerate(cells) if cell.occupancy.mean is not None]
    if not measured:
        return text("{group}: nobody was signed on.", group=name)
    most, index = max(measured)
    return text(
        "{group}: busiest at {when} with an occupancy of {occupancy}.",
        group=name,
        when=Day(results.intervals, results.interval_s).span(index, index),
        occupancy=percent(most),
    )


def _number(value: float) -> str:
    return trimmed(value, 3)
