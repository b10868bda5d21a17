"""``peakline check`` of agents who may be called in: who comes when, and what is in their way."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from routing.model import NEVER, SECOND
from routing.policy import OverflowAction, OverflowCause, Policy, Queue
from routing.words import counts
from routing.words.messages import text
from routing.words.shown import shown
from simulation.core.coverage import able_agents, class_queues, reached_queues
from simulation.core.world import World

_LEAVES = {OverflowAction.QUEUE, OverflowAction.BOT, OverflowAction.MESSAGE}
"""A contact to which this happens does not wait in the queue; one whose customer is offered a callback may."""


def call_in_sentences(world: World) -> list[str]:
    """Who may be called in, and when."""
    return [_sentence(world, name, rows) for name, rows in _call_ins(world)]


def call_in_warnings(world: World) -> list[str]:
    """What keeps agents from coming, or from being of use, a sentence each."""
    return [sentence for name, rows in _call_ins(world) for sentence in _obstacles(world, name, rows)]


def _call_ins(world: World) -> Iterator[tuple[str, NDArray[np.void]]]:
    """Each call-in with its rows of dtype ``CALL_IN``, one for each day on which somebody looks."""
    if world.behaviours is not None:
        rows = world.behaviours.call_ins
        yield from ((name, rows[rows["number"] == number]) for number, name in enumerate(world.call_ins))


def _sentence(world: World, name: str, rows: NDArray[np.void]) -> str:
    each, parts = rows[0], []
    if each["waiting"] < NEVER:
        waiting = int(each["waiting"])
        parts.append(text("somebody waits") if waiting == 1 else text("{count} wait", count=waiting))
    if each["wait"] < NEVER:
        parts.append(text("somebody has waited {seconds} s", seconds=f"{each['wait'] / SECOND:g}"))
    group = world.group_names[world.agent_group[world.agent_shift == each["shift"]][0]]
    least, most = int(rows["agents"].min()), int(rows["agents"].max())
    return text(
        "Call-in {name}: {agents} of {group}, {after} min after a look at queue {queue} at which {condition}, at most "
        "so often a day: {most}; staff in the tables is without them.",
        name=shown(name),
        agents=counts.agents(most if least == most else f"{least}-{most}"),
        group=shown(group),
        after=_minutes(each["after"]),
        queue=shown(_queue(world, each).name),
        condition=text(" or ").join(parts),
        most=int(each["most"]),
    )


def _obstacles(world: World, name: str, rows: NDArray[np.void]) -> Iterator[str]:
    each, queue = rows[0], _queue(world, rows[0])
    words = {"name": shown(name), "queue": shown(queue.name)}
    comes = min(int(_first_time(row)) - int(row["closes"]) for row in rows)
    if comes >= 0:
        yield text(
            "Call-in {name} never comes: the first look that may call them is {look} min after the opening, and "
            "{after} min later the day is over.",
            look=_minutes(_first_time(each) - each["after"] - each["opens"]),
            after=_minutes(each["after"]),
            **words,
        )
    elif not _is_entered(world, queue):
        yield text("Call-in {name} never comes: no contact ever enters queue {queue}.", **words)
    elif _is_closed(world, queue, rows):
        yield text(
            "Call-in {name}: whenever somebody looks at queue {queue}, it is closed, and sends those away who come.",
            **words,
        )
    elif (limit := _limit(world, queue, each)) is not None:
        yield text("Call-in {name} never comes: in queue {queue} {limit}.", limit=limit, **words)
    agents = [world.agents[number] for number in np.flatnonzero(world.agent_shift == each["shift"])]
    if not able_agents(agents, queue).any():
        yield text("Call-in {name}: none of its agents can take the contacts of queue {queue}.", **words)


def _first_time(row: np.void) -> int:
    """When they would be there if a contact waited from the first moment of the run on."""
    first = int(row["opens"] + row["every"])
    if row["waiting"] >= NEVER:  # of the looks the first one at which somebody can have waited for so long
        first += max(0, -(-(int(row["wait"]) - first) // int(row["every"]))) * int(row["every"])
    return first + int(row["after"])


def _is_entered(world: World, queue: Queue) -> bool:
    """Whether contacts come to a queue: by its match, by overflow, or passed on."""
    entered = class_queues(world)
    if world.behaviours is not None and len(world.behaviours.transfers):
        entered += [world.policy.queues[number] for number in np.unique(world.behaviours.transfers["queue"]).tolist()]
    return any(queue in reached_queues(world.policy, each) for each in dict.fromkeys(entered))


def _is_closed(world: World, queue: Queue, rows: NDArray[np.void]) -> bool:
    """Whether a queue that sends contacts away while it is closed is so on all days from the first look to the last."""
    if world.behaviours is None or not any(
        rule.cause is OverflowCause.CLOSED and rule.action in _LEAVES for rule in queue.overflow
    ):
        return False
    number = world.policy.queues.index(queue)
    changes = world.behaviours.openings[world.behaviours.openings["queue"] == number]
    if not len(changes):
        return False
    times, states = np.append(-1, changes["time"]), np.append(1, changes["is_open"])
    ends = np.append(changes["time"], NEVER)
    return not any(np.any((states == 1) & (times < row["closes"]) & (ends > row["opens"])) for row in rows)


def _limit(world: World, queue: Queue, row: np.void) -> str | None:
    """What keeps a queue from ever getting as long as it takes, in words; None: it may, as far as can be said."""
    if _may_come_back(world, queue):
        return None
    count, time = _most_waiting(queue), _longest_wait(world.policy, queue)
    short = row["waiting"] >= NEVER or (count is not None and count < row["waiting"])
    soon = row["wait"] >= NEVER or (time is not None and time < row["wait"])
    if not short or not soon:
        return None
    parts = []
    if row["waiting"] < NEVER:
        parts.append(text("no more than {count} ever wait", count=count))
    if row["wait"] < NEVER:
        parts.append(text("nobody waits for more than {seconds} s", seconds=f"{(time or 0) / SECOND:g}"))
    return text(" and ").join(parts)


def _may_come_back(world: World, queue: Queue) -> bool:
    """Whether a contact may wait in the queue that did not pass its rules as one that comes: passed on, or again."""
    behaviours = world.behaviours
    return (
        not queue.auto_accept
        or behaviours is None
        or bool(len(behaviours.transfers) or len(behaviours.outages) or behaviours.rows["accepts"].any())
    )


def _most_waiting(queue: Queue) -> int | None:
    """How many wait in a queue at most; None: there is no limit."""
    limits = [rule.at for rule in queue.overflow if rule.cause is OverflowCause.WAITING and rule.action in _LEAVES]
    return min([*limits, *([queue.max_waiting] if queue.max_waiting >= 0 else [])], default=None)


def _longest_wait(policy: Policy, queue: Queue) -> int | None:
    """How long contacts wait at most until a rule takes them out of a queue; None: nothing does."""
    if any(rule.queue == queue.name for other in policy.queues for rule in other.overflow):
        return None  # who comes from another queue has waited there
    limits = [rule.at for rule in queue.overflow if rule.cause is OverflowCause.WAITED and rule.action in _LEAVES]
    return min(limits, default=None)


def _queue(world: World, row: np.void) -> Queue:
    return world.policy.queues[int(row["queue"])]


def _minutes(time_us: int) -> str:
    return f"{time_us / (60 * SECOND):g}"
