"""The sums of every replication of a run: allocated once, written by any thread, checked exactly.

::

    measures = new_measures(world, 100, target_us=30_000_000, goals=goals)
    for replication in range(100):  # in any order, from any thread
        measure(measures, replication, engine.simulate(contacts))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from simulation.core.coverage import units_of
from simulation.core.records import Cause, Facts, Promised
from simulation.core.world import World
from simulation.measuring.after_hours import count_after_hours, new_after_hours
from simulation.measuring.asked import NOTHING_MORE, Asked
from simulation.measuring.call_ins import count_call_ins, new_call_ins
from simulation.measuring.customer_counts import CustomerCount, count_customers, counts_customers
from simulation.measuring.dates import count_backlog
from simulation.measuring.deadlines import completed, measure_deadlines, new_deadlines
from simulation.measuring.engine_measure import (
    ABANDONED_WAIT,
    ANSWERED_WAIT,
    BUSY,
    FAULTS,
    N_BUCKETS,
    OTHER_WAIT,
    OUTCOMES,
    SIGNED_ON,
    WITHIN,
    Day,
    Sums,
    latest_time,
    measure_contacts,
    measure_spells,
    measure_states,
)
from simulation.measuring.results import Goal
from simulation.measuring.served import measure_served, new_served
from simulation.measuring.terms import Axis, Counted, Within
from simulation.measuring.transfers import count_transfers, new_transfers

LEAST_GROUPS = 20
"""Quantiles get an interval from this many groups of replications on."""

MOST_GROUPS = 40


Limit = TypeVar("Limit", int, NDArray[np.int64])


class ChecksFailed(Exception):  # noqa: N818 - it says what happened
    """Raised when the facts of a replication contradict each other: a fault of the engine, never of the input."""


@dataclass(frozen=True, slots=True)
class Measures:
    """The sums of a run; the first axis is the replication, or the group of replications for the histograms.

    Parameters
    ----------
    world, goals, asked
        What was simulated, what was promised, and by which definitions it is measured.
    day
        What each replication is measured against; ``day.limits`` holds the target and the goals' times.
    cells, longest, waiting, groups, class_queue, ledger
        As in :class:`simulation.measuring.engine_measure.Sums`, replication first.
    class_waits, interval_waits
        Histograms of the waits, group of replications first. Replication r belongs to group r modulo their number.
    queue_area_us
        The engine's own integral of the number waiting, shape (replications,); -1 where it keeps none.
    promises
        Callbacks promised, kept in time, kept late, failed, and open at the end, shape (replications, 5).
    customers
        See :func:`~simulation.measuring.customer_counts.count_customers`, replication first.
    whole
        Where replications are the batches of long runs: the sums of these runs, warm-up included; else None.
    firsts
        ``cells``, ``longest`` and the histograms of the customers' first contacts alone; None: all contacts count.
    served
        By axis, where pairs of it with groups are asked for: see :mod:`simulation.measuring.served`.
    deadlines
        See :mod:`simulation.measuring.deadlines`, shape (replications, deadlines, intervals, 2).
    transfers
        See :mod:`simulation.measuring.transfers`, shape (replications, queues, targets).
    call_ins
        See :mod:`simulation.measuring.call_ins`, shape (replications, call-ins, days, 2).
    backlog
        Where the run has dates: see :func:`~simulation.measuring.dates.count_backlog`, replication first.
    after_hours
        Contacts that no goal is about: see :mod:`simulation.measuring.after_hours`, replication first; or of none.
    """

    world: World
    goals: tuple[Goal, ...]
    asked: Asked
    day: Day
    cells: NDArray[np.int64]
    longest: NDArray[np.int64]
    waiting: NDArray[np.int64]
    groups: NDArray[np.int64]
    class_waits: NDArray[np.int32]
    interval_waits: NDArray[np.int32]
    class_queue: NDArray[np.int32]
    ledger: NDArray[np.int64]
    queue_area_us: NDArray[np.int64]
    promises: NDArray[np.int64]
    customers: NDArray[np.int64]
    locks: tuple[Lock, ...]
    whole: Measures | None = None
    firsts: Measures | None = None
    served: dict[Axis, NDArray[np.int64]] = field(default_factory=dict)
    deadlines: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 0, 0, 2), np.int64))
    transfers: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 0, 0), np.int64))
    call_ins: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 0, 1, 2), np.int64))
    backlog: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 0, 2, 0), np.int64))
    after_hours: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 0, 0, 0), np.int64))

    @property
    def replications(self) -> int:
        return len(self.cells)

    @property
    def counted(self) -> Measures:
        """The sums of the contacts that the figures are about; the others have only those of all contacts."""
        return self if self.firsts is None else self.firsts

    @property
    def target_us(self) -> int:
        """The answer target, of which ``day.target_us`` is the longest wait within it."""
        return self.day.target_us + (self.asked.terms.within is Within.LESS)

    @property
    def targets(self) -> int | NDArray[np.int64]:
        """The longest wait within the target: of all contacts, or of each class where some have one of their own."""
        own = self.asked.targets_us
        return self.day.target_us if own is None else own - (self.asked.terms.within is Within.LESS)

    def longest_within(self, seconds: float) -> int:
        """The longest wait in microseconds that is within a time."""
        return longest_within(limit_us(seconds), self.asked)

    @property
    def group_sizes(self) -> NDArray[np.int64]:
        """Replications in each group, shape (groups of replications,)."""
        count = len(self.class_waits)
        return np.bincount(np.arange(self.replications) % count, minlength=count)


def replication_groups(replications: int) -> int:
    """Number of groups that the jackknife leaves out in turn: 20 to 40 equal ones where that can be, else 20.

    One below 20 replications: quantiles then have no interval.
    """
    if replications < LEAST_GROUPS:
        return 1
    return next((n for n in range(LEAST_GROUPS, MOST_GROUPS + 1) if replications % n == 0), LEAST_GROUPS)


def limit_us(seconds: float) -> int:
    """A time in seconds as whole microseconds."""
    return round(seconds * 1_000_000)


def longest_within(limit: Limit, asked: Asked) -> Limit:
    """The longest wait that is within a limit, both in microseconds."""
    return limit - (asked.terms.within is Within.LESS)


def new_measures(
    world: World, replications: int, *, target_us: int, goals: Sequence[Goal] = (), asked: Asked = NOTHING_MORE
) -> Measures:
    """Empty sums for so many replications (1 or more) of a world.

    Parameters
    ----------
    world, replications
        What is simulated, and how often.
    target_us
        Answer target in microseconds.
    goals
        Shares promised; their times are counted up to as well.
    asked
        By which definitions.
    """
    target_us = longest_within(target_us, asked)
    own = () if asked.targets_us is None else np.unique(asked.targets_us).tolist()
    times = (*own, *(limit_us(goal.within_s) for goal in goals))
    limits = sorted({target_us, *(longest_within(time, asked) for time in times)})
    day = Day(
        interval_us=world.interval_us,
        n_intervals=world.n_intervals,
        target_us=target_us,
        limits=np.array(limits, np.int64),
        agent_group=np.array(world.agent_group, np.int32),
        units=units_of(world.policy, world.classes),
        capacity=np.array([agent.capacity for agent in world.agents], np.int64),
        counted_from=world.warm_up_us,
    )
    intervals, classes, pools = world.n_intervals, len(world.classes), replication_groups(replications)
    made = Measures(
        world=world,
        goals=tuple(goals),
        asked=asked,
        day=day,
        cells=np.zeros((replications, intervals, classes, WITHIN + 2 * len(limits)), np.int64),
        longest=np.zeros((replications, intervals, classes), np.int64),
        waiting=np.zeros((replications, intervals + 1, classes), np.int64),
        groups=np.zeros((replications, intervals + 1, len(world.group_names), 4), np.int64),
        class_waits=np.zeros((pools, classes, N_BUCKETS), np.int32),
        interval_waits=np.zeros((pools, intervals, N_BUCKETS), np.int32),
        class_queue=np.full((replications, classes), -1, np.int32),
        ledger=np.zeros((replications, 3), np.int64),
        queue_area_us=np.full(replications, -1, np.int64),
        promises=np.zeros((replications, 5), np.int64),
        customers=np.zeros((replications, classes, len(CustomerCount)), np.int64),
        locks=tuple(Lock() for _ in range(pools)),
        served=new_served(world, replications, asked),
        deadlines=new_deadlines(replications, intervals, asked),
        transfers=new_transfers(world, replications),
        call_ins=new_call_ins(world, replications, asked.days),
        backlog=np.zeros((replications, 0 if asked.dates is None else len(asked.dates), 2, classes), np.int64),
        after_hours=new_after_hours(world, replications, len(limits), asked),
    )
    if asked.terms.contacts is Counted.ALL:
        return made
    firsts = replace(
        made,
        cells=np.zeros_like(made.cells),
        longest=np.zeros_like(made.longest),
        class_waits=np.zeros_like(made.class_waits),
        interval_waits=np.zeros_like(made.interval_waits),
    )
    return replace(made, firsts=firsts)


def measure(
    measures: Measures,
    replication: int,
    facts: Facts,
    *,
    end_us: int | None = None,
) -> None:
    """Add one replication, once. May be called from several threads at a time for different replications.

    Parameters
    ----------
    measures
        Written to.
    replication
        0 or more, below ``measures.replications``.
    facts
        What the engine says, in contiguous tables.
    end_us
        Time of the run's last event, up to which open contacts have waited; None: the latest time in the tables.

    Raises
    ------
    ChecksFailed
        When rows contradict themselves, or counts or integrals do not add up.
    """
    contacts, records, states, spells = facts.contacts, facts.records, facts.states, facts.spells
    end = latest_time(facts) if end_us is None else end_us
    pool = replication % len(measures.locks)
    sums = Sums(
        measures.cells[replication],
        measures.longest[replication],
        measures.waiting[replication],
        measures.groups[replication],
        measures.class_waits[pool],
        measures.interval_waits[pool],
        measures.class_queue[replication],
        measures.ledger[replication],
    )
    with measures.locks[pool]:  # replications of one group share histograms
        measure_contacts(contacts, records, facts.in_order, measures.day, end, sums)
        if measures.firsts is not None:
            measure_firsts(measures.firsts, replication, facts, end)
    measure_what_is_asked(measures, replication, facts)
    if len(spells):
        measure_spells(spells, contacts, measures.day, end, sums)
    measures.promises[replication] = count_promises(facts.promises)
    if len(facts.passed):
        measures.transfers[replication] = count_transfers(measures.world, facts.passed)
    if counts_customers(measures.world):
        measures.customers[replication] = count_customers(
            measures.world, contacts, records, facts.origins, facts.promises, measures.day.target_us
        )
    since = np.full((2, len(measures.day.agent_group)), -1, np.int64)
    signed_on_until = max(end, measures.world.close_us)
    faults = measure_states(states, measures.day, signed_on_until, since, measures.groups[replication])
    measures.ledger[replication, FAULTS] += faults
    if measures.world.call_ins:
        measures.call_ins[replication] = count_call_ins(measures.world, states, signed_on_until, measures.asked.days)
    measures.queue_area_us[replication] = facts.queue_area_us
    check_replication(measures, replication, len(records))
    if len(states):
        check_presence(measures, replication)


def measure_what_is_asked(measures: Measures, replication: int, facts: Facts) -> None:
    """Add what is only summed where a scenario asks for it: pairs with groups, deadlines, who waits over night …"""
    asked, contacts, records, origins = measures.asked, facts.contacts, facts.records, facts.origins
    if asked.dates is not None:
        classes = len(measures.world.classes)
        measures.backlog[replication] = count_backlog(asked.dates, classes, contacts, records, facts.spells)
    if len(measures.after_hours) and len(origins):
        measures.after_hours[replication] = count_after_hours(
            measures.world, asked.dates, contacts, records, origins, measures.day
        )
    if not (measures.served or asked.deadlines):
        return
    chosen = counted_rows(records, origins, asked=asked)
    tables = contacts[chosen], records[chosen]
    if measures.served:
        measure_served(measures.served, replication, *tables, measures.world, measures.day, asked)
    if asked.deadlines:
        ends = completed(records, facts.spells)[chosen]
        measure_deadlines(measures.deadlines[replication], *tables, ends, measures.day, asked)


def counted_rows(records: NDArray[Any], origins: NDArray[Any], *, asked: Asked) -> NDArray[np.bool_]:
    """Which contacts the figures are about; without ``origins`` all are first ones."""
    if asked.terms.contacts is Counted.ALL or not len(origins):
        return np.ones(len(records), np.bool_)
    return np.asarray(origins["cause"] == Cause.FIRST)


def measure_firsts(
    firsts: Measures,
    replication: int,
    facts: Facts,
    end_us: int,
) -> None:
    """Add the customers' first contacts of a replication; without ``origins`` all are."""
    first = counted_rows(facts.records, facts.origins, asked=firsts.asked)
    contacts, records = facts.contacts[first], facts.records[first]
    pool = replication % len(firsts.locks)
    sums = Sums(
        firsts.cells[replication],
        firsts.longest[replication],
        np.zeros_like(firsts.waiting[replication]),
        np.zeros_like(firsts.groups[replication]),
        firsts.class_waits[pool],
        firsts.interval_waits[pool],
        np.full_like(firsts.class_queue[replication], -1),
        np.zeros_like(firsts.ledger[replication]),
    )
    measure_contacts(contacts, records, facts.in_order, firsts.day, end_us, sums)


