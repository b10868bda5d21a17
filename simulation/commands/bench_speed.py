"""``peakline bench speed``: the speed suite on this machine, every figure beside a baseline of the same run."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence

import click

from routing.errors import InputError, UnknownName
from routing.words.messages import text
from routing.words.nearest import nearest
from simulation.commands.options import language_option
from simulation.commands.progress import progress_bar


def command() -> click.Command:
    """Return the sub-command, worded in the language in use."""
    return click.Command(
        "speed",
        callback=speed,
        help=text(
            "Measure how fast Peakline is here, each figure in turn with a baseline and with its result checked. Exits "
            "with 1 where a limit is not kept or a result is wrong."
        ),
        params=[
            click.Option(["--quick"], is_flag=True, help=text("Smaller and fewer: at most a minute in all.")),
            click.Option(
                ["--only"],
                metavar="NAME",
                multiple=True,
                help=text("Measure only this benchmark, or these with commas between. May be given several times."),
            ),
            click.Option(
                ["--list", "names_only"],
                is_flag=True,
                help=text("Measure nothing: list the benchmarks with the names of their figures."),
            ),
            *file_options(),
            language_option(),
        ],
    )


def file_options() -> list[click.Option]:
    """Return the options that say where the answer goes."""
    return [
        click.Option(
            ["--json"],
            metavar="FILE",
            help=text("Write the figures as JSON to a file; with - to the standard output, in place of the words."),
        ),
        click.Option(
            ["--markdown"],
            metavar="FILE",
            help=text("Write the table as Markdown to a file; with - to the standard output, in place of the words."),
        ),
    ]


def speed(*, quick: bool, only: tuple[str, ...], names_only: bool, json: str | None, markdown: str | None) -> int:
    """Measure, write the files wanted and print the table; 1 where a limit is not kept."""
    from benchmarks.names import FIGURES
    from benchmarks.suite import BENCHMARKS, run
    from simulation.speed.document import dump_speed
    from simulation.speed.show import print_speed, speed_markdown

    check_files(json, markdown)
    names = _chosen(only, list(BENCHMARKS))
    if names_only:
        for name in names or BENCHMARKS:
            click.echo(f"{name}: {', '.join(FIGURES[name])}")
        return 0
    if os.environ.get("PEAKLINE_JIT") == "0":
        raise InputError(text("Speed is measured with the compiler on: leave PEAKLINE_JIT unset."))
    with progress_bar(len(names or BENCHMARKS), text("Measuring")) as progress:
        found = run(names, quick=quick, progress=progress)
    give_answers({json: dump_speed(found), markdown: speed_markdown(found)}, lambda: print_speed(found))
    return 0 if found.kept else 1


def _chosen(only: Sequence[str], known: Sequence[str]) -> list[str]:
    names = split_names(only)
    for name in names:
        if name not in known:
            rule = text("there is no such benchmark; there are: {names}", names=", ".join(known))
            raise UnknownName(rule, file="--only", value=name, nearest=nearest(name, known))
    return names


def split_names(given: Sequence[str]) -> list[str]:
    """The names of an option that may be given several times, each time with commas between."""
    return [name.strip() for written in given for name in written.split(",")]


def check_files(json: str | None, markdown: str | None, *, read: Sequence[str] = ()) -> None:
    """Refuse files that cannot be written, or are ``read`` for the answer, before anything is measured."""
    from simulation.report.writing import refuse_file, refuse_input, share_a_file

    if share_a_file((json, markdown)):
        raise click.UsageError(text("Give --json and --markdown files of their own."))
    for path in (json, markdown):
        if path is not None and path != "-":
            refuse_input(path, read)
            refuse_file(path)


def give_answers(answers: Mapping[str | None, str], print_words: Callable[[], None]) -> None:
    """Write the answers.

    Parameters
    ----------
    answers
        Where each goes: a file, ``-`` for the standard output, where nothing else is written then; None: nowhere.
    print_words
        Prints the answer for people.
    """
    from simulation.report.writing import write_file

    written = [path for path in answers if path not in (None, "-")]
    for path in written:
        write_file(str(path), answers[path])
    if "-" in answers:
        sys.stdout.write(answers["-"])
        return
    print_words()
    if written:
        click.echo("\n" + text("Written: {files}", files=", ".join(map(str, written))))
