"""The progress bar of a long run: on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

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
