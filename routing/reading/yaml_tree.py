"""YAML text as a tree of values that know their lines.

Safer and plainer than YAML's own rules: no tags, so no objects; no key twice; aliases, but no bombs; and only what
looks like a number *is* one: ``no`` and ``on`` are words, ``09:30`` is text, ``007`` too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, cast

import yaml

from routing.errors import BadDocument
from routing.words.messages import text
from routing.words.place import Path, place
from routing.words.shown import code_of, shown

MAX_DEPTH = 50
"""Mappings and lists may stand so deep inside one another."""

MAX_VALUES = 200_000
"""A document holds at most so many values, each alias counted as all that it stands for."""

_LOADER = cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))

_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]*)?(\.[0-9]*)?([eE][-+]?[0-9]+)?")
_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
}


@dataclass(slots=True)
class Node:
    """A value and where it stands. Nothing changes a node; it is not frozen because many are made faster so.

    Parameters
    ----------
    value
        A scalar, or a dict or list of nodes.
    line
        From 1: the line of the key for a value in a mapping, of the value elsewhere. None: not from a file.
    origin
        What the value came from, where that is not the file itself.
    size, height
        The number of values in the tree from here, and of levels.
    """

    value: Any
    line: int | None
    origin: str | None = None
    size: int = 1
    height: int = 1

    def plain(self) -> Any:
        """The value with plain dicts and lists; each call makes new ones."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def scalar(written: str) -> Any:
    """What a word without quotes means: null, true, false, a number or, mostly, itself."""
    if written in _WORDS:
        return _WORDS[written]
    if len(written) < 400:  # no number of ours is longer, and Python refuses to convert far longer ones
        if _INT.fullmatch(written):
            return int(written)
        if _FLOAT.fullmatch(written) and any(character.isdigit() for character in written):
            return _number(written)
    return written


def _number(written: str) -> float | str:
    try:
        return float(written)
    except ValueError:  # such as "e5"
        return written


def parse(content: str, file: str) -> Node | None:
    """Return the tree of the YAML document in ``content``; None where it holds nothing.

    Raises
    ------
    BadDocument
        When it is not YAML, or uses what is not allowed here; with ``file``, the line and the rule.
    """
    try:
        return _Reader(file).read(yaml.parse(content, _LOADER))
    except yaml.MarkedYAMLError as error:
        raise _grammar(error, content, file) from None
    except yaml.YAMLError as error:  # the reader's, about a character; it does not say where
        raise _bad_character(content, file) from error


def _grammar(error: yaml.MarkedYAMLError, content: str, file: str) -> BadDocument:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return BadDocument(text("is not YAML: {problem}", problem=error.problem or error), file=file)
    lines = content.splitlines()
    line = min(mark.line, len(lines) - 1)
    if lines and lines[line][mark.column : mark.column + 1] == "\t":
        return BadDocument(text("a tab stands where only spaces may"), file=file, line=line + 1)
    return BadDocument(text("is not YAML: {problem}", problem=error.problem or error), file=file, line=line + 1)


def _bad_character(content: str, file: str) -> BadDocument:
    found = yaml.reader.Reader.NON_PRINTABLE.search(content)
    if found is None:
        return BadDocument(text("is not text in UTF-8, or not YAML"), file=file)
    line = content.count("\n", 0, found.start()) + 1
    rule = text("holds the control character {code}: delete it", code=code_of(found.group()))
    return BadDocument(rule, file=file, line=line)


class _Open:
    """A mapping or list whose end has not been read."""

    def __init__(self, line: int, anchor: str | None, items: dict[Any, Node] | list[Node]) -> None:
        self.line, self.anchor, self.items = line, anchor, items
        self.size, self.height = 1, 1
        self.key: Any = None
        self.key_line: int | None = None

    @property
    def wants_key(self) -> bool:
        return isinstance(self.items, dict) and self.key_line is None


