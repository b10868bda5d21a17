"""One compiled pass over the facts of a replication, into sums from which every measure follows.

Everything is an exact integer (counts and microseconds), so sums over replications, queues or intervals are exact and
do not depend on the order of adding. :mod:`simulation.measuring.measures` allocates the arrays and calls the two
functions here.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing._jit import jit, jit_inline, jit_internal
from simulation.core.records import Facts

OPEN, ANSWERED, ABANDONED, BALKED, BLOCKED, DEFLECTED, CALLBACK, CONTAINED = range(8)
"""Fields of a cell that count outcomes; the numbers are those of :class:`simulation.core.records.Outcome`."""
OUTCOMES = 8
"""So many fields count outcomes; those before ``CONTAINED`` add up to the contacts offered."""
ANSWERED_WAIT = 8
"""Sum of the waits of the answered contacts."""
ABANDONED_WAIT = 9
"""Sum of the waits of the abandoned contacts."""
WITHIN = 10
"""First of the counts of contacts answered after a wait of at most ``Day.limits[i]``. As many counts of those abandoned
(not balked) follow."""

BUSY, SIGNED_ON, TAKEN, FINISHING = range(4)
"""Fields of a group: time in talk and wrap-up, time signed on, contacts answered (by interval of arrival), and the time
signed on after the end of a shift.

