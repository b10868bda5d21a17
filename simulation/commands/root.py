"""The command group ``peakline``: which sub-command runs, and what becomes of its errors."""

from __future__ import annotations

import gettext
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import cast

import click

from routing.errors import PeaklineError
from routing.words.messages import language, text
from routing.words.shown import cut
from simulation.commands import table
from simulation.commands.options import language_option, refuse_empty_names

CLICK_LOCALES = Path(__file__).parents[1] / "locale"
"""Catalogues of the sentences of click itself."""


class LazyGroup(click.Group):
    """A group whose members are only names and descriptions until one of them runs."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the sub-command that ``args`` start with, and import it."""
        name, found, rest = super().resolve_command(ctx, args)
        return name, found and load(table()[str(name)][0], str(name)), rest


def load(module: str, name: str) -> click.Command:
    """Import ``module`` and return its sub-command, under ``name``."""
    command = cast("click.Command", import_module(module).command())
    command.name = name
    refuse_empty_names(command)
    command.params.append(language_option())
    return command


def group() -> LazyGroup:
    """Return the group, worded in the language in use."""
    members = [click.Command(name, short_help=summary) for name, (_module, summary) in table().items()]
    root = LazyGroup(
        "peakline",
        commands=members,
        params=[language_option()],
        help=text("Simulate the peak of a customer-service operation with the routing that it runs."),
    )
    return click.version_option(package_name="peakline")(root)


def invoke(arguments: Sequence[str]) -> int:
    """Run ``peakline`` with ``arguments`` and return its exit code; see :func:`simulation.cli.main`."""
    with click_speaks(language()):
        try:
            code = group().main(list(arguments), prog_name="peakline", standalone_mode=False)
            sys.stdout.flush()
        except click.ClickException as error:
            error.show()
            return error.exit_code
        except click.Abort:
            raise KeyboardInterrupt from None
        except PeaklineError as error:
            return _say(text("Error: {message}", message=error), 2)
        except BrokenPipeError:
            _discard_output()
            return 1
        except OSError as error:
            return _say(
                text("Error: {path}: {reason}", path=cut(str(error.filename or "")), reason=error.strerror or error), 2
            )
    return code if isinstance(code, int) else 0


def _say(message: str, code: int) -> int:
    click.echo(message, err=True)
    return code


def _discard_output() -> None:
    """Send what is still to be written nowhere, so that the interpreter can end without a word."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def click_speaks(name: str) -> Iterator[None]:
    """Let click say its own sentences in the language ``name`` within the context.

    Click looks its sentences up with :func:`gettext.gettext`, that is in the process's domain and in the languages of
    the environment.
    """
    domain, languages = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain("click", str(CLICK_LOCALES))
    gettext.textdomain("click")
    os.environ["LANGUAGE"] = name
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if languages is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = languages
