"""Tables of Erlang C: the fewest agents for a service level, interval by interval, against pyworkforce."""

from __future__ import annotations

import math
from collections.abc import Callable

from benchmarks.measuring import AbsentPeer, Scale, cpu_ns, in_turn, per_second, require
from simulation.speed.figure import Better, Figure, paired
from simulation.theory.erlang import erlang_c
from simulation.theory.staffing import Targets, fewest_agents

INTERVAL_MIN = 30
WORK_MIN = 4.5
WITHIN_MIN = 1 / 3
SHARE = 0.8
CONTACTS = tuple(range(20, 3_020, 60))
"""In an interval, row by row: loads from 3 to 440 erlangs."""

Row = tuple[int, float, float]
"""Agents, share answered in time, share that has to wait."""


def our_table() -> list[Row]:
    """The rows as we reckon them."""
    rows = []
    targets = Targets(service_level=SHARE, within_s=60 * WITHIN_MIN)
    for contacts in CONTACTS:
        rate = contacts / INTERVAL_MIN / 60
        agents = fewest_agents(rate, 60 * WORK_MIN, math.inf, targets)
        station = erlang_c(rate, 60 * WORK_MIN, agents)
        rows.append((agents, station.service_level(60 * WITHIN_MIN), station.p_wait))
    return rows


def their_table() -> list[Row]:
    """The rows as pyworkforce reckons them.

    Raises
    ------
    AbsentPeer
        When it is not installed.
    """
    try:
        from pyworkforce.queuing import ErlangC
    except ModuleNotFoundError as error:
        raise AbsentPeer('pyworkforce is not installed: pip install "peakline[peers]"') from error

    rows = []
    for contacts in CONTACTS:
        station = ErlangC(transactions=contacts, aht=WORK_MIN, asa=WITHIN_MIN, interval=INTERVAL_MIN)
        found = station.required_positions(service_level=SHARE)
        rows.append((found["raw_positions"], found["service_level"], found["waiting_probability"]))
    return rows


def check_tables(ours: list[Row], theirs: list[Row]) -> None:
    """Hold both tables side by side.

    pyworkforce starts its search at the load rounded, and one: where fewer agents would do, it has more, never fewer.

    Raises
    ------
    WrongResult
        When the agents differ otherwise, or with the same agents a share by more than a millionth.
    """
    require(len(ours) == len(theirs), "both tables have the same rows")
    for contacts, mine, other in zip(CONTACTS, ours, theirs, strict=True):
        start = round(contacts / INTERVAL_MIN * WORK_MIN + 1)
        require(other[0] == max(mine[0], start), f"as many agents for {contacts} contacts")
        if other[0] == mine[0]:
            require(abs(mine[1] - other[1]) < 1e-6, f"the same service level for {contacts} contacts")
            require(abs(mine[2] - other[2]) < 1e-6, f"the same share that waits for {contacts} contacts")


def tables(scale: Scale) -> list[Figure]:
    """Rows of a table per second."""
    check_tables(our_table(), their_table())

    def timed(table: Callable[[], list[Row]]) -> Callable[[], float]:
        expected = table()

        def once() -> float:
            start = cpu_ns()
            rows = table()
            spent = cpu_ns() - start
            require(rows == expected, "every run has the same rows")
            return spent / len(rows)

        return once

    ours, theirs = in_turn(scale.pairs, timed(our_table), timed(their_table))
    return [
        paired(
            "erlang.table", per_second(ours), per_second(theirs), "rows/s", against="pyworkforce", better=Better.MORE
        )
    ]
