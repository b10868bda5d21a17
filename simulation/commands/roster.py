"""``peakline roster``: named agents on shifts, by the rules of work, tried in the simulator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from routing.words.messages import text
from simulation.commands.outputs import Outputs
from simulation.commands.roster_options import output_options, published_roster, searching
from simulation.commands.roster_progress import Progress

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
        params=[click.Argument(["file"]), *output_options(), *published_roster(), *searching()],
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
    from simulation.report.roster.files import DOCUMENT, NAMES, dump, write_out

    outputs = Outputs({"--json": json}, printed="--json", folder=("--out", out))
    read = load_roster(file)
    kept = None
    if published is not None:
        read, kept = with_published(read, published, absent, change_min)
    outputs.refuse([file, *([] if published is None else [published])], NAMES, DOCUMENT)
    wanted = Wanted(
        seed=seed,
        threads=threads or available_cores(),
        effort=effort,
        time_limit=time_limit,
        rounds=rounds,
        replications=replications,
    )
    tell = Progress()
    answer = build(read, wanted, kept=kept, tell=tell)
    tell.close()
    outputs.give(
        {"--json": lambda: dump(answer)},
        words=lambda: _print_answer(answer),
        folder=lambda folder: write_out(answer, folder),
    )
    return 0 if answer.met else NOT_MET


def _print_answer(answer: Answer) -> None:
    from simulation.checks.check import Checked
    from simulation.commands.check import print_checked
    from simulation.report.roster.words import sentences, tables

    print_checked(Checked("roster", answer.roster.problem.name, tuple(sentences(answer)), tables=tables(answer)))
