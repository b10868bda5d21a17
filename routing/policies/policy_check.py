"""Whether a policy makes sense by itself: known names, steps that widen, queues that get tickets, an end of the list.

The checks need no roster; those that do stand in :mod:`routing.checks.roster_check`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from os import PathLike

import numpy as np
from numpy.typing import NDArray

from routing.errors import BadValue, InputErrors, UnknownName, WrongType
from routing.policies.condition_check import check_conditions, same
from routing.policies.policy_ranges import check_ranges
from routing.policies.queue_check import check_queue
from routing.policies.reservation_check import check_reservations
from routing.policies.step_check import check_steps
from routing.policy import Match, Policy, Queue
from routing.reading.finding import Finding, Severity
from routing.reading.of_type import wrong_types
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import shown

__all__ = ["Finding", "Severity", "check_policy", "refuse_wrong", "tickets_entering"]


def check_policy(policy: Policy) -> list[Finding]:
    """Return all that is wrong with ``policy``, in the order of its file.

    If something in it has a wrong type, only such findings come. Types and ranges can be wrong only of a policy that
    was built in code; their places are those of its class.

    Raises
    ------
    WrongType
        It is no policy.
    """
    must_be_policy(policy)
    found = list(wrong_types(policy, Policy, ()))
    if found:
        return found
    found += [
        *check_ranges(policy),
        *_channels(policy),
        *_label_names(policy),
        *_pools(policy),
        *check_reservations(policy),
        *_twice(policy),
    ]
    for number in range(len(policy.queues)):
        found += _match_names(policy, number)
        found += check_queue(policy, number)
        found += check_steps(policy, number)
    found += [*_shadowed(policy), *_catch_all(policy)]
    return sorted(found, key=lambda finding: _order(finding.path))


def refuse_wrong(policy: Policy) -> None:
    """Raise the errors of :func:`check_policy`, if there are any, for a policy that was built in code.

    Raises
    ------
    WrongType
        It is no policy.
    InputError
    """
    errors = [finding.error() for finding in check_policy(policy) if finding.severity is Severity.ERROR]
    if errors:
        raise InputErrors.of(errors)


def must_be_policy(value: object) -> None:
    """Refuse what is no policy.

    Raises
    ------
    WrongType
    """
    if isinstance(value, str | PathLike):
        raise WrongType("policy", text("must be a routing.Policy: read the file with load_policy(path)"), value)
    if not isinstance(value, Policy):
        raise WrongType("policy", text("must be a routing.Policy"), value)


def _order(path: Path) -> tuple[int, ...]:
    """What is no queue stands before the queues, and those in their order."""
    return (0,) if path[:1] != ("queues",) else (1, *(part for part in path[1:2] if isinstance(part, int)))


def _unknown(path: Path, name: str, known: Sequence[str], rule: str) -> Finding:
    return Finding(path, rule, value=name, known=tuple(known), kind=UnknownName)


def _channels(policy: Policy) -> Iterator[Finding]:
    for channel, _ in policy.costs:
        if channel not in policy.channels:
            rule = text("is not among the policy's channels")
            yield _unknown(("channels", channel), channel, policy.channels, rule)


def _label_names(policy: Policy) -> Iterator[Finding]:
    for label, _ in policy.labels:
        if label in policy.skills:
            rule = text("a skill has this name too: never_relax could mean either")
            yield Finding(("labels", label), rule)


def _pools(policy: Policy) -> Iterator[Finding]:
    """The pools' own orders of queues, and their delays."""
    queues = [queue.name for queue in policy.queues]
    rule = text("is not the name of a queue of this policy")
    for pool in dict.fromkeys(pool for pool, _ in (*policy.queue_order, *policy.delays)):
        if pool not in policy.pools:
            yield _unknown(("pools", pool), pool, policy.pools, text("is not among the policy's pools"))
    for pool, order in policy.queue_order:
        for place, name in enumerate(order):
            if name not in queues:
                yield _unknown(("pools", pool, "queue_order", place), name, queues, rule)
    for pool, delays in policy.delays:
        for name, _ in delays:
            if name not in queues:
                yield _unknown(("pools", pool, "delay_s", name), name, queues, rule)


