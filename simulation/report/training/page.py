"""A training's answer as a page: the same words and tables as on the terminal, without scripts."""

from __future__ import annotations

from simulation.planning.training.judge import Answer
from simulation.report.markup import tag
from simulation.report.plain_page import plain_page, plain_table
from simulation.report.training.words import basis, curve, footnote, headline, origin, plan_words

MARK = "<!-- peakline: training -->"
"""How an earlier page is known."""


def page(answer: Answer) -> str:
    """The whole page, in the language in use."""
    rows = curve(answer)
    plan = [tag("li", sentence) for sentence in plan_words(answer.training, answer.points[-1].plan)]
    lead = [tag("p", sentence) for sentence in basis(answer)]
    body = [
        tag("header", tag("h1", answer.training.name), tag("p", tag("strong", headline(answer))), lead),
        tag("main", tag("ul", plan) if plan else None, plain_table(rows.title, rows.heads, rows.rows)),
        tag("footer", tag("p", footnote(), class_="quiet"), tag("p", origin(answer), class_="quiet")),
    ]
    return plain_page(answer.training.name, body, MARK)
