"""Options that several sub-commands share."""

from __future__ import annotations

import click

from routing.messages import LANGUAGES, text
from simulation.measuring.terms import ServiceLevelOf


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


def service_level_option() -> click.Option:
    """Return ``--service-level-of``."""
    return click.Option(
        ["--service-level-of"],
        type=click.Choice([of.value for of in ServiceLevelOf]),
        help=text("Which definition of the service level, in place of the scenario's: answered in time / this."),
    )


def as_overrides(service_level_of: str | None) -> tuple[str, ...]:
    """The options that say how to measure, as changes of the scenario."""
    return () if service_level_of is None else (f"measures.service_level_of={service_level_of}",)
