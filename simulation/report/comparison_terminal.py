"""Observed and simulated side by side on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from routing.words.messages import text
from simulation.measuring.results import Results
from simulation.report.comparison import (
    ComparedRow,
    compared_columns,
    comparison_words,
    day_row,
    interval_rows,
    problem_rows,
)
from simulation.report.numbers import decimal

if TYPE_CHECKING:
    from rich.table import Table


def comparison_tables(results: Results, fit: Callable[[str], str]) -> tuple[list[str], list[Table]]:
    """The sentences and the tables of the comparison; nothing where nothing was observed.

    Parameters
    ----------
    results
        Of a replay.
    fit
        Makes a string harmless and printable.
    """
    observed = results.observed
    if observed is None:
        return [], []
    by_interval = _table(text("Observed and simulated"), results, fit)
    _fill(by_interval, results, interval_rows(results, observed), fit)
    by_interval.add_section()
    _fill(by_interval, results, [day_row(results, observed)], fit)
    by_problem = _table(text("Observed and simulated, by problem"), results, fit)
    _fill(by_problem, results, problem_rows(results, observed), fit)
    return comparison_words(results, observed), [by_interval, by_problem]


def _table(title: str, results: Results, fit: Callable[[str], str]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(
        box=box.SIMPLE_HEAD,
        title=fit(title),
        title_justify="left",
        title_style="bold",
        header_style="bold",
        pad_edge=False,
        show_edge=False,
    )
    table.add_column("", max_width=24, overflow="fold")
    table.add_column("\n" + fit(text("Offered")), justify="right")
    for column in compared_columns(results.target_s):
        above, below = fit(column.title), fit(text("observed"))
        table.add_column(f"{above}\n{below}", justify="right", no_wrap=True)
        table.add_column("\n" + fit(text("simulated")), justify="right", no_wrap=True)
    return table


def _fill(table: Table, results: Results, rows: Sequence[ComparedRow], fit: Callable[[str], str]) -> None:
    from rich.text import Text

    columns = compared_columns(results.target_s)
    for row in rows:
        cells = [row.name, decimal(row.offered)]
        for column, pair in zip(columns, row.pairs, strict=True):
            cells += [column.write(pair.observed), column.write(pair.simulated)]
        table.add_row(*(Text(fit(cell)) for cell in cells))
