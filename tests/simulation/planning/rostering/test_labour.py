"""The rules of work, one by one: what is written is held against the file by a check that knows nothing of the solver.

Each rule has a file in which it binds: without it the same roster would break it, which is tried, too.
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from simulation.cli import main
from tests.simulation.planning.rostering.outside import Book, Worked, by_night, faults, owed, planned, read_rows

pytest.importorskip("ortools")

HEAD = """\
peakline: roster/1
days: {{from: 2026-10-05, weeks: {weeks}, calendar: {calendar}}}
day: {{opens: "{opens}", interval_min: 60, intervals: {intervals}}}
groups: {groups}
shifts:
{shifts}
rules: {rules}
agents:
{agents}
"""
DAY = '  - {name: day, from: "09:00", length_min: 540, breaks: [{min: 60, after_min: [180, 300]}]}'
HALF = '  - {name: half, from: ["09:00", "13:00"], length_min: [240, 300]}'
PLAIN = {
    "weeks": "1",
    "calendar": "{}",
    "opens": "09:00",
    "intervals": "9",
    "groups": "{front: {heads: 2}}",
    "shifts": f"{DAY}\n{HALF}",
    "rules": "{hours_per_week: [0, 40], days_per_week: 5}",
    "agents": "  - {id: a, number: 6, group: front}",
}


def made(folder: Path, effort: str = "0.05", **changes: str) -> tuple[Book, list[Worked], dict[str, object]]:
    """The roster of a file with such changes: the file, the rows of ``roster.csv``, and ``roster.json``."""
    path = folder / "w.roster.yaml"
    path.write_text(HEAD.format(**(PLAIN | changes)), encoding="utf-8")
    assert main(["roster", str(path), "--out", str(folder / "out"), "--effort", effort]) in {0, 1}
    document = json.loads((folder / "out" / "roster.json").read_text(encoding="utf-8"))
    return Book(path), read_rows(folder / "out" / "roster.csv"), document


FOUR = "  - {id: a, number: 4, group: front}"
BINDING: dict[str, tuple[dict[str, str], str, object]] = {
    # What the file says, the rule in it, and what stands there instead to see that it binds.
    "days per week": ({"rules": "{hours_per_week: [0, 60], days_per_week: 3}"}, "days_per_week", 7),
    "hours per week": ({"rules": "{hours_per_week: [0, 20], days_per_week: 6}"}, "hours_per_week", [0, 168]),
    "days in a row": (
        {
            "rules": "{hours_per_week: [0, 60], days_per_week: 6, days_in_a_row: 2}",
            "agents": FOUR.replace("front}", "front, before: {days_in_a_row: 2}}"),
        },
        "days_in_a_row",
        30,
    ),
    "weekends": (
        {"weeks": "3", "rules": "{hours_per_week: [0, 60], weekends: {most: 1, of: 2}}", "agents": FOUR},
        "weekends",
        None,
    ),
    "holidays": (
        {
            "calendar": "{holidays: [2026-10-05, 2026-10-06, 2026-10-07], workdays: [2026-10-10]}",
            "rules": "{hours_per_week: [0, 60], holidays: 1}",
            "agents": FOUR,
        },
        "holidays",
        99,
    ),
}


@pytest.mark.parametrize("name", BINDING)
def test_a_rule_that_binds_is_kept(name: str, tmp_path: Path) -> None:
    """With the rule nothing is broken; and the roster that is made without it would break it."""
    changes, key, instead = BINDING[name]
    book, rows, _ = made(tmp_path, **changes)
    assert rows
    assert faults(book, rows) == []
    other = dict(book.rules)
    other[key] = instead
    free = {each: value for each, value in other.items() if value is not None}
    _, more, _ = made(tmp_path, **(changes | {"rules": json.dumps(free)}))
    assert faults(book, more) != []


def test_rest_between_late_and_early(tmp_path: Path) -> None:
    """Late on Monday until 23:00, early on Tuesday from 07:00: with a rest of 11 h one of them, with 8 h both."""
    shifts = '  - {name: early, from: "07:00", length_min: 480, days: tuesday}\n'
    shifts += '  - {name: late, from: "15:00", length_min: 480, days: monday}'
    own = {"opens": "07:00", "intervals": "16", "groups": "{front: {heads: 1}}", "shifts": shifts}
    agents = "  - {id: a, group: front}"
    book, rows, _ = made(tmp_path, **own, agents=agents, rules="{rest_h: 11}")
    assert (len(rows), faults(book, rows)) == (1, [])
    _, both, _ = made(tmp_path, **own, agents=agents, rules="{rest_h: 8}")
    assert (len(both), faults(book, both)) == (2, [f"a: rest before {both[1].start}"])


def test_nights(tmp_path: Path) -> None:
    """A desk that is open all night: at most two nights a week and two in a row; who works them is not asked twice."""
    shifts = '  - {name: early, from: "06:00", length_min: 480}\n  - {name: late, from: "14:00", length_min: 480}\n'
    shifts += '  - {name: night, from: "22:00", length_min: 480}'
    own = {"opens": "00:00", "intervals": "24", "groups": "{front: {heads: 1}}", "shifts": shifts}
    rules = "{hours_per_week: [0, 48], rest_h: 11, nights: {most_per_week: 2, most_in_a_row: 1}}"
    book, rows, found = made(tmp_path, **own, rules=rules)
    assert faults(book, rows) == []
    nights = [row for row in rows if by_night(book, row)]
    assert {row.shift for row in nights} == {"night"}
    assert len(nights) == 7
    # Before 06:00 of the first date nobody can be there: nobody came the evening before.
    assert [(gap["date"], gap["from"], gap["to"]) for gap in found["missing"]] == [("2026-10-05", "00:00", "06:00")]  # type: ignore[attr-defined]


def test_exact_contract_hours(tmp_path: Path) -> None:
    """40, 20 and 24 to 30 hours: everybody has them to the minute, though fewer are needed; heads are there, too."""
    agents = """\
  - {id: full, number: 5, group: front, hours_per_week: 40}
  - {id: part, number: 3, group: front, hours_per_week: 20, days_per_week: 5}
  - {id: some, number: 2, group: front, hours_per_week: [24, 30], shifts: half, days_per_week: 6}"""
    book, rows, found = made(tmp_path, agents=agents, rules="{days_per_week: 5, rest_h: 11}")
    assert faults(book, rows) == []
    assert owed(book, rows) == {}
    assert found["owed"] == []
    hours = {agent: sum(book.paid(row) for row in rows if row.agent == agent) / 60 for agent in book.agents}
    assert {hours[f"full-0{at}"] for at in range(1, 6)} == {40.0}
    assert {hours[f"part-0{at}"] for at in range(1, 4)} == {20.0}
    assert all(24 <= hours[f"some-0{at}"] <= 30 for at in (1, 2))


def test_contract_hours_stand_before_heads(tmp_path: Path) -> None:
    """The contract of 20 hours is kept with five halves of 4, though halves of 5 would miss fewer heads."""
    agents = "  - {id: a, group: front, hours_per_week: 20, days_per_week: 5, shifts: half}"
    book, rows, _ = made(tmp_path, agents=agents)
    assert (faults(book, rows), owed(book, rows)) == ([], {})


def test_hours_that_cannot_be_are_named(tmp_path: Path) -> None:
    """Who is away for four days cannot have 40 hours: the best that can be, and the name with the hours owed."""
    away = "[2026-10-05, 2026-10-06, 2026-10-07, 2026-10-08]"
    agents = f"  - {{id: a, number: 4, group: front, hours_per_week: 40}}\n  - {{id: ill, group: front, hours_per_week: 40, unavailable: {away}}}"  # noqa: E501
    book, rows, found = made(tmp_path, agents=agents, rules="{days_per_week: 5}")
    assert faults(book, rows) == []
    assert owed(book, rows) == {"ill": 16.0}
    assert found["owed"] == [{"agent": "ill", "week": 1, "hours": 16.0}]


def test_contract_hours_of_a_week_with_holidays(tmp_path: Path) -> None:
    """Three holidays and a make-up Saturday leave three working days: a contract of 40 hours is one of 24."""
    calendar = "{holidays: [2026-10-05, 2026-10-06, 2026-10-07], workdays: [2026-10-10]}"
    rules = "{hours_per_week: 40, follow_calendar: true, days_per_week: 5}"
    book, rows, found = made(tmp_path, calendar=calendar, rules=rules, agents="  - {id: a, number: 6, group: front}")
    hours = {agent: sum(book.paid(row) for row in rows if row.agent == agent) / 60 for agent in book.agents}
    assert set(hours.values()) == {24.0}
    assert found["owed"] == []


def test_skills_shifts_weekdays_and_absences(tmp_path: Path) -> None:
    """Levels admit to groups; names of shifts, weekdays and dates away are kept; a shift that is asked for is, too."""
    shifts = f'{DAY}\n{HALF}\n  - {{name: home, from: "10:00", length_min: 240, asked: true, groups: front}}'
    agents = """\
  - {id: both, number: 2, skills: {account: 3, fx: 4}}
  - {id: low, number: 2, skills: {account: 3, fx: 2}}
  - {id: part, group: front, shifts: [half, home], weekdays: [monday, friday]}
  - {id: home, group: front, shifts: home}
  - {id: gone, group: fx, unavailable: [2026-10-05, 2026-10-09]}"""
    groups = "{front: {heads: 3, skills: {account: 3}}, fx: {heads: 1, skills: {fx: 3}}}"
    book, rows, _ = made(tmp_path, shifts=shifts, agents=agents, groups=groups)
    assert faults(book, rows) == []
    assert {row.agent for row in rows if row.group == "fx"} <= {"both-01", "both-02", "gone"}
    assert {row.shift for row in rows if row.agent == "home"} == {"home"}


def test_wishes_and_fair_shares(tmp_path: Path) -> None:
    """Six alike for two heads on each weekend day: nobody works both days of it; who asked for a day off has it."""
    agents = "  - {id: a, number: 6, group: front}\n  - {id: w, group: front, wishes: {off: saturday, avoid: day}}"
    book, rows, _ = made(tmp_path, "1", agents=agents, shifts=f"{DAY}\n  - {{name: other, from: \"09:00\", length_min: 540, breaks: [{{min: 60, after_min: [180, 300]}}]}}")  # noqa: E501  # fmt: skip
    assert faults(book, rows) == []
    weekend = [row.agent for row in rows if row.day.weekday() >= 5]
    assert max(weekend.count(agent) for agent in book.agents) - min(weekend.count(agent) for agent in book.agents) <= 1
    assert ("w", date(2026, 10, 10)) not in {(row.agent, row.day) for row in rows}
    assert "day" not in {row.shift for row in rows if row.agent == "w"}


def test_what_is_planned_and_missing_is_right(tmp_path: Path) -> None:
    """Agents at work reckoned minute by minute from the table are those of the JSON; so is what is missing."""
    agents = "  - {id: a, number: 3, group: front}"
    book, rows, found = made(tmp_path, agents=agents, rules="{hours_per_week: [0, 32], days_per_week: 5}")
    group = found["groups"]["front"]  # type: ignore[index]
    short = 0.0
    for day in range(7):
        for at in range(9):
            start = datetime(2026, 10, 5, 9) + timedelta(days=day, hours=at)  # noqa: DTZ001
            there = planned(book, rows, "front", start, 60)
            assert there == pytest.approx(group["planned"][day][at])
            short += max(group["heads"][day][at] - there, 0.0)
    assert short > 0
    assert found["hours"]["missing"] == pytest.approx(short)  # type: ignore[index]
    assert sum(gap["hours"] for gap in found["missing"]) == pytest.approx(short)  # type: ignore[attr-defined]
    assert found["cures"]
