"""How far a long run is: a bar, on a terminal only; or lines on the standard error."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from routing.words.messages import text


@contextmanager
def progress_bar(total: int, label: str | None = None) -> Iterator[Callable[[int], None]]:
    """Show how many of ``total`` replications are done; yields the function that is told of more.

    ``label`` says what is done where it is something else than simulated days.

    Nothing is shown where the output or the errors do not go to a terminal. The bar disappears at the end.
    """
    if not (sys.stdout.isatty() and sys.stderr.isatty()):
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(label or text("Simulating days"), total=total)
        yield lambda more: progress.advance(task, more)


class ProgressLines:
    """Lines on the standard error: the newest at most once in a while, at once where something else begins.

    Parameters
    ----------
    every_s
        Seconds between two lines; None: 1 on a terminal, 10 elsewhere.
    clock, say
        What tells the seconds and what writes a line; for tests.
    """

    def __init__(
        self,
        every_s: float | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        say: Callable[[str], None] | None = None,
    ) -> None:
        self._every_s = (1.0 if sys.stderr.isatty() else 10.0) if every_s is None else every_s
        self._clock, self._say = clock, say or _to_stderr
        self._stage: str | None = None
        self._shown_at = -math.inf
        self._waits: str | None = None

    def __call__(self, words: str, stage: str = "") -> None:
        """Show a line, or keep it back until another one is due; ``stage`` says what is being done."""
        if stage != self._stage:
            self.close()
            self._stage, self._shown_at = stage, -math.inf
        self._waits = words
        if self._clock() - self._shown_at >= self._every_s:
            self.close()

    def close(self) -> None:
        """Show the line that was kept back, if there is one: the last state of what is over."""
        if self._waits is not None:
            words, self._waits = self._waits, None
            self._shown_at = self._clock()
            self._say(words)


def _to_stderr(words: str) -> None:
    click.echo(words, err=True)
