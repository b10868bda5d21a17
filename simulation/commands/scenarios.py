"""``peakline scenarios``: the scenarios that come along, with what each is about."""

from __future__ import annotations

import click

from routing.words.messages import text


def command() -> click.Command:
    """Return the sub-command, worded in the language in use."""
    return click.Command(
        "scenarios",
        callback=list_scenarios,
        help=text("List the scenarios that come with Peakline, by the name that the command run takes."),
    )


def list_scenarios() -> None:
    """Print the name of each bundled scenario and the first line of what it is about."""
    from routing.reading.document import read_document
    from simulation.files.scenario_names import bundled_scenarios, find_scenario

    names = bundled_scenarios()
    width = max(map(len, names), default=0)
    for name in names:
        about = str(read_document(find_scenario(name)).get(("about",)) or "").strip()
        click.echo(f"{name:<{width}}  {about.partition(chr(10))[0]}".rstrip())
