"""Which agents are there, given how many of them are: independent chances under the condition of their sum."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_LEAST = 1e-4
"""Nobody is thought to be surely there, or surely away: the count may say otherwise."""


@dataclass
class Presence:
    """Draws who is there; keeps the tables that it has used, so that many days with the same chances are quick."""

    _tables: dict[tuple[bytes, int], Floats] = field(default_factory=dict)

    def draw(self, chances: Floats, count: int, random: np.random.Generator) -> NDArray[np.bool_]:
        """Who is there, shape (agents,): ``count`` of them.

        Agent i is there with the probability ``chances[i]``, independently of others; what is drawn is conditional on
        their number (conditional Bernoulli sampling, Chen and Liu, Statistica Sinica 7, 1997: one agent after another,
        by the distribution of how many of the later ones are there).

        Parameters
        ----------
        chances
            Shape (agents,).
        count
            0 <= ``count`` <= agents.
        random
            What chance is drawn from.
        """
        agents = len(chances)
        uniform = random.random(agents)
        if not agents or (chances == chances[0]).all():
            there = np.zeros(agents, np.bool_)
            there[np.argsort(uniform, kind="stable")[:count]] = True
            return there
        p = np.clip(chances, _LEAST, 1 - _LEAST)
        beyond = self._beyond(p, count)
        there, left = np.zeros(agents, np.bool_), count
        for agent in range(agents):
            if left == 0:
                break
            taken, passed = p[agent] * beyond[agent + 1, left - 1], (1 - p[agent]) * beyond[agent + 1, left]
            there[agent] = uniform[agent] * (taken + passed) < taken
            left -= int(there[agent])
        return there

    def _beyond(self, p: Floats, count: int) -> Floats:
        """Weights of so many of the agents from one on being there, shape (agents + 1, count + 1).

        Each row is scaled by the same factor as the one behind it, so that no count is so unlikely that it vanishes:
        only ratios within a row matter.
        """
        key = p.tobytes(), count
        if key not in self._tables:
            table = np.zeros((len(p) + 1, count + 1))
            table[-1, 0] = 1.0
            for agent in range(len(p) - 1, -1, -1):
                later = table[agent + 1]
                table[agent] = (1 - p[agent]) * later
                table[agent, 1:] += p[agent] * later[:-1]
                reachable = min(len(p) - agent, count) + 1
                table[agent, :reachable] = np.maximum(table[agent, :reachable], 1e-290)
                table[agent] /= table[agent].max()
            self._tables[key] = table
        return self._tables[key]
