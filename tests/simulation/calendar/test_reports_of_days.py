"""What people read of a run of several days: its dates by the clock, narrow tables, and runs where runs are meant."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from simulation.experiment import Plan, run
from simulation.measuring.results import Results
from simulation.report.dates import MOST_COLUMNS, date_columns, date_parts, date_spans
from simulation.report.html import Page
from simulation.report.markup import join, unbroken
from simulation.report.terminal import print_results
from simulation.report.workbook import write_workbook
from tests.simulation.calendar.several_days import with_days

DEADLINES: list[dict[str, Any]] = [
    {"name": name, "channel": "email", "within_s": 3600 * hours} for name, hours in (("a", 1), ("b", 2), ("c", 8))
]
TYPES: dict[str, Any] = {"saturday": {"closed": True}, "sunday": {"staff": 0}}


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """A week with three deadlines, a closed Saturday, a Sunday without staff, and a reserve."""
    reserve = {"group": "desk", "agents": 1, "queue": "calls", "at_waiting": 1, "after_s": 600}
    loaded = with_days(
        tmp_path_factory.mktemp("week"),
        days__types=TYPES,
        deadlines=DEADLINES,
        call_in={"reserve": reserve},
        groups__desk={"staff": [2, 2, 2, 2, 4, 4, 4, 4, 4]},
    )
    return run(loaded, Plan(replications=12))


def test_dates_by_the_clock(week: Results) -> None:
    """From 9:00 of the first date to 18:00 of the last one; between them each from midnight to midnight."""
    spans = date_spans(week)
    hours = [(span.label, span.start_s / 3600, span.end_s / 3600) for span in spans]
    assert hours[:2] == [("09-28", 9, 24), ("09-29", 24, 48)]
    assert [hours[-1], len(hours)] == [("10-04", 144, 162), 7]


def test_a_day_that_goes_on_after_midnight(tmp_path: Path) -> None:
    """From 20:00 of one date to 5:00 of the next but one: three dates by the clock for two of the run."""
    found = run(with_days(tmp_path, day__opens="20:00", days__count=2), Plan(replications=1))
    assert [(span.label, span.start_s // 3600, span.end_s // 3600) for span in date_spans(found)] == [
        ("09-28", 20, 24), ("09-29", 24, 48), ("09-30", 48, 53),
    ]  # fmt: skip


def test_lines_stand_at_midnight(week: Results) -> None:
    """15 hours after the first opening and each 24 hours later, of 153 hours; a name in the middle of each date."""
    body, charts = Page(week).build()
    (strip,) = re.findall(r'<div class="hours".*?</div>', body)
    lines = [float(each) for each in re.findall(r'<i style="left:([\d.]+)%', strip)]
    assert lines == [pytest.approx(100 * (15 + 24 * day) / 153, abs=0.01) for day in range(6)]
    names = re.findall(r'<span class="date" style="left:([\d.]+)%">([\d-]+)</span>', strip)
    assert names[0] == ("4.90", "09-28")  # 7.5 of 153 hours
    assert names[1] == ("17.65", "09-29")
    axis = charts["queue-length"].figure["layout"]["xaxis"]
    assert axis["minor"]["tickvals"] == [86400 * day for day in range(1, 7)]
    assert axis["tickvals"][:2] == [16.5 * 3600, 36 * 3600]


def test_dates_are_not_broken_over_lines(week: Results) -> None:
    """In the sentences of the verdict each date is a piece of its own, and the words are as before."""
    body, _ = Page(week).build()
    (goal,) = re.findall(r"<section class=\"goal.*?</section>", body)
    dates = re.findall(r">([^<>]*)<", goal.partition("<ul>")[2])
    assert any(re.fullmatch(r"\d{4}-\d\d-\d\d", each) for each in dates)
    assert not any(re.search(r"\d{4}-\d\d-\d\d.", each) for each in dates)


def test_times_of_an_interval_are_not_broken_over_lines() -> None:
    """From when to when is one piece, and the words are as before."""
    pieces = unbroken("Missed at 2026-10-08 09:00–09:30, and 10:00–10:30.")
    assert [str(piece) for piece in pieces[1::2]] == [
        f'<span class="unbroken">{whole}</span>' for whole in ("2026-10-08", "09:00–09:30", "10:00–10:30")
    ]
    assert re.sub("<[^>]*>", "", join(pieces)) == "Missed at 2026-10-08 09:00–09:30, and 10:00–10:30."


def test_no_bar_of_a_date_hides_another(week: Results) -> None:
    """Who waits may be more than who came: the bar in front is the narrower one; no line marks the first date."""
    _, charts = Page(week).build()
    figure = charts["dates"].figure
    offered, waiting = figure["data"]
    assert waiting["width"] < offered["width"] < 1
    assert figure["layout"]["xaxis"]["zeroline"] is False


def test_no_table_of_dates_is_too_wide(week: Results) -> None:
    """All columns stand in one table or another, in order, and in no table more than fit on a screen."""
    parts = date_parts(week)
    titles = [column.title for _, columns in parts for column in columns]
    assert titles == [column.title for column in date_columns(week)]
    assert [len(columns) for _, columns in parts] == [6, 6]
    assert max(len(columns) for _, columns in parts) <= MOST_COLUMNS
    assert titles[-4:] == ["a met", "b met", "c met", "reserve called in"]
    body, _ = Page(week).build()
    assert body.count("<caption>By date: ") == 2
    assert "What is still open when the run ends counts as not kept" in body


def test_runs_are_called_runs(week: Results) -> None:
    """Nothing is said of simulated days, nor of one day in ten, on the page or the terminal."""
    body, charts = Page(week).build()
    stream = io.StringIO()
    print_results(week, file=stream, width=160)
    said = " ".join([body, *(chart.summary for chart in charts.values()), stream.getvalue()])
    for words in ("imulated day", "in ten days", "day in ten", "iddle day", "From day to day", "a day,"):
        assert words not in said, words
    assert "eight in ten runs" in said
    assert "From run to run" in said


def test_staff_is_that_of_the_opening_hours(week: Results, tmp_path: Path) -> None:
    """28 hours of agents on each of five dates, none on Sunday; Saturday is closed, and counts no more than nights."""
    staff = run(with_days(tmp_path, days__types=TYPES, groups__desk=week_of_staff()), Plan(replications=2)).groups
    assert staff["desk"].staff.mean == pytest.approx(5 * 28 / (6 * 9))
    body, _ = Page(week).build()
    assert "Averaged over the opening hours of all dates that are not closed" in body


def week_of_staff() -> dict[str, Any]:
    return {"staff": [2, 2, 2, 2, 4, 4, 4, 4, 4]}


def test_nobody_is_busy_at_night(week: Results) -> None:
    """The filled part of a group's staff is nothing from the close to the opening, not a slope between two days."""
    _, charts = Page(week).build()
    busy, signed_on, _ = charts["group-0"].figure["data"]
    night = [each.index for each in week.intervals if each.index % 24 >= 12]
    assert night
    assert all(busy["y"][index] == 0 and signed_on["y"][index] == 0 for index in night)
    assert None not in busy["y"]


