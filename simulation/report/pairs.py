"""Tables by two axes at once: their titles, columns and rows in all reports."""

from __future__ import annotations

from collections.abc import Sequence

from routing.words.messages import text
from simulation.measuring.results import Cell, PairTable, Results
from simulation.measuring.terms import Axis
from simulation.report.columns import Column, all_columns
from simulation.report.terms import target_words

MOST_ROWS = 400
"""A longer table is left to the workbook and to results.json."""


def axis_word(axis: str) -> str:
    """An axis in the language in use."""
    return {
        Axis.INTERVAL: text("interval"),
        Axis.QUEUE: text("queue"),
        Axis.PROBLEM: text("problem"),
        Axis.TIER: text("tier"),
        Axis.CHANNEL: text("channel"),
        Axis.GROUP: text("group"),
    }[Axis(axis)]


def pair_title(table: PairTable) -> str:
    """What the table is called."""
    one, other = map(axis_word, table.axes)
    return text("By {one} and {other}", one=one, other=other)


def pair_columns(results: Results, table: PairTable) -> tuple[Column, ...]:
    """The measures that its pairs have."""
    columns = all_columns(target_words(results))
    return tuple(column for column in columns if any(column.of(row.cell).mean is not None for row in table.rows))


def pair_rows(table: PairTable) -> dict[str, Cell]:
    """Both names of each pair to its figures."""
    return {f"{row.first} / {row.second}": row.cell for row in table.rows}


def short(results: Results) -> Sequence[PairTable]:
    """The tables that are short enough to be read."""
    return [table for table in results.pairs if 0 < len(table.rows) <= MOST_ROWS]
