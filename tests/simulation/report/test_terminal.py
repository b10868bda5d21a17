"""The terminal: the same answer at every width, in every encoding, in a pipe as on a screen."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from rich.cells import cell_len

from simulation.measuring.results import Figure, Held, Results
from simulation.report.html import page
from simulation.report.terminal import PIPE_WIDTH, encodable, interval_states, print_results
from tests.simulation.report import fake

DAYS = [fake.results, fake.single, fake.unsure, fake.calm, fake.empty, fake.hostile]


def printed(results: Results, width: int | None = None) -> str:
    stream = io.StringIO()
    print_results(results, file=stream, width=width)
    return stream.getvalue()


def row(text: str, name: str) -> list[str]:
    """The cells of the first row called ``name``."""
    line = next(line for line in text.splitlines() if line.strip().startswith(name + " "))
    return re.split(r" {2,}", line.strip())


def test_the_verdict_comes_first() -> None:
    """The first line is the answer, before any table."""
    assert printed(fake.results()).splitlines()[0] == "The 30-second target is missed at 11:30–13:30."


def test_figures_stand_with_their_intervals() -> None:
    """The figures printed are those of the results, each with half the width of its interval."""
    text, cell = printed(fake.results()), fake.results().queues["vip_fx"]
    assert row(text, "vip_fx") == ["vip_fx", "10,840 ±37", "10,757 ±37", "87.2% ±0.3", "0.8% ±0.1"]
    assert cell.offered.mean is not None
    assert cell.offered.high is not None
    assert cell.service_level.mean is not None
    assert (round(cell.offered.mean), round(cell.offered.high - cell.offered.mean)) == (10840, 37)
    assert round(cell.service_level.mean * 100, 1) == 87.2


def test_each_table_has_each_of_its_rows() -> None:
    """Every interval, queue, problem, tier, channel and group has a row, twice where the table is in two parts."""
    results = fake.results()
    lines = printed(results).splitlines()
    for name in (
        *(interval.label for interval in results.intervals),
        *("  " + name for name in (*results.queues, *results.problems, *results.tiers, *results.channels)),
    ):
        assert sum(line.startswith(name + " ") for line in lines) >= 2, name
    for name in results.groups:
        assert any(line.startswith(name + " ") for line in lines), name


def test_the_goal_column_says_the_worst_of_the_goals() -> None:
    """An interval in which one goal is missed and another held is marked as missed."""
    results = fake.results()
    assert row(printed(results), "12:30")[-1] == "missed"
    assert row(printed(results), "09:00")[-1] == "held"
    assert interval_states(results)["11:30"] is Held.MISSED


def turned_away(blocked: float, deflected: float) -> Results:
    """A day whose one queue turned so many away."""
    day = fake.results()
    overall = replace(day.overall, blocked=Figure(blocked), deflected=Figure(deflected))
    return replace(day, overall=overall, queues={"bots": overall})


def test_who_was_turned_away_has_columns_of_their_own() -> None:
    """A full queue and a bot are told apart, and neither is a column where nobody met it."""
    text = printed(turned_away(12, 345), 300)
    head = next(line for line in text.splitlines() if "Offered" in line)
    assert ("Turned away, full" in head, "Turned away, bot" in head) == (True, True)
    assert row(text, "bots")[5:7] == ["12 –", "345 –"]
    assert "Turned away, full" not in printed(turned_away(0, 345), 300)
    assert "Turned away, " not in printed(fake.results(), 300)
    html = page(turned_away(0, 345))
    assert ("Turned away, full" in html, "Turned away, bot" in html) == (False, True)


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("width", [60, 80, None, 200])
def test_no_line_is_wider_than_it_may_be(day: Callable[[], Results], width: int | None) -> None:
    """At any usual width no line is cut off or too long, and none ends in spaces."""
    for line in printed(day(), width).splitlines():
        assert cell_len(line) <= (width or PIPE_WIDTH), line
        assert line == line.rstrip()
        assert "…" not in line


@pytest.mark.parametrize("day", DAYS)
def test_every_width_prints_the_same_figures(day: Callable[[], Results]) -> None:
    """However the tables are broken up, no figure or interval is cut off or left out."""
    figure = re.compile(r"(?:[\d,.]+%?|–) (?:±[\d,.]+|\[[\d,.]+, [\d,.]+\]|–)(?=\s|$)")
    wide = sorted(figure.findall(printed(day(), 400)))
    assert len(wide) > 100
    for width in (60, 80, 100, 160):
        assert sorted(figure.findall(printed(day(), width))) == wide, width


def test_a_wide_terminal_gets_fewer_tables() -> None:
    """What needs two tables in a pipe stands in one where there is room."""
    headings = [
        sum("Offered" in line for line in printed(fake.results(), width).splitlines() if "Longest" in line)
        for width in (100, 200)
    ]
    assert headings == [0, 2]


def test_where_there_is_no_interval_there_is_a_dash() -> None:
    """With one replication every figure is followed by a dash, and a figure that was not measured is one."""
    assert row(printed(fake.unsure()), "vip_fx") == ["vip_fx", "10,840 –", "10,757 –", "87.2% –", "0.8% –"]
    assert row(printed(fake.empty()), "all") == ["all", "0 –", "0 –", "– –", "– –"]


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "cp1252", "utf-8"])
@pytest.mark.parametrize("day", DAYS)
def test_every_encoding_can_be_written(encoding: str, day: Callable[[], Results]) -> None:
    """A stream that cannot encode a sign gets another one, and never an error."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors="strict")
    print_results(day(), file=stream)
    stream.flush()
    assert raw.getvalue().decode(encoding)


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("encoding", ["ascii", "gbk", "utf-8"])
def test_chinese_can_be_written_and_is_aligned(encoding: str) -> None:
    """Chinese headings take two columns each, and the tables' rows are still equally wide; GBK keeps the characters."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors="strict")
    print_results(fake.results(), file=stream)
    stream.flush()
    lines = raw.getvalue().decode(encoding).splitlines()
    assert ("未达标" in lines[0]) == (encoding != "ascii")
    table = [line for line in lines if line.startswith(("09:", "1", "20:")) and ("±" in line or "+-" in line)]
    sign = "+-" if encoding == "ascii" else "±"
    first = [line for line in table if "%" in line]
    assert len(first) == 24
    assert len({tuple(match.start() for match in re.finditer(re.escape(sign), line)) for line in first}) == 1


def test_names_cannot_steer_the_terminal() -> None:
    """Control characters in names are not sent to the terminal, and markup in them is shown as it is."""
    text = printed(fake.hostile())
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "</script><script>alert" in text


def test_a_pipe_gets_no_colours_and_a_terminal_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Escape sequences are written to terminals only."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    print_results(fake.results(), file=terminal, width=100)
    assert "\x1b[1;31m" in terminal.getvalue()  # bold red: missed
    assert "\x1b" not in printed(fake.results())


def test_signs_are_replaced_by_their_like() -> None:
    """Where ± cannot be encoded +- stands for it; what has no like becomes a question mark."""
    assert encodable("ascii")("84.2% ±0.6 – 时") == "84.2% +-0.6 - ?"
    assert encodable("gbk")("84.2% ±0.6 – 时") == "84.2% ±0.6 – 时"
    assert encodable("utf-8")("a\x1b[31m\u202eb") == "a?[31m?b"


def test_the_definition_stands_beside_the_figures() -> None:
    """The terminal says which of the service level's definitions was used, and whether the checks held."""
    text = " ".join(printed(fake.results()).split())
    assert "answered within 30 s / (offered − abandoned within 30 s)" in text
    assert "to the microsecond" in text
