"""Two desks, one overloaded and one idle: whom to train is known beforehand."""

from __future__ import annotations

from pathlib import Path

DESKS = """\
peakline: scenario/1
name: desks
about: Loans has too few agents, cards too many.
policy:
  problems: [card, loan]
  tiers: [ordinary]
  channels: [phone]
  skills: [card, loan]
  queues:
    - {name: card, match: {problem: card}, steps: [{skills: {card: 1}}]}
    - {name: loan, steps: [{skills: {loan: 1}}]}
day: {opens: "09:00", interval_min: 30, intervals: 4}
target_s: 60
arrivals:
  rates:
    - {problem: card, per_h: 40}
    - {problem: loan, per_h: 80}
service: {law: exponential, mean_s: 180}
patience: {law: exponential, mean_s: 300}
groups:
  cards: {skills: {card: 3}, staff: [8, 8, 7, 8]}
  loans: {skills: {loan: 3}, staff: 3}
"""
TRAINING = """\
peakline: training/1
name: desks
scenario: desks.yaml
courses:
  loans for cards agents: {group: cards, skills: {loan: 3}, cost: 100, days: 5, passes: 0.85, most: 6}
  cards for loans agents: {group: loans, skills: {card: 3}, cost: 100, most: 3}
  nothing new: {group: cards, skills: {card: 2}, cost: 1, most: 2}
objective:
  - service_level: {}
budget: 600
replications: 20
check: 40
random: 5
"""
"""Only the first course brings an agent to where agents are missing."""


def write_desks(folder: Path, training: str = TRAINING) -> Path:
    """Write the scenario and a training into a folder; the path of the training."""
    (folder / "desks.yaml").write_text(DESKS, encoding="utf-8")
    (folder / "training.yaml").write_text(training, encoding="utf-8")
    return folder / "training.yaml"
