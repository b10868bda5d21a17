"""report.html: one file, safe against names, with the figures of the results and nothing to fetch."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest

from routing.words.messages import use_language
from simulation.measuring.results import Results
from simulation.report.html import chart_library, page
from simulation.report.words import verdict_words
from tests.simulation.report import fake

DAYS = [fake.results, fake.single, fake.unsure, fake.calm, fake.empty, fake.hostile]
LOADING = {"src", "href", "srcset", "data", "poster", "action", "formaction", "background", "manifest", "xlink:href"}


class Reader(HTMLParser):
    """What a page holds: elements with their attributes, scripts, styles, and the cells of its tables."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[str | None, str]] = []
        self.styles: list[str] = []
        self.text: list[str] = []
        self.tables: dict[str, list[list[str]]] = {}
        self._inside: list[str] = []
        self._kind: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        if tag not in {"meta", "br", "hr"}:
            self._inside.append(tag)
        if tag == "script":
            self._kind = attributes.get("type")
        if attributes.get("role") == "region":
            self._rows: list[list[str]] = []
            self.tables[attributes["aria-label"] or ""] = self._rows
        if tag == "tr":
            self._rows.append([])
        if tag in {"th", "td"}:
            self._rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._inside.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        inside = self._inside[-1] if self._inside else ""
        if inside == "script":
            self.scripts.append((self._kind, data))
        elif inside == "style":
            self.styles.append(data)
        else:
            self.text.append(data)
            if {"th", "td"} & set(self._inside):
                self._rows[-1][-1] += data


@cache
def read(day: Callable[[], Results]) -> Reader:
    reader = Reader()
    reader.feed(page(day()))
    reader.close()
    return reader


def charts(reader: Reader) -> Any:
    return json.loads(next(data for kind, data in reader.scripts if kind == "application/json"))


