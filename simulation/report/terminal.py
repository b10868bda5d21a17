"""The answer on a terminal, or in a pipe: the verdict in words, then tables in which every figure has its interval.

Rich lays out and colours; it is loaded when something is printed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import IO, TYPE_CHECKING

from routing.words.messages import text
from simulation.measuring.results import Figure, Held, Results
from simulation.report.columns import (
    AnyCell,
    Column,
    customer_columns,
    definitions,
    group_columns,
    held_word,
    main_columns,
    transfer_columns,
    transfer_rows,
)
from simulation.report.comparison_terminal import comparison_tables
from simulation.report.dates import date_names, date_notes, date_parts, date_states
from simulation.report.deadlines import deadline_lines
from simulation.report.names import tame
from simulation.report.numbers import Unit, compact, shown
from simulation.report.origin import checks_words, origin_words
from simulation.report.pairs import pair_columns, pair_rows, pair_title, short
from simulation.report.risk import risk_words
from simulation.report.terms import by_channel_line, own_targets_line, service_level_line, target_words
from simulation.report.words import verdict_words

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

PIPE_WIDTH = 100
"""Columns of text where the output is not a terminal."""

MOST_WIDTH = 160
MOST_NAME = 24
"""Longer names are broken over lines."""

STYLES = {Held.HELD: "bold green", Held.MISSED: "bold red", Held.UNDECIDED: "bold yellow"}
PLAIN = {"–": "-", "±": "+-", "−": "-", "≤": "<=", "≥": ">=", "×": "x", "…": "...", "’": "'", "“": '"', "”": '"'}
"""What stands for a character that the output cannot encode."""

Row = tuple[str, AnyCell | None]
"""A name and its figures; a row without figures is the heading of those that follow."""


def print_results(results: Results, *, file: IO[str] | None = None, width: int | None = None) -> None:
    """Print the verdict and the tables of ``results``.

    Parameters
    ----------
    results
        What to print.
    file, width
        See :func:`print_with`.
    """
    print_with(lambda printer: printer.print_all(results), file=file, width=width)


def print_with(printing: Callable[[Printer], None], *, file: IO[str] | None = None, width: int | None = None) -> None:
    """Print something on a terminal or into a pipe.

    Parameters
    ----------
    printing
        What to print, with the printer that it is given.
    file
        Where to; None: the standard output. Colours are used on a terminal only. Characters that its encoding lacks
        are replaced.
    width
        Columns of text; None: those of the terminal, ``PIPE_WIDTH`` where there is none. A table that is wider is
        broken into several.
    """
    from rich.console import Console

    stream = sys.stdout if file is None else file
    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    console.width = width or (min(console.width, MOST_WIDTH) if console.is_terminal else PIPE_WIDTH)
    printer = Printer(console, encodable(getattr(stream, "encoding", None) or "utf-8"))
    if console.is_terminal:
        printing(printer)
        return
    with console.capture() as capture:
        printing(printer)
    stream.write("".join(line.rstrip() + "\n" for line in capture.get().splitlines()))


def encodable(encoding: str) -> Callable[[str], str]:
    """A function that makes a string harmless and printable in ``encoding``, before it is measured and aligned.

    Control characters, which could steer the terminal, become ``?``.
    """

    def fit(string: str) -> str:
        harmless = tame(string, "?")
        if _fits(harmless, encoding):
            return harmless
        return "".join(c if _fits(c, encoding) else PLAIN.get(c, "?") for c in harmless)

    return fit


def _fits(string: str, encoding: str) -> bool:
    try:
        string.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


class Printer:
    """Prints one answer.

    Parameters
    ----------
    console
        Where to.
    fit
        Applied to every string.
    """

    def __init__(self, console: Console, fit: Callable[[str], str]) -> None:
        self.console = console
        self.fit = fit

    def print_all(self, results: Results) -> None:
        """The verdict, the tables, and what the terms mean."""
        self.verdict(results)
        self.comparison(results)
        self.console.print()
        for sentence in risk_words(results):
            self.line(sentence)
        for sentence in deadline_lines(results):
            self.line(sentence)
        self.line(service_level_line(results))
        for line in (by_channel_line(results), own_targets_line(results)):
            if line:
                self.line(line)
        columns = main_columns(target_words(results), results.overall)
        together = main_columns(target_words(results, together=True), results.overall)
        if results.dates:
            self.dates(results)
        else:
            day: list[Row] = [(interval.label, interval.cell) for interval in results.intervals]
            everything = (text("All day"), results.overall)
            self.tables(text("By interval"), day, together, everything, interval_states(results))
        kinds: list[Row] = []
        for heading, cells in (
            (text("Queue"), results.queues),
            (text("Problem"), results.problems),
            (text("Tier"), results.tiers),
            (text("Channel"), results.channels),
        ):
            kinds += [(heading, None), *(("  " + name, cell) for name, cell in cells.items())]
        self.tables(text("By queue, problem, tier and channel"), kinds, columns)
        if results.customers is not None:
            customers, everybody = results.customers, results.customers.overall
            chosen = customer_columns(results.target_s, everybody)
            by_problem: list[Row] = list(customers.problems.items())
            self.tables(text("Customers by problem"), by_problem, chosen, (text("All"), everybody))
        if results.transfers:
            self.tables(text("Transfers"), list(transfer_rows(results).items()), transfer_columns())
        for table in short(results):
            self.tables(pair_title(table), list(pair_rows(table).items()), pair_columns(results, table))
        groups = group_columns()
        self.tables(text("By group of agents"), list(results.groups.items()), groups)
        self.line(text("Occupancy of all: {occupancy}", occupancy=compact(results.overall_occupancy, Unit.SHARE)))
        self.footnotes(results)

    def line(self, words: str, style: str = "", indent: int = 0) -> None:
        """A paragraph, wrapped and indented."""
        from rich.padding import Padding
        from rich.text import Text

        self.console.print(Padding(Text(self.fit(words), style=style), (0, 0, 0, indent)))

    def verdict(self, results: Results) -> None:
        """The answer in words."""
        words = verdict_words(results)
        self.line(words.headline, STYLES[words.held])
        self.line(words.basis)
        for goal in words.goals:
            self.console.print()
            self.line(goal.title, STYLES[goal.held])
            for line in goal.lines:
                self.line(line.words, indent=2)
        for note in results.notes:
            self.console.print()
            self.line(note)

    def comparison(self, results: Results) -> None:
        """A replayed day: observed and simulated side by side."""
        sentences, tables = comparison_tables(results, self.fit)
        for sentence in sentences:
            self.console.print()
            self.line(sentence)
        for table in tables:
            self.console.print()
            self.console.print(table)

    def dates(self, results: Results) -> None:
        """Several days, a row each; their intervals stand in the files."""
        names = date_names(results)
        marks: list[Held | None] | None = [*date_states(results), None]
        for title, columns in date_parts(results):
            filled = [[column.title, *aligned_figures(column.figures, column.unit)] for column in columns]
            self.lines(title, names, filled, marks, apart=len(names) - 1)
            marks = None
        self.console.print()
        for note in date_notes(results):
            self.line(note)

    def footnotes(self, results: Results) -> None:
        """What the headings mean, and what the figures come from."""
        self.console.print()
        for term, meaning in definitions(results):
            self.line(text("{term}: {meaning}", term=term, meaning=meaning), "dim")
        self.line(origin_words(results), "dim")
        self.line(checks_words(results.checks), "dim")

    def tables(
        self,
        title: str,
        rows: Sequence[Row],
        columns: Sequence[Column],
        total: Row | None = None,
        states: Mapping[str, Held] | None = None,
    ) -> None:
        """One table, or several where one would be too wide.

        Parameters
        ----------
        title, rows, columns
            What to show.
        total
            A last row, set apart.
        states
            Row name to what the verdict says about it, in a last column of the first table.
        """
        everything = [*rows, total] if total else list(rows)
        names = [self.fit(name) for name, _ in everything]
        filled = [[column.title, *aligned(column, [cell for _, cell in everything])] for column in columns]
        marks = None if states is None else [states.get(name) for name, _ in everything]
        self.lines(title, names, filled, marks, apart=len(rows))

    def lines(
        self,
        title: str,
        names: Sequence[str],
        columns: Sequence[Sequence[str]],
        marks: Sequence[Held | None] | None = None,
        apart: int = -1,
    ) -> None:
        """The same from strings.

        Parameters
        ----------
        title, names
            What it is about, and what each row is called.
        columns
            A heading, then a string for each row.
        marks
            What the verdict says about each row.
        apart
            The row before which a line is drawn.
        """
        names = [self.fit(name) for name in names]
        filled = [[self.fit(string) for string in column] for column in columns]
        for number, chosen in enumerate(self._packed(filled, names, marked=marks is not None)):
            self.console.print()
            table = self._table(title if number == 0 else "", names)
            for column in chosen:
                table.add_column(column[0], justify="right", no_wrap=True)
            shown_marks = marks if number == 0 else None
            if shown_marks is not None:
                table.add_column(self.fit(text("Goal")), no_wrap=True)
            self._fill(table, names, chosen, shown_marks, apart)
            self.console.print(table)

    def _table(self, title: str, names: Sequence[str]) -> Table:
        from rich import box
        from rich.cells import cell_len
        from rich.table import Table

        table = Table(
            box=box.SIMPLE_HEAD,
            title=self.fit(title) or None,
            title_justify="left",
            title_style="bold",
            header_style="bold",
            pad_edge=False,
            show_edge=False,
        )
        width = min(MOST_NAME, max(map(cell_len, names), default=0))
        table.add_column("", min_width=width, max_width=MOST_NAME, overflow="fold")
        return table

    def _fill(
        self,
        table: Table,
        names: Sequence[str],
        columns: Sequence[Sequence[str]],
        marks: Sequence[Held | None] | None,
        apart: int,
    ) -> None:
        from rich.text import Text

        for row, name in enumerate(names):
            if row == apart:
                table.add_section()
            heading = not any(column[row + 1] for column in columns)
            line = [Text(name, "bold" if heading else ""), *(Text(column[row + 1]) for column in columns)]
            if marks is not None:
                mark = marks[row]
                line.append(Text(self.fit(held_word(mark)), STYLES[mark]) if mark else Text())
            table.add_row(*line)

    def _packed(
        self, columns: Sequence[Sequence[str]], names: Sequence[str], *, marked: bool
    ) -> list[Sequence[Sequence[str]]]:
        """The columns in one table where they fit; else each half of them by itself."""
        from rich.cells import cell_len

        between = 3  # a space on either side of the line between columns
        width = min(MOST_NAME, max(map(cell_len, names), default=0))
        width += sum(between + max(map(cell_len, column)) for column in columns)
        if marked:
            width += between + max(cell_len(self.fit(held_word(held))) for held in Held)
        if width <= self.console.width or len(columns) == 1:
            return [columns]
        middle = len(columns) // 2
        first = self._packed(columns[:middle], names, marked=marked)
        return first + self._packed(columns[middle:], names, marked=False)


def aligned(column: Column, cells: Sequence[AnyCell | None]) -> list[str]:
    """The figures of a column with their intervals, padded so that figures and intervals stand under each other."""
    return aligned_figures([None if cell is None else column.of(cell) for cell in cells], column.unit)


def aligned_figures(figures: Sequence[Figure | None], unit: Unit) -> list[str]:
    """The same of figures; nothing where there is none."""
    pairs = [None if figure is None else shown(figure, unit) for figure in figures]
    left = max((len(pair[0]) for pair in pairs if pair), default=0)
    right = max((len(pair[1]) for pair in pairs if pair), default=0)
    return [f"{pair[0]:>{left}} {pair[1]:<{right}}" if pair else "" for pair in pairs]


def interval_states(results: Results) -> dict[str, Held]:
    """Interval label to the worst that the verdict says about it, where it says something."""
    rank = [Held.HELD, Held.UNDECIDED, Held.MISSED]
    states: dict[str, Held] = {}
    for cell in results.verdict.cells:
        label = results.intervals[cell.interval].label
        states[label] = max(states.get(label, Held.HELD), cell.held, key=rank.index)
    return states