class _Reader:
    """Builds the tree from the parser's events, which come in the order of the text, and checks the limits."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.open: list[_Open] = []
        self.anchors: dict[str, Node | None] = {}
        self.root: Node | None = None
        self.size = 0

    def read(self, events: Iterator[yaml.Event]) -> Node | None:
        documents = 0
        for event in events:
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self.refuse(line, text("a second document starts here; a file holds one"))
            elif isinstance(event, yaml.NodeEvent):
                self.node(event, line)
            elif isinstance(event, yaml.CollectionEndEvent):
                closed = self.open.pop()
                self.add(Node(closed.items, closed.line, None, closed.size, closed.height), closed.anchor)
        return self.root

    def node(self, event: yaml.NodeEvent, line: int) -> None:
        if isinstance(event, yaml.AliasEvent):
            self.add(replace(self.anchored(event, line), line=self.line_here(line)), None)
            return
        if getattr(event, "tag", None):
            raise self.refuse(line, text("tags such as !!str have no place here; text may stand in quotes"))
        if isinstance(event, yaml.ScalarEvent):
            value = scalar(event.value) if event.implicit[0] else event.value
            self.add(Node(value, self.line_here(line)), event.anchor)
            return
        if self.open and self.open[-1].wants_key:
            raise self.refuse(line, text("a key must be text or a whole number"))
        if len(self.open) >= MAX_DEPTH:
            raise self.refuse(line, text("more than {limit} levels stand inside one another", limit=MAX_DEPTH))
        if event.anchor:
            self.anchors[event.anchor] = None
        items: dict[Any, Node] | list[Node] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.open.append(_Open(self.line_here(line), event.anchor, items))

    def line_here(self, line: int) -> int:
        """The line of what comes next: that of its key where it has one."""
        return line if not self.open or self.open[-1].key_line is None else self.open[-1].key_line

    def anchored(self, event: yaml.AliasEvent, line: int) -> Node:
        if event.anchor not in self.anchors:
            raise self.refuse(line, text("*{name} stands for nothing: no &{name} comes before it", name=event.anchor))
        node = self.anchors[event.anchor]
        if node is None:
            raise self.refuse(line, text("*{name} stands inside what it stands for", name=event.anchor))
        if len(self.open) + node.height - 1 > MAX_DEPTH:
            raise self.refuse(line, text("more than {limit} levels stand inside one another", limit=MAX_DEPTH))
        return node

    def add(self, node: Node, anchor: str | None) -> None:
        """Put a finished value where it belongs: it is a key, an item, or the whole."""
        if anchor:
            self.anchors[anchor] = node
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if parent.wants_key:
            self.set_key(parent, node)
            return
        parent.size += node.size
        parent.height = max(parent.height, node.height + 1)
        if parent.size > MAX_VALUES:
            raise self.refuse(node.line, text("holds more than {limit} values, aliases counted", limit=MAX_VALUES))
        if isinstance(parent.items, dict):
            parent.items[parent.key] = node
            parent.key, parent.key_line = None, None
        else:
            parent.items.append(node)

    def set_key(self, parent: _Open, node: Node) -> None:
        if not isinstance(node.value, str | int) or isinstance(node.value, bool):
            raise self.refuse(node.line, text("a key must be text or a whole number"), value=node.value)
        first = cast("dict[Any, Node]", parent.items).get(node.value)
        parent.key, parent.key_line = node.value, node.line
        if first is not None:
            raise self.refuse(node.line, text("this key stands twice, first in line {line}", line=first.line))

    def refuse(self, line: int | None, rule: str, **more: Any) -> BadDocument:
        path: Path = tuple(
            parent.key if isinstance(parent.items, dict) else len(parent.items)
            for parent in self.open
            if not parent.wants_key
        )
        if "value" in more:
            more["value"] = shown(more["value"])
        return BadDocument(rule, file=self.file, line=line, path=place(path), **more)