def _twice(policy: Policy) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for number, queue in enumerate(policy.queues):
        if queue.name in first:
            rule = text("names a queue twice, first in queues[{first}]", first=first[queue.name])
            yield Finding(("queues", number, "name"), rule, value=queue.name, kind=BadValue)
        first.setdefault(queue.name, number)


def _match_names(policy: Policy, number: int) -> Iterator[Finding]:
    match = policy.queues[number].match
    wanted = (
        ("problem", match.problems, policy.problems, text("is not among the policy's problems")),
        ("tier", match.tiers, policy.tiers, text("is not among the policy's tiers")),
        ("channel", match.channels, policy.channels, text("is not among the policy's channels")),
    )
    for key, names, known, rule in wanted:
        for place, name in enumerate(names):
            if name not in known:
                yield _unknown(("queues", number, "match", key, place), name, known, rule)
    yield from check_conditions(match.labels, dict(policy.labels), ("queues", number, "match", "labels"))


def _catch_all(policy: Policy) -> Iterator[Finding]:
    last = policy.queues[-1] if policy.queues else None
    if last is not None and (last.match.labels or not bool(_admitted(policy, last).all())):
        rule = text("the last queue must admit every ticket: add a queue without match")
        yield Finding(("queues", len(policy.queues) - 1, "match"), rule)


def tickets_entering(policy: Policy) -> list[NDArray[np.bool_]]:
    """Which tickets may enter each queue, as bool [problems, tiers, channels]: admitted by it and by none before it.

    A queue with conditions on labels takes tickets from a later one for certain only where that one has the same.
    """
    entering: list[NDArray[np.bool_]] = []
    taken: dict[frozenset[tuple[object, ...]], NDArray[np.bool_]] = {}
    for queue in policy.queues:
        admitted, asked = _admitted(policy, queue), _asked(queue)
        free = np.ones_like(admitted)
        for conditions, tickets in taken.items():
            if conditions <= asked:
                free &= ~tickets
        entering.append(admitted & free)
        taken[asked] = taken.get(asked, np.zeros_like(admitted)) | admitted
    return entering


def _shadowed(policy: Policy) -> Iterator[Finding]:
    """Queues that no ticket can enter.

    The last one may be such where it is there so that nothing falls through, be it behind queues that name all there
    is, or where tickets overflow into it. Behind a queue without match it is neither.
    """
    last = len(policy.queues) - 1
    targets = {rule.queue for queue in policy.queues for rule in queue.overflow}
    for number, (queue, entering) in enumerate(zip(policy.queues, tickets_entering(policy), strict=True)):
        admitted = _admitted(policy, queue)
        if number == last and (queue.name in targets or Match() not in [each.match for each in policy.queues[:-1]]):
            continue
        if bool(admitted.any()) and not bool(entering.any()):
            earlier = [
                other
                for other in policy.queues[:number]
                if _asked(other) <= _asked(queue) and bool((_admitted(policy, other) & admitted).any())
            ]
            names = ", ".join(shown(other.name) for other in earlier)
            rule = text("no ticket enters this queue: earlier queues take all of them ({names})", names=names)
            yield Finding(("queues", number, "match"), rule)


def _asked(queue: Queue) -> frozenset[tuple[object, ...]]:
    return frozenset(same(condition) for condition in queue.match.labels)


def _admitted(policy: Policy, queue: Queue) -> NDArray[np.bool_]:
    """Which tickets the match of ``queue`` admits, as bool [problems, tiers, channels]."""
    match = queue.match
    wanted = ((match.problems, policy.problems), (match.tiers, policy.tiers), (match.channels, policy.channels))
    axes = [np.array([not names or name in names for name in known], bool) for names, known in wanted]
    admitted: NDArray[np.bool_] = axes[0][:, None, None] & axes[1][None, :, None] & axes[2][None, None, :]
    return admitted
