"""Contacts that follow others stand behind them as they come; here all are put in order of arrival."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from routing._rows import in_one_piece
from routing.kernels.state import Rows
from simulation.core.engine_order import put_in_order, rename
from simulation.core.records import Facts

_BUCKETS = 2
"""Twice as many as there are contacts: then few share one."""


def by_arrival(facts: Facts) -> Facts:
    """The same facts with all contacts in order of arrival, and everything that names a row with its new number."""
    if facts.in_order:
        return facts
    order = _order_of(np.ascontiguousarray(facts.contacts["arrival"]))
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return facts._replace(
        records=_chosen(facts.records, order),
        contacts=_chosen(facts.contacts, order),
        origins=_renamed(_chosen(facts.origins, order), "parent", place),
        spells=_renamed(_copied(facts.spells), "contact", place),
        promises=_renamed(_copied(facts.promises), "contact", place),
        passed=_renamed(_copied(facts.passed), "contact", place),
        in_order=True,
    )


def _order_of(times: NDArray[np.int64]) -> NDArray[np.int64]:
    """The rows, the earliest first; those of one time in their order."""
    order = np.empty(len(times), np.int64)
    if len(times) and put_in_order(times, np.zeros(_BUCKETS * len(times), np.int32), order):
        return order
    return np.argsort(times, kind="stable")


def _chosen(rows: Rows, order: NDArray[np.int64]) -> Rows:
    return in_one_piece(rows).take(order).view(rows.dtype)


def _copied(rows: Rows) -> Rows:
    return in_one_piece(rows).copy().view(rows.dtype)


def _renamed(rows: Rows, name: str, place: NDArray[np.int32]) -> Rows:
    rename(rows[name], place)
    return rows
