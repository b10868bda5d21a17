"""Runs of several days side by side: goals as in a run, intervals with their dates."""

from __future__ import annotations

import pytest

from simulation.compare.compare import compare
from simulation.compare.comparison import Comparison
from simulation.compare.measure import OVERALL, Kind
from simulation.compare.side import Role, Side
from simulation.experiment import Plan, run
from simulation.report.compare.day_chart import day_chart
from simulation.report.compare.tables import part_table
from simulation.report.compare.words import basis
from simulation.scenario import Scenario
from tests.simulation.calendar.several_days import with_days

AGAIN = {"channel": "phone", "share": 0.9, "law": "deterministic", "mean_s": 7200}
PLAN = Plan(replications=12)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    """A week on which many redial in the evening, when nobody answers."""
    return with_days(tmp_path_factory.mktemp("desk"), redials=AGAIN, days__types={"weekend": {"staff": 0.5}})


@pytest.fixture(scope="module")
def compared(desk: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """The desk beside itself with Saturdays of a type of their own."""
    types = {"weekend": {"staff": 0.5}, "saturday": {"staff": 1}}
    other = with_days(tmp_path_factory.mktemp("other"), redials=AGAIN, days__types=types)
    return compare([Side("a", Role.BASE, desk), Side("b", Role.OTHER, other)], PLAN)


def test_goals_are_those_of_a_run(desk: Scenario, compared: Comparison) -> None:
    """Who redials between a close and the next opening is in no goal here either."""
    cells = run(desk, PLAN).verdict.cells
    share = sum((cell.share.mean or 0) * cell.offered for cell in cells) / sum(cell.offered for cell in cells)
    (goal,) = [measure for measure in compared.measures if measure.goal is not None]
    assert compared.base.values[goal][OVERALL].mean == pytest.approx(share)


def test_intervals_have_their_dates(compared: Comparison) -> None:
    """In the tables, and on the axis of the chart, where there is no room for more than four."""
    names = [cell.name for cell in compared.of_kind(Kind.INTERVAL)]
    assert [names[0], names[15]] == ["2026-09-28 09:00–10:00", "2026-09-29 00:00–01:00"]
    chart = day_chart(compared, compared.others[0], (-1.0, 1.0))
    assert chart is not None
    axis = chart.figure["layout"]["xaxis"]
    assert axis["ticktext"] == ["09-29", "10-01", "10-03"]
    assert [mark // 3600 for mark in axis["tickvals"]] == [24, 72, 120]


def test_days_are_other_days_only_if_they_read_so(compared: Comparison) -> None:
    """A type more changes no date, and nothing is said of days that are called the same."""
    assert not any("has other days" in note for note in compared.notes)


def test_nights_are_not_listed_and_runs_are_runs(compared: Comparison) -> None:
    """Intervals in which nobody can come have no row, and what is simulated twelve times is a run, not a day."""
    rows = [row.name for row in part_table(compared, Kind.INTERVAL).rows]
    listed = [cell.name for cell in compared.of_kind(Kind.INTERVAL)]
    assert rows[0] == "2026-09-28 09:00–10:00"
    assert "2026-09-29 04:00–05:00" in set(listed) - set(rows)
    assert set(rows) < set(listed)
    assert basis(compared).startswith("From 12 simulated runs, the same customers on every side. 95% sure of ")
