"""Which contacts an entry of a file is about: names of problems, tiers and channels, checked against the policy's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from routing.errors import UnknownName
from routing.policy import Policy
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from simulation.files.entry_types import Selector

AXES = ("problem", "tier", "channel")
"""What a contact is told apart by, in the order of every array over contacts."""


def names_of(policy: Policy, axis: str) -> tuple[str, ...]:
    """The policy's names on ``axis``, in the order of their numbers."""
    return {"problem": policy.problems, "tier": policy.tiers, "channel": policy.channels}[axis]


def number_of(document: Document, path: Path, name: str, known: Sequence[str]) -> int:
    """The number of ``name`` among ``known``, names of the policy.

    Raises
    ------
    UnknownName
        When it is not there.
    """
    if name not in known:
        rule = (
            text("the policy has no such name; it has: {known}", known=", ".join(known))
            if known
            else text("the policy has no names of this kind")
        )
        raise document.error(path, rule, value=name, known=known, kind=UnknownName)
    return known.index(name)


def admitted(document: Document, path: Path, selector: Selector, policy: Policy) -> NDArray[np.bool_]:
    """The contacts that ``selector``, which stands at ``path``, admits: shape (problems, tiers, channels).

    Raises
    ------
    UnknownName
        When it names something that the policy does not have.
    """
    masks = []
    for axis in AXES:
        known = names_of(policy, axis)
        chosen: list[str] = getattr(selector, axis)
        mask = np.full(len(known), not chosen)
        for name in chosen:
            mask[number_of(document, (*path, axis), name, known)] = True
        masks.append(mask)
    problems, tiers, channels = masks
    combined: NDArray[np.bool_] = problems[:, None, None] & tiers[None, :, None] & channels[None, None, :]
    return combined


def admitted_classes(
    document: Document, path: Path, selector: Selector, policy: Policy, classes: NDArray[np.void]
) -> NDArray[np.bool_]:
    """Which ``classes``, a table of dtype ``CLASS``, ``selector`` admits, which stands at ``path``.

    Raises
    ------
    UnknownName
        When it names something that the policy does not have.
    """
    mask = admitted(document, path, selector, policy)
    here: NDArray[np.bool_] = mask[classes["problem"], classes["tier"], classes["channel"]]
    return here


def entry_path(document: Document, path: Path, index: int) -> Path:
    """Where entry ``index`` of the list at ``path`` stands; a list of one may be written without being a list."""
    return (*path, index) if isinstance(document.get(path), list) else path
