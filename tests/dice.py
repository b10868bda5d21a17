"""Choices out of bytes: what random policies, rosters, days and commands are made of.

Hypothesis by itself prefers tiny and repetitive examples, in which agents hardly ever compete. So it draws only strings
of bytes, long ones too; :class:`Dice` makes choices of them, evenly, and the first choice when they run out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import strategies as st

from routing.model import SECOND

T = TypeVar("T")


class Dice:
    """Choices out of bytes; the first one of each, which is the simplest, when there are no more.

    Parameters
    ----------
    data
        A byte a throw.
    fine
        Whether times are whole seconds or any number of microseconds.
    """

    def __init__(self, data: bytes, *, fine: bool = False) -> None:
        self._rest = iter(data)
        self.fine = fine

    def below(self, end: int) -> int:
        """A number from 0 to ``end`` - 1, at most 255."""
        return next(self._rest, 0) * end // 256

    def pick(self, things: Sequence[T]) -> T:
        return things[self.below(len(things))]

    def chance(self, percent: int) -> bool:
        return self.below(100) >= 100 - percent

    def some(self, things: Sequence[T], *, percent: int = 50) -> tuple[T, ...]:
        """Some of the things, beginning with any of them, each once."""
        start = self.below(len(things)) if things else 0
        return tuple(thing for thing in (*things[start:], *things[:start]) if self.chance(percent))

    def duration(self, at_most: int, at_least: int = 0) -> int:
        """Microseconds between so many seconds."""
        seconds = at_least + self.below(at_most - at_least + 1)
        if self.fine and seconds < at_most:
            return seconds * SECOND + self.below(256) * 3907 + self.below(256)
        return seconds * SECOND


def throws(number: int) -> st.SearchStrategy[bytes]:
    return st.binary(min_size=number, max_size=number)


def many_throws(at_most: int, size: int) -> st.SearchStrategy[list[bytes]]:
    """``size`` throws for each of up to so many things, evenly few and many of them."""
    drawn = st.integers(0, at_most).flatmap(lambda n: throws(n * size))
    return drawn.map(lambda data: [data[place : place + size] for place in range(0, len(data), size)])


def grains() -> st.SearchStrategy[bool]:
    """Whether the clock is fine: one time in four."""
    return st.integers(0, 3).map(lambda number: number == 3)
