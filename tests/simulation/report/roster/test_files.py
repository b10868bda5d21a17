"""A roster file read, and the answer written: what stands in each file."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from simulation.cli import main
from simulation.planning.rostering.reader import load_roster
from simulation.report.roster.ical import escaped, folded
from tests.simulation.planning.rostering.small import ROSTER, write_roster

QUICK = ("--threads", "1", "--effort", "0.1")

pytest.importorskip("ortools")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with the roster file, which is the working folder."""
    monkeypatch.chdir(tmp_path)
    write_roster(tmp_path)
    return tmp_path


def test_dates_follow_the_calendar(desk: Path) -> None:
    """Of a week with three holidays and a make-up Saturday: half the heads on holidays, rounded up, none on Sunday."""
    problem = load_roster("desk.roster.yaml").problem
    assert problem.kinds == ("holiday", "holiday", "holiday", "workday", "workday", "workday", "weekend")
    assert problem.net[0, 0].tolist() == [1, 1, 1, 1, 1, 1, 1, 1]
    assert problem.net[0, 5].tolist() == [1, 2, 2, 2, 2, 2, 2, 1]
    assert problem.net[:, 6].sum() == 0


def test_contract_hours_follow_the_calendar_where_they_should(desk: Path) -> None:
    """A week with three working days, the make-up Saturday one of them, has three fifths of 40 hours."""
    write_roster(desk, ROSTER.replace("days_per_week: 5", "days_per_week: 5, follow_calendar: true"))
    problem = load_roster("desk.roster.yaml").problem
    assert problem.agents[0].most == (24 * 60,)


def test_agents_without_a_group_have_those_of_their_skills(desk: Path) -> None:
    """Who has the levels of both groups works for both, in the order of the file."""
    agents = {agent.id: agent for agent in load_roster("desk.roster.yaml").problem.agents}
    assert agents["dan"].groups == (0, 1)
    assert agents["eve"].groups == (1,)
    assert agents["ann"].off == {4}


def test_shrinkage_adds_heads(desk: Path) -> None:
    """2 heads net of 20 % are 2.5, which is 3; 1 is 1.25, which is 2: rounded up, as ``peakline staff`` does it."""
    write_roster(desk, ROSTER.replace("groups:\n", "shrinkage: {front: 0.2}\ngroups:\n", 1))
    problem = load_roster("desk.roster.yaml").problem
    assert problem.heads[0, 3].tolist() == [2, 3, 3, 3, 3, 3, 3, 2]
    assert problem.heads[1, 3].tolist() == [1] * 8


def test_tables_say_the_same_as_the_file(desk: Path) -> None:
    """Heads by date and agents in tables give the problem that the file gives."""
    written = load_roster("desk.roster.yaml").problem
    lines = ["date,start,front,fx"]
    for day in range(6):
        lines += [
            f"2026-10-{5 + day:02d},{9 + at:02d}:00,{written.net[0, day, at]},{written.net[1, day, at]}"
            for at in range(8)
        ]
    (desk / "heads.csv").write_text("\n".join(lines), encoding="utf-8")
    (desk / "agents.csv").write_text(
        "agent,group,account,fx,hours_per_week,shifts,unavailable,off\n"
        "ann,front,,,,,,friday\nbob,front,,,,,2026-10-08,\ncat,front,,,0-20,half,,\ndan,,3,4,,,,\neve,fx,,,,,,\n"
        "fay,fx,,,,,,\ngus,fx,,,,,,\nhal,front,,,,,,\nida,front,,,,,,\njon,front,,,,,,\n",
        encoding="utf-8",
    )
    content = ROSTER.replace(", heads: [1, 2, 2, 2, 2, 2, 2, 1]", "").replace(", heads: 1}", "}")
    content = content[: content.index("agents:")] + "agents: {table: agents.csv}\nheads: {table: heads.csv}\n"
    write_roster(desk, content)
    tables = load_roster("desk.roster.yaml").problem
    assert tables.net.tolist() == written.net.tolist()
    assert tables.agents == written.agents


def test_all_files_say_the_same(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Table, workbook, calendar, page and JSON have the same shifts; a second answer takes the place of the first."""
    assert main(["roster", "desk.roster.yaml", "--out", "out", *QUICK]) == 0
    assert capsys.readouterr().out.startswith("desk: the heads are there in every interval of 7 days.")
    found = json.loads((desk / "out" / "roster.json").read_text(encoding="utf-8"))
    assert (found["met"], found["ended"], found["rules_broken"], found["hours"]["missing"]) == (True, "done", [], 0.0)
    with (desk / "out" / "roster.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["date"], row["agent"], row["shift"], row["from"]) for row in rows] == [
        (duty["date"], duty["agent"], duty["shift"], duty["from"]) for duty in found["duties"]
    ]
    book = openpyxl.load_workbook(desk / "out" / "roster.xlsx", read_only=True)
    hours = {row[0]: row[-1] for row in book["Agents"].iter_rows(min_row=2, values_only=True)}
    assert sum(hours.values()) == found["hours"]["paid"]
    events = (desk / "out" / "roster.ics").read_bytes().split(b"\r\n")
    assert events.count(b"BEGIN:VEVENT") == len(rows)
    assert all(len(line) <= 75 for line in events)
    page = (desk / "out" / "roster.html").read_text(encoding="utf-8")
    assert page.count('class="duty"') == len(rows)
    assert main(["roster", "desk.roster.yaml", "--out", "out", *QUICK]) == 0


def test_a_roster_that_cannot_be_met_exits_with_1(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ten heads and eight agents: the best roster, where heads are missing, and exit code 1."""
    write_roster(desk, ROSTER.replace("[1, 2, 2, 2, 2, 2, 2, 1]", "10"))
    assert main(["roster", "desk.roster.yaml", "--effort", "0.01", "--json", "-"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["met"] is False
    assert found["missing"]
    assert any("more agents of front: " in cure["what"] for cure in found["cures"])


def test_a_published_roster_stays_as_it_is(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without absences nothing changes; with one the shift is somebody else's, or is said to be missing."""
    assert main(["roster", "desk.roster.yaml", "--out", "out", *QUICK]) == 0
    again = ["roster", "desk.roster.yaml", "--published", "out/roster.csv", *QUICK, "--json", "-"]
    capsys.readouterr()
    assert main(again) == 0
    assert json.loads(capsys.readouterr().out)["changed"] == 0
    main([*again, "--absent", "eve:2026-10-09"])
    found = json.loads(capsys.readouterr().out)
    assert ("eve", "2026-10-09") not in {(duty["agent"], duty["date"]) for duty in found["duties"]}
    assert found["changed"] <= 2


def test_a_name_never_becomes_a_formula(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An agent called like a formula is text in the table, and the same agent where the table is read again."""
    write_roster(desk, ROSTER.replace("eve", "'=1+1'"))
    assert main(["roster", "desk.roster.yaml", "--out", "out", *QUICK]) == 0
    rows = (desk / "out" / "roster.csv").read_text(encoding="utf-8-sig").splitlines()
    assert any(",'=1+1," in row for row in rows)
    assert not any(",=" in row for row in rows)
    capsys.readouterr()
    assert main(["roster", "desk.roster.yaml", "--published", "out/roster.csv", *QUICK, "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["changed"] == 0


def test_lines_of_a_calendar_are_folded_by_octets() -> None:
    """No line is longer than 75 octets, no character is cut, and joined they are what they were."""
    line = "SUMMARY:" + "值班" * 40
    pieces = list(folded(line))
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert escaped("a, b; c\\d\ne") == "a\\, b\\; c\\\\d\\ne"
