"""Options that several sub-commands share."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import click

from routing.errors import MissingFile
from routing.words.messages import LANGUAGES, text
from simulation.files.overrides import Override
from simulation.measuring.terms import Axis, ServiceLevelOf


class Finite(click.FloatRange):
    """A number within a range, "nan" not being one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number."""
        number = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(text("{value} is no number.", value=value), param, ctx)
        return number


def language_option() -> click.Option:
    """Return ``--lang``. It has been read before (``simulation.cli``); here it is checked and explained."""
    return click.Option(
        ["--lang"],
        type=click.Choice(LANGUAGES),
        expose_value=False,
        help=text("Language of all words: English or Chinese; the locale's by default."),
    )


def refuse_empty_names(command: click.Command) -> None:
    """Let a command, and each below it, refuse an empty name of a file or folder, which would be the working folder.

    These are all arguments, and the options whose value is shown as FILE or DIR.
    """
    if isinstance(command, click.Group):
        for member in command.commands.values():
            refuse_empty_names(member)
    for param in command.params:
        if isinstance(param, click.Argument) or param.metavar in ("FILE", "DIR"):
            param.callback = partial(_named, param.callback)


Callback = Callable[[click.Context, click.Parameter, Any], Any]


def _named(then: Callback | None, ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """Refuse an empty name; what is named goes on to the parameter's own callback."""
    if "" in (value if isinstance(value, tuple) else (value,)):
        place = param.opts[0] if isinstance(param, click.Option) else param.make_metavar(ctx)
        raise MissingFile(text("the name of a file or folder is empty"), file=place)
    return value if then is None else then(ctx, param, value)


def writable(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Refuse a file for an answer that cannot take it, before the answer is computed."""
    if value is not None and value != "-":
        from simulation.report.writing import refuse_file

        refuse_file(value)
    return value


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


def by_option() -> click.Option:
    """Return ``--by``, given as often as there are pairs."""
    return click.Option(
        ["--by"],
        metavar="AXIS,AXIS",
        multiple=True,
        callback=_axes,
        help=text(
            "Figures by two of interval, queue, problem, tier, channel and group at once, in place of the scenario's: "
            "interval,queue. May be given several times."
        ),
    )


def _axes(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The pairs; what else is written is refused."""
    pairs = []
    for written in given:
        names = [name.strip() for name in written.split(",")]
        if len(set(names)) != 2 or len(names) != 2 or not set(names) <= set(Axis):
            raise click.BadParameter(
                text(
                    "{written} is no pair: name two of {axes}, such as interval,queue",
                    written=repr(written),
                    axes=", ".join(Axis),
                )
            )
        pairs.append((names[0], names[1]))
    return tuple(pairs)


def as_overrides(service_level_of: str | None, by: tuple[tuple[str, str], ...]) -> tuple[Override, ...]:
    """The options that say how to measure, as changes of the scenario that messages call by these options."""
    changes = []
    if service_level_of is not None:
        origin = f"--service-level-of {service_level_of}"
        changes.append(Override(origin, ("measures", "service_level_of"), "=", service_level_of))
    if by:
        origin = " ".join(f"--by {one},{other}" for one, other in by)
        changes.append(Override(origin, ("measures", "by"), "=", [list(pair) for pair in by]))
    return tuple(changes)
