"""Problem, tier and channel of recorded contacts, as numbers of the policy's names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from routing.errors import InputError, InputErrors, MissingKey, UnknownName
from routing.policy import Policy
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import NO_VALUE
from simulation.files.vocabulary import AXES, names_of, number_of
from simulation.replay.cells import matches
from simulation.replay.contact_file import Records
from simulation.replay.map_file import Label, MapDocument
from simulation.replay.recorded_day import UNKNOWN

SHOWN_NAMES = 20


def check_names(document: Document, entry: MapDocument, policy: Policy) -> None:
    """Refuse names that the policy does not have, and an axis of several names that the map says nothing of.

    Raises
    ------
    InputError
        Or ``InputErrors`` with several.
    """
    wrong: list[InputError] = []
    for axis in AXES:
        label: Label | None = getattr(entry, axis)
        known = names_of(policy, axis)
        if label is None:
            if len(known) > 1:
                rule = text("must be said, as the policy has several: {known}", known=", ".join(known))
                wrong.append(document.error((axis,), rule, value=NO_VALUE, kind=MissingKey))
            continue
        paths: list[tuple[Path, str]] = [((axis, "values", cell), name) for cell, name in label.values.items()]
        for key, name in (("always", label.always), ("otherwise", label.otherwise)):
            if name is not None:
                paths.append(((axis, key) if document.has((axis, key)) else (axis,), name))
        for path, name in paths:
            try:
                number_of(document, path, name, known)
            except UnknownName as error:
                wrong.append(error)
    if wrong:
        raise InputErrors.of(wrong)


def label_numbers(records: Records, label: Label | None, names: Sequence[str]) -> NDArray[np.int32]:
    """The number of each row's name, ``UNKNOWN`` where the map says that the records do not say it; shape (rows,).

    Raises
    ------
    InputError
        With the first cell that stands for no name.
    """
    if label is None or label.column is None:
        number = 0 if label is None or label.always is None else names.index(label.always)
        return np.full(len(records), number, np.int32)
    unknown = np.zeros(len(records), np.bool_) if label.unknown is None else matches(records, label.unknown)
    meanings = {str(cell): name for cell, name in label.values.items()} or {name: name for name in names}
    numbers = {cell: names.index(name) for cell, name in meanings.items()}
    others = UNKNOWN if label.otherwise is None else names.index(label.otherwise)
    found = np.array([numbers.get(cell, others) for cell in records.cells(label.column)], np.int32)
    wrong = (found == UNKNOWN) & ~unknown
    if wrong.any():
        rule = text("stands for no name in the map; known are: {known}", known=", ".join(list(meanings)[:SHOWN_NAMES]))
        raise records.wrong(rule, int(wrong.argmax()), [label.column], known=meanings, kind=UnknownName)
    return np.where(unknown, np.int32(UNKNOWN), found)
