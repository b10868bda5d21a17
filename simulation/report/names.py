"""Names from input files, made harmless before they are shown."""

from __future__ import annotations

import unicodedata

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories that could steer a terminal, reverse the direction of text, or break a file: controls, formats,
surrogates, line and paragraph separators."""


def tame(string: str, instead: str = "\N{REPLACEMENT CHARACTER}") -> str:
    """``string`` with every character that is not seen replaced by ``instead``."""
    if string.isascii() and string.isprintable():
        return string
    return "".join(instead if unicodedata.category(character) in UNSEEN else character for character in string)
