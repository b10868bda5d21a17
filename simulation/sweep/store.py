"""What of a sweep is done: one SQLite file in its folder, held by one command at a time.

Each block is durable once it is written, so a command that is killed loses no more than the blocks in hand. Points are
known by the hash of what they simulate: one whose scenario changed is another point, and is simulated anew.
"""

from __future__ import annotations

import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from routing.errors import BadDocument, Contradiction, MissingFile
from routing.words.messages import text

NAME = "sweep.sqlite"
FORMAT = 1
APPLICATION = 0x504B5357
"""The file's application id: PKSW."""

TABLES = """
CREATE TABLE blocks (
  point TEXT, first INTEGER, "end" INTEGER NOT NULL, sums BLOB NOT NULL, PRIMARY KEY (point, first)
);
CREATE TABLE outcomes (point TEXT PRIMARY KEY, outcome BLOB NOT NULL) WITHOUT ROWID;
"""


class Store:
    """The blocks and points of sweeps that are done; a context manager.

    Parameters
    ----------
    folder
        Made when it is not there.
    fresh
        Forget what is done.

    Raises
    ------
    Contradiction
        Another command holds it.
    BadDocument
        The file is no store of sweeps, or of another format.
    MissingFile
        It cannot be written.
    """

    def __init__(self, folder: Path, *, fresh: bool = False) -> None:
        self.path = folder / NAME
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = sqlite3.connect(self.path, isolation_level=None, timeout=0)
        except (OSError, sqlite3.OperationalError) as error:
            rule = text("cannot be opened: {cause}", cause=getattr(error, "strerror", None) or error)
            raise MissingFile(rule, file=str(self.path)) from error
        try:
            self._open(fresh=fresh)
        except sqlite3.OperationalError as error:
            self._file.close()
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                rule = text("is in use: another sweep writes to it")
                raise Contradiction(rule, file=str(self.path)) from error
            raise MissingFile(text("cannot be opened: {cause}", cause=error), file=str(self.path)) from error
        except sqlite3.DatabaseError as error:
            self._file.close()
            raise BadDocument(text("does not hold what a sweep has done"), file=str(self.path)) from error
        except BaseException:
            self._file.close()
            raise

    def _open(self, *, fresh: bool) -> None:
        self._file.execute("PRAGMA locking_mode = EXCLUSIVE")  # held to the end, and given up by one that is killed
        self._file.execute("BEGIN EXCLUSIVE")
        (application,) = self._file.execute("PRAGMA application_id").fetchone()
        (version,) = self._file.execute("PRAGMA user_version").fetchone()
        (tables,) = self._file.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables and application != APPLICATION:
            raise BadDocument(text("does not hold what a sweep has done"), file=str(self.path))
        if tables and version != FORMAT:
            rule = text("was written by another version of Peakline: choose another folder, or --fresh")
            if not fresh:
                raise BadDocument(rule, file=str(self.path), value=version)
        if fresh:
            for name in ("blocks", "outcomes"):
                self._file.execute(f"DROP TABLE IF EXISTS {name}")
        if fresh or not tables:
            for statement in TABLES.split(";"):
                self._file.execute(statement)
            self._file.execute(f"PRAGMA application_id = {APPLICATION}")
            self._file.execute(f"PRAGMA user_version = {FORMAT}")
        self._file.execute("COMMIT")

    def add_block(self, point: str, first: int, end: int, sums: bytes) -> None:
        """Keep the sums of a point's days ``first`` to ``end`` - 1."""
        self._file.execute("INSERT OR REPLACE INTO blocks VALUES (?, ?, ?, ?)", (point, first, end, sums))

    def done(self, point: str) -> list[tuple[int, int]]:
        """The blocks of a point that are done, in order: first day and end."""
        return self._file.execute('SELECT first, "end" FROM blocks WHERE point = ? ORDER BY first', (point,)).fetchall()

    def blocks(self, point: str) -> Iterator[tuple[int, bytes]]:
        """The first day and the sums of each block of a point."""
        return iter(self._file.execute("SELECT first, sums FROM blocks WHERE point = ? ORDER BY first", (point,)))

    @contextmanager
    def readable(self) -> Iterator[None]:
        """Where something kept here is unpacked: what cannot be is an error of the file.

        Raises
        ------
        BadDocument
        """
        try:
            yield
        except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise BadDocument(text("is damaged: delete it, or choose another folder"), file=str(self.path)) from error

    def outcome(self, point: str) -> bytes | None:
        """What came out at a point; None: it is not finished."""
        row = self._file.execute("SELECT outcome FROM outcomes WHERE point = ?", (point,)).fetchone()
        return None if row is None else row[0]

    def finish(self, point: str, outcome: bytes) -> None:
        """Keep what came out at a point, in place of its blocks."""
        self._file.execute("BEGIN")
        self._file.execute("INSERT OR REPLACE INTO outcomes VALUES (?, ?)", (point, outcome))
        self._file.execute("DELETE FROM blocks WHERE point = ?", (point,))
        self._file.execute("COMMIT")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
