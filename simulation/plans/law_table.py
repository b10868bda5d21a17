"""The laws of times as rows of numbers, each law once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from routing.kernels.state import Rows
from simulation.core.draw_plan import LAW, Family
from simulation.plans.distributions import Law, gamma_table


class LawTable:
    """Numbers laws as they come and makes the rows that are drawn from."""

    def __init__(self) -> None:
        self._laws: dict[Law, int] = {}

    def number_of(self, law: Law) -> int:
        """The row of a law, which is added if it is new."""
        return self._laws.setdefault(law, len(self._laws))

    def rows(self) -> tuple[Rows, NDArray[np.float64]]:
        """The rows, dtype ``LAW``, and the samples that they refer to."""
        rows = np.zeros(len(self._laws), LAW)
        samples: dict[object, NDArray[np.float64]] = {}
        first: dict[object, int] = {}
        size = 0
        for row, law in zip(rows, self._laws, strict=True):
            row.family, row.a, row.b = law.family, law.a, law.b
            if law.family not in (Family.TABLE, Family.EMPIRICAL):
                continue
            own: object = law.b if law.family == Family.TABLE else law  # laws of one shape share a table
            if own not in samples:
                samples[own] = gamma_table(law.b) if law.family == Family.TABLE else np.array(law.values)
                first[own] = size
                size += samples[own].size
            row.first, row.n_values = first[own], samples[own].size
        return rows, np.concatenate([np.empty(0), *samples.values()])
