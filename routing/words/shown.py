"""How a value from a file or a command looks in a message."""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice
from typing import Any, Final

from routing.words.messages import text

NO_VALUE: Final = object()
"""Stands for "there is no value to show"; None is one."""

LONGEST = 60
"""A longer value is cut in a message, in characters."""


LONGEST_PLACE = 200
"""A longer name of a file or option is cut in a message, in characters."""

HUGE = 10**300
"""Whole numbers from here on are no floats, or not for long."""


def code_of(character: str) -> str:
    """A character that cannot be shown, by its code: ``U+0007``."""
    return f"U+{ord(character):04X}"


def cut(name: str) -> str:
    """A name of a file or option with its middle left out where it is too long for a message."""
    half = LONGEST_PLACE // 2
    return name if len(name) <= LONGEST_PLACE else f"{name[:half]}…{name[1 - half :]}"


def is_huge(value: object) -> bool:
    """Whether somebody wrote a number that is too large to be one here; such a long one is read as text."""
    if isinstance(value, int):
        return abs(value) >= HUGE
    return isinstance(value, str) and len(value) > 300 and value.lstrip("+-").isdecimal()


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
