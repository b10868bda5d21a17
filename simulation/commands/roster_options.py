"""The options of ``peakline roster``: what is written, what is kept of a published roster, and how is searched."""

from __future__ import annotations

import click

from routing.words.messages import text
from simulation.commands.options import Finite


def output_options() -> list[click.Option]:
    """Where the answer goes."""
    return [
        click.Option(
            ["--out"], metavar="DIR", help=text("Write roster.html, .xlsx, .csv, .ics and .json into this folder.")
        ),
        click.Option(
            ["--json"],
            metavar="FILE",
            help=text("Write the results as JSON to a file; with - to the standard output, in place of the words."),
        ),
    ]


def published_roster() -> list[click.Option]:
    """A roster that people know already."""
    return [
        click.Option(
            ["--published"],
            metavar="TABLE",
            help=text("Stay near to this roster, a roster.csv or .xlsx with its columns."),
        ),
        click.Option(
            ["--absent"],
            metavar="AGENT:DATE",
            multiple=True,
            help=text("An agent of the published roster is absent on a date. May be given several times."),
        ),
        _whole(
            "--change-min",
            range(10_001),
            60,
            text("With --published: a shift is changed only for so many agent-minutes that are missing."),
        ),
    ]


def searching() -> list[click.Option]:
    """How long, how often and with which customers."""
    return [
        _whole(
            "--rounds",
            range(21),
            6,
            text("So often shifts are played in the simulator before they get names; 0: never."),
        ),
        _whole(
            "--replications",
            range(10, 100_001),
            60,
            text("How many days to simulate of each date in each round; a final check has six times as many."),
        ),
        click.Option(
            ["--time-limit"],
            metavar="SECONDS",
            type=Finite(1, 1_000_000),
            default=300,
            show_default=True,
            help=text("Give the best roster found by then."),
        ),
        click.Option(
            ["--effort"],
            type=Finite(0.01, 1000),
            default=1,
            show_default=True,
            help=text("How long to search, as a multiple of the usual; the same on any machine."),
        ),
        _whole(
            "--seed",
            range(2**31),
            1,
            text("The same seed gives the same roster, unless the time limit ends the search."),
        ),
        click.Option(
            ["--threads"],
            type=click.IntRange(1, 1024),
            help=text("Simulate on so many threads; by default on one for each core."),
        ),
    ]


def _whole(name: str, allowed: range, default: int, words: str) -> click.Option:
    """An option with a whole number."""
    span = click.IntRange(allowed.start, allowed.stop - 1)
    return click.Option([name], type=span, default=default, show_default=True, help=words)
