"""The page in a real browser: charts are drawn, the console is silent. Skips where no Chromium is installed."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from routing.words.messages import use_language
from simulation.measuring.results import Results
from simulation.report.writing import write_out
from tests.simulation.report import fake

OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-extensions",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--enable-logging=stderr",
    "--virtual-time-budget=20000",
    "--window-size=1280,2000",
    "--dump-dom",
]


Drawn = Callable[[Callable[[], Results]], tuple[str, list[str]]]


@pytest.fixture(scope="module")
def drawn(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    """A day's page after its scripts have run, and what they said on the console; each day is drawn once."""
    return cache(lambda day: draw(chromium, day(), tmp_path_factory.mktemp("page")))


def draw(chromium: str, results: Results, folder: Path) -> tuple[str, list[str]]:
    page = write_out(results, folder / "out")[0]
    done = subprocess.run(
        [chromium, *OPTIONS, f"--user-data-dir={folder / 'profile'}", page.as_uri()],
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=180,
    )
    return done.stdout, [line for line in done.stderr.splitlines() if ":CONSOLE" in line]


@pytest.mark.parametrize(
    ("day", "charts"),
    [(fake.results, 14), (fake.single, 5), (fake.unsure, 13), (fake.empty, 4), (fake.hostile, 5)],
)
def test_all_charts_are_drawn_and_nothing_is_complained_about(
    drawn: Drawn, day: Callable[[], Results], charts: int
) -> None:
    """Heat map, queue length, waits and a chart for each group are drawn; no error, warning or blocked request."""
    dom, console = drawn(day)
    assert console == []
    assert f'data-charts="{charts}"' in dom
    assert len(re.findall(r'<div[^>]*data-chart="[^"]*"[^>]*>\s*<div class="plot-container', dom)) == charts
    assert 'class="chart lost"' not in dom


def test_the_heat_map_shows_its_figures(drawn: Drawn) -> None:
    """The names of the queues and the figure of each cell stand in the picture."""
    dom, _ = drawn(fake.results)
    assert len(re.findall(r'class="heatmap-label"', dom)) == 24 * (8 + 1)
    ticks = re.findall(r'class="ytick"[^>]*><text[^>]*>([^<]*)<', dom)
    assert ticks[:9] == [*fake.results().queues, "All queues"]


def test_a_hostile_name_stays_text_in_the_browser(drawn: Drawn) -> None:
    """A name made of markup is text in the page and in the charts, and makes no element and no script."""
    dom, _ = drawn(fake.hostile)
    assert "alert(1)" in dom
    assert "<script>alert" not in dom
    assert dom.count("<script") == 3


def test_the_chinese_page_is_drawn(chromium: str, tmp_path: Path) -> None:
    """In Chinese the charts are drawn too, with Chinese words in them."""
    use_language("zh")
    dom, console = draw(chromium, fake.results(), tmp_path)
    assert console == []
    assert 'data-charts="14"' in dom
    assert re.search(r'class="ytick"[^>]*><text[^>]*>全部队列<', dom)
