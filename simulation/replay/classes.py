"""The classes of a recorded day, and what to draw the class of a contact from where the records do not say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from routing.errors import BadValue
from routing.words.messages import text
from simulation.core.world import CLASS
from simulation.replay.recorded_day import UNKNOWN, Contacts
from simulation.replay.survival import Law, as_seen

Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class DayClasses:
    """Which contacts came.

    Parameters
    ----------
    table
        Dtype ``CLASS``, sorted by problem, tier and channel; without answer delays.
    known
        Row of ``table`` of each contact, ``UNKNOWN`` where its tier or channel is not recorded, shape (contacts,).
    laws
        Laws over rows of ``table``: the shares of those who are known and alike in all that is recorded.
    law
        Number of the law of each contact that is not known, else ``UNKNOWN``; shape (contacts,).
    """

    table: NDArray[np.void]
    known: Numbers
    laws: tuple[Law, ...]
    law: Numbers


@dataclass(frozen=True, slots=True)
class Labels:
    """Problem, tier and channel of contacts of which all three are known.

    Parameters
    ----------
    triples
        Shape (kinds, 3).
    counts
        Contacts of each kind, shape (kinds,).
    """

    triples: NDArray[np.int64]
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, labels: NDArray[np.integer]) -> Self:
        """Of contacts, shape (contacts, 3); those of which one is ``UNKNOWN`` are left out."""
        known = labels[(labels != UNKNOWN).all(axis=1)].astype(np.int64)
        triples, counts = np.unique(known, axis=0, return_counts=True)
        return cls(triples.reshape(-1, 3), counts.astype(np.int64))


def day_classes(contacts: Contacts, file: str, others: Labels | None = None) -> DayClasses:
    """Find the classes of contacts.

    Where nobody is known of a problem, the shares are those of all problems.

    Parameters
    ----------
    contacts
        Of the day.
    file
        As the user named it.
    others
        The labels to take the shares from; None: those of the day.

    Raises
    ------
    BadValue
        When a tier or channel is not recorded of one contact and there is none to take it from.
    """
    labels = np.stack([contacts.problem, contacts.tier, contacts.channel], axis=1).astype(np.int64)
    complete = (labels != UNKNOWN).all(axis=1)
    sure = labels[complete]
    pool = others or Labels.of(sure)
    kinds, kind_of = np.unique(labels[~complete], axis=0, return_inverse=True)
    drawn = [_alike(pool, kind) for kind in kinds]
    for kind, alike in enumerate(drawn):
        if not len(alike.counts):
            row = int(contacts.row[~complete][np.flatnonzero(kind_of.ravel() == kind)[0]])
            rule = text("its tier or channel is not known, and no contact of the day has one to go by")
            raise BadValue(rule, file=file, path=text("row {row}", row=row))
    triples = np.unique(np.concatenate([sure, *(alike.triples for alike in drawn)]), axis=0)
    places = {tuple(triple): place for place, triple in enumerate(triples.tolist())}
    table = np.zeros(len(triples), CLASS)
    table["problem"], table["tier"], table["channel"] = triples.T
    known = np.full(len(labels), UNKNOWN, np.int32)
    known[complete] = [places[tuple(triple)] for triple in sure.tolist()]
    law = np.full(len(labels), UNKNOWN, np.int32)
    law[~complete] = kind_of.ravel()
    laws = [
        as_seen(np.repeat([places[tuple(triple)] for triple in alike.triples.tolist()], alike.counts))
        for alike in drawn
    ]
    return DayClasses(table, known, tuple(laws), law)


def _alike(pool: Labels, kind: NDArray[np.int64]) -> Labels:
    """The labels that a contact may have: those of contacts equal in what is recorded, with the problem first."""
    said = kind != UNKNOWN
    same = (pool.triples == kind) | ~said
    alike = same.all(axis=1)
    if alike.any():
        return Labels(pool.triples[alike], pool.counts[alike])
    alike = same[:, 1:].all(axis=1)
    others = pool.triples[alike].copy()
    others[:, 0] = kind[0]
    return Labels(others, pool.counts[alike])
