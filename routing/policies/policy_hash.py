"""The canonical form of a policy, and its hash: two policies that decide alike by their texts have the same."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

from routing.policy import Condition, Match, Policy, Queue

FORMAT = "policy/1"


def canonical(policy: Policy) -> dict[str, Any]:
    """Return all of ``policy`` but its name and hash as plain data.

    Values that are the default are left out, so that spelling one out changes nothing, nor does a key that a later
    version adds. What is a set is sorted: see :func:`tidy`.
    """
    form: dict[str, Any] = plain(replace(tidy(policy), name="", hash=""))
    del form["name"]
    return {"format": FORMAT, **form}


def tidy(policy: Policy) -> Policy:
    """Return ``policy`` with all that is a set in order.

    Sets are the values of a match, conditions, ``never_relax``, the pools, the reservations; what is no different from
    leaving it out goes: a cost of one unit, a delay of 0.
    """
    reservations = (replace(one, queues=tuple(sorted(one.queues))) for one in policy.reservations)
    return replace(
        policy,
        pools=tuple(sorted(policy.pools)),
        queues=tuple(_tidy(queue) for queue in policy.queues),
        queue_order=tuple(sorted(policy.queue_order)),
        labels=tuple(sorted(policy.labels)),
        costs=tuple(sorted((channel, cost) for channel, cost in policy.costs if cost != 1)),
        delays=tuple(sorted((pool, _nonzero(delays)) for pool, delays in policy.delays)),
        reservations=tuple(sorted(reservations, key=_written)),
    )


def policy_hash(policy: Policy) -> str:
    """Return the SHA-256 of the canonical form of ``policy``, in hexadecimal."""
    return hashlib.sha256(_json(canonical(policy)).encode("ascii")).hexdigest()


def hashed(policy: Policy) -> Policy:
    """Return ``policy`` with its hash in it; for policies that are built in code."""
    return replace(policy, hash=policy_hash(policy))


def _tidy(queue: Queue) -> Queue:
    match = queue.match
    return replace(
        queue,
        match=Match(
            tuple(sorted(match.problems)),
            tuple(sorted(match.tiers)),
            tuple(sorted(match.channels)),
            _sorted_conditions(match.labels),
        ),
        steps=tuple(
            replace(step, skills=tuple(sorted(step.skills)), labels=_sorted_conditions(step.labels))
            for step in queue.steps
        ),
        never_relax=tuple(sorted(queue.never_relax)),
    )


def _sorted_conditions(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    tidy = (
        replace(one, value=tuple(sorted(one.value, key=_written))) if isinstance(one.value, tuple) else one
        for one in conditions
    )
    return tuple(sorted(tidy, key=_written))


def _nonzero(delays: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((queue, delay) for queue, delay in delays if delay))


def _written(value: Any) -> str:
    """By what entries of a set are sorted, whose values may be of several types."""
    return _json(plain(value))


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def plain(value: Any) -> Any:
    """Return a part of a policy as plain data, without what is the default."""
    if isinstance(value, Enum):
        return value.name.lower()
    if is_dataclass(value):
        stated = {field.name: (getattr(value, field.name), field.default) for field in fields(value)}
        return {name: plain(item) for name, (item, default) in stated.items() if item != default}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value
