"""A planner's table: rows of text that know the row and column of every cell, for messages.

:mod:`simulation.files.table_files` reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite

from routing.errors import BadValue, InputError, MissingKey, UnknownKey, UnknownName
from routing.words.messages import text
from routing.words.nearest import nearest

_CLOCK = re.compile(r"(?:\d{4}-\d\d-\d\d[ T])?([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.0*)?)?")


@dataclass(frozen=True, slots=True)
class Table:
    """A table as text.

    Parameters
    ----------
    file
        As the user named it.
    sheet
        Of a workbook; None for CSV.
    columns
        Names in lower case, in the order of the table.
    rows
        (row number from 1 as a spreadsheet shows it, one text per column); empty rows are left out.
    letters
        What a spreadsheet calls each column: A, B, …
    header
        Row number of the names.
    """

    file: str
    sheet: str | None
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    letters: tuple[str, ...]
    header: int

    def place(self, row: int | None = None, column: str | None = None) -> str:
        """Where a row or a cell stands, for a message."""
        parts = [] if self.sheet is None else [text("sheet {sheet}", sheet=self.sheet)]
        if row is not None:
            parts.append(text("row {row}", row=row))
        if column in self.columns:
            letter = self.letters[self.columns.index(column)]
            parts.append(text("column {letter} ({name})", letter=letter, name=column))
        return ", ".join(parts)

    def wrong(self, rule: str, row: int | None, column: str | None, value: object) -> InputError:
        """Return the error of a cell that breaks ``rule``."""
        return BadValue(rule, file=self.file, path=self.place(row, column), value=value)

    def index(self, column: str) -> int:
        """Position of a column.

        Raises
        ------
        MissingKey
            When the table has no such column.
        """
        name = column.strip().lower()
        if name in self.columns:
            return self.columns.index(name)
        raise MissingKey(
            text("the column {column} is missing; there are: {columns}", column=name, columns=", ".join(self.columns)),
            file=self.file,
            path=self.place(self.header),
            nearest=nearest(name, self.columns),
        )

    def allow(self, names: Iterable[str], listed: Iterable[str] | None = None) -> None:
        """Refuse columns that mean nothing.

        Parameters
        ----------
        names
            The known ones, in lower case.
        listed
            What a message lists instead of all of them.

        Raises
        ------
        UnknownKey
            When a column is not among ``names``.
        """
        known = list(names)
        shown = ", ".join(known if listed is None else listed)
        for column in self.columns:
            if column not in known:
                raise UnknownKey(
                    text("is not a column of such a table; known ones are: {known}", known=shown),
                    file=self.file,
                    path=self.place(self.header, column),
                    value=column,
                    nearest=nearest(column, known),
                )

    def number(self, row: int, column: str, cell: str, low: float = 0.0, high: float = 1e9) -> float:
        """Read a cell as a number between ``low`` and ``high``.

        Raises
        ------
        BadValue
            When it is none, or lies outside.
        """
        try:
            value = float(cell)
        except ValueError:
            rule = (
                text("must be a number such as 1234.5, without commas and percent signs")
                if {",", "%", "\N{FULLWIDTH COMMA}", "\N{FULLWIDTH PERCENT SIGN}"} & set(cell)
                else text("must be a number")
            )
            raise self.wrong(rule, row, column, cell) from None
        if not isfinite(value):
            raise self.wrong(text("must be a finite number"), row, column, cell)
        if not low <= value <= high:
            raise self.wrong(
                text("must lie between {low} and {high}", low=f"{low:.12g}", high=f"{high:.12g}"), row, column, cell
            )
        return value

    def whole(self, row: int, column: str, cell: str, low: int = 0, high: int = 1_000_000) -> int:
        """Read a cell as a whole number between ``low`` and ``high``.

        Raises
        ------
        BadValue
            When it is none, or lies outside.
        """
        value = self.number(row, column, cell, low, high)
        if value != int(value):
            raise self.wrong(text("must be a whole number"), row, column, cell)
        return int(value)

    def clock(self, row: int, column: str, cell: str) -> int:
        """Read a cell as a time of day, such as 08:30, and return minutes after midnight.

        Raises
        ------
        BadValue
            When it is none, or not on a full minute.
        """
        found = _CLOCK.fullmatch(cell)
        if found is None or int(found[3] or 0):
            raise self.wrong(text("must be a time of day, such as 08:30"), row, column, cell)
        return int(found[1]) * 60 + int(found[2])

    def name(self, row: int, column: str, cell: str, known: Sequence[str]) -> str:
        """Read a cell as one of the ``known`` names.

        Raises
        ------
        UnknownName
            When it is none of them.
        """
        if cell not in known:
            raise UnknownName(
                text("must be one of: {known}", known=", ".join(known)),
                file=self.file,
                path=self.place(row, column),
                value=cell,
                nearest=nearest(cell, known),
            )
        return cell
