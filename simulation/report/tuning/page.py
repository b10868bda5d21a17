"""A tuning's answer as a page: words, figures, a chart and tables, without scripts."""

from __future__ import annotations

from collections.abc import Iterator

from routing.words.messages import text
from simulation.gates.decide import Word
from simulation.planning.tuning.judge import Answer, Verdict
from simulation.report.compare.numbers import signed
from simulation.report.gates.tables import Rows, gate_table, part_tables
from simulation.report.gates.terminal import reasons
from simulation.report.key_figures import KeyFigure, key_figures
from simulation.report.markup import Html, tag
from simulation.report.numbers import decimal
from simulation.report.plain_page import plain_page, plain_table
from simulation.report.tuning.chart import STYLE, figure
from simulation.report.tuning.words import (
    DIGITS,
    basis,
    change_table,
    footnote,
    headline,
    objective_words,
    origin,
    value,
)

MARK = "<!-- peakline: tuning -->"
"""How an earlier page is known."""
STATES = {
    Verdict.BETTER: "held",
    Verdict.NOTHING_BETTER: "undecided",
    Verdict.NOT_SHOWN: "undecided",
    Verdict.UNCHECKED: "undecided",
    Verdict.GATES: "missed",
}
"""The colour of the verdict."""


def page(answer: Answer) -> str:
    """The whole page, in the language in use."""
    body = [
        tag(
            "header",
            tag("p", tag("b", answer.tuning.name), class_="origin"),
            tag("h1", headline(answer), class_=STATES[answer.verdict]),
            [tag("p", sentence) for sentence in (*basis(answer), objective_words(answer.tuning))],
            key_figures(_figures(answer)),
        ),
        tag("main", figure(answer), list(_tables(answer))),
        tag("footer", tag("p", footnote(), class_="quiet"), tag("p", origin(answer), class_="quiet")),
    ]
    return plain_page(answer.tuning.name, body, MARK, STYLE)


def _figures(answer: Answer) -> Iterator[KeyFigure]:
    """The few figures to remember."""
    found, gain = answer.found, answer.difference
    if gain is not None and answer.old_value is not None and answer.new_value is not None:
        said = text("from {old} to {new}", old=value(answer.old_value), new=value(answer.new_value))
        yield text("Gain"), signed(gain.mean or 0.0, DIGITS), said
    if answer.outcome is not None:
        passed = answer.outcome.count(Word.PASS)
        yield text("Gates that pass"), decimal(passed), text("of {all}", all=decimal(len(answer.outcome.gates)))
    parameters = decimal(len(answer.tuning.space.parameters))
    yield text("Changes"), decimal(len(found.changes)), text("of {all} parameters", all=parameters)
    yield text("Policies tried"), decimal(found.candidates), text("on {days} days in all", days=decimal(found.days))


def _tables(answer: Answer) -> Iterator[Html]:
    if answer.found.changes:
        yield _table(change_table(answer))
    for stage in answer.outcome.stages if answer.outcome else ():
        yield _table(gate_table(stage, stage.gates))
        yield from (tag("p", sentence) for sentence in reasons(stage))
        yield from map(_table, part_tables(stage))


def _table(rows: Rows) -> Html:
    return plain_table(rows.title, rows.heads, rows.rows)
