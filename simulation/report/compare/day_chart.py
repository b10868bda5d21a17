"""How a side differs from the base over the day, interval by interval."""

from __future__ import annotations

from collections.abc import Sequence

from routing.words.messages import text
from simulation.compare.comparison import Comparison, SideFigures
from simulation.compare.measure import Kind
from simulation.measuring.results import Figure
from simulation.report.charts import Chart, Data, axis, filled_band, hour_marks, plain_layout, steps
from simulation.report.compare.gain_chart import mark_words, signed_marks
from simulation.report.compare.numbers import difference, points

HEIGHT = 180


def day_differences(comparison: Comparison, side: SideFigures) -> list[Figure] | None:
    """The difference in each interval in points or seconds; None where the side lacks one of the intervals."""
    cells, changes = comparison.of_kind(Kind.INTERVAL), side.changes[comparison.measure]
    if len(cells) < 2 or any(cell not in changes for cell in cells):
        return None
    return [points(changes[cell].difference, comparison.measure.quantity) for cell in cells]


def limits_of(comparison: Comparison) -> tuple[float, float]:
    """Lowest and highest value of all sides, 0 included, so that their charts have one scale."""
    found = [0.0]
    for side in comparison.others:
        for figure in day_differences(comparison, side) or []:
            found += [value for value in (figure.mean, figure.low, figure.high) if value is not None]
    return min(found), max(found)


def day_chart(comparison: Comparison, side: SideFigures, limits: tuple[float, float]) -> Chart | None:
    """The difference over the day with its band; None where there is none to draw."""
    figures = day_differences(comparison, side)
    if figures is None:
        return None
    low, high = limits
    step, first = comparison.interval_s, comparison.open_at_s
    starts = [first + step * place for place in range(len(figures))]
    edges = [figure.low for figure in figures], [figure.high for figure in figures]
    data: list[Data] = [
        *filled_band(starts, step, *edges, "$blue_faint"),
        steps(starts, step, [figure.mean for figure in figures], "$blue"),
    ]
    marks = signed_marks(low, high)
    layout = plain_layout(44, HEIGHT)
    layout["margin"] = {"l": 44, "r": 8, "t": 6, "b": 24}
    layout["hovermode"] = False
    times = _date_marks(comparison, starts) or hour_marks(first, starts[-1] + step, 4)
    layout["xaxis"] = {**axis(), **times, "showgrid": True}
    layout["yaxis"] = {
        **axis(),
        "range": [min(low * 1.05, marks[0]), max(high * 1.05, marks[-1]) or 1.0],
        "tickvals": marks,
        "ticktext": [mark_words(mark) for mark in marks],
        "zeroline": True,
        "zerolinecolor": "$ink",
        "zerolinewidth": 1,
    }
    return Chart({"data": data, "layout": layout}, _summary(comparison, side), HEIGHT)


def _date_marks(comparison: Comparison, starts: Sequence[int]) -> Data:
    """Where dates begin, at most four of them; nothing where intervals have none."""
    names = [cell.name.partition(" ") for cell in comparison.of_kind(Kind.INTERVAL)]
    begins = [(start, date) for start, (date, _, time) in zip(starts, names, strict=True) if time[:5] == "00:00"]
    if not begins:
        return {}
    chosen = begins[:: -(-len(begins) // 4)]
    last = starts[-1] + comparison.interval_s
    return {
        "range": [starts[0], last],
        "tickvals": [start for start, _ in chosen],
        "ticktext": [date[5:] for _, date in chosen],
    }


def _summary(comparison: Comparison, side: SideFigures) -> str:
    """Where the difference is greatest."""
    changes = side.changes[comparison.measure]
    cells = [cell for cell in comparison.of_kind(Kind.INTERVAL) if changes[cell].difference.mean is not None]
    if not cells:
        return text("There is no interval to compare.")
    most = max(cells, key=lambda cell: abs(changes[cell].difference.mean or 0.0))
    written = " ".join(difference(changes[most].difference, comparison.measure.quantity))
    return text("{side}: most at {when}, {difference}.", side=side.name, when=most.name, difference=written)
