"""The obvious way to the figures of a station: the whole birth-death chain, and the wait as a walk to the agent.

Nothing is shared with ``simulation.theory``: exact fractions for the chain, a matrix exponential for the wait.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import expm


@dataclass(frozen=True)
class NaiveStation:
    """A station with arrival rate ``rate``, service rate ``serve``, rate of hanging up ``leave`` and a finite room."""

    rate: Fraction
    serve: Fraction
    leave: Fraction
    agents: int
    places: int

    def law(self) -> list[Fraction]:
        """Probability of 0, 1, … agents + places in the system, from the flow across each cut."""
        weights = [Fraction(1)]
        for number in range(1, self.agents + self.places + 1):
            out = min(number, self.agents) * self.serve + max(0, number - self.agents) * self.leave
            weights.append(weights[-1] * self.rate / out)
        total = sum(weights)
        return [weight / total for weight in weights]

    def figures(self) -> dict[str, Fraction]:
        """All shares and means, by Little's law and by counting who leaves how."""
        law = self.law()
        waiting = sum((max(0, k - self.agents) * p for k, p in enumerate(law)), Fraction(0))
        at_work = sum((min(k, self.agents) * p for k, p in enumerate(law)), Fraction(0))
        blocked = law[-1]
        return {
            "p_block": blocked,
            "p_wait": sum(law[self.agents : -1], Fraction(0)),
            "p_abandon": waiting * self.leave / self.rate,
            "mean_queue": waiting,
            "mean_wait_s": waiting / self.rate / (1 - blocked),
            "occupancy": at_work / self.agents,
        }

    def _walk(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The walk of a waiting contact with k ahead, k = 0, 1, …: rates among these, and rates of being answered."""
        size = max(1, self.places)
        move = np.zeros((size, size))
        for ahead in range(size):
            forward = float(self.agents * self.serve + ahead * self.leave)
            if ahead > 0:
                move[ahead, ahead - 1] = forward
            move[ahead, ahead] = -forward - float(self.leave)
        answer = np.zeros(size)
        answer[0] = float(self.agents * self.serve)
        return move, answer

    def _met(self) -> NDArray[np.float64]:
        """Probability of finding all busy and 0, 1, … ahead, with a place left."""
        return np.array([float(p) for p in self.law()[self.agents : -1]] or [0.0])

    def mean_answer(self) -> float:
        """Mean wait of the answered: with Q the walk and r the answers, the integral of t exp(Qt) r is Q^-2 r."""
        move, answer = self._walk()
        inverse = np.linalg.inv(move)
        at_once = float(sum(self.law()[: self.agents], Fraction(0)))
        return float(self._met() @ inverse @ inverse @ answer) / (at_once - float(self._met() @ inverse @ answer))

    def answered_and_abandoned_within(self, time: float) -> tuple[float, float]:
        """Shares of all offered contacts that are answered, and that hang up, within ``time``."""
        move, answer = self._walk()
        size = len(answer)
        whole = np.zeros((size + 2, size + 2))
        whole[:size, :size] = move
        whole[:size, size] = answer
        whole[:size, size + 1] = float(self.leave)
        after = expm(whole * time)
        at_once = float(sum(self.law()[: self.agents], Fraction(0)))
        met = self._met()
        return at_once + float(met @ after[:size, size]), float(met @ after[:size, size + 1])


def naive_two_classes(
    rates: tuple[float, float], leaves: tuple[float, float], agents: int, places: int
) -> tuple[float, float, float]:
    """P(all busy) and the mean numbers waiting of two classes, service rate 1: all balance equations at once.

    States: 0 … agents - 1 at work, then (i, j) waiting with all busy, each up to ``places``.
    """
    size = places + 1
    states = agents + size * size
    flow = np.zeros((states, states))

    def waiting(first: int, second: int) -> int:
        return agents + first * size + second

    for number in range(agents):
        flow[number, number + 1] += sum(rates)  # agents - 1 goes to (0, 0), which stands next
        if number > 0:
            flow[number, number - 1] += number
    flow[waiting(0, 0), agents - 1] += agents
    for i in range(size):
        for j in range(size):
            if i < places:
                flow[waiting(i, j), waiting(i + 1, j)] += rates[0]
            if j < places:
                flow[waiting(i, j), waiting(i, j + 1)] += rates[1]
            if i > 0:
                flow[waiting(i, j), waiting(i - 1, j)] += agents + i * leaves[0]
            if j > 0:
                flow[waiting(i, j), waiting(i, j - 1)] += j * leaves[1] + (agents if i == 0 else 0)
    balance = flow.T - np.diag(flow.sum(axis=1))
    balance[0] = 1.0
    wanted = np.zeros(states)
    wanted[0] = 1.0
    queue = np.linalg.solve(balance, wanted)[agents:].reshape(size, size)
    numbers = np.arange(size)
    return float(queue.sum()), float(queue.sum(axis=1) @ numbers), float(queue.sum(axis=0) @ numbers)
