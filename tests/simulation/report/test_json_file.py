"""results.json: complete, valid against its schema, equal to the results, the same bytes every time."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from routing.words.messages import use_language
from simulation.measuring.results import Cell, Figure, GroupCell, Results
from simulation.report.json_file import DEFINITIONS, dump_results, results_schema
from tests.simulation.report import fake
from tests.simulation.report.schema_check import findings

DAYS = [fake.results, fake.single, fake.unsure, fake.calm, fake.empty, fake.hostile]


def loaded(results: Results) -> Any:
    return json.loads(dump_results(results))


def written(figure: Figure) -> dict[str, float | None]:
    return {"mean": figure.mean, "low": figure.low, "high": figure.high}


@pytest.mark.parametrize("day", DAYS)
def test_it_is_valid_against_its_schema(day: Callable[[], Results]) -> None:
    """Every document that is written follows the schema that ships with it."""
    schema = results_schema()
    assert list(findings(schema, loaded(day()), schema)) == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("peakline",), "results/2"),
        (("overall", "service_level", "mean"), "84 %"),
        (("overall", "abandoned", "mean"), 84.2),
        (("terms", "service_level_of"), "answerd"),
        (("intervals", 0, "label"), None),
        (("queues", "vip", "by_interval"), {}),
        (("verdict", "held"), "maybe"),
        (("verdict", "cells", 0, "mend_agents"), -1),
        (("checks", "waits_agree"), 1),
        (("replications",), 0),
    ],
)
def test_the_schema_refuses_what_is_wrong(place: tuple[str | int, ...], value: object) -> None:
    """The schema is no rubber stamp: a wrong type, range or word is found, at its place."""
    document, schema = loaded(fake.results()), results_schema()
    inner = document
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    found = list(findings(schema, document, schema))
    assert found
    assert all(str(place[-1]) in line for line in found)


@pytest.mark.parametrize("key", ["policy_hash", "overall", "verdict", "checks", "groups"])
def test_the_schema_misses_what_is_left_out(key: str) -> None:
    """A document without one of its parts is not valid."""
    document, schema = loaded(fake.results()), results_schema()
    del document[key]
    assert list(findings(schema, document, schema)) == [f"$: {key} is missing"]


def test_every_part_has_the_four_measures() -> None:
    """Service level, abandoned, mean wait and occupancy stand everywhere, as {mean, low, high}."""
    document = loaded(fake.results())
    parts = [document["overall"], *document["intervals"]]
    for kind in ("queues", "problems", "tiers", "channels", "groups"):
        parts += document[kind].values()
    for part in parts:
        for measure in ("service_level", "abandoned", "mean_wait_s", "occupancy"):
            assert set(part[measure]) == {"mean", "low", "high"}


def test_every_figure_of_the_results_is_there() -> None:
    """Every measure of every cell is found in the document, unrounded."""
    results, document = fake.results(), loaded(fake.results())
    pairs: list[tuple[Cell | GroupCell, Any]] = [(results.overall, document["overall"])]
    pairs += [(interval.cell, document["intervals"][interval.index]) for interval in results.intervals]
    for kind in ("queues", "problems", "tiers", "channels", "groups"):
        cells = getattr(results, kind)
        assert list(document[kind]) == list(cells)
        pairs += [(cell, document[kind][name]) for name, cell in cells.items()]
    for cell, part in pairs:
        for field in fields(cell):
            assert part[field.name] == written(getattr(cell, field.name)), field.name
    assert document["overall"]["occupancy"] == written(results.overall_occupancy)
    assert document["intervals"][3]["occupancy"] == written(results.intervals[3].occupancy)
    assert document["queues"]["vip"]["by_interval"] == [written(figure) for figure in results.heat["vip"]]
    assert [part["staff"]["mean"] for part in document["groups"]["fx"]["by_interval"]] == [
        cell.staff.mean for cell in results.group_intervals["fx"]
    ]


def test_every_measure_is_defined() -> None:
    """Each field of a cell and of a group has its definition in the document."""
    known = set(loaded(fake.results())["definitions"])
    assert known == set(DEFINITIONS)
    counts = {"offered", "answered", "abandoned_count"}  # defined together, as "counts"
    assert {field.name for kind in (Cell, GroupCell) for field in fields(kind)} - counts <= known


def test_the_checks_tell_the_truth() -> None:
    """Conservation and the equation of waits are computed from the counts, and false when one is off by one."""
    results = fake.results()
    assert loaded(results)["checks"]["contacts_conserved"] is True
    assert loaded(results)["checks"]["waits_agree"] is True
    one_lost = replace(results, checks=replace(results.checks, answered=results.checks.answered - 1))
    assert loaded(one_lost)["checks"]["contacts_conserved"] is False
    one_off = replace(results, checks=replace(results.checks, wait_sum_us=results.checks.wait_sum_us + 1))
    assert loaded(one_off)["checks"]["waits_agree"] is False


def test_the_same_results_give_the_same_bytes_in_every_language() -> None:
    """Neither the time nor the language of the process is in the document."""
    english = dump_results(fake.results())
    use_language("zh")
    assert dump_results(fake.results()) == english
    assert english.endswith("}\n")


def test_one_figure_is_one_line_and_nothing_else_is_changed() -> None:
    """The document is short to read; names that look like figures are kept as they are."""
    odd = '{\n "mean": 1,\n "low": 2,\n "high": 3\n}'
    document = dump_results(replace(fake.results(), scenario=odd))
    assert json.loads(document)["scenario"] == odd
    assert '"service_level": {"mean": 0.8' in document


def test_a_figure_that_is_no_number_is_refused() -> None:
    """NaN is not JSON: it is an error rather than a file that no program reads."""
    results = fake.results()
    broken = replace(results, overall=replace(results.overall, abandoned=Figure(float("nan"))))
    with pytest.raises(ValueError, match="JSON"):
        dump_results(broken)


def test_numbers_of_numpy_are_numbers() -> None:
    """Counts and figures that come as NumPy's types are written as numbers."""
    results = fake.results()
    typed = replace(results, contacts=np.int64(7), overall_occupancy=Figure(np.float64(0.5)))  # type: ignore[arg-type]
    assert loaded(typed)["contacts"] == 7
    assert loaded(typed)["overall"]["occupancy"]["mean"] == 0.5
