"""The suite: what is measured under which name, and a run of it.

To add a benchmark: a line in :data:`BENCHMARKS`, its figures in ``benchmarks/names.py``, and a function that takes a
:class:`~benchmarks.measuring.Scale` and returns figures whose names begin with the benchmark's. It checks what it times
(``require``) and says what it lacks (``AbsentPeer``).
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence

from benchmarks.machine import commit, machine, versions
from benchmarks.measuring import FULL, QUICK, AbsentPeer, Scale, require
from benchmarks.names import FIGURES
from simulation.measuring.measures import ChecksFailed
from simulation.speed.figure import Figure
from simulation.speed.suite import Missing, Speed

BENCHMARKS: dict[str, tuple[str, str]] = {
    "simpy": ("benchmarks.contacts", "against_simpy"),
    "heap": ("benchmarks.contacts", "against_heap"),
    "ciw": ("benchmarks.contacts", "against_ciw"),
    "cpp": ("benchmarks.contacts", "against_cpp"),
    "erlang": ("benchmarks.erlang_tables", "tables"),
    "agents": ("benchmarks.growth", "by_agents"),
    "queues": ("benchmarks.growth", "by_queues"),
    "threads": ("benchmarks.growth", "by_threads"),
    "router": ("benchmarks.decisions", "by_agents"),
    "waiting": ("benchmarks.decisions", "by_waiting"),
    "journal": ("benchmarks.decisions", "journal"),
    "memory": ("benchmarks.memory", "memory"),
    "start": ("benchmarks.start", "start"),
    "compile": ("benchmarks.start", "compiling"),
}
"""Name of a benchmark to the module and the function that measure it."""

NOT_QUICK = ("compile",)
"""Benchmarks that alone take as long as a quick run may; it has them only when they are asked for."""


def run(names: Sequence[str] = (), *, quick: bool = False, progress: Callable[[int], None] | None = None) -> Speed:
    """Measure.

    Parameters
    ----------
    names
        Of benchmarks, in any order; empty: all of them.
    quick
        Smaller and fewer, so that all of it is over within a minute.
    progress
        Called with 1 after each benchmark.
    """
    scale = QUICK if quick else FULL
    figures: list[Figure] = []
    absent, wrong = [], []
    for name in BENCHMARKS:
        if name not in (names or BENCHMARKS) or (quick and not names and name in NOT_QUICK):
            continue
        try:
            figures += measure(name, scale)
        except AbsentPeer as reason:
            absent.append(Missing(name, str(reason)))
        except (AssertionError, ChecksFailed) as reason:
            wrong.append(Missing(name, str(reason)))
        if progress is not None:
            progress(1)
    return Speed(machine(), versions(), commit(), quick, tuple(figures), tuple(absent), tuple(wrong))


def measure(name: str, scale: Scale) -> list[Figure]:
    """The figures of one benchmark.

    Raises
    ------
    AbsentPeer
        When something that it needs is not here.
    WrongResult
        When a result is wrong.
    """
    module, function = BENCHMARKS[name]
    found: list[Figure] = getattr(importlib.import_module(module), function)(scale)
    known = FIGURES.get(name)
    for figure in found:
        require(known is None or figure.name in known, f"{figure.name} is not in benchmarks/names.py")
    return found
