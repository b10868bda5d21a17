"""``peakline init``: write a scenario around tables of volumes and agents."""

from __future__ import annotations

import click

from routing.words.messages import text


def command() -> click.Command:
    """Return the sub-command, worded in the language in use."""
    return click.Command(
        "init",
        callback=init,
        help=text("Write scenario.yaml and policy.yaml around your tables (CSV or XLSX); they run as they are."),
        params=[
            click.Option(
                ["--volumes"],
                metavar="FILE",
                required=True,
                help=text("A row per interval: start, contacts, and perhaps problem, tier, channel."),
            ),
            click.Option(
                ["--agents"],
                metavar="FILE",
                required=True,
                help=text(
                    "A row per agent: agent, group, perhaps pools, and a column per skill with the level 1 to 5."
                ),
            ),
            click.Option(
                ["--staff"],
                metavar="FILE",
                help=text("A row per interval: start, and a column per group; without it everybody works all day."),
            ),
            click.Option(
                ["--out"],
                metavar="DIR",
                default=".",
                show_default=True,
                help=text("The folder for the two files; files that are there already are not written over."),
            ),
        ],
    )


def init(*, volumes: str, agents: str, staff: str | None, out: str) -> None:
    """Write the two files and say what is to be done next."""
    from simulation.init_scenario import init_scenario

    for sentence in init_scenario(volumes, agents, out, staff).sentences():
        click.echo(sentence)
