"""``peakline train``: whom to train in what, tried in the simulator."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from routing.words.messages import text
from simulation.commands.options import Finite
from simulation.commands.tune import file_option, number_option

if TYPE_CHECKING:
    from simulation.planning.training.judge import Answer

WORTH_IT, NOT_SHOWN = 0, 1
"""Exit codes; 2 is bad input, as everywhere."""


def command() -> click.Command:
    """Return the sub-command, worded in the language in use."""
    from simulation.planning.tuning.tuning_file import LEAST_CHECK

    positive = Finite(min=0, min_open=True, max=1e12)
    return click.Command(
        "train",
        callback=train,
        help=text(
            "Find out, course by course, where training gains most for its cost, as FILE says, and set it beside "
            "training at random, on customers that the search has not met. Exit code 0: it is worth it; 1: no gain is "
            "shown. An interrupt ends the search as far as it came."
        ),
        params=[
            click.Argument(["file"]),
            file_option("--html", text("Write the answer as a page.")),
            file_option(
                "--json",
                text("Write the answer as JSON to a file; with - to the standard output, in place of the words."),
            ),
            click.Option(["--budget"], type=positive, help=text("Most to spend, instead of what FILE says.")),
            click.Option(
                ["--time-limit", "seconds"],
                metavar="SECONDS",
                type=positive,
                help=text("End after about so long: the search takes six tenths of it, the check what it needs."),
            ),
            number_option(
                "--replications", 4, 10_000, text("Days of a plan in the search, instead of what FILE says.")
            ),
            number_option(
                "--check",
                LEAST_CHECK,
                100_000,
                text("Days of the check on other customers, instead of what FILE says."),
            ),
            number_option("--seed", 0, 2**32 - 1, text("The seed, instead of what FILE says.")),
            number_option("--threads", 1, 1024, text("Simulate on so many threads; by default on one for each core.")),
        ],
    )


def train(
    file: str,
    *,
    html: str | None,
    json: str | None,
    budget: float | None,
    seconds: float | None,
    replications: int | None,
    check: int | None,
    seed: int | None,
    threads: int | None,
) -> int:
    """Search, check, and give the answer where it is wanted; the exit code."""
    from simulation.planning.training.judge import judge
    from simulation.planning.training.search import search
    from simulation.planning.training.training import load_training
    from simulation.planning.tuning.search import Limit
    from simulation.report.writing import refuse_file, refuse_input, share_a_file

    wanted = [path for path in (html, json) if path is not None]
    if html == "-":
        raise click.UsageError(text("Only --json can go to the standard output."))
    if share_a_file(wanted):
        raise click.UsageError(text("Give --html and --json files of their own."))
    limit = Limit(seconds)
    training = load_training(file, budget=budget, replications=replications, check=check, seed=seed)
    for path in wanted:
        if path != "-":
            refuse_input(path, [training.file, str(training.path)])
            refuse_file(path)
    found = search(training, threads=threads, limit=limit, progress=_say)
    click.echo(text("Checking with customers that the search has not met."), err=True)
    answer = judge(training, found, threads=threads)
    _give_answer(answer, html=html, json=json)
    return WORTH_IT if answer.better else NOT_SHOWN


def _say(cost: float, value: float, nobody: float) -> None:
    """A line of progress, with how far it came."""
    from simulation.report.training.words import progress_words

    click.echo(progress_words(cost, value, nobody), err=True)


def _give_answer(answer: Answer, *, html: str | None, json: str | None) -> None:
    """Write the files wanted, then print the words, so that a reader who goes away does not cost the files."""
    from simulation.report.training.document import dump_answer
    from simulation.report.training.page import page
    from simulation.report.training.terminal import print_answer
    from simulation.report.writing import write_file

    written = [path for path in (html, json) if path is not None and path != "-"]
    if html is not None:
        write_file(html, page(answer))
    if json is not None and json != "-":
        write_file(json, dump_answer(answer))
    if json == "-":
        sys.stdout.write(dump_answer(answer))
        return
    print_answer(answer)
    if written:
        click.echo("\n" + text("Written: {files}", files=", ".join(written)))
