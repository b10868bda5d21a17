"""Measures of bots and customers in a comparison: those of a run, or of plain Python, and only where there are any."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from routing.errors import UnknownName
from simulation.compare.compare import compare
from simulation.compare.comparison import Comparison, Word
from simulation.compare.measure import (
    ANSWERED_AT_LAST,
    BOT_SHARE,
    FIRST_CONTACT_RESOLUTION,
    MEAN_HANDLING,
    OVERALL,
    SATISFIED,
    Cell,
    Kind,
)
from simulation.compare.side import Role, Side
from simulation.core.records import Outcome
from simulation.engines.compiled import CompiledEngine
from simulation.experiment import Plan, run
from simulation.report.compare.document import comparison_schema, dump_comparison
from simulation.report.compare.page import comparison_page
from simulation.report.compare.sheets import write_comparison_workbook
from simulation.report.compare.tables import tables
from simulation.scenario import Scenario
from simulation.workload import Buffers, DrawnSource
from tests.simulation.report.schema_check import findings
from tests.simulation.scenarios import scenario

LIVES: dict[str, Any] = {
    "patience": {"law": "exponential", "mean_s": 60},
    "groups": {"front": {"skills": {"account": 3, "fx": 2}, "staff": 3}},
    "wrap_up": {"law": "exponential", "mean_s": 30},
    "resolution": {"share": 0.2, "levels": {3: 0.5}},
    "recontacts": {"share": 0.6, "law": "exponential", "mean_s": 600},
    "redials": {"share": 0.6, "law": "exponential", "mean_s": 300},
    "bot": {"contained": 0.2, "law": "deterministic", "mean_s": 20},
}


def side_by_side(folder: Path, first: dict[str, Any], second: dict[str, Any], measure: str) -> Comparison:
    """Two scenarios compared over 20 days."""
    days = [scenario(folder, **each) for each in (first, second)]
    sides = [Side(name, role, day) for name, role, day in zip("ab", (Role.BASE, Role.OTHER), days, strict=True)]
    return compare(sides, Plan(20), measure=measure)


def mean_handling(day: Scenario, replications: int) -> float:
    """Seconds from the answer to the end of the wrap-up, contact by contact."""
    assert day.world.plan is not None
    source, engine, times = DrawnSource(day.world.plan, seed=1), CompiledEngine(day.world), []
    for number in range(replications):
        records = engine.simulate(source.draw(number, Buffers())).records
        answered = [record for record in records if record["outcome"] == Outcome.ANSWERED]
        times += [int(record["done"] - record["answered"]) / 1e6 for record in answered]
    return sum(times) / len(times)


def test_they_are_those_of_a_run(tmp_path: Path) -> None:
    """First-contact resolution and customers answered are those of results; handling time is added up here."""
    found = side_by_side(tmp_path, LIVES, {**LIVES, "recontacts": None}, "first_contact_resolution")
    day = scenario(tmp_path, **LIVES)
    alone = run(day, Plan(20))
    assert alone.customers is not None
    figures = found.base.values
    assert figures[FIRST_CONTACT_RESOLUTION][OVERALL] == alone.customers.overall.first_contact_resolution
    assert figures[ANSWERED_AT_LAST][OVERALL] == alone.customers.overall.answered_at_last
    assert figures[MEAN_HANDLING][OVERALL].mean == pytest.approx(mean_handling(day, 20))
    contained, offered = alone.overall.contained.mean, alone.overall.offered.mean
    assert contained is not None
    assert offered is not None
    assert figures[BOT_SHARE][OVERALL].mean == pytest.approx(contained / (contained + offered))
    for measure in (FIRST_CONTACT_RESOLUTION, ANSWERED_AT_LAST, MEAN_HANDLING):
        kinds = {cell.kind for cell in figures[measure]}
        assert kinds == {Kind.OVERALL, Kind.QUEUE, Kind.PROBLEM, Kind.TIER, Kind.CHANNEL}
    assert Cell(Kind.INTERVAL, "08:30–09:00") in figures[BOT_SHARE]


def test_directions(tmp_path: Path) -> None:
    """A better bot takes more, and shorter talks are better."""
    better = {**LIVES, "bot": {**LIVES["bot"], "contained": 0.5}, "service": {"law": "exponential", "mean_s": 120}}
    changes = side_by_side(tmp_path, LIVES, better, "bot_share").sides[1].changes
    assert [changes[measure][OVERALL].word for measure in (BOT_SHARE, MEAN_HANDLING)] == [Word.BETTER] * 2


def test_all_that_is_written_has_them(tmp_path: Path) -> None:
    """JSON follows its schema; tables and page do without intervals, the workbook opens."""
    found = side_by_side(tmp_path, LIVES, {**LIVES, "recontacts": None}, "mean_handling_s")
    schema = comparison_schema()
    document = json.loads(dump_comparison(found))
    assert list(findings(schema, document, schema)) == []
    assert "mean_handling_s" in document["sides"][1]["overall"]
    titles = [table.title for table in tables(found)]
    assert not any("by interval" in title for title in titles)
    assert "Mean handling time, s" in comparison_page(found)
    write_comparison_workbook(found, tmp_path / "comparison.xlsx")


def test_there_only_where_something_is_known(tmp_path: Path) -> None:
    """No bot, no share of it; without satisfaction there is no such measure, and the message says what there is."""
    bare = {**LIVES, "bot": None, "resolution": None}
    found = side_by_side(tmp_path, bare, bare, "answered_at_last")
    assert not {BOT_SHARE, FIRST_CONTACT_RESOLUTION, SATISFIED} & set(found.measures)
    with pytest.raises(UnknownName, match="answered_at_last, mean_handling_s"):
        side_by_side(tmp_path, bare, bare, "satisfied")
    one_has_it = side_by_side(tmp_path, {**LIVES, "resolution": None}, LIVES, "service_level")
    assert FIRST_CONTACT_RESOLUTION not in one_has_it.measures
    assert BOT_SHARE in one_has_it.measures
