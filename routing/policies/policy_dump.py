"""Writing policies: as plain data and as the text of a policy file."""

from __future__ import annotations

from typing import Any

import yaml

from routing.model import NEVER
from routing.policies.policy_hash import FORMAT
from routing.policy import (
    Condition,
    Match,
    Overflow,
    OverflowAction,
    OverflowCause,
    Policy,
    Queue,
    Reservation,
    Step,
    WrapUp,
)
from routing.reading.units import in_seconds
from routing.reading.yaml_tree import scalar

_AUTO = {"accept": "auto", "expires_s": None, "decline_pause_s": 30, "on_expiry": "stay", "expiry_limit": 1}
"""What ``offer: auto`` says."""


def to_mapping(policy: Policy) -> dict[str, Any]:
    """Return ``policy`` as a policy file would state it, with every default spelled out."""
    costs = dict(policy.costs)
    channels = {channel: {"units": costs.get(channel, 1)} for channel in policy.channels}
    return {
        "peakline": FORMAT,
        "name": policy.name,
        "problems": list(policy.problems),
        "tiers": list(policy.tiers),
        "channels": channels if costs else list(policy.channels),
        "skills": list(policy.skills),
        "labels": {label: kind.name.lower() for label, kind in policy.labels},
        "pools": {pool: _pool_mapping(policy, pool) for pool in policy.pools},
        "reservations": [_reservation_mapping(reservation) for reservation in policy.reservations],
        "order": "credit",
        "queues": [_queue_mapping(queue) for queue in policy.queues],
    }


def dump_policy(policy: Policy) -> str:
    """Return the text of a policy file that states ``policy``; loading it gives an equal policy."""
    return yaml.dump(to_mapping(policy), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


def _pool_mapping(policy: Policy, pool: str) -> dict[str, Any]:
    orders, delays = dict(policy.queue_order), dict(policy.delays)
    stated: dict[str, Any] = {}
    if pool in orders:
        stated["queue_order"] = list(orders[pool])
    if pool in delays:
        stated["delay_s"] = {queue: in_seconds(delay) for queue, delay in delays[pool]}
    return stated


def _reservation_mapping(reservation: Reservation) -> dict[str, Any]:
    lift: dict[str, Any] = {}
    if reservation.lift_waiting >= 0:
        lift = {"waiting": reservation.lift_waiting, "until": reservation.restore_waiting}
    if reservation.lift_after_us < NEVER:
        lift["after_s"] = in_seconds(reservation.lift_after_us)
    return {
        "pool": reservation.pool,
        "keep_free": reservation.keep_free,
        "for": list(reservation.queues),
        "lift": lift or None,
    }


def _queue_mapping(queue: Queue) -> dict[str, Any]:
    last_us, dedicated_us, owner_us = queue.hold_us
    return {
        "name": queue.name,
        "match": _match_mapping(queue.match),
        "target_s": in_seconds(queue.target_us),
        "head_start_s": in_seconds(queue.head_start_us),
        "ageing": queue.ageing_per_mille / 1000,
        "band": queue.band,
        "promote_after_s": _unless_never(queue.promote_after_us),
        "max_waiting": None if queue.max_waiting < 0 else queue.max_waiting,
        "gather_after_s": _unless_never(queue.gather_after_us),
        "announce_wait": queue.announces_wait,
        "offer": _offer_mapping(queue),
        "preferred": {
            "last_s": in_seconds(last_us),
            "dedicated_s": in_seconds(dedicated_us),
            "owner_s": in_seconds(owner_us),
        },
        "wrap_up": _wrap_up_mapping(queue),
        "overflow": [_overflow_mapping(rule) for rule in queue.overflow],
        "never_relax": list(queue.never_relax),
        "steps": [_step_mapping(step) for step in queue.steps],
    }


def _match_mapping(match: Match) -> dict[str, Any]:
    wanted = {"problem": match.problems, "tier": match.tiers, "channel": match.channels}
    stated: dict[str, Any] = {key: list(names) for key, names in wanted.items() if names}
    return {**stated, "labels": _conditions_mapping(match.labels)} if match.labels else stated


def _conditions_mapping(conditions: tuple[Condition, ...]) -> dict[str, Any]:
    stated: dict[str, dict[str, Any]] = {}
    for condition in conditions:
        value = list(condition.value) if isinstance(condition.value, tuple) else condition.value
        stated.setdefault(condition.label, {})[condition.compare.name.lower()] = value
    return {label: value["eq"] if list(value) == ["eq"] else value for label, value in stated.items()}


def _offer_mapping(queue: Queue) -> str | dict[str, Any]:
    offer = {
        "accept": "auto" if queue.auto_accept else "manual",
        "expires_s": _unless_never(queue.offer_expires_us),
        "decline_pause_s": in_seconds(queue.decline_pause_us),
        "on_expiry": queue.on_expiry.name.lower(),
        "expiry_limit": queue.expiry_limit,
    }
    return "auto" if offer == _AUTO else offer


def _overflow_mapping(rule: Overflow) -> dict[str, Any]:
    when: str | dict[str, Any] = "closed" if rule.cause is OverflowCause.CLOSED else "nobody_on_shift"
    if rule.cause is OverflowCause.WAITING:
        when = {"waiting": rule.at, "until": rule.until}
    elif rule.cause is OverflowCause.EWT:
        when = {"ewt_s": in_seconds(rule.at), "until_s": in_seconds(rule.until)}
    elif rule.cause is OverflowCause.WAITED:
        when = {"waited_s": in_seconds(rule.at)}
    to_queue = rule.action is OverflowAction.QUEUE
    return {"when": when, "to": {"queue": rule.queue} if to_queue else rule.action.name.lower()}


def _wrap_up_mapping(queue: Queue) -> str | dict[str, Any]:
    if queue.wrap_up in (WrapUp.MANUAL, WrapUp.NONE):
        return queue.wrap_up.name.lower()
    return {f"{queue.wrap_up.name.lower()}_s": in_seconds(queue.wrap_up_us)}


def _step_mapping(step: Step) -> dict[str, Any]:
    return {
        "from_s": in_seconds(step.from_us),
        "skills": dict(step.skills),
        "labels": _conditions_mapping(step.labels),
        **({"pools": list(step.pools)} if step.pools else {}),  # an empty list is refused: it could mean nobody
        "prefer": [term.name.lower() for term in step.prefer],
        "only_if_absent": step.only_if_absent,
    }


def _unless_never(microseconds: int) -> int | float | None:
    return None if microseconds >= NEVER else in_seconds(microseconds)


class _Dumper(yaml.SafeDumper):
    """Puts text in quotes that would be read as something else."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=None if scalar(value) == value else '"')


_Dumper.add_representer(str, _text)
