"""Whether the routing steps of a queue make sense: known names, ascending times, steps that widen."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from routing.errors import BadValue, UnknownName
from routing.policies import policy_words as words
from routing.policies.condition_check import check_conditions, same
from routing.policy import Policy, Queue, Step
from routing.reading.finding import Finding
from routing.reading.units import in_seconds
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import shown


def check_steps(policy: Policy, number: int) -> Iterator[Finding]:
    """Yield what is wrong with the steps of queue ``number`` and with what they must never relax."""
    queue, path = policy.queues[number], ("queues", number)
    yield from _names(policy, queue, path)
    yield from _times(queue, path)
    yield from _narrowing(queue, path)
    yield from _never_relax(policy, queue, path)


def _names(policy: Policy, queue: Queue, path: Path) -> Iterator[Finding]:
    known = (*policy.skills, *(label for label, _ in policy.labels))
    rule = text("is not among the policy's skills and labels")
    for place, name in enumerate(queue.never_relax):
        if name not in known:
            yield Finding((*path, "never_relax", place), rule, value=name, known=known, kind=UnknownName)
    no_skill, no_pool = text("is not among the policy's skills"), text("is not among the policy's pools")
    for index, step in enumerate(queue.steps):
        here: Path = (*path, "steps", index)
        for skill, _ in step.skills:
            if skill not in policy.skills:
                yield Finding((*here, "skills", skill), no_skill, value=skill, known=policy.skills, kind=UnknownName)
        yield from check_conditions(step.labels, dict(policy.labels), (*here, "labels"))
        for place, pool in enumerate(step.pools):
            if pool not in policy.pools:
                yield Finding((*here, "pools", place), no_pool, value=pool, known=policy.pools, kind=UnknownName)


def _times(queue: Queue, path: Path) -> Iterator[Finding]:
    if not queue.steps:
        yield Finding((*path, "steps"), text("must not be empty"), kind=BadValue)
        return
    if queue.steps[0].only_if_absent:
        rule = text("the first step holds always: only a later one can ask whether those before are absent")
        yield Finding((*path, "steps", 0, "only_if_absent"), rule)
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

    The qualifying agents of a step contain those of the one before if each skill it asks for was asked for at that
    level or a higher one, each of its conditions on labels stood there too, and no pool was taken away. For arbitrary
    rosters it is also needed, but where a condition on a label follows from another one.
    """
    for index, (before, step) in enumerate(pairwise(queue.steps), start=1):
        here: Path = (*path, "steps", index)
        yield from _more_skill(before, step, here)
        yield from _more_conditions(before, step, here)
        yield from _fewer_pools(before, step, here)


def _more_skill(before: Step, step: Step, path: Path) -> Iterator[Finding]:
    asked = dict(before.skills)
    for skill, level in step.skills:
        if skill not in asked:
            rule = text("a later step must not ask for a skill that the step before does not ask for")
            yield Finding((*path, "skills", skill), rule)
        elif level > asked[skill]:
            rule = text("a later step must not raise a level: the step before asks for {level}", level=asked[skill])
            yield Finding((*path, "skills", skill), rule, value=level)


def _more_conditions(before: Step, step: Step, path: Path) -> Iterator[Finding]:
    asked = {same(condition) for condition in before.labels}
    for condition in step.labels:
        if same(condition) not in asked:
            stated = words.condition(condition)
            rule = text(
                "a later step may only drop conditions: the step before does not ask that {condition}", condition=stated
            )
            yield Finding((*path, "labels", condition.label), rule)


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


def _never_relax(policy: Policy, queue: Queue, path: Path) -> Iterator[Finding]:
    labels = {label for label, _ in policy.labels} - set(policy.skills)
    for place, name in enumerate(queue.never_relax):
        relaxed = _label_relaxed if name in labels else _skill_relaxed
        if queue.steps:
            yield from relaxed(queue, name, place, path)


def _skill_relaxed(queue: Queue, skill: str, place: int, path: Path) -> Iterator[Finding]:
    first = dict(queue.steps[0].skills).get(skill)
    if first is None:
        rule = text("the first step does not ask for this skill, which must never be relaxed")
        yield Finding((*path, "never_relax", place), rule, value=skill)
        return
    for index, step in enumerate(queue.steps[1:], start=1):
        if dict(step.skills).get(skill, 0) < first:
            rule = text("never_relax holds {skill} at level {level} in all steps", skill=skill, level=first)
            yield Finding((*path, "steps", index, "skills"), rule)


def _label_relaxed(queue: Queue, label: str, place: int, path: Path) -> Iterator[Finding]:
    first = [condition for condition in queue.steps[0].labels if condition.label == label]
    if not first:
        rule = text("the first step has no condition on this label, which must never be relaxed")
        yield Finding((*path, "never_relax", place), rule, value=label)
    for index, step in enumerate(queue.steps[1:], start=1):
        asked = {same(condition) for condition in step.labels}
        for condition in first:
            if same(condition) not in asked:
                rule = text("never_relax asks in all steps that {condition}", condition=words.condition(condition))
                yield Finding((*path, "steps", index, "labels"), rule)
