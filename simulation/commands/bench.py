"""``peakline bench``: judge a change of code by figures."""

from __future__ import annotations

import click

from routing.words.messages import text
from simulation.commands import bench_compare, bench_speed


def command() -> click.Command:
    """Return the group of sub-commands that measure, worded in the language in use."""
    return click.Group(
        "bench",
        commands=[bench_speed.command(), bench_compare.command()],
        help=text("Judge a change by figures, with an exit code for continuous integration."),
    )
