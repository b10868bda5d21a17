"""Whether a policy makes sense by itself: known names, steps that widen, queues that get tickets, an end of the list.

The checks need no roster; those that do stand in :mod:`routing.roster_check`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from routing.errors import BadValue, InputErrors, UnknownName
from routing.finding import Finding, Severity
from routing.messages import text
from routing.place import Path
from routing.policy import Policy, Queue, Step
from routing.shown import shown
from routing.units import in_seconds

__all__ = ["Finding", "Severity", "check_policy", "refuse_wrong", "tickets_entering"]


def check_policy(policy: Policy) -> list[Finding]:
    """Return all that is wrong with ``policy``, in the order of its file.

    Ranges of numbers are checked where the file is read.
    """
    found = [*_pool_orders(policy), *_twice(policy)]
    for number, queue in enumerate(policy.queues):
        found += _match_names(policy, number)
        found += _step_names(policy, number)
        found += _step_times(queue, ("queues", number))
        found += _narrowing(queue, ("queues", number))
        found += _never_relax(queue, ("queues", number))
    found += [*_shadowed(policy), *_catch_all(policy)]
    return sorted(found, key=lambda finding: _order(finding.path))


def refuse_wrong(policy: Policy) -> None:
    """Raise the errors of :func:`check_policy`, if there are any, for a policy that was built in code.

    Raises
    ------
    InputError
    """
    errors = [finding.error() for finding in check_policy(policy) if finding.severity is Severity.ERROR]
    if errors:
        raise InputErrors.of(errors)


def _order(path: Path) -> tuple[int, ...]:
    """Pools stand before queues, and queues in their order."""
    return (0,) if path[:1] != ("queues",) else (1, *(part for part in path[1:2] if isinstance(part, int)))


def _unknown(path: Path, name: str, known: Sequence[str], rule: str) -> Finding:
    return Finding(path, rule, value=name, known=tuple(known), kind=UnknownName)


def _pool_orders(policy: Policy) -> Iterator[Finding]:
    queues = [queue.name for queue in policy.queues]
    rule = text("is not the name of a queue of this policy")
    for pool, order in policy.queue_order:
        if pool not in policy.pools:
            yield _unknown(("pools", pool), pool, policy.pools, text("is not among the policy's pools"))
        for place, name in enumerate(order):
            if name not in queues:
                yield _unknown(("pools", pool, "queue_order", place), name, queues, rule)


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


def _step_names(policy: Policy, number: int) -> Iterator[Finding]:
    queue = policy.queues[number]
    no_skill, no_pool = text("is not among the policy's skills"), text("is not among the policy's pools")
    for place, skill in enumerate(queue.never_relax):
        if skill not in policy.skills:
            yield _unknown(("queues", number, "never_relax", place), skill, policy.skills, no_skill)
    for index, step in enumerate(queue.steps):
        path: Path = ("queues", number, "steps", index)
        for skill, _ in step.skills:
            if skill not in policy.skills:
                yield _unknown((*path, "skills", skill), skill, policy.skills, no_skill)
        for place, pool in enumerate(step.pools):
            if pool not in policy.pools:
                yield _unknown((*path, "pools", place), pool, policy.pools, no_pool)


def _step_times(queue: Queue, path: Path) -> Iterator[Finding]:
    if not queue.steps:
        yield Finding((*path, "steps"), text("must not be empty"), kind=BadValue)
        return
    for index, step in enumerate(queue.steps):
        from_s = in_seconds(step.from_us)
        if index == 0 and step.from_us != 0:
            rule = text("the first step must hold from 0 seconds")
        elif index and step.from_us <= queue.steps[index - 1].from_us:
            rule = text("must be later than that of the step before")
        else:
            continue
        yield Finding((*path, "steps", index, "from_s"), rule, value=from_s, kind=BadValue)


def _narrowing(queue: Queue, path: Path) -> Iterator[Finding]:
    """Where a step could shut out somebody whom the step before admits.

    The qualifying agents of a step contain those of the one before if, and for arbitrary rosters only if, each skill
    it asks for was asked for at that level or a higher one, and no pool was taken away.
    """
    for index, (before, step) in enumerate(pairwise(queue.steps), start=1):
        here: Path = (*path, "steps", index)
        asked = dict(before.skills)
        for skill, level in step.skills:
            if skill not in asked:
                rule = text("a later step must not ask for a skill that the step before does not ask for")
                yield Finding((*here, "skills", skill), rule)
            elif level > asked[skill]:
                rule = text("a later step must not raise a level: the step before asks for {level}", level=asked[skill])
                yield Finding((*here, "skills", skill), rule, value=level)
        yield from _fewer_pools(before, step, here)


def _fewer_pools(before: Step, step: Step, path: Path) -> Iterator[Finding]:
    if not step.pools:
        return
    if not before.pools:
        yield Finding((*path, "pools"), text("a later step must admit every pool, as the step before does"))
        return
    missing = [pool for pool in before.pools if pool not in step.pools]
    if missing:
        names = ", ".join(map(shown, missing))
        yield Finding(
            (*path, "pools"), text("a later step must keep the pools of the step before: {names}", names=names)
        )


def _never_relax(queue: Queue, path: Path) -> Iterator[Finding]:
    first = dict(queue.steps[0].skills) if queue.steps else {}
    for place, skill in enumerate(queue.never_relax):
        if skill not in first:
            rule = text("the first step does not ask for this skill, which must never be relaxed")
            yield Finding((*path, "never_relax", place), rule, value=skill)
            continue
        for index, step in enumerate(queue.steps[1:], start=1):
            level = dict(step.skills).get(skill, 0)
            if level < first[skill]:
                rule = text("never_relax holds {skill} at level {level} in all steps", skill=skill, level=first[skill])
                yield Finding((*path, "steps", index, "skills"), rule)


def _catch_all(policy: Policy) -> Iterator[Finding]:
    if not policy.queues or not bool(_admitted(policy, policy.queues[-1]).all()):
        rule = text("the last queue must admit every ticket: add a queue without match")
        yield Finding(("queues", len(policy.queues) - 1, "match"), rule)


def tickets_entering(policy: Policy) -> list[NDArray[np.bool_]]:
    """Which tickets enter each queue, as bool [problems, tiers, channels]: admitted by it and by none before it."""
    free = np.ones((len(policy.problems), len(policy.tiers), len(policy.channels)), bool)
    entering: list[NDArray[np.bool_]] = []
    for queue in policy.queues:
        admitted = _admitted(policy, queue)
        entering.append(admitted & free)
        free &= ~admitted
    return entering


def _shadowed(policy: Policy) -> Iterator[Finding]:
    """Queues that no ticket can enter. The last one may be such: it is there so that nothing falls through."""
    for number, (queue, entering) in enumerate(zip(policy.queues[:-1], tickets_entering(policy), strict=False)):
        admitted = _admitted(policy, queue)
        if bool(admitted.any()) and not bool(entering.any()):
            earlier = [other for other in policy.queues[:number] if bool((_admitted(policy, other) & admitted).any())]
            names = ", ".join(shown(other.name) for other in earlier)
            rule = text("no ticket enters this queue: earlier queues take all of them ({names})", names=names)
            yield Finding(("queues", number, "match"), rule)


def _admitted(policy: Policy, queue: Queue) -> NDArray[np.bool_]:
    """Which tickets the match of ``queue`` admits, as bool [problems, tiers, channels]."""
    match = queue.match
    wanted = ((match.problems, policy.problems), (match.tiers, policy.tiers), (match.channels, policy.channels))
    axes = [np.array([not names or name in names for name in known], bool) for names, known in wanted]
    admitted: NDArray[np.bool_] = axes[0][:, None, None] & axes[1][None, :, None] & axes[2][None, None, :]
    return admitted
