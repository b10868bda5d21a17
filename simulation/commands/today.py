"""``peakline today``: the rest of a day that is under way, and what would change it."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import click

from routing.words.messages import text
from simulation.commands.options import Finite
from simulation.commands.tune import file_option, number_option

if TYPE_CHECKING:
    from simulation.planning.today.answer import Answer, Tried

EVERY_S = 1.0
"""Between two lines of progress, where they go to no terminal ten times as much."""


def command() -> click.Command:
    """Return the sub-command, worded in the language in use."""
    return click.Command(
        "today",
        callback=today,
        help=text(
            "Foretell the rest of a day from what has come, who waits and who is there now, as FILE says, and try what "
            "would change it. Ctrl-C ends it with what has been tried."
        ),
        params=[
            click.Argument(["file"]),
            file_option("--html", text("Write the answer as a page.")),
            file_option(
                "--json",
                text("Write the answer as JSON to a file; with - to the standard output, in place of the words."),
            ),
            click.Option(
                ["--time-limit", "seconds"],
                metavar="SECONDS",
                type=Finite(min=0, min_open=True, max=1e6),
                help=text("Begin no further days and levers after so many seconds; at least 20 days are simulated."),
            ),
            number_option("--replications", 20, 10_000, text("Days to simulate, instead of what FILE says.")),
            number_option("--seed", 0, 2**32 - 1, text("The seed, instead of what FILE says.")),
            number_option("--threads", 1, 1024, text("Simulate on so many threads; by default on one for each core.")),
        ],
    )


def today(
    file: str,
    *,
    html: str | None,
    json: str | None,
    seconds: float | None,
    replications: int | None,
    seed: int | None,
    threads: int | None,
) -> None:
    """Foretell, and give the answer where it is wanted."""
    from simulation.planning.today.foretell import foretell
    from simulation.planning.today.reader import load_today
    from simulation.report.writing import refuse_file, refuse_input, share_a_file

    wanted = [path for path in (html, json) if path is not None]
    if html == "-":
        raise click.UsageError(text("Only --json can go to the standard output."))
    if share_a_file(wanted):
        raise click.UsageError(text("Give --html and --json files of their own."))
    question = load_today(file).with_run(replications, seed)
    for path in wanted:
        if path != "-":
            refuse_input(path, [question.file, str(question.scenario.path)])
            refuse_file(path)
    answer = foretell(question, time_limit_s=seconds, threads=threads, report=_Progress())
    _give_answer(answer, html=html, json=json)


class _Progress:
    """Says on the standard error what is being done, and the best so far."""

    def __init__(self) -> None:
        self.last = 0.0
        self.pause = EVERY_S if sys.stderr.isatty() else 10 * EVERY_S

    def __call__(self, doing: str, done: int, of: int, best: Tried | None) -> None:
        from simulation.report.today.words import progress_words

        now = time.monotonic()
        if now - self.last >= self.pause:
            self.last = now
            click.echo(progress_words(doing, done, of, best), err=True)


def _give_answer(answer: Answer, *, html: str | None, json: str | None) -> None:
    """Write the files wanted, then print the words, so that a reader who goes away does not cost the files."""
    from simulation.checks.check import Checked
    from simulation.commands.check import print_checked
    from simulation.report.today.document import dump_answer
    from simulation.report.today.page import answer_page
    from simulation.report.today.words import headline, sentences, tables, warnings
    from simulation.report.writing import write_file

    written = [path for path in (html, json) if path is not None and path != "-"]
    if html is not None:
        write_file(html, answer_page(answer))
    if json is not None and json != "-":
        write_file(json, dump_answer(answer))
    if json == "-":
        sys.stdout.write(dump_answer(answer))
        return
    said = (headline(answer), *sentences(answer))
    print_checked(Checked("today", answer.question.name, said, tuple(warnings(answer)), tuple(tables(answer))))
    if written:
        click.echo("\n" + text("Written: {files}", files=", ".join(written)))
