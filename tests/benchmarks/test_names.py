"""The names of figures: every speed that the pages claim is one of them."""

from __future__ import annotations

import re

import pytest

from benchmarks import names, suite
from benchmarks.measuring import QUICK, Scale, WrongResult
from hatch_build import ROOT
from simulation.cli import main
from simulation.speed.figure import Better, Figure, alone
from tests.test_docs import FENCE

PAGES = ("README.md", "docs/explanation/performance.md", "docs/how-to/bench-in-ci.md", "docs/reference/bench-json.md")
KNOWN = {name for figures in names.FIGURES.values() for name in figures}


def named(page: str) -> list[str]:
    """The figures that a page names: a benchmark, a dot, and what was measured."""
    written = FENCE.sub("", (ROOT / page).read_text(encoding="utf-8"))  # code speaks of a router by that name
    found = re.findall(rf"(?<![\w./-])(?:{'|'.join(suite.BENCHMARKS)})\.[a-z0-9][\w.-]*", written)
    return [name.rstrip(".") for name in found if not name.endswith((".py", ".md", ".json"))]


@pytest.mark.parametrize("page", PAGES)
def test_each_speed_that_is_claimed_can_be_measured(page: str) -> None:
    """Each figure named in a page is one of the suite."""
    assert [name for name in named(page) if name not in KNOWN] == []


def test_the_table_of_speeds_names_figures() -> None:
    """Each row of the table in the page about performance is a figure; most benchmarks have one there."""
    page = (ROOT / "docs" / "explanation" / "performance.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\S+) \| [\d.,]+ \S.*\|$", page, re.MULTILINE)
    measured = [row for row in rows if "." in row]
    assert {row.partition(".")[0] for row in measured} == suite.BENCHMARKS.keys()
    assert [row for row in measured if row not in KNOWN] == []


def test_each_benchmark_has_figures() -> None:
    """The list has the benchmarks of the suite, in its order, and names nothing twice."""
    assert list(names.FIGURES) == list(suite.BENCHMARKS)
    assert len(KNOWN) == sum(map(len, names.FIGURES.values()))


def test_a_figure_that_is_not_in_the_list_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A benchmark cannot have a figure that nobody knows of."""
    monkeypatch.setitem(suite.BENCHMARKS, "heap", (__name__, "another"))
    with pytest.raises(WrongResult, match=r"heap\.another is not in benchmarks/names.py"):
        suite.measure("heap", QUICK)


def another(_: Scale) -> list[Figure]:
    """A benchmark with a figure that is not in the list."""
    return [alone("heap.another", [1.0], "s", better=Better.LESS)]


def test_the_names_are_listed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """`--list` prints them, of the benchmarks chosen or of all, and measures nothing."""
    monkeypatch.setattr(suite, "measure", lambda *_: pytest.fail("measured"))
    assert main(["bench", "speed", "--list", "--only", "agents,start"]) == 0
    assert capsys.readouterr().out == (
        "agents: agents.150, agents.500, agents.1500, agents.5000\nstart: start.payday-100, start.import-routing\n"
    )
    assert main(["bench", "speed", "--list"]) == 0
    assert [line.split(": ")[0] for line in capsys.readouterr().out.splitlines()] == list(suite.BENCHMARKS)
