"""What a check has found: data for programs, a sentence for people."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from routing.errors import Contradiction, InputError
from routing.words.nearest import nearest
from routing.words.place import Path, place
from routing.words.shown import NO_VALUE


class Severity(StrEnum):
    ERROR = "error"
    """The policy cannot be meant like this, and is refused."""
    WARNING = "warning"
    """It works, but part of it has no effect."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check has found.

    Parameters
    ----------
    path
        Where, in the terms of the policy file; findings about the roster start with ``agents``.
    rule
        What does not hold, as a translated phrase.
    severity
        Whether it forbids using the policy.
    value
        What stands there; ``NO_VALUE`` where it says nothing.
    known
        The names that could stand there.
    kind
        The class of the error that says so.
    in_code
        The value has a type that no file can give it: the error shows it as Python writes it, with its type.
    """

    path: Path
    rule: str
    severity: Severity = Severity.ERROR
    value: object = NO_VALUE
    known: tuple[str, ...] = ()
    kind: type[InputError] = Contradiction
    in_code: bool = False

    def error(self) -> InputError:
        """The finding as an error without file and line."""
        meant = None if self.value is NO_VALUE else nearest(self.value, self.known)
        return self.kind(self.rule, path=place(self.path), value=self.value, nearest=meant, in_code=self.in_code)

    def sentence(self) -> str:
        """The finding in words: place, rule, value and nearest known name."""
        return str(self.error())
