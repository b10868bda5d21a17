"""The page of a day that is under way: whether it meets its goals, what comes, what would change it; no scripts."""

from __future__ import annotations

from importlib.resources import files

from routing.words.messages import text
from simulation.checks.check import CheckTable
from simulation.planning.today.answer import Answer
from simulation.report.html_tables import scroll
from simulation.report.markup import Html, tag
from simulation.report.numbers import NONE, decimal, goal_percent, percent
from simulation.report.plain_page import plain_page
from simulation.report.today.charts import goal_chart, lever_chart, volume_chart
from simulation.report.today.document import FORMAT
from simulation.report.today.figures import number, share, time_of
from simulation.report.today.words import headline, sentences, tables, warnings

MARK = f"<!-- peakline: {FORMAT} -->"
SURE, LOST = 0.9, 0.5


def answer_page(answer: Answer) -> str:
    """The whole page, in the language in use."""
    question = answer.question
    said = list(sentences(answer))
    body = [
        tag(
            "header",
            tag("p", tag("b", question.name), f" · {question.scenario.name} · {time_of(answer, 0.0)}", class_="origin"),
            tag("h1", headline(answer)),
            tag("ul", _cards(answer), class_="cards"),
            [tag("p", warning, class_="missed") for warning in warnings(question)],
        ),
        tag(
            "main",
            [tag("p", sentence) for sentence in said],
            [goal_chart(answer, goal) for goal in range(len(answer.base.goals))],
            lever_chart(answer),
            volume_chart(answer),
            [_table(table) for table in tables(answer)],
        ),
    ]
    style = files("simulation.report.today").joinpath("page.css").read_text(encoding="utf-8")
    return plain_page(question.name, body, mark=MARK, style=style)


def _cards(answer: Answer) -> list[Html]:
    """The figures to be seen first."""
    found = []
    for goal in answer.base.goals:
        state = "held" if goal.meets >= SURE else "missed" if goal.meets < LOST else "undecided"
        what = text("{goal}: goal of {limit} reached", goal=goal.name, limit=goal_percent(goal.limit))
        spread = text(
            "{share} expected, {low} to {high}",
            share=share(goal.share.mean),
            low=share(goal.share.p10),
            high=share(goal.share.p90),
        )
        found.append(_card(what, percent(goal.meets, 0), spread, state))
    volume = answer.base.rest_volume
    spread = text("{low} to {high}", low=number(volume.p10), high=number(volume.p90))
    found.append(_card(text("still to come"), number(volume.mean), spread, None))
    situation = answer.question.situation
    if situation is not None:
        by = text("done with by {time}", time=time_of(answer, answer.base.cleared.p50))
        count = situation.waiting_count
        found.append(_card(text("wait now"), decimal(count), by if count else text("nobody"), None))
    return found


def _card(what: str, figure: str, more: str, state: str | None) -> Html:
    return tag("li", tag("span", what, class_="what"), tag("b", figure), tag("span", more), class_=state)


def _table(table: CheckTable) -> Html:
    heads = [tag("th", column.title, scope="col") for column in table.columns]
    rows = []
    for row in table.rows:
        cells = [
            tag(
                "td", value if isinstance(value, str) else NONE if value is None else decimal(value, column.digits or 0)
            )
            for value, column in zip(row[1:], table.columns[1:], strict=True)
        ]
        rows.append(tag("tr", tag("th", str(row[0]), scope="row"), cells))
    inner = tag("table", tag("caption", table.title), tag("thead", tag("tr", heads)), tag("tbody", rows))
    return scroll(table.title, inner)
