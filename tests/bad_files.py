"""A right scenario with its policy and tables, in which tests of bad input make one slip at a time."""

from __future__ import annotations

from pathlib import Path

SCENARIO = """\
peakline: scenario/1
name: bank
about: A morning.
day: {opens: "08:00", interval_min: 30, intervals: 4}
target_s: 30
goals:
  - {name: VIP, tier: vip, share: 0.9}
policy: bank.policy.yaml
arrivals:
  per_h: [60, 80, 90, 70]
  volumes: {table: volumes.csv}
  mix:
    tier: {ordinary: 90, vip: 10}
    problem:
      - {when: {tier: vip}, shares: {account: 60, fx: 40}}
      - {shares: {account: 95, fx: 5}}
    channel: {phone: 70, chat: 30}
  rates:
    - {problem: fx, tier: vip, per_interval: 2}
  scale: 1.0
  day_factor_cv: 0.1
  surges:
    launch: {start: "08:30", peak: "08:45", half_life_min: 20, factor: 2, problem: account}
  slice_min: 5
service:
  - {problem: fx, law: lognormal, mean_s: 300, cv: 0.8}
  - {law: exponential, mean_s: 200}
wrap_up: {law: empirical, table: times.csv}
patience:
  - {tier: vip, law: never}
  - {law: gamma, mean_s: 180, cv: 0.9}
balking: 0.05
answer_delay_s: {chat: 3}
speed:
  levels: {1: 1.2, 2: 1.1, 3: 1.0, 4: 0.9}
  skill: {account: account}
groups:
  front: {skills: {account: 3}, staff: [6, 8, 8, 7]}
  fx: {skills: {fx: 4}}
  named: {}
agents: {table: agents.csv}
staff: {table: staff.csv}
leavers: pooled
after_close: leave
"""

POLICY = """\
peakline: policy/1
problems: [account, fx]
tiers: [ordinary, vip]
channels: [phone, chat]
skills: [account, fx]
pools: {front: {}, fx: {}}
queues:
  - name: fx
    match: {problem: fx}
    steps:
      - {skills: {fx: 3}, pools: [fx]}
  - name: rest
"""

TABLES = {
    "volumes.csv": """\
start,problem,contacts
08:00,account,10
08:30,account,12
09:00,account,12.5
09:30,account,9
""",
    "agents.csv": """\
agent,group,pools,account,fx
ann,named,fx;front,3,4
bob,named,front,2,
""",
    "staff.csv": """\
start,fx,named
08:00,2,1
08:30,2,2
09:00,3,2
09:30,2,0
""",
    "times.csv": """\
seconds
10
20.5
60
""",
}


def write_bank(folder: Path) -> Path:
    """Write all files of the bank into ``folder``; the scenario's path."""
    (folder / "bank.yaml").write_text(SCENARIO, encoding="utf-8")
    (folder / "bank.policy.yaml").write_text(POLICY, encoding="utf-8")
    for name, content in TABLES.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder / "bank.yaml"
