"""Files that a command may be asked for: refused before the work where they cannot be, written all, then said."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import click

from routing.words.messages import text

STDOUT = "-"
"""The standard output in place of a file."""


class Outputs:
    """Where the answer of a command goes.

    ::

        outputs = Outputs({"--html": html, "--json": json}, printed="--json")
        outputs.refuse(read=[training.file])        # before the work
        ...
        outputs.give({"--html": make_page, "--json": make_document}, words=print_answer)

    Parameters
    ----------
    files
        Option to file; None: it was not given.
    printed
        The option that ``-`` may be given to: its text then goes to the standard output, in place of the words.
    folder
        Option and folder that the command writes for itself; None: it has none, or was not given one.

    Raises
    ------
    click.UsageError
        When ``-`` is given where it cannot be, or two of them are the same place.
    """

    def __init__(
        self,
        files: Mapping[str, str | None],
        *,
        printed: str | None = None,
        folder: tuple[str, str | None] | None = None,
    ) -> None:
        from simulation.report.numbers import listing
        from simulation.report.writing import share_a_file

        self._files = {option: path for option, path in files.items() if path is not None}
        self._folder = folder[1] if folder is not None else None
        options = [*files, *([folder[0]] if folder is not None else [])]
        elsewhere = [path for option, path in self._files.items() if option != printed]
        if STDOUT in (*elsewhere, self._folder):
            if printed is None:
                raise click.UsageError(text("Nothing but the words can go to the standard output."))
            raise click.UsageError(text("Only {option} can go to the standard output.", option=printed))
        if share_a_file((*self._files.values(), self._folder)):
            raise click.UsageError(text("Give {options} files of their own.", options=listing(options)))
        self._in_place_of_words = printed if self._files.get(printed or "") == STDOUT else None

    def refuse(self, read: Iterable[str | Path] = (), names: Sequence[str] = (), document: str = "") -> None:
        """Say before the work that a file cannot be written.

        Parameters
        ----------
        read
            The files that the answer is made of, none of which it may replace.
        names, document
            What is written into the folder, and which of these files tells an earlier answer.

        Raises
        ------
        MissingFile
            When a file is one of those, is no earlier answer, or cannot be written.
        """
        from simulation.report.writing import refuse_file, refuse_folder, refuse_input

        inputs = [str(path) for path in read]
        for path in self._files.values():
            if path != STDOUT:
                refuse_input(path, inputs)
                refuse_file(path)
        if self._folder is not None:
            for name in names:
                refuse_input(str(Path(self._folder) / name), inputs)
            refuse_folder(self._folder, names, document)

    def give(
        self,
        makers: Mapping[str, Callable[[], str]],
        words: Callable[[], object],
        folder: Callable[[str], Iterable[Path]] | None = None,
    ) -> None:
        """Write the files wanted, then print the words, so that a reader who goes away does not cost the files.

        Parameters
        ----------
        makers
            Option to what makes the text of its file, once for each that is wanted.
        words
            Prints the answer on the standard output; not called where something else goes there.
        folder
            Writes into the folder that was given, and says which files.
        """
        from simulation.report.writing import write_file

        written = [] if folder is None or self._folder is None else [str(path) for path in folder(self._folder)]
        for option, path in self._files.items():
            if path != STDOUT:
                write_file(path, makers[option]())
                written.append(path)
        if self._in_place_of_words is not None:
            sys.stdout.write(makers[self._in_place_of_words]())
            return
        words()
        if written:
            click.echo("\n" + text("Written: {files}", files=", ".join(written)))
