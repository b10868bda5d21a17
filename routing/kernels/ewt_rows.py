"""What a queue has learned of its waits, as rows; :mod:`routing.kernels.kernel_ewt` reads and changes them."""

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

UP_50 = (17196646, 17196646, 16986931, 16882074, 16829645, 16803430, 16790323, 16783770)
DOWN_50 = (16368016, 16368016, 16570090, 16673010, 16724951, 16751042, 16764119, 16770665)
UP_90 = (17539817, 17539817, 17158516, 16967866, 16872541, 16824879, 16801047, 16789132)
DOWN_90 = (16694556, 16694556, 16735376, 16756165, 16766658, 16771929, 16774570, 16775893)
"""What a factor is multiplied by after a wait above and a wait not above the estimate, in units of 2**-24, by bucket of
places. They balance when half of the waits exceed the p50, up × down = 1, and a tenth the p90, up × down**9 = 1. From
the places 4–7 on each bucket's steps are half as long as those of the one before."""


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
