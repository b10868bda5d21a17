"""A shift with its breaks, and the hours of each agent who works it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from routing.model import DAY_US
from routing.words.messages import text
from simulation.core.hours import MINUTE, Spell, without
from simulation.files.day_clock import clock_of

_BEFORE_OPENING = DAY_US // 4
"""Who begins so long before the opening of a day, or less, works on that day and not on the day before."""


@dataclass(frozen=True, slots=True)
class Break:
    """A break of the first agent of a shift; of the others it is moved. Times in microseconds.

    Parameters
    ----------
    key
        How the file calls it.
    after
        From the start of the shift.
    length
        More than 0.
    """

    key: tuple[str | int, ...]
    after: int
    length: int


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift. Times in microseconds.

    Parameters
    ----------
    name
        By which agents name it; empty: none.
    agents
        How many work it; None: those who name it.
    start
        Time of day after midnight.
    length
        More than 0, less than a day.
    breaks
        In the order of the file.
    stagger, steps
        The breaks of agent i of the shift, from 0, are moved by (i modulo ``steps``) x ``stagger``; 0 steps: by i x
        ``stagger``.
    """

    name: str
    agents: int | None
    start: int
    length: int
    breaks: tuple[Break, ...] = ()
    stagger: int = 0
    steps: int = 0

    def moved(self, number: int) -> int:
        """By how much the breaks of agent ``number`` of the shift are moved."""
        return self.stagger * (number % self.steps if self.steps else number)

    def faults(self, agents: int) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """What cannot be, where so many agents work the shift: the key and the rule that it breaks."""
        reached = None
        for each in sorted(self.breaks, key=lambda each: each.after):
            if reached is not None and each.after < reached:
                yield each.key, text("must not begin before the break before it has ended")
            reached = each.after + each.length
            last = max(range(agents), key=self.moved, default=0)
            if reached > self.length:
                yield each.key, text("must not end after the shift does, at {end}", end=self._clock(self.length))
            elif reached + self.moved(last) > self.length:
                yield (
                    ("stagger_min",),
                    text(
                        "moves a break of agent {number} beyond the end of the shift at {end}; say after how many "
                        "steps it begins again: stagger_steps",
                        number=last + 1,
                        end=self._clock(self.length),
                    ),
                )

    def entry(self) -> dict[str, Any]:
        """The shift as a file would say it."""
        said: dict[str, Any] = {"name": self.name} if self.name else {}
        said |= {"agents": self.agents} if self.agents is not None else {}
        said |= {"from": self._clock(0), "to": self._clock(self.length)}
        said["breaks"] = [{"after_min": each.after / MINUTE, "min": each.length / MINUTE} for each in self.breaks]
        said["stagger_min"] = self.stagger / MINUTE
        return said | ({"stagger_steps": self.steps} if self.steps else {})

    def _clock(self, after: int) -> str:
        return clock_of((self.start + after) // MINUTE)

    def spells(self, number: int, opens_us: int, close_us: int) -> list[Spell]:
        """When agent ``number`` of the shift is at work, on every day of a run that begins before ``close_us``.

        Parameters
        ----------
        number
            From 0.
        opens_us
            Time of day of the opening, which is 0 in the result; the shift may begin before it.
        close_us
            End of the run.
        """
        found = []
        first = (self.start - opens_us) % DAY_US
        for begins in range(first - DAY_US, close_us, DAY_US):
            day = (begins + _BEFORE_OPENING) // DAY_US
            spells = [Spell(day, begins, begins, begins + self.length)]
            for each in self.breaks:
                away = begins + each.after + self.moved(number)
                spells = without(spells, away, away + each.length)
            found += spells
        return found
