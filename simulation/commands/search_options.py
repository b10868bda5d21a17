"""Options of the commands that search with the simulator: where the answer goes, how long, with which customers."""

from __future__ import annotations

import click

from routing.words.messages import text
from simulation.commands.options import Finite


def file_option(name: str, meaning: str) -> click.Option:
    """Return an option for a file to write."""
    return click.Option([name], metavar="FILE", help=meaning)


def number_option(name: str, least: int, most: int, meaning: str) -> click.Option:
    """Return an option for a number in place of the file's."""
    return click.Option([name], type=click.IntRange(least, most), help=meaning)


def answer_files() -> list[click.Option]:
    """Return the options for the answer as a page and as data."""
    return [
        file_option("--html", text("Write the answer as a page.")),
        file_option(
            "--json",
            text("Write the answer as JSON to a file; with - to the standard output, in place of the words."),
        ),
    ]


def search_options(replications: str) -> list[click.Option]:
    """Return the options that say how long to search, with which customers; ``replications`` says what they are."""
    from simulation.planning.tuning.tuning_file import LEAST_CHECK

    return [
        click.Option(
            ["--time-limit", "seconds"],
            metavar="SECONDS",
            type=Finite(min=0, min_open=True, max=10_000_000),
            help=text("End after about so long: the search takes six tenths of it, the check what it needs."),
        ),
        number_option("--replications", 4, 10_000, replications),
        number_option(
            "--check", LEAST_CHECK, 100_000, text("Days of the check on other customers, instead of what FILE says.")
        ),
        number_option("--seed", 0, 2**32 - 1, text("The seed, instead of what FILE says.")),
        number_option("--threads", 1, 1024, text("Simulate on so many threads; by default on one for each core.")),
    ]
