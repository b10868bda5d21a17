"""What a file names that stands beside it: scenarios, and changes of them whose errors are said at their place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path as FilePath

from routing.errors import InputError, InputErrors, MissingFile
from routing.reading.document import Document, is_there
from routing.words.messages import text
from routing.words.place import Path, place
from simulation.files.scenario_names import bundled_folder, bundled_scenarios


def scenario_beside(document: Document, path: Path, name: str) -> FilePath:
    """The scenario file that a document names at ``path``: one beside it, or else a bundled scenario.

    Raises
    ------
    MissingFile
        When it is neither.
    """
    folder = FilePath(document.file).parent
    if is_there(folder / name):
        return folder / name
    known = bundled_scenarios()
    if name in known:
        return bundled_folder() / f"{name}.yaml"
    if FilePath(name).suffix or FilePath(name).name != name:
        raise no_file(document, path, name, folder / name)
    rule = text("is neither a file nor one of the scenarios that come with Peakline: {known}", known=", ".join(known))
    raise document.error(path, rule, value=name, known=known, kind=MissingFile)


def policy_beside(document: Document, name: str) -> FilePath:
    """The policy file that a document names under ``policy``, beside it.

    Raises
    ------
    MissingFile
        When there is no such file.
    """
    path = FilePath(document.file).parent / name
    if not is_there(path):
        raise no_file(document, ("policy",), name, path)
    return path


def no_file(document: Document, path: Path, name: str, file: FilePath) -> InputError:
    """The error that says that there is no such file, with the nearest one in its folder."""
    siblings = [entry.name for entry in sorted(file.parent.glob("*.y*ml"))]
    return document.error(path, text("there is no such file"), value=name, known=siblings, kind=MissingFile)


def placed(error: InputError, document: Document, changes: Sequence[tuple[str, Path]]) -> InputError:
    """The error of a scenario, said at its place in the document where a change that stands there is what is wrong.

    Parameters
    ----------
    error
        As :func:`simulation.scenario.load_scenario` raised it.
    document
        Where the changes stand.
    changes
        Each as it is written, and its place.
    """
    if isinstance(error, InputErrors):
        return InputErrors.of([placed(each, document, changes) for each in error.errors])
    for written, path in changes:
        if error.file == f"--set {written}":
            return type(error)(
                error.rule,
                file=document.file,
                line=document.line_of(path),
                path=": ".join(part for part in (place(path), error.path) if part),
                value=error.value,
                nearest=error.nearest,
            )
    return error


def error_at(document: Document, at: Path, error: InputError) -> InputError:
    """The error of another file, said at the place of the document that it comes from."""
    if isinstance(error, InputErrors):
        return InputErrors.of([error_at(document, at, each) for each in error.errors])
    where = ": ".join(part for part in (place(at), error.path) if part)
    return type(error)(
        error.rule,
        file=document.file,
        line=document.line_of(at),
        path=where,
        value=error.value,
        nearest=error.nearest,
    )
