"""What a queue has learned of its waits, as rows; :mod:`routing.kernel_ewt` reads and changes them."""

from __future__ import annotations

import numpy as np

from routing._rows import Rows, row_type

BUCKETS = 8
"""Factors of a queue: for the places 1, 2–3, 4–7, …, 64–127, 128 and more."""

EWT = row_type(
    ("waited", np.int64),  # µs that those answered have waited; what came before weighs 31/32
    ("places", np.int64),  # the places they joined at × 1024, weighed likewise
    ("p50", np.int64, (BUCKETS,)),  # factor from the mean to the median × 2**20, by bucket of places
    ("p90", np.int64, (BUCKETS,)),
)
"""What a queue has learned of its waits: one row per queue."""

START_P50 = (780, 944, 1051, 1091, 1108, 1117, 1121, 1123)
START_P90 = (2590, 2188, 1799, 1576, 1441, 1345, 1279, 1233)
"""Factors × 1000 before anything is learned: quantiles of the gamma law of shape 1, 2, 5, 11, 22, 45, 90, 181 and mean
1, and an eighth more, because a pace known from a few waits is known badly."""


def new_ewt(queues: int) -> Rows:
    """What ``queues`` queues know before their first wait."""
    rows = np.zeros(queues, EWT)
    reset_ewt(rows)
    return rows


def reset_ewt(rows: Rows) -> None:
    """Forget everything learned, in place."""
    rows["waited"] = rows["places"] = 0
    rows["p50"] = (np.array(START_P50, np.int64) << 20) // 1000
    rows["p90"] = (np.array(START_P90, np.int64) << 20) // 1000
