"""``results.xlsx``: the answer as a workbook, for those who calculate on. XlsxWriter is loaded when one is written.

Figures are numbers with formats, each with the limits of its interval in the next two columns; names are always
strings, so that none of them can be a formula.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from routing.words.messages import text
from simulation.measuring.results import Held, Results
from simulation.report.columns import (
    AnyCell,
    Column,
    all_columns,
    customer_columns,
    definitions,
    group_columns,
    held_word,
    transfer_columns,
    transfer_rows,
)
from simulation.report.comparison_sheet import comparison_heads, comparison_rows
from simulation.report.dates import all_days, date_columns, date_names
from simulation.report.day import Day
from simulation.report.deadlines import deadline_rows, deadline_words
from simulation.report.names import breadth, tame
from simulation.report.numbers import Unit
from simulation.report.origin import checks_words, origin_words
from simulation.report.pairs import pair_columns, pair_rows, pair_title
from simulation.report.risk import risk_heads, risk_rows, risk_title
from simulation.report.terms import by_channel_line, own_targets_line, service_level_line, target_words
from simulation.report.words import verdict_words

FORMATS = {Unit.COUNT: "#,##0.0", Unit.SHARE: "0.0%", Unit.SECONDS: "#,##0.0", Unit.AGENTS: "#,##0.0"}
COLOURS = {Held.HELD: "#D8E7F4", Held.MISSED: "#FBE3D6", Held.UNDECIDED: "#F1ECC9"}
BEFORE_ALL = dt.datetime(2000, 1, 1)  # noqa: DTZ001  (XlsxWriter wants it bare; the same run gives the same file)
WIDEST = 60

Rows = Mapping[str, AnyCell]


def write_workbook(results: Results, path: Path) -> None:
    """Write ``results`` as a workbook to ``path``, in the language in use.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    write_book(path, results.scenario, lambda book: Sheets(book, results).write_all())


def write_book(path: Path, title: str, fill: Callable[[Any], None]) -> None:
    """Write a workbook with this title whose sheets ``fill`` makes; errors as for :func:`write_workbook`."""
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxFileError

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": tame(title), "comments": "Peakline", "created": BEFORE_ALL})
    fill(book)
    try:
        book.close()
    except XlsxFileError as error:
        raise OSError(str(error)) from error


class Book:
    """Formats and kinds of sheets that all workbooks have in common.

    Parameters
    ----------
    book
        XlsxWriter's workbook.
    """

    def __init__(self, book: Any) -> None:
        self.book = book
        top = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#F0F3F6"}
        self.heading = book.add_format(top)
        self.bold = book.add_format({"bold": True})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.number = {unit: book.add_format({"num_format": written}) for unit, written in FORMATS.items()}
        self.state = {held: book.add_format({"bg_color": colour}) for held, colour in COLOURS.items()}

    def prose(self, name: str, lines: Sequence[tuple[str, Any]]) -> None:
        """A sheet of sentences, each with its format."""
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 110)
        for row, (line, form) in enumerate(lines):
            sheet.write_string(row, 0, tame(line), form)

    def terms(self, pairs: Sequence[tuple[str, str]]) -> None:
        """What the words mean."""
        sheet = self.book.add_worksheet(text("Definitions"))
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 100)
        for row, (term, meaning) in enumerate(pairs):
            sheet.write_string(row, 0, term, self.bold)
            sheet.write_string(row, 1, tame(meaning), self.wrapped)

    @staticmethod
    def with_limits(title: str) -> tuple[str, str, str]:
        low = text("{measure}: 95% from", measure=title)
        high = text("{measure}: 95% to", measure=title)
        return title, low, high

    def sheet(self, name: str, heads: Sequence[str], names: Sequence[str]) -> Any:
        """A sheet with its head row and first column written, both of which stay in view."""
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        sheet.set_row(0, 48)
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, self.heading)
        for row, written in enumerate(names, 1):
            sheet.write_string(row, 0, tame(written))
        broadest = max((breadth(written) for written in (heads[0], *names)), default=0)
        sheet.set_column(0, 0, min(WIDEST, max(12, broadest + 2)))
        sheet.set_column(1, len(heads) - 1, 13)
        if names:
            sheet.autofilter(0, 0, len(names), len(heads) - 1)
        return sheet

    def figure_cell(self, sheet: Any, row: int, column: int, value: float | None, unit: Unit) -> None:
        """A number; the cell stays empty where there is none."""
        if value is not None:
            sheet.write_number(row, column, value, self.number[unit])


