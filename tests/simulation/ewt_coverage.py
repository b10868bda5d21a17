"""How much of the waits estimates cover, added up over days, and the limits within which it must be."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from routing.kernels.kernel_ewt import UNKNOWN
from simulation.waits.ewt_backtest import Told, covered_weights


class Coverage:
    """Shares of the waits that the p50 and the p90 cover, of those who joined ``queue`` at ``first_place`` or later."""

    def __init__(self, first_place: int = 1, queue: int | None = None) -> None:
        self.first_place, self.queue = first_place, queue
        self.of_all = np.zeros((2, 2))
        self.of_answered = np.zeros((2, 2))
        self.waited = 0
        self.unknown = 0

    def add(self, contacts: NDArray[np.record], told: Told) -> None:
        """Add a day."""
        chosen = told.places >= self.first_place
        if self.queue is not None:
            chosen &= told.queue == self.queue
        self.waited += int(chosen.sum())
        self.unknown += int((told.p50 == UNKNOWN)[chosen].sum())
        for row, estimate in enumerate((told.p50, told.p90)):
            known = told.answered & chosen & (estimate != UNKNOWN)
            self.of_all[row] += covered_weights(contacts, told, np.where(chosen, estimate, UNKNOWN))
            self.of_answered[row] += (told.wait <= estimate)[known].sum(), known.sum()

    def check(self, most: float = 0.95) -> None:
        """The p50 covers 40 to 60 %, the p90 85 % to ``most``: of all who waited and of those answered."""
        for covered, count in (self.of_all.T, self.of_answered.T):
            assert 0.40 <= covered[0] / count[0] <= 0.60
            assert 0.85 <= covered[1] / count[1] <= most
