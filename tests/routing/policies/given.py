"""Policies that several tests of policy files begin with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any

from routing.model import NEVER

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

FULL = """\
peakline: policy/1
name: Everything
problems: [account, fx]
tiers: [ordinary, vip]
channels:
  phone: {units: 3}
  chat: {}
  mail:
skills: [fx, licence]
labels: {language: text, since: number, resident: yes_no}
pools:
  senior: {queue_order: [vip, fx], delay_s: {rest: 20, fx: 2.5}}
  front: {delay_s: {}}
  night:
reservations:
  - {pool: senior, keep_free: 2, for: [vip], lift: {waiting: 10, until: 5, after_s: 60}}
  - {pool: front, keep_free: 1, for: fx, lift: {waiting: 4}}
  - {pool: senior, keep_free: 1, for: [vip, fx]}
queues:
  - name: vip
    match:
      tier: vip
      channel: [phone, chat]
      labels: {resident: true, since: {ge: 2010, lt: 2020}, language: [fr, de]}
    offer: {expires_s: 20, on_expiry: break, expiry_limit: 2}
    preferred: {last_s: 60, dedicated_s: 90, owner_s: 120}
    gather_after_s: 45
    overflow:
      - {when: closed, to: {queue: rest}}
      - {when: {waiting: 20, until: 15}, to: callback}
      - {when: {waited_s: 300}, to: message}
      - {when: nobody_on_shift, to: bot}
    never_relax: [licence, language]
    steps:
      - {skills: {fx: 3, licence: 1}, labels: {language: {ne: en}, since: {le: 2000}}, pools: [senior]}
      - {from_s: 20, skills: {licence: 1}, labels: {language: {ne: en}}, pools: [senior, front]}
      - {from_s: 40, skills: {licence: 1}, labels: {language: {ne: en}}, only_if_absent: true}
  - name: fx
    match: {problem: fx}
    offer: {accept: auto, decline_pause_s: 5}
    overflow: [{when: {waiting: 3}, to: {queue: rest}}, {when: {ewt_s: 120, until_s: 60.5}, to: callback}]
  - name: rest
    announce_wait: false
"""
"""A policy with all that a bank's day needs beyond queues, steps and head starts."""


def write(tmp_path: Path, content: str | bytes) -> Path:
    file = tmp_path / "policy.yaml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def minimal(**changes: Any) -> dict[str, Any]:
    """The smallest policy, with some keys changed."""
    base: dict[str, Any] = {"problems": ["p"], "tiers": ["t"], "channels": ["c"], "queues": [{"name": "all"}]}
    return {**base, **changes}


def variants(value: Any) -> Iterator[tuple[str, Any]]:
    """Every value that differs from ``value`` in one place, with the class and field that the place belongs to."""
    if isinstance(value, bool):
        yield "", not value
    elif isinstance(value, Enum):
        yield "", next(other for other in type(value) if other is not value)
    elif isinstance(value, int):
        yield "", 7_000_000 if value >= NEVER else value + 1
    elif isinstance(value, str):
        yield "", f"{value}x"
    elif isinstance(value, tuple):
        is_list = len({type(item) for item in value}) == 1 and not isinstance(value[0], int)
        for number, item in enumerate(value):
            if is_list:  # not a pair of a name and its value
                yield "", (*value[:number], *value[number + 1 :])
            for place, other in variants(item):
                yield place, (*value[:number], other, *value[number + 1 :])
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            for place, other in variants(getattr(value, field.name)):
                own = f"{type(value).__name__}.{field.name}"
                yield place or own, replace(value, **{field.name: other})
