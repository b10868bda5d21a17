"""A training's answer on a terminal, or in a pipe."""

from __future__ import annotations

from typing import IO

from routing.words.messages import text
from simulation.planning.training.judge import Answer
from simulation.report.gates.terminal import print_rows
from simulation.report.terminal import Printer, print_with
from simulation.report.training.words import basis, curve, footnote, headline, origin, plan_words


def print_answer(answer: Answer, *, file: IO[str] | None = None, width: int | None = None) -> None:
    """Print the answer; parameters as for :func:`simulation.report.terminal.print_with`."""
    print_with(lambda printer: _print(answer, printer), file=file, width=width)


def _print(answer: Answer, printer: Printer) -> None:
    printer.line(headline(answer), "bold green" if answer.better else "bold yellow")
    for sentence in basis(answer):
        printer.line(sentence)
    if len(answer.points) > 1:
        printer.console.print()
        printer.line(text("Whom to train"), "bold")
        for sentence in plan_words(answer.training, answer.points[-1].plan):
            printer.line(sentence, indent=2)
        print_rows(printer, curve(answer))
    printer.console.print()
    printer.line(footnote(), "dim")
    printer.line(origin(answer), "dim")
