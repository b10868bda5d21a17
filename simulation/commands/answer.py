"""Where the answer of a simulation goes: words and tables on the terminal, files for people and for programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from routing.words.messages import text
from simulation.commands.options import writable
from simulation.measuring.results import Results

if TYPE_CHECKING:
    from simulation.report.parquet import ContactFile


def answer_options() -> list[click.Option]:
    """Return the options that say where the answer goes."""
    return [
        click.Option(
            ["--out"],
            metavar="DIR",
            help=text("Write report.html, results.json, results.xlsx and contacts.parquet into this folder."),
        ),
        json_option(),
        click.Option(
            ["--keep-ids"],
            is_flag=True,
            help=text("Keep the ids of recorded customers and agents, which are replaced by salted hashes otherwise."),
        ),
    ]


def json_option() -> click.Option:
    """Return the option for programs."""
    return click.Option(
        ["--json"],
        metavar="FILE",
        callback=writable,
        help=text("Write the results as JSON to a file; with - to the standard output, in place of the words."),
    )


def give_answer(results: Results, *, out: str | None, json: str | None, contacts: ContactFile | None = None) -> None:
    """Write the files wanted, then print the words, so that a reader who goes away does not cost the files.

    Parameters
    ----------
    results
        The answer.
    out
        Folder for the report; None: none is wanted.
    json
        File for the results, ``-`` for the standard output, where nothing else is written then; None: none is wanted.
    contacts
        The contacts of the same run, for the folder.
    """
    from simulation.report.json_file import dump_results
    from simulation.report.terminal import print_results

    written: list[Path] = []
    if out is not None:
        from simulation.report.writing import write_out

        written += write_out(results, out, contacts=contacts)
    if json == "-":
        sys.stdout.write(dump_results(results))
        return
    if json is not None:
        from simulation.report.writing import write_file

        write_file(json, dump_results(results))
        written.append(Path(json))
    print_results(results)
    if written:
        click.echo("\n" + text("Written: {files}", files=", ".join(map(str, written))))
