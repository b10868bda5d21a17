"""``roster.ics`` read by RFC 5545 to the letter: lines, folding, properties, and the times of the table."""

from __future__ import annotations

import csv
import re
from datetime import datetime
from pathlib import Path

import pytest

from simulation.cli import main
from tests.simulation.planning.rostering.small import ROSTER, write_roster

pytest.importorskip("ortools")

LINE = re.compile(rb"(?P<name>[A-Z][A-Z0-9-]*)(;[A-Z-]+=[^:;]+)*:(?P<value>[^\x00-\x08\x0a-\x1f\x7f]*)")
ONCE = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"}
"""Properties of an event that must be there, and only once."""


def read_calendar(content: bytes) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Properties of the calendar and of its events; raises where the file is none."""
    assert content.endswith(b"\r\n")
    raw = content[:-2].split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in raw)
    assert all(0 < len(line) <= 75 for line in raw)
    lines: list[bytes] = []
    for line in raw:
        line.decode("utf-8")  # no character is cut in two
        if line[:1] in {b" ", b"\t"}:
            lines[-1] += line[1:]
        else:
            lines.append(line)
    properties = []
    for line in lines:
        found = LINE.fullmatch(line)
        assert found, line
        properties.append((found["name"].decode(), found["value"].decode()))
    assert properties[0] == ("BEGIN", "VCALENDAR")
    assert properties[-1] == ("END", "VCALENDAR")
    head: dict[str, str] = {}
    events: list[dict[str, str]] = []
    inside = False
    for name, value in properties[1:-1]:
        if (name, value) == ("BEGIN", "VEVENT"):
            assert not inside
            inside = True
            events.append({})
        elif (name, value) == ("END", "VEVENT"):
            assert inside
            assert set(events[-1]) >= ONCE
            inside = False
        else:
            target = events[-1] if inside else head
            assert name not in target
            target[name] = value
    assert not inside
    assert head["VERSION"] == "2.0"
    assert head["PRODID"]
    return head, events


def test_the_calendar_is_one_and_says_what_the_table_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every event has the properties it needs and an id of its own; local times are those of the table, stamps UTC."""
    monkeypatch.chdir(tmp_path)
    write_roster(tmp_path, ROSTER.replace("id: ann", 'id: "安娜, front; 2"'))
    assert main(["roster", "desk.roster.yaml", "--out", "out", "--effort", "0.05"]) == 0
    _, events = read_calendar((tmp_path / "out" / "roster.ics").read_bytes())
    with (tmp_path / "out" / "roster.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len({event["UID"] for event in events}) == len(events) == len(rows)
    for event, row in zip(events, rows, strict=True):
        start, end = (datetime.strptime(event[name], "%Y%m%dT%H%M%S") for name in ("DTSTART", "DTEND"))  # noqa: DTZ007
        assert (f"{start:%Y-%m-%d}", f"{start:%H:%M}", f"{end:%H:%M}") == (row["date"], row["from"], row["to"])
        assert end > start
        datetime.strptime(event["DTSTAMP"], "%Y%m%dT%H%M%SZ")  # noqa: DTZ007  (in UTC, as it must be)
        words = re.sub(r"\\([,;\\])", r"\1", event["SUMMARY"])
        assert words == f"{row['agent']}: {row['shift']}"
