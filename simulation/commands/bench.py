"""``peakline bench``: what a change gives or costs, by figures, with a verdict."""

from __future__ import annotations

import click

from routing.words.messages import text
from simulation.commands import bench_compare, bench_policy, bench_speed


def command() -> click.Command:
    """Return the group of sub-commands, worded in the language in use."""
    members = [bench_policy.command(), bench_speed.command(), bench_compare.command()]
    return click.Group("bench", commands=members, help=text("Judge a change by figures, with a verdict."))
