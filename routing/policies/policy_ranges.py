"""Whether the numbers and lists of a policy that was built in code are in the ranges that a file's must be in.

:mod:`routing.policies.policy_schema` holds files to the same limits. Here, times are in microseconds and the places are
those of :class:`routing.policy.Policy`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from routing.errors import BadValue
from routing.kernels.state import MAX_TERMS
from routing.model import NEVER, SECOND
from routing.policies.policy_schema import (
    MAX_BAND,
    MAX_EXPIRIES,
    MAX_KEPT_FREE,
    MAX_LABELS,
    MAX_NAME,
    MAX_OVERFLOW,
    MAX_QUEUES,
    MAX_STEPS,
    MAX_UNITS,
    MAX_WAITING,
)
from routing.policy import Overflow, OverflowCause, Policy, Queue, Reservation, Step
from routing.reading.finding import Finding
from routing.reading.units import MONTH_S
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import shown

MONTH = MONTH_S * SECOND

_OF_QUEUE = (
    ("target_us", 0, MONTH),
    ("head_start_us", -MONTH, MONTH),
    ("ageing_per_mille", 1, 1_000_000),
    ("band", 0, MAX_BAND),
    ("max_waiting", -1, MAX_WAITING),
    ("decline_pause_us", 0, MONTH),
    ("wrap_up_us", 0, MONTH),
    ("expiry_limit", 1, MAX_EXPIRIES),
)
_OR_NEVER = ("promote_after_us", "offer_expires_us", "gather_after_us")
_LISTS = (("problems", 1, 256), ("tiers", 1, 64), ("channels", 1, 64), ("skills", 0, 256), ("pools", 0, 1024))


def check_ranges(policy: Policy) -> Iterator[Finding]:
    """Yield what is out of range in a policy whose types are right."""
    for name, least, most in _LISTS:
        yield from _names((name,), getattr(policy, name), most, least)
    yield from _names(("labels",), [label for label, _ in policy.labels], MAX_LABELS)
    yield from _size(("queues",), policy.queues, MAX_QUEUES, 1)
    for n, queue in enumerate(policy.queues):
        yield from _queue(queue, ("queues", n))
    for n, (_, cost) in enumerate(policy.costs):
        yield from _range(("costs", n, 1), cost, 1, MAX_UNITS)
    for n, (_, delays) in enumerate(policy.delays):
        for place, (_, delay) in enumerate(delays):
            yield from _range(("delays", n, 1, place, 1), delay, 0, MONTH)
    for n, reservation in enumerate(policy.reservations):
        yield from _reservation(reservation, ("reservations", n))


def _queue(queue: Queue, path: Path) -> Iterator[Finding]:
    yield from _name((*path, "name"), queue.name)
    for name, least, most in _OF_QUEUE:
        yield from _range((*path, name), getattr(queue, name), least, most)
    for name in _OR_NEVER:
        yield from _range((*path, name), getattr(queue, name), 1, MONTH, never=True)
    for n, hold in enumerate(queue.hold_us):
        yield from _range((*path, "hold_us", n), hold, 0, MONTH)
    yield from _size((*path, "steps"), queue.steps, MAX_STEPS)
    for n, step in enumerate(queue.steps):
        yield from _step(step, (*path, "steps", n))
    yield from _size((*path, "overflow"), queue.overflow, MAX_OVERFLOW)
    for n, rule in enumerate(queue.overflow):
        yield from _overflow(rule, (*path, "overflow", n))


def _step(step: Step, path: Path) -> Iterator[Finding]:
    yield from _range((*path, "from_us"), step.from_us, 0, MONTH)
    for skill, level in step.skills:
        if not 1 <= level <= 5:
            yield Finding((*path, "skills", skill), text("must be a level from 1 to 5"), value=level, kind=BadValue)
    yield from _different((*path, "skills"), [skill for skill, _ in step.skills])
    yield from _different((*path, "pools"), step.pools)
    yield from _size((*path, "prefer"), step.prefer, MAX_TERMS)


def _overflow(rule: Overflow, path: Path) -> Iterator[Finding]:
    if rule.cause is OverflowCause.WAITING:
        yield from _range((*path, "at"), rule.at, 1, MAX_WAITING)
    elif rule.cause in {OverflowCause.EWT, OverflowCause.WAITED}:
        yield from _range((*path, "at"), rule.at, 1, MONTH)


def _reservation(reservation: Reservation, path: Path) -> Iterator[Finding]:
    yield from _range((*path, "keep_free"), reservation.keep_free, 1, MAX_KEPT_FREE)
    yield from _range((*path, "lift_waiting"), reservation.lift_waiting, -1, MAX_WAITING)
    yield from _range((*path, "lift_after_us"), reservation.lift_after_us, 1, MONTH, never=True)


def _range(path: Path, value: int, least: int, most: int, *, never: bool = False) -> Iterator[Finding]:
    if least <= value <= most or (never and value == NEVER):
        return
    if never:
        rule = text("must be a whole number from {least} to {most}, or NEVER", least=least, most=most)
    else:
        rule = text("must be a whole number from {least} to {most}", least=least, most=most)
    yield Finding(path, rule, value=value, kind=BadValue)


def _names(path: Path, names: Sequence[str], most: int, least: int = 0) -> Iterator[Finding]:
    """What is wrong with a vocabulary."""
    yield from _size(path, names, most, least)
    for n, name in enumerate(names):
        yield from _name((*path, n), name)
    yield from _different(path, names)


def _size(path: Path, entries: Sequence[object], most: int, least: int = 0) -> Iterator[Finding]:
    if len(entries) < least:
        yield Finding(path, text("must not be empty"), kind=BadValue)
    elif len(entries) > most:
        yield Finding(path, text("must have at most {limit} entries", limit=most), kind=BadValue)


def _name(path: Path, name: str) -> Iterator[Finding]:
    if not name:
        yield Finding(path, text("must not be empty"), value=name, kind=BadValue)
    elif len(name) > MAX_NAME:
        yield Finding(path, text("must have at most {limit} characters", limit=MAX_NAME), value=name, kind=BadValue)


def _different(path: Path, names: Sequence[str]) -> Iterator[Finding]:
    seen: set[str] = set()
    for n, name in enumerate(names):
        if name in seen:
            yield Finding((*path, n), text("names {name} twice", name=shown(name)), kind=BadValue)
        seen.add(name)
