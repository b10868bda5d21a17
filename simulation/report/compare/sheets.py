"""``comparison.xlsx``: the comparison for those who calculate on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from routing.words.messages import text
from simulation.compare.comparable import kind_word
from simulation.compare.comparison import Comparison, LeverGains, Pilot, Word
from simulation.compare.measure import Quantity
from simulation.measuring.results import Figure, Held
from simulation.report.compare.numbers import UNITS, measure_title, points, word
from simulation.report.compare.origin import definitions, origin_words
from simulation.report.compare.words import basis, headline, other_words
from simulation.report.names import tame
from simulation.report.numbers import Unit
from simulation.report.workbook import Book, write_book

COLOURS = {Word.BETTER: Held.HELD, Word.WORSE: Held.MISSED, Word.UNDECIDED: Held.UNDECIDED}


def write_comparison_workbook(comparison: Comparison, path: Path) -> None:
    """Write a comparison as a workbook to ``path``, in the language in use.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    write_book(path, comparison.scenario, lambda book: _Sheets(book, comparison).write_all())


class _Sheets(Book):
    """Fills the workbook."""

    def __init__(self, book: Any, comparison: Comparison) -> None:
        super().__init__(book)
        self.comparison = comparison

    def write_all(self) -> None:
        """Every sheet, the words first."""
        comparison = self.comparison
        sentences = [*other_words(comparison), *comparison.notes, origin_words(comparison)]
        lines = [(headline(comparison), self.title), (basis(comparison), self.wrapped), ("", None)]
        self.prose(text("Verdict"), [*lines, *((sentence, self.wrapped) for sentence in sentences)])
        if comparison.levers is not None:
            self._levers(comparison.levers)
        self._figures()
        if comparison.pilot is not None:
            self._pilot(comparison.pilot)
        self.terms(definitions(comparison))

    def _levers(self, levers: LeverGains) -> None:
        """One row for each lever; gains in points or seconds."""
        heads = [
            text("Lever"),
            *self.with_limits(text("Alone")),
            text("Verdict"),
            *self.with_limits(text("Added last")),
            text("Price, {unit}", unit=levers.price_unit),
            *self.with_limits(text("{point} alone costs", point=_point(levers.measure.quantity))),
            *self.with_limits(text("{point} added last costs", point=_point(levers.measure.quantity))),
            text("Changes"),
        ]
        names = [row.name for row in levers.rows]
        sheet = self.sheet(text("Levers"), heads, [*names, *([text("All together")] if levers.together else [])])
        for place, row in enumerate(levers.rows, 1):
            self._three(sheet, place, 1, points(row.alone.gain, levers.measure.quantity), Unit.COUNT)
            self._word(sheet, place, 4, row.word)
            self._three(sheet, place, 5, points(row.last.gain, levers.measure.quantity), Unit.COUNT)
            self.figure_cell(sheet, place, 8, row.price, Unit.COUNT)
            self._three(sheet, place, 9, row.alone.per_point, Unit.COUNT)
            self._three(sheet, place, 12, row.last.per_point, Unit.COUNT)
            sheet.write_string(place, 15, tame("; ".join(row.changes)))
        if levers.together is not None:
            last = len(levers.rows) + 1
            self._three(sheet, last, 1, points(levers.together.gain, levers.measure.quantity), Unit.COUNT)
            self._word(sheet, last, 4, levers.word)
            self.figure_cell(sheet, last, 8, levers.price, Unit.COUNT)
            self._three(sheet, last, 9, levers.together.per_point, Unit.COUNT)

    def _figures(self) -> None:
        """One row for each side, measure and cell."""
        heads = [
            text("Side"),
            text("Measure"),
            text("Kind"),
            text("Part"),
            *self.with_limits(text("Figure")),
            *self.with_limits(text("Difference")),
            text("Correlation"),
            text("Verdict"),
        ]
        comparison = self.comparison
        rows = [
            (side, measure, cell)
            for side in comparison.sides
            for measure in comparison.measures
            for cell in comparison.cells
            if cell in side.values[measure]
        ]
        sheet = self.sheet(text("Differences"), heads, [side.name for side, _, _ in rows])
        for place, (side, measure, cell) in enumerate(rows, 1):
            sheet.write_string(place, 1, tame(measure_title(measure, comparison.target_s)))
            sheet.write_string(place, 2, kind_word(cell.kind))
            sheet.write_string(place, 3, tame(cell.name))
            self._three(sheet, place, 4, side.values[measure][cell], UNITS[measure.quantity])
            change = side.changes.get(measure, {}).get(cell)
            if change is not None:
                self._three(sheet, place, 7, change.difference, UNITS[measure.quantity])
                self.figure_cell(sheet, place, 10, change.correlation, Unit.COUNT)
                self._word(sheet, place, 11, change.word)

    def _pilot(self, pilot: Pilot) -> None:
        """One row for each side and measure."""
        parts = (
            (text("Before"), "treated_before"),
            (text("After"), "treated_after"),
            (text("Change there"), "treated_change"),
            (text("All others before"), "control_before"),
            (text("All others after"), "control_after"),
            (text("Change of all others"), "control_change"),
            (text("Difference in differences"), "difference"),
        )
        heads = [text("Side"), text("Measure"), *(head for title, _ in parts for head in self.with_limits(title))]
        rows = [(side.name, row) for side in pilot.sides for row in side.measures]
        sheet = self.sheet(text("Pilot"), [*heads, text("Days needed")], [name for name, _ in rows])
        for place, (_, row) in enumerate(rows, 1):
            sheet.write_string(place, 1, tame(measure_title(row.measure, self.comparison.target_s)))
            for number, (_, part) in enumerate(parts):
                self._three(sheet, place, 2 + 3 * number, getattr(row, part), UNITS[row.measure.quantity])
            if row.days is not None:
                sheet.write_number(place, 2 + 3 * len(parts), row.days)

    def _three(self, sheet: Any, row: int, column: int, figure: Figure, unit: Unit) -> None:
        """A figure and the limits of its interval."""
        for place, value in enumerate((figure.mean, figure.low, figure.high)):
            self.figure_cell(sheet, row, column + place, value, unit)

    def _word(self, sheet: Any, row: int, column: int, said: Word | None) -> None:
        if said is not None:
            colour = COLOURS.get(said)
            sheet.write_string(row, column, word(said), self.state[colour] if colour else None)


def _point(quantity: Quantity) -> str:
    return text("A point") if quantity is Quantity.SHARE else text("A second")
