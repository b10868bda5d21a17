"""What differs between two policies, as data and in words.

::

    from routing import load_policy
    from routing.policies.policy_diff import diff_policies

    for change in diff_policies(load_policy("old.yaml"), load_policy("new.yaml")):
        print(change.sentence())

Two policies have no differences if and only if they have equal names and hashes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from routing.model import Tie
from routing.policies.condition_check import same
from routing.policies.policy_diff_words import sentence_of
from routing.policies.policy_hash import plain, tidy
from routing.policy import Condition, Match, Overflow, Policy, Queue, Reservation, Step
from routing.words.place import Path


class ChangeKind(StrEnum):
    """What has become of a part of a policy."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two policies.

    Parameters
    ----------
    path
        Where, in the fields of :mod:`routing.policy`: ``("queues", "vip_fx", "head_start_us")``. What has a name stands
        under it, a step under the microseconds from which it holds, rules of overflow and reservations under their
        numbers; in the old policy, unless they are new.
    kind
        What has become of it.
    old, new
        Its values, of the types of :mod:`routing.policy`; None where there is none.
    """

    path: Path
    kind: ChangeKind
    old: Any = None
    new: Any = None

    def sentence(self) -> str:
        """The difference in words."""
        return sentence_of(self.path, self.old, self.new)

    def as_mapping(self) -> dict[str, Any]:
        """The difference as plain data: path, kind, and the values that there are, without what is the default."""
        values = {"old": self.old, "new": self.new}
        stated = {name: plain(value) for name, value in values.items() if value is not None}
        return {"path": list(self.path), "kind": str(self.kind), **stated}


def diff_policies(old: Policy, new: Policy) -> tuple[Change, ...]:
    """Return all differences between two policies, in the order of the fields of :class:`routing.policy.Policy`.

    The order of what is a set (pools, values of a match, conditions) is no difference, nor is a default spelled out.
    """
    # Reservations are a set too, but their numbers in the policy say which is meant.
    before = replace(tidy(old), reservations=old.reservations)
    after = replace(tidy(new), reservations=new.reservations)
    found: list[Change] = []
    for field in fields(Policy):
        if field.name != "hash":
            compare = _OF_POLICY.get(field.name, _value)
            found += compare((field.name,), getattr(before, field.name), getattr(after, field.name))
    return tuple(found)


def _value(path: Path, old: Any, new: Any) -> Iterator[Change]:
    if old != new:
        yield Change(path, ChangeKind.CHANGED, old, new)


def _by_key(
    path: Path, old: Mapping[Any, Any], new: Mapping[Any, Any], inner: Callable[[Path, Any, Any], Iterable[Change]]
) -> Iterator[Change]:
    """Changes of what stands under keys, each at the key in the path."""
    for key in dict.fromkeys((*old, *new)):
        here: Path = (*path, key)
        if key not in new:
            yield Change(here, ChangeKind.REMOVED, old=old[key])
        elif key not in old:
            yield Change(here, ChangeKind.ADDED, new=new[key])
        else:
            yield from inner(here, old[key], new[key])


def _order(path: Path, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Change]:
    """The change of order, if what both have stands in another one."""
    if [name for name in old if name in new] != [name for name in new if name in old]:
        yield Change(path, ChangeKind.CHANGED, tuple(old), tuple(new))


def _names(path: Path, old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[Change]:
    yield from _by_key(path, {name: name for name in old}, {name: name for name in new}, _value)
    yield from _order(path, old, new)


def _pairs(path: Path, old: tuple[tuple[str, Any], ...], new: tuple[tuple[str, Any], ...]) -> Iterator[Change]:
    yield from _by_key(path, dict(old), dict(new), _value)


def _amounts(absent: int) -> Callable[[Path, Any, Any], Iterator[Change]]:
    """Compares amounts by name; a name that is not there has the amount ``absent``."""

    def compare(path: Path, old: tuple[tuple[str, int], ...], new: tuple[tuple[str, int], ...]) -> Iterator[Change]:
        before, after = dict(old), dict(new)
        for name in dict.fromkeys((*before, *after)):
            yield from _value((*path, name), before.get(name, absent), after.get(name, absent))

    return compare


def _delays(path: Path, old: tuple[tuple[str, Any], ...], new: tuple[tuple[str, Any], ...]) -> Iterator[Change]:
    yield from _by_key(path, dict(old), dict(new), _amounts(0))


def _reservations(path: Path, old: tuple[Reservation, ...], new: tuple[Reservation, ...]) -> Iterator[Change]:
    """Equal ones belong together; of the rest, those of one pool in their order."""
    tidied = [[replace(one, queues=tuple(sorted(one.queues))) for one in ones] for ones in (old, new)]
    rest: list[list[int]] = [[], []]
    for side, other in ((0, 1), (1, 0)):
        left = list(tidied[other])
        for number, one in enumerate(tidied[side]):
            if one in left:
                left.remove(one)
            else:
                rest[side].append(number)
    added = rest[1]
    for number in rest[0]:
        before = old[number]
        partner = next((other for other in added if new[other].pool == before.pool), None)
        if partner is None:
            yield Change((*path, number), ChangeKind.REMOVED, old=before)
        else:
            added.remove(partner)
            yield Change((*path, number), ChangeKind.CHANGED, before, new[partner])
    for number in added:
        yield Change((*path, number), ChangeKind.ADDED, new=new[number])


def _queues(path: Path, old: tuple[Queue, ...], new: tuple[Queue, ...]) -> Iterator[Change]:
    before, after = {queue.name: queue for queue in old}, {queue.name: queue for queue in new}
    added = [queue for queue in new if queue.name not in before]
    for queue in old:
        twin = next((other for other in added if replace(queue, name=other.name) == other), None)
        if queue.name not in after and twin is not None:
            yield Change((*path, queue.name, "name"), ChangeKind.CHANGED, queue.name, twin.name)
            added.remove(twin)
            del after[twin.name]
            after[queue.name] = queue
            new = tuple(queue if other is twin else other for other in new)
    yield from _by_key(path, before, after, _queue)
    yield from _order(path, tuple(before), tuple(queue.name for queue in new))


def _queue(path: Path, old: Queue, new: Queue) -> Iterator[Change]:
    yield from _fields(path, old, new, _OF_QUEUE)


def _fields(
    path: Path, old: Any, new: Any, of: Mapping[str, Callable[[Path, Any, Any], Iterable[Change]]]
) -> Iterator[Change]:
    for field in fields(old):
        compare = of.get(field.name, _value)
        yield from compare((*path, field.name), getattr(old, field.name), getattr(new, field.name))


def _match(path: Path, old: Match, new: Match) -> Iterator[Change]:
    yield from _fields(path, old, new, {"labels": _conditions})


def _conditions(path: Path, old: tuple[Condition, ...], new: tuple[Condition, ...]) -> Iterator[Change]:
    before = {(one.label, one.compare): one for one in old}
    after = {(one.label, one.compare): one for one in new}
    for key in dict.fromkeys((*before, *after)):
        here: Path = (*path, key[0])
        if key not in after:
            yield Change(here, ChangeKind.REMOVED, old=before[key])
        elif key not in before:
            yield Change(here, ChangeKind.ADDED, new=after[key])
        elif same(before[key]) != same(after[key]):
            yield Change(here, ChangeKind.CHANGED, before[key], after[key])


def _holds(path: Path, old: tuple[int, ...], new: tuple[int, ...]) -> Iterator[Change]:
    for tie, before, after in zip(Tie, old, new, strict=True):
        yield from _value((*path, tie.name.lower()), before, after)


def _overflow(path: Path, old: tuple[Overflow, ...], new: tuple[Overflow, ...]) -> Iterator[Change]:
    """Rules with one cause and end belong together, in their order."""
    before, after = _numbered(old), _numbered(new)
    for key, number in before.items():
        if key not in after:
            yield Change((*path, number), ChangeKind.REMOVED, old=old[number])
        else:
            yield from _value((*path, number), old[number], new[after[key]])
    for key, number in after.items():
        if key not in before:
            yield Change((*path, number), ChangeKind.ADDED, new=new[number])
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield Change(path, ChangeKind.CHANGED, old, new)


def _numbered(rules: tuple[Overflow, ...]) -> dict[tuple[Any, ...], int]:
    found: dict[tuple[Any, ...], int] = {}
    for number, rule in enumerate(rules):
        key = (rule.cause, rule.action, rule.queue)
        found[*key, sum(1 for other in found if other[:3] == key)] = number
    return found


def _steps(path: Path, old: tuple[Step, ...], new: tuple[Step, ...]) -> Iterator[Change]:
    """Steps that hold from one time belong together; of the rest, if they are as many, those in one place."""
    before, after = {step.from_us: step for step in old}, {step.from_us: step for step in new}
    gone, come = [time for time in before if time not in after], [time for time in after if time not in before]
    moved = dict(zip(come, gone, strict=True)) if len(come) == len(gone) else {}
    yield from _by_key(path, before, {moved.get(time, time): step for time, step in after.items()}, _step)


def _step(path: Path, old: Step, new: Step) -> Iterator[Change]:
    yield from _fields(path, old, new, {"skills": _pairs, "labels": _conditions})


_OF_POLICY: Mapping[str, Callable[[Path, Any, Any], Iterable[Change]]] = {
    "problems": _names,
    "tiers": _names,
    "channels": _names,
    "skills": _names,
    "pools": _names,
    "queues": _queues,
    "queue_order": _pairs,
    "labels": _pairs,
    "costs": _amounts(1),
    "delays": _delays,
    "reservations": _reservations,
}
_OF_QUEUE: Mapping[str, Callable[[Path, Any, Any], Iterable[Change]]] = {
    "match": _match,
    "steps": _steps,
    "hold_us": _holds,
    "overflow": _overflow,
}
