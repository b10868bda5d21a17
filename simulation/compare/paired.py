"""Figures of sides and their paired differences, with words that are right together.

The estimators are those of :mod:`simulation.measuring.statistics`; docs/explanation/statistics.md says what they
assume.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.compare.comparison import Change, Word
from simulation.compare.daily import Daily
from simulation.compare.measure import OCCUPANCY, Cell, Kind, Measure, Quantity
from simulation.measuring.results import Figure
from simulation.measuring.statistics import (
    Values,
    contrast_error,
    holm,
    interval,
    paired_difference,
    ratio,
    share,
    two_sided_p,
)

NO_SPREAD = 1e-12
"""A standard error below this is rounding."""


@dataclass(frozen=True, slots=True)
class _Tested:
    """The differences of one side in one measure and kind of cells: what is needed to test them with all others."""

    side: int
    measure: Measure
    cells: Sequence[Cell]
    p: Values
    """NaN where there is too little to go by."""
    difference: Values
    same: NDArray[np.bool_]
    """Where there is nothing to test: no day differs."""


def values(daily: Daily, cells: Sequence[Cell]) -> dict[Measure, dict[Cell, Figure]]:
    """The figures of one side by itself, in those of the cells that it has."""
    found: dict[Measure, dict[Cell, Figure]] = {}
    for measure, sums in daily.items():
        own = [cell for cell in cells if cell in sums.cells]
        x, y = sums.of(own)
        if measure.quantity is Quantity.SHARE and measure != OCCUPANCY:
            estimate = share(x, y)
        else:
            most = 1.0 if measure.quantity is Quantity.SHARE else np.inf
            estimate = ratio(x, y, sums.contacts_of(own)).within(0.0, most)
        found[measure] = dict(zip(own, estimate.figures(), strict=True))
    return found


def changes(days: Sequence[Daily], judged: Sequence[bool]) -> list[dict[Measure, dict[Cell, Change]]]:
    """How every side differs from the first one, side by side.

    Parameters
    ----------
    days
        The base, then the other sides; replication by replication of the same customers.
    judged
        For each side after the base, whether it gets words.
    """
    base, *others = days
    found: list[dict[Measure, dict[Cell, Change]]] = []
    tested: list[_Tested] = []
    for number, other in enumerate(others):
        changed: dict[Measure, dict[Cell, Change]] = {}
        for measure in base:
            changed[measure], test = _differences(base, other, number, measure)
            if judged[number] and measure.better:
                tested.append(test)
        found.append(changed)
    for kind in Kind:
        for number, measure, cell, word in _words(tested, kind):
            change = found[number][measure][cell]
            found[number][measure][cell] = Change(change.value, change.difference, change.correlation, word)
    return found


def common(base: Daily, other: Daily, measure: Measure) -> list[Cell]:
    """The cells that both sides have."""
    return [cell for cell in base[measure].cells if cell in other[measure].cells]


def _differences(base: Daily, other: Daily, number: int, measure: Measure) -> tuple[dict[Cell, Change], _Tested]:
    """The paired differences of the side with this number, without words, and what is needed to find these."""
    cells = common(base, other, measure)
    first, second = base[measure].of(cells), other[measure].of(cells)
    contacts = np.minimum(base[measure].contacts_of(cells), other[measure].contacts_of(cells))
    gap, error = contrast_error([first, second], (-1.0, 1.0))
    same = _same(first, second)
    blind = (error <= NO_SPREAD) & (np.abs(gap) <= NO_SPREAD) & ~same  # such as all in time on both sides: no spread
    estimate = interval(gap, np.where(blind, np.nan, error), len(first[0]), contacts)
    own = values({measure: other[measure]}, cells)[measure]
    correlation = paired_difference(first, second).correlation.tolist()
    found = {
        cell: Change(own[cell], figure, None if np.isnan(r) else r, None)
        for cell, figure, r in zip(cells, estimate.figures(), correlation, strict=True)
    }
    p = _p_values(gap, error, len(first[0]))
    return found, _Tested(number, measure, cells, np.where(np.isnan(estimate.low), np.nan, p), gap, same)


def _p_values(gap: Values, error: Values, days: int) -> Values:
    """Of "there is no difference", by Student's t; a difference without any spread is certain."""
    with np.errstate(divide="ignore", invalid="ignore"):
        by_student = two_sided_p(gap / error, max(days - 1, 1))
    return np.where(error > NO_SPREAD, by_student, 0.0)


def _same(first: tuple[Values, Values], second: tuple[Values, Values]) -> NDArray[np.bool_]:
    """Where both have the same sums on every day."""
    same = (first[0] == second[0]).all(axis=0) & (first[1] == second[1]).all(axis=0)
    return np.asarray(same & (first[1].sum(axis=0) > 0), np.bool_)


def _words(tested: Sequence[_Tested], kind: Kind) -> list[tuple[int, Measure, Cell, Word]]:
    """Words for all differences in the cells of one kind: one family, by Holm."""
    family = [(part, place, cell) for part in tested for place, cell in enumerate(part.cells) if cell.kind is kind]
    p = np.array([part.p[place] for part, place, _ in family])
    same = np.array([part.same[place] for part, place, _ in family], np.bool_)
    decided = np.zeros(len(p), np.bool_)
    decided[~np.isnan(p) & ~same] = holm(p[~np.isnan(p) & ~same])
    found = []
    for (part, place, cell), is_same, sure in zip(family, same.tolist(), decided.tolist(), strict=True):
        better = part.difference[place] * part.measure.better > 0
        word = Word.SAME if is_same else (Word.BETTER if better else Word.WORSE) if sure else Word.UNDECIDED
        found.append((part.side, part.measure, cell, word))
    return found
