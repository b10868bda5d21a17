"""Volumes and staff from tables with rows for each date."""

# ruff: noqa: E501  (whole messages)

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xlsxwriter

from routing.errors import InputError
from simulation.scenario import Scenario, load_scenario
from simulation.shifts.scheduled import scheduled
from tests.simulation.calendar.several_days import with_days

DATES = ["2026-09-28", "2026-09-29", "2026-09-30"]
MORE: dict[str, Any] = {
    "day__intervals": 2,
    "arrivals__per_h": 7,
    "days__count": 4,
    "days__types": {"workday": {"scale": 5, "staff": 5}, "holiday": {"closed": True}},
    "days__calendar": {"holidays": ["2026-10-01"]},
}


def rows(*columns: list[int]) -> list[tuple[Any, ...]]:
    """A row for each hour of the three open days, the first column counting on."""
    starts = [(date, clock) for date in DATES for clock in ("09:00", "10:00")]
    return [(*start, *values) for start, *values in zip(starts, *columns, strict=True)]


def csv(folder: Path, name: str, column: str, found: list[tuple[Any, ...]]) -> dict[str, str]:
    lines = [f"date,start,{column}", *(",".join(map(str, row)) for row in found)]
    (folder / name).write_text("\n".join(lines), encoding="utf-8")
    return {"table": name}


def from_table(folder: Path, found: list[tuple[Any, ...]], **more: Any) -> Scenario:
    volumes = csv(folder, "volumes.csv", "contacts", found)
    return with_days(folder, **{**MORE, "arrivals__per_h": None, "arrivals__volumes": volumes, **more})


def test_what_a_date_has_is_not_scaled(tmp_path: Path) -> None:
    """Each date has its own contacts; the type of the day leaves them as they are, ``arrivals.scale`` does not."""
    loaded = from_table(tmp_path, rows([1, 2, 3, 4, 5, 6]), arrivals__scale=10)
    expected = loaded.expected.sum(axis=0)
    assert [expected[24 * day : 24 * day + 2].tolist() for day in range(4)] == [
        pytest.approx(each) for each in ([10, 20], [30, 40], [50, 60], [0, 0])
    ]
    both = from_table(tmp_path, rows([1, 2, 3, 4, 5, 6]), arrivals__per_h=7).expected.sum(axis=0)
    assert both[48:50] == pytest.approx([5 * 7 + 5, 5 * 7 + 6])


def test_by_date_and_kind(tmp_path: Path) -> None:
    """With a column for the problem, each date has all intervals of each problem."""
    found = [
        (date, start, problem, 3) for date in DATES for problem in ("question", "claim") for start in ("09:00", "10:00")
    ]
    loaded = with_days(
        tmp_path,
        **{**MORE, "arrivals__per_h": None, "arrivals__volumes": csv(tmp_path, "v.csv", "problem,contacts", found)},
    )
    by_problem = [loaded.expected[loaded.world.classes["problem"] == number].sum() for number in (0, 1)]
    assert by_problem == pytest.approx([18, 18])


@pytest.mark.parametrize("place", ["staff", "groups__desk"])
def test_staff_by_date(place: str, tmp_path: Path) -> None:
    """A staff table of all groups, or of one, with rows for each date."""
    table: Any = csv(tmp_path, "staff.csv", "desk", rows([1, 2, 3, 4, 5, 0]))
    changes = {"staff": table, "groups__desk": {}} if place == "staff" else {"groups__desk": {"staff": table}}
    staff = scheduled(with_days(tmp_path, **{**MORE, **changes}).world)
    assert [staff[24 * day : 24 * day + 2].tolist() for day in range(4)] == [[1, 2], [3, 4], [5, 0], [0, 0]]


def test_a_workbook_with_dates_of_its_own(tmp_path: Path) -> None:
    """Dates as a spreadsheet has them, not as text."""
    with xlsxwriter.Workbook(tmp_path / "volumes.xlsx") as book:
        sheet, shown = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["date", "start", "contacts"])
        for number, (day, start, contacts) in enumerate(rows([1, 2, 3, 4, 5, 6]), 1):
            sheet.write_datetime(number, 0, dt.datetime.fromisoformat(day), shown)
            sheet.write_row(number, 1, [start, contacts])
    loaded = with_days(tmp_path, **{**MORE, "arrivals__per_h": None, "arrivals__volumes": {"table": "volumes.xlsx"}})
    np.testing.assert_allclose(loaded.expected.sum(axis=0)[24:26], [3, 4])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda found: found[:4], "row 5, column B (start): the table has no rows of 2026-09-30, an open day"),
        (lambda found: found[:3] + found[4:], "row 4, column B (start): the day goes on after this row: the interval 10:00 is missing"),
        (lambda found: [*found, ("2026-10-01", "09:00", 1)], "row 8, column A (date): must be one of: 2026-09-28, 2026-09-29, 2026-09-30 (got 2026-10-01; did you mean 2026-09-30?)"),
    ],
)  # fmt: skip
def test_days_that_are_missing_or_closed(change: Any, message: str, tmp_path: Path) -> None:
    """A table has every open day with all its intervals, and no closed one."""
    with pytest.raises(InputError) as wrong:
        from_table(tmp_path, change(rows([1, 2, 3, 4, 5, 6])))
    assert message in str(wrong.value)


def test_dates_need_days(tmp_path: Path) -> None:
    """Without ``days`` the column is one that means nothing, or one that no single day has; nor can it be changed."""
    with pytest.raises(InputError, match="column A"):
        from_table(tmp_path, rows([1, 2, 3, 4, 5, 6]), days=None, days__types=None)
    table = csv(tmp_path, "staff.csv", "desk", rows([1, 2, 3, 4, 5, 0]))
    with_days(tmp_path, **{**MORE, "groups__desk": {"staff": table}})
    with pytest.raises(InputError, match="has a row for each date: change the table itself"):
        load_scenario(tmp_path / "desk.yaml", overrides=["groups.desk.staff+=1"])
