"""``days.csv`` and ``intervals.csv`` of a back-test: each day, and each interval of each day, in a row."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from math import isnan
from pathlib import Path

from simulation.backtest.answer import Answer
from simulation.backtest.figures import MEASURES
from simulation.report.numbers import clock

SIDES = ("observed", "foretold", "low", "high", "erlang_a", "weekday")

Row = Sequence[str | int | float]


def write_days(answer: Answer, path: Path) -> None:
    """Write a row for each day; what is not known is empty."""
    heads = ["date", "offered", "work_level", *_columns(SIDES)]
    rows: list[Row] = []
    for day in answer.days:
        sides = (day.observed, day.foretold, day.low, day.high, day.erlang, day.weekday)
        values = [float(side[number]) for number in range(len(MEASURES)) for side in sides]
        rows.append([day.date.isoformat(), int(day.offered.sum()), day.level, *values])
    _write(path, heads, rows)


def write_intervals(answer: Answer, path: Path) -> None:
    """Write a row for each interval of each day; what is not known is empty."""
    _write(path, ["date", "start", "offered", "staff", *_columns((*SIDES, "against_itself"))], _intervals(answer))


def _intervals(answer: Answer) -> Iterator[Row]:
    for day in answer.days:
        for place, offered in enumerate(day.offered.tolist()):
            values = [
                value
                for number in range(len(MEASURES))
                for value in (*day.by_interval[:, number, place].tolist(), float(day.against_itself[number, place]))
            ]
            start = clock(answer.open_at_s + round(place * answer.interval_s))
            yield [day.date.isoformat(), start, offered, float(day.heads[place]), *values]


def _columns(sides: Sequence[str]) -> list[str]:
    return [f"{measure}.{side}" for measure in MEASURES for side in sides]


def _write(path: Path, heads: Sequence[str], rows: Sequence[Row] | Iterator[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(heads)
        writer.writerows([["" if isinstance(cell, float) and isnan(cell) else cell for cell in row] for row in rows])
