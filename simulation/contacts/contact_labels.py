"""Labels of contacts: what a scenario says of those of a problem, tier and channel."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from routing.model import LabelValue
from routing.policy import Policy
from routing.reading.document import Document
from routing.words.place import Path
from simulation.core.world import Labels
from simulation.files.contact_entries import LabelEntry
from simulation.files.vocabulary import admitted_classes, entry_path
from simulation.staff.agent_settings import check_label


def contact_labels(
    document: Document, entries: Sequence[LabelEntry], policy: Policy, classes: NDArray[np.void]
) -> tuple[Labels, ...]:
    """The labels of each class: every label has the value of the first entry that admits the class and sets it.

    Parameters
    ----------
    document, entries
        The file and what stands under ``labels`` in it.
    policy
        Whose labels these are.
    classes
        Table of dtype ``CLASS``.

    Returns
    -------
    tuple
        A mapping per class; empty without entries.

    Raises
    ------
    InputError
        When an entry names what the policy does not have, or gives a label a value of another type.
    """
    types = dict(policy.labels)
    labels: tuple[dict[str, LabelValue], ...] = tuple({} for _ in classes)
    for index, entry in enumerate(entries):
        path: Path = entry_path(document, ("labels",), index)
        for name, value in entry.set.items():
            check_label(document, (*path, "set", name), name, value, types)
        chosen = admitted_classes(document, (*path, "when"), entry.when, policy, classes)
        for number in np.flatnonzero(chosen).tolist():
            labels[number].update({name: value for name, value in entry.set.items() if name not in labels[number]})
    return labels if entries else ()
