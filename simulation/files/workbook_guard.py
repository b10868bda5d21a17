"""What an XLSX file may ask of the machine: looked at before its reader gets it.

The reader makes room for the whole rectangle around all cells of a sheet, so that two cells in opposite corners of a
file of one kilobyte would ask for 500 GB, and the process would end without a word.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePosixPath
from xml.parsers import expat

from routing.errors import BadDocument
from routing.words.messages import text

MAX_CELLS = 50_000_000
"""The rectangle around the cells of a sheet holds at most so many."""

_PIECE = 1 << 20
_LETTERS, _DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"


def check_workbook(data: bytes, max_unpacked: int, shown: str) -> None:
    """Refuse what is no ZIP archive of XML, and one that unpacks, or spreads its cells, too far.

    Parameters
    ----------
    data
        The file.
    max_unpacked
        Its parts unpack to at most so many bytes together.
    shown
        What messages call the file.

    Raises
    ------
    BadDocument
        With the limit.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > max_unpacked:
                limit = max_unpacked // 1_000_000
                raise BadDocument(text("must not unpack to more than {limit} MB", limit=limit), file=shown)
            for entry in entries:
                if PurePosixPath(entry.filename).suffix.lower() in {".xml", ".rels"}:
                    _check_part(archive, entry, shown)
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, RuntimeError, ValueError, OSError):
        # RuntimeError: encrypted; ValueError: not a place such as B7; BadZipFile also: a part is longer than it says
        raise BadDocument(text("is not an XLSX workbook"), file=shown) from None


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, shown: str) -> None:
    cells = _Cells()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = cells.start
    parser.StartDoctypeDeclHandler = _refuse_doctype
    with archive.open(entry) as stream:
        while piece := stream.read(_PIECE):
            parser.Parse(piece)
            if cells.spread > MAX_CELLS:
                rule = text(
                    "spreads its cells over {rows} rows and {columns} columns; delete those far from the table",
                    rows=cells.bottom - cells.top + 1,
                    columns=cells.right - cells.left + 1,
                )
                raise BadDocument(rule, file=shown)
        parser.Parse(b"", True)


def _refuse_doctype(*_: object) -> None:
    raise ValueError("entities have no place in a workbook")


class _Cells:
    """The rectangle around the cells with content, read as the workbook's reader counts rows and columns."""

    def __init__(self) -> None:
        self.row, self.column = 0, 0
        self.top = self.left = 2**31
        self.bottom = self.right = -1
        self.in_cell = False

    @property
    def spread(self) -> int:
        return max(0, self.bottom - self.top + 1) * max(0, self.right - self.left + 1)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "c":
            if "r" in attributes:
                self.row, self.column = _place(attributes["r"])
            else:
                self.column += 1
            self.in_cell = True
        elif tag == "row":
            self.row = int(attributes["r"]) if "r" in attributes else self.row + 1
            self.column, self.in_cell = 0, False
        elif self.in_cell:  # something stands in the cell: an empty one, such as a coloured one, needs no room
            self.in_cell = False
            self.top, self.bottom = min(self.top, self.row), max(self.bottom, self.row)
            self.left, self.right = min(self.left, self.column), max(self.right, self.column)


def _place(reference: str) -> tuple[int, int]:
    """Row and column, from 1, of a cell such as B7."""
    letters = reference.rstrip(_DIGITS).upper()
    if not letters or len(letters) > 3 or letters.strip(_LETTERS):
        raise ValueError(reference)
    column = 0
    for letter in letters:
        column = column * 26 + _LETTERS.index(letter) + 1
    return int(reference[len(letters) :]), column
