"""What searches with the simulator have in common: a limit of time, why they ended, and races for those that remain."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable
from enum import StrEnum
from time import monotonic
from typing import TypeVar

SEARCH_SHARE = 0.6
"""Part of a time limit after which a search ends; the rest is the check's."""

Item = TypeVar("Item", bound=Hashable)


class Ended(StrEnum):
    """Why a search ended."""

    DONE = "done"
    TIME = "time"
    INTERRUPTED = "interrupted"


class Limit:
    """A limit of time that has begun; None: there is none."""

    def __init__(self, seconds: float | None, clock: Callable[[], float] = monotonic) -> None:
        self._clock, self._start, self._seconds = clock, clock(), seconds

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return self._clock() - self._start

    def used(self, part: float = 1.0) -> bool:
        """Whether this part of it has gone by."""
        return self._seconds is not None and self.elapsed >= part * self._seconds


def looks_of(replications: int) -> tuple[int, ...]:
    """After how many days candidates are looked at: a quarter of them, half of them, all."""
    return (replications // 4, replications // 2, replications)


def race(
    items: Iterable[Item], looks: int, see: Callable[[Item, int], object], key: Callable[[Item, int], float]
) -> tuple[list[Item], list[Item]]:
    """All are looked at for some days, the better half for more, and again: what is worse costs little.

    Parameters
    ----------
    items
        Who races; each once.
    looks
        How many looks there are.
    see
        Simulates an item up to a look, counted from 1.
    key
        How good it is by then; less is better. Of equals the first of the items goes first.

    Returns
    -------
    Those that were seen to the end, and the others; the best first.

    References
    ----------
    Z. Karnin, T. Koren and O. Somekh, Almost optimal exploration in multi-armed bandits, ICML 2013
    """
    left, out = list(dict.fromkeys(items)), list[Item]()
    for look in range(1, looks + 1):
        for item in left:
            see(item, look)
        keys = {item: key(item, look) for item in left}
        left.sort(key=lambda item: keys[item])
        if look < looks:
            stay = math.ceil(len(left) / 2)
            left, out = left[:stay], left[stay:] + out
    return left, out
