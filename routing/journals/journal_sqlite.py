"""A journal in one file, with SQLite.

One process writes, any number may read at the same time. Each record carries a digest over all that came before it, so
a file that was damaged or altered is noticed; SQLite itself drops what a crash has left half written.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from routing.errors import BadDocument, Contradiction, InputError, MissingFile
from routing.journals.journal import METHODS, Head, Record
from routing.model import Agent
from routing.policies.policy_hash import policy_hash
from routing.policy import Policy
from routing.words.messages import text

FORMAT = 1
"""The version of the tables below, in the file's ``user_version``."""

_APPLICATION = 0x5065616B  # "Peak": what tells our files from other SQLite files
_SCHEMA = """
CREATE TABLE head (policy TEXT NOT NULL, policy_hash TEXT NOT NULL, agents TEXT NOT NULL);
CREATE TABLE policies (id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE);
CREATE TABLE records (
    number INTEGER PRIMARY KEY,
    now INTEGER NOT NULL,
    verb TEXT NOT NULL,
    policy INTEGER NOT NULL REFERENCES policies,
    args TEXT NOT NULL,
    digest BLOB NOT NULL
);
"""
_INSERT = "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?)"
_VERBS = {method: verb for verb, method in METHODS.items()}
_encode: Callable[[Any], str] = json.JSONEncoder(separators=(",", ":")).encode
_POLICY: TypeAdapter[Policy] = TypeAdapter(Policy)
_AGENTS: TypeAdapter[tuple[Agent, ...]] = TypeAdapter(tuple[Agent, ...])


