"""Contacts that follow others stand behind them as they come; here all are put in order of arrival."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from routing._rows import in_one_piece
from routing.kernels.state import Rows
from simulation.core.records import Facts


def by_arrival(facts: Facts) -> Facts:
    """The same facts with all contacts in order of arrival, and everything that names a row with its new number."""
    order = np.argsort(facts.contacts["arrival"], kind="stable")
    place = np.empty(len(order) + 1, np.int64)
    place[order] = np.arange(len(order))
    place[-1] = -1  # nobody's row stays nobody's
    return facts._replace(
        records=_chosen(facts.records, order),
        contacts=_chosen(facts.contacts, order),
        origins=_renamed(_chosen(facts.origins, order), "parent", place),
        spells=_renamed(_copied(facts.spells), "contact", place),
        promises=_renamed(_copied(facts.promises), "contact", place),
        passed=_renamed(_copied(facts.passed), "contact", place),
    )


def _chosen(rows: Rows, order: NDArray[np.int64]) -> Rows:
    return in_one_piece(rows).take(order).view(rows.dtype)


def _copied(rows: Rows) -> Rows:
    return in_one_piece(rows).copy().view(rows.dtype)


def _renamed(rows: Rows, name: str, place: Rows) -> Rows:
    rows[name] = place[rows[name]]
    return rows
