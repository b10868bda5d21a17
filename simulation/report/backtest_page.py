"""``backtest.html``: the answer of a back-test as one file that opens anywhere, in the style of ``report.html``."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan

from routing.words.messages import text
from simulation.backtest.answer import Answer
from simulation.backtest.figures import MEASURES, WAIT
from simulation.report.backtest_tables import TextTable, backtest_tables, measure_name
from simulation.report.backtest_words import backtest_words, footnotes
from simulation.report.charts import Chart, Data, axis, plain_layout, scale
from simulation.report.html import figure, swatch, whole
from simulation.report.html_tables import scroll
from simulation.report.markup import Html, join, tag
from simulation.report.numbers import decimal, percent

HEIGHT = 240


def backtest_page(answer: Answer) -> str:
    """The whole of ``backtest.html``, in the language in use."""
    charts = {name: day_chart(answer, number) for number, name in enumerate(MEASURES)}
    first, *others = backtest_words(answer)
    body = [
        tag("header", tag("h1", first), tag("ul", [tag("li", words) for words in others], class_="notes")),
        tag("main", _tables(answer), _charts(answer, charts)),
        tag("footer", [tag("p", words) for words in footnotes()]),
    ]
    return whole(answer.name, join(body), charts)


def _tables(answer: Answer) -> Iterator[Html]:
    for table in backtest_tables(answer):
        yield tag("h2", table.title)
        yield _table(table)


def _table(table: TextTable) -> Html:
    head = tag("thead", tag("tr", [tag("th", name, scope="col") for name in ("", *table.heads)]))
    rows = [tag("tr", tag("th", row[0], scope="row"), [tag("td", cell) for cell in row[1:]]) for row in table.rows]
    return scroll(table.title, tag("table", head, tag("tbody", rows)))


def _charts(answer: Answer, charts: dict[str, Chart]) -> Iterator[Html]:
    yield tag("h2", text("Day by day"))
    legend = [
        swatch(text("observed"), "background:var(--ink)"),
        swatch(text("foretold"), "color:var(--blue)", "line"),
        swatch(text("nine in ten simulated days"), "background:var(--blue-faint)"),
    ]
    for score, (name, chart) in zip(answer.scores, charts.items(), strict=True):
        yield figure(name, chart, measure_name(score, answer.target_s), legend)


def day_chart(answer: Answer, number: int) -> Chart:
    """A measure of each day: as foretold, with the band of the simulated days, and as observed."""
    dates = [day.date.isoformat() for day in answer.days]
    sides = {
        name: [float(getattr(day, name)[number]) for day in answer.days]
        for name in ("observed", "foretold", "low", "high")
    }
    known = {name: [None if isnan(value) else value for value in values] for name, values in sides.items()}
    band = {"type": "scatter", "mode": "lines", "x": dates, "hoverinfo": "skip", "line": {"width": 0}}
    write = decimal if number == WAIT else _whole_percent
    data: list[Data] = [
        {**band, "y": known["low"]},
        {**band, "y": known["high"], "fill": "tonexty", "fillcolor": "$blue_faint"},
        {
            **_points(dates, known["foretold"], text("foretold")),
            "mode": "lines",
            "line": {"color": "$blue", "width": 2},
        },
        {
            **_points(dates, known["observed"], text("observed")),
            "mode": "markers",
            "marker": {"color": "$ink", "size": 6},
        },
    ]
    top = max((value for values in known.values() for value in values if value is not None), default=0.0)
    marks = {"tickvals": dates, "ticktext": [f"{day.date:%m-%d}" for day in answer.days]}
    days = {**axis(), "type": "date", **marks}
    layout = {**plain_layout(52, HEIGHT), "hovermode": "x", "xaxis": days, "yaxis": scale(top, write)}
    return Chart({"data": data, "layout": layout}, _summary(known["observed"], known["low"], known["high"]), HEIGHT)


def _whole_percent(share: float) -> str:
    return percent(share, 0)


def _points(dates: list[str], values: list[float | None], name: str) -> Data:
    return {"type": "scatter", "x": dates, "y": values, "name": name}


def _summary(observed: list[float | None], low: list[float | None], high: list[float | None]) -> str:
    inside = [
        least <= value <= most
        for value, least, most in zip(observed, low, high, strict=True)
        if value is not None and least is not None and most is not None
    ]
    return text("{inside} of {days} days lie in the band.", inside=sum(inside), days=len(inside))