class Sheets(Book):
    """Fills a workbook.

    Parameters
    ----------
    book
        XlsxWriter's workbook.
    results
        What to write into it.
    """

    def __init__(self, book: Any, results: Results) -> None:
        super().__init__(book)
        self.results = results

    def write_all(self) -> None:
        """Every sheet, the verdict first."""
        results, columns = self.results, all_columns(target_words(self.results))
        together = all_columns(target_words(results, together=True))
        day = Day(results.intervals, results.interval_s)
        self.verdict()
        self.goals(day)
        self.comparison()
        intervals = {day.span(place, place): interval.cell for place, interval in enumerate(results.intervals)}
        self.dates()
        self.table(text("Intervals"), text("Interval"), {**intervals, all_days(results): results.overall}, together)
        self.table(text("Queues"), text("Queue"), results.queues, columns)
        self.table(text("Problems"), text("Problem"), results.problems, columns)
        self.table(text("Tiers"), text("Tier"), results.tiers, columns)
        self.table(text("Channels"), text("Channel"), results.channels, columns)
        if results.customers is not None:
            everybody = results.customers.overall
            rows = {**results.customers.problems, text("All"): everybody}
            self.table(text("Customers"), text("Problem"), rows, customer_columns(results.target_s, everybody))
        if results.transfers:
            self.table(text("Transfers"), text("From and to"), transfer_rows(results), transfer_columns())
        self.table(text("Groups"), text("Group"), results.groups, group_columns())
        self.staff(day)
        self.risk()
        self.deadlines()
        for pair in results.pairs:
            self.table(pair_title(pair), "", pair_rows(pair), pair_columns(results, pair))
        self.terms(definitions(self.results))

    def verdict(self) -> None:
        """The answer in words."""
        words = verdict_words(self.results)
        lines: list[tuple[str, Any]] = [(words.headline, self.title), (words.basis, self.wrapped), ("", None)]
        for goal in words.goals:
            lines += [(goal.title, self.bold), *((line.words, self.wrapped) for line in goal.lines), ("", None)]
        said = (line(self.results) for line in (service_level_line, by_channel_line, own_targets_line))
        lines += [(line, self.wrapped) for line in said if line]
        lines += [(note, self.wrapped) for note in self.results.notes]
        lines += [(origin_words(self.results), self.wrapped), (checks_words(self.results.checks), self.wrapped)]
        self.prose(text("Verdict"), lines)

    def goals(self, day: Day) -> None:
        """What the verdict rests on: each goal in each interval."""
        verdict = self.results.verdict
        sheet = self.sheet(
            text("Goals"),
            [
                text("Interval"),
                text("Goal"),
                text("Least share"),
                text("Within, s"),
                text("Arrivals"),
                *self.with_limits(text("Answered in time")),
                text("Verdict"),
                text("Agents to add (Erlang A estimate)"),
                text("Group"),
            ],
            [day.span(cell.interval, cell.interval) for cell in verdict.cells],
        )
        for row, cell in enumerate(verdict.cells, 1):
            goal = verdict.goals[cell.goal]
            sheet.write_string(row, 1, tame(goal.name))
            sheet.write_number(row, 2, goal.share, self.number[Unit.SHARE])
            sheet.write_number(row, 3, goal.within_s)
            sheet.write_number(row, 4, cell.offered, self.number[Unit.COUNT])
            for place, value in enumerate((cell.share.mean, cell.share.low, cell.share.high)):
                self.figure_cell(sheet, row, 5 + place, value, Unit.SHARE)
            sheet.write_string(row, 8, held_word(cell.held), self.state[cell.held])
            if cell.mend_agents is not None:
                sheet.write_number(row, 9, cell.mend_agents)
                sheet.write_string(row, 10, tame(cell.mend_group or ""))

    def comparison(self) -> None:
        """Observed and simulated side by side, for a replayed day."""
        observed = self.results.observed
        if observed is None:
            return
        rows = comparison_rows(self.results, observed)
        heads = [text("Interval, problem"), *comparison_heads(self.results)]
        sheet = self.sheet(text("Observed"), heads, [name for name, _ in rows])
        for row, (_, cells) in enumerate(rows, 1):
            for place, (value, unit) in enumerate(cells, 1):
                self.figure_cell(sheet, row, place, value, unit)

    def table(self, name: str, first: str, rows: Rows, columns: Sequence[Column]) -> None:
        """A sheet of figures, three columns for each measure."""
        heads = [head for column in columns for head in self.with_limits(column.title)]
        sheet = self.sheet(name, [first, *heads], list(rows))
        cells: Sequence[AnyCell] = list(rows.values())
        for row, cell in enumerate(cells, 1):
            for place, column in enumerate(columns):
                figure = column.of(cell)
                for third, value in enumerate((figure.mean, figure.low, figure.high)):
                    self.figure_cell(sheet, row, 1 + 3 * place + third, value, column.unit)

    def dates(self) -> None:
        """Several days, a row each."""
        if not self.results.dates:
            return
        columns = date_columns(self.results)
        heads = [head for column in columns for head in self.with_limits(column.title)]
        names = date_names(self.results)
        sheet = self.sheet(text("Dates"), [text("Date"), *heads], names)
        for place, column in enumerate(columns):
            for row, figure in enumerate(column.figures, 1):
                for third, value in enumerate((figure.mean, figure.low, figure.high)):
                    self.figure_cell(sheet, row, 1 + 3 * place + third, value, column.unit)

    def staff(self, day: Day) -> None:
        """Staff and occupancy of each group in each interval, one row for each."""
        columns = group_columns()
        heads = [head for column in columns for head in self.with_limits(column.title)]
        rows = [
            (name, index, cell)
            for name, cells in self.results.group_intervals.items()
            for index, cell in enumerate(cells)
        ]
        sheet = self.sheet(
            text("Groups by interval"), [text("Group"), text("Interval"), *heads], [row[0] for row in rows]
        )
        for row, (_, index, cell) in enumerate(rows, 1):
            sheet.write_string(row, 1, day.span(index, index))
            for place, column in enumerate(columns):
                figure = column.of(cell)
                for third, value in enumerate((figure.mean, figure.low, figure.high)):
                    self.figure_cell(sheet, row, 2 + 3 * place + third, value, column.unit)

    def risk(self) -> None:
        """How the days differ, and how often each goal is missed."""
        risk = self.results.risk
        if risk is None:
            return
        rows = risk_rows(self.results, risk)
        first, last = risk_heads(self.results)[:3], risk_heads(self.results)[3:]
        heads = [text("Interval"), *first, *(head for goal in last for head in self.with_limits(goal))]
        sheet = self.sheet(risk_title(self.results), heads, [name for name, _, _ in rows])
        for row, (_, found, missed) in enumerate(rows, 1):
            values = [found.p10, found.p50, found.p90]
            values += [value for figure in missed for value in (figure.mean, figure.low, figure.high)]
            for column, value in enumerate(values, 1):
                self.figure_cell(sheet, row, column, value, Unit.SHARE)

    def deadlines(self) -> None:
        """The share of each deadline met, by interval of arrival."""
        if not self.results.deadlines:
            return
        rows = deadline_rows(self.results)
        promises = [deadline_words(met.deadline) for met in self.results.deadlines]
        heads = [text("Interval"), *(head for promise in promises for head in self.with_limits(promise))]
        sheet = self.sheet(text("Deadlines"), heads, [name for name, _ in rows])
        for row, (_, figures) in enumerate(rows, 1):
            values = [value for figure in figures for value in (figure.mean, figure.low, figure.high)]
            for column, value in enumerate(values, 1):
                self.figure_cell(sheet, row, column, value, Unit.SHARE)
