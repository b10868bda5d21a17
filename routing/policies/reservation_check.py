"""Whether reservations make sense: known pools and queues, thresholds that let go before they bind again."""

from __future__ import annotations

from collections.abc import Iterator

from routing.errors import BadValue, UnknownName
from routing.policies.policy_schema import MAX_RESERVATIONS
from routing.policy import Policy
from routing.reading.finding import Finding, Severity
from routing.words.messages import text
from routing.words.place import Path


def check_reservations(policy: Policy) -> Iterator[Finding]:
    """Yield what is wrong with the reservations of ``policy``."""
    if len(policy.reservations) > MAX_RESERVATIONS:
        rule = text("must have at most {limit} entries", limit=MAX_RESERVATIONS)
        yield Finding(("reservations",), rule, kind=BadValue)
    queues = tuple(queue.name for queue in policy.queues)
    no_pool, no_queue = text("is not among the policy's pools"), text("is not the name of a queue of this policy")
    for number, reservation in enumerate(policy.reservations):
        path: Path = ("reservations", number)
        if reservation.pool not in policy.pools:
            yield Finding((*path, "pool"), no_pool, value=reservation.pool, known=policy.pools, kind=UnknownName)
        for place, name in enumerate(reservation.queues):
            if name not in queues:
                yield Finding((*path, "for", place), no_queue, value=name, known=queues, kind=UnknownName)
        waiting, until = reservation.lift_waiting, reservation.restore_waiting
        if waiting >= 0 and not 0 <= until < waiting:
            rule = text("must be less than waiting, which is {limit}", limit=waiting)
            yield Finding((*path, "lift", "until"), rule, value=until, kind=BadValue)
        if set(queues) <= set(reservation.queues):
            rule = text("has no effect: there is no queue to keep the agents from")
            yield Finding((*path, "for"), rule, Severity.WARNING)
