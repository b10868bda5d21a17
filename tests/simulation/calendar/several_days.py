"""A small centre that works for several days, written as a scenario, for tests that change a word of it."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import yaml

from simulation.scenario import Scenario, load_scenario

DESK: dict[str, Any] = {
    "peakline": "scenario/1",
    "name": "desk",
    "day": {"opens": "09:00", "interval_min": 60, "intervals": 9},
    "days": {"from": "2026-09-28", "count": 7},
    "policy": {
        "problems": ["question", "claim"],
        "tiers": ["any"],
        "channels": ["phone", "email"],
        "queues": [
            {"name": "mail", "match": {"channel": "email"}, "head_start_s": -86400, "wrap_up": "none"},
            {"name": "calls", "wrap_up": "none"},
        ],
    },
    "arrivals": {
        "per_h": [10, 20, 30, 20, 10, 20, 30, 20, 10],
        "mix": {"problem": {"question": 80, "claim": 20}, "channel": {"phone": 60, "email": 40}},
    },
    "service": [{"law": "exponential", "mean_s": 600}],
    "patience": [{"channel": "email", "law": "never"}, {"law": "exponential", "mean_s": 300}],
    "groups": {"desk": {"staff": 4}},
}
"""Monday 28 September 2026 to Sunday 4 October, from 9:00 to 18:00."""


def changed(**changes: Any) -> dict[str, Any]:
    """The text with keys put in place of others; ``a__b`` is key b of the mapping a; None takes a key away."""
    data = copy.deepcopy(DESK)
    for place, value in changes.items():
        *above, last = place.split("__")
        inside = data
        for key in above:
            inside = inside.setdefault(key, {})
        if value is None:
            inside.pop(last, None)
        else:
            inside[last] = value
    return data


def with_days(folder: Path, **changes: Any) -> Scenario:
    """The scenario of :func:`changed`."""
    path = folder / "desk.yaml"
    path.write_text(yaml.safe_dump(changed(**changes), sort_keys=False), encoding="utf-8")
    return load_scenario(path)
