"""Wrong roster files: one message with file, line, place, value, rule and nearest name; nothing is written."""

# ruff: noqa: E501  (a table with a whole message in each line)

from __future__ import annotations

from pathlib import Path

import pytest

from simulation.cli import main
from tests.simulation.planning.rostering.small import ROSTER, write_roster

F = "desk.roster.yaml"

SLIPS: list[tuple[str, str, str]] = [
    # What stands in the file, what is written instead, and the message.
    ("peakline: roster/1", "peakline: staff/1", f"{F}:1: peakline: must be roster/1 in a file that is used like this (got staff/1)"),
    ("groups:\n", "groupes:\n", f"{F}:8: groupes: is not a key here (did you mean groups?)"),
    ("2026-10-05\n", "2026-10-35\n", f"{F}:4: days.from: must be a date such as 2026-09-28, of a year from 1900 to 2199 (got 2026-10-35)"),
    ("weekend: {closed", "weekends: {closed", f"{F}:6: days.types.weekends: no date is of this type: name it under days.dates (got weekends; did you mean weekend?)"),
    ("types: {weekend", "dates: {2026-10-12: {closed: true}}\n  types: {weekend", f"{F}:6: days.dates.2026-10-12: is none of the days, which are 2026-10-05 to 2026-10-11 (got 2026-10-12)"),
    ("heads: 0.5}}", "heads: -1}}", f"{F}:6: days.types.holiday.heads: must be 0 or more (got -1)"),
    ("intervals: 8}", "intervals: 25}", f"{F}:7: day.intervals: must not make more than 24 hours where there are days: the file describes one of them (got 25)"),
    ("day: {opens", "scenario: vip_fx\nday: {opens", f"{F}:8: day: must not stand beside scenario, whose intervals hold"),
    ("day: {opens: \"09:00\", interval_min: 60, intervals: 8}", "scenario: vip_fx", f"{F}:9: groups.front.heads: must have 16 numbers, one per interval of 30 min from 09:00; the list ends before 13:00 (got 8 numbers)"),
    ("[1, 2, 2, 2, 2, 2, 2, 1]", "[1, 2, 2]", f"{F}:9: groups.front.heads: must have 8 numbers, one per interval of 60 min from 09:00; the list ends before 12:00 (got 3 numbers)"),
    (", heads: 1}", "}", f"{F}:10: groups.fx.heads: must say how many are needed in each interval, or the table heads must have a column fx"),
    ("{min: 60, after_min: [120, 300]}", "{min: 60, after_min: [120, 430]}", f"{F}:12: shifts[0].breaks[0].after_min: must not end after the shift does, 480 min after its start (got [120, 430])"),
    ("{min: 60, after_min: [120, 300]}", "{min: 60, after_min: [300, 120]}", f"{F}:12: shifts[0].breaks[0].after_min: must end after it begins (got [300, 120])"),
    ("[{min: 60, after_min: [120, 300]}]", "[{min: 60, after_min: [120, 300]}, {min: 15, after_min: 330}]", f"{F}:12: shifts[0].breaks[1].after_min: must not begin before the break before it has ended, at the latest 360 min after the start (got 330)"),
    ("length_min: 240", "length_min: 4h", f"{F}:13: shifts[1].length_min: must be a bare number: the key says its unit (got 4h)"),
    ("length_min: 240", "length_min: 240, groups: frnt", f"{F}:13: shifts[1].groups: there is no such group (got frnt; did you mean front?)"),
    ("length_min: 240", "length_min: 240, days: sundays", f"{F}:13: shifts[1].days: there is no such type of day (got sundays; did you mean sunday?)"),
    ("[\"09:00\", \"13:00\"]", "[\"09:00\", \"09:00\"]", f"{F}:13: shifts[1].name: stands here twice with the same start and length (got half)"),
    ("[0, 40], days", "[40, 0], days", f"{F}:14: rules.hours_per_week: the least must not be more than the most (got 40, 0)"),
    ("days_per_week: 5}", "days_per_weak: 5}", f"{F}:14: rules.days_per_weak: is not a key here (did you mean days_per_week?)"),
    ("{id: bob, group: front", "{id: ann, group: front", f"{F}:17: agents[1].id: two agents have the same id (got ann)"),
    ("{id: eve, group: fx}", "{id: eve, group: fxx}", f"{F}:20: agents[4].group: there is no such group (got fxx; did you mean fx?)"),
    ("{id: eve, group: fx}", "{id: eve, skills: {fx: 2}}", f"{F}:20: agents[4].group: must have a group, or all skills of one"),
    ("shifts: half}", "shifts: haf}", f"{F}:18: agents[2].shifts: there is no such shift (got haf; did you mean half?)"),
    ("{id: hal, group: front}", "{id: hal, number: 0, group: front}", f"{F}:23: agents[7].number: must be 1 or more (got 0)"),
    ("{id: hal, group: front}", "{id: hal, number: 5000, group: front}", f"{F}:15: agents: there must not be more than 5000 agents (got 5009)"),
    ("{id: hal, group: front}", "{id: hal, number: 2, group: front}\n  - {id: hal-01, group: front}", f"{F}:24: agents[8].id: two agents have the same id (got hal-01)"),
    ("{id: bob, group: front", '{id: "b\\nob", group: front', f"{F}:17: agents[1].id: must not have spaces around it or line breaks in it (got b ob)"),
    ("off: friday", "off: fryday", f"{F}:16: agents[0].wishes.off: must be a date such as 2026-09-28, or a weekday (got fryday; did you mean friday?)"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "message"), SLIPS, ids=[f"{case[0]}-{case[1][:30]}" for case in SLIPS])
