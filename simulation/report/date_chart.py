"""The chart of several days: who waits when each of them closes, and who came on it."""

from __future__ import annotations

import datetime as dt

from routing.words.messages import text
from simulation.measuring.results import Results
from simulation.report.charts import MOST_DATES, Chart, Data, axis, place, plain_layout, scale, words
from simulation.report.numbers import Unit, compact, decimal, trimmed, weekday

_WIDE, _NARROW = 0.76, 0.4
"""Parts of the space of a date: the bar in front is the narrower one, so that both are seen whichever is higher."""


def date_chart(results: Results, margin: int) -> Chart:
    """Contacts offered by date, and of all who came by then those who wait at its close."""
    days = results.dates
    names = [f"{weekday(dt.date.fromisoformat(each.date))}<br>{each.date[5:]}" for each in days]
    offered = [each.cell.offered.mean or 0.0 for each in days]
    waiting = [each.waiting_at_close.mean or 0.0 for each in days]
    template = "<br>".join(
        (
            f"<b>{place(0)}</b>",
            text("{offered} offered", offered=place(1)),
            text("{waiting} waiting at the close", waiting=place(2)),
        )
    )
    rows = [
        [each.date, compact(each.cell.offered, Unit.COUNT), compact(each.waiting_at_close, Unit.COUNT)] for each in days
    ]
    data = [_bars(offered, _WIDE, "$blue_faint", template, rows), _bars(waiting, _NARROW, "$orange", template, rows)]
    layout = plain_layout(margin, 250)
    step = -(-len(days) // MOST_DATES)
    layout |= {
        "barmode": "overlay",
        "hovermode": "closest",
        "xaxis": {
            **axis(),
            "showgrid": False,
            "zeroline": False,
            "range": [-0.6, len(days) - 0.4],
            "tickvals": list(range(0, len(days), step)),
            "ticktext": [names[number] for number in range(0, len(days), step)],
        },
        "yaxis": scale(max([*offered, *waiting], default=0.0), lambda value: trimmed(value, 3)),
    }
    layout["margin"]["b"] = 44
    return Chart({"data": data, "layout": layout}, _summary(results), 250, margin + 24 * len(days))


def _bars(heights: list[float], width: float, colour: str, template: str, rows: list[list[str]]) -> Data:
    return {
        "type": "bar",
        "x": list(range(len(heights))),
        "y": heights,
        "width": width,
        "marker": {"color": colour},
        "customdata": [[words(cell) for cell in row] for row in rows],
        "hovertemplate": f"{template}<extra></extra>",
    }


def _summary(results: Results) -> str:
    most = max(results.dates, key=lambda each: each.waiting_at_close.mean or 0.0)
    if not most.waiting_at_close.mean:
        return text("Nobody waits at the close of any day.")
    return text(
        "Most wait at the close of {date}: {count} on average.",
        date=most.date,
        count=decimal(most.waiting_at_close.mean, 1),
    )
