"""Page and workbook of a comparison: the figures of the comparison, and names that stay names."""

from __future__ import annotations

import json
import re
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest

from simulation.compare.comparison import Comparison
from simulation.compare.measure import OVERALL, SERVICE_LEVEL
from simulation.measuring.results import Figure
from simulation.report.compare.gain_chart import gain_chart, signed_marks
from simulation.report.compare.numbers import correlation, difference, difference_words
from simulation.report.compare.page import comparison_page
from simulation.report.compare.sheets import write_comparison_workbook
from simulation.report.compare.words import headline
from simulation.report.compare.writing import write_comparison
from tests.simulation.compare.office import CLERK, LENDER, QUICK, with_levers
from tests.simulation.report.fake import HOSTILE
from tests.simulation.report.test_browser import OPTIONS

SHARE = SERVICE_LEVEL.quantity


@cache
def compared(*levers: str, pilot: str | None = None) -> Comparison:
    """A comparison of levers, simulated once."""
    with TemporaryDirectory() as folder:
        return with_levers(Path(folder), *levers, replications=12, pilot=pilot)


def charts(page: str) -> Any:
    return json.loads(re.findall(r'<script type="application/json" id="charts">(.*?)</script>', page, re.DOTALL)[0])


@pytest.mark.parametrize(
    ("figure", "written", "words"),
    [
        (Figure(0.027, 0.025, 0.029), ("+2.7", "±0.2"), "2.7 points (2.5 to 2.9)"),
        (Figure(-0.027, -0.029, -0.025), ("−2.7", "±0.2"), "2.7 points (2.5 to 2.9)"),
        (Figure(0.0004, -0.0001, 0.0009), ("+0.04", "±0.05"), "0.04 points (−0.01 to 0.09)"),
        (Figure(0.0, 0.0, 0.0), ("0.0", "±0.0"), "0.0 points (0.0 to 0.0)"),
        (Figure(0.027), ("+2.7", "–"), "2.7 points"),
        (Figure(None), ("–", "–"), "–"),
    ],
)
def test_differences_as_people_write_them(figure: Figure, written: tuple[str, str], words: str) -> None:
    """A sign and percentage points in tables, the size in sentences; two decimals where one would show nothing."""
    assert difference(figure, SHARE) == written
    assert difference_words(figure, SHARE) == words


def test_a_correlation_has_the_minus_of_other_numbers() -> None:
    """Not the hyphen; never 1 if it is less, and nothing has no sign."""
    written = [correlation(value) for value in (-0.234, 0.999, 1.0, -0.001, None)]
    assert written == ["−0.23", "0.99", "1.00", "0.00", "–"]


def test_the_page_says_what_the_terminal_says() -> None:
    """The headline, the bars and the table of the levers stand in the page."""
    comparison = compared(CLERK, LENDER, QUICK, pilot="loans")
    page = comparison_page(comparison)
    assert headline(comparison) in page
    bars = charts(page)["gains"]["data"]
    assert comparison.levers is not None
    assert comparison.levers.together is not None
    gains = [part.gain.mean for row in comparison.levers.rows for part in (row.alone, row.last)]
    gains.append(comparison.levers.together.gain.mean)
    assert [bar["x"][0] for bar in bars] == pytest.approx([100 * (gain or 0.0) for gain in gains], rel=1e-5)
    assert sorted(charts(page)) == ["day-0", "day-1", "day-2", "day-3", "gains"]
    assert "Pilot in queue loans" in page


def test_bars_of_sides_are_gains() -> None:
    """A bar to the right is better, with the limits of its interval, also where less is better."""
    with TemporaryDirectory() as folder:
        comparison = with_levers(Path(folder), CLERK, replications=12, measure="abandoned")
    bar = gain_chart(comparison).figure["data"][0]
    change = comparison.overall(comparison.others[0]).difference
    assert bar["x"][0] == pytest.approx(-100 * (change.mean or 0.0))
    assert bar["x"][0] > 0
    assert bar["error_x"]["array"][0] == pytest.approx(100 * ((change.mean or 0.0) - (change.low or 0.0)))


@pytest.mark.parametrize(
    ("low", "high", "marks"),
    [(0.0, 3.7, [0, 1, 2, 3]), (-2.0, 3.7, [-2, -1, 0, 1, 2, 3]), (-4.0, 0.0, [-4, -3, -2, -1, 0]), (0.0, 0.0, [0])],
)
def test_marks_on_both_sides_of_nothing(low: float, high: float, marks: list[float]) -> None:
    """An axis of differences has round marks, 0 among them."""
    assert signed_marks(low, high) == marks


def test_names_stay_names() -> None:
    """A lever called like markup is text in the page and in its charts."""
    comparison = compared(f"{HOSTILE.replace('=', '').replace(';', '')}={CLERK.partition('=')[2]}", LENDER)
    page = comparison_page(comparison)
    assert page.count("<script") == 3
    assert "<" not in json.dumps(charts(page)["day-0"])
    names = [note["text"] for note in charts(page)["gains"]["layout"]["annotations"]]
    assert all(re.fullmatch(r"(<b>)?[^<]*(</b>)?", name) for name in names)


def test_the_workbook_has_every_difference(tmp_path: Path) -> None:
    """One row for each side, measure and part, as numbers; levers and the pilot have sheets of their own."""
    comparison = compared(CLERK, LENDER, QUICK, pilot="loans")
    write_comparison_workbook(comparison, tmp_path / "comparison.xlsx")
    book = openpyxl.load_workbook(tmp_path / "comparison.xlsx")
    assert book.sheetnames == ["Verdict", "Levers", "Differences", "Pilot", "Definitions"]
    head, *rows = book["Differences"].values
    found = [dict(zip(head, row, strict=True)) for row in rows]
    whole = [row for row in found if row["Measure"] == "Within 30 s" and row["Kind"] == "all contacts"]
    assert [row["Side"] for row in whole] == [side.name for side in comparison.sides]
    for row, side in zip(whole, comparison.sides, strict=True):
        assert row["Figure"] == pytest.approx(side.values[SERVICE_LEVEL][OVERALL].mean, rel=1e-15)
        if side.changes:
            change = side.changes[SERVICE_LEVEL][OVERALL]
            assert row["Difference: 95% from"] == pytest.approx(change.difference.low, rel=1e-15)
    assert len(list(book["Pilot"].values)) == 1 + 4 * len(comparison.others)
    assert [row[0] for row in book["Levers"].values][1:] == ["clerk", "lender", "quick", "All together"]


def test_all_charts_are_drawn(chromium: str, tmp_path: Path) -> None:
    """In a browser the bars and a day for each side are drawn, and the console is silent."""
    page = write_comparison(compared(CLERK, LENDER), tmp_path / "out")[0]
    done = subprocess.run(
        [chromium, *OPTIONS, f"--user-data-dir={tmp_path / 'profile'}", page.as_uri()],
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=180,
    )
    assert [line for line in done.stderr.splitlines() if ":CONSOLE" in line] == []
    assert 'data-charts="4"' in done.stdout
    assert 'class="chart lost"' not in done.stdout
