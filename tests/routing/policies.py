"""Policies that several tests of policy files begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

VIP_FX = """\
peakline: policy/1
name: A bank
problems: [account, fx]
tiers: [ordinary, vip]
channels: [phone, chat]
skills: [account, fx]
pools:
  fx_senior: {queue_order: [vip_fx, fx]}
  fx:
  front: {}
queues:
  - name: vip_fx
    match: {problem: fx, tier: [vip], channel: [phone, chat]}
    target_s: 30
    head_start_s: 60.5
    ageing: 1.25
    band: 1
    promote_after_s: 120
    max_waiting: 50
    offer: {expires_s: 20, decline_pause_s: 45}
    wrap_up: {capped_s: 60}
    never_relax: [fx]
    steps:
      - {from_s: 0, skills: {fx: 3, account: 1}, pools: [fx_senior], prefer: [level, scarce_last]}
      - {from_s: 20, skills: {fx: 3}, pools: [fx_senior, fx]}
      - {from_s: 40, skills: {fx: 3}, prefer: [round_robin]}
  - name: fx
    match: {problem: [fx]}
    wrap_up: none
    steps: [{skills: {fx: 1}}]
  - name: rest
"""


def write(tmp_path: Path, content: str | bytes) -> Path:
    file = tmp_path / "policy.yaml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def minimal(**changes: Any) -> dict[str, Any]:
    """The smallest policy, with some keys changed."""
    base: dict[str, Any] = {"problems": ["p"], "tiers": ["t"], "channels": ["c"], "queues": [{"name": "all"}]}
    return {**base, **changes}