def test_a_roster_that_cannot_be(
    right: str,
    wrong: str,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The whole message is as it should be, and nothing is written."""
    assert ROSTER.count(right) == 1
    write_roster(tmp_path, ROSTER.replace(right, wrong))
    monkeypatch.chdir(tmp_path)
    assert main(["roster", F, "--out", "out"]) == 2
    said = capsys.readouterr()
    assert said.err == f"Error: {message}\n"
    assert [path.name for path in tmp_path.iterdir()] == [F]


TABLES: list[tuple[str, str]] = [
    ("agent,group,acount\nann,front,3\n", "agents.csv: row 1, column C (acount): is not a column of such a table; known ones are: agent, group, hours_per_week, days_per_week, weekdays, shifts, unavailable, off, likes, avoids, account, fx (got acount; did you mean account?)"),
    ("agent,group\nann,frunt\n", "agents.csv: row 2, column B (group): there is no such group (got frunt; did you mean front?)"),
    ("agent,group\nann,front\nann,fx\n", "agents.csv: row 3, column A (agent): two agents have the same id (got ann)"),
    ("agent,group,hours_per_week\nann,front,full\n", "agents.csv: row 2, column C (hours_per_week): must be hours such as 40, or from 32-44 (got full)"),
    ("agent,group,unavailable\nann,front,tomorrow\n", "agents.csv: row 2, column C (unavailable): must be dates such as 2026-09-28 (got tomorrow)"),
    ("agent,group,off\nann,front,monnday\n", "agents.csv: row 2, column C (off): must be a date such as 2026-09-28, or a weekday (got monnday; did you mean monday?)"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "message"), TABLES, ids=[case[0][:40] for case in TABLES])
def test_a_table_of_agents_that_cannot_be(
    table: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message names the row and column of the table."""
    write_roster(tmp_path, ROSTER[: ROSTER.index("agents:")] + "agents: {table: agents.csv}\n")
    (tmp_path / "agents.csv").write_text(table, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["roster", F]) == 2
    assert capsys.readouterr().err == f"Error: {message}\n"


PUBLISHED = "date,agent,group,shift,from,to\n"

TABLES_PUBLISHED: list[tuple[str, list[str], str]] = [
    (PUBLISHED + "2026-10-08,anne,front,day,09:00,17:00\n", [], "p.csv: row 2, column B (agent): there is no such agent in the roster file (got anne; did you mean ann?)"),
    (PUBLISHED + "2026-10-08,ann,front,day,09:30,17:00\n", [], "p.csv: row 2, column E (from): the shift day cannot start and end so (got 09:30–17:00)"),
    (PUBLISHED + "2026-10-08,bob,front,day,09:00,17:00\n", [], f"p.csv: breaks a rule of {F}: bob is not there on 2026-10-08"),
    (PUBLISHED + "2026-10-08,ann,front,day,09:00,17:00\n", ["--absent", "ann:2026-10-18"], "--absent ann:2026-10-18: is none of the days, which are 2026-10-05 to 2026-10-11 (got 2026-10-18; did you mean 2026-10-08?)"),
    (PUBLISHED + "2026-10-08,ann,front,day,09:00,17:00\n", ["--absent", "ane:2026-10-08"], "--absent ane:2026-10-08: there is no such agent in the roster file (got ane; did you mean ann?)"),
    (PUBLISHED + "2026-10-08,ann,front,day,09:00,17:00\n", ["--absent", "ann"], "--absent ann: must be an agent and a date, such as ann:2026-10-01 (got ann)"),
    (PUBLISHED + "2026-10-08,ann,front,day,09:00,17:00\n", ["--out", "p.csv"], "p.csv: is a file, not a folder"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "options", "message"), TABLES_PUBLISHED, ids=[case[2][:50] for case in TABLES_PUBLISHED]
)
def test_a_published_roster_that_cannot_be(
    table: str,
    options: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What is not of the roster file, or breaks its rules, is refused."""
    write_roster(tmp_path)
    (tmp_path / "p.csv").write_text(table, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["roster", F, "--published", "p.csv", *options]) == 2
    assert capsys.readouterr().err == f"Error: {message}\n"


def test_absences_need_a_published_roster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """--absent without --published is a usage error."""
    write_roster(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main(["roster", F, "--absent", "ann:2026-10-08"]) == 2
    assert "--absent needs --published" in capsys.readouterr().err


def test_an_answer_that_could_not_be_written_is_not_searched_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder with somebody's own files, or with the published roster itself, is refused before the search."""

    def no_search(*_: object, **__: object) -> None:
        raise AssertionError("searched")

    write_roster(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "roster.csv").write_text(
        PUBLISHED + "2026-10-08,ann,front,day,09:00,17:00\n", encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("simulation.planning.rostering.build.build", no_search)
    assert main(["roster", F, "--out", "mine"]) == 2
    assert "mine: holds roster.csv, which is not from an earlier answer" in capsys.readouterr().err
    assert main(["roster", F, "--published", "mine/roster.csv", "--out", "mine"]) == 2
    assert "roster.csv: is read for this answer" in capsys.readouterr().err
