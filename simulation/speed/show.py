"""Speeds on a terminal or in a pipe, as Markdown, and as the JSON of a comparison."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import IO, Any

from simulation.report.json_file import dump_document
from simulation.report.markdown import escaped
from simulation.report.terminal import Printer, print_with
from simulation.speed.compare import SpeedComparison, Verdict
from simulation.speed.suite import Speed
from simulation.speed.tables import (
    Table,
    comparison_table,
    comparison_words,
    origin_words,
    rule_words,
    speed_table,
    speed_words,
)

PIPE_WIDTH = 120
"""Columns of text where the output is not a terminal: a figure with its baseline, ratio and limit in one row."""
COMPARED = "speed-compare/1"
STYLES = {Verdict.PASS: "bold green", Verdict.FAIL: "bold red", Verdict.UNDECIDED: "bold yellow"}
MARK = '<!-- "peakline": "speed/1" -->'
"""The first line of our Markdown, by which a later answer may take its place."""


def print_speed(speed: Speed, *, file: IO[str] | None = None, width: int | None = None) -> None:
    """Print a run; parameters as for :func:`simulation.report.terminal.print_with`."""
    style = STYLES[Verdict.PASS if speed.kept else Verdict.FAIL]
    _print(speed_words(speed), speed_table(speed), origin_words(speed), style=style, file=file, width=width)


def print_speed_comparison(
    comparison: SpeedComparison, *, file: IO[str] | None = None, width: int | None = None
) -> None:
    """Print a comparison; parameters as for :func:`simulation.report.terminal.print_with`."""
    words, notes = comparison_words(comparison), [rule_words(comparison)]
    _print(words, comparison_table(comparison), notes, style=STYLES[comparison.verdict], file=file, width=width)


def speed_markdown(speed: Speed) -> str:
    """A run as Markdown."""
    return _markdown(speed_words(speed), speed_table(speed), origin_words(speed))


def comparison_markdown(comparison: SpeedComparison) -> str:
    """A comparison as Markdown."""
    return _markdown(comparison_words(comparison), comparison_table(comparison), [rule_words(comparison)])


def dump_speed_comparison(comparison: SpeedComparison) -> str:
    """A comparison as JSON text, ending in a newline."""
    document: dict[str, Any] = {
        "peakline": COMPARED,
        "verdict": comparison.verdict.value,
        "passed": comparison.verdict is Verdict.PASS,
        "floor": comparison.floor,
        "figures": [asdict(change) for change in comparison.changes],
        "only_base": list(comparison.only_base),
        "only_new": list(comparison.only_new),
        "missing": list(comparison.missing),
        "unjudged": list(comparison.unjudged),
        "wrong": list(comparison.wrong),
        "notes": list(comparison.notes),
    }
    return dump_document(document)


def _print(
    words: Sequence[str], table: Table, notes: Sequence[str], *, style: str, file: IO[str] | None, width: int | None
) -> None:
    def printing(printer: Printer) -> None:
        printer.line(words[0], style)
        for sentence in words[1:]:
            printer.line(sentence)
        columns = list(zip(table.heads, *table.rows, strict=True))
        printer.lines("", columns[0][1:], columns[1:])
        printer.console.print()
        for note in notes:
            printer.line(note, "dim")

    piped = file is None and not sys.stdout.isatty()
    print_with(printing, file=file, width=PIPE_WIDTH if piped and width is None else width)


def _markdown(words: Sequence[str], table: Table, notes: Sequence[str]) -> str:
    lines = [MARK, f"**{escaped(words[0])}**", *map(escaped, words[1:])]
    rule = "|".join(["---", *["--:" for _ in table.heads[1:]]])
    rows = [" | ".join(map(escaped, row)) for row in (table.heads, *table.rows)]
    drawn = "\n".join(f"| {row} |" for row in rows[:1]) + f"\n|{rule}|\n" + "\n".join(f"| {row} |" for row in rows[1:])
    return "\n\n".join([*lines, drawn, *map(escaped, notes)]) + "\n"
