"""Planners' tables: CSV and XLSX read alike, and every cell knows its row and column."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from routing.errors import BadDocument, BadValue, InputError, MissingFile, MissingKey, UnknownKey, UnknownName
from simulation.files.entry_types import Day
from simulation.files.interval_table import interval_rows
from simulation.files.table_files import read_table
from simulation.files.tables import Table


def csv_table(folder: Path, content: str | bytes) -> Table:
    """The table in a CSV file with this content."""
    path = folder / "t.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_table(path, shown_as="t.csv")


def workbook(folder: Path, rows: Sequence[Sequence[Any]], sheet: str = "Monday") -> Path:
    """A workbook with an empty first sheet and ``rows`` in the second one."""
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    page = book.create_sheet(sheet)
    for row in rows:
        page.append(row)
    path = folder / "t.xlsx"
    book.save(path)
    book.close()
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters(delimiter: str, tmp_path: Path) -> None:
    """Comma, semicolon and tab separate alike; blanks around cells and capitals of names do not matter."""
    table = csv_table(tmp_path, f" Start {delimiter}Contacts\n08:00{delimiter} 5 \n")
    assert table.columns == ("start", "contacts")
    assert table.rows == ((2, ("08:00", "5")),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings(encoding: str, tmp_path: Path) -> None:
    """Chinese names are read from UTF-8, with or without its mark, and from what a Chinese spreadsheet saves."""
    table = csv_table(tmp_path, "agent,group\n张三,外汇\n".encode(encoding))
    assert table.rows == ((2, ("张三", "外汇")),)


def test_row_numbers_count_empty_rows(tmp_path: Path) -> None:
    """Empty rows are left out, and the others keep the numbers that a spreadsheet shows."""
    table = csv_table(tmp_path, "\na,b\n\n1,2\n,\n3,\n")
    assert table.header == 2
    assert table.rows == ((4, ("1", "2")), (6, ("3", "")))
    assert table.place(4, "b") == "row 4, column B (b)"


def test_columns_beyond_z(tmp_path: Path) -> None:
    """The 27th column is called AA, the 53rd BA."""
    table = csv_table(tmp_path, ",".join(f"c{number}" for number in range(1, 54)) + "\n" + ",".join("1" * 53))
    assert (table.letters[25], table.letters[26], table.letters[52]) == ("Z", "AA", "BA")


def test_a_workbook_gives_the_same_rows_as_csv(tmp_path: Path) -> None:
    """Times, numbers and text of a sheet are read as what CSV would say; the sheet stands in the place."""
    rows: list[list[Any]] = [
        [],
        ["Start", "Contacts", "Problem"],
        [dt.time(8, 0), 10, "account"],
        [dt.datetime(2026, 5, 10, 8, 30), 12.5, None],  # noqa: DTZ001  (a spreadsheet knows no zones)
        ["09:00", "7", "fx"],
    ]
    table = read_table(workbook(tmp_path, rows), "Monday", shown_as="t.xlsx")
    assert table.columns == ("start", "contacts", "problem")
    clocks = [table.clock(row, "start", cells[0]) for row, cells in table.rows]
    assert clocks == [8 * 60, 8 * 60 + 30, 9 * 60]
    numbers = [table.number(row, "contacts", cells[1]) for row, cells in table.rows]
    assert numbers == [10, 12.5, 7]
    assert [row for row, _ in table.rows] == [3, 4, 5]
    assert table.place(3, "contacts") == "sheet Monday, row 3, column B (contacts)"


def test_an_unknown_sheet(tmp_path: Path) -> None:
    """A misspelt sheet gives the nearest one; without a name the first sheet is read, which is empty here."""
    path = workbook(tmp_path, [["a"], [1]])
    with pytest.raises(
        UnknownName, match=r"no such sheet; there are: Notes, Monday \(got Mondy; did you mean Monday\?\)"
    ):
        read_table(path, "Mondy")
    with pytest.raises(BadDocument, match="sheet Notes: the table is empty"):
        read_table(path)


def test_a_workbook_that_unpacks_to_too_much(tmp_path: Path) -> None:
    """An archive that claims to hold more than a table can is refused before it is unpacked."""
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 101_000_000)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(BadDocument, match="must not unpack to more than 100 MB"):
        read_table(path)


def test_too_many_rows(tmp_path: Path) -> None:
    """More than 100,000 rows are refused."""
    with pytest.raises(BadDocument, match="more than 100000 rows"):
        csv_table(tmp_path, "a\n" + "1\n" * 100_000)


def test_a_missing_file(tmp_path: Path) -> None:
    """A file that is not there is an error of its own class."""
    with pytest.raises(MissingFile):
        read_table(tmp_path / "none.csv")


BAD_CELLS: list[tuple[str, str, type[InputError], str]] = [
    # What is read, the cell, the error, and its rule.
    ("number", "1e999", BadValue, "must be a finite number"),
    ("number", "1,5", BadValue, "must be a number"),
    ("number", "", BadValue, "must be a number"),
    ("number", "-1", BadValue, "must lie between 0 and 1000000000"),
    ("whole", "2.5", BadValue, "must be a whole number"),
    ("whole", "1000001", BadValue, "must lie between 0 and 1000000"),
    ("clock", "24:00", BadValue, "must be a time of day, such as 08:30"),
    ("clock", "08:00:30", BadValue, "must be a time of day"),
    ("clock", "8", BadValue, "must be a time of day"),
]


@pytest.mark.parametrize(("kind", "cell", "error", "rule"), BAD_CELLS)
def test_bad_cells(kind: str, cell: str, error: type[InputError], rule: str, tmp_path: Path) -> None:
    """A cell that is not what its column holds is refused with row, column, value and rule."""
    table = csv_table(tmp_path, "a;b\nx;y\n")
    with pytest.raises(error) as raised:
        getattr(table, kind)(2, "b", cell)
    assert str(raised.value).startswith(f"t.csv: row 2, column B (b): {rule}")
    assert raised.value.value == cell


def test_good_cells(tmp_path: Path) -> None:
    """Numbers, whole numbers written with decimals, and times with seconds 00 are read."""
    table = csv_table(tmp_path, "a\n1\n")
    assert table.number(2, "a", "1e3") == 1000
    assert table.whole(2, "a", "12.0") == 12
    assert [table.clock(2, "a", cell) for cell in ("8:05", "08:05:00", "2026-01-31 23:59:00")] == [485, 485, 1439]


def test_columns_are_found_by_name(tmp_path: Path) -> None:
    """A missing column and one that means nothing are refused with the nearest name."""
    table = csv_table(tmp_path, "Start,Contats\n08:00,1\n")
    with pytest.raises(MissingKey, match=r"row 1: the column contacts is missing.*did you mean contats\?"):
        table.index("Contacts")
    with pytest.raises(UnknownKey, match=r"row 1, column B \(contats\).*did you mean contacts\?"):
        table.allow(["start", "contacts"])


def test_intervals_of_a_night(tmp_path: Path) -> None:
    """A day that goes on after midnight has its rows in the order of the day."""
    table = csv_table(tmp_path, "start\n23:00\n23:30\n00:00\n00:30\n")
    rows = list(interval_rows(table, Day(opens="23:00", interval_min=30, intervals=4)))
    assert [interval for interval, _, _ in rows] == [0, 1, 2, 3]


def test_each_kind_has_every_interval(tmp_path: Path) -> None:
    """Kinds may stand one after the other; a kind that lacks an interval is refused at its last row."""
    day = Day(opens="08:00", interval_min=30, intervals=2)
    whole = csv_table(tmp_path, "start,tier\n08:00,a\n08:30,a\n08:00,b\n08:30,b\n")
    assert [interval for interval, _, _ in interval_rows(whole, day, {"tier": ["a", "b"]})] == [0, 1, 0, 1]
    part = csv_table(tmp_path, "start,tier\n08:00,a\n08:00,b\n08:30,b\n")
    with pytest.raises(BadDocument, match=r"row 2, column A \(start\): the day goes on after this row: .*08:30"):
        list(interval_rows(part, day, {"tier": ["a", "b"]}))
