"""Reading YAML files so that whatever is wrong with them can be said with file, line, place, value and rule.

A loader reads, validates against a pydantic model, and goes on to what no model can say::

    from routing.reading.document import read_document
    from routing.reading.validation import Model, validate

    class Group(Model):
        pool: str
        heads: int = Field(ge=0)

    class Staff(Model):
        peakline: Literal["staff/1"]
        groups: dict[str, Group]

    document = read_document("staff.yaml")       # BadDocument, MissingFile
    staff = validate(document, Staff)            # UnknownKey, MissingKey, BadValue, or InputErrors with several
    for name, group in staff.groups.items():
        if group.pool not in policy.pools:
            place = ("groups", name, "pool")
            document.fail(place, text("is not among the pools"), known=policy.pools, kind=UnknownName)

says ``staff.yaml:7: groups.fx.pool: is not among the pools (got fz; did you mean fx?)``.
``validate(document, PolicyFile, at=("policy",))`` validates a part, and says where it stands in the whole.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any, NoReturn

from routing.errors import BadDocument, BadValue, InputError, MissingFile
from routing.reading.yaml_tree import Node, parse
from routing.words.messages import text
from routing.words.nearest import nearest
from routing.words.place import Path, place
from routing.words.shown import NO_VALUE

MAX_BYTES = 8_000_000
"""A larger file is not read."""

_AT_PATH = object()
"""Stands for "the value that the document has there"."""


@dataclass(frozen=True)
class Document:
    """What a file says, with the line of each value.

    Parameters
    ----------
    file
        As the user named it.
    root
        The tree of values.
    """

    file: str
    root: Node

    @classmethod
    def of(cls, data: Any, file: str) -> Document:
        """A document made of plain data, without lines; ``file`` stands in messages."""
        return cls(file, _nodes(data, None))

    @cached_property
    def data(self) -> Any:
        """The whole as plain dicts, lists, text, numbers, booleans and None."""
        return self.root.plain()

    def get(self, path: Sequence[str | int]) -> Any:
        """The plain value at ``path``, or :data:`routing.words.shown.NO_VALUE` where there is none."""
        node = self._node(path)
        return NO_VALUE if node is None else node.plain()

    def has(self, path: Sequence[str | int]) -> bool:
        """Whether there is a value at ``path``, be it null."""
        return self._node(path) is not None

    def file_of(self, path: Sequence[str | int]) -> str:
        """What the value at ``path`` came from: the file, or the origin given to :meth:`with_value`."""
        return self._whereabouts(path)[0]

    def line_of(self, path: Sequence[str | int]) -> int | None:
        """The line, from 1, of the value at ``path``, or of the innermost of its surroundings that is there."""
        return self._whereabouts(path)[1]

    def with_value(self, path: Sequence[str | int], value: Any, origin: str) -> Document:
        """A copy in which plain ``value`` stands at ``path``; errors there name ``origin``, such as ``--set a.b=1``.

        Mappings on the way that are not there are made.

        Raises
        ------
        InputError
            When the path goes through something that is not a mapping or list, or beyond the end of a list.
        """
        return replace(self, root=self._replaced(self.root, tuple(path), 0, value, origin))

    def error(
        self,
        path: Sequence[str | int],
        rule: str,
        *,
        value: object = _AT_PATH,
        known: Iterable[object] = (),
        kind: type[InputError] = BadValue,
    ) -> InputError:
        """The error that says that ``rule`` does not hold at ``path``; for several of them see ``InputErrors``.

        Parameters
        ----------
        path
            Parts at its end that the document does not have only show in the message.
        rule
            A translated phrase: "must be a number".
        value
            By default the scalar that stands there; ``NO_VALUE``: none.
        known
            The names among which the nearest one is looked for.
        kind
            The class of the error.
        """
        if value is _AT_PATH:
            value = self.get(path)
            value = NO_VALUE if isinstance(value, dict | list) else value
        file, line = self._whereabouts(path)
        meant = None if value is NO_VALUE else nearest(value, known)
        return kind(rule, file=file, line=line, path=place(path), value=value, nearest=meant)

    def fail(
        self,
        path: Sequence[str | int],
        rule: str,
        *,
        value: object = _AT_PATH,
        known: Iterable[object] = (),
        kind: type[InputError] = BadValue,
    ) -> NoReturn:
        """Raise what :meth:`error` returns."""
        raise self.error(path, rule, value=value, known=known, kind=kind)

    def _node(self, path: Sequence[str | int]) -> Node | None:
        node: Node | None = self.root
        for part in path:
            node = _child(node, part)
        return node

    def _whereabouts(self, path: Sequence[str | int]) -> tuple[str, int | None]:
        file, line = self.file, self.root.line
        node: Node | None = self.root
        for part in path:
            node = _child(node, part)
            if node is None:
                break
            if node.origin is not None:  # the innermost one counts: a value may be set inside one that was set before
                file, line = node.origin, None
            elif file == self.file:
                line = node.line
        return file, line

    def _replaced(self, node: Node, path: Path, depth: int, value: Any, origin: str) -> Node:
        if depth == len(path):
            return replace(_nodes(value, origin), line=node.line)
        part, inner = path[depth], node.value
        if inner is None:
            inner = {}
        if isinstance(inner, list) and isinstance(part, int) and 0 <= part < len(inner):
            items = list(inner)
            items[part] = self._replaced(inner[part], path, depth + 1, value, origin)
            return replace(node, value=items)
        if isinstance(inner, dict):
            child = inner.get(part, Node(None, node.line, origin))  # what is made on the way came from there, too
            return replace(node, value={**inner, part: self._replaced(child, path, depth + 1, value, origin)})
        raise BadValue(text("there is no such place"), file=origin, path=place(path[: depth + 1]))


def read_document(path: str | os.PathLike[str]) -> Document:
    """Read a YAML file.

    Raises
    ------
    MissingFile
        When it is not there or cannot be opened.
    BadDocument
        When it is empty, larger than 8 MB, not UTF-8, not YAML, nested deeper than 50 levels, holds more than 200,000
        values with aliases counted, a key twice, tags, or more than one document.
    """
    file = os.fspath(path)
    content = _decoded(_bytes_of(FilePath(file), file), file)
    root = parse(content, file)
    if root is None or root.value is None:
        raise BadDocument(text("is empty"), file=file)
    return Document(file, replace(root, line=root.line or 1))


def is_there(path: FilePath) -> bool:
    """Whether there is such a file; none has a name that the system does not take."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def refuse_special(path: FilePath, file: str) -> None:
    """Refuse a pipe or a device, which may have no end or keep its reader waiting; what is not there is left alone.

    Raises
    ------
    MissingFile
        Naming it as ``file``.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise MissingFile(text("is a pipe or a device, not a file"), file=file)


def _bytes_of(path: FilePath, file: str) -> bytes:
    refuse_special(path, file)
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise MissingFile(text("there is no such file"), file=file, nearest=sibling(path)) from None
    except IsADirectoryError:
        raise MissingFile(text("is a folder, not a file"), file=file) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise MissingFile(text("cannot be read: {reason}", reason=reason), file=file) from None
    if len(content) > MAX_BYTES:
        raise BadDocument(text("is larger than {limit} MB", limit=MAX_BYTES // 1_000_000), file=file)
    return content


def sibling(path: FilePath) -> str | None:
    """The name in the same folder that is nearest to that of a file that is not there; None: none is near."""
    try:
        return nearest(path.name, sorted(entry.name for entry in path.parent.iterdir()))
    except (OSError, ValueError):
        return None


def _decoded(content: bytes, file: str) -> str:
    try:
        decoded = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadDocument(text("is not text in UTF-8: save it in that encoding"), file=file, line=line) from None
    if "\0" in decoded:
        line = decoded.count("\n", 0, decoded.index("\0")) + 1
        raise BadDocument(text("is not text: it holds a zero byte"), file=file, line=line)
    return decoded


def _child(node: Node | None, part: str | int) -> Node | None:
    if node is not None and isinstance(node.value, dict):
        child: Node | None = node.value.get(part)
        return child
    if node is not None and isinstance(node.value, list) and isinstance(part, int) and 0 <= part < len(node.value):
        item: Node = node.value[part]
        return item
    return None


def _nodes(data: Any, origin: str | None) -> Node:
    if isinstance(data, Mapping):
        return Node({key: _nodes(value, origin) for key, value in data.items()}, None, origin)
    if isinstance(data, list | tuple):
        return Node([_nodes(value, origin) for value in data], None, origin)
    return Node(data, None, origin)
