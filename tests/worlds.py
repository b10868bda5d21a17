"""Tiny named worlds in code, with the times in seconds, for tests that do their arithmetic by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.model import NEVER, SECOND, Prefer
from routing.policy import Match, Policy, Queue, Step, WrapUp
from simulation.records import CONTACT
from simulation.world import AfterClose, Group, Leavers, World, all_classes, build_world

FOREVER = 1e30
"""A patience or a limit in seconds that never ends."""


def us(seconds: float) -> int:
    """Seconds in microseconds; ``FOREVER`` is never."""
    return NEVER if seconds >= FOREVER else round(seconds * SECOND)


def contact(
    arrival: float,
    *,
    work: float = 60,
    patience: float = FOREVER,
    wrap_up: float = 0,
    cls: int = 0,
    balks: bool = False,
) -> tuple[int, ...]:
    """One row of the table of contacts, from seconds."""
    return us(arrival), us(patience), us(work), us(wrap_up), cls, int(balks)


def contact_table(*rows: tuple[int, ...]) -> NDArray[Any]:
    return np.array(list(rows), CONTACT)


def in_seconds(table: NDArray[Any]) -> list[tuple[float, ...]]:
    """The rows of a table with their int64 fields, which are times, in seconds; -1 stays."""
    assert table.dtype.names is not None
    times = {name for name in table.dtype.names if table.dtype[name] == np.int64}
    return [
        tuple(
            value / SECOND if name in times and value >= 0 else value
            for name, value in zip(table.dtype.names, row, strict=True)
        )
        for row in table.tolist()
    ]


def policy(*queues: Queue, **changes: Any) -> Policy:
    """A policy with one problem, tier and channel unless it is told otherwise; its queues stand in the given order."""
    base = Policy(
        "test", ("help",), ("any",), ("phone",), skills=("help", "fx"), pools=("front", "back"), queues=queues
    )
    return replace(base, **changes)


ONE_QUEUE = Queue("all", wrap_up=WrapUp.NONE)
"""First come, first served; the longest idle agent answers at once; no wrap-up."""


def one_queue(*staff: int, queue: Queue = ONE_QUEUE, interval: float = 1000, **options: Any) -> World:
    """One queue and one group that knows everything, with so many agents in each interval."""
    return build_world(policy(queue), [Group("g", staff)], interval_us=us(interval), **options)


def overflow(*, after: float = 30) -> World:
    """Two problems, each with its own agent; after so long in the queue, the other one's agent will do.

    Class 0 is ``help``, class 1 ``fx``; agent 0 belongs to ``front``, agent 1 to ``back``. An agent's own problem goes
    first with its pool.
    """

    def queue(name: str, pool: str, other: str, match: Match) -> Queue:
        steps = (Step(0, pools=(pool,)), Step(us(after), pools=(pool, other), prefer=(Prefer.POOL_ORDER,)))
        return Queue(name, match, steps, wrap_up=WrapUp.NONE)

    rules = policy(
        queue("fx", "back", "front", Match(problems=("fx",))),
        queue("help", "front", "back", Match()),
        problems=("help", "fx"),
        queue_order=(("front", ("help",)), ("back", ("fx",))),
    )
    groups = [Group("front", (1,), pools=("front",)), Group("back", (1,), pools=("back",))]
    return build_world(rules, groups, interval_us=us(1000))


def manual(
    *staff: int, expires: float = 20, pause: float = 30, answer_delay: float = 5, interval: float = 1000
) -> World:
    """One queue whose agents accept an offer ``answer_delay`` seconds after it was made."""
    queue = Queue(
        "all",
        auto_accept=False,
        offer_expires_us=us(expires),
        decline_pause_us=us(pause),
        wrap_up=WrapUp.NONE,
    )
    rules = policy(queue)
    classes = all_classes(rules, us(answer_delay))
    return build_world(rules, [Group("g", staff)], interval_us=us(interval), classes=classes)


def shrinking(leavers: Leavers, after_close: AfterClose = AfterClose.STAY) -> World:
    """Three agents for 100 s, then two for as long."""
    return one_queue(3, 2, interval=100, leavers=leavers, after_close=after_close)
