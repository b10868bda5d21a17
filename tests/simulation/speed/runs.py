"""Runs of the speed suite, made by hand."""

from __future__ import annotations

from simulation.speed.figure import Better, Figure, Limit
from simulation.speed.suite import Missing, Speed

MACHINE: dict[str, str | int] = {"processor": "abacus", "cores": 2, "system": "Linux", "architecture": "x86_64"}


def run_of(
    *figures: Figure,
    machine: dict[str, str | int] | None = None,
    versions: dict[str, str] | None = None,
    quick: bool = False,
    absent: tuple[str, str] | None = None,
    wrong: tuple[str, str] | None = None,
) -> Speed:
    """A run with these figures."""
    return Speed(
        machine or MACHINE,
        versions or {"python": "3.13.0"},
        "0123456789ab",
        quick,
        figures,
        () if absent is None else (Missing(*absent),),
        () if wrong is None else (Missing(*wrong),),
    )


def ratio(
    name: str, median: float, spread: float | None = 0.0, better: Better = Better.MORE, limit: Limit | None = None
) -> Figure:
    """A figure with this ratio to its baseline."""
    return Figure(name, 100 * median, "x/s", better, "it", 100, median, spread, median, median, 5, limit)


def value(
    name: str, median: float, spread: float | None = 0.0, better: Better = Better.MORE, unit: str = "s"
) -> Figure:
    """A figure without a baseline."""
    return Figure(name, median, unit, better, None, None, None, spread, median, median, 5)
