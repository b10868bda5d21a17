"""Small scenarios as plain data, for tests that change a key and look at the numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from simulation.scenario import Scenario, load_scenario

POLICY: dict[str, Any] = {
    "problems": ["account", "fx"],
    "tiers": ["ordinary", "vip"],
    "channels": ["phone", "chat"],
    "skills": ["account", "fx"],
    "pools": {"front": {}, "fx": {}},
    "queues": [
        {"name": "fx", "match": {"problem": "fx"}, "steps": [{"skills": {"fx": 1}}]},
        {"name": "rest"},
    ],
}

BASE: dict[str, Any] = {
    "peakline": "scenario/1",
    "day": {"opens": "08:00", "interval_min": 30, "intervals": 4},
    "policy": POLICY,
    "arrivals": {"rates": [{"problem": "account", "tier": "ordinary", "channel": "phone", "per_h": 60}]},
    "service": {"law": "exponential", "mean_s": 180},
    "groups": {"front": {"skills": {"account": 3, "fx": 2}, "staff": [5, 6, 6, 4]}},
}


def write_scenario(folder: Path, **changes: Any) -> Path:
    """Write the base with some top-level keys changed; None takes a key away."""
    data = {key: value for key, value in {**BASE, **changes}.items() if value is not None}
    path = folder / "day.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return path


def scenario(folder: Path, **changes: Any) -> Scenario:
    """The base with some top-level keys changed, loaded."""
    return load_scenario(write_scenario(folder, **changes))


def expected(loaded: Scenario, **names: str) -> list[float]:
    """Contacts expected per interval, of the problem, tier and channel named, or of all; rounded to six decimals."""
    rows = loaded.world.classes
    policy = loaded.policy
    known = {"problem": policy.problems, "tier": policy.tiers, "channel": policy.channels}
    total = [0.0] * loaded.n_intervals
    for row, values in zip(rows, loaded.expected, strict=True):
        if all(known[axis][row[axis]] == name for axis, name in names.items()):
            total = [sum(pair) for pair in zip(total, values, strict=True)]
    return [round(value, 6) for value in total]
