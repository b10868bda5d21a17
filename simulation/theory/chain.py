"""The number of contacts in a station with one kind of customer, as a birth-death chain.

All formulas are in work units: ``load`` = arrival rate x mean work, ``impatience`` = mean work / mean patience. The
state "all agents busy and j waiting" has the weight u_j = prod_{i=1..j} load / (agents + i impatience), relative to
the state j = 0.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from routing.errors import InputError
from routing.words.messages import text

NEGLIGIBLE = 75.0
"""States whose weight is below exp(-75) = 3e-33 of the greatest one are left out."""

MOST_STATES = 2_000_000

_EXPLICIT = 1000
"""So many stages are added one by one before the asymptotic sum takes over."""


def inverse_blocking(load: float, agents: int) -> float:
    """1 / B(agents, load), the inverse of Erlang's loss formula.

    The sum 1 + n/a + n(n-1)/a^2 + ... of positive terms: no cancellation, O(n), and infinity where B is below 1e-308.

    Parameters
    ----------
    load
        Erlangs, 0 or more.
    agents
        0 or more.

    References
    ----------
    D. L. Jagerman, Some properties of the Erlang loss function, Bell System Technical Journal 53 (1974),
    doi:10.1002/j.1538-7305.1974.tb02756.x
    """
    if load == 0:
        return 1.0 if agents == 0 else math.inf
    with np.errstate(over="ignore", under="ignore"):
        return 1.0 + float(np.cumprod(np.arange(agents, 0, -1) / load).sum())


def _reach(load: float, agents: int, impatience: float) -> tuple[float, float]:
    """How many states below and above the peak of the weights can matter."""
    geometric = math.inf if load == agents else NEGLIGIBLE / abs(math.log(load / agents)) + 1
    if impatience == 0:
        return geometric, geometric
    # Above the peak the weight falls at least as prod 1 / (1 + i/y) with y = load/impatience: by ln 2 k^2 / 2y while
    # k <= y, by ln 2 a state beyond. Below it falls at least by k^2 / 2y.
    scale = math.sqrt(load / impatience)
    above = 15 * scale + 110
    return math.sqrt(2 * NEGLIGIBLE) * scale + 1, min(above, geometric) if load < agents else above


def busy_states(
    load: float, agents: int, impatience: float, max_waiting: int | None
) -> tuple[int, NDArray[np.float64]]:
    """The probabilities that all agents are busy and that j contacts wait.

    Parameters
    ----------
    load
        Erlangs, 0 or more; above ``agents`` only with impatience or a finite waiting room.
    agents
        1 or more.
    impatience
        Mean work / mean patience, 0 or more.
    max_waiting
        Places in the waiting room; None: no limit.

    Returns
    -------
    first, probability
        ``probability[i]`` belongs to j = ``first + i``. States left out weigh less than 3e-33 of the greatest one.

    Raises
    ------
    InputError
        If more than 2 million states matter.
    """
    if load == 0:
        return 0, np.zeros(1)
    most = math.inf if max_waiting is None else float(max_waiting)
    if load <= agents:
        peak = 0.0
    else:
        peak = math.floor(min(most, (load - agents) / impatience if impatience > 0 else math.inf))
    below, above = _reach(load, agents, impatience)
    first, last = max(0.0, peak - below), min(most, peak + above)
    if last - first > MOST_STATES:
        raise InputError(
            text("A queue of this many states cannot be computed; shorten the patience or the waiting room.")
        )
    first = math.floor(first)
    waiting = np.arange(first, math.floor(last) + 1, dtype=np.float64)
    log_weight = np.concatenate(([0.0], np.cumsum(np.log(load / (agents + waiting[1:] * impatience)))))
    log_weight -= log_weight.max()
    weight = np.exp(log_weight)
    # With an underload the peak is j = 0, so that infinity never meets a weight of 0.
    idle = (inverse_blocking(load, agents) - 1.0) * weight[0] if first == 0 else 0.0
    return first, weight / (idle + weight.sum())


def stage_sums(agents: int, impatience: float, first: int, count: int) -> NDArray[np.float64]:
    """Sums S_j = sum_{i=1..j+1} 1 / (agents + i impatience) for j = first ... first + count - 1.

    Parameters
    ----------
    agents
        1 or more.
    impatience
        Mean work / mean patience, 0 or more.
    first, count
        0 or more, 1 or more.

    Returns
    -------
    Array of ``count`` sums, in units of the mean work.
    """
    head = min(first, _EXPLICIT)
    base = float((1.0 / (agents + impatience * np.arange(1, head + 1))).sum())
    if first > head:
        # Midpoint rule with its first correction; the next one is of order 1e-14.
        low, high = agents + impatience * (head + 0.5), agents + impatience * (first + 0.5)
        middle = math.log1p((high - low) / low) / impatience if impatience > 0 else (first - head) / agents
        base += middle - impatience / 24 * (1 / low**2 - 1 / high**2)
    stages = 1.0 / (agents + impatience * np.arange(first + 1, first + count + 1))
    sums: NDArray[np.float64] = base + np.cumsum(stages)
    return sums
