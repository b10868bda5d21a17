"""Which points to try next: all of them where they are few, else what CMA-ES proposes.

The optimiser is CatCMA with Margin from the package ``cmaes``: an evolution strategy for numbers on a grid and for
choices together, that goes by ranks alone.

References
----------
R. Hamano, S. Saito, M. Nomura, K. Uchida and S. Shirakawa, CatCMA with Margin: Stochastic Optimization for Mixed
Variables (2025), https://arxiv.org/abs/2504.07884
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice, product
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from simulation.planning.tuning.parameter import Parameter, Point, Space

SPREAD = 0.12
"""Standard deviation of the first proposals, as a part of a parameter's range."""
KEPT = 0.5
"""Probability with which the first proposals have the old policy's choice."""


MOST_TRIES = 200
"""So often another proposal is asked for in place of one that cannot be, before the search ends."""

Possible = Callable[[Point], bool]
"""Whether there is a policy at a point."""


class Proposer(Protocol):
    """Proposes points and learns from their ranks."""

    def ask(self, possible: Possible) -> list[Point]:
        """The next points, of which some may be equal; none when there are no more."""

    def tell(self, ranks: Sequence[int]) -> None:
        """The ranks of the points just asked for, from 0, the best one."""


def proposer(space: Space, candidates: int, seed: int) -> Proposer:
    """All points where no more candidates than that are needed for it, else CMA-ES."""
    return Everything(space) if space.size <= candidates else Evolution(space, seed)


class Everything:
    """Every point of a space, in order."""

    def __init__(self, space: Space, at_once: int = 16) -> None:
        self._left = product(*(range(len(parameter.values)) for parameter in space.parameters))
        self._at_once = at_once

    def ask(self, possible: Possible) -> list[Point]:
        """See :class:`Proposer`."""
        return list(islice(filter(possible, self._left), self._at_once))

    def tell(self, ranks: Sequence[int]) -> None:
        """Every point comes, whatever the others were."""


class Evolution:
    """CatCMA with Margin, beginning about the old policy."""

    def __init__(self, space: Space, seed: int) -> None:
        from cmaes import CatCMAwM

        self._ordered = [number for number, each in enumerate(space.parameters) if each.in_order]
        self._choices = [number for number, each in enumerate(space.parameters) if not each.in_order]
        ordered = [space.parameters[number] for number in self._ordered]
        choices = [space.parameters[number] for number in self._choices]
        self._optimizer = CatCMAwM(
            z_space=[_positions(each) for each in ordered] or None,
            c_space=[len(each.values) for each in choices] or None,
            mean=np.array([_positions(each)[each.start] for each in ordered]) if ordered else None,
            cov=np.eye(len(ordered)) if ordered else None,
            sigma=SPREAD,
            cat_param=_first_shares(choices) if choices else None,
            seed=seed,
        )
        self._sizes = [len(each.values) for each in ordered]
        self._asked: list[Any] = []

    def ask(self, possible: Possible) -> list[Point]:
        """See :class:`Proposer`."""
        self._asked, points = [], []
        for _ in range(MOST_TRIES):
            solution = self._optimizer.ask()
            point = self._point(solution)
            if possible(point):
                self._asked.append(solution)
                points.append(point)
            if len(points) == self._optimizer.population_size:
                return points
        return []

    def tell(self, ranks: Sequence[int]) -> None:
        """See :class:`Proposer`."""
        self._optimizer.tell([(solution, float(rank)) for solution, rank in zip(self._asked, ranks, strict=True)])

    def _point(self, solution: Any) -> Point:
        point = [0] * (len(self._ordered) + len(self._choices))
        for place, number in enumerate(self._ordered):
            point[number] = round(float(solution.z[place]) * (self._sizes[place] - 1))
        for place, number in enumerate(self._choices):
            point[number] = int(np.argmax(solution.c[place]))
        return tuple(point)


def _positions(parameter: Parameter) -> list[float]:
    """The values of a parameter, evenly from 0 to 1, so that one spread does for all."""
    last = len(parameter.values) - 1
    return [number / last for number in range(last + 1)]


def _first_shares(choices: Sequence[Parameter]) -> NDArray[np.float64]:
    """How likely each choice is at first, shape (parameters, most values)."""
    shares = np.zeros((len(choices), max(len(each.values) for each in choices)))
    for row, each in zip(shares, choices, strict=True):
        count = len(each.values)
        row[:count] = (1.0 - KEPT) / (count - 1)
        row[each.start] = KEPT
    return shares
