"""A tuning's answer as a page: the same words and tables as on the terminal, without scripts."""

from __future__ import annotations

from collections.abc import Iterator

from simulation.planning.tuning.judge import Answer
from simulation.report.gates.tables import Rows, gate_table, part_tables
from simulation.report.gates.terminal import reasons
from simulation.report.markup import Html, tag
from simulation.report.plain_page import plain_page, plain_table
from simulation.report.tuning.words import basis, change_table, footnote, headline, objective_words, origin

MARK = "<!-- peakline: tuning -->"
"""How an earlier page is known."""


def page(answer: Answer) -> str:
    """The whole page, in the language in use."""
    lead = [tag("p", sentence) for sentence in (*basis(answer), objective_words(answer.tuning))]
    body = [
        tag("header", tag("h1", answer.tuning.name), tag("p", tag("strong", headline(answer))), lead),
        tag("main", list(_tables(answer))),
        tag("footer", tag("p", footnote(), class_="quiet"), tag("p", origin(answer), class_="quiet")),
    ]
    return plain_page(answer.tuning.name, body, MARK)


def _tables(answer: Answer) -> Iterator[Html]:
    if answer.found.changes:
        yield _table(change_table(answer))
    for stage in answer.outcome.stages if answer.outcome else ():
        yield _table(gate_table(stage, stage.gates))
        yield from (tag("p", sentence) for sentence in reasons(stage))
        yield from map(_table, part_tables(stage))


def _table(rows: Rows) -> Html:
    return plain_table(rows.title, rows.heads, rows.rows)
