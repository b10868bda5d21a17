"""results.xlsx: the figures as numbers with formats, names as strings, the same bytes every time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from simulation.measuring.results import Results
from simulation.report.columns import all_columns
from simulation.report.words import verdict_words
from simulation.report.workbook import write_workbook
from tests.simulation.report import fake


def opened(results: Results, folder: Path) -> Any:
    path = folder / "results.xlsx"
    write_workbook(results, path)
    return openpyxl.load_workbook(path)


def approx(value: float | None) -> Any:
    """The value as XlsxWriter writes it, with 16 digits."""
    return pytest.approx(value, rel=1e-15)


def table(sheet: Any) -> list[dict[str, Any]]:
    """The rows below the head, by heading."""
    head, *rows = sheet.values
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_there_is_a_sheet_for_each_part(tmp_path: Path) -> None:
    """The verdict comes first, the definitions last."""
    assert opened(fake.results(), tmp_path).sheetnames == [
        "Verdict", "Goals", "Intervals", "Queues", "Problems", "Tiers", "Channels", "Groups", "Groups by interval",
        "From day to day", "Definitions",
    ]  # fmt: skip


def test_every_figure_is_a_number_with_its_limits(tmp_path: Path) -> None:
    """Each measure of each cell stands in three columns, to 16 digits, in the format of its unit."""
    results, book = fake.results(), opened(fake.results(), tmp_path)
    for name, cells in (
        ("Queues", results.queues),
        ("Problems", results.problems),
        ("Tiers", results.tiers),
        ("Channels", results.channels),
        ("Intervals", {interval.label: interval.cell for interval in results.intervals} | {"all": results.overall}),
    ):
        rows = table(book[name])
        assert len(rows) == len(cells)
        for row, cell in zip(rows, cells.values(), strict=True):
            for column in all_columns("30 s"):
                figure = column.of(cell)
                assert row[column.title] == approx(figure.mean)
                assert row[f"{column.title}: 95% from"] == approx(figure.low)
                assert row[f"{column.title}: 95% to"] == approx(figure.high)
    assert [row["Queue"] for row in table(book["Queues"])] == list(results.queues)
    assert table(book["Intervals"])[0]["Interval"] == "09:00–09:30"
    formats = {cell.value: below.number_format for cell, below in zip(*book["Queues"]["A1:AQ2"], strict=True)}
    assert formats["Service level, 30 s"] == "0.0%"
    assert formats["Mean wait, s"] == "#,##0.0"


def test_groups_and_their_intervals(tmp_path: Path) -> None:
    """Staff and occupancy stand for each group, and for each group in each interval."""
    results, book = fake.results(), opened(fake.results(), tmp_path)
    assert [row["Occupancy"] for row in table(book["Groups"])] == [
        cell.occupancy.mean for cell in results.groups.values()
    ]
    rows = [row for row in table(book["Groups by interval"]) if row["Group"] == "fx"]
    assert [row["Agents signed on"] for row in rows] == [cell.staff.mean for cell in results.group_intervals["fx"]]
    assert rows[1]["Interval"] == "09:30–10:00"


def test_the_verdict_in_words_and_in_cells(tmp_path: Path) -> None:
    """The first sheet says the answer; the second one holds what it rests on."""
    results, book = fake.results(), opened(fake.results(), tmp_path)
    lines = [row[0] for row in book["Verdict"].values]
    words = verdict_words(results)
    assert lines[0] == words.headline
    assert all(line.words in lines for goal in words.goals for line in goal.lines)
    rows = table(book["Goals"])
    assert len(rows) == len(results.verdict.cells)
    worst = next(row for row in rows if row["Interval"] == "12:30–13:00" and row["Goal"] == "vip")
    assert (worst["Least share"], worst["Within, s"], worst["Verdict"]) == (0.9, 30, "missed")
    assert (worst["Agents to add (Erlang A estimate)"], worst["Group"]) == (7, "fx_senior")


@pytest.mark.parametrize("make", [fake.hostile, fake.results])
def test_nothing_is_a_formula(tmp_path: Path, make: Any) -> None:
    """Names that begin like formulas are strings: the workbook has no formula and no link at all."""
    book = opened(make(), tmp_path)
    assert {cell.data_type for sheet in book for row in sheet for cell in row} <= {"s", "n"}
    assert not [cell for sheet in book for row in sheet for cell in row if cell.hyperlink]
    names = [row[0].value for row in book["Queues"].iter_rows(min_row=2)]
    assert names[1:5] == ["=1+1", "+1", "-1", "@SUM(A1)"] or make is fake.results


def test_what_was_not_measured_is_empty(tmp_path: Path) -> None:
    """Neither a zero nor a dash stands for a figure that there is none of, so that sums come out right."""
    row = table(opened(fake.empty(), tmp_path)["Queues"])[0]
    assert row["Offered"] == 0
    assert row["Mean wait, s"] is None
    assert row["Offered: 95% from"] is None


def test_heads_stay_in_view(tmp_path: Path) -> None:
    """The head row and the first column of every table are frozen."""
    book = opened(fake.results(), tmp_path)
    assert {book[name].freeze_panes for name in book.sheetnames[1:-1]} == {"B2"}


def test_the_same_results_give_the_same_bytes(tmp_path: Path) -> None:
    """There is no time stamp in the workbook."""
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    write_workbook(fake.results(), first)
    write_workbook(fake.results(), second)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.usefixtures("chinese")
def test_chinese_sheets_have_names_that_excel_takes(tmp_path: Path) -> None:
    """In Chinese the workbook can be written, read back, and says the same figures."""
    book = opened(fake.results(), tmp_path)
    assert len(set(book.sheetnames)) == 11
    assert book.worksheets[0]["A1"].value == "30 秒应答目标在 11:30–13:30 未达标。"
    assert book.worksheets[3]["B2"].value == approx(fake.results().queues["vip_fx"].offered.mean)


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """XlsxWriter's own error becomes one that says that the file cannot be written."""
    with pytest.raises(OSError, match="No such file"):
        write_workbook(fake.results(), tmp_path / "no" / "results.xlsx")
