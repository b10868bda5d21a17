"""Writing an answer to disk whole or not at all: under a temporary name first, then renamed."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from routing.errors import MissingFile
from routing.words.messages import text
from simulation.measuring.results import Results
from simulation.report.html import page
from simulation.report.json_file import dump_results
from simulation.report.parquet import ContactFile
from simulation.report.workbook import write_workbook

PAGE, DOCUMENT, WORKBOOK, CONTACTS = "report.html", "results.json", "results.xlsx", "contacts.parquet"
NAMES = (PAGE, DOCUMENT, WORKBOOK, CONTACTS)
ANSWERS = (
    '"peakline": "results/',
    '"peakline": "compare/',
    '"peakline": "backtest/',
    '"peakline": "rostered/',
    '"peakline": "speed',
    '"peakline": "policy-suite-results/',
    '"peakline": "staffing-results/',
    "<!-- peakline: staffing-results/",
    "<!-- peakline: policy-suite-results/",
    '<testsuites name="peakline bench policy"',
    '"peakline": "tuning-results/',
    "<!-- peakline: tuning -->",
    "# peakline tune: ",
    '"peakline": "training-results/',
    "<!-- peakline: training -->",
    '"peakline": "today-results/',
    "<!-- peakline: today-results/",
)
"""How the JSON of an answer begins, the Markdown and the JUnit XML of a suite, and the pages and the
policy of tunings, trainings and days that are under way."""

Makers = Mapping[str, Callable[[Path], object]]
"""Name of a file to what writes it."""


def write_out(results: Results, directory: str | Path, *, contacts: ContactFile | None = None) -> tuple[Path, ...]:
    """Write ``report.html``, ``results.json``, ``results.xlsx`` and, where given, ``contacts.parquet``.

    Parameters
    ----------
    results
        The answer; the page and the workbook are in the language in use.
    directory
        Where to; made when it is not there. Other files in it stay. Files of an earlier answer are replaced together,
        and one that this answer lacks is removed, so that the folder never holds parts of two answers. A folder with
        files of these names that are no earlier answer, such as recorded contacts, is refused.
    contacts
        The contacts of the same run.

    Returns
    -------
    tuple of Path
        The files written.

    Raises
    ------
    MissingFile
        When the folder or a file in it cannot be written; what was there before is there still.
    """
    makers: dict[str, Callable[[Path], object]] = {
        PAGE: lambda path: write_text(path, page(results)),
        DOCUMENT: lambda path: write_text(path, dump_results(results)),
        WORKBOOK: lambda path: write_workbook(results, path),
    }
    if contacts is not None:
        makers[CONTACTS] = contacts.write
    return write_folder(directory, makers, NAMES, DOCUMENT)


def write_folder(directory: str | Path, makers: Makers, names: Sequence[str], document: str) -> tuple[Path, ...]:
    """Write the files of an answer into a folder, all or none.

    Parameters
    ----------
    directory
        As for :func:`write_out`.
    makers
        What to write.
    names
        All files that an answer of this kind may have; ``document`` is the one that tells an earlier answer.

    Raises
    ------
    MissingFile
        As for :func:`write_out`.
    """
    target = Path(directory)
    with _as_input_error(target):
        _write_folder(target, makers, names, document)
    return tuple(target / name for name in makers)


def write_file(path: str | Path, content: str) -> None:
    """Write a text file whole or not at all.

    Raises
    ------
    MissingFile
        When it cannot be written, or holds something else than an earlier answer; what was there before is there still.
    """
    refuse_file(path)
    shown = Path(path)
    with _as_input_error(shown):
        target = shown.resolve()  # a link stays one
        if target.exists() and not target.is_file():  # such as /dev/null, which must stay what it is
            write_text(target, content)
            return
        part = target.with_name(_part_name("peakline"))
        try:
            write_text(part, content)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)


def refuse_file(path: str | Path) -> None:
    """Say that an answer cannot take the place of what is there: before an answer that takes long, too.

    Raises
    ------
    MissingFile
        When ``path`` is a folder or in none, or holds something else than an earlier answer.
    """
    shown = Path(path)
    with _as_input_error(shown):
        target = shown.resolve()
        if target.is_dir():
            raise MissingFile(text("is a folder, not a file"), file=str(path) or ".")
        if target.is_file() and target.stat().st_size and not _is_answer(target):
            raise MissingFile(text("is not from an earlier answer: choose another file"), file=str(path))
        if not target.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))


def refuse_folder(directory: str | Path, names: Sequence[str], document: str) -> None:
    """Say that :func:`write_folder` cannot write its files there: before an answer that takes long.

    Raises
    ------
    MissingFile
        When ``directory`` is a file, or holds files of these names that are no earlier answer.
    """
    target = Path(directory)
    with _as_input_error(target):
        if target.is_dir():
            _refuse_others(target, names, document)
        elif target.exists():
            raise MissingFile(text("is a file, not a folder"), file=str(directory))


def share_a_file(paths: Iterable[str | None]) -> bool:
    """Whether two answers would go to the same place, however it is spelled; None goes nowhere."""
    wanted = [path if path == "-" else _real(path) for path in paths if path is not None]
    return len(set(wanted)) < len(wanted)


def refuse_input(path: str, read: Iterable[str]) -> None:
    """Say that an answer would take the place of an earlier one that it is made of.

    Raises
    ------
    MissingFile
        When ``path`` is one of the files ``read``.
    """
    if path != "-" and _real(path) in map(_real, read):
        raise MissingFile(text("is read for this answer: choose another file"), file=path)


def _real(path: str) -> str:
    """One spelling of a path, links followed."""
    return os.path.normcase(os.path.realpath(path))


def _write_folder(target: Path, makers: Makers, names: Sequence[str], document: str) -> None:
    exists = target.is_dir()
    if exists:
        _refuse_others(target, names, document)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
    part = target / _part_name("peakline") if exists else target.with_name(_part_name(target.name))
    part.mkdir()
    try:
        for name, make in makers.items():
            make(part / name)
        if exists:
            _exchange(part, target, makers, names)
        else:
            part.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _refuse_others(target: Path, names: Sequence[str], document: str) -> None:
    """Do not replace what was not written here."""
    there = [name for name in names if (target / name).exists()]
    if there and not _is_answer(target / document):
        rule = text("holds {name}, which is not from an earlier answer: choose another folder", name=there[0])
        raise MissingFile(rule, file=str(target))


def _is_answer(document: Path) -> bool:
    try:
        with document.open(encoding="utf-8", errors="replace") as stream:
            start = stream.read(100)
    except FileNotFoundError:
        return False
    return any(answer in start for answer in ANSWERS)


def _exchange(part: Path, target: Path, fresh: Makers, names: Sequence[str]) -> None:
    """Put the files in ``part`` in the place of those in ``target``; when one cannot be moved, put all back."""
    old = part / "before"
    old.mkdir()
    undo: list[tuple[Path, Path]] = []
    try:
        for name in names:
            if (target / name).exists():
                (target / name).rename(old / name)
                undo.append((old / name, target / name))
            if name in fresh:
                (part / name).rename(target / name)
                undo.append((target / name, part / name))
    except OSError:
        for now, before in reversed(undo):
            now.rename(before)
        raise


def _part_name(name: str) -> str:
    return f".{name}.{secrets.token_hex(4)}.part"


def write_text(path: Path, content: str) -> None:
    """UTF-8 with the same line ends everywhere: the page's scripts are known by their hashes."""
    path.write_text(content, encoding="utf-8", errors="backslashreplace", newline="\n")


@contextmanager
def _as_input_error(target: Path) -> Iterator[None]:
    """Say which file of the user's cannot be written, rather than which temporary one."""
    try:
        yield
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        reason = getattr(error, "strerror", None) or error
        raise MissingFile(text("cannot be written: {reason}", reason=reason), file=str(target)) from error
