"""Progress of ``peakline roster``: lines on the standard error with the best so far."""

from __future__ import annotations

import time

import click

from routing.words.messages import text

EVERY_S = 1.0
"""Between two lines of one stage."""

COSTS = 600
"""A solver's value is in tenths of a minute at ordinary pay; hours are shown."""


class Progress:
    """Tells of a better solution, or of a round in the simulator; called from several threads."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.shown = 0.0
        self.stage = ""
        self.waiting = ""
        """The newest line, while it is less than a second after the one before."""

    def __call__(self, stage: str, value: float, bound: float) -> None:
        now = time.monotonic()
        if stage != self.stage:
            self._show()
        self.stage = stage
        self.waiting = f"{now - self.began:6.1f} s  {_words(stage, value, bound)}"
        if stage == "play" or now - self.shown >= EVERY_S:
            self._show()

    def _show(self) -> None:
        if self.waiting:
            click.echo(self.waiting, err=True)
            self.waiting, self.shown = "", time.monotonic()


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
