"""The table of a sweep: a row for each point, for programs as data and for people as words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from routing.words.messages import text
from simulation.compare.measure import Quantity
from simulation.files.overrides import flow
from simulation.measuring.results import Figure, Held
from simulation.report.columns import held_word
from simulation.report.compare.numbers import difference
from simulation.report.numbers import NONE, Unit, compact, decimal
from simulation.sweep.grid import POLICY, Axis, Choice, Grid, Point
from simulation.sweep.outcome import COLUMNS, DIFFERENCES, FIGURES, LOWEST, PLAIN, Outcome

FORMAT = "sweep-results/1"
"""Name and version of the JSON document."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """A sweep that is done.

    Parameters
    ----------
    grid
        What was asked.
    outcomes
        What came out at each of its points, in order.
    """

    grid: Grid
    outcomes: tuple[Outcome, ...]

    @property
    def rows(self) -> tuple[tuple[Point, Outcome], ...]:
        """Points with their outcomes."""
        return tuple(zip(self.grid.points, self.outcomes, strict=True))

    @property
    def varied(self) -> tuple[tuple[int, Axis], ...]:
        """The axes along which points differ, with their places; the first one where there is but one point."""
        places = [at for at, axis in enumerate(self.grid.axes) if len(axis.choices) > 1] or [0]
        return tuple((at, self.grid.axes[at]) for at in places)


def document(sweep: Sweep) -> dict[str, Any]:
    """The sweep as the document that ``sweep.json`` holds."""
    grid, first = sweep.grid, sweep.outcomes[0]
    return {
        "peakline": FORMAT,
        "name": grid.name,
        "replications": grid.replications,
        "seed": grid.seed,
        "axes": {axis.name: [choice.value for choice in axis.choices] for axis in grid.axes},
        "points": [
            {
                "point": point.number,
                "choices": _choices(grid, point),
                "changes": list(point.changes),
                **{name: asdict(getattr(outcome, name)) for name in FIGURES},
                **{name: getattr(outcome, name) for name in PLAIN},
                "lowest": None if outcome.lowest is None else asdict(outcome.lowest),
                "change": {name: asdict(figure) for name, figure in _against(outcome, first).items()},
            }
            for point, outcome in sweep.rows
        ],
    }


def _choices(grid: Grid, point: Point) -> dict[str, Any]:
    return {axis.name: choice.value for axis, choice in zip(grid.axes, point.choices, strict=True)}


def _against(outcome: Outcome, first: Outcome) -> dict[str, Figure]:
    """The differences to the first point; none for the first point itself."""
    return {name: Figure(None) for name in DIFFERENCES} if outcome is first else outcome.against(first)


def columns(sweep: Sweep) -> dict[str, list[Any]]:
    """The table by column, plain values: the point, the axes, then the other names of ``COLUMNS``."""
    lines = [_line(outcome, sweep.outcomes[0]) for outcome in sweep.outcomes]
    axes = {
        axis.name: _alike([point.choices[at].value for point in sweep.grid.points])
        for at, axis in enumerate(sweep.grid.axes)
    }
    return {
        "point": [point.number for point in sweep.grid.points],
        **axes,
        **{name: [line[name] for line in lines] for name in COLUMNS[1:]},
    }


def _line(outcome: Outcome, first: Outcome) -> dict[str, Any]:
    lowest = outcome.lowest
    figures = {name: getattr(outcome, name) for name in FIGURES}
    figures |= {f"{name}_change": figure for name, figure in _against(outcome, first).items()}
    line: dict[str, Any] = {name: str(value) if isinstance(value, Held) else value for name, value in _plain(outcome)}
    for name, figure in figures.items():
        line |= {name: figure.mean, f"{name}_low": figure.low, f"{name}_high": figure.high}
    cells = (None,) * len(LOWEST) if lowest is None else (lowest.goal, lowest.interval, lowest.share, lowest.aim)
    return line | dict(zip(LOWEST, cells, strict=True))


def _plain(outcome: Outcome) -> list[tuple[str, Any]]:
    return [(name, getattr(outcome, name)) for name in PLAIN]


def _alike(values: Sequence[Any]) -> list[Any]:
    """Values of one type for a column: numbers where all are, text as it is, anything else as YAML."""
    if all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        return list(values)
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        return [float(value) for value in values]
    return [value if value is None else str(value) if isinstance(value, str) else flow(value) for value in values]


def headings(sweep: Sweep) -> list[str]:
    """What stands above the columns of :func:`lines`."""
    return [
        text("Point"),
        *(axis.name for _, axis in sweep.varied),
        text("Agents"),
        text("Service level"),
        text("percentage points from point {number}", number=1),
        text("Abandoned"),
        text("Mean wait (s)"),
        text("Occupancy"),
        text("Verdict"),
    ]


def lines(sweep: Sweep) -> list[list[str]]:
    """The table for people: what was varied, and the figures with their intervals."""
    first = sweep.outcomes[0]
    return [
        [
            decimal(point.number),
            *(choice_words(axis, point.choices[at]) for at, axis in sweep.varied),
            decimal(outcome.staff, 1),
            compact(outcome.service_level, Unit.SHARE),
            _percentage_points(_against(outcome, first)["service_level"]),
            compact(outcome.abandoned, Unit.SHARE),
            compact(outcome.mean_wait_s, Unit.SECONDS),
            compact(outcome.occupancy, Unit.SHARE),
            verdict_words(outcome),
        ]
        for point, outcome in sweep.rows
    ]


def _percentage_points(change: Figure) -> str:
    """The difference of two shares, without the sign of per cent, which would say something else."""
    return NONE if change.mean is None else " ".join(difference(change, Quantity.SHARE))


def choice_words(axis: Axis, choice: Choice) -> str:
    """A value of an axis for people."""
    if axis.name == POLICY and choice.value is None:
        return text("the scenario's own")
    return str(choice.value) if isinstance(choice.value, str) else flow(choice.value)


def verdict_words(outcome: Outcome) -> str:
    """The verdict, and in how many cells a goal was missed."""
    if outcome.held is not Held.MISSED:
        return held_word(outcome.held)
    return text(
        "{verdict} ({count} of {all})", verdict=held_word(outcome.held), count=outcome.missed, all=outcome.judged
    )


def summary(sweep: Sweep) -> str:
    """The point with the fewest agents at which the goals are held, in a sentence."""
    held = [(outcome.staff, point.number) for point, outcome in sweep.rows if outcome.held is Held.HELD]
    if len(sweep.outcomes) == 1:
        return text("The goals are held.") if held else text("The goals are not held.")
    if not held:
        return text("At none of {count} points are the goals held.", count=decimal(len(sweep.outcomes)))
    staff, number = min(held)
    return text(
        "At {held} of {count} points the goals are held; the fewest agents of these has point {number}: {staff} on "
        "average.",
        held=decimal(len(held)),
        count=decimal(len(sweep.outcomes)),
        number=number,
        staff=decimal(staff, 1),
    )
