"""Three desks in a chain: the middle one can help the last only when the first helps it.

Savings has agents to spare, cards has more than it can do of its own, which goes first, and loans is short, too: cards
agents who learn loans are of no use alone, and with savings agents who learn cards they are.
"""

from __future__ import annotations

from pathlib import Path

CHAIN = """\
peakline: scenario/1
name: chain
policy:
  problems: [saving, card, loan]
  tiers: [ordinary]
  channels: [phone]
  skills: [saving, card, loan]
  queues:
    - {name: saving, match: {problem: saving}, head_start_s: 3600, steps: [{skills: {saving: 1}}]}
    - {name: card, match: {problem: card}, head_start_s: 3600, steps: [{skills: {card: 1}}]}
    - {name: loan, steps: [{skills: {loan: 1}}]}
day: {opens: "09:00", interval_min: 30, intervals: 4}
target_s: 60
arrivals:
  rates:
    - {problem: saving, per_h: 20}
    - {problem: card, per_h: 240}
    - {problem: loan, per_h: 120}
service: {law: exponential, mean_s: 180}
patience: {law: exponential, mean_s: 600}
groups:
  savings: {skills: {saving: 3}, staff: 16}
  cards: {skills: {card: 3}, staff: 7}
  loans: {skills: {loan: 3}, staff: 4}
"""
TRAINING = """\
peakline: training/1
name: chain
scenario: chain.yaml
courses:
  savings to cards: {group: savings, skills: {card: 3}, cost: 100, passes: 1, most: 12, step: 4}
  cards to loans: {group: cards, skills: {loan: 3}, cost: 100, passes: 1, most: 6, step: 3}
  loans to savings: {group: loans, skills: {saving: 3}, cost: 100, passes: 1, most: 4, step: 2}
objective:
  - service_level: {each: queue}
budget: 1800
plans: 18
replications: 12
check: 40
random: 5
"""
"""Of the 33 plans within the budget 18 may be simulated; the last course is of hardly any use."""


def write_chain(folder: Path, training: str = TRAINING) -> Path:
    """Write the scenario and a training into a folder; the path of the training."""
    (folder / "chain.yaml").write_text(CHAIN, encoding="utf-8")
    (folder / "training.yaml").write_text(training, encoding="utf-8")
    return folder / "training.yaml"