class SqliteJournal:
    """A journal in a file that outlives its process.

    Parameters
    ----------
    path
        The file; it is made if it is not there. SQLite keeps two more files beside it while it is open.
    sync
        Whether a commit waits until the disk has it. If not, what was committed survives the end of the process, but
        not that of the machine.
    read_only
        For a look at a journal that somebody else may be writing.

    Raises
    ------
    MissingFile
        The file is to be read only and is not there, or cannot be opened.
    BadDocument
        It is no journal, or damaged, or of a later version.
    Contradiction
        Another router is writing to it.
    """

    def __init__(self, path: Path | str, *, sync: bool = True, read_only: bool = False) -> None:
        self.path = Path(path)
        self._staged: list[tuple[int, int, str, int, str, bytes]] = []
        self._policies: dict[str, int] = {}
        self._read_only = read_only
        if read_only and not self.path.is_file():
            raise MissingFile(text("there is no such file"), file=str(self.path))
        try:
            mode = "ro" if read_only else "rwc"
            self._file = sqlite3.connect(
                f"{self.path.resolve().as_uri()}?mode={mode}",
                uri=True,
                isolation_level=None,
                check_same_thread=False,
                timeout=0,
            )
        except sqlite3.OperationalError as error:
            raise MissingFile(text("cannot be opened: {cause}", cause=error), file=str(self.path)) from error
        try:
            self._open(sync=sync)
        except BaseException:
            self._file.close()
            raise

    def _open(self, *, sync: bool) -> None:
        with self._readable():
            self._check_format()
            if not self._read_only:
                self._file.execute("PRAGMA journal_mode = WAL")
                self._file.execute(f"PRAGMA synchronous = {'FULL' if sync else 'NORMAL'}")
                self._hold()
            self._number, self._digest = self._last()

    def _check_format(self) -> None:
        """Tell our journals, empty files and others apart."""
        (application,), (version,) = (
            self._file.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version")
        )
        (tables,) = self._file.execute("SELECT count(*) FROM sqlite_master").fetchone()
        self._is_new = application == 0 and tables == 0
        if not self._is_new and application != _APPLICATION:
            raise BadDocument(text("is no journal of a router"), file=str(self.path))
        if not self._is_new and version < FORMAT:
            rule = text("says that its format is {version}, which never was: it was altered", version=version)
            raise BadDocument(rule, file=str(self.path))
        if version > FORMAT:
            raise BadDocument(
                text("was written by a later version of Peakline: its format is {version}, this one reads {known}",
                     version=version, known=FORMAT),
                file=str(self.path),
            )  # fmt: skip

    def _hold(self) -> None:
        """Keep others from writing: the next transaction begins where the last one ends."""
        try:
            self._file.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise Contradiction(text("is in use: another router writes to it"), file=str(self.path)) from error
            raise

    def _last(self) -> tuple[int, bytes]:
        """The number of records, and the digest that the next one continues."""
        if self._is_new:
            return 0, b""
        self._policies = dict(self._file.execute("SELECT hash, id FROM policies"))
        last = self._file.execute("SELECT number, digest FROM records ORDER BY number DESC LIMIT 1").fetchone()
        return (last[0] + 1, last[1]) if last else (0, self._head_digest())

    @contextmanager
    def _readable(self) -> Iterator[None]:
        """Turn what SQLite says about a file that it cannot read into our error."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise BadDocument(text("is no journal of a router, or damaged: {cause}", cause=error),
                              file=str(self.path)) from error  # fmt: skip

    # -- head ----------------------------------------------------------------------------------------------------------

    def begin(self, head: Head) -> None:
        """Write the head of an empty journal, durably.

        Raises
        ------
        BadDocument
            The policy or the roster has something in it that could not be read again.
        """
        policy, agents = self._written(head)
        run = self._file.execute
        for statement in _SCHEMA.split(";"):
            run(statement)
        run(f"PRAGMA application_id = {_APPLICATION}")
        run(f"PRAGMA user_version = {FORMAT}")
        run("INSERT INTO head VALUES (?, ?, ?)", (policy, policy_hash(head.policy), agents))
        self._is_new = False
        self._digest = self._head_digest()
        run("COMMIT")
        self._hold()

    def _written(self, head: Head) -> tuple[str, str]:
        """Policy and roster as they stand in the file: so that they can be read again."""
        try:
            policy, agents = (
                _POLICY.dump_json(head.policy, warnings=False),
                _AGENTS.dump_json(head.agents, warnings=False),
            )
            _POLICY.validate_json(policy)
            _AGENTS.validate_json(agents)
        except (PydanticSerializationError, ValidationError) as error:
            raise BadDocument(
                text("cannot hold this policy or roster: {cause}", cause=error), file=str(self.path)
            ) from error
        return policy.decode(), agents.decode()

    def head(self) -> Head | None:
        """The policy and roster of the router that wrote the journal; None: it is empty."""
        if self._is_new:
            return None
        with self._readable():
            policy, stated_hash, agents = self._head_row()
            try:
                head = Head(_POLICY.validate_json(policy), _AGENTS.validate_json(agents))
            except ValidationError as error:
                raise BadDocument(text("has a policy or a roster that cannot be read"), file=str(self.path)) from error
        if policy_hash(head.policy) != stated_hash:
            raise Contradiction(text("has a policy that does not fit its hash"), file=str(self.path), value=stated_hash)
        return head

    def _head_row(self) -> tuple[str, str, str]:
        row: tuple[str, str, str] | None = self._file.execute("SELECT * FROM head").fetchone()
        if row is None:
            raise BadDocument(text("has no head"), file=str(self.path))
        return row

    def _head_digest(self) -> bytes:
        return blake2b("\n".join(self._head_row()).encode(), digest_size=16).digest()

    # -- records -------------------------------------------------------------------------------------------------------

    def append(self, record: Record) -> None:
        """Add the next record; durable with the next :meth:`commit`."""
        now, verb, policy_hash, args = record
        method, written = METHODS[verb], _encode(args)
        self._digest = _digest(self._digest, now, method, policy_hash, written)
        policy = self._policies.get(policy_hash) or self._add_policy(policy_hash)
        self._staged.append((self._number, now, method, policy, written, self._digest))
        self._number += 1

    def commit(self) -> None:
        """Make durable what was appended."""
        if self._staged:
            self._file.executemany(_INSERT, self._staged)
            self._file.execute("COMMIT")
            self._file.execute("BEGIN IMMEDIATE")
            self._staged.clear()

    def records(self) -> Iterator[Record]:
        """All durable records, in order.

        Raises
        ------
        BadDocument
            At the first record that cannot be read, or does not fit those before it.
        """
        if self._is_new:
            return
        with self._readable():
            digest = self._head_digest()
            query = (
                "SELECT number, now, verb, hash, args, digest"
                " FROM records LEFT JOIN policies ON id = policy ORDER BY number"
            )
            for place, (number, now, method, policy_hash, written, stated) in enumerate(self._file.execute(query)):
                digest = _digest(digest, now, method, policy_hash, written)
                if number != place or digest != stated:
                    raise self._bad_record(place, text("does not fit the records before it: it was damaged or altered"))
                if method not in _VERBS:
                    raise self._bad_record(place, text("has a command that this version does not know"))
                yield now, _VERBS[method], policy_hash, _decode(written)

    def _bad_record(self, place: int, rule: str) -> InputError:
        return BadDocument(rule, file=str(self.path), path=f"records[{place}]")

    def _add_policy(self, policy_hash: str) -> int:
        number = self._policies[policy_hash] = len(self._policies) + 1
        self._file.execute("INSERT INTO policies VALUES (?, ?)", (number, policy_hash))
        return number

    # -- the file ------------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Close the file; what was not committed is lost."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _digest(before: bytes, now: int, method: str, policy_hash: str, args: str) -> bytes:
    return blake2b(f"{now}\n{method}\n{policy_hash}\n{args}".encode(), digest_size=16, key=before).digest()


def _decode(args: str) -> tuple[Any, ...]:
    return tuple(tuple(value) if isinstance(value, list) else value for value in json.loads(args))
