"""``peakline tune``: parameters of a routing policy, searched with the simulator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from routing.words.messages import text
from simulation.commands.outputs import Outputs
from simulation.commands.progress import ProgressLines
from simulation.commands.search_options import answer_files, file_option, number_option, search_options

if TYPE_CHECKING:
    from simulation.planning.tuning.found import Progress
    from simulation.planning.tuning.judge import Answer

BETTER, OLD_STAYS = 0, 1
"""Exit codes; 2 is bad input, as everywhere."""


def command() -> click.Command:
    """Return the sub-command, worded in the language in use."""
    return click.Command(
        "tune",
        callback=tune,
        help=text(
            "Search for better parameters of a routing policy, as FILE says, with the gates of a suite to be kept; "
            "then try the best one on customers that the search has not met. Exit code 0: it is better; 1: the old "
            "policy stays. An interrupt ends the search with the best so far."
        ),
        params=[
            click.Argument(["file"]),
            file_option("--out", text("Write the policy to a file: the old one with the new values in it.")),
            *answer_files(),
            number_option("--candidates", 1, 100_000, text("Most policies to simulate, instead of what FILE says.")),
            *search_options(text("Days of a policy in the search, instead of what FILE says.")),
        ],
    )


def tune(
    file: str,
    *,
    out: str | None,
    html: str | None,
    json: str | None,
    seconds: float | None,
    candidates: int | None,
    replications: int | None,
    check: int | None,
    seed: int | None,
    threads: int | None,
) -> int:
    """Search, check, and give the answer where it is wanted; the exit code."""
    from simulation.planning.searching import Limit
    from simulation.planning.tuning.judge import judge
    from simulation.planning.tuning.search import search
    from simulation.planning.tuning.tuning import load_tuning
    from simulation.report.tuning.document import dump_answer
    from simulation.report.tuning.page import page
    from simulation.report.tuning.terminal import print_answer

    outputs = Outputs({"--out": out, "--html": html, "--json": json}, printed="--json")
    limit = Limit(seconds)
    tuning = load_tuning(file, candidates=candidates, replications=replications, check=check, seed=seed)
    outputs.refuse(read=tuning.inputs)
    tell = ProgressLines()
    found = search(tuning, threads=threads, limit=limit, progress=lambda progress: _say(tell, progress))
    tell.close()
    if found.point != tuning.space.start:
        click.echo(text("Checking the best policy with customers that the search has not met."), err=True)
    answer = judge(tuning, found, threads=threads)
    outputs.give(
        {
            "--out": lambda: _policy_file(answer, out),
            "--html": lambda: page(answer),
            "--json": lambda: dump_answer(answer),
        },
        words=lambda: print_answer(answer),
    )
    return BETTER if answer.better else OLD_STAYS


def _say(tell: ProgressLines, progress: Progress) -> None:
    """A line of progress, with the best so far."""
    from simulation.report.tuning.words import progress_words

    tell(progress_words(progress))


def _policy_file(answer: Answer, out: str | None) -> str:
    """The policy that is given; whether what people wrote could stay is said."""
    from simulation.report.tuning.policy_file import policy_file

    policy, is_old_text = policy_file(answer)
    if not is_old_text:
        click.echo(text("{file}: written anew, without the comments of the old file.", file=out), err=True)
    return policy