@pytest.mark.parametrize("day", DAYS)
def test_nothing_is_fetched(day: Callable[[], Results]) -> None:
    """No attribute and no style names anything to load, and the page's policy forbids it."""
    reader = read(day)
    assert [(tag, name) for tag, attributes in reader.elements for name in attributes if name in LOADING] == []
    assert not re.search(r"@import|url\(", "".join(reader.styles))
    assert not any("url(" in (attributes.get("style") or "") for _, attributes in reader.elements)
    assert {tag for tag, _ in reader.elements} & {"link", "iframe", "img", "object", "embed", "base"} == set()
    policy = next(a["content"] for tag, a in reader.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none';")
    assert "http" not in policy


@pytest.mark.parametrize("day", DAYS)
def test_only_the_two_scripts_of_the_page_may_run(day: Callable[[], Results]) -> None:
    """The policy names the hashes of exactly the scripts that the page holds: no inline script, no handler may run."""
    reader = read(day)
    running = [data for kind, data in reader.scripts if kind is None]
    hashes = {base64.b64encode(hashlib.sha256(data.encode()).digest()).decode() for data in running}
    policy = next(a["content"] for tag, a in reader.elements if a.get("http-equiv") == "Content-Security-Policy") or ""
    assert set(re.findall(r"'sha256-([^']+)'", policy)) == hashes
    assert len(running) == 2
    assert "script-src 'sha256-" in policy
    assert "'unsafe-inline'" not in policy.partition("script-src")[2]
    assert not [name for _, attributes in reader.elements for name in attributes if name.startswith("on")]


def test_names_stay_names() -> None:
    """A name made of markup is shown letter by letter, makes no element, and ends no script."""
    reader = read(fake.hostile)
    shown = fake.HOSTILE.replace("\x1b", "\ufffd").replace("\x07", "\ufffd")
    assert any(shown in text for text in reader.text)
    assert "alert(1)" not in "".join(data for kind, data in reader.scripts if kind is None)
    assert [tag for tag, _ in reader.elements].count("script") == 3
    data = next(data for kind, data in reader.scripts if kind == "application/json")
    assert "<" not in data
    assert "&" not in data


def test_names_are_no_markup_in_charts_either() -> None:
    """Plotly takes some tags in its texts for formatting; in names they are written such that it shows them."""
    heat = charts(read(fake.hostile))["heat"]
    assert heat["data"][0]["meta"].startswith("&lt;/script&gt;&lt;script&gt;alert(1)")
    assert all("<" not in text for text in heat["layout"]["yaxis"]["ticktext"])


@pytest.mark.parametrize("day", DAYS)
def test_the_file_is_small_enough_to_send(day: Callable[[], Results]) -> None:
    """A day of 24 intervals and 8 queues makes less than 5 MB, nearly all of it the chart library."""
    size = len(page(day()).encode())
    assert size < 5_000_000
    assert size - len(chart_library().encode()) < 200_000


def test_the_verdict_is_the_headline() -> None:
    """The answer in words stands in the page, headline and particulars."""
    text, words = "".join(read(fake.results).text), verdict_words(fake.results())
    assert words.headline in text
    assert words.basis in text
    for goal in words.goals:
        assert goal.title in text
        assert all(line.words in text for line in goal.lines)


def test_the_tables_hold_the_figures() -> None:
    """Every table has its rows, and a figure in the page is that of the results with its interval."""
    results, tables = fake.results(), read(fake.results).tables
    for title, names in (
        ("By queue", results.queues),
        ("By problem", results.problems),
        ("By tier", results.tiers),
        ("By channel", results.channels),
        ("By group of agents", results.groups),
    ):
        assert [row[0] for row in tables[title][1:]] == list(names)
    assert tables["By queue"][1] == [
        "vip_fx", "10,840±37", "10,757±37", "87.2%±0.3", "0.8%±0.1", "5.7±0.1", "2.3±0.1", "14.9±0.1", "29.3±0.2",
        "51.7±0.6",
    ]  # fmt: skip
    intervals = tables["By interval"]
    assert [row[0] for row in intervals[1:3]] == ["09:00–09:30", "09:30–10:00"]
    assert intervals[-1][0] == "All day"
    assert len(intervals) == 1 + 24 + 1
    goals = tables["Goals by interval"]
    assert len(goals) == 1 + 2 * 24
    assert goals[1][1:3] == ["vip ≥ 90%", "133"]
    assert ["12:30–13:00", "vip ≥ 90%", "190", "32.8%±1.2", "missed", "7 fx_senior"] in goals


def test_every_table_can_be_read_aloud() -> None:
    """Heads say what they are heads of, and every table stands in a region with a name."""
    reader = read(fake.results)
    heads = [attributes for tag, attributes in reader.elements if tag == "th"]
    assert {attributes.get("scope") for attributes in heads} == {"row", "col"}
    levels = [int(tag[1]) for tag, _ in reader.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(label for label in reader.tables)


def test_every_chart_has_a_place_and_a_summary() -> None:
    """For each chart there is one place in the page, with its summary for those who do not see it."""
    reader = read(fake.results)
    places = [attributes for _, attributes in reader.elements if "data-chart" in attributes]
    assert [place["data-chart"] for place in places] == list(charts(reader))
    assert len(places) == 4 + 10  # heat map, days, queue length, waits, ten groups
    assert all(place["role"] == "img" and place["aria-label"] for place in places)


def test_the_language_is_said() -> None:
    """The page says its language, so that the browser takes the right glyphs and voice."""
    assert read(fake.results).elements[0] == (
        "html",
        {"lang": "en", "data-lost": "The charts could not be drawn; the tables below hold their figures."},
    )
    use_language("zh")
    written = page(fake.results())
    assert '<html lang="zh-Hans"' in written
    assert '30 秒应答目标在 <span class="unbroken">11:30–13:30</span> 未达标。' in written


def test_the_same_results_give_the_same_page() -> None:
    """There is no time stamp in the page."""
    assert page(fake.results()) == page(fake.results())
