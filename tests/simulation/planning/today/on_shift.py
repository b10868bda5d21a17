"""A small line whose agents work shifts, with breaks, absence and lateness, as scenario and as day."""

from __future__ import annotations

from pathlib import Path

SCENARIO = """\
peakline: scenario/1
name: line
day: {opens: "08:00", interval_min: 30, intervals: 20}
policy:
  problems: [account, fx]
  tiers: [ordinary]
  channels: [phone]
  skills: [fx]
  queues:
    - {name: fx, match: {problem: fx}, wrap_up: none, steps: [{skills: {fx: 1}}]}
    - {name: account, wrap_up: none, steps: [{}]}
arrivals:
  rates: [{problem: account, per_h: 150}, {problem: fx, per_h: 30}]
  day_factor_cv: 0.08
service: {law: lognormal, mean_s: 240, cv: 0.8}
patience: {law: exponential, mean_s: 180}
goals: [{name: all, share: 0.8}]
groups:
  line:
    shifts:
      - name: early
        agents: 9
        from: "07:50"
        to: "16:00"
        breaks: [{at: "11:00", min: 30}]
        stagger_min: 30
        stagger_steps: 3
      - {name: noon, agents: 4, from: "10:00", to: "15:00"}
      - name: late
        agents: 8
        from: "12:30"
        to: "18:00"
        breaks: [{after_min: 150, min: 15}]
        stagger_min: 15
        stagger_steps: 4
  fx:
    skills: {fx: 3}
    staff: 4
"""

CHANCES = """\
absence: {groups: line, share: 0.08}
lateness: {groups: line, share: 0.2, law: exponential, mean_s: 900}
"""

FILE = """\
peakline: today/1
scenario: line.yaml
now: "10:30"
volumes: {queues: {account: [80, 78, 82, 81, 79], fx: [20, 14, 12, 18, 11]}}
so_far: {all: {offered: 470, in_time: 400}}
waiting: [{queue: account, count: 2, longest_s: 40}]
groups: {line: {present: 12, busy: 11}, fx: {busy: 4}}
replications: 20
"""


def written(folder: Path, day: str = FILE, more: str = CHANCES) -> Path:
    """A file of today beside its scenario."""
    (folder / "line.yaml").write_text(SCENARIO + more, encoding="utf-8")
    path = folder / "day.yaml"
    path.write_text(day, encoding="utf-8")
    return path
