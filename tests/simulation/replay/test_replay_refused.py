"""What ``peakline replay`` refuses: one message with file, row, column, value, rule and nearest name."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from simulation.cli import main
from tests.simulation.replay.records import HEADS, MAP, ROWS, edit, write_csv, write_xlsx

OPTIONS = ["--map", "map.yaml", "--staff", "staff.yaml", "--policy", "policy.yaml", "--replications", "2"]


Change = Callable[[], object]


def changed(file: str, old: str, new: str) -> Change:
    """Another text in a file."""
    return lambda: edit(file, old, new)


def in_map(old: str, new: str) -> Change:
    """Another text in the map."""
    return changed("map.yaml", old, new)


def cell(row_number: int, column: str, value: str) -> Change:
    """Another value of a cell of the records; rows count as in a spreadsheet."""
    rows = [list(map(str, cells)) for cells in ROWS]
    rows[row_number - 2][HEADS.index(column)] = value
    return lambda: write_csv(Path("calls.csv"), rows)


def content(data: bytes, file: str = "calls.csv") -> Change:
    """Other bytes in a file."""
    return lambda: Path(file).write_bytes(data)


def folder_in_place_of_records() -> None:
    Path("calls.csv").unlink()
    Path("calls.csv").mkdir()


BOMB = b"a: &a [x, x, x, x, x, x, x, x, x]\n" + b"".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n".encode()
    for before, name in zip("abcdefg", "bcdefgh", strict=True)
)
TIER = MAP[MAP.index("tier:") : MAP.index("channel:")]
CLOCK = 'enters: {column: enter_s, format: "%H:%M"}'

FILES: dict[str, tuple[Change, str]] = {
    "missing records": (
        lambda: Path("calls.csv").rename("cals.csv"),
        "calls.csv: there is no such file (did you mean cals.csv?)",
    ),
    "a folder": (folder_in_place_of_records, "calls.csv: is a folder"),
    "an empty file": (content(b""), "calls.csv: is empty"),
    "heads alone": (content(",".join(HEADS).encode()), "calls.csv: the table has no rows below its column names"),
    "10 MB of junk": (content(bytes(range(256)) * 40_000), "calls.csv: is not a text file in UTF-8 or GB 18030"),
    "10 MB of one word": (content(b"x" * 10_000_000), "calls.csv: the column date is missing"),
    "a row too long": (content(b"date,enter_s\n1,2,3\n"), "calls.csv: is not a CSV table"),
    "a column twice": (content(b"date,date\n1,2\n"), "calls.csv: the column is named twice (got date)"),
    "a column is missing": (
        changed("calls.csv", "wait_s", "wait"),
        "the column wait_s is missing; there are: date, enter_s, menu_s, wait, talk_s, end, topic, rank, who, clerk",
    ),
    "a YAML bomb": (content(BOMB, "map.yaml"), "map.yaml"),
    "junk as map": (content(b"\0" * 1000, "map.yaml"), "map.yaml:1: is not text: it holds a zero byte"),
}

CELLS: dict[str, tuple[Change, str]] = {
    "no number": (cell(4, "wait_s", "seventy"), "row 4, column wait_s: must be a number (got seventy)"),
    "NaN": (cell(4, "wait_s", "NaN"), "row 4, column wait_s: must be a finite number (got NaN)"),
    "infinity": (cell(4, "enter_s", "inf"), "row 4, column enter_s: must be a finite number (got inf)"),
    "empty": (cell(3, "wait_s", ""), "row 3, column wait_s: is empty; if that may be, the map must say so"),
    "a negative wait": (cell(3, "wait_s", "-5"), "row 3, column wait_s: the wait must not be negative (got -5)"),
    "a negative service": (
        cell(2, "talk_s", "-1"),
        "row 2, column talk_s: the time in service must not be negative (got -1)",
    ),
    "a wait in milliseconds": (
        cell(3, "wait_s", "900000"),
        "row 3, column wait_s: must not be longer than 86400 s; is the unit right? (got 900000)",
    ),
    "an entry in milliseconds": (
        cell(3, "enter_s", "32420000"),
        "row 3, column enter_s + menu_s: is no time of the day; is the unit right? (got 32420000 + 10)",
    ),
    "an absurd number": (cell(3, "wait_s", "1e300"), "row 3, column wait_s: is too great for a time"),
    "an unknown outcome": (
        cell(5, "end", "LEVT"),
        "row 5, column end: is no outcome in the map; known are: OK, LEFT, GHOST (got LEVT; did you mean LEFT?)",
    ),
    "an unknown problem": (
        cell(8, "topic", "y"),
        "row 8, column topic: stands for no name in the map; known are: q, x (got y)",
    ),
    "no date": (
        cell(8, "date", "01.03.2024"),
        "row 8, column date: is not a date such as 1999-02-10; does the map name the format? (got 01.03.2024)",
    ),
    "several days": (
        cell(8, "date", "2024-03-02"),
        "has contacts of 2 days, from 2024-03-01 to 2024-03-02: choose one with --day",
    ),
    "clocks in another format": (
        in_map("enters: {sum: [enter_s, menu_s]}", CLOCK),
        "row 2, column enter_s: is not a time in the format %H:%M (got 32390)",
    ),
    "a limit on words": (
        in_map("when: {end: LEFT", "when: {end: {above: 5}"),
        "row 2, column end: must be a number (got OK)",
    ),
}

KEYS: dict[str, tuple[Change, str]] = {
    "the nearest column": (
        in_map("wait: wait_s", "wait: wait"),
        "the column wait is missing; there are: date, enter_s",
    ),
    "a column of conditions": (in_map("when: {end: LEFT", "when: {ends: LEFT"), "did you mean end?"),
    "an unknown key": (
        in_map("wait: wait_s", "waits: wait_s"),
        "map.yaml:5: waits: is not a key here (did you mean wait?)",
    ),
    "neither wait nor leaves": (in_map("wait: wait_s\n", ""), "map.yaml:1: must say exactly one of: wait, leaves"),
    "both": (in_map("wait: wait_s", "wait: wait_s\nleaves: talk_s"), "must say exactly one of: wait, leaves"),
    "a wrong unit": (
        in_map("wait: wait_s", "wait: {column: wait_s, unit: sec}"),
        "map.yaml:5: wait.unit: must be one of: us, ms, s, min, h (got sec; did you mean s?)",
    ),
    "an unknown problem": (
        in_map("x: exchange", "x: exchnge"),
        "map.yaml:8: problem.values.x: the policy has no such name; it has: question, exchange (got exchnge; did you",
    ),
    "an unknown channel": (
        in_map("channel: phone", "channel: fax"),
        "map.yaml:10: channel: the policy has no such name; it has: phone (got fax)",
    ),
    "no tier": (in_map(TIER, ""), "map.yaml:1: tier: must be said, as the policy has several: ordinary, vip"),
    "another kind of file": (
        in_map("map/1", "policy/1"),
        "map.yaml:1: peakline: must be map/1 in a file that is used like this (got policy/1",
    ),
    "an empty condition": (
        in_map("when: {end: LEFT", "when: {end: {}"),
        "leave_out[0].when.end: must say a value, or above, at_least, below or at_most",
    ),
    "no answered outcome": (
        in_map("answered: OK, ", ""),
        "map.yaml:7: outcome: must say which values mean answered",
    ),
    "an unknown key of a sheet": (
        in_map("channel: phone", "channel: phone\nfile: {sheets: a}"),
        "map.yaml:11: file.sheets: is not a key here (did you mean sheet?)",
    ),
    "nobody in the opening hours": (
        changed("staff.yaml", '"09:00"', '"15:00"'),
        "calls.csv: 2024-03-01: no contact entered the queue between opening and close",
    ),
    "head counts and as seen": (
        changed("staff.yaml", "groups:", "as_seen: {}\ngroups:"),
        "staff.yaml:1: must not name groups, agents or staff beside as_seen",
    ),
    "absence and as seen": (
        changed("staff.yaml", "groups: {desk: {staff: 2}}", "as_seen: {}\nabsence: 0.1"),
        "staff.yaml:1: must not have absence, lateness or meetings beside as_seen",
    ),
    "an odd grid": (
        changed("staff.yaml", "groups: {desk: {staff: 2}}", "as_seen: {step_s: 7}"),
        "staff.yaml:3: as_seen.step_s: must divide the opening hours of 3600 s (got 7)",
    ),
}

BAD = {**FILES, **{f"cell: {name}": case for name, case in CELLS.items()}, **{f"key: {n}": c for n, c in KEYS.items()}}


@pytest.mark.parametrize(("change", "message"), list(BAD.values()), ids=list(BAD))
def test_bad_input_is_one_message(
    change: Change, message: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wrong input gives exit code 2 and a message with file, row, column, value and rule; no file is written."""
    change()
    before = sorted(path.name for path in folder.iterdir())
    assert main(["replay", "calls.csv", *OPTIONS, "--out", "out"]) == 2
    said = capsys.readouterr()
    assert message in said.err
    assert said.out == ""
    assert "Traceback" not in said.err
    assert sorted(path.name for path in folder.iterdir()) == before


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("calls.csv.gz", b"date,enter_s\n1,2\n", "is not a whole gzip file"),
        ("calls.csv.gz", gzip.compress(b"date,enter_s\n1,2\n" * 1000, mtime=0)[:-9], "is not a whole gzip file"),
        ("calls.parquet", b"PAR1" + b"x" * 100, "is not a Parquet file"),
        ("calls.xlsx", b"PK\x03\x04" + b"x" * 100, "is not an XLSX workbook"),
        ("calls.txt", b"date\n1\n", "must be one of these kinds of files: .csv, .csv.gz, .parquet, .xlsx (got calls."),
    ],
    # Names of tests must be the same in each worker process: no bytes of files in them.
    ids=["text as gzip", "gzip cut short", "Parquet", "XLSX", "unknown suffix"],
)
def test_files_that_are_not_what_they_are_called(
    name: str, data: bytes, message: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file whose content is not what its name says is refused in one message."""
    (folder / name).write_bytes(data)
    assert main(["replay", name, *OPTIONS]) == 2
    said = capsys.readouterr()
    assert f"Error: {name}: {message}" in said.err
    assert len(said.err.splitlines()) == 1


def test_a_sheet_that_is_not_there(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A workbook without the sheet that the map names says which sheets there are."""
    write_xlsx(folder / "calls.xlsx")
    edit("map.yaml", "channel: phone", "channel: phone\nfile: {sheet: Sheeet}")
    assert main(["replay", "calls.xlsx", *OPTIONS]) == 2
    assert (
        "the workbook has no such sheet; there are: Sheet (got Sheeet; did you mean Sheet?)" in capsys.readouterr().err
    )
