"""A comparison on a terminal, or in a pipe: sentences, then tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from routing.words.messages import text
from simulation.compare.comparison import Comparison, Word
from simulation.report.compare.origin import definitions, origin_words
from simulation.report.compare.tables import Lines, tables
from simulation.report.compare.words import basis, headline, headline_side, other_words
from simulation.report.terminal import Printer, print_with

STYLES = {Word.BETTER: "bold green", Word.WORSE: "bold red", Word.UNDECIDED: "bold yellow", Word.SAME: "bold"}


def print_comparison(comparison: Comparison, *, file: IO[str] | None = None, width: int | None = None) -> None:
    """Print the sentences and the tables of a comparison; parameters as for :func:`print_with`."""
    print_with(lambda printer: _print(comparison, printer), file=file, width=width)


def _print(comparison: Comparison, printer: Printer) -> None:
    said = comparison.overall(headline_side(comparison)).word or Word.UNDECIDED
    printer.line(headline(comparison), STYLES[said])
    printer.line(basis(comparison))
    for sentence in other_words(comparison):
        printer.line(sentence)
    for note in comparison.notes:
        printer.console.print()
        printer.line(note)
    for table in tables(comparison):
        printer.lines(table.title, [row.name for row in table.rows], _columns(table))
    printer.console.print()
    for term, meaning in definitions(comparison):
        printer.line(text("{term}: {meaning}", term=term, meaning=meaning), "dim")
    printer.line(origin_words(comparison), "dim")


def _columns(table: Lines) -> list[Sequence[str]]:
    """Each column with its heading."""
    return [
        [head, *(row.cells[number] if row.cells else "" for row in table.rows)]
        for number, head in enumerate(table.heads)
    ]
