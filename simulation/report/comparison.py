"""What was observed on a recorded day beside what was simulated: the figures and the sentences of all reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from routing.words.messages import text
from simulation.measuring.observed import Compared, Observed
from simulation.measuring.results import Cell, Figure, Results
from simulation.report.day import Day
from simulation.report.numbers import NONE, Unit, date, decimal, duration, percent


@dataclass(frozen=True, slots=True)
class Pair:
    """A measure: what was observed, the mean over the simulated days, and the range of eight in ten of them."""

    observed: float | None
    simulated: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class ComparedColumn:
    """A measure that is compared.

    Parameters
    ----------
    field
        Its name in :class:`simulation.measuring.results.Cell` and :class:`simulation.measuring.observed.ObservedCell`.
    unit
        What it is measured in.
    title
        Heading, in the language in use.
    """

    field: str
    unit: Unit
    title: str

    def of(self, compared: Compared, cell: Cell) -> Pair:
        """The measure of a part of the day."""
        figure: Figure = getattr(cell, self.field)
        days = getattr(compared.simulated, self.field)
        return Pair(getattr(compared.observed, self.field), figure.mean, days.p10, days.p90)

    def write(self, value: float | None) -> str:
        """A value with one decimal, without its unit where that stands in the heading."""
        if value is None:
            return NONE
        return percent(value) if self.unit is Unit.SHARE else decimal(value, 1)


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A part of the day: its name, the contacts offered, and a pair for each column."""

    name: str
    offered: int
    pairs: tuple[Pair, ...]


def compared_columns(target_s: float) -> tuple[ComparedColumn, ...]:
    """What is compared, in the order in which a planner asks for it."""
    return (
        ComparedColumn("service_level", Unit.SHARE, text("Within {target}", target=duration(target_s))),
        ComparedColumn("mean_wait_s", Unit.SECONDS, text("Mean wait, s")),
        ComparedColumn("abandoned", Unit.SHARE, text("Abandoned")),
    )


def interval_rows(results: Results, observed: Observed) -> list[ComparedRow]:
    """A row for each interval of arrival."""
    day = Day(results.intervals, results.interval_s)
    names = [day.span(place, place) for place in range(len(results.intervals))]
    cells = [interval.cell for interval in results.intervals]
    return _rows(results, names, observed.intervals, cells)


def problem_rows(results: Results, observed: Observed) -> list[ComparedRow]:
    """A row for each problem that occurred."""
    names = list(observed.problems)
    return _rows(results, names, list(observed.problems.values()), [results.problems[name] for name in names])


def day_row(results: Results, observed: Observed) -> ComparedRow:
    """The row of the whole day."""
    return _rows(results, [text("All day")], [observed.overall], [results.overall])[0]


def _rows(
    results: Results, names: Sequence[str], parts: Sequence[Compared], cells: Sequence[Cell]
) -> list[ComparedRow]:
    columns = compared_columns(results.target_s)
    return [
        ComparedRow(name, part.observed.offered, tuple(column.of(part, cell) for column in columns))
        for name, part, cell in zip(names, parts, cells, strict=True)
    ]


def comparison_words(results: Results, observed: Observed) -> list[str]:
    """The comparison of the whole day in sentences."""
    within, wait, left = day_row(results, observed).pairs
    target = duration(results.target_s)
    sentences = []
    if observed.date is None:
        sentences.append(
            text(
                "Observed: {observed} answered within {target}. Simulated: {simulated}; eight in ten simulated days "
                "{low} to {high}.",
                target=target,
                **_written(within, percent),
            )
        )
    else:
        sentences.append(
            text(
                "Observed on {date}: {observed} answered within {target}. Simulated: {simulated}; eight in ten "
                "simulated days {low} to {high}.",
                date=date(dt.date.fromisoformat(observed.date)),
                target=target,
                **_written(within, percent),
            )
        )
    sentences.append(
        text(
            "Mean wait observed: {observed}. Simulated: {simulated}; eight in ten simulated days {low} to {high}.",
            **_written(wait, duration),
        )
    )
    sentences.append(
        text(
            "Abandoned, observed: {observed}. Simulated: {simulated}; eight in ten simulated days {low} to {high}.",
            **_written(left, percent),
        )
    )
    service, waits = observed.service_level_gap, observed.mean_wait_gap_s
    if service.absolute is not None and service.mean is not None and waits.absolute is not None:
        sentences.append(
            text(
                "By interval of arrival, the simulated share answered in time is {absolute} points off on average, "
                "{mean} points where too high and too low cancel out; the mean wait is {wait} off.",
                absolute=decimal(100 * service.absolute, 1),
                mean=decimal(100 * service.mean, 1),
                wait=duration(waits.absolute),
            )
        )
    return sentences


def _written(pair: Pair, write: Callable[[float], str]) -> dict[str, str]:
    values = {"observed": pair.observed, "simulated": pair.simulated, "low": pair.low, "high": pair.high}
    return {name: NONE if value is None else write(value) for name, value in values.items()}
