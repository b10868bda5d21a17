"""Reading contact records: CSV, gzipped CSV, Parquet and XLSX, as columns of text that know their rows.

Everything is text here, as it stands in the file; :mod:`simulation.replay.cells` makes numbers and times of it, and can
then say which cell is wrong. Polars is loaded when a file is read.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from routing.errors import BadDocument, BadValue, InputError, MissingFile, MissingKey
from routing.reading.document import refuse_special
from routing.words.messages import text
from routing.words.nearest import nearest
from routing.words.shown import NO_VALUE
from simulation.files.workbook_guard import check_workbook

if TYPE_CHECKING:
    from polars import DataFrame, Series

    from simulation.replay.map_file import FileFormat

KINDS = (".csv", ".csv.gz", ".parquet", ".xlsx")
MAX_BYTES = 2_000_000_000
"""A file that is larger, or unpacks to more, is not read."""

_TIME_ALONE = "^1899-12-3[01] "
"""The day on which the reader of workbooks puts a time of day."""

SHOWN_COLUMNS = 30
"""At most so many names of columns stand in a message."""


@dataclass(frozen=True, slots=True)
class Records:
    """Rows of a file of contact records.

    Parameters
    ----------
    file
        As the user named it.
    frame
        Text columns, without blanks around a cell; an empty cell is "".
    rows
        What a spreadsheet calls each row: from 1, names of columns counted where they stand in a row.
    """

    file: str
    frame: DataFrame
    rows: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.rows)

    def cells(self, column: str) -> Series:
        """A column of text.

        Raises
        ------
        MissingKey
            When there is no such column.
        """
        require_columns([column], self.frame.columns, self.file)
        return self.frame[column]

    def where(self, chosen: NDArray[np.bool_]) -> Records:
        """The rows chosen."""
        import polars as pl

        return Records(self.file, self.frame.filter(pl.Series(chosen)), self.rows[chosen])

    def wrong(
        self,
        rule: str,
        index: int | np.integer,
        columns: Sequence[str] = (),
        *,
        value: object = NO_VALUE,
        known: Iterable[object] = (),
        kind: type[InputError] = BadValue,
    ) -> InputError:
        """The error that says that ``rule`` does not hold in a row; by default its value is that of the first column.

        Parameters
        ----------
        rule
            A translated phrase.
        index
            Position of the row here.
        columns
            Where in the row.
        value, known, kind
            As for :meth:`routing.reading.document.Document.error`.
        """
        place = text("row {row}", row=self.rows[index])
        if columns:
            place = text("{row}, column {column}", row=place, column=" + ".join(columns))
        if value is NO_VALUE and columns:
            value = " + ".join(self.frame[column][int(index)] for column in columns if column in self.frame.columns)
        return kind(rule, file=self.file, path=place, value=value, nearest=nearest(value, known))


def require_columns(names: Iterable[str], there: Sequence[str], file: str) -> None:
    """Refuse a file without the columns that a map names.

    Raises
    ------
    MissingKey
        For the first that is missing, with the nearest one.
    """
    for name in names:
        if name not in there:
            known = ", ".join(there[:SHOWN_COLUMNS]) + (", …" if len(there) > SHOWN_COLUMNS else "")
            rule = text("the column {column} is missing; there are: {columns}", column=name, columns=known)
            raise MissingKey(rule, file=file, nearest=nearest(name, there))


def read_records(path: str | Path, columns: Iterable[str], layout: FileFormat) -> Records:
    """Read the columns of a file of contact records; rows that are empty in all of them are left out.

    Parameters
    ----------
    path
        A ``.csv``, ``.csv.gz``, ``.parquet`` or ``.xlsx`` file, with the names of the columns in its first row.
    columns
        Names, blanks around them apart.
    layout
        What the map says of the file: the sheet of a workbook, the separator of CSV.

    Raises
    ------
    InputError
        When the file is not there, is no such file, lacks a column or has no rows.
    """
    file, shown = Path(path), str(path)
    kind = next((kind for kind in reversed(KINDS) if file.name.lower().endswith(kind)), None)
    _require_file(file, shown)
    if kind is None:
        rule = text("must be one of these kinds of files: {kinds}", kinds=", ".join(KINDS))
        raise BadDocument(rule, file=shown, value=file.name)
    wanted = list(dict.fromkeys(columns))
    first_row = 2
    if kind == ".parquet":
        frame, first_row = _parquet(file, shown), 1
    elif kind == ".xlsx":
        frame, first_row = _workbook(file, shown, layout.sheet)
    else:
        frame = _csv(_unpacked(file, shown) if kind == ".csv.gz" else file.read_bytes(), shown, layout.separator)
    require_columns(wanted, frame.columns, shown)
    frame = _as_text(frame.select(wanted))
    return _filled(Records(shown, frame, np.arange(first_row, first_row + frame.height)))


def _require_file(path: Path, shown: str) -> None:
    try:
        size = path.stat().st_size
    except (OSError, ValueError):
        near = sorted(entry.name for entry in path.parent.iterdir()) if path.parent.is_dir() else []
        rule = text("there is no such file")
        raise MissingFile(rule, file=shown, nearest=nearest(path.name, near)) from None
    if path.is_dir():
        raise MissingFile(text("is a folder, not a file"), file=shown)
    refuse_special(path, shown)
    if size > MAX_BYTES:
        raise _too_large(shown)
    if size == 0:
        raise BadDocument(text("is empty"), file=shown)


def _too_large(shown: str) -> BadDocument:
    return BadDocument(text("is larger than {limit} MB", limit=MAX_BYTES // 1_000_000), file=shown)


@contextmanager
def _reading(shown: str, rule_of: Callable[[str], str]) -> Iterator[None]:
    """Whatever a reader of other people's files raises becomes one message, with the first line of its reason."""
    try:
        yield
    except InputError:
        raise
    except Exception as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise BadDocument(rule_of(reason), file=shown) from error


