"""The canonical form of a policy, and its hash: two policies that decide alike by their texts have the same."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

from routing.policy import Match, Policy, Queue

FORMAT = "policy/1"


def canonical(policy: Policy) -> dict[str, Any]:
    """Return all of ``policy`` but its name and hash as plain data.

    Values that are the default are left out, so that spelling one out changes nothing, nor does a key that a later
    version adds. What is a set (the values of a match, ``never_relax``, the pools) is sorted.
    """
    tidy = replace(
        policy,
        hash="",
        pools=tuple(sorted(policy.pools)),
        queues=tuple(_tidy(queue) for queue in policy.queues),
        queue_order=tuple(sorted(policy.queue_order)),
    )
    form: dict[str, Any] = _plain(tidy)
    del form["name"]
    return {"format": FORMAT, **form}


def policy_hash(policy: Policy) -> str:
    """Return the SHA-256 of the canonical form of ``policy``, in hexadecimal."""
    written = json.dumps(canonical(policy), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode("ascii")).hexdigest()


def hashed(policy: Policy) -> Policy:
    """Return ``policy`` with its hash in it; for policies that are built in code."""
    return replace(policy, hash=policy_hash(policy))


def _tidy(queue: Queue) -> Queue:
    match = queue.match
    return replace(
        queue,
        match=Match(
            tuple(sorted(match.problems)), tuple(sorted(match.tiers)), tuple(sorted(match.channels)), match.labels
        ),
        steps=tuple(replace(step, skills=tuple(sorted(step.skills))) for step in queue.steps),
        never_relax=tuple(sorted(queue.never_relax)),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.name.lower()
    if is_dataclass(value):
        stated = {field.name: (getattr(value, field.name), field.default) for field in fields(value)}
        return {name: _plain(item) for name, (item, default) in stated.items() if item != default}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
