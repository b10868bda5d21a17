"""The page of a staffing search: heat table of the staff, the day before and after, what binds; without scripts."""

from __future__ import annotations

from routing.words.messages import text
from simulation.checks.check import CheckTable
from simulation.planning.staffing.answer import Answer
from simulation.report.charts import round_marks
from simulation.report.html_tables import scroll
from simulation.report.markup import Html, tag
from simulation.report.numbers import decimal
from simulation.report.plain_page import plain_page
from simulation.report.staffing.document import FORMAT
from simulation.report.staffing.words import cell_table, headline, sentences, staff_table, value_table, warnings

MARK = f"<!-- peakline: {FORMAT} -->"
WIDTH, HEIGHT, LEFT, BELOW = 720, 180, 30, 18
"""Of the chart, in its own units; room for the numbers of agents beside it, and for the times below."""
STYLE = ".heads { display: block; width: 100%; min-width: 560px; height: auto; }"


def answer_page(answer: Answer) -> str:
    """The whole page, in the language in use."""
    name = answer.crew.scenario.name
    body = [
        tag(
            "header",
            tag("p", tag("b", name), class_="origin"),
            tag("h1", headline(answer), class_="held" if answer.met else "missed"),
            [tag("p", sentence) for sentence in sentences(answer)],
            [tag("p", warning, class_="missed") for warning in warnings(answer)],
        ),
        tag(
            "main",
            _chart(answer),
            _table(staff_table(answer), heat=len(answer.crew.groups)),
            _table(value_table(answer), heat=len(answer.crew.groups)),
            _table(cell_table(answer)),
        ),
    ]
    return plain_page(name, body, mark=MARK, style=STYLE)


def _chart(answer: Answer) -> Html:
    """All agents by interval: the answer as a line, the scenario's own staff dashed."""
    after, before = answer.staff.sum(axis=0).tolist(), answer.crew.staff.sum(axis=0).tolist()
    top = max(*after, *before, 1)
    title = text("Agents by interval: the answer (line) and the scenario's own staff (dashed), up to {top}", top=top)
    lines = [
        tag("path", d=_steps(before, top), fill="none", stroke="currentColor", stroke_dasharray="4 4", opacity="0.6"),
        tag("path", d=_steps(after, top), fill="none", stroke="currentColor", stroke_width="2"),
    ]
    box = f"{-LEFT} -6 {WIDTH + LEFT + 6} {HEIGHT + BELOW + 6}"
    marks = [*_heads_axis(top), *_times_axis([str(row[0]) for row in staff_table(answer).rows])]
    picture = tag("svg", tag("title", title), marks, lines, viewBox=box, role="img", class_="heads")
    return tag("figure", scroll(title, picture), tag("figcaption", title, class_="quiet"))


def _heads_axis(top: int) -> list[Html]:
    """Lines across with their numbers of agents."""
    marks = []
    for heads in round_marks(top, 5):
        y = _height(heads, top)
        marks.append(
            tag("line", x1="0", x2=f"{WIDTH}", y1=f"{y:.1f}", y2=f"{y:.1f}", stroke="currentColor", opacity="0.15")
        )
        marks.append(_label(decimal(heads), -5, y + 3.5, "end"))
    return marks


def _times_axis(starts: list[str]) -> list[Html]:
    """The starts of a dozen intervals at most."""
    every = -(-len(starts) // 12)
    return [
        _label(start, at * WIDTH / len(starts), HEIGHT + 13, "middle" if at else "start")
        for at, start in enumerate(starts)
        if at % every == 0
    ]


def _label(words: str, x: float, y: float, anchor: str) -> Html:
    return tag("text", words, x=f"{x:.1f}", y=f"{y:.1f}", font_size="10", fill="currentColor", text_anchor=anchor)


def _height(heads: float, top: int) -> float:
    return HEIGHT - (HEIGHT - 4) * heads / top


def _steps(heads: list[int], top: int) -> str:
    width = WIDTH / len(heads)
    heights = [_height(count, top) for count in heads]
    return "M" + " L".join(
        f"{x:.1f},{height:.1f}" for at, height in enumerate(heights) for x in (at * width, (at + 1) * width)
    )


def _table(table: CheckTable, heat: int = 0) -> Html:
    """A table; the first ``heat`` columns of numbers are shaded by their part of the greatest."""
    numbers = [value for row in table.rows for value in row[1 : heat + 1] if isinstance(value, int | float)]
    top = max([*numbers, 1e-9])
    heads = [tag("th", column.title, scope="col") for column in table.columns]
    rows = []
    for row in table.rows:
        cells = []
        for place, value in enumerate(row[1:]):
            column = table.columns[place + 1]
            shown = value if isinstance(value, str) else decimal(value or 0, column.digits or 0)
            share = round(60 * float(value) / top) if place < heat and isinstance(value, int | float) else None
            shade = None if share is None else f"background:color-mix(in srgb,currentColor {share // 2}%,transparent)"
            cells.append(tag("td", shown, style=shade))
        rows.append(tag("tr", tag("th", str(row[0]), scope="row"), cells))
    inner = tag("table", tag("caption", table.title), tag("thead", tag("tr", heads)), tag("tbody", rows))
    return scroll(table.title, inner)
