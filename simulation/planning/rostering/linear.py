"""A linear programme with whole numbers, built column by column, for HiGHS as scipy brings it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass
class Linear:
    """Columns with a cost and bounds, and rows that must be at least or at most so much."""

    _cost: list[float] = field(default_factory=list)
    _low: list[float] = field(default_factory=list)
    _high: list[float] = field(default_factory=list)
    _rows: list[tuple[Mapping[int, float], float, float]] = field(default_factory=list)

    def column(self, cost: float, low: float, high: float) -> int:
        """Add a column; its number."""
        self._cost.append(cost)
        self._low.append(low)
        self._high.append(high)
        return len(self._cost) - 1

    def at_least(self, terms: Mapping[int, float], bound: float) -> None:
        """Add a row: columns times their factors."""
        self._rows.append((terms, bound, np.inf))

    def at_most(self, terms: Mapping[int, float], bound: float) -> None:
        """Add a row: columns times their factors."""
        self._rows.append((terms, -np.inf, bound))

    def equal(self, terms: Mapping[int, float], bound: float) -> None:
        """Add a row: columns times their factors."""
        self._rows.append((terms, bound, bound))

    def solve(
        self, whole: Iterable[int], fixed: Mapping[int, float], *, nodes: int, gap: float, seconds: float
    ) -> NDArray[np.float64] | None:
        """The columns' values of least cost; None where none was found in time.

        Parameters
        ----------
        whole
            Columns that must be whole numbers.
        fixed
            Columns whose value is known.
        nodes, gap, seconds
            Where the search ends: at so many nodes, so near to the best as a share of the cost, at that time.
        """
        found = self._solved(whole, fixed, {"mip_rel_gap": gap, "node_limit": nodes, "time_limit": min(seconds, 1e6)})
        return None if found.x is None else np.asarray(found.x, np.float64)

    def least(self, seconds: float) -> float | None:
        """The least cost, columns being any numbers, if it is proved; None: there is none, or time was up."""
        found = self._solved((), {}, {"time_limit": min(seconds, 1e6)})
        return float(found.fun) if found.status == 0 else None

    def _solved(self, whole: Iterable[int], fixed: Mapping[int, float], options: Any) -> Any:
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        low, high = np.array(self._low), np.array(self._high)
        for place, value in fixed.items():
            low[place] = high[place] = value
        integral = np.zeros(len(low), np.uint8)
        integral[list(whole)] = 1
        rows = [at for at, (terms, _, _) in enumerate(self._rows) for _ in terms]
        places = [place for terms, _, _ in self._rows for place in terms]
        factors = [factor for terms, _, _ in self._rows for factor in terms.values()]
        matrix = csr_array((factors, (rows, places)), shape=(len(self._rows), len(low)))
        limits = LinearConstraint(matrix, [row[1] for row in self._rows], [row[2] for row in self._rows])
        bounds = Bounds(low, high)
        return milp(np.array(self._cost), integrality=integral, bounds=bounds, constraints=limits, options=options)
