"""A desk that VIPs and others share, two policies for it, and suites."""

from __future__ import annotations

from pathlib import Path

DESK = """\
peakline: scenario/1
name: desk
about: One desk for two tiers.
policy: base.yaml
day: {opens: "09:00", interval_min: 30, intervals: 4}
target_s: 90
arrivals:
  rates:
    - {problem: question, tier: ordinary, per_h: 30}
    - {problem: question, tier: vip, per_h: 150}
service:
  - {law: exponential, mean_s: 220}
patience: {law: exponential, mean_s: 600}
groups:
  clerks: {skills: {question: 1}, staff: 11}
"""
POLICY = """\
peakline: policy/1
name: in turn
problems: [question]
tiers: [ordinary, vip]
channels: [phone]
skills: [question]
queues:
  - {name: vip, match: {tier: vip}, head_start_s: 20}
  - {name: others}
"""
STARVING = POLICY.replace("name: in turn", "name: VIPs first").replace("{name: others}", "{name: others, band: 1}")
"""Others wait until no VIP does, however long that takes."""
FEWER_SKILLS = POLICY.replace("skills: [question]", "skills: [question, loan]").replace(
    "{name: others}", "{name: others, steps: [{skills: {loan: 1}}]}"
)
"""Asks for a skill that nobody has."""
SUITE = """\
peakline: policy-suite/1
name: desk
scenarios:
  - scenario: desk.yaml
gates:
  - service_level: {min: 0.5}
  - not_worse_by: {by: 0.02, each: tier}
replications: 80
"""


def write_desk(folder: Path, suite: str = SUITE) -> Path:
    """Write the scenario, the policies and a suite into a folder; the suite's path."""
    for name, content in (
        ("desk.yaml", DESK),
        ("base.yaml", POLICY),
        ("starving.yaml", STARVING),
        ("unfit.yaml", FEWER_SKILLS),
        ("suite.yaml", suite),
    ):
        (folder / name).write_text(content, encoding="utf-8")
    return folder / "suite.yaml"


def suite_of(*gates: str, budget: int = 80) -> str:
    """A suite of the desk with these gates, each in YAML's flow style."""
    head = SUITE.partition("gates:")[0]
    return head + "gates:\n" + "".join(f"  - {gate}\n" for gate in gates) + f"replications: {budget}\n"
