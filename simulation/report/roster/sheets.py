"""``roster.xlsx``: agents by date as planners hang it out, every shift, heads by interval, hours of agents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from routing.words.messages import text
from simulation.checks.check import CheckTable
from simulation.planning.rostering.answer import Answer
from simulation.planning.rostering.rows import row
from simulation.report.names import tame
from simulation.report.roster.words import cure_table, date_words, gap_table, group_table, miss_table, sentences
from simulation.report.workbook import Book, write_book

COLOURS = ("#D8E7F4", "#FBE3D6", "#E3F0E4", "#EADFF2", "#F1ECC9", "#DDEEEE", "#F6DCE4", "#E6E8E4")


def write_sheets(answer: Answer, path: Path) -> None:
    """Write the workbook.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    write_book(path, answer.roster.problem.name, lambda book: _Sheets(book, answer).write_all())


class _Sheets(Book):
    def __init__(self, book: Any, answer: Answer) -> None:
        super().__init__(book)
        self.answer, self.problem = answer, answer.roster.problem
        self.tenths = book.add_format({"num_format": "#,##0.0"})
        names = list(dict.fromkeys(shift.name for shift in self.problem.shifts))
        self.shift = {
            name: book.add_format({"bg_color": COLOURS[at % len(COLOURS)], "text_wrap": True, "align": "center"})
            for at, name in enumerate(names)
        }
        self.missing = book.add_format({"bg_color": "#FBE3D6", "num_format": "#,##0.0"})

    def write_all(self) -> None:
        """Every sheet."""
        lines = sentences(self.answer)
        self.prose(text("Roster"), [(line, self.wrapped if at else self.title) for at, line in enumerate(lines)])
        self.matrix()
        self.duties()
        self.heads()
        self.plain(group_table(self.answer))
        if self.answer.gaps:
            self.plain(gap_table(self.answer))
        if self.answer.cures:
            self.plain(cure_table(self.answer))
        if self.answer.checked and self.answer.checked.misses:
            self.plain(miss_table(self.answer))

    def matrix(self) -> None:
        """An agent per row, a date per column."""
        problem, dates = self.problem, [date_words(self.answer, day) for day in range(self.problem.n_dates)]
        heads = [text("Agent"), text("Group"), *dates, text("Hours")]
        sheet = self.sheet(text("Agents"), heads, [agent.id for agent in problem.agents])
        own: dict[tuple[int, int], Any] = {(duty.agent, duty.day): duty for duty in self.answer.roster.duties}
        for number, agent in enumerate(problem.agents):
            sheet.write_string(number + 1, 1, tame(problem.groups[agent.groups[0]].name))
            hours = 0.0
            for day in range(problem.n_dates):
                if (number, day) in own:
                    shift = problem.shifts[own[number, day].shift]
                    hours += shift.paid / 60
                    words = tame(f"{shift.name} {shift.label}")
                    sheet.write_string(number + 1, day + 2, words, self.shift[shift.name])
            sheet.write_number(number + 1, problem.n_dates + 2, hours, self.tenths)
        sheet.set_column(2, problem.n_dates + 1, 19)

    def duties(self) -> None:
        """A row per shift, as in ``roster.csv``."""
        rows = [row(self.problem, duty) for duty in self.answer.roster.duties]
        heads = [
            text("Date"),
            text("Agent"),
            text("Group"),
            text("Shift"),
            text("From"),
            text("To"),
            text("Breaks"),
            text("Hours"),
        ]
        sheet = self.sheet(text("Shifts"), heads, [cells[0] for cells in rows])
        for number, cells in enumerate(rows, 1):
            for column, cell in enumerate(cells[1:-1], 1):
                sheet.write_string(number, column, tame(str(cell)))
            sheet.write_number(number, len(cells) - 1, cells[-1], self.tenths)
        sheet.set_column(6, 6, 28)

    def heads(self) -> None:
        """Needed and planned by group, date and interval."""
        problem, planned = self.problem, self.answer.roster.planned
        cells = [
            (day, at, group)
            for day in range(problem.n_dates)
            for at in range(problem.heads.shape[2])
            for group in range(len(problem.groups))
            if problem.heads[group, day, at] or planned[group, day, at]
        ]
        heads = [
            text("Date"),
            text("Interval"),
            text("Group"),
            text("Needed, net"),
            text("with shrinkage"),
            text("Planned"),
            text("Missing"),
        ]
        sheet = self.sheet(text("Heads"), heads, [date_words(self.answer, day) for day, _, _ in cells])
        for place, (day, at, group) in enumerate(cells, 1):
            sheet.write_string(place, 1, problem.label(at))
            sheet.write_string(place, 2, tame(problem.groups[group].name))
            figures = (problem.net, problem.heads, planned)
            for column, figure in enumerate(figures, 3):
                sheet.write_number(place, column, float(figure[group, day, at]), self.tenths)
            short = float(self.answer.roster.short[group, day, at])
            sheet.write_number(place, 6, short, self.missing if short else self.tenths)

    def plain(self, table: CheckTable) -> None:
        """A table as it is printed."""
        sheet = self.sheet(
            table.title[:31], [column.title for column in table.columns], [str(cells[0]) for cells in table.rows]
        )
        for number, cells in enumerate(table.rows, 1):
            for column, cell in enumerate(cells[1:], 1):
                if isinstance(cell, str):
                    sheet.write_string(number, column, tame(cell))
                elif cell is not None:
                    sheet.write_number(number, column, cell, self.tenths)
