"""Whether a queue's rules for offers, overflow and capacity make sense, and what of them has no effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from routing.errors import BadValue, UnknownName
from routing.model import NEVER
from routing.policy import OnExpiry, OverflowAction, OverflowCause, Policy, Queue
from routing.reading.finding import Finding, Severity
from routing.reading.units import in_seconds
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import shown


def check_queue(policy: Policy, number: int) -> Iterator[Finding]:
    """Yield what is wrong with queue ``number`` beside its match and steps, and what has no effect there."""
    queue, path = policy.queues[number], ("queues", number)
    yield from _offers(queue, path)
    yield from _gathering(policy, queue, path)
    if queue.band == 0 and queue.promote_after_us < NEVER:
        rule = text("has no effect: there is no band before band 0")
        yield Finding((*path, "promote_after_s"), rule, Severity.WARNING, value=in_seconds(queue.promote_after_us))
    yield from _overflow_targets(policy, number)
    yield from _overflow_thresholds(queue, path)
    yield from _overflow_unused(queue, path)


def _offers(queue: Queue, path: Path) -> Iterator[Finding]:
    here: Path = (*path, "offer")
    if queue.auto_accept and queue.offer_expires_us < NEVER:
        rule = text("has no effect: offers of this queue are accepted in the moment they are made")
        yield Finding((*here, "expires_s"), rule, Severity.WARNING, value=in_seconds(queue.offer_expires_us))
    if queue.on_expiry is OnExpiry.STAY:
        if queue.expiry_limit != 1:
            rule = text("has no effect: agents stay as they are when an offer expires")
            yield Finding((*here, "expiry_limit"), rule, Severity.WARNING, value=queue.expiry_limit)
    elif queue.auto_accept or queue.offer_expires_us >= NEVER:
        rule = text("has no effect: offers of this queue do not expire")
        yield Finding((*here, "on_expiry"), rule, Severity.WARNING, value=queue.on_expiry.name.lower())


def _gathering(policy: Policy, queue: Queue, path: Path) -> Iterator[Finding]:
    costly = {channel for channel, cost in policy.costs if cost > 1}
    if queue.gather_after_us < NEVER and not costly & set(queue.match.channels or policy.channels):
        rule = text("has no effect: no channel of this queue costs more than one unit")
        yield Finding((*path, "gather_after_s"), rule, Severity.WARNING, value=in_seconds(queue.gather_after_us))


def _targets(policy: Policy) -> dict[str, list[str]]:
    """The queues into which tickets of each queue overflow."""
    return {
        queue.name: [rule.queue for rule in queue.overflow if rule.action is OverflowAction.QUEUE]
        for queue in policy.queues
    }


def _overflow_targets(policy: Policy, number: int) -> Iterator[Finding]:
    queue, targets = policy.queues[number], _targets(policy)
    for place, rule in enumerate(queue.overflow):
        here: Path = ("queues", number, "overflow", place, "to", "queue")
        if rule.action is not OverflowAction.QUEUE:
            continue
        if rule.queue not in targets:
            unknown = text("is not the name of a queue of this policy")
            yield Finding(here, unknown, value=rule.queue, known=tuple(targets), kind=UnknownName)
        elif rule.queue == queue.name:
            yield Finding(here, text("a queue must not overflow into itself"), value=rule.queue)
        else:
            # Each circle is said once, where it leaves its first queue.
            later = {name: targets[name] for name in list(targets)[number:]}
            way = _way(later, rule.queue, queue.name)
            if way:
                names = " → ".join(map(shown, (queue.name, *way)))
                yield Finding(here, text("tickets could go round and round: {names}", names=names), value=rule.queue)


def _way(targets: Mapping[str, list[str]], start: str, end: str) -> tuple[str, ...]:
    """The queues on a shortest way from ``start`` to ``end``, both included; empty where there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    for way in ways:  # grows while it is walked along
        if way[-1] == end:
            return way
        for name in targets.get(way[-1], []):
            if name not in seen:
                seen.add(name)
                ways.append((*way, name))
    return ()


def _overflow_thresholds(queue: Queue, path: Path) -> Iterator[Finding]:
    for place, rule in enumerate(queue.overflow):
        here: Path = (*path, "overflow", place, "when")
        if rule.cause is OverflowCause.EWT:
            if not queue.announces_wait:
                yield Finding(here, text("has no effect: the queue announces no wait"), Severity.WARNING)
            if not 0 <= rule.until <= rule.at:
                limit = text("must not be more than ewt_s, which is {limit}", limit=in_seconds(rule.at))
                yield Finding((*here, "until_s"), limit, value=in_seconds(rule.until), kind=BadValue)
        elif rule.cause is OverflowCause.WAITING:
            if not 0 <= rule.until < rule.at:
                limit = text("must be less than waiting, which is {limit}", limit=rule.at)
                yield Finding((*here, "until"), limit, value=rule.until, kind=BadValue)
            if 0 <= queue.max_waiting < rule.at:
                unused = text("has no effect: never more than {limit} tickets wait here", limit=queue.max_waiting)
                yield Finding((*here, "waiting"), unused, Severity.WARNING, value=rule.at)


def _overflow_unused(queue: Queue, path: Path) -> Iterator[Finding]:
    """Rules that are never followed: an earlier one of the same cause holds whenever they do, and ends the matter."""
    for place, rule in enumerate(queue.overflow):
        for earlier in queue.overflow[:place]:
            # Advice does not end a wait, so the next time waited is judged; on entry the first rule that holds does.
            final = earlier.action is not OverflowAction.CALLBACK or rule.cause is not OverflowCause.WAITED
            if final and earlier.cause is rule.cause and earlier.at <= rule.at and earlier.until <= rule.until:
                unused = text("has no effect: an earlier rule holds whenever this one does")
                yield Finding((*path, "overflow", place), unused, Severity.WARNING)
                break
