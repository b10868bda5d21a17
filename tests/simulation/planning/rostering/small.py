"""A small roster file in which tests make one change at a time."""

from __future__ import annotations

from pathlib import Path

ROSTER = """\
peakline: roster/1
name: desk
days:
  from: 2026-10-05
  calendar: {holidays: [2026-10-05, 2026-10-06, 2026-10-07], workdays: [2026-10-10]}
  types: {weekend: {closed: true}, holiday: {heads: 0.5}}
day: {opens: "09:00", interval_min: 60, intervals: 8}
groups:
  front: {skills: {account: 3}, heads: [1, 2, 2, 2, 2, 2, 2, 1]}
  fx: {skills: {fx: 3}, heads: 1}
shifts:
  - {name: day, from: "09:00", length_min: 480, breaks: [{min: 60, after_min: [120, 300]}]}
  - {name: half, from: ["09:00", "13:00"], length_min: 240}
rules: {hours_per_week: [0, 40], days_per_week: 5}
agents:
  - {id: ann, group: front, wishes: {off: friday}}
  - {id: bob, group: front, unavailable: 2026-10-08}
  - {id: cat, group: front, hours_per_week: [0, 20], shifts: half}
  - {id: dan, skills: {fx: 4, account: 3}}
  - {id: eve, group: fx}
  - {id: fay, group: fx}
  - {id: gus, group: fx}
  - {id: hal, group: front}
  - {id: ida, group: front}
  - {id: jon, group: front}
"""


def write_roster(folder: Path, content: str = ROSTER) -> Path:
    """Write the roster file into ``folder``; its path."""
    path = folder / "desk.roster.yaml"
    path.write_text(content, encoding="utf-8")
    return path
