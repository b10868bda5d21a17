"""``peakline check``: whether a file is right, and what it means in numbers."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from routing.words.messages import text
from simulation.commands.options import overrides_option

if TYPE_CHECKING:
    from rich.console import Console

    from simulation.checks.check import Checked, CheckTable, Column, Value

PIPE_WIDTH = 100
"""Columns of text where the output is not a terminal."""

MOST_WIDTH = 120


def command() -> click.Command:
    """Return the sub-command, worded in the language in use."""
    return click.Command(
        "check",
        callback=check,
        help=text(
            "Say whether FILE, a scenario, policy, staff, map, roster, training or tuning file or one of today, is "
            "right, and what it means: queues and steps, the bound on starvation, load against staff, problems that "
            "nobody can take."
        ),
        params=[
            click.Argument(["file"]),
            click.Option(
                ["--policy"],
                metavar="FILE",
                help=text("A routing policy to check a scenario or staff file with, instead of the scenario's."),
            ),
            overrides_option(),
        ],
    )


def check(file: str, *, policy: str | None, overrides: tuple[str, ...]) -> None:
    """Check ``file`` and print what it means."""
    from simulation.checks.check import check_file

    print_checked(check_file(file, policy, overrides))


def print_checked(checked: Checked) -> None:
    """Print sentences, warnings and tables, wrapped to the terminal's width."""
    from rich.console import Console
    from rich.text import Text

    from simulation.report.terminal import encodable

    console = Console(highlight=False, markup=False, emoji=False)
    console.width = min(console.width, MOST_WIDTH) if console.is_terminal else PIPE_WIDTH
    fit = encodable(sys.stdout.encoding or "utf-8")
    with console.capture() as capture:
        for number, sentence in enumerate(checked.sentences):
            console.print(Text(fit(sentence), style="" if number else "bold"))
        for warning in checked.warnings:
            console.print(Text(fit(text("Warning: {message}", message=warning)), style="yellow"))
    sys.stdout.write(without_trailing_blanks(capture.get()))
    for table in checked.tables:
        sys.stdout.write("\n" + laid_out(table, console, fit))


def laid_out(table: CheckTable, console: Console, fit: Callable[[str], str]) -> str:
    """Return ``table`` as lines of text; wider than the console where it must be, rather than with cells broken."""
    from rich import box
    from rich.measure import Measurement
    from rich.table import Table
    from rich.text import Text

    grid = Table(
        title=fit(table.title),
        title_justify="left",
        title_style="bold",
        header_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        show_edge=False,
    )
    for column in table.columns:
        grid.add_column(fit(column.title), justify="left" if column.digits is None else "right", overflow="fold")
    for row in table.rows:
        grid.add_row(*(Text(fit(shown(value, column))) for value, column in zip(row, table.columns, strict=True)))
    if not console.is_terminal:
        console.width = max(PIPE_WIDTH, Measurement.get(console, console.options.update(width=10_000), grid).maximum)
    with console.capture() as capture:
        console.print(grid)
    return without_trailing_blanks(capture.get())


def without_trailing_blanks(lines: str) -> str:
    """Return ``lines`` without the blanks with which Rich fills them."""
    return "".join(line.rstrip() + "\n" for line in lines.splitlines())


def shown(value: Value, column: Column) -> str:
    """Return a cell of ``column`` as text, numbers as the language writes them; a dash for nothing."""
    from simulation.report.numbers import NONE, decimal

    if value is None:
        return NONE
    return value if isinstance(value, str) else decimal(value, column.digits or 0)
