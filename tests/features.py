"""Random policies and rosters that use what not every policy does, feature by feature.

Each function takes a plain policy, queue or agent and returns one with the feature. What it throws comes from dice of
its own, so that the plain part is the same with and without.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from routing.model import NEVER, Agent, LabelValue
from routing.policy import (
    Compare,
    Condition,
    LabelType,
    OnExpiry,
    Overflow,
    OverflowAction,
    OverflowCause,
    Policy,
    Queue,
    Reservation,
    Step,
)
from tests.dice import Dice

FEATURES = (
    "labels",
    "delays",
    "own_order",
    "conditional_steps",
    "capacity",
    "gather",
    "inactive",
    "preferred",
    "presence",
    "transfer",
    "reservations",
    "overflow",
    "callback",
)
"""What can be asked for; "gather" brings "capacity" with it."""

LABELS = (("lang", LabelType.TEXT), ("score", LabelType.NUMBER), ("known", LabelType.YES_NO))
LANGUAGES = ("de", "en", "fr")
CAUSES = [
    OverflowCause.WAITING,
    OverflowCause.WAITING,
    OverflowCause.CLOSED,
    OverflowCause.ABSENT,
    OverflowCause.WAITED,
    OverflowCause.WAITED,
    OverflowCause.EWT,
]


def features_in_use(dice: Dice, allowed: Collection[str]) -> frozenset[str]:
    """Most of the features that are allowed."""
    some = {feature for feature in FEATURES if feature in allowed and dice.chance(80)}
    return frozenset(some | ({"capacity"} if "gather" in some else set()))


# -- policies ----------------------------------------------------------------------------------------------------------


def with_features(policy: Policy, dice: Dice, features: frozenset[str]) -> Policy:
    """The policy with the features that are in use."""
    of_queues: dict[str, Callable[[Dice, Queue], Queue]] = {
        "labels": labelled_queue,
        "conditional_steps": conditional,
        "gather": gathering,
        "preferred": holding,
        "presence": strict_on_expiry,
    }
    queues = list(policy.queues)
    for feature, change in of_queues.items():
        if feature in features:
            queues = [change(dice, queue) for queue in queues]
    if "labels" in features:  # the last queue still admits everything
        queues[-1] = replace(queues[-1], match=policy.queues[-1].match)
    if "overflow" in features:
        queues = [with_overflow(dice, queue, queues[n + 1 :]) for n, queue in enumerate(queues)]
    names = [queue.name for queue in queues]
    return replace(
        policy,
        queues=tuple(queues),
        labels=LABELS if "labels" in features else (),
        costs=tuple((channel, 1 + dice.below(3)) for channel in policy.channels) if "capacity" in features else (),
        delays=pool_delays(dice, policy.pools, names) if "delays" in features else (),
        reservations=some_reservations(dice, policy.pools, names) if "reservations" in features else (),
    )


def some_condition(dice: Dice) -> Condition:
    name, kind = dice.pick(LABELS)
    compare = dice.pick([Compare.NE, Compare.EQ, Compare.IN, Compare.GE, Compare.LE, Compare.GT, Compare.LT])
    values: tuple[LabelValue, ...] = LANGUAGES
    if kind is LabelType.NUMBER:
        values = (0, 1, 2, 3, 1 - 10**9)
    elif kind is LabelType.YES_NO:
        values = (True, False)
    if compare is Compare.IN:
        return Condition(name, compare, dice.some(values) or values[:1])
    if compare not in {Compare.EQ, Compare.NE} and kind is not LabelType.NUMBER:
        compare = Compare.EQ
    return Condition(name, compare, dice.pick(values))


def some_conditions(dice: Dice) -> tuple[Condition, ...]:
    """None, one or two about different labels, sorted by label."""
    drawn = [some_condition(dice) for _ in range(dice.pick([0, 0, 0, 1, 1, 2]))]
    about = {condition.label: condition for condition in drawn}
    return tuple(about[label] for label in sorted(about))


def labelled_queue(dice: Dice, queue: Queue) -> Queue:
    """The queue with conditions on its tickets, and on agents: fewer with each step."""
    match = replace(queue.match, labels=some_conditions(dice))
    conditions = some_conditions(dice)
    kept = tuple({condition.label for condition in conditions if dice.chance(20)})
    steps: list[Step] = []
    for step in queue.steps:
        steps.append(replace(step, labels=conditions))
        conditions = tuple(c for c in conditions if c.label in kept or dice.chance(50))
    return replace(queue, match=match, steps=tuple(steps), never_relax=(*queue.never_relax, *sorted(kept)))


def conditional(dice: Dice, queue: Queue) -> Queue:
    later = [replace(step, only_if_absent=dice.chance(60)) for step in queue.steps[1:]]
    return replace(queue, steps=(queue.steps[0], *later))


def gathering(dice: Dice, queue: Queue) -> Queue:
    return replace(queue, gather_after_us=dice.duration(5, at_least=1) if dice.chance(70) else NEVER)


def holding(dice: Dice, queue: Queue) -> Queue:
    holds = (dice.duration(8), dice.duration(8), dice.duration(8))
    return replace(queue, hold_us=holds if dice.chance(80) else (0, 0, 0))


def strict_on_expiry(dice: Dice, queue: Queue) -> Queue:
    return replace(queue, on_expiry=dice.pick([OnExpiry.STAY, *OnExpiry]), expiry_limit=1 + dice.below(3))


def with_overflow(dice: Dice, queue: Queue, behind: Sequence[Queue]) -> Queue:
    """The queue with up to three rules; tickets go to queues behind it only, so that they never come back."""
    return replace(queue, overflow=tuple(some_overflow(dice, behind) for _ in range(dice.pick([0, 0, 1, 1, 2, 3]))))


def some_overflow(dice: Dice, behind: Sequence[Queue]) -> Overflow:
    cause, action = (
        dice.pick(CAUSES),
        dice.pick([OverflowAction.CALLBACK, OverflowAction.CALLBACK, OverflowAction.BOT, OverflowAction.MESSAGE]),
    )
    to_queue = ""
    if behind and dice.chance(60):
        action, to_queue = OverflowAction.QUEUE, dice.pick(behind).name
    at = until = 0
    if cause is OverflowCause.WAITING:
        at = 1 + dice.below(4)
        until = dice.below(at)
    elif cause is OverflowCause.WAITED:
        at = dice.duration(8, at_least=1)
    elif cause is OverflowCause.EWT:
        at = dice.duration(8, at_least=1)
        until = dice.below(at + 1)
    return Overflow(cause, action, to_queue, at, until)


def some_delays(dice: Dice, queues: Sequence[str]) -> dict[str, int]:
    return {queue: dice.duration(6) for queue in dice.some(queues, percent=60)}


def pool_delays(
    dice: Dice, pools: Sequence[str], queues: Sequence[str]
) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
    found = ((pool, tuple(some_delays(dice, queues).items())) for pool in dice.some(pools))
    return tuple((pool, delays) for pool, delays in found if delays)


def some_reservations(dice: Dice, pools: Sequence[str], queues: Sequence[str]) -> tuple[Reservation, ...]:
    return tuple(some_reservation(dice, pools, queues) for _ in range(1 + dice.below(2)))


def some_reservation(dice: Dice, pools: Sequence[str], queues: Sequence[str]) -> Reservation:
    lift = dice.pick([-1, 1, 2, 3])
    return Reservation(
        pool=dice.pick(pools),
        keep_free=1 + dice.below(2),
        queues=dice.some(queues, percent=40) or (queues[0],),
        lift_waiting=lift,
        restore_waiting=dice.below(lift) if lift > 0 else -1,
        lift_after_us=dice.duration(6, at_least=1) if dice.chance(40) else NEVER,
    )


# -- rosters -----------------------------------------------------------------------------------------------------------


def agent_with_features(dice: Dice, agent: Agent, policy: Policy, features: frozenset[str]) -> Agent:
    """The agent with what those features need of it."""
    names = [queue.name for queue in policy.queues]
    if "labels" in features:
        agent = replace(agent, labels=some_labels(dice))
    if "capacity" in features:
        most = {channel: 1 + dice.below(3) for channel in policy.channels if dice.chance(30)}
        agent = replace(agent, capacity=1 + dice.below(5), most=most)
    if "delays" in features and dice.chance(30):
        agent = replace(agent, delays=some_delays(dice, names))
    if "own_order" in features and dice.chance(50):
        agent = replace(agent, queue_order=dice.some(names, percent=60))
    return agent


def some_labels(dice: Dice) -> dict[str, LabelValue]:
    """Values of most labels."""
    values: dict[str, LabelValue] = {
        "lang": dice.pick(LANGUAGES),
        "score": dice.pick([3, 2, 1, 0, -(10**9)]),
        "known": dice.chance(50),
    }
    return {name: value for name, value in values.items() if dice.chance(80)}
