"""The known name that somebody may have meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

_ALIKE = 0.5
"""Least likeness, as difflib counts it, of names that may be confused; low, as Chinese names have two characters."""

_EDITS = 2
"""At most so many edits lead to a name that starts with another character, where it has more than three."""

_UNITS = ("_per_min", "_per_h", "_min", "_us", "_ms", "_pct", "_s", "_h", "_share")
"""Endings by which keys say their units: ``wait_min`` is likely to mean ``wait_s``."""


def nearest(name: object, known: Iterable[object]) -> str | None:
    """Return the name in ``known`` that looks most like ``name``, or None where none does.

    Case and the unit at the end of a key count for little: ``Target_min`` is nearest to ``target_s``.
    """
    wanted = str(name)
    if len(wanted) > 100:  # not a misspelt name, and the comparison is quadratic
        return None
    best, likeness = None, _ALIKE
    for candidate in map(str, known):
        alike = _likeness(wanted, candidate)
        if (alike > likeness or (best is None and alike == likeness)) and _starts_alike(wanted, candidate):
            best, likeness = candidate, alike
    return best


def _likeness(wanted: str, candidate: str) -> float:
    wanted, candidate = wanted.casefold(), candidate.casefold()
    plain = SequenceMatcher(None, wanted, candidate).ratio()
    stem = _without_unit(wanted)
    if stem == _without_unit(candidate):
        return max(plain, 0.95)
    return plain


def _starts_alike(wanted: str, candidate: str) -> bool:
    """Whether the names start with the same character, or differ by so little that it may be the slip."""
    wanted, candidate = wanted.casefold(), candidate.casefold()
    return len(wanted) <= 3 or wanted[0] == candidate[:1] or _edits(wanted, candidate) <= _EDITS


def _edits(one: str, other: str) -> int:
    """Characters to add, leave out or replace to make one name of the other (Levenshtein)."""
    row = list(range(len(other) + 1))
    for number, character in enumerate(one, 1):
        before, row[0] = row[0], number
        for place, wanted in enumerate(other, 1):
            before, row[place] = row[place], min(before + (character != wanted), row[place] + 1, row[place - 1] + 1)
    return row[-1]


def _without_unit(name: str) -> str:
    for unit in _UNITS:
        if name.endswith(unit):
            return name.removesuffix(unit)
    return name
