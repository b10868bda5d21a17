"""How a value from a file or a command looks in a message."""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice
from typing import Any, Final

from routing.messages import text

NO_VALUE: Final = object()
"""Stands for "there is no value to show"; None is one."""

LONGEST = 60
"""A longer value is cut in a message, in characters."""


def shown(value: object) -> str:
    """Return ``value`` as its writer would write it, on one line and short."""
    return _short(_written(value, depth=2))


def given(value: object, *wanted: type) -> str:
    """Return ``value`` as Python writes it, with its type, which is none of those wanted; others as :func:`shown`."""
    if value is None or isinstance(value, bool):
        return repr(value)
    if type(value) in wanted:
        return shown(value)
    try:
        written = repr(value)
    except Exception:
        written = "…"
    return text("{value} of type {type}", value=_short(written), type=type(value).__name__)


def _short(written: str) -> str:
    written = " ".join(written.split())
    if not written.isprintable() or not written:
        written = ascii(written)
    return written if len(written) <= LONGEST else f"{written[: LONGEST - 1]}…"


def _written(value: object, depth: int) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + _items([f"{key}: {_written(value[key], depth - 1)}" for key in _first(value, depth)], value) + "}"
    if isinstance(value, list | tuple):
        return "[" + _items([_written(item, depth - 1) for item in _first(value, depth)], value) + "]"
    try:
        return str(value)
    except ValueError:  # a whole number with more digits than Python converts
        return "…"


def _first(value: Collection[Any], depth: int) -> list[Any]:
    """The items to show: a message has room for a few, and a mapping of mappings must not grow without end."""
    return list(islice(value, 5)) if depth else []


def _items(written: list[str], value: Collection[Any]) -> str:
    return ", ".join([*written, "…"] if len(value) > len(written) else written)
