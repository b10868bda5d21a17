"""Small designs whose best staff can be found by trying all: who takes which skill, in a day of an interval or two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

DESIGNS: dict[str, tuple[dict[str, float], dict[str, Sequence[str]]]] = {
    "single": ({"a": 120.0}, {"a": ["a"]}),
    "n": ({"a": 90.0, "b": 60.0}, {"a": ["a"], "both": ["a", "b"]}),
    "m": ({"a": 70.0, "b": 70.0}, {"a": ["a"], "b": ["b"], "both": ["a", "b"]}),
    "w": ({"a": 60.0, "b": 60.0, "c": 60.0}, {"ab": ["a", "b"], "bc": ["b", "c"]}),
}
"""By name: contacts per hour of each problem, and the skills of each group."""


def pairs_of(count: int) -> tuple[dict[str, float], dict[str, Sequence[str]]]:
    """So many problems, and a group for each two of them: 6 give 15 groups."""
    problems = "abcdefgh"[:count]
    groups: dict[str, Sequence[str]] = {
        one + other: [one, other] for at, one in enumerate(problems) for other in problems[at + 1 :]
    }
    return dict.fromkeys(problems, 40.0), groups


def write_design(
    folder: Path,
    rates: Mapping[str, float],
    groups: Mapping[str, Sequence[str]],
    *,
    intervals: int = 1,
    interval_min: int = 60,
    staff: int = 8,
    share: float = 0.8,
    within_s: float = 30.0,
    patience_s: float = 180.0,
) -> Path:
    """A scenario file of a design: intervals with one goal, by default 80 % of all within 30 s; work of 4 min."""
    skills = list(rates)
    scenario = {
        "peakline": "scenario/1",
        "name": "design",
        "day": {"opens": "08:00", "interval_min": interval_min, "intervals": intervals},
        "target_s": within_s,
        "policy": {
            "problems": skills,
            "tiers": ["ordinary"],
            "channels": ["phone"],
            "skills": skills,
            "queues": [queue_of(name, last=name == skills[-1]) for name in skills],
        },
        "arrivals": {"rates": [{"problem": name, "per_h": rate} for name, rate in rates.items()]},
        "service": {"law": "exponential", "mean_s": 240},
        "patience": {"law": "exponential", "mean_s": patience_s},
        "goals": [{"name": "all", "share": share}],
        "groups": {name: {"skills": dict.fromkeys(own, 3), "staff": staff} for name, own in groups.items()},
    }
    path = folder / "design.yaml"
    path.write_text(yaml.safe_dump(scenario, sort_keys=False), encoding="utf-8")
    return path


def queue_of(name: str, *, last: bool) -> dict[str, object]:
    """The queue of a problem; the last one takes what no other has."""
    step = {"skills": {name: 3}, "prefer": ["scarce_last", "longest_idle"]}
    return {"name": name, "wrap_up": "none", "steps": [step]} | ({} if last else {"match": {"problem": name}})
