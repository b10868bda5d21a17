"""The names of all figures, those of ``--quick`` included, by benchmark: what docs may claim, and stored runs name.

A benchmark that gives another figure is refused, so that this list is all of them.
"""

from __future__ import annotations

from collections.abc import Mapping

_ON_THE_WALL = ("p50", "p99", "p99.9", "max")

_OF_BENCHMARKS: Mapping[str, tuple[str, ...]] = {
    "simpy": ("many-skills", "steps-and-offers", "all-features", "behaviours", "all-behaviours", "everything"),
    "heap": ("many-skills",),
    "ciw": ("many-skills",),
    "cpp": ("many-skills",),
    "erlang": ("table",),
    "agents": ("150", "500", "1500", "5000"),
    "queues": ("3", "10", "30", "60"),
    "threads": ("2", "2-processes"),
    "router": (
        "1000",
        "1000.p99-cpu",
        "10000",
        "50000",
        *(f"{agents}.{part}" for agents in (1000, 10000, 50000) for part in _ON_THE_WALL),
    ),
    "waiting": tuple(
        f"{waiting}.{part}" for waiting in (100000, 1000000) for part in ("submit", "complete", *_ON_THE_WALL)
    ),
    "journal": ("250-a-commit", "one-a-commit"),
    "memory": ("ticket-100000", "ticket-1000000", "ticket-history", "contact", "payday-60", "payday-300"),
    "start": ("payday-100", "import-routing"),
    "compile": ("payday-100",),
}

FIGURES: Mapping[str, tuple[str, ...]] = {
    benchmark: tuple(f"{benchmark}.{figure}" for figure in figures) for benchmark, figures in _OF_BENCHMARKS.items()
}
"""Name of a benchmark to the names of its figures."""