def _no_csv(reason: str) -> str:
    return text("is not a CSV table: {reason}", reason=reason)


def _no_parquet(reason: str) -> str:
    return text("is not a Parquet file: {reason}", reason=reason)


def _no_workbook(reason: str) -> str:
    return text("is not an XLSX workbook: {reason}", reason=reason)


def _unpacked(path: Path, shown: str) -> bytes:
    try:
        with gzip.open(path) as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise BadDocument(text("is not a whole gzip file: {reason}", reason=error), file=shown) from error
    if len(data) > MAX_BYTES:
        raise _too_large(shown)
    return data


def _csv(data: bytes, shown: str, separator: str) -> DataFrame:
    import polars as pl

    if b"\0" in data:
        raise BadDocument(text("is not a text file in UTF-8 or GB 18030"), file=shown)
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            data = data.decode("gb18030").encode()
        except UnicodeDecodeError:
            raise BadDocument(text("is not a text file in UTF-8 or GB 18030"), file=shown) from None
    with _reading(shown, _no_csv):
        frame = pl.read_csv(io.BytesIO(data), infer_schema=False, separator=separator)
    return _named(frame, frame.columns, shown)


def _parquet(path: Path, shown: str) -> DataFrame:
    import polars as pl

    with _reading(shown, _no_parquet):
        frame = pl.read_parquet(path, glob=False)
    return _named(frame, frame.columns, shown)


def _workbook(path: Path, shown: str, sheet: str | None) -> tuple[DataFrame, int]:
    """The sheet below its first row that is not empty, and the number of the first row below that."""
    import fastexcel
    import polars as pl

    data = path.read_bytes()
    check_workbook(data, MAX_BYTES, shown)
    with _reading(shown, _no_workbook):
        book = fastexcel.read_excel(data)
        names = list(book.sheet_names)
        if sheet is not None and sheet not in names:
            rule = text("the workbook has no such sheet; there are: {known}", known=", ".join(names))
            raise BadValue(rule, file=shown, value=sheet, nearest=nearest(sheet, names))
        grid = book.load_sheet(sheet or names[0], header_row=None, skip_rows=0, dtypes="string").to_polars()
        grid = grid.with_columns(pl.all().str.replace(_TIME_ALONE, ""))
    header = next((place for place, row in enumerate(grid.iter_rows()) if any(row)), None)
    if header is None:
        raise BadDocument(text("the table is empty"), file=shown)
    heads = [cell or "" for cell in grid.row(header)]
    return _named(grid.slice(header + 1), heads, shown), header + 2


def _named(frame: DataFrame, heads: Sequence[str], shown: str) -> DataFrame:
    """The columns under their names; those without a name are dropped."""
    names = [head.strip() for head in heads]
    for place, name in enumerate(names):
        original = name.rpartition("_duplicated_")[0]  # what the CSV reader makes of a name that it has seen
        if name and (name in names[:place] or (original and original in names[:place])):
            raise BadDocument(text("the column is named twice"), file=shown, value=original or name)
    kept = [place for place, name in enumerate(names) if name]
    frame = frame[:, kept]
    frame.columns = [names[place] for place in kept]
    return frame


def _as_text(frame: DataFrame) -> DataFrame:
    """Every column as text: times by the clock of their own zone, lengths of time in seconds."""
    import polars as pl

    columns = []
    for name, kind in frame.schema.items():
        column = pl.col(name)
        if isinstance(kind, pl.Datetime) and kind.time_zone is not None:
            column = column.dt.replace_time_zone(None)
        elif isinstance(kind, pl.Duration):
            column = column.dt.total_microseconds() / 1_000_000
        columns.append(column.cast(pl.String, strict=False).str.strip_chars().fill_null(""))
    return frame.select(columns)


def _filled(records: Records) -> Records:
    """The records without empty rows."""
    import polars as pl

    if records.frame.width:
        empty = records.frame.select(pl.all_horizontal(pl.all() == "")).to_series().to_numpy()
        records = records.where(~empty) if empty.any() else records
    if len(records) == 0:
        raise BadDocument(text("the table has no rows below its column names"), file=records.file)
    return records
