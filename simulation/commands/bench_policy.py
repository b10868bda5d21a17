"""``peakline bench policy``: gates for a routing policy, for use in continuous integration."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from routing.words.messages import text
from simulation.commands.options import language_option
from simulation.commands.progress import progress_bar

if TYPE_CHECKING:
    from simulation.gates.outcome import SuiteOutcome

PASS, FAIL, UNDECIDED = 0, 1, 3
"""Exit codes; 2 is bad input, as everywhere."""


def command() -> click.Command:
    """Return the sub-command, worded in the language in use."""
    from simulation.gates.suite_file import LEAST_DAYS, MOST_DAYS

    return click.Command(
        "policy",
        callback=bench_policy,
        help=text(
            "Simulate the scenarios of a suite with the same customers under two policies, and say which of its gates "
            "hold. Exit code 0: all hold; 1: one fails; 3: none fails, and one is undecided after the days given."
        ),
        short_help=text("Say whether a policy keeps the gates of a suite of scenarios."),
        params=[
            _file_option("--base", text("The policy as it was."), required=True),
            _file_option("--new", text("The policy as it is to be."), required=True),
            _file_option("--suite", text("A suite file, or the name of a bundled suite: payday."), required=True),
            click.Option(
                ["--replications"],
                type=click.IntRange(LEAST_DAYS, MOST_DAYS),
                help=text("Most days to simulate of each scenario under each policy, instead of what the suite says."),
            ),
            click.Option(
                ["--seed"], type=click.IntRange(0, 2**64 - 1), help=text("The seed, instead of what the suite says.")
            ),
            click.Option(
                ["--threads"],
                type=click.IntRange(1, 1024),
                help=text("Simulate on so many threads; by default on one for each core."),
            ),
            _file_option(
                "--markdown",
                text(
                    "Write the answer for a comment on a pull request to a file; with - to the standard output, in "
                    "place of the words."
                ),
            ),
            _file_option("--junit", text("Write the answer as JUnit XML, a test case for each gate.")),
            _file_option(
                "--json",
                text("Write the answer as JSON to a file; with - to the standard output, in place of the words."),
            ),
            language_option(),
        ],
    )


def _file_option(name: str, meaning: str, *, required: bool = False) -> click.Option:
    return click.Option([name], metavar="FILE", required=required, help=meaning)


def bench_policy(
    *,
    base: str,
    new: str,
    suite: str,
    replications: int | None,
    seed: int | None,
    threads: int | None,
    markdown: str | None,
    junit: str | None,
    json: str | None,
) -> int:
    """Judge the policy and give the answer where it is wanted; the exit code."""
    from simulation.gates.suite import load_suite
    from simulation.gates.trial import most_days, run_suite
    from simulation.report.writing import refuse_file, share_a_file

    wanted = [path for path in (markdown, junit, json) if path is not None]
    if share_a_file(wanted):
        raise click.UsageError(text("Give --markdown, --junit and --json files of their own."))
    for path in wanted:
        if path != "-":
            refuse_file(path)
    loaded = load_suite(suite, base=base, new=new, replications=replications, seed=seed)
    with progress_bar(most_days(loaded)) as progress:
        outcome = run_suite(loaded, threads=threads, progress=progress)
    _give_answer(outcome, markdown=markdown, junit=junit, json=json)
    return {"pass": PASS, "fail": FAIL, "undecided": UNDECIDED}[outcome.word.value]


def _give_answer(outcome: SuiteOutcome, *, markdown: str | None, junit: str | None, json: str | None) -> None:
    """Write the files wanted, then print the words, so that a reader who goes away does not cost the files."""
    from simulation.report.gates.document import dump_outcome
    from simulation.report.gates.junit import junit as as_junit
    from simulation.report.gates.markdown import markdown as as_markdown
    from simulation.report.gates.terminal import print_outcome
    from simulation.report.writing import write_file

    answers = {markdown: as_markdown, junit: as_junit, json: dump_outcome}
    written = [path for path in answers if path is not None and path != "-"]
    for path in written:
        write_file(path, answers[path](outcome))
    if "-" in answers:
        sys.stdout.write(answers["-"](outcome))
        return
    print_outcome(outcome)
    if written:
        click.echo("\n" + text("Written: {files}", files=", ".join(written)))
