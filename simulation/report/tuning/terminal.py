"""A tuning's answer on a terminal, or in a pipe."""

from __future__ import annotations

from typing import IO

from simulation.gates.decide import Word
from simulation.gates.outcome import StageOutcome
from simulation.planning.tuning.judge import Answer
from simulation.report.gates.tables import gate_table, part_tables
from simulation.report.gates.terminal import print_rows, reasons
from simulation.report.terminal import Printer, print_with
from simulation.report.tuning.words import (
    basis,
    change_table,
    change_words,
    footnote,
    gates_passed,
    headline,
    objective_words,
    origin,
)


def print_answer(answer: Answer, *, file: IO[str] | None = None, width: int | None = None) -> None:
    """Print the answer; parameters as for :func:`simulation.report.terminal.print_with`."""
    print_with(lambda printer: _print(answer, printer), file=file, width=width)


def _print(answer: Answer, printer: Printer) -> None:
    printer.line(headline(answer), "bold green" if answer.better else "bold red")
    for sentence in basis(answer):
        printer.line(sentence)
    printer.line(objective_words(answer.tuning))
    if answer.found.changes:
        printer.console.print()
        printer.line(change_table(answer).title, "bold")
    for sentence in change_words(answer):
        printer.line(sentence, indent=2)
    for stage in answer.outcome.stages if answer.outcome else ():
        _print_gates(printer, stage)
    for stage in answer.outcome.stages if answer.outcome else ():
        for table in part_tables(stage):
            print_rows(printer, table)
    printer.console.print()
    printer.line(footnote(), "dim")
    printer.line(origin(answer), "dim")


def _print_gates(printer: Printer, stage: StageOutcome) -> None:
    """The gates of a scenario that do not pass, and how many do."""
    shown = [gate for gate in stage.gates if gate.word is not Word.PASS]
    if shown:
        print_rows(printer, gate_table(stage, shown))
    for sentence in reasons(stage):
        printer.line(sentence)
    printer.console.print()
    printer.line(gates_passed(stage))
