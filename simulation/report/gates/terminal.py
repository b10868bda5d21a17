"""A suite's answer on a terminal, or in a pipe: the verdict, the gates, then part by part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import IO

from routing.words.messages import text
from simulation.gates.decide import Word
from simulation.gates.outcome import GateOutcome, StageOutcome, SuiteOutcome
from simulation.report.gates.tables import Rows, gate_table, part_tables
from simulation.report.gates.words import basis, change_words, gate_title, headline, origin
from simulation.report.terminal import Printer, print_with

MOST_GATES = 12
"""So many gates of a scenario are shown even if all pass."""

STYLES = {Word.PASS: "bold green", Word.FAIL: "bold red", Word.UNDECIDED: "bold yellow"}


def print_outcome(outcome: SuiteOutcome, *, file: IO[str] | None = None, width: int | None = None) -> None:
    """Print the answer; parameters as for :func:`simulation.report.terminal.print_with`."""
    print_with(lambda printer: _print(outcome, printer), file=file, width=width)


def _print(outcome: SuiteOutcome, printer: Printer) -> None:
    printer.line(headline(outcome), STYLES[outcome.word])
    for sentence in basis(outcome):
        printer.line(sentence)
    printer.console.print()
    printer.line(text("What changes in the policy:"))
    for sentence in change_words(outcome):
        printer.line(sentence, indent=2)
    for stage in outcome.stages:
        _print_gates(printer, stage)
    for stage in outcome.stages if outcome.changes else ():
        for table in part_tables(stage):
            print_rows(printer, table)
    printer.console.print()
    printer.line(definition(), "dim")
    printer.line(origin(outcome), "dim")


def _print_gates(printer: Printer, stage: StageOutcome) -> None:
    """The gates of a scenario; of many, those that do not pass."""
    shown = [gate for gate in stage.gates if len(stage.gates) <= MOST_GATES or gate.word is not Word.PASS]
    if shown:
        print_rows(printer, _without_days(gate_table(stage, shown)))
    for sentence in reasons(stage):
        printer.line(sentence)
    if passed := len(stage.gates) - len(shown):
        printer.console.print()
        words = text(
            "{scenario}: {count} of {all} gates pass; --markdown and --json have their figures.",
            scenario=stage.name,
            count=passed,
            all=len(stage.gates),
        )
        printer.line(words)


def reasons(stage: StageOutcome) -> Iterator[str]:
    """What there is to say about gates besides their figures."""
    for gate in stage.gates:
        title = gate_title(gate.gate, stage)
        if gate.reason and gate.word is Word.FAIL:
            yield text("{gate}: {reason}", gate=title, reason=gate.reason)
        if gate.word is Word.FAIL and base_is_beyond(gate):
            yield text("{gate}: the base is beyond the limit too.", gate=title)


def base_is_beyond(outcome: GateOutcome) -> bool:
    """Whether the figure of the base, too, is on the wrong side of a limit that is not about the difference."""
    gate = outcome.gate
    return not gate.paired and outcome.base is not None and gate.better * (outcome.base - gate.limit) < 0


def definition() -> str:
    """What the intervals of both kinds of tables are."""
    return text(
        "A gate passes when its interval lies wholly within the limit, and fails when it lies wholly beyond; its two "
        "ends have the errors said above, over all looks. ± in the other tables is a 95% interval of that one "
        "difference."
    )


def _without_days(table: Rows) -> Rows:
    """Without the last column, which would break the table in two where it is 100 columns wide."""
    return replace(table, heads=table.heads[:-1], rows=tuple(row[:-1] for row in table.rows))


def print_rows(printer: Printer, table: Rows) -> None:
    """A table of strings."""
    columns = [[head, *(row[place] for row in table.rows)] for place, head in enumerate(table.heads)]
    printer.lines(table.title, [row[0] for row in table.rows], columns[1:])
