"""``peakline backtest``: what it says, what it writes, and what it refuses."""

from __future__ import annotations

import csv
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from simulation.cli import main
from simulation.report.backtest_files import NAMES
from tests.simulation.backtest.made_days import FILES, write_made
from tests.simulation.replay.records import edit
from tests.simulation.report.test_browser import OPTIONS as BROWSER

OPTIONS = [*FILES, "--replications", "3", "--every", "6"]


def test_words(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Days, leakage, limits with their verdicts, and the three tables."""
    assert main(["backtest", "calls.csv", *OPTIONS]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Back-test of made: 3 of 14 usable days foretold, from 2024-03-04 to 2024-03-16")
    for words in ("That is leakage", "What it must reach", "By day", "By interval", "paired by day", "Against itself"):
        assert words in said
    assert "undecided" in said
    assert "With fewer than 10 simulated days of each day nothing is decided" in said
    assert " points" in said
    assert not re.search(r"\s-\d|\[-", said)  # a minus is one
    assert [line for line in said.splitlines() if line != line.rstrip()] == []


def test_staff_of_other_days_is_no_leakage(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the staff of other days nothing leaks, and the words do not say so."""
    assert main(["backtest", "calls.csv", *OPTIONS, "--staff-from", "others"]) == 0
    said = capsys.readouterr().out
    assert "nearest other days of the same weekday" in " ".join(said.split())
    assert "leakage" not in said


def test_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All days and intervals as JSON, the same bytes again, in a file that may be written over."""
    assert main(["backtest", "calls.csv", *OPTIONS, "--json", "-"]) == 0
    said = capsys.readouterr().out
    for _ in range(2):
        assert main(["backtest", "calls.csv", *OPTIONS, "--json", "found.json"]) == 0
    assert Path("found.json").read_text(encoding="utf-8") == said
    document = json.loads(said)
    assert document["peakline"] == "backtest/1"
    assert [day["date"] for day in document["days"]] == ["2024-03-04", "2024-03-10", "2024-03-16"]
    interval = document["days"][0]["intervals"][1]
    assert interval["start"] == "09:30"
    assert set(interval["service_level"]) == {
        "observed", "foretold", "low", "high", "erlang_a", "weekday", "against_itself",
    }  # fmt: skip
    assert {one["met"] for one in document["verdicts"]} == {None}
    assert {one["name"] for one in document["verdicts"]} >= {"day_service_level", "interval_ratio", "beats_weekday"}


def test_out(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A page with tables and charts, the JSON, a row for each day and interval; twice into the same folder."""
    for _ in range(2):
        assert main(["backtest", "calls.csv", *OPTIONS, "--out", "found"]) == 0
    said = capsys.readouterr().out
    assert said.endswith("Written: " + ", ".join(str(Path("found") / name) for name in NAMES) + "\n")
    document = json.loads(Path("found/backtest.json").read_text(encoding="utf-8"))
    with Path("found/days.csv").open(encoding="utf-8", newline="") as stream:
        days = list(csv.DictReader(stream))
    assert [day["date"] for day in days] == [day["date"] for day in document["days"]]
    assert float(days[0]["mean_wait_s.erlang_a"]) == document["days"][0]["mean_wait_s"]["erlang_a"]
    with Path("found/intervals.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == sum(len(day["intervals"]) for day in document["days"])
    first = document["days"][0]["intervals"][1]
    assert (rows[1]["start"], float(rows[1]["staff"])) == (first["start"], first["staff"])
    assert float(rows[1]["abandoned.against_itself"]) == first["abandoned"]["against_itself"]
    page = Path("found/backtest.html").read_text(encoding="utf-8")
    for words in (
        "Back-test of made: 3 of 14",
        "What it must reach",
        "undecided",
        "Day by day",
        'data-chart="abandoned"',
    ):
        assert words in page
    Path("other").mkdir()
    Path("other/days.csv").write_text("mine", encoding="utf-8")
    assert main(["backtest", "calls.csv", *OPTIONS, "--out", "other"]) == 2
    assert "which is not from an earlier answer" in capsys.readouterr().err


def test_the_page_in_a_browser(folder: Path, chromium: str) -> None:
    """The charts of the three measures are drawn, and nothing is complained about."""
    assert main(["backtest", "calls.csv", *OPTIONS, "--out", "found"]) == 0
    page = Path("found/backtest.html").resolve().as_uri()
    done = subprocess.run(
        [chromium, *BROWSER, f"--user-data-dir={folder / 'profile'}", page],
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=180,
    )
    assert [line for line in done.stderr.splitlines() if ":CONSOLE" in line] == []
    assert 'data-charts="3"' in done.stdout
    assert 'class="chart lost"' not in done.stdout


REFUSED: dict[str, tuple[Callable[[], object], list[str], str]] = {
    "a staff that is not inferred": (
        lambda: edit("staff.yaml", "as_seen: {break_min: 120, left_waiting_s: null}", "groups: {desk: {staff: 4}}"),
        [],
        "staff.yaml:1: as_seen: a back-test infers the staff of each day from the records: say how",
    ),
    "a single day": (
        lambda: write_made(Path(), days=1),
        [],
        "calls.csv: only 1 of 1 days are usable, and a back-test needs 3",
    ),
    "a file without days": (
        lambda: edit("map.yaml", "day: date\n", ""),
        [],
        "calls.csv: the map names no column with the day, and a back-test needs several days",
    ),
    "no day in the range": (lambda: None, ["--from", "2024-04-01"], "calls.csv: none of the days asked for is usable"),
    "no weekday": (
        lambda: None,
        ["--weekdays", "mon,tues"],
        "'tues' is no weekday; known are: mon, tue, wed, thu, fri, sat, sun",
    ),
    "a broken cell": (
        lambda: edit("calls.csv", ",OK,a0\n2024-03-05", ",OKAY,a0\n2024-03-05"),
        [],
        "column outcome: is no outcome in the map; known are: OK, LEFT",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(folder: Path, capsys: pytest.CaptureFixture[str], case: str) -> None:
    """One message, no traceback, exit code 2."""
    change, more, message = REFUSED[case]
    change()
    assert main(["backtest", "calls.csv", *OPTIONS, *more]) == 2
    said = capsys.readouterr()
    assert message in said.err
    assert "Traceback" not in said.err
    assert said.out == ""
