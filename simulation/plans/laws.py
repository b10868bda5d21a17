"""The laws of a scenario: which distribution the work, wrap-up and patience of each class of contacts have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.errors import BadValue, Contradiction, MissingKey
from routing.policy import Policy
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import NO_VALUE
from simulation.files.contact_entries import OutageEntry
from simulation.files.customer_entries import Balk
from simulation.files.entry_types import Arriving, Day, TableRef
from simulation.files.interval_table import read_named
from simulation.files.staff_entries import LatenessEntry
from simulation.files.time_entries import PatienceLaw, WorkLaw
from simulation.files.vocabulary import admitted_classes, entry_path, names_of
from simulation.plans.arrival_times import arrival_window
from simulation.plans.distributions import (
    Law,
    deterministic,
    empirical,
    exponential,
    gamma,
    lognormal,
    never,
    weibull,
    weibull_shape,
)

Entry = WorkLaw | PatienceLaw | OutageEntry | LatenessEntry

NEEDS = {
    "never": (),
    "exponential": ("mean_s",),
    "deterministic": ("mean_s",),
    "lognormal": ("mean_s", "cv"),
    "gamma": ("mean_s", "cv"),
    "weibull": ("mean_s", "shape"),
    "empirical": ("values_s", "table"),
}
"""The keys that each law takes: all of them, but an empirical one of them, and a Weibull law ``shape`` or ``cv``."""

LEAST_GAMMA_CV = 0.01
"""Below, the quantiles of a gamma law cannot be computed well."""

_PARAMETERS = ("mean_s", "cv", "shape", "values_s", "table", "sheet", "column")


@dataclass(frozen=True)
class Laws:
    """Reads the lists of laws of a scenario.

    Parameters
    ----------
    document, policy, folder
        The file, whose names it uses, and what the paths of its tables are relative to.
    classes
        Table of dtype ``CLASS``: the contacts that can arrive.
    day, interval
        The day, and for each class an interval in which its contacts arrive; see
        :func:`simulation.plans.arrival_times.parts_of_classes`.
    """

    document: Document
    policy: Policy
    folder: FilePath
    classes: NDArray[np.void]
    day: Day
    interval: NDArray[np.int64]

    def of_classes(self, key: str, entries: Sequence[WorkLaw | PatienceLaw], default: Law | None = None) -> list[Law]:
        """The law of each class: of the first entry under ``key`` that admits it, else ``default``.

        Raises
        ------
        InputError
            When an entry lacks a number of its law or has one too many, or a class has no law.
        """
        path: Path = (key,)
        laws = [self.law(entry_path(self.document, path, index), entry) for index, entry in enumerate(entries)]
        first = self.first(path, entries)
        missing = np.flatnonzero(first < 0)
        if missing.size and default is None:
            rule = text("no entry admits {kind}; let the last entry admit everything", kind=self.kind(missing[0]))
            raise self.document.error(path, rule, value=NO_VALUE, kind=MissingKey)
        return [default if number < 0 and default is not None else laws[number] for number in first]

    def balking(self, entries: Sequence[Balk]) -> list[float]:
        """The probability that each class leaves at once where it would have to wait, whatever it hears of the wait."""
        first = self.first(("balking",), entries)
        shares = [entry.probability if entry.announced is None else 0.0 for entry in entries]
        return [(shares[number] or 0.0) if number >= 0 else 0.0 for number in first]

    def first(self, path: Path, entries: Sequence[Any], only: Sequence[int] | None = None) -> NDArray[np.int64]:
        """The number of the first entry, of those whose numbers are in ``only``, that admits each class; -1: none."""
        first = np.full(len(self.classes), -1)
        for index, entry in enumerate(entries):
            if only is not None and index not in only:
                continue
            at = entry_path(self.document, path, index)
            here = admitted_classes(self.document, at, entry, self.policy, self.classes)
            if isinstance(entry, Arriving):
                here &= arrival_window(self.document, at, entry, self.day)[self.interval]
            first[here & (first < 0)] = index
        return first

    def kind(self, number: int) -> str:
        """A class of contacts in words."""
        row = self.classes[number]
        return " / ".join(names_of(self.policy, axis)[row[axis]] for axis in ("problem", "tier", "channel"))

    def law(self, path: Path, entry: Entry) -> Law:
        """The law that an entry at ``path`` names.

        Raises
        ------
        InputError
            When it lacks a number of its law or has one too many.
        """
        self._check_keys(path, entry)
        mean_s, cv = entry.mean_s or 0.0, entry.cv or 0.0
        if entry.law == "never":
            return never()
        if entry.law == "deterministic":
            return deterministic(mean_s)
        if entry.law == "empirical":
            return empirical(entry.values_s if entry.values_s is not None else self._column(path, entry))
        if mean_s == 0:
            raise self.document.error((*path, "mean_s"), text("must be greater than 0"), kind=BadValue)
        if entry.law == "exponential":
            return exponential(mean_s)
        if entry.law == "weibull":
            return self._weibull(path, entry, mean_s)
        if entry.law == "gamma" and cv < LEAST_GAMMA_CV:
            rule = text("must be at least {least} in a gamma law", least=LEAST_GAMMA_CV)
            raise self.document.error((*path, "cv"), rule, kind=BadValue)
        return lognormal(mean_s, cv) if entry.law == "lognormal" else gamma(mean_s, cv)

    def _weibull(self, path: Path, entry: Entry, mean_s: float) -> Law:
        if entry.shape is not None:
            return weibull(mean_s, entry.shape)
        try:
            return weibull(mean_s, weibull_shape(entry.cv or 0.0))
        except ValueError as error:
            raise self.document.error((*path, "cv"), str(error), kind=BadValue) from None

    def _check_keys(self, path: Path, entry: Entry) -> None:
        """Each law has its own keys: those that it needs must be there, and no others."""
        needed: tuple[str, ...] = NEEDS[entry.law]
        given = [key for key in _PARAMETERS if getattr(entry, key) is not None]
        if entry.law == "empirical":
            needed = ("table",) if entry.table is not None else ("values_s",)
        if entry.law == "weibull" and entry.cv is not None and entry.shape is None:
            needed = ("mean_s", "cv")
        for key in needed:
            if key not in given:
                rule = text("a law of this kind needs the key {key}", key=key)
                raise self.document.error(path, rule, value=entry.law, kind=MissingKey)
        allowed = (*needed, "sheet", "column") if "table" in needed else needed
        for key in given:
            if key not in allowed:
                rule = text("a law of the kind {law} takes no such key", law=entry.law)
                raise self.document.error((*path, key), rule, kind=Contradiction)

    def _column(self, path: Path, entry: Entry) -> list[float]:
        """The times in a column of a table, empty cells left out."""
        ref = TableRef(table=entry.table or "", sheet=entry.sheet)
        table = read_named(self.document, path, ref, self.folder)
        index = table.index(entry.column or "seconds")
        name = table.columns[index]
        return [table.number(row, name, cells[index], high=31_536_000) for row, cells in table.rows if cells[index]]
