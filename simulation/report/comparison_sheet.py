"""Observed and simulated side by side as rows of a sheet of the workbook."""

from __future__ import annotations

from routing.words.messages import text
from simulation.measuring.observed import Observed
from simulation.measuring.results import Results
from simulation.report.comparison import compared_columns, day_row, interval_rows, problem_rows
from simulation.report.numbers import Unit

Cells = list[tuple[float | None, Unit]]


def comparison_heads(results: Results) -> list[str]:
    """The headings, the first column's one left out."""
    heads = [text("Offered")]
    for column in compared_columns(results.target_s):
        heads += [
            text("{measure}: observed", measure=column.title),
            text("{measure}: simulated", measure=column.title),
            text("{measure}: 10th percentile of simulated days", measure=column.title),
            text("{measure}: 90th percentile of simulated days", measure=column.title),
        ]
    return heads


def comparison_rows(results: Results, observed: Observed) -> list[tuple[str, Cells]]:
    """A name and its values for each interval, the day, and each problem."""
    columns = compared_columns(results.target_s)
    rows = [*interval_rows(results, observed), day_row(results, observed), *problem_rows(results, observed)]
    found = []
    for row in rows:
        cells: Cells = [(row.offered, Unit.COUNT)]
        for column, pair in zip(columns, row.pairs, strict=True):
            cells += [(value, column.unit) for value in (pair.observed, pair.simulated, pair.low, pair.high)]
        found.append((row.name, cells))
    return found
