"""``peakline today``: the rest of a day that is under way, and what would change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from routing.words.messages import text
from simulation.commands.options import Finite
from simulation.commands.outputs import Outputs
from simulation.commands.progress import ProgressLines
from simulation.commands.search_options import answer_files, number_option

if TYPE_CHECKING:
    from simulation.planning.today.answer import Answer, Tried


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
            *answer_files(),
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
    from simulation.report.today.document import dump_answer
    from simulation.report.today.page import answer_page
    from simulation.report.today.words import progress_words

    outputs = Outputs({"--html": html, "--json": json}, printed="--json")
    question = load_today(file).with_run(replications, seed)
    outputs.refuse(read=[question.file, str(question.scenario.path)])
    tell = ProgressLines()

    def report(doing: str, done: int, of: int, best: Tried | None) -> None:
        tell(progress_words(doing, done, of, best))

    answer = foretell(question, time_limit_s=seconds, threads=threads, report=report)
    tell.close()
    outputs.give(
        {"--html": lambda: answer_page(answer), "--json": lambda: dump_answer(answer)},
        words=lambda: _print_answer(answer),
    )


def _print_answer(answer: Answer) -> None:
    from simulation.checks.check import Checked
    from simulation.commands.check import print_checked
    from simulation.report.today.words import headline, sentences, tables, warnings

    said = (headline(answer), *sentences(answer))
    print_checked(Checked("today", answer.question.name, said, tuple(warnings(answer.question)), tuple(tables(answer))))
