"""Reading CSV and XLSX files as tables.

The first row that is not empty names the columns; case, and blanks around a name, do not matter. A CSV file may
separate by comma, semicolon or tab, and be UTF-8 or GB 18030, as spreadsheets save it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from routing.errors import BadDocument, MissingFile, UnknownName
from routing.reading.document import refuse_special
from routing.words.messages import text
from routing.words.nearest import nearest
from simulation.files.tables import Table
from simulation.files.workbook_guard import check_workbook

MAX_BYTES = 5_000_000
MAX_UNPACKED = 100_000_000
MAX_ROWS = 100_000
MAX_COLUMNS = 500

_FORMULA = re.compile(r"^'(?=[=+\-@])")
"""The apostrophe with which a table for spreadsheets says that a cell is none."""


def read_table(path: Path, sheet: str | None = None, *, shown_as: str | None = None) -> Table:
    """Read a CSV or XLSX table.

    Parameters
    ----------
    path
        A file whose name ends in ``.csv`` or ``.xlsx``.
    sheet
        Of a workbook; None: the first one.
    shown_as
        What messages call the file; None: ``path``.

    Raises
    ------
    InputError
        When it cannot be read, is empty or too large, or names a column twice; with the row and column.
    """
    shown_as = shown_as or str(path)
    grid, sheet = _grid(path, sheet, shown_as)
    filled = [(number, row) for number, row in enumerate(grid, 1) if any(row)]
    if not filled:
        raise BadDocument(text("the table is empty"), file=shown_as, path=_sheet_place(sheet))
    header, names = filled[0]
    columns = tuple(name.lower() for name in names)
    width = max((index + 1 for index, name in enumerate(columns) if name), default=0)
    table = Table(shown_as, sheet, columns[:width], (), tuple(map(_letter, range(width))), header)
    _check_columns(table, filled[1:])
    rows = tuple((number, tuple(row[:width]) + ("",) * (width - len(row))) for number, row in filled[1:])
    if not rows:
        raise BadDocument(text("the table has no rows below its column names"), file=shown_as, path=table.place(header))
    return Table(shown_as, sheet, table.columns, rows, table.letters, header)


def _check_columns(table: Table, rows: Sequence[tuple[int, list[str]]]) -> None:
    width = len(table.columns)
    for position, column in enumerate(table.columns):
        place = f"{table.place(table.header)}, {_letter(position)}"
        if not column:
            raise BadDocument(text("the column has no name"), file=table.file, path=place)
        if column in table.columns[:position]:
            raise BadDocument(text("the column is named twice"), file=table.file, path=place, value=column)
    for number, row in rows:
        if any(row[width:]):
            raise BadDocument(
                text("the row is longer than the row of column names; is a decimal comma taken for a separator?"),
                file=table.file,
                path=table.place(number),
                value=next(cell for cell in row[width:] if cell),
            )


def _grid(path: Path, sheet: str | None, shown_as: str) -> tuple[list[list[str]], str | None]:
    suffix = path.suffix.lower()
    if suffix not in {".csv", ".xlsx"}:
        raise BadDocument(text("must be a .csv or .xlsx file"), file=shown_as, value=path.name)
    refuse_special(path, shown_as)
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        raise MissingFile(text("cannot be read: {reason}", reason=error.strerror or error), file=shown_as) from None
    if size > MAX_BYTES:
        raise BadDocument(text("is larger than {limit} MB", limit=MAX_BYTES // 1_000_000), file=shown_as)
    if suffix == ".csv":
        if sheet is not None:
            raise BadDocument(text("a CSV file has no sheets"), file=shown_as, value=sheet)
        return _csv_grid(data, shown_as), None
    return _xlsx_grid(data, sheet, shown_as)


def _csv_grid(data: bytes, shown_as: str) -> list[list[str]]:
    content = _decoded(data, shown_as)
    first = next((line for line in content.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    grid: list[list[str]] = []
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            grid.append([_FORMULA.sub("", cell.strip()) for cell in row])
            if len(grid) > MAX_ROWS or len(row) > MAX_COLUMNS:
                raise _too_large(shown_as)
    except csv.Error as error:
        raise BadDocument(
            text("is not a CSV table: {reason}", reason=error), file=shown_as, line=reader.line_num
        ) from None
    return grid


def _decoded(data: bytes, shown_as: str) -> str:
    if b"\0" not in data:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise BadDocument(text("is not text in UTF-8 or GB 18030"), file=shown_as)


def _xlsx_grid(data: bytes, sheet: str | None, shown_as: str) -> tuple[list[list[str]], str]:
    check_workbook(data, MAX_UNPACKED, shown_as)
    import fastexcel  # with polars, a third of a second that only a workbook needs

    try:
        book = fastexcel.read_excel(data)
    except Exception as error:  # the reader raises several kinds
        raise BadDocument(text("is not an XLSX workbook"), file=shown_as) from error
    if not book.sheet_names:
        raise BadDocument(text("the workbook has no sheets"), file=shown_as)
    if sheet is not None and sheet not in book.sheet_names:
        raise UnknownName(
            text("the workbook has no such sheet; there are: {known}", known=", ".join(book.sheet_names)),
            file=shown_as,
            value=sheet,
            nearest=nearest(sheet, book.sheet_names),
        )
    chosen = book.sheet_names[0] if sheet is None else sheet
    try:
        frame = book.load_sheet(chosen, header_row=None, skip_rows=0, dtypes="string").to_polars()
    except Exception as error:
        raise BadDocument(text("is not an XLSX workbook"), file=shown_as, path=_sheet_place(chosen)) from error
    if frame.height > MAX_ROWS or frame.width > MAX_COLUMNS:
        raise _too_large(shown_as)
    return [[(cell or "").strip() for cell in row] for row in frame.iter_rows()], chosen


def _too_large(shown_as: str) -> BadDocument:
    return BadDocument(
        text("must not have more than {rows} rows or {columns} columns", rows=MAX_ROWS, columns=MAX_COLUMNS),
        file=shown_as,
    )


def _sheet_place(sheet: str | None) -> str:
    return "" if sheet is None else text("sheet {sheet}", sheet=sheet)


def _letter(index: int) -> str:
    head, last = divmod(index, 26)
    return (_letter(head - 1) if head else "") + chr(ord("A") + last)
