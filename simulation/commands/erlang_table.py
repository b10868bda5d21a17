"""A table of volumes as what each interval asks of ``peakline erlang``."""

from __future__ import annotations

import math
from pathlib import Path

from routing.words.messages import text
from simulation.files.table_files import read_table
from simulation.files.tables import Table
from simulation.theory.checks import MOST_AGENTS
from simulation.theory.rows import Demand, Model

COLUMNS = ("interval", "contacts", "aht_s", "patience_s", "agents")


def read_demands(
    path: Path, model: Model, interval_min: float, aht_s: float | None, patience_s: float | None
) -> list[Demand]:
    """Read one demand per row.

    Parameters
    ----------
    path
        A CSV or XLSX file with the columns ``interval``, ``contacts`` and, unless ``aht_s`` holds for all, ``aht_s``;
        Erlang A also ``patience_s``, unless that one holds for all; ``agents`` may be there.
    model
        Erlang B and C do not look at the patience.
    interval_min
        Length of an interval in minutes.
    aht_s, patience_s
        Mean handling time and mean patience in seconds for all rows; a column comes before it.

    Raises
    ------
    InputError
        With the row and column of what cannot be right.
    """
    table = read_table(path)
    table.allow(COLUMNS)
    for column in ("interval", "contacts"):
        table.index(column)
    if aht_s is None:
        table.index("aht_s")
    if model is Model.A and patience_s is None:
        table.index("patience_s")
    return [
        _demand(table, number, dict(zip(table.columns, cells, strict=True)), model, interval_min, aht_s, patience_s)
        for number, cells in table.rows
    ]


def _demand(
    table: Table,
    number: int,
    cells: dict[str, str],
    model: Model,
    interval_min: float,
    aht_s: float | None,
    patience_s: float | None,
) -> Demand:
    contacts = table.number(number, "contacts", cells["contacts"])
    work = _positive(table, number, "aht_s", cells["aht_s"]) if "aht_s" in cells else aht_s
    patience: float | None = math.inf
    if model is Model.A:
        patience = _positive(table, number, "patience_s", cells["patience_s"]) if "patience_s" in cells else patience_s
    assert work is not None
    assert patience is not None
    agents = table.whole(number, "agents", cells["agents"], high=MOST_AGENTS) if "agents" in cells else None
    return Demand(cells["interval"], contacts / (interval_min * 60.0), work, patience, agents)


def _positive(table: Table, number: int, column: str, cell: str) -> float:
    value = table.number(number, column, cell)
    if value == 0:
        raise table.wrong(text("must be more than 0"), number, column, cell)
    return value
