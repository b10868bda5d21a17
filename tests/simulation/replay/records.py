"""A small made-up day at a counter, as files, and the map, policy and staff to replay it."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl

from routing.policies.policy_file import policy_from
from routing.policy import Policy
from routing.reading.document import Document
from routing.reading.validation import validate
from simulation.replay.day_reader import OpeningHours
from simulation.replay.map_file import MapDocument
from simulation.replay.read_day import read_day
from simulation.replay.recorded_day import RecordedDay

HEADS = ("date", "enter_s", "menu_s", "wait_s", "talk_s", "end", "topic", "rank", "who", "clerk")

ROWS: tuple[tuple[Any, ...], ...] = (
    # 9:00 is second 32400. Two clerks, ann and bob.
    ("2024-03-01", 32390, 20, 0, 100, "OK", "q", 0, "c1", "ann"),  # enters the queue at 9:00:10
    ("2024-03-01", 32420, 10, 0, 200, "OK", "q", 0, "c2", "bob"),
    ("2024-03-01", 32440, 10, 70, 50, "OK", "q", 2, "c3", "ann"),  # 9:00:50, answered at 9:02:00
    ("2024-03-01", 32450, 10, 30, "", "LEFT", "q", 1, "c4", ""),  # 9:01:00, leaves at 9:01:30
    ("2024-03-01", 32460, 5, 0, "", "LEFT", "q", 0, "", ""),  # hangs up in the menu
    ("2024-03-01", 32470, 10, 0, 5, "GHOST", "q", 0, "", ""),
    ("2024-03-01", 34190, 10, 0, 60, "OK", "x", 0, "", "bob"),  # 9:30:00
    ("2024-03-01", 39590, 20, 0, 40, "OK", "q", 0, "", "ann"),  # 11:00:10: after the close
)
"""Contacts of the first of March 2024, of which four are offered between 9 and 10."""

MAP = """\
peakline: map/1
name: counter
day: date
enters: {sum: [enter_s, menu_s]}
wait: wait_s
work: {column: talk_s, none: ""}
outcome: {column: end, answered: OK, abandoned: LEFT, ignored: GHOST}
problem: {column: topic, values: {q: question, x: exchange}}
tier: {column: rank, values: {0: ordinary, 1: ordinary, 2: vip}, unknown: {rank: 0, wait_s: 0}}
channel: phone
customer: who
agent: clerk
leave_out: [{because: left in the menu, when: {end: LEFT, wait_s: 0}}]
"""

POLICY = """\
peakline: policy/1
name: counter
problems: [question, exchange]
tiers: [ordinary, vip]
channels: [phone]
skills: [question, exchange]
queues:
  - {name: vip, match: {tier: vip}, head_start_s: 90}
  - {name: all}
"""

STAFF = """\
peakline: staff/1
day: {opens: "09:00", interval_min: 30, intervals: 2}
groups: {desk: {staff: 2}}
"""

SEEN = """\
peakline: staff/1
day: {opens: "09:00", interval_min: 30, intervals: 2}
as_seen: {}
"""

HOUR = OpeningHours(32_400_000_000, 3_600_000_000)
"""From 9 to 10."""

US = 1_000_000


def rules() -> Policy:
    """The policy of the counter."""
    return policy_from(_document(POLICY))


def mapped(source: str = MAP) -> tuple[Document, MapDocument]:
    """A map written as YAML."""
    document = _document(source)
    return document, validate(document, MapDocument)


def _document(source: str) -> Document:
    import yaml

    return Document.of(yaml.safe_load(source), "map.yaml")


def write_csv(path: Path, rows: Sequence[Sequence[Any]] = ROWS, heads: Sequence[str] = HEADS) -> Path:
    """Write rows as CSV, gzipped where the name ends in ``.gz``."""
    content = "\n".join([",".join(heads), *(",".join(str(cell) for cell in row) for row in rows)]) + "\n"
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(content.encode()))
    else:
        path.write_text(content, encoding="utf-8")
    return path


def write_xlsx(path: Path, rows: Sequence[Sequence[Any]] = ROWS, heads: Sequence[str] = HEADS) -> Path:
    """Write rows as a workbook, dates as dates and numbers as numbers."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(heads))
    for row in rows:
        sheet.append([_typed(cell) for cell in row])
    book.save(path)
    return path


def write_parquet(path: Path, rows: Sequence[Sequence[Any]] = ROWS, heads: Sequence[str] = HEADS) -> Path:
    """Write rows as Parquet, with a type for each column and nulls for what is empty."""
    columns = zip(*([_typed(cell) for cell in row] for row in rows), strict=True)
    pl.DataFrame(dict(zip(heads, map(list, columns), strict=True)), strict=False).write_parquet(path)
    return path


def _typed(cell: Any) -> Any:
    if cell == "":
        return None
    if isinstance(cell, str) and len(cell) == len("2024-03-01") and cell[4] == "-":
        return dt.date.fromisoformat(cell)
    return cell


def read(path: Path, source: str = MAP, hours: OpeningHours = HOUR, day: str | None = None) -> RecordedDay:
    """The day in a file by a map."""
    chosen = None if day is None else dt.date.fromisoformat(day)
    return read_day(path, *mapped(source), rules(), hours, chosen)


def day_of(tmp_path: Path, rows: Sequence[Sequence[Any]], source: str = MAP, hours: OpeningHours = HOUR) -> RecordedDay:
    """The day that some rows make."""
    return read(write_csv(tmp_path / "day.csv", rows), source, hours)


def row(enters: str, wait: int, talk: int | str = 60, **changes: Any) -> tuple[Any, ...]:
    """A row of the table by the time at which the contact enters the queue, as ``09:30:00``."""
    hours, minutes, seconds = map(int, enters.split(":"))
    cells = {
        "date": "2024-03-01",
        "enter_s": hours * 3600 + minutes * 60 + seconds,
        "menu_s": 0,
        "wait_s": wait,
        "talk_s": talk,
        "end": "OK" if talk != "" else "LEFT",
        "topic": "q",
        "rank": 1,
        "who": "",
        "clerk": "ann" if talk != "" else "",
    }
    return tuple((cells | changes)[head] for head in HEADS)


def write_files(folder: Path, *, staff: str = STAFF, source: str = MAP, policy: str = POLICY) -> list[str]:
    """Write map, staff and policy, and return the options of ``peakline replay`` that name them."""
    for name, content in (("map", source), ("staff", staff), ("policy", policy)):
        (folder / f"{name}.yaml").write_text(content, encoding="utf-8")
    return ["--map", "map.yaml", "--staff", "staff.yaml", "--policy", "policy.yaml"]


def edit(file: str, old: str, new: str) -> None:
    """Change a text in a file of the working folder."""
    content = Path(file).read_text(encoding="utf-8")
    assert old in content
    Path(file).write_text(content.replace(old, new), encoding="utf-8")
