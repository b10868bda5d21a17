"""From the parts of a policy file to those of a :class:`routing.policy.Policy`."""

from __future__ import annotations

from routing.model import NEVER, Prefer
from routing.policies.policy_schema import (
    ChannelFile,
    ConditionFile,
    MatchFile,
    OfferFile,
    OverflowFile,
    PolicyFile,
    QueueFile,
    ReservationFile,
    StepFile,
    ToFile,
    WhenFile,
    WrapUpFile,
)
from routing.policy import (
    Compare,
    Condition,
    LabelType,
    Match,
    OnExpiry,
    Overflow,
    OverflowAction,
    OverflowCause,
    Policy,
    Queue,
    Reservation,
    Step,
    WrapUp,
)


def policy_of(file: PolicyFile, name: str) -> Policy:
    """Return the policy that ``file`` states, unchecked and without its hash.

    Parameters
    ----------
    file
        What stands in a policy file, validated.
    name
        The policy's name where the file states none.
    """
    pools = {name: pool for name, pool in file.pools.items() if pool is not None}
    return Policy(
        name=file.name or name,
        problems=tuple(file.problems),
        tiers=tuple(file.tiers),
        channels=tuple(file.channels),
        skills=tuple(file.skills),
        pools=tuple(file.pools),
        queues=tuple(_queue(queue, due=file.order == "due") for queue in file.queues),
        queue_order=tuple(
            (name, tuple(pool.queue_order)) for name, pool in pools.items() if pool.queue_order is not None
        ),
        labels=tuple((label, LabelType[kind.upper()]) for label, kind in file.labels.items()),
        costs=_costs(file.channels),
        delays=tuple((name, tuple(pool.delay_s.items())) for name, pool in pools.items() if pool.delay_s is not None),
        reservations=tuple(_reservation(reservation) for reservation in file.reservations),
    )


def _costs(channels: list[str] | dict[str, ChannelFile | None]) -> tuple[tuple[str, int], ...]:
    if isinstance(channels, list):
        return ()
    units = {name: channel.units for name, channel in channels.items() if channel is not None}
    return tuple((name, cost) for name, cost in units.items() if cost > 1)


def _reservation(file: ReservationFile) -> Reservation:
    lift = file.lift
    waiting, until = (-1, -1) if lift is None else _hysteresis(lift.waiting, lift.until)
    return Reservation(
        pool=file.pool,
        keep_free=file.keep_free,
        queues=tuple(file.queues),
        lift_waiting=waiting,
        restore_waiting=until,
        lift_after_us=_or_never(None if lift is None else lift.after_s),
    )


def _hysteresis(waiting: int | None, until: int | None) -> tuple[int, int]:
    """From how many tickets on, and until how few; where a file says no ``until``, it is one less. -1: never."""
    if waiting is None:
        return -1, -1
    return waiting, waiting - 1 if until is None else until


def _queue(file: QueueFile, *, due: bool) -> Queue:
    offer = file.offer if isinstance(file.offer, OfferFile) else OfferFile(accept="auto")
    wrap_up, wrap_up_us = _wrap_up(file.wrap_up)
    return Queue(
        name=file.name,
        match=_match(file.match),
        steps=_steps(file.steps),
        target_us=file.target_s,
        head_start_us=-file.target_s if due else file.head_start_s,
        ageing_per_mille=file.ageing,
        band=file.band,
        promote_after_us=_or_never(file.promote_after_s),
        max_waiting=-1 if file.max_waiting is None else file.max_waiting,
        auto_accept=offer.accept == "auto",
        offer_expires_us=_or_never(offer.expires_s),
        decline_pause_us=offer.decline_pause_s,
        wrap_up=wrap_up,
        wrap_up_us=wrap_up_us,
        never_relax=tuple(file.never_relax),
        on_expiry=OnExpiry[offer.on_expiry.upper()],
        expiry_limit=offer.expiry_limit,
        hold_us=(file.preferred.last_s, file.preferred.dedicated_s, file.preferred.owner_s),
        overflow=tuple(_overflow(rule) for rule in file.overflow),
        gather_after_us=_or_never(file.gather_after_s),
        announces_wait=file.announce_wait,
    )


def _or_never(microseconds: int | None) -> int:
    return NEVER if microseconds is None else microseconds


def _match(file: MatchFile) -> Match:
    return Match(tuple(file.problem or ()), tuple(file.tier or ()), tuple(file.channel or ()), _conditions(file.labels))


def _conditions(file: dict[str, ConditionFile]) -> tuple[Condition, ...]:
    """The conditions that a file states, by label and comparison."""
    found: list[Condition] = []
    for label, stated in sorted(file.items()):
        for compare in Compare:
            key = "one_of" if compare is Compare.IN else compare.name.lower()
            if key in stated.model_fields_set:
                value = getattr(stated, key)
                found.append(Condition(label, compare, tuple(value) if compare is Compare.IN else value))
    return tuple(found)


def _overflow(file: OverflowFile) -> Overflow:
    cause, at, until = OverflowCause.CLOSED, 0, 0
    if file.when == "nobody_on_shift":
        cause = OverflowCause.ABSENT
    elif isinstance(file.when, WhenFile) and file.when.waited_s is not None:
        cause, at = OverflowCause.WAITED, file.when.waited_s
    elif isinstance(file.when, WhenFile) and file.when.ewt_s is not None:
        cause, at = OverflowCause.EWT, file.when.ewt_s
        until = at if file.when.until_s is None else file.when.until_s
    elif isinstance(file.when, WhenFile):
        cause, (at, until) = OverflowCause.WAITING, _hysteresis(file.when.waiting, file.when.until)
    if isinstance(file.to, ToFile):
        return Overflow(cause, OverflowAction.QUEUE, file.to.queue, at, until)
    return Overflow(cause, OverflowAction[file.to.upper()], at=at, until=until)


def _steps(files: list[StepFile]) -> tuple[Step, ...]:
    steps: list[Step] = []
    prefer = Step().prefer
    for file in files:
        if file.prefer is not None:
            prefer = tuple(Prefer[term.upper()] for term in file.prefer)
        skills, labels = tuple(sorted(file.skills.items())), _conditions(file.labels)
        steps.append(Step(file.from_s, skills, tuple(file.pools), prefer, labels, file.only_if_absent))
    return tuple(steps)


def _wrap_up(file: str | WrapUpFile) -> tuple[WrapUp, int]:
    if isinstance(file, str):
        return WrapUp[file.upper()], 0
    if file.fixed_s is not None:
        return WrapUp.FIXED, file.fixed_s
    return WrapUp.CAPPED, file.capped_s or 0
