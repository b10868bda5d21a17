"""``peakline train``: whom to train in what, tried in the simulator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from routing.words.messages import text
from simulation.commands.options import Finite
from simulation.commands.outputs import Outputs
from simulation.commands.progress import ProgressLines
from simulation.commands.search_options import answer_files, number_option, search_options

if TYPE_CHECKING:
    from simulation.planning.training.found import Progress

WORTH_IT, NOT_SHOWN = 0, 1
"""Exit codes; 2 is bad input, as everywhere."""


def command() -> click.Command:
    """Return the sub-command, worded in the language in use."""
    return click.Command(
        "train",
        callback=train,
        help=text(
            "Find out what each sum of money gains most by training, as FILE says, and set it beside training at "
            "random, beside the time of the training, and beside hiring, on customers that the search has not met. "
            "Exit code 0: it is worth it; 1: no gain is shown. An interrupt ends the search as far as it came."
        ),
        params=[
            click.Argument(["file"]),
            *answer_files(),
            click.Option(
                ["--budget"],
                type=Finite(min=0, min_open=True, max=1_000_000_000_000),
                help=text("Most to spend, instead of what FILE says."),
            ),
            number_option("--plans", 2, 100_000, text("Most plans to simulate, instead of what FILE says.")),
            *search_options(text("Days of a plan in the search, instead of what FILE says.")),
        ],
    )


def train(
    file: str,
    *,
    html: str | None,
    json: str | None,
    budget: float | None,
    plans: int | None,
    seconds: float | None,
    replications: int | None,
    check: int | None,
    seed: int | None,
    threads: int | None,
) -> int:
    """Search, check, and give the answer where it is wanted; the exit code."""
    from simulation.planning.searching import Limit
    from simulation.planning.training.judge import judge
    from simulation.planning.training.reader import load_training
    from simulation.planning.training.search import search
    from simulation.report.training.document import dump_answer
    from simulation.report.training.page import page
    from simulation.report.training.terminal import print_answer

    outputs = Outputs({"--html": html, "--json": json}, printed="--json")
    limit = Limit(seconds)
    training = load_training(file, budget=budget, plans=plans, replications=replications, check=check, seed=seed)
    outputs.refuse(read=training.inputs)
    tell = ProgressLines()
    found = search(training, threads=threads, limit=limit, progress=lambda progress: _say(tell, progress))
    tell.close()
    click.echo(text("Checking with customers that the search has not met."), err=True)
    answer = judge(training, found, threads=threads)
    outputs.give(
        {"--html": lambda: page(answer), "--json": lambda: dump_answer(answer)}, words=lambda: print_answer(answer)
    )
    return WORTH_IT if answer.better else NOT_SHOWN


def _say(tell: ProgressLines, progress: Progress) -> None:
    """A line of progress, with how far it came."""
    from simulation.report.training.words import progress_words

    tell(progress_words(progress))
