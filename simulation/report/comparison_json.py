"""The key ``observed`` of ``results.json``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from simulation.measuring.observed import Compared, Observed
from simulation.measuring.results import Results

Json = dict[str, Any]


def observed_document(results: Results, observed: Observed) -> Json:
    """The recorded side of a replay; its intervals are told apart as those of the simulation are."""
    return {
        "date": observed.date,
        "rows": observed.rows,
        "ignored": observed.ignored,
        "outside": observed.outside,
        "left_out": [{"reason": reason, "rows": rows} for reason, rows in observed.left_out],
        "imputed": observed.imputed,
        "gaps": {
            "service_level": asdict(observed.service_level_gap),
            "abandoned": asdict(observed.abandoned_gap),
            "mean_wait_s": asdict(observed.mean_wait_gap_s),
        },
        "overall": _compared(observed.overall),
        "intervals": [
            {"index": interval.index, "start_s": interval.start_s, "label": interval.label, **_compared(compared)}
            for interval, compared in zip(results.intervals, observed.intervals, strict=True)
        ],
        "problems": {name: _compared(compared) for name, compared in observed.problems.items()},
    }


def _compared(compared: Compared) -> Json:
    return {**asdict(compared.observed), "simulated_days": asdict(compared.simulated)}
