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

SPREADS = (0.15, 0.3)
"""Standard deviation of the first proposals, as a part of a parameter's range: near the beginning, then farther off."""
KEPT = 0.5
"""Probability with which the first proposals have the choice that they begin at."""


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

    def begin(self, point: Point) -> None:
        """Begin again about a point, as nothing new is proposed."""


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

    def begin(self, point: Point) -> None:
        """There is nothing to begin again."""


class Evolution:
    """CatCMA with Margin, beginning about the old policy; begun again about the best one when it has narrowed down."""

    def __init__(self, space: Space, seed: int) -> None:
        self._parameters, self._seed, self._starts = space.parameters, seed, 0
        self._ordered = [number for number, each in enumerate(space.parameters) if each.in_order]
        self._choices = [number for number, each in enumerate(space.parameters) if not each.in_order]
        self._sizes = [len(space.parameters[number].values) for number in self._ordered]
        self._asked: list[Any] = []
        self.begin(space.start)

    def begin(self, point: Point) -> None:
        """See :class:`Proposer`."""
        from cmaes import CatCMAwM

        spread = SPREADS[self._starts % len(SPREADS)]
        positions = [_positions(self._parameters[number]) for number in self._ordered]
        choices = [(len(self._parameters[number].values), point[number]) for number in self._choices]
        self._optimizer = CatCMAwM(
            z_space=positions or None,
            c_space=[count for count, _ in choices] or None,
            mean=np.array([row[point[number]] for row, number in zip(positions, self._ordered, strict=True)]),
            cov=np.eye(len(positions)),
            sigma=spread,
            cat_param=_first_shares(choices) if choices else None,
            seed=(self._seed + self._starts) % 2**32,
        )
        self._starts += 1

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


def _first_shares(choices: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
    """How likely each value is at first, shape (parameters, most values), from their number and the one to begin at."""
    shares = np.zeros((len(choices), max(count for count, _ in choices)))
    for row, (count, first) in zip(shares, choices, strict=True):
        row[:count] = (1.0 - KEPT) / (count - 1)
        row[first] = KEPT
    return shares
