"""``peakline roster``: named agents on shifts, by the rules of work, tried in the simulator."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from routing.words.messages import text
from simulation.commands.options import Finite

if TYPE_CHECKING:
    from simulation.planning.rostering.answer import Answer

NOT_MET = 1
"""Exit code where heads are missing, or goals in the simulator."""


def command() -> click.Command:
    """Return the sub-command, worded in the language in use."""
    return click.Command(
        "roster",
        callback=roster,
        help=text(
            "Make a roster from FILE, which has agents, shifts, rules of work and the heads needed. Where FILE names a "
            "scenario, each date is played with the roster's agents, and more heads are planned where a goal is missed."
        ),
        params=[
            click.Argument(["file"]),
            click.Option(
                ["--out"],
                metavar="DIR",
                help=text("Write roster.html, .xlsx, .csv, .ics and .json into this folder."),
            ),
            click.Option(
                ["--json"],
                metavar="FILE",
                help=text("Write the results as JSON to a file; with - to the standard output, in place of the words."),
            ),
            click.Option(
                ["--published"],
                metavar="TABLE",
                help=text("Stay near to this roster, a roster.csv or .xlsx with its columns."),
            ),
            click.Option(
                ["--absent"],
                metavar="AGENT:DATE",
                multiple=True,
                help=text("An agent of the published roster is absent on a date. May be given several times."),
            ),
            click.Option(
                ["--change-min"],
                type=click.IntRange(0, 10_000),
                default=60,
                show_default=True,
                help=text("With --published: a shift is changed only for so many agent-minutes that are missing."),
            ),
            click.Option(
                ["--rounds"],
                type=click.IntRange(0, 20),
                default=4,
                show_default=True,
                help=text("So often the roster is played in the simulator; 0: never."),
            ),
            click.Option(
                ["--replications"],
                type=click.IntRange(10, 100_000),
                default=20,
                show_default=True,
                help=text(
                    "How many days to simulate of each date in each round; the final check has three times as many."
                ),
            ),
            click.Option(
                ["--time-limit"],
                metavar="SECONDS",
                type=Finite(1, 1_000_000),
                default=240,
                show_default=True,
                help=text("Give the best roster found by then."),
            ),
            click.Option(
                ["--effort"],
                type=Finite(0.01, 1000),
                default=1,
                show_default=True,
                help=text("How long to search, as a multiple of the usual; the same on any machine."),
            ),
            click.Option(
                ["--seed"],
                type=click.IntRange(0, 2**31 - 1),
                default=1,
                show_default=True,
                help=text("The same seed gives the same roster, unless the time limit ends the search."),
            ),
            click.Option(
                ["--threads"],
                type=click.IntRange(1, 1024),
                help=text("Simulate on so many threads; by default on one for each core."),
            ),
        ],
    )


def roster(
    file: str,
    *,
    out: str | None,
    json: str | None,
    published: str | None,
    absent: tuple[str, ...],
    change_min: int,
    rounds: int,
    replications: int,
    time_limit: float,
    effort: float,
    seed: int,
    threads: int | None,
) -> int:
    """Make the roster, write and print it; 1 where something is missing, unless the user has interrupted the search."""
    if absent and published is None:
        raise click.UsageError(text("--absent needs --published, the roster that the agents are absent from."))
    from simulation.experiment import available_cores
    from simulation.planning.rostering.build import Wanted, build
    from simulation.planning.rostering.published import with_published
    from simulation.planning.rostering.reader import load_roster
    from simulation.report.writing import refuse_file

    read = load_roster(file)
    kept = None
    if published is not None:
        read, kept = with_published(read, published, absent, change_min)
    if json is not None and json != "-":
        refuse_file(json)
    wanted = Wanted(
        seed=seed,
        threads=threads or available_cores(),
        effort=effort,
        time_limit=time_limit,
        rounds=rounds,
        replications=replications,
    )
    answer = build(read, wanted, kept=kept, tell=_teller())
    _give(answer, out, json)
    return 0 if answer.met or answer.ended == "interrupted" else NOT_MET


def _teller() -> Callable[[str, float, float], None]:
    """Lines on stderr with the best so far, one a second at most."""
    stages = {
        "master": text("shifts without names"),
        "names": text("names for them"),
        "all": text("shifts and names at once"),
        "likes": text("wishes and even shares"),
        "play": text("simulated: round and goals missed"),
    }
    began = time.monotonic()
    waiting: list[tuple[str, str]] = []  # the newest line, while it is less than a second after the one before
    shown = [0.0]

    def show() -> None:
        if waiting:
            click.echo(waiting.pop()[1], err=True)
            shown[0] = time.monotonic()

    def tell(stage: str, value: float, bound: float) -> None:
        size = 600 if stage in {"master", "names", "all"} else 1  # tenths of a minute: hours are shown
        now = time.monotonic()
        if waiting and waiting[0][0] != stage:
            show()
        line = f"{now - began:6.1f} s  {stages[stage]}: {value / size:,.1f} ({bound / size:,.1f})"
        waiting[:] = [(stage, line)]
        if now - shown[0] >= 1.0:
            show()

    return tell


def _give(answer: Answer, out: str | None, json: str | None) -> None:
    """Write the files wanted, then print the words."""
    from simulation.report.roster.files import dump, write_out

    written = [] if out is None else [str(path) for path in write_out(answer, out)]
    if json == "-":
        sys.stdout.write(dump(answer))
        return
    if json is not None:
        from simulation.report.writing import write_file

        write_file(json, dump(answer))
        written.append(json)
    from simulation.checks.check import Checked
    from simulation.commands.check import print_checked
    from simulation.report.roster.words import sentences, tables

    print_checked(Checked("roster", answer.roster.problem.name, tuple(sentences(answer)), tables=tables(answer)))
    if written:
        click.echo("\n" + text("Written: {files}", files=", ".join(written)))
