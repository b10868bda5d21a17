"""Figures of speed by hand, and the files that hold them."""

from __future__ import annotations

import json
from math import exp, log, sqrt
from pathlib import Path

import pytest

from simulation.speed.document import dump_speed, load_speed, speed_document, speed_schema
from simulation.speed.figure import Better, Figure, Limit, Of, alone, paired
from tests.simulation.report.schema_check import findings
from tests.simulation.speed.runs import MACHINE, run_of


def test_a_ratio_is_the_median_of_the_pairs() -> None:
    """Each reading is divided by the one of its own pair; the spread is that of the ratios' logarithms."""
    figure = paired("a.b", [20, 30, 80], [10, 30, 20], "x/s", against="it", better=Better.MORE, ratio=2.5)
    assert (figure.value, figure.baseline, figure.ratio) == (30, 20, 2)  # ratios 2, 1 and 4
    assert (figure.low, figure.high, figure.pairs) == (1, 4, 3)
    assert figure.spread == pytest.approx(log(2))  # logarithms 0, log 2, 2 log 2: deviations of log 2
    assert (figure.limit, figure.kept, figure.benchmark) == (Limit(Of.RATIO, 2.5), False, "a")


def test_a_figure_without_a_baseline() -> None:
    """The median of the readings, with their spread; one that would be the same every time has none."""
    figure = alone("a.b", [1.0, exp(0.2)], "s", better=Better.LESS, value=1.2)
    assert figure.spread == pytest.approx(0.2 / sqrt(2))
    assert (figure.ratio, figure.kept) == (None, True)
    assert alone("a.b", [3.0], "B", better=Better.LESS, exact=True).spread == 0
    assert alone("a.b", [3.0], "s", better=Better.LESS).spread is None
    assert alone("a.b", [3.0], "s", better=Better.LESS).kept is None


@pytest.mark.parametrize(
    ("better", "bound", "kept"),
    [(Better.MORE, 2.0, True), (Better.MORE, 2.1, False), (Better.LESS, 2.0, True), (Better.LESS, 1.9, False)],
)
def test_limits_of_ratios(better: Better, bound: float, kept: bool) -> None:
    """A limit is kept by a ratio that reaches it where more is better, and that does not exceed it where less is."""
    assert paired("a.b", [4, 4], [2, 2], "s", against="it", better=better, ratio=bound).kept is kept


@pytest.mark.parametrize(("bound", "kept"), [(4.0, True), (5.0, False)])
def test_a_limit_may_be_about_the_value(bound: float, kept: bool) -> None:
    """A limit of the value is not about the ratio."""
    assert paired("a.b", [4, 4], [2, 2], "s", against="it", better=Better.MORE, value=bound).kept is kept


def figures() -> tuple[Figure, ...]:
    """One of each kind."""
    return (
        paired("a.one", [4, 5], [2, 2], "x/s", against="it", better=Better.MORE, ratio=2),
        paired("a.two", [4, 5], [2, 2], "x/s", against="it", better=Better.MORE, value=9),
        alone("b.one", [0.00002, 0.1], "s", better=Better.LESS),
        alone("b.two", [1e9], "s", better=Better.LESS),
    )


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """A run that is written follows the schema, which knows every field, and comes back as it was."""
    run = run_of(*figures(), absent=("c", "not here"), wrong=("d", "2 and 2 are 4"))
    schema = speed_schema()
    assert list(findings(schema, json.loads(dump_speed(run)), schema)) == []
    assert set(schema["required"]) == set(speed_document(run))
    file = tmp_path / "speed.json"
    file.write_text(dump_speed(run), encoding="utf-8")
    assert load_speed(file) == run


def test_fields_of_later_versions_are_let_be(tmp_path: Path) -> None:
    """A field that a later version of the format has adds nothing and harms nothing."""
    document = speed_document(run_of(*figures()))
    document["weather"] = "fine"
    document["figures"][0]["weather"] = "fine"
    file = tmp_path / "speed.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    assert load_speed(file) == run_of(*figures())
    assert MACHINE["cores"] == 2
