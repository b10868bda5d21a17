"""Where the answer of a simulation goes: words and tables on the terminal, files for people and for programs."""

from __future__ import annotations

import sys

import click

from routing.messages import text
from simulation.results import Results


def answer_options() -> list[click.Option]:
    """Return the options that say where the answer goes."""
    return [
        click.Option(
            ["--out"],
            metavar="DIR",
            help=text("Write report.html, results.json, results.xlsx and contacts.parquet into this folder."),
        ),
        click.Option(
            ["--json"],
            metavar="FILE",
            help=text("Write the results as JSON to a file; with - to the standard output, in place of the words."),
        ),
        click.Option(
            ["--keep-ids"],
            is_flag=True,
            help=text("Keep the ids of recorded customers and agents, which are replaced by salted hashes otherwise."),
        ),
    ]


def give_answer(results: Results, *, out: str | None, json: str | None) -> None:
    """Write the files wanted, then print the words, so that a reader who goes away does not cost the files."""
    from simulation.report.json_file import dump_results
    from simulation.report.terminal import print_results

    if json == "-":
        sys.stdout.write(dump_results(results))
        return
    print_results(results)
