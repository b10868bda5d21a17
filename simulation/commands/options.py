"""Options that several sub-commands share."""

from __future__ import annotations

import click

from routing.messages import LANGUAGES, text


def language_option() -> click.Option:
    """Return ``--lang``. It has been read before (``simulation.cli``); here it is checked and explained."""
    return click.Option(
        ["--lang"],
        type=click.Choice(LANGUAGES),
        expose_value=False,
        help=text("Language of all words: English or Chinese; the locale's by default."),
    )


def overrides_option() -> click.Option:
    """Return ``--set``, given as often as there are changes."""
    return click.Option(
        ["--set", "overrides"],
        metavar="PLACE=VALUE",
        multiple=True,
        help=text("Change the scenario: groups.fx.staff+=3. May be given several times."),
    )
