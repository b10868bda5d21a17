"""How long customers wait before they hang up, from other days, by problem, tier and how many waited when they came.

Who meets a long queue, or is told its length, leaves sooner; the product-limit estimate of all together would then take
those who were answered, mostly in short queues, for patient in long ones too.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from simulation.backtest.history import History, Told
from simulation.replay.imputation import LEAST_LEFT, patience_law
from simulation.replay.map_file import Patience
from simulation.replay.survival import Law, exponential_mean

QUEUE_STEPS = np.array([1, 2, 3, 4, 5, 6, 7, 8, 10, 13])
"""Queue lengths from which on patience has another law."""

Places = NDArray[np.int64]
Cell = tuple[int, int, int]
"""Problem, tier and band of the queue's length; -1: all of them."""


def bands_of(queue: NDArray[np.int64]) -> Places:
    """The number of the band that each queue length lies in."""
    return np.searchsorted(QUEUE_STEPS, queue, side="right").astype(np.int64)


@dataclass(frozen=True, slots=True)
class PatienceFit:
    """Patience as other days show it.

    Parameters
    ----------
    laws
        What to draw from.
    law
        Number of the law, shape (problems, tiers, bands).
    mean_us
        All time waited / number of those who left; infinite where nobody did.
    """

    laws: tuple[Law, ...]
    law: Places
    mean_us: float


class PatienceFitter:
    """Fits laws of patience to all days but one.

    Parameters
    ----------
    history
        All days.
    entry
        The law, and whether problems differ, as the map says.
    problems, tiers
        How many there are.
    """

    def __init__(self, history: History, entry: Patience, problems: int, tiers: int) -> None:
        self._entry, self._problems, self._tiers = entry, problems, tiers
        told = history.told.where(history.told.wait > 0)  # whoever did not wait tells nothing
        self._told, self._bands = told, bands_of(told.queue)
        self._places: dict[Cell, Places] = {}

    def without(self, day: int) -> PatienceFit:
        """The fit to all days but ``day``."""
        laws: list[Law] = []
        done: dict[Cell, int] = {}
        law = np.zeros((self._problems, self._tiers, len(QUEUE_STEPS) + 1), np.int64)
        for problem, tier, band in product(*map(range, law.shape)):
            used, own = self._enough((problem, tier, band), day)
            if used not in done:
                done[used] = len(laws)
                laws.append(patience_law(own.wait, own.left, self._entry.law))
            law[problem, tier, band] = done[used]
        everybody = self._others((-1, -1, -1), day)
        return PatienceFit(tuple(laws), law, exponential_mean(everybody.wait, everybody.left))

    def _enough(self, cell: Cell, day: int) -> tuple[Cell, Told]:
        """The narrowest cell around ``cell`` in which enough customers left, and its contacts."""
        problem, tier, band = cell
        if self._entry.by != "problem":
            problem = -1
        wider = [
            (problem, tier, band), (problem, -1, band), (-1, tier, band), (-1, -1, band), (problem, -1, -1),
        ]  # fmt: skip
        for one in wider:
            own = self._others(one, day)
            if own.left.sum() >= LEAST_LEFT:
                return one, own
        return (-1, -1, -1), self._others((-1, -1, -1), day)

    def _others(self, cell: Cell, day: int) -> Told:
        """The contacts of a cell on other days."""
        if cell not in self._places:
            told = self._told
            inside = np.ones(len(told.wait), np.bool_)
            for wanted, found in zip(cell, (told.problem, told.tier, self._bands), strict=True):
                if wanted >= 0:
                    inside &= found == wanted
            self._places[cell] = np.flatnonzero(inside)
        places = self._places[cell]
        return self._told.where(places[self._told.day[places] != day])
