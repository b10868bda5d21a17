"""Tiny named worlds in code, with the times in seconds, for tests that do their arithmetic by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.model import NEVER, SECOND, Agent, Prefer, Tie
from routing.policy import Match, Policy, Queue, Step, WrapUp
from simulation.core.records import CONTACT
from simulation.core.world import AfterClose, Group, Leavers, World, all_classes, build_world

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
    preferred: int = -1,
    tie: Tie = Tie.LAST,
) -> tuple[int, ...]:
    """One row of the table of contacts, from seconds."""
    return us(arrival), us(patience), us(work), us(wrap_up), cls, int(balks), int(tie), preferred


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


def busy_policy() -> Policy:
    """Everything at once: accepting by hand and at once, steps, bands, pauses, a full queue, own orders, all terms."""
    fx, front, back = (("fx", 3),), ("front",), ("back",)
    return policy(
        Queue(
            "vip",
            Match(tiers=("vip",)),
            (
                Step(0, fx, back, (Prefer.LEVEL, Prefer.SCARCE_LAST, Prefer.LONGEST_IDLE)),
                Step(us(20), (("fx", 1),), (*back, *front), (Prefer.POOL_ORDER, Prefer.ROUND_ROBIN)),
                Step(us(60), prefer=(Prefer.LEAST_LOADED, Prefer.ROUND_ROBIN, Prefer.LEVEL)),
            ),
            head_start_us=us(60),
            auto_accept=False,
            offer_expires_us=us(7),
            decline_pause_us=us(11),
            wrap_up=WrapUp.CAPPED,
            wrap_up_us=us(10),
        ),
        Queue(
            "fx",
            Match(problems=("fx",)),
            (Step(0, fx, prefer=(Prefer.SCARCE_LAST,)), Step(us(30), (("fx", 2),))),
            ageing_per_mille=1500,
            band=2,
            promote_after_us=us(90),
            wrap_up=WrapUp.FIXED,
            wrap_up_us=us(5),
        ),
        Queue(
            "written",
            Match(channels=("chat",)),
            (Step(0, pools=front),),
            band=1,
            auto_accept=False,
            offer_expires_us=us(15),
            decline_pause_us=us(40),
            max_waiting=150,
        ),
        Queue("rest", steps=(Step(0, pools=front), Step(us(45))), head_start_us=us(-30), promote_after_us=us(200)),
        problems=("help", "fx"),
        tiers=("any", "vip"),
        channels=("phone", "chat"),
        queue_order=(("back", ("fx", "vip")), ("front", ("rest",))),
    )


def busy_roster() -> tuple[Agent, ...]:
    """Twelve agents in six kinds for :func:`busy_policy`."""
    kinds: list[tuple[dict[str, int], tuple[str, ...]]] = [
        ({"fx": 5}, ("back",)),
        ({"fx": 3, "help": 2}, ("back", "front")),
        ({"fx": 1}, ("front",)),
        ({"help": 4}, ("front",)),
        ({}, ("front", "back")),
        ({"fx": 2, "help": 5}, ()),
    ]
    return tuple(Agent(f"a{n}", *kinds[n % len(kinds)]) for n in range(12))
