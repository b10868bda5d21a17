"""Memory: of a ticket that waits, of a contact that was simulated, and of a whole command."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from importlib.util import find_spec

from benchmarks.measuring import AbsentPeer, Scale, require
from benchmarks.router import Centre
from benchmarks.start import ROOT, run_payday
from simulation.speed.figure import Better, Figure, alone

PAYDAY_CONTACTS = 40_000
"""About so many contacts a day of payday has."""
LAUNCHER = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""A small process between: Linux counts what a process was before it became another program, so ours would count."""
LEAST = 1.0
"""Bytes: what is measured of a process goes by pages, so a growth of nothing may come out below it."""


def memory(scale: Scale) -> list[Figure]:
    """Bytes for each ticket that waits and for each contact simulated; the most that a command holds at once."""
    if scale.quick:
        return [_ticket("memory.ticket-100000", 100_000, history=0, most=None), *_commands(scale)]
    return [
        _ticket("memory.ticket-1000000", 1_000_000, history=0, most=250),
        _ticket("memory.ticket-history", 1_000_000, history=4096, most=None),
        *_commands(scale),
    ]


def _ticket(name: str, waiting: int, *, history: int, most: float | None) -> Figure:
    """Bytes of a ticket but for the host's ids: all that the router has more than before they came."""
    centre = Centre(1000, 100, waiting, history=history)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    centre.fill()
    each = (tracemalloc.get_traced_memory()[0] - before) / waiting
    tracemalloc.stop()
    return alone(name, [each], "B", better=Better.LESS, value=most, exact=True)


def _commands(scale: Scale) -> list[Figure]:
    """The greatest resident set of ``peakline run payday`` with few days and with many."""
    few, many = (10, 60) if scale.quick else (10, 300)
    rows = [(peak_bytes(few), peak_bytes(many)) for _ in range(1 if scale.quick else 3)]
    contacts = (many - few) * PAYDAY_CONTACTS
    return [
        alone(
            "memory.contact",
            [max((after - before) / contacts, LEAST) for before, after in rows],
            "B",
            better=Better.LESS,
            value=100,
        ),
        alone(f"memory.payday-{many}", [after / 1e6 for _, after in rows], "MB", better=Better.LESS),
    ]


def peak_bytes(days: int) -> float:
    """The greatest resident set of a command that simulates so many days of payday.

    Raises
    ------
    AbsentPeer
        Where the system does not tell it.
    WrongResult
        When the command fails.
    """
    if find_spec("resource") is None:
        raise AbsentPeer("this system does not say how much memory a process had at most")
    command = [sys.executable, "-c", LAUNCHER, *run_payday(days)]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, check=False)
    require(done.returncode == 0, "peakline run payday ends well")
    return int(done.stdout) * (1.0 if sys.platform == "darwin" else 1024.0)
