"""What comes out at a point: figures for the table, and the sums of each day, from which differences are found."""

from __future__ import annotations

import io
import json
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.measuring import metrics
from simulation.measuring.assemble import results
from simulation.measuring.measures import Measures
from simulation.measuring.results import Figure, Held, Results
from simulation.measuring.statistics import paired_difference
from simulation.sweep.block import PointSetting

US = 1_000_000

DAILY = ("within", "eligible", "abandoned", "offered", "wait", "waited")
"""Sums of all contacts of a day, as in :class:`simulation.measuring.metrics.Tally`; waits in microseconds."""

DIFFERENCES = {
    "service_level": ("within", "eligible", 1),
    "abandoned": ("abandoned", "offered", 1),
    "mean_wait_s": ("wait", "waited", US),
}
"""Figures whose difference between points is told: a numerator and denominator of ``DAILY``, and the unit."""


FIGURES = ("offered", "service_level", "abandoned", "mean_wait_s", "wait_p90_s", "occupancy")
"""What an outcome has with an interval."""

PLAIN = ("contacts", "staff", "held", "missed", "judged")

LOWEST = ("lowest_goal", "lowest_interval", "lowest_share", "lowest_aim")

COLUMNS = (
    "point",
    *(f"{name}{end}" for name in FIGURES for end in ("", "_low", "_high")),
    *PLAIN,
    *LOWEST,
    *(f"{name}_change{end}" for name in DIFFERENCES for end in ("", "_low", "_high")),
)
"""The columns of the table besides the axes of the grid, in their order."""


@dataclass(frozen=True, slots=True)
class LowestCell:
    """The cell of the verdict that falls shortest of its goal, or exceeds it least."""

    goal: str
    interval: str
    share: float
    aim: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out at a point.

    Parameters
    ----------
    offered, service_level, abandoned, mean_wait_s, wait_p90_s
        Of all contacts, as in :class:`simulation.measuring.results.Cell`.
    occupancy
        Of all agents.
    staff
        Agents signed on, mean over the day.
    held, missed, judged
        The verdict, and in how many of its cells a goal was missed.
    lowest
        None: the verdict has no cells.
    contacts
        Over all days.
    daily
        ``DAILY`` by day, shape (6, replications).
    """

    offered: Figure
    service_level: Figure
    abandoned: Figure
    mean_wait_s: Figure
    wait_p90_s: Figure
    occupancy: Figure
    staff: float
    held: Held
    missed: int
    judged: int
    lowest: LowestCell | None
    contacts: int
    daily: NDArray[np.int64]

    def against(self, first: Outcome) -> dict[str, Figure]:
        """The point less the first, day by day over the same customers; one figure for each of ``DIFFERENCES``."""
        found = {}
        for name, (above, below, unit) in DIFFERENCES.items():
            one, two = ((each.daily[DAILY.index(above)], each.daily[DAILY.index(below)]) for each in (first, self))
            found[name] = paired_difference(one, two).difference.figures(unit)[0]
        return found


def outcome_of(setting: PointSetting, measures: Measures, seed: int) -> Outcome:
    """The outcome of a point from the sums of all its days."""
    whole = results(setting, measures, seed=seed, engine="compiled")
    tally = metrics.contact_tally(measures).over_intervals().total()
    return Outcome(
        offered=whole.overall.offered,
        service_level=whole.overall.service_level,
        abandoned=whole.overall.abandoned,
        mean_wait_s=whole.overall.mean_wait_s,
        wait_p90_s=whole.overall.wait_p90_s,
        occupancy=whole.overall_occupancy,
        staff=sum(group.staff.mean or 0.0 for group in whole.groups.values()),
        held=whole.verdict.held,
        missed=sum(cell.held is Held.MISSED for cell in whole.verdict.cells),
        judged=len(whole.verdict.cells),
        lowest=_lowest(whole),
        contacts=whole.contacts,
        daily=np.stack([getattr(tally, name) for name in DAILY]),
    )


def _lowest(whole: Results) -> LowestCell | None:
    """The first of the cells with the least share less goal."""
    goals = whole.verdict.goals
    cells = [
        LowestCell(
            goals[cell.goal].name, whole.intervals[cell.interval].label, cell.share.mean or 0.0, goals[cell.goal].share
        )
        for cell in whole.verdict.cells
    ]
    return min(cells, key=lambda cell: cell.share - cell.aim, default=None)


def pack_outcome(outcome: Outcome) -> bytes:
    """The outcome as bytes: an archive of the sums by day and of a document with the rest, floats to the last digit."""
    rest = asdict(outcome)
    del rest["daily"]
    stream = io.BytesIO()
    np.savez_compressed(stream, daily=outcome.daily, rest=np.array(json.dumps(rest)))
    return stream.getvalue()


def unpack_outcome(packed: bytes) -> Outcome:
    """What :func:`pack_outcome` packed."""
    with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
        daily, rest = arrays["daily"], json.loads(str(arrays["rest"]))
    figures = {name: Figure(**value) for name, value in rest.items() if isinstance(value, dict) and "mean" in value}
    lowest = None if rest["lowest"] is None else LowestCell(**rest["lowest"])
    return Outcome(**{**rest, **figures, "held": Held(rest["held"]), "lowest": lowest, "daily": daily})
