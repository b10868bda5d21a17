"""The answer of a back-test on a terminal, or in a pipe: verdicts, errors by day and by interval."""

from __future__ import annotations

from simulation.backtest.answer import Answer
from simulation.report.backtest_tables import backtest_tables
from simulation.report.backtest_words import backtest_words, footnotes
from simulation.report.terminal import Printer, print_with


def print_backtest(answer: Answer) -> None:
    """Print the answer, laid out as those of other commands."""
    print_with(lambda printer: _print(answer, printer))


def _print(answer: Answer, printer: Printer) -> None:
    for words in backtest_words(answer):
        printer.line(words)
    for table in backtest_tables(answer):
        names = [row[0] for row in table.rows]
        columns = [[head, *(row[1 + place] for row in table.rows)] for place, head in enumerate(table.heads)]
        printer.lines(table.title, names, columns)
    printer.console.print()
    for words in footnotes():
        printer.line(words, "dim")
