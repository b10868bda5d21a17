"""Writing policies: as plain data and as the text of a policy file."""

from __future__ import annotations

from typing import Any

import yaml

from routing.model import NEVER
from routing.policy import Policy, Queue, Step, WrapUp
from routing.policy_hash import FORMAT
from routing.units import in_seconds
from routing.yaml_tree import scalar


def to_mapping(policy: Policy) -> dict[str, Any]:
    """Return ``policy`` as a policy file would state it, with every default spelled out."""
    orders = dict(policy.queue_order)
    return {
        "peakline": FORMAT,
        "name": policy.name,
        "problems": list(policy.problems),
        "tiers": list(policy.tiers),
        "channels": list(policy.channels),
        "skills": list(policy.skills),
        "pools": {pool: {"queue_order": list(orders[pool])} if pool in orders else {} for pool in policy.pools},
        "order": "credit",
        "queues": [_queue_mapping(queue) for queue in policy.queues],
    }


def dump_policy(policy: Policy) -> str:
    """Return the text of a policy file that states ``policy``; loading it gives an equal policy."""
    return yaml.dump(to_mapping(policy), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


def _queue_mapping(queue: Queue) -> dict[str, Any]:
    match = {"problem": queue.match.problems, "tier": queue.match.tiers, "channel": queue.match.channels}
    return {
        "name": queue.name,
        "match": {key: list(names) for key, names in match.items() if names},
        "target_s": in_seconds(queue.target_us),
        "head_start_s": in_seconds(queue.head_start_us),
        "ageing": queue.ageing_per_mille / 1000,
        "band": queue.band,
        "promote_after_s": _unless_never(queue.promote_after_us),
        "max_waiting": None if queue.max_waiting < 0 else queue.max_waiting,
        "offer": "auto"
        if queue.auto_accept
        else {
            "expires_s": _unless_never(queue.offer_expires_us),
            "decline_pause_s": in_seconds(queue.decline_pause_us),
        },
        "wrap_up": _wrap_up_mapping(queue),
        "never_relax": list(queue.never_relax),
        "steps": [_step_mapping(step) for step in queue.steps],
    }


def _wrap_up_mapping(queue: Queue) -> str | dict[str, Any]:
    if queue.wrap_up in (WrapUp.MANUAL, WrapUp.NONE):
        return queue.wrap_up.name.lower()
    return {f"{queue.wrap_up.name.lower()}_s": in_seconds(queue.wrap_up_us)}


def _step_mapping(step: Step) -> dict[str, Any]:
    return {
        "from_s": in_seconds(step.from_us),
        "skills": dict(step.skills),
        "pools": list(step.pools),
        "prefer": [term.name.lower() for term in step.prefer],
    }


def _unless_never(microseconds: int) -> int | float | None:
    return None if microseconds >= NEVER else in_seconds(microseconds)


class _Dumper(yaml.SafeDumper):
    """Puts text in quotes that would be read as something else."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=None if scalar(value) == value else '"')


_Dumper.add_representer(str, _text)
