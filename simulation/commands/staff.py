"""``peakline staff``: the fewest agents of each group in each interval with which every target holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from routing.words.messages import text
from simulation.commands.options import Finite, overrides_option
from simulation.commands.outputs import Outputs
from simulation.commands.progress import ProgressLines

if TYPE_CHECKING:
    from simulation.planning.staffing.answer import Answer

MET, MISSED = 0, 1
"""Exit codes; 2 is bad input, as everywhere."""


def command() -> click.Command:
    """Return the sub-command, worded in the language in use."""
    days = click.IntRange(40, 100_000)
    return click.Command(
        "staff",
        callback=staff,
        help=text(
            "Search the cheapest staff of SCENARIO, agents of each group in each interval, with which every target "
            "holds, and check it on fresh customers. Exit code 0: all targets hold; 1: they do not, and the best staff "
            "found is given. Ctrl-C ends the search with the best so far."
        ),
        params=[
            click.Argument(["scenario"]),
            click.Option(
                ["--targets"],
                metavar="FILE",
                help=text("Targets, costs and limits; by default the goals of the scenario in every interval."),
            ),
            click.Option(
                ["--time-limit"],
                type=Finite(1, 1_000_000),
                metavar="SECONDS",
                help=text("End after so many seconds, with the best so far, checked."),
            ),
            click.Option(
                ["--seed"],
                type=click.IntRange(0, 2**64 - 1),
                default=1,
                show_default=True,
                help=text("The same seed brings the same customers and the same staff."),
            ),
            click.Option(["--search-days"], type=days, help=text("Days of each evaluation of the search.")),
            click.Option(["--check-days"], type=days, help=text("Days of each check on fresh customers.")),
            click.Option(
                ["--threads"],
                type=click.IntRange(1, 1024),
                help=text("Simulate on so many threads; by default on one for each core."),
            ),
            overrides_option(),
            click.Option(
                ["--out"],
                metavar="FILE.csv",
                help=text("Write the staff as a table that a scenario can name as its staff."),
            ),
            click.Option(
                ["--json"],
                metavar="FILE",
                help=text("Write the answer as JSON to a file; with - to the standard output, in place of the words."),
            ),
            click.Option(["--html"], metavar="FILE", help=text("Write the answer as a page.")),
        ],
    )


def staff(
    scenario: str,
    *,
    targets: str | None,
    time_limit: float | None,
    seed: int,
    search_days: int | None,
    check_days: int | None,
    threads: int | None,
    overrides: tuple[str, ...],
    out: str | None,
    json: str | None,
    html: str | None,
) -> int:
    """Search, and give the answer where it is wanted; the exit code."""
    from simulation.planning.staffing.answer import Settings
    from simulation.planning.staffing.crew import load_crew
    from simulation.planning.staffing.solve import find_staff
    from simulation.planning.staffing.targets_reader import default_question, read_question
    from simulation.report.staffing.document import dump_answer
    from simulation.report.staffing.page import answer_page
    from simulation.report.staffing.table_file import staff_csv

    outputs = Outputs({"--out": out, "--json": json, "--html": html}, printed="--json")
    crew = load_crew(scenario, overrides)
    question = default_question(crew) if targets is None else read_question(targets, crew)
    outputs.refuse(read=[str(crew.scenario.path), *([] if targets is None else [targets])])
    settings = Settings(
        seed=seed,
        search_days=search_days,
        check_days=check_days,
        confidence=question.confidence,
        time_limit_s=time_limit,
        threads=threads,
    )
    tell = ProgressLines()

    def report(doing: str, cost: float, lacking: float, evaluations: int) -> None:
        tell(_progress_words(doing, cost, lacking, evaluations), doing)

    answer = find_staff(crew, question.targets, question.limits, settings, report)
    tell.close()
    outputs.give(
        {
            "--out": lambda: staff_csv(answer),
            "--json": lambda: dump_answer(answer),
            "--html": lambda: answer_page(answer),
        },
        words=lambda: _print_answer(answer),
    )
    return MET if answer.met else MISSED


def _progress_words(doing: str, cost: float, lacking: float, evaluations: int) -> str:
    """What is being done, and the best so far."""
    names = {
        "start": text("start"),
        "search": text("search"),
        "mend": text("mend"),
        "polish": text("polish"),
        "check": text("check"),
    }
    state = text("all targets hold") if lacking <= 0 else text("not all targets hold")
    return text(
        "{doing}: best so far costs {cost}, {state}; {evaluations} evaluations",
        doing=names[doing],
        cost=f"{cost:.1f}",
        state=state,
        evaluations=evaluations,
    )


def _print_answer(answer: Answer) -> None:
    from simulation.checks.check import Checked
    from simulation.commands.check import print_checked
    from simulation.report.staffing.words import cell_table, headline, sentences, staff_table, value_table, warnings

    tables = tuple(table for table in (staff_table(answer), value_table(answer), cell_table(answer)) if table.rows)
    said = (headline(answer), *sentences(answer))
    print_checked(Checked("staff", answer.crew.scenario.name, said, tuple(warnings(answer)), tables))
