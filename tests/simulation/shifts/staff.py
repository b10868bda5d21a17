"""Scenarios with shifts, and hours written down in minutes from the opening."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from routing.model import NEVER
from simulation.core.hours import MINUTE
from simulation.scenario import Scenario
from tests.simulation.scenarios import scenario

DAY = {"opens": "08:00", "interval_min": 60, "intervals": 10}
"""From 08:00 to 18:00."""

EVER = -1.0
"""Until nobody waits."""


def minutes(time: int) -> float:
    """Microseconds in minutes."""
    return EVER if time >= NEVER else time / MINUTE


def with_groups(folder: Path, groups: dict[str, Any], **changes: Any) -> Scenario:
    """A day from 08:00 to 18:00 with these groups of agents, who all know everything."""
    skills = {"account": 3, "fx": 2}
    told = {name: {"skills": skills, **group} for name, group in groups.items()}
    return scenario(folder, **{"day": DAY, "groups": told, **changes})


def with_shifts(folder: Path, *shifts: dict[str, Any], **changes: Any) -> Scenario:
    """The same with one group that has these shifts."""
    return with_groups(folder, {"front": {"shifts": list(shifts)}}, **changes)


def hours_of(loaded: Scenario) -> dict[str, list[tuple[float, float]]]:
    """(start, end) of the times at work of each agent, in minutes from the opening."""
    assert loaded.world.hours is not None
    found: dict[str, list[tuple[float, float]]] = {}
    for agent, _, _, start, end in loaded.world.hours.tolist():
        found.setdefault(loaded.world.agents[agent].id, []).append((minutes(start), minutes(end)))
    return found
