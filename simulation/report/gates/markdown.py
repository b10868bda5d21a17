"""A suite's answer as Markdown for a comment on a pull request: verdict and gates first, the rest folded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from routing.words.messages import text
from simulation.gates.decide import Word
from simulation.gates.outcome import StageOutcome, SuiteOutcome
from simulation.report.gates.tables import Rows, gate_table, part_tables
from simulation.report.gates.terminal import definition, reasons
from simulation.report.gates.words import basis, change_words, headline, origin
from simulation.report.markdown import escaped
from simulation.report.names import tame
from simulation.report.numbers import decimal

MARK = "<!-- peakline: policy-suite-results/1 -->"
"""First line of the file: how an earlier answer is known, by ``--markdown`` and by what updates a comment."""
SIGNS = {Word.PASS: "✅", Word.FAIL: "❌", Word.UNDECIDED: "⚠️"}


def markdown(outcome: SuiteOutcome) -> str:
    """The answer as GitHub-flavoured Markdown, ending in a newline."""
    return "\n".join(_lines(outcome)) + "\n"


def _lines(outcome: SuiteOutcome) -> Iterator[str]:
    yield MARK
    yield f"## {SIGNS[outcome.word]} {escaped(headline(outcome))}"
    yield ""
    yield escaped(" ".join(basis(outcome)))
    for stage in outcome.stages:
        yield ""
        yield from _gates(stage)
    yield ""
    heading = text("What changes in the policy")
    yield f"### {escaped(heading)}"
    yield ""
    for sentence in change_words(outcome):
        yield f"* {escaped(sentence)}"
    for stage in outcome.stages:
        for table in part_tables(stage):
            yield ""
            yield from folded(table)
    yield ""
    yield f"<sub>{escaped(definition())} {escaped(origin(outcome))}</sub>"


def _gates(stage: StageOutcome) -> Iterator[str]:
    """The gates that do not pass, and folded those that do: a comment should be short where all is well."""
    shown = gate_table(stage, stage.gates)
    rows = [
        (gate.word, (row[0], f"{SIGNS[gate.word]} {row[1]}", *row[2:]))
        for row, gate in zip(shown.rows, stage.gates, strict=True)
    ]
    open_ = [row for word, row in rows if word is not Word.PASS]
    passed = tuple(row for word, row in rows if word is Word.PASS)
    yield f"### {escaped(shown.title)}"
    yield ""
    if open_:
        yield from table_lines(shown.heads, open_)
        yield ""
    for sentence in reasons(stage):
        yield escaped(sentence)
        yield ""
    if passed:
        title = text("{count} of {all} gates pass", count=decimal(len(passed)), all=decimal(len(rows)))
        yield from folded(Rows(title, shown.heads, passed))


def folded(table: Rows) -> Iterator[str]:
    """A table that a click opens."""
    title = escape(tame(table.title)).replace("@", "&#64;")  # as in `escaped`, where Markdown is not read
    yield f"<details><summary>{title}</summary>"
    yield ""
    yield from table_lines(table.heads, table.rows)
    yield ""
    yield "</details>"


def table_lines(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A table, its first column to the left, the others to the right."""
    names = [escaped(head) for head in heads]
    yield f"| {' | '.join(names)} |"
    yield f"|{'|'.join([':--', *('--:' for _ in names[1:])])}|"
    for row in rows:
        yield f"| {' | '.join(map(escaped, row))} |"