def count_promises(promises: NDArray[Any]) -> list[int]:
    """Callbacks promised, kept in time, kept late, failed, open at the end."""
    is_late = promises["answered"] > promises["until"]
    counts = np.bincount(2 * promises["result"] + is_late, minlength=2 * len(Promised)).reshape(-1, 2)
    in_time, late = counts[Promised.KEPT].tolist()
    return [len(promises), in_time, late, int(counts[Promised.FAILED].sum()), int(counts[Promised.OPEN].sum())]


def check_replication(measures: Measures, replication: int, rows: int) -> None:
    """Hold what must be exact: offered = the sum of the outcomes, and the integral of the queue = the sum of the waits.

    Raises
    ------
    ChecksFailed
        With both sides.
    """
    faults = int(measures.ledger[replication, FAULTS])
    if faults:
        raise ChecksFailed(f"replication {replication}: {faults} rows contradict themselves or the order of time")
    outcomes = int(measures.cells[replication, :, :, :OUTCOMES].sum())
    if outcomes != rows:
        raise ChecksFailed(f"replication {replication}: {rows} contacts offered, {outcomes} outcomes")
    waits = wait_sum_us(measures, replication)
    within = int(measures.waiting[replication].sum())
    if within != waits:
        raise ChecksFailed(f"replication {replication}: waits of {waits} us, {within} us of them by interval")
    area = int(measures.queue_area_us[replication])
    if area not in (-1, waits):
        raise ChecksFailed(f"replication {replication}: waits of {waits} us, queue integral {area} us")


def check_presence(measures: Measures, replication: int) -> None:
    """Hold that no group works longer in an interval than its agents are signed on.

    Raises
    ------
    ChecksFailed
        With the first place where it does.
    """
    groups = measures.groups[replication]
    absent = np.argwhere(groups[:, :, BUSY] > groups[:, :, SIGNED_ON])
    if len(absent):
        interval, group = absent[0].tolist()
        raise ChecksFailed(f"replication {replication}: group {group} works in interval {interval} without being there")


def wait_sum_us(measures: Measures, replication: int) -> int:
    """Sum of all waits of a replication in microseconds, those of open contacts until the run's end included."""
    waits = measures.cells[replication, :, :, ANSWERED_WAIT : ABANDONED_WAIT + 1].sum()
    return int(waits + measures.ledger[replication, OTHER_WAIT])
