"""Names from input files, made harmless before they are shown."""

from __future__ import annotations

import unicodedata

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories that could steer a terminal, reverse the direction of text, or break a file: controls, formats,
surrogates, line and paragraph separators."""


FORMULAS = ("=", "+", "-", "@")
"""A spreadsheet computes a cell that begins so, and may run a program for it."""


def tame(string: str, instead: str = "\N{REPLACEMENT CHARACTER}") -> str:
    """``string`` with every character that is not seen replaced by ``instead``."""
    if string.isascii() and string.isprintable():
        return string
    return "".join(instead if _is_unseen(character) else character for character in string)


def _is_unseen(character: str) -> bool:
    """Of :data:`UNSEEN`, or one of the two that are no characters and that XML cannot hold."""
    return unicodedata.category(character) in UNSEEN or character in "\ufffe\uffff"


def in_cell(string: str) -> str:
    """``string`` as a cell of a table that a spreadsheet opens: tame, and never taken for a formula.

    An apostrophe before it says so to spreadsheets; :func:`simulation.files.table_files.read_table` takes it away.
    """
    return f"'{tame(string)}" if string.startswith(FORMULAS) else tame(string)


def breadth(string: str) -> int:
    """Latin letters that ``string`` is about as wide as: a Chinese character counts for two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in string)


def shortened(string: str, most: int) -> str:
    """``string``, cut off where it is broader than ``most`` Latin letters."""
    if breadth(string) <= most:
        return string
    kept = ""
    for character in string:
        if breadth(kept + character) >= most:
            break
        kept += character
    return kept + "…"
