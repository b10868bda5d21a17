"""A counter that two tiers share, whose best policies are known beforehand, and tunings of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from simulation.planning.tuning.tuning import Tuning, load_tuning

COUNTER = """\
peakline: scenario/1
name: counter
about: One desk, two tiers that differ in nothing but their queue.
policy: old.yaml
goals: [{name: all, share: 0.8}]
day: {opens: "09:00", interval_min: 30, intervals: 4}
target_s: 60
arrivals:
  rates:
    - {problem: question, tier: ordinary, per_h: 60}
    - {problem: question, tier: vip, per_h: 60}
service: {law: exponential, mean_s: 200}
patience: {law: exponential, mean_s: 400}
groups:
  clerks: {skills: {question: 1}, staff: 7}
"""
OLD = """\
# What people wrote.
peakline: policy/1
name: counter
problems: [question]
tiers: [ordinary, vip]
channels: [phone]
skills: [question]
queues:
  - name: vip            # first
    match: {tier: vip}
    head_start_s: 120    # too much
  - name: others
    steps:
      - {prefer: [longest_idle]}   # the only step
"""
SUITE = """\
peakline: policy-suite/1
name: counter
scenarios: [counter.yaml]
gates:
  - max_wait: {max_s: 7200}
replications: 40
"""
TUNING = """\
peakline: tuning/1
name: fair
policy: old.yaml
suite: suite.yaml
parameters:
  queues.vip.head_start_s: {from: -120, to: 120, step: 60}
objective:
  - service_level: {each: tier}
candidates: 40
replications: 40
check: 40
"""
"""The worst tier is best off when nobody goes first: the tiers come in equal numbers and behave alike."""


def write_counter(folder: Path, tuning: str = TUNING, suite: str = SUITE) -> Path:
    """Write the scenario, the old policy, a suite and a tuning into a folder; the path of the tuning."""
    files = {"counter.yaml": COUNTER, "old.yaml": OLD, "suite.yaml": suite, "tuning.yaml": tuning}
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder / "tuning.yaml"


def tuning_of(folder: Path, *, suite: str = SUITE, **changes: str) -> Tuning:
    """The tuning of the counter with other parameters, or another objective; each in YAML's flow style."""
    written = TUNING
    for key, value in changes.items():
        head, _, rest = written.partition(f"{key}:")
        tail = rest.partition("\n")[2]
        while tail.startswith("  "):
            tail = tail.partition("\n")[2]
        written = f"{head}{key}: {value}\n{tail}"
    return load_tuning(write_counter(folder, written, suite))


def values_of(tuning: Tuning, point: tuple[int, ...]) -> list[Any]:
    """What stands at each parameter at a point."""
    return [parameter.values[number] for parameter, number in zip(tuning.space.parameters, point, strict=True)]
