"""What each change of a tuning is worth, as a picture without scripts: a point with its interval for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from routing.words.messages import text
from simulation.measuring.results import Figure
from simulation.planning.tuning.judge import Answer
from simulation.report.charts import round_marks
from simulation.report.compare.numbers import signed
from simulation.report.html_tables import scroll
from simulation.report.markup import Html, tag
from simulation.report.tuning.words import DIGITS, change, change_label

WIDTH, ROW, SIDE, ABOVE, BELOW = 460, 46, 12, 10, 26
"""Of the picture, in its own units: a row has its name above its line."""

STYLE = """
.worth svg { width: 100%; min-width: 520px; max-width: 760px; height: auto; display: block; }
.worth text { font-size: 13px; fill: var(--ink); font-variant-numeric: tabular-nums; paint-order: stroke;
  stroke: var(--page); stroke-width: 4px; }
.worth text.number { fill: var(--muted); }
.worth .rule { stroke: var(--rule); }
.worth .zero { stroke: var(--muted); stroke-dasharray: 3 3; }
.worth .line { stroke: var(--blue); stroke-width: 7; stroke-linecap: round; opacity: 0.35; }
.worth .point { fill: var(--blue); }
.worth .all .line { stroke: var(--violet); }
.worth .all .point { fill: var(--violet); }
.worth .all text { font-weight: 650; }
"""
"""What the page of a tuning needs beside the style of all reports."""

Row = tuple[str, Figure, bool]
"""A name, a difference of objectives, and whether it is that of all changes together."""


def figure(answer: Answer) -> Html | None:
    """The picture; None where nothing is changed, or no worth is known."""
    rows = list(_rows(answer))
    if not rows:
        return None
    ends = [end for _, worth, _ in rows for end in (worth.low, worth.mean, worth.high) if end is not None]
    low, high = min(*ends, 0.0), max(*ends, 1e-9)
    height = ROW * len(rows)

    def place(worth: float) -> float:
        return WIDTH * (worth - low) / (high - low)

    marks = [mark for value in round_marks(high, 4) for mark in _mark(place(value), value, height)]
    zero = f"{place(0.0):.1f}"
    marks.append(tag("line", class_="zero", x1=zero, x2=zero, y1="0", y2=f"{height}"))
    lines = [_line(row, number, place) for number, row in enumerate(rows)]
    title = text("What each change is worth")
    box = f"{-SIDE} {-ABOVE} {WIDTH + 3 * SIDE} {height + ABOVE + BELOW}"
    picture = tag("svg", tag("title", title), marks, lines, viewBox=box, role="img")
    caption = text(
        "Gain of the objective with its 95% interval: of each change by the days of the search, the others kept; of "
        "all together by the days of the check."
    )
    parts = tag("figcaption", caption), scroll(title, picture)
    return tag("section", tag("h2", title), tag("figure", *parts, class_="worth"))


def _rows(answer: Answer) -> Iterator[Row]:
    for each in answer.found.changes:
        if each.gain is not None:
            yield change_label(each), each.gain, False
    if answer.difference is not None:
        yield text("all changes together, other customers"), answer.difference, True


def _mark(x: float, value: float, height: int) -> Iterator[Html]:
    at = f"{x:.1f}"
    yield tag("line", class_="rule", x1=at, x2=at, y1="0", y2=f"{height}")
    yield tag("text", signed(value, DIGITS), class_="number", x=at, y=f"{height + 18}", text_anchor="middle")


def _line(row: Row, number: int, place: Callable[[float], float]) -> Html:
    name, worth, is_all = row
    mean = worth.mean or 0.0
    low, high = (mean if end is None else end for end in (worth.low, worth.high))
    top = ROW * number
    y = f"{top + 32}"
    parts = [
        tag("title", f"{name}: {change(worth)}"),
        tag("text", name, x="0", y=f"{top + 15}"),
        tag("line", class_="line", x1=f"{place(low):.1f}", x2=f"{place(high):.1f}", y1=y, y2=y),
        tag("circle", class_="point", cx=f"{place(mean):.1f}", cy=y, r="4.5"),
    ]
    return tag("g", parts, class_="all" if is_all else None)
