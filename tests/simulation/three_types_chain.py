"""The stationary distribution of mskccParamsThreeTypes, whose times are all exponential: exact figures of its table.

A state is how many of the first and of the second group are busy and how many of each type wait. Type zero waits for
the first group, type two for the second, type one for either and goes first; all calls take a minute.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

State = tuple[int, int, int, int, int]

ARRIVALS = (60.0, 120.0, 60.0)  # per hour
STAY = (0.92, 0.94, 0.92)  # who would have to wait does
HANG_UP = (12.0, 6.0, 12.0)  # per hour
SERVICE = 60.0
ROOM = (30, 26, 26)
"""More of a type do not wait: with a probability below 1e-8."""


def states() -> list[State]:
    """All states: who can be served does not wait."""
    return [
        (first, second, zero, one, two)
        for first in range(2)
        for second in range(3)
        for zero in range(ROOM[0] if first == 1 else 1)
        for one in range(ROOM[1] if (first, second) == (1, 2) else 1)
        for two in range(ROOM[2] if second == 2 else 1)
    ]


def transitions(state: State) -> Iterator[tuple[State, float]]:
    """Where a state goes to, at which rate per hour."""
    first, second, zero, one, two = state
    yield ((1, second, zero, one, two), ARRIVALS[0]) if first < 1 else (_more(state, 0), ARRIVALS[0] * STAY[0])
    yield ((first, second + 1, zero, one, two), ARRIVALS[2]) if second < 2 else (_more(state, 2), ARRIVALS[2] * STAY[2])
    if first < 1:
        yield (1, second, zero, one, two), ARRIVALS[1]
    elif second < 2:
        yield (first, second + 1, zero, one, two), ARRIVALS[1]
    else:
        yield _more(state, 1), ARRIVALS[1] * STAY[1]
    if first:
        next_one = _more(state, 1, -1) if one else _more(state, 0, -1) if zero else (0, second, zero, one, two)
        yield next_one, SERVICE
    if second:
        next_one = _more(state, 1, -1) if one else _more(state, 2, -1) if two else (first, second - 1, zero, one, two)
        yield next_one, SERVICE * second
    for kind, waiting in enumerate((zero, one, two)):
        if waiting:
            yield _more(state, kind, -1), HANG_UP[kind] * waiting


def _more(state: State, kind: int, change: int = 1) -> State:
    first, second, *waiting = state
    waiting[kind] += change
    return first, second, waiting[0], waiting[1], waiting[2]


def distribution(everything: list[State]) -> NDArray[np.float64]:
    """The probability of each state in the long run, by the power method on the uniformised chain."""
    number = {state: index for index, state in enumerate(everything)}
    rows = [
        (index, number[after], rate)
        for index, state in enumerate(everything)
        for after, rate in transitions(state)
        if after in number
    ]
    origin, target, rates = (np.array(column) for column in zip(*rows, strict=True))
    leaving = np.bincount(origin, rates, minlength=len(everything))
    most = 1.05 * leaving.max()
    step = sparse.csr_matrix((rates / most, (target, origin))) + sparse.diags(1 - leaving / most)
    found = np.full(len(everything), 1 / len(everything))
    for _ in range(100):
        before = found
        for _ in range(100):
            found = step @ found
        if np.abs(found - before).sum() < 1e-12:
            shares: NDArray[np.float64] = found / found.sum()
            return shares
    raise AssertionError("the chain does not settle")


def exact_figures() -> dict[tuple[str, str], float]:
    """The figures of the table that the chain tells: shares in percent, times in hours."""
    everything = states()
    chance = distribution(everything)
    first, second, zero, one, two = np.array(everything).T
    names = ("zero", "one", "two")
    delayed = [float(chance[busy].sum()) for busy in (first == 1, (first == 1) & (second == 2), second == 2)]
    queue = [float((chance * waiting).sum()) for waiting in (zero, one, two)]
    found: dict[tuple[str, str], float] = {}
    for kind, name in enumerate(names):
        gone = HANG_UP[kind] * queue[kind] / ARRIVALS[kind] + (1 - STAY[kind]) * delayed[kind]
        found |= {
            ("delayed", name): 100 * delayed[kind],
            ("queue size", name): queue[kind],
            ("waiting time", name): queue[kind] / ARRIVALS[kind],
            ("abandoned", name): 100 * gone,
        }
    weights = np.array(ARRIVALS) / sum(ARRIVALS)
    for figure in ("delayed", "waiting time", "abandoned"):
        found[figure, "all"] = float(np.dot(weights, [found[figure, name] for name in names]))
    return found | {
        ("queue size", "all"): sum(queue),
        ("occupancy", "first"): 100 * float((chance * first).sum()),
        ("occupancy", "second"): 100 * float((chance * second).sum()) / 2,
        ("occupancy", "all"): 100 * float((chance * (first + second)).sum()) / 3,
    }
