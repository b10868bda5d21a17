"""The least agents with which a day meets its goals as surely as it is to: galloping, then bisection.

Every number is tried on the same customers, so that more agents rarely do worse, and the smallest gain shows. What is
found is checked as far as it goes: it reaches the probability, one fewer was tried and does not.
"""

from __future__ import annotations

from collections.abc import Callable

from simulation.planning.today.answer import Sought, Step

Chance = Callable[[int], float | None]
"""The probability of meeting all goals with so many agents more; None: there was no time."""


def least_agents(group: str, chance: Chance, without: float, reach: float, at_most: int) -> Sought | None:
    """Find the least agents; None: there was no time.

    Parameters
    ----------
    group
        For people.
    chance
        See :data:`Chance`.
    without
        The probability without any.
    reach
        The probability that they are to bring.
    at_most
        So many are tried at most.
    """
    steps = {0: without}
    low, high = 0, 0
    while steps[high] < reach and high < at_most:
        low, high = high, min(2 * high or 1, at_most)
        found = chance(high)
        if found is None:
            return None
        steps[high] = found
    while steps[high] >= reach and high - low > 1:
        middle = (low + high) // 2
        found = chance(middle)
        if found is None:
            return None
        steps[middle] = found
        low, high = (low, middle) if found >= reach else (middle, high)
    tried = tuple(Step(agents, steps[agents]) for agents in sorted(steps))
    return Sought(group, Step(high, steps[high]) if steps[high] >= reach else None, tried)
