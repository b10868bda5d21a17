"""``peakline policy diff``: what differs between two policies, in words."""

from __future__ import annotations

import click

from routing.words.messages import text
from simulation.commands.options import language_option


def command() -> click.Command:
    """Return the group of sub-commands about policies, worded in the language in use."""
    return click.Group("policy", commands=[_diff()], help=text("Compare routing policies."))


def _diff() -> click.Command:
    return click.Command(
        "diff",
        callback=diff,
        help=text("Say what differs between the policy files OLD and NEW, both of which are checked first."),
        params=[click.Argument(["old"]), click.Argument(["new"]), language_option()],
    )


def diff(old: str, new: str) -> None:
    """Print the differences, a sentence each."""
    from routing.policies.policy_diff import diff_policies
    from routing.policies.policy_file import load_policy

    changes = diff_policies(load_policy(old), load_policy(new))
    for change in changes:
        click.echo(change.sentence())
    if not changes:
        click.echo(text("Nothing differs."))
