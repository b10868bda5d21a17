"""A roster as an iCalendar file (RFC 5545): an event per shift, in local time, as a shift plan is wherever it hangs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from routing.words.messages import text
from simulation.files.day_clock import clock_of
from simulation.planning.rostering.problem import Duty, Roster

LONGEST_LINE = 75
"""Octets of a line, its end left out (RFC 5545, 3.1)."""

_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def calendar(roster: Roster) -> str:
    """The whole file. The same roster gives the same file; an event keeps its UID when its shift changes."""
    problem = roster.problem
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Peakline//Roster//EN", "CALSCALE:GREGORIAN"]
    lines.append(f"X-WR-CALNAME:{escaped(problem.name)}")
    for duty in roster.duties:
        lines += _event(roster, duty)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _event(roster: Roster, duty: Duty) -> list[str]:
    problem = roster.problem
    agent, shift, group = problem.agents[duty.agent].id, problem.shifts[duty.shift], problem.groups[duty.group]
    day = problem.date(duty.day)
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001  (local time, whichever it is)
    first = datetime(problem.first.year, problem.first.month, problem.first.day)  # noqa: DTZ001
    away = [
        f"{clock_of(shift.start + after)}-{clock_of(shift.start + after + each.minutes)}"
        for each, after in zip(shift.breaks, duty.breaks, strict=True)
    ]
    uid = hashlib.sha256(f"{problem.name}\0{agent}\0{day.isoformat()}".encode()).hexdigest()[:32]
    words = [text("Breaks: {breaks}", breaks=", ".join(away))] if away else []
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}@peakline",
        f"DTSTAMP:{_written(first)}Z",
        f"DTSTART:{_written(midnight + timedelta(minutes=shift.start))}",
        f"DTEND:{_written(midnight + timedelta(minutes=shift.end))}",
        f"SUMMARY:{escaped(f'{agent}: {shift.name}')}",
        f"CATEGORIES:{escaped(group.name)}",
        *(f"DESCRIPTION:{escaped(each)}" for each in words),
        "END:VEVENT",
    ]


def _written(when: datetime) -> str:
    return when.strftime("%Y%m%dT%H%M%S")


def escaped(words: str) -> str:
    """Text as a value (RFC 5545, 3.3.11)."""
    return words.translate(_ESCAPES)


def folded(line: str) -> Iterator[str]:
    """A line in pieces of 75 octets at most, the later ones after a blank; no character is cut in two."""
    piece, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LONGEST_LINE:
            yield piece
            piece, size = " ", 1
        piece, size = piece + character, size + octets
    yield piece