The time that a contact takes is multiplied by the share of its agent's units that it takes, and rounded down.
"""

CONTACTS, FAULTS, OTHER_WAIT = range(3)
"""Fields of the ledger: rows, rows that contradict themselves, time waited that no cell has: of contacts still open,
deflected or to be called back, and all later waits."""

WAIT_SPELL, WORK_SPELL = 0, 1
"""Kinds of spells; the numbers are those of :class:`simulation.core.records.SpellKind`."""

DRAINING = 3
"""The presence of who finishes a contact after the shift; the number is that of :class:`routing.model.Presence`."""

SUB_BUCKETS = 128
"""Buckets to an octave: a bucket is at most 1/128 of its smallest value wide, and one microsecond up to 256 µs."""
N_BUCKETS = 41 * SUB_BUCKETS + 2
"""Bucket 0 holds the wait 0; the last one everything from 2^41 µs (25 days) on."""

_SHIFT = 52 - 7  # of the 52 bits of a double's fraction the first 7 tell the 128 sub-buckets apart
_BIAS = 1023 * SUB_BUCKETS - 1


class Day(NamedTuple):
    """What a replication is measured against.

    Parameters
    ----------
    interval_us, n_intervals
        Length of an interval in microseconds, and how many make the day.
    target_us
        Answer target.
    limits
        Waits to count the answered and the abandoned contacts up to, microseconds, shape (limits,).
    agent_group
        Group of each agent, shape (agents,).
    units, capacity
        Units that a contact of each class takes, shape (classes,), and units of each agent, shape (agents,).
    counted_from
        Contacts that arrive before are left out of the histograms.
    """

    interval_us: int
    n_intervals: int
    target_us: int
    limits: NDArray[np.int64]
    agent_group: NDArray[np.int32]
    units: NDArray[np.int64]
    capacity: NDArray[np.int64]
    counted_from: int


class Sums(NamedTuple):
    """The sums of one replication. The row after the last interval is the time after the close.

    Parameters
    ----------
    cells
        Counts and waits by interval of arrival and class, shape (intervals, classes, ``WITHIN`` + twice the
        limits).
    longest
        Longest wait by interval of arrival and class, shape (intervals, classes).
    waiting
        Time waited within each interval, shape (intervals + 1, classes): the integral of the queue's length.
    groups
        Shape (intervals + 1, groups, 4).
    class_waits, interval_waits
        Histograms of the waits, shapes (classes, N_BUCKETS) and (intervals, N_BUCKETS).
    class_queue
        The queue that the contacts of a class entered, -1 before the first one; shape (classes,).
    ledger
        Shape (3,).
    """

    cells: NDArray[np.int64]
    longest: NDArray[np.int64]
    waiting: NDArray[np.int64]
    groups: NDArray[np.int64]
    class_waits: NDArray[np.int32]
    interval_waits: NDArray[np.int32]
    class_queue: NDArray[np.int32]
    ledger: NDArray[np.int64]


@jit
def bucket_of(wait: int) -> int:
    """Bucket of a wait in microseconds, 0 or more.

    Exponent and leading fraction bits of a double are a log-linear scale, and integers up to 2^53 are exact doubles.
    """
    if wait == 0:
        return 0
    bucket = int(np.float64(wait).view(np.int64) >> _SHIFT) - _BIAS
    return min(bucket, N_BUCKETS - 1)


def latest_time(facts: Facts) -> int:
    """The latest time in the facts of a replication; 0: there are none."""
    return int(_latest(facts.contacts, facts.records, facts.states, facts.spells))


@jit
def _latest(contacts: NDArray[Any], records: NDArray[Any], states: NDArray[Any], spells: NDArray[Any]) -> int:
    latest = 0
    for i in range(len(spells)):
        latest = max(latest, spells[i].start, spells[i].end)
    for i in range(len(records)):
        if records[i].left >= 0:  # nobody leaves before having come
            latest = max(latest, records[i].left, records[i].done)
        else:
            latest = max(latest, contacts[i].arrival)
    if len(states):
        latest = max(latest, states[len(states) - 1].time)
    return latest


@jit_inline
def _spread(sums: NDArray[np.int64], interval: int, start: int, end: int, interval_us: int) -> None:
    """Add the time from ``start`` to ``end`` to the intervals that it overlaps, from ``interval`` on."""
    last = len(sums) - 1
    bound = (interval + 1) * interval_us
    while interval < last and bound < end:
        if start < bound:
            sums[interval] += bound - start
            start = bound
        interval += 1
        bound += interval_us
    sums[interval] += end - start


@jit_internal
def _spread_share(
    sums: NDArray[np.int64], interval: int, start: int, end: int, interval_us: int, units: int, capacity: int
) -> None:
    """The same for the share ``units`` / ``capacity`` of the time, rounded down in each interval."""
    last = len(sums) - 1
    bound = (interval + 1) * interval_us
    while interval < last and bound < end:
        if start < bound:
            sums[interval] += (bound - start) * units // capacity
            start = bound
        interval += 1
        bound += interval_us
    sums[interval] += (end - start) * units // capacity


@jit_inline
def _contradicts(contact: Any, record: Any, day: Day, n_classes: int) -> bool:
    """Whether a row cannot be what happened to a contact."""
    if contact.arrival < 0 or contact.cls < 0 or contact.cls >= n_classes:
        return True
    if record.outcome == ANSWERED:
        known = record.agent >= 0 and record.agent < len(day.agent_group)
        in_order = record.left == record.answered and record.done >= record.answered
        return not (known and in_order and record.answered >= contact.arrival)
    if record.outcome == OPEN:
        return bool(record.answered >= 0 or record.left >= 0)
    if record.answered >= 0:
        return True
    if record.outcome == CONTAINED:
        return bool(record.left >= 0 or record.talk_end < contact.arrival)
    if record.outcome == ABANDONED or record.outcome == DEFLECTED or record.outcome == CALLBACK:
        return bool(record.left < contact.arrival)
    return bool(record.left != contact.arrival or record.outcome < BALKED or record.outcome > BLOCKED)


@jit
def measure_contacts(
    contacts: NDArray[Any], records: NDArray[Any], in_order: bool, day: Day, end_us: int, sums: Sums
) -> int:
    """Add the contacts of a replication to ``sums``; return the number of rows that contradict themselves.

    Parameters
    ----------
    contacts, records
        Tables of dtypes ``CONTACT`` and ``RECORD``, row for row.
    in_order
        Whether a row that arrives before the one above it contradicts itself.
    day
        What to measure against.
    end_us
        When the run ended: open contacts have waited until then.
    sums
        Written to.
    """
    n_classes = sums.cells.shape[1]
    last = day.n_intervals - 1
    interval = 0
    bound = day.interval_us
    before = 0
    faults = 0
    other_wait = 0
    for i in range(len(contacts)):
        contact = contacts[i]
        record = records[i]
        arrival = contact.arrival
        if (in_order and arrival < before) or _contradicts(contact, record, day, n_classes):
            faults += 1
            continue
        before = arrival
        while interval < last and arrival >= bound:
            interval += 1
            bound += day.interval_us
        while arrival < bound - day.interval_us:  # whoever met a bot, or follows another one
            interval -= 1
            bound -= day.interval_us
        cls = contact.cls
        if record.queue >= 0:
            if sums.class_queue[cls] < 0:
                sums.class_queue[cls] = record.queue
            elif sums.class_queue[cls] != record.queue:
                faults += 1

        outcome = record.outcome
        cell = sums.cells[interval, cls]
        cell[outcome] += 1
        if outcome == CONTAINED:
            continue
        left = end_us if outcome == OPEN else record.left
        wait = left - arrival
        if left <= bound:
            sums.waiting[interval, cls] += wait
        else:
            _spread(sums.waiting[:, cls], interval, arrival, left, day.interval_us)
        if outcome in (OPEN, DEFLECTED, CALLBACK):
            other_wait += wait
            continue
        if outcome == BLOCKED:
            continue
        if arrival >= day.counted_from:
            bucket = bucket_of(wait)
            sums.class_waits[cls, bucket] += 1
            sums.interval_waits[interval, bucket] += 1
        sums.longest[interval, cls] = max(sums.longest[interval, cls], wait)
        if outcome == ANSWERED:
            cell[ANSWERED_WAIT] += wait
            for j in range(len(day.limits)):
                cell[WITHIN + j] += wait <= day.limits[j]  # nothing predicts which
            group = day.agent_group[record.agent]
            sums.groups[interval, group, TAKEN] += 1
            busy = sums.groups[:, group, BUSY]
            units, capacity = day.units[cls], day.capacity[record.agent]
            if units == capacity:
                _spread(busy, interval, record.answered, record.done, day.interval_us)
            else:
                _spread_share(busy, interval, record.answered, record.done, day.interval_us, units, capacity)
        else:
            cell[ABANDONED_WAIT] += wait
            if outcome == ABANDONED:
                gone = WITHIN + len(day.limits)
                for j in range(len(day.limits)):
                    if wait <= day.limits[j]:
                        cell[gone + j] += 1
    sums.ledger[CONTACTS] += len(contacts)
    sums.ledger[FAULTS] += faults
    sums.ledger[OTHER_WAIT] += other_wait
    return faults


@jit
def measure_states(
    states: NDArray[Any], day: Day, end_us: int, since: NDArray[np.int64], groups: NDArray[np.int64]
) -> int:
    """Add the time that agents were signed on: ready, on a break or finishing a contact after their shift.

    Parameters
    ----------
    states
        Table of dtype ``AGENT_STATE``, in ascending order of time.
    day
        What to measure against.
    end_us
        Who is still signed on is so until then.
    since
        Scratch, shape (2, agents), all -1: since when each agent has been signed on, and finishing after its shift.
    groups
        Written to, as ``Sums.groups``.

    Returns
    -------
    Number of rows of an unknown agent or out of order.
    """
    faults = 0
    before = 0
    for i in range(len(states)):
        time = states[i].time
        agent = states[i].agent
        if time < before or agent < 0 or agent >= since.shape[1]:
            faults += 1
            continue
        before = time
        presence = states[i].presence
        if presence == 0:
            if since[0, agent] >= 0:
                _add_since(groups[:, day.agent_group[agent], SIGNED_ON], since[0, agent], time, day)
                since[0, agent] = -1
        elif since[0, agent] < 0:
            since[0, agent] = time
        if presence == DRAINING:
            if since[1, agent] < 0:
                since[1, agent] = time
        elif since[1, agent] >= 0:
            _add_since(groups[:, day.agent_group[agent], FINISHING], since[1, agent], time, day)
            since[1, agent] = -1
    for agent in range(since.shape[1]):
        if since[0, agent] >= 0:
            _add_since(groups[:, day.agent_group[agent], SIGNED_ON], since[0, agent], end_us, day)
        if since[1, agent] >= 0:
            _add_since(groups[:, day.agent_group[agent], FINISHING], since[1, agent], end_us, day)
    return faults


@jit_inline
def _add_since(sums: NDArray[np.int64], start: int, end: int, day: Day) -> None:
    """Add the time from ``start`` to ``end``, if any, to the intervals that it overlaps."""
    if start < end:
        _spread(sums, min(start // day.interval_us, day.n_intervals), start, end, day.interval_us)


@jit
def measure_spells(spells: NDArray[Any], contacts: NDArray[Any], day: Day, end_us: int, sums: Sums) -> None:
    """Add later waits to the queues, and the agents' time that stands in no record to their groups.

    Parameters
    ----------
    spells, contacts
        Tables of dtypes ``SPELL`` and ``CONTACT``.
    day, end_us, sums
        As for :func:`measure_contacts`. A spell that has not ended lasts until then.
    """
    for i in range(len(spells)):
        spell = spells[i]
        cls = contacts[spell.contact].cls
        start = spell.start
        end = spell.end if spell.end >= 0 else end_us
        interval = min(start // day.interval_us, day.n_intervals)
        if spell.kind == WAIT_SPELL:
            _spread(sums.waiting[:, cls], interval, start, end, day.interval_us)
            sums.ledger[OTHER_WAIT] += end - start
            continue
        busy = sums.groups[:, day.agent_group[spell.agent], BUSY]
        units, capacity = day.units[cls], day.capacity[spell.agent]
        # Silence takes time away from that of the contact; rounded so that an agent is never busier than there.
        _spread_share(
            busy, interval, start, end, day.interval_us, units if spell.kind == WORK_SPELL else -units, capacity
        )
