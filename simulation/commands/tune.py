"""``peakline tune``: parameters of a routing policy, searched with the simulator."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from routing.words.messages import text
from simulation.commands.options import Finite

if TYPE_CHECKING:
    from simulation.planning.tuning.judge import Answer
    from simulation.planning.tuning.search import Progress

BETTER, OLD_STAYS = 0, 1
"""Exit codes; 2 is bad input, as everywhere."""


def command() -> click.Command:
    """Return the sub-command, worded in the language in use."""
    from simulation.planning.tuning.tuning_file import LEAST_CHECK

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
            file_option("--html", text("Write the answer as a page.")),
            file_option(
                "--json",
                text("Write the answer as JSON to a file; with - to the standard output, in place of the words."),
            ),
            click.Option(
                ["--time-limit", "seconds"],
                metavar="SECONDS",
                type=Finite(min=0, min_open=True, max=1e7),
                help=text("End after about so long: the search takes six tenths of it, the check what it needs."),
            ),
            number_option("--candidates", 1, 100_000, text("Most policies to simulate, instead of what FILE says.")),
            number_option(
                "--replications", 4, 10_000, text("Days of a policy in the search, instead of what FILE says.")
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


def file_option(name: str, meaning: str) -> click.Option:
    """Return an option for a file to write."""
    return click.Option([name], metavar="FILE", help=meaning)


def number_option(name: str, least: int, most: int, meaning: str) -> click.Option:
    """Return an option for a number in place of the file's."""
    return click.Option([name], type=click.IntRange(least, most), help=meaning)


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
    from simulation.planning.tuning.judge import judge
    from simulation.planning.tuning.search import Limit, search
    from simulation.planning.tuning.tuning import load_tuning
    from simulation.report.writing import refuse_file, refuse_input, share_a_file

    wanted = [path for path in (out, html, json) if path is not None]
    if "-" in (out, html):
        raise click.UsageError(text("Only --json can go to the standard output."))
    if share_a_file(wanted):
        raise click.UsageError(text("Give --out, --html and --json files of their own."))
    limit = Limit(seconds)
    tuning = load_tuning(file, candidates=candidates, replications=replications, check=check, seed=seed)
    for path in wanted:
        if path != "-":
            refuse_input(path, [tuning.file, str(tuning.policy_path), str(tuning.suite_path)])
            refuse_file(path)
    found = search(tuning, threads=threads, limit=limit, progress=_say)
    if found.point != tuning.space.start:
        click.echo(text("Checking the best policy with customers that the search has not met."), err=True)
    answer = judge(tuning, found, threads=threads)
    _give_answer(answer, out=out, html=html, json=json)
    return BETTER if answer.better else OLD_STAYS


def _say(progress: Progress) -> None:
    """A line of progress, with the best so far."""
    from simulation.report.tuning.words import progress_words

    click.echo(progress_words(progress), err=True)


def _give_answer(answer: Answer, *, out: str | None, html: str | None, json: str | None) -> None:
    """Write the files wanted, then print the words, so that a reader who goes away does not cost the files."""
    from simulation.report.tuning.document import dump_answer
    from simulation.report.tuning.page import page
    from simulation.report.tuning.policy_file import policy_file
    from simulation.report.tuning.terminal import print_answer
    from simulation.report.writing import write_file

    written = [path for path in (out, html, json) if path is not None and path != "-"]
    if out is not None:
        policy, is_old_text = policy_file(answer)
        write_file(out, policy)
        if not is_old_text:
            click.echo(text("{file}: written anew, without the comments of the old file.", file=out), err=True)
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