def test_waits_of_days_have_round_marks(tmp_path: Path) -> None:
    """Mail that waits from Friday to Monday: the marks of the axis are whole days."""
    closed = {"weekend": {"staff": 0}}
    found = run(with_days(tmp_path, days__types=closed, days__count=8, groups__desk={"staff": 3}), Plan(replications=2))
    _, charts = Page(found).build()
    marks = charts["waits"].figure["layout"]["yaxis"]["tickvals"]
    assert max(marks) >= 2 * 86400
    assert all(mark % 43200 == 0 for mark in marks)


def test_the_service_level_by_channel(week: Results, tmp_path: Path) -> None:
    """Calls and mail together say little: each channel stands beside them, also in the workbook."""
    levels = {name: cell.service_level.mean for name, cell in week.channels.items()}
    body, _ = Page(week).build()
    assert "Service level of all channels, 30 s" in body
    said = f"By channel: phone {levels['phone']:.1%}"
    assert said in body
    stream = io.StringIO()
    print_results(week, file=stream, width=160)
    assert said in stream.getvalue()
    write_workbook(week, tmp_path / "week.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "week.xlsx")["Verdict"]
    assert any(said in str(row[0].value) for row in sheet.iter_rows())


def test_charts_of_the_target_leave_out_what_no_goal_is_about(tmp_path: Path) -> None:
    """Who calls again at night waits for the morning: a cell of 0 %, and no failure of anybody."""
    again = {"channel": "phone", "share": 0.9, "law": "deterministic", "mean_s": 7200}
    found = run(with_days(tmp_path, redials=again), Plan(replications=12))
    night = [index for index, each in enumerate(found.intervals) if each.start_s // 3600 % 24 not in range(9, 18)]
    assert any(found.heat["calls"][index].mean == 0 for index in night)
    _, charts = Page(found).build()
    heat, risk = charts["heat"], charts["risk"]
    for row in heat.figure["data"][:-1]:
        assert {row["z"][0][index] for index in night} == {None}
    assert set(re.findall(r" (\d\d):\d\d–", heat.summary + risk.summary)) <= {f"{hour:02}" for hour in range(9, 18)}
    assert "Intervals that no goal is about are left out." in heat.summary
