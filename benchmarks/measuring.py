"""How things are measured: in turn, in CPU time, at a scale; and how a wrong result or an absent peer is said."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Clock = Callable[[], int]
"""Nanoseconds since some moment."""

cpu_ns: Clock = time.perf_counter_ns if sys.platform == "win32" else time.process_time_ns
"""CPU time of this process, which other work on the machine disturbs less; Windows counts it in steps of 16 ms."""
wall_ns: Clock = time.perf_counter_ns


class WrongResult(AssertionError):  # noqa: N818  (it says what it is)
    """Raised when what was timed did not do what it must: its speed means nothing."""


class AbsentPeer(Exception):  # noqa: N818  (it says what it is)
    """Raised when what a benchmark measures against, or needs, is not on this machine; with the reason."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured.

    Parameters
    ----------
    quick
        Whether all of it has to be over within a minute.
    pairs
        How often ours and the baseline are measured in turn.
    contacts
        So many the slow baselines simulate each time.
    """

    quick: bool
    pairs: int
    contacts: int

    @property
    def many_pairs(self) -> int:
        """As often where pairs of one run differ most: three times as many, unless it must be quick."""
        return self.pairs if self.quick else 3 * self.pairs


QUICK = Scale(quick=True, pairs=5, contacts=8_000)
FULL = Scale(quick=False, pairs=7, contacts=40_000)


def require(holds: bool, what: str) -> None:
    """Refuse a result.

    Raises
    ------
    WrongResult
        With ``what`` must hold, when it does not.
    """
    if not holds:
        raise WrongResult(what)


def in_turn(pairs: int, *measured: Callable[[], float]) -> list[list[float]]:
    """Call each function once in every pair and return the readings of each.

    What comes first changes from pair to pair, so that what slows a machine over time slows nobody more than others.
    """
    readings: list[list[float]] = [[] for _ in measured]
    for pair in range(pairs):
        for place in range(len(measured)):
            number = (pair + place) % len(measured)
            readings[number].append(measured[number]())
    return readings


def per_second(nanoseconds: Sequence[float]) -> list[float]:
    """How many a second, of nanoseconds for one."""
    return [1e9 / one for one in nanoseconds]
