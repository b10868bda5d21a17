"""Progress of ``peakline roster``: lines on the standard error with the best so far."""

from __future__ import annotations

import time

from routing.words.messages import text
from simulation.commands.progress import ProgressLines

COSTS = 600
"""A solver's value is in tenths of a minute at ordinary pay; hours are shown."""


class Progress:
    """Tells of a better solution, or of a round in the simulator; called from several threads."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._tell = ProgressLines()
        self._rounds = 0

    def __call__(self, stage: str, value: float, bound: float) -> None:
        if stage == "play":  # each of them is shown
            self._rounds += 1
            stage_of_its_own = f"{stage} {self._rounds}"
        else:
            stage_of_its_own = stage
        self._tell(f"{time.monotonic() - self._began:6.1f} s  {_words(stage, value, bound)}", stage_of_its_own)

    def close(self) -> None:
        """Show the last line."""
        self._tell.close()


def _words(stage: str, value: float, bound: float) -> str:
    if stage == "play":
        return text("round {number} in the simulator: {count} goals missed", number=round(value), count=round(bound))
    if stage == "likes":
        return text("wishes and even shares: {value}, at least {bound}", value=round(value), bound=round(bound))
    stages = {
        "master": text("shifts without names"),
        "names": text("names for shifts"),
        "all": text("shifts and names at once"),
    }
    return text(
        "{doing}: {value}, at least {bound}",
        doing=stages[stage],
        value=f"{value / COSTS:,.1f}",
        bound=f"{max(bound, 0.0) / COSTS:,.1f}",
    )
