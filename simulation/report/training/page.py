"""A training's answer as a page without scripts: the figures, whom to train, the curve, and the table behind it."""

from __future__ import annotations

from collections.abc import Iterator

from routing.words.messages import text
from simulation.planning.training.judge import Answer
from simulation.report.compare.numbers import signed
from simulation.report.key_figures import KeyFigure, key_figures
from simulation.report.markup import tag
from simulation.report.numbers import decimal
from simulation.report.plain_page import plain_page, plain_table
from simulation.report.training.chart import STYLE, figure
from simulation.report.training.words import basis, curve, footnote, headline, length, money, origin, plan_words
from simulation.report.tuning.words import DIGITS, value

MARK = "<!-- peakline: training -->"
"""How an earlier page is known."""


def page(answer: Answer) -> str:
    """The whole page, in the language in use."""
    rows = curve(answer)
    plan = [tag("li", sentence) for sentence in plan_words(answer.training, answer.last.plan)]
    whom = [tag("h2", text("Whom to train")), tag("ul", plan)] if plan else None
    state = "held" if answer.better else "undecided"
    body = [
        tag(
            "header",
            tag("p", tag("b", answer.training.name), class_="origin"),
            tag("h1", headline(answer), class_=state),
            [tag("p", sentence) for sentence in basis(answer)],
            key_figures(_figures(answer)),
        ),
        tag("main", whom, figure(answer), plain_table(rows.title, rows.heads, rows.rows)),
        tag("footer", tag("p", footnote(), class_="quiet"), tag("p", origin(answer), class_="quiet")),
    ]
    return plain_page(answer.training.name, body, MARK, STYLE)


def _figures(answer: Answer) -> Iterator[KeyFigure]:
    """The few figures to remember, each with what it is beside."""
    last = answer.last
    yield text("Cost"), money(last.cost), text("of {all}", all=money(answer.training.budget))
    said = text("from {old} to {new}", old=value(answer.points[0].value), new=value(last.value))
    yield text("Gain"), signed(last.gain.mean or 0.0, DIGITS), said
    if answer.chance is not None:
        beaten, plans = answer.chance.beaten(last.value), len(answer.chance.plans)
        said = text("better than {beaten} of {plans}", beaten=decimal(beaten), plans=decimal(plans))
        yield text("Beyond courses at random"), signed(answer.chance.margin.mean or 0.0, DIGITS), said
    if answer.absence is not None and answer.absence.made_up_after is not None:
        after = text("working days after {days} away", days=length(answer.absence.days))
        yield text("Absence made up for"), length(answer.absence.made_up_after), after
    if answer.hires is not None:
        more = decimal(answer.hires.agents) if answer.hires.enough else f"> {decimal(answer.hires.agents)}"
        where = text("more in {group}", group=answer.hires.group)
        yield text("As good as hiring"), more, where
