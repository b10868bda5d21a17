"""Reading a recorded day: the four kinds of files, units, midnight, and what is no offered contact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from routing.errors import InputError
from simulation.replay.day_reader import OpeningHours
from simulation.replay.recorded_day import UNKNOWN, RecordedDay
from tests.simulation.replay.records import (
    HEADS,
    HOUR,
    MAP,
    ROWS,
    US,
    day_of,
    read,
    row,
    write_csv,
    write_parquet,
    write_xlsx,
)


def seconds(values: Any) -> list[float]:
    """Microseconds in seconds; unknown stays -1."""
    return [value / US if value != UNKNOWN else UNKNOWN for value in values.tolist()]


def test_a_day_by_hand(tmp_path: Path) -> None:
    """Times count from the opening; menus add to the entry; labels, ids and unknown tiers are as the map says."""
    day = read(write_csv(tmp_path / "day.csv"))
    offered = day.offered
    # The queue is entered at 9:00:10, 9:00:30, 9:00:50, 9:01:00 and 9:30:00.
    assert seconds(offered.arrival) == [10, 30, 50, 60, 1800]
    assert seconds(offered.wait) == [0, 0, 70, 30, 0]
    assert offered.answered.tolist() == [True, True, True, False, True]
    assert seconds(offered.work) == [100, 200, 50, -1, 60]
    assert offered.problem.tolist() == [0, 0, 0, 0, 1]
    # rank 0 says nothing of those who did not wait; rank 1 is ordinary, 2 is a VIP.
    assert offered.tier.tolist() == [UNKNOWN, UNKNOWN, 1, 0, UNKNOWN]
    assert [day.agents[number] if number >= 0 else None for number in offered.agent] == [
        "ann", "bob", "ann", None, "bob"
    ]  # fmt: skip
    assert [day.customers[number] if number >= 0 else None for number in offered.customer] == [
        "c1", "c2", "c3", "c4", None
    ]  # fmt: skip
    assert offered.row.tolist() == [2, 3, 4, 5, 8]


def test_the_account_adds_up(tmp_path: Path) -> None:
    """Every row of the day is offered, ignored, left out for its reason, or outside the opening hours."""
    day = read(write_csv(tmp_path / "day.csv"))
    account = day.account
    assert (account.rows, account.ignored, account.outside) == (8, 1, 1)
    assert account.left_out == (("left in the menu", 1),)
    left_out = sum(count for _, count in account.left_out)
    assert len(day.offered) == account.rows - account.ignored - account.outside - left_out


@pytest.mark.parametrize(
    ("name", "write"),
    [("day.csv", write_csv), ("day.csv.gz", write_csv), ("day.parquet", write_parquet), ("day.xlsx", write_xlsx)],
)
def test_all_kinds_of_files_say_the_same(name: str, write: Callable[[Path], Path], tmp_path: Path) -> None:
    """CSV, gzipped CSV, Parquet and XLSX with the same rows make the same day."""
    expected = read(write_csv(tmp_path / "expected.csv"))
    found = read(write(tmp_path / name))
    assert_same(found, expected, rows_from=1 if name.endswith(".parquet") else 2)


def assert_same(found: RecordedDay, expected: RecordedDay, rows_from: int = 2) -> None:
    """Both days have the same contacts, up to the number of the first row."""
    for name in ("arrival", "wait", "answered", "work", "problem", "tier", "channel", "agent", "customer"):
        np.testing.assert_array_equal(getattr(found.contacts, name), getattr(expected.contacts, name), err_msg=name)
    np.testing.assert_array_equal(found.contacts.row - rows_from, expected.contacts.row - 2)
    assert (found.agents, found.customers, found.account) == (expected.agents, expected.customers, expected.account)


def test_rows_may_stand_in_any_order(tmp_path: Path) -> None:
    """Unsorted rows make the same day, with other row numbers."""
    expected = read(write_csv(tmp_path / "sorted.csv"))
    found = read(write_csv(tmp_path / "unsorted.csv", ROWS[::-1]))
    np.testing.assert_array_equal(found.offered.arrival, expected.offered.arrival)
    np.testing.assert_array_equal(found.offered.agent, expected.offered.agent)
    assert found.offered.row.tolist() == [9, 8, 7, 6, 3]


@pytest.mark.parametrize(
    ("encode", "separator"),
    [
        (lambda content: b"\xef\xbb\xbf" + content.encode(), ","),
        (lambda content: content.replace("ann", "安妮").encode("gb18030"), ","),
        (lambda content: content.replace("\n", "\r\n").replace(",", ";").encode(), ";"),
        (lambda content: content.replace("\n", "\n\n").encode(), ","),
    ],
    ids=["byte order mark", "GB 18030", "semicolons and Windows", "empty lines"],
)
def test_csv_as_spreadsheets_save_it(encode: Callable[[str], bytes], separator: str, tmp_path: Path) -> None:
    """Marks, encodings, separators and empty lines of spreadsheets change nothing."""
    path = write_csv(tmp_path / "day.csv")
    expected = read(path)
    path.write_bytes(encode(path.read_text(encoding="utf-8")))
    found = read(path, MAP + f'file: {{separator: "{separator}"}}\n')
    np.testing.assert_array_equal(found.offered.arrival, expected.offered.arrival)
    np.testing.assert_array_equal(found.offered.work, expected.offered.work)


def test_a_sheet_by_name(tmp_path: Path) -> None:
    """The map names the sheet; empty rows above the heads do not matter, and rows keep their numbers."""
    import openpyxl

    path = write_xlsx(tmp_path / "day.xlsx")
    book = openpyxl.load_workbook(path)
    book.active.title = "calls"
    book.active.insert_rows(1, 2)
    book.create_sheet("notes", 0)
    book.save(path)
    day = read(path, MAP + "file: {sheet: calls}\n")
    assert day.offered.row.tolist() == [4, 5, 6, 7, 10]


MOMENTS = (
    # Heads, one row, and how a map reads them: enters at 09:10:00, waits 30 s, talks 90 s.
    ("in,w,t", "2024-03-01 09:10:00,30,90", "enters: in\nwait: w\nwork: t"),
    ("in,w,t", "2024-03-01T09:10:00.000,30,90", "enters: in\nwait: w\nwork: t"),
    ("in,w,t", "01/03/2024 9:10 AM,30,90", 'enters: {column: in, format: "%d/%m/%Y %I:%M %p"}\nwait: w\nwork: t'),
    (
        "in,w",
        "33000000,0.5",
        "enters: {column: in, unit: ms}\nwait: {column: w, unit: min}\nwork: {sum: [w, w, w], unit: min}",
    ),
    ("in,out,end", "09:10:00,09:10:30,09:12:00", "enters: in\nleaves: out\nends: end"),
    ("in,out,end", "33000,33030,33120", "enters: in\nleaves: out\nends: end"),
    ("in,a,b,t", "33000,,33030,90", 'enters: in\nleaves: {first_of: [a, b], none: ""}\nwork: t'),
    ("in,a,b,t", "33000,33030,0,90", "enters: in\nleaves: {first_of: [a, b], none: 0}\nwork: t"),
    ("in,a,b,t", "33000,10,20,90", "enters: in\nwait: {sum: [a, b]}\nwork: t"),
)  # fmt: skip


@pytest.mark.parametrize(("heads", "cells", "times"), MOMENTS)
def test_moments_and_spans(heads: str, cells: str, times: str, tmp_path: Path) -> None:
    """Dates with times, clocks, numbers in units, sums and the first of several all say the same."""
    (tmp_path / "day.csv").write_text(f"{heads},end_of_it\n{cells},OK\n", encoding="utf-8")
    source = f"peakline: map/1\n{times}\noutcome: {{column: end_of_it, answered: OK}}\nproblem: question\ntier: vip\n"
    offered = read(tmp_path / "day.csv", source).offered
    assert [seconds(offered.arrival), seconds(offered.wait), seconds(offered.work)] == [[600], [30], [90]]


def test_times_in_parquet_are_taken_as_they_are(tmp_path: Path) -> None:
    """Columns of dates with times, with a zone or without, need no format and keep the clock of their zone."""
    import polars as pl

    times = pl.Series(["2024-03-01 09:10:00"]).str.to_datetime()
    for zoned in (times, times.dt.replace_time_zone("Asia/Shanghai")):
        pl.DataFrame({"in": zoned, "w": [30], "t": [90], "end": ["OK"]}).write_parquet(tmp_path / "day.parquet")
        source = (
            "peakline: map/1\nenters: in\nwait: w\nwork: t\noutcome: {column: end, answered: OK}\n"
            "problem: question\ntier: vip\n"
        )
        assert seconds(read(tmp_path / "day.parquet", source, day="2024-03-01").offered.arrival) == [600]


def test_times_in_workbooks(tmp_path: Path) -> None:
    """Cells that are times of day, dates, or both at once for a spreadsheet are so here."""
    rows = [[dt.date(2024, 3, 1), dt.time(9, 10), 30, dt.time(9, 12), "OK"]]
    heads = ["d", "in", "w", "end", "e"]
    ends = "wait: w\nends: end\noutcome: {column: e, answered: OK}\nproblem: question\ntier: vip\n"
    source = f"peakline: map/1\nday: d\nenters: in\n{ends}"
    offered = read(write_xlsx(tmp_path / "day.xlsx", rows, heads), source, day="2024-03-01").offered
    assert [seconds(offered.arrival), seconds(offered.work)] == [[600], [90]]
    rows[0][1] = dt.datetime(2024, 3, 1, 9, 10)  # noqa: DTZ001  (a workbook knows no zones)
    dated = f"peakline: map/1\nenters: in\n{ends}".replace("ends: end", "work: w")
    offered = read(write_xlsx(tmp_path / "day.xlsx", rows, heads), dated, day="2024-03-01").offered
    assert [seconds(offered.arrival), seconds(offered.work)] == [[600], [30]]


LATE = OpeningHours(79_200_000_000, 4 * 3_600_000_000)
"""From 22:00 to 2:00 on the next day."""


def test_contacts_cross_midnight(tmp_path: Path) -> None:
    """The day is that of the opening: the night after belongs to it, the morning before does not."""
    rows = [
        row("00:30:00", 5),  # belongs to the opening of the day before
        row("23:59:50", 20, 30),
        row("24:00:10", 0, 30),  # dated by its entry into the menu before midnight
        row("01:00:00", 10, 30, date="2024-03-02"),
        row("02:00:00", 10, 30, date="2024-03-02"),  # after the close
    ]
    path = write_csv(tmp_path / "day.csv", rows)
    offered = read(path, hours=LATE, day="2024-03-01").offered
    # 22:00 is 0; 23:59:50 is 7190; midnight and 10 s is 7210; 1:00 is 10800.
    assert seconds(offered.arrival) == [7190, 7210, 10800]
    assert read(path, hours=LATE, day="2024-03-01").account.outside == 1  # 0:30; rows of other days do not count


def test_clocks_past_midnight_are_of_the_next_day(tmp_path: Path) -> None:
    """An answer at 00:00:05 to a contact of 23:59:50 came after 15 s, and the service ended 60 s later."""
    (tmp_path / "day.csv").write_text("d,in,out,end,e\n2024-03-01,23:59:50,00:00:05,00:01:05,OK\n", encoding="utf-8")
    source = (
        "peakline: map/1\nday: d\nenters: in\nleaves: out\nends: end\noutcome: {column: e, answered: OK}\n"
        "problem: question\ntier: vip\n"
    )
    offered = read(tmp_path / "day.csv", source, LATE).offered
    assert [seconds(offered.wait), seconds(offered.work)] == [[15], [60]]


def test_a_contact_from_before_the_opening_is_not_offered(tmp_path: Path) -> None:
    """Who entered before the opening and is still there counts as seen, but not as offered."""
    day = day_of(tmp_path, [row("08:59:00", 90, 120), row("08:00:00", 0, 60), row("09:10:00", 0)])
    assert seconds(day.contacts.arrival) == [-60, 600]
    assert seconds(day.offered.arrival) == [600]
    assert day.account.outside == 2


def test_outcomes_by_conditions(tmp_path: Path) -> None:
    """Without a column of outcomes, conditions say who was answered; an empty cell is within no limits."""
    source = MAP.replace(
        "outcome: {column: end, answered: OK, abandoned: LEFT, ignored: GHOST}",
        "outcome: {answered_when: {talk_s: {at_least: 1}}}",
    )
    day = day_of(tmp_path, [row("09:00:00", 5), row("09:00:10", 5, ""), row("09:00:20", 5, 0)], source)
    assert day.offered.answered.tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("condition", "left"),
    [
        ("{wait_s: 5}", [7, 9]),
        ("{wait_s: [5, 7]}", [9]),
        ("{wait_s: {above: 5}}", [5]),
        ("{wait_s: {at_least: 7, at_most: 8}}", [5, 9]),
        ("{wait_s: {below: 9}, clerk: ann}", [7, 9]),
        ('{wait_s: "5"}', [7, 9]),
        ('{wait_s: "5.0"}', [5, 7, 9]),  # text is compared as text
        ("{wait_s: 5.0}", [7, 9]),  # a number as a number
    ],
)
def test_conditions(condition: str, left: list[int], tmp_path: Path) -> None:
    """Values, lists, limits, and several columns leave out what they should."""
    rows = [row("09:00:00", 5), row("09:00:10", 7, clerk="bob"), row("09:00:20", 9)]
    source = MAP.replace("when: {end: LEFT, wait_s: 0}", f"when: {condition}")
    assert seconds(day_of(tmp_path, rows, source).offered.wait) == left


def test_the_first_reason_counts(tmp_path: Path) -> None:
    """A row that several entries leave out is counted once, at the first."""
    source = MAP.replace(
        "leave_out: [", "leave_out: [{because: short, when: {wait_s: {below: 10}}}, {because: all, when: {topic: q}}, "
    )
    rows = [row("09:00:00", 5), row("09:00:10", 15), row("09:00:20", 5, topic="x")]
    with pytest.raises(InputError, match="no contact entered the queue"):
        day_of(tmp_path, rows, source)
    day = day_of(tmp_path, [*rows, row("09:01:00", 20, topic="x")], source)
    assert day.account.left_out == (("short", 2), ("all", 1), ("left in the menu", 0))


def test_unknown_work_of_an_answered_contact(tmp_path: Path) -> None:
    """Answered, and how long it took is not recorded: the work is unknown, and that of who left is not read."""
    rows = [row("09:00:00", 5, "", end="OK"), row("09:00:10", 5, ""), row("09:01:00", 0, 30)]
    day = day_of(tmp_path, rows, MAP)
    assert seconds(day.offered.work) == [UNKNOWN, UNKNOWN, 30]
    (tmp_path / "left.csv").write_text(
        ",".join(HEADS) + "\n2024-03-01,32400,0,5,?,LEFT,q,1,,\n2024-03-01,32500,0,5,30,OK,q,1,,ann\n",
        encoding="utf-8",
    )
    assert seconds(read(tmp_path / "left.csv", MAP, HOUR).offered.work) == [UNKNOWN, 30]
