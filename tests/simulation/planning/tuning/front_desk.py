"""Two problems, agents for one and agents for both: what is best of each kind of parameter is known beforehand."""

from __future__ import annotations

from pathlib import Path

SCENARIO = """\
peakline: scenario/1
name: front
policy: old.yaml
day: {{opens: "09:00", interval_min: 30, intervals: 4}}
target_s: 60
arrivals:
  rates:
    - {{problem: card, per_h: {card}}}
    - {{problem: loan, per_h: {loan}}}
service: {{law: exponential, mean_s: 180}}
patience: {{law: exponential, mean_s: 400}}
groups:
  front: {{skills: {{card: 1}}, staff: {front}}}
  both: {{skills: {{card: 1, loan: 1}}, staff: {both}}}
"""
POLICY = """\
# Mine.
peakline: policy/1
name: front
problems: [card, loan]
tiers: [ordinary]
channels: [phone]
skills: [card, loan]
pools: {{front: {{}}, both: {{}}}}
reservations:
  - {{pool: both, keep_free: {keep_free}, for: [loan]}}  # of five
queues:
  - name: loan
    match: {{problem: loan}}
    head_start_s: {head_start}
    steps: [{{skills: {{loan: 1}}}}]
  - name: card
    steps:
      - {{skills: {{card: 1}}, pools: [front{first}], prefer: [longest_idle]}}
      - {{from_s: {from_s}, skills: {{card: 1}}, pools: [front, both]}}
"""
SUITE = """\
peakline: policy-suite/1
name: front
scenarios: [front.yaml]
gates:
  - max_wait: {max_s: 7200}
replications: 40
"""
TUNING = """\
peakline: tuning/1
name: front
policy: old.yaml
suite: suite.yaml
parameters:
  {parameter}
objective:
  - service_level: {objective}
candidates: 10
replications: 40
check: 40
"""


def write_front(
    folder: Path,
    parameter: str,
    objective: str = "{}",
    *,
    volumes: dict[str, int] | None = None,
    suite: str = SUITE,
    **policy: object,
) -> Path:
    """Write scenario, old policy, suite and tuning into a folder; the path of the tuning."""
    sizes = {"card": 100, "loan": 30, "front": 4, "both": 5, **(volumes or {})}
    rules = {"keep_free": 1, "head_start": 0, "first": "", "from_s": 10, **policy}
    files = {
        "front.yaml": SCENARIO.format(**sizes),
        "old.yaml": POLICY.format(**rules),
        "suite.yaml": suite,
        "tuning.yaml": TUNING.format(parameter=parameter, objective=objective),
    }
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder / "tuning.yaml"
