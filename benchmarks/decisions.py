"""Decisions of the router per second, and how long one takes: with more agents, more that wait, a journal on disk."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import heap_loop
from benchmarks.contacts import one_queue_ns
from benchmarks.measuring import Scale, cpu_ns, in_turn, per_second, wall_ns
from benchmarks.router import BUSY, EACH, Centre, filled, in_a_batch, latencies, one_by_one, rate, small
from routing.journals.journal_sqlite import SqliteJournal
from simulation.speed.figure import Better, Figure, alone, paired

SIZES = ((1_000, 100), (10_000, 300), (50_000, 1_000))
"""Agents, and profiles that they have."""
FEW_WAITING = 2_000
ROUNDS = 20
LATENCY_ROUNDS = 40
SERVICES = 50
PARTS = ("p50", "p99", "p99.9", "max")
YARDSTICK = 20_000
"""Contacts of the plain loop that tells how fast this machine runs Python just now."""


def by_agents(scale: Scale) -> list[Figure]:
    """``submit`` to offer with 1,000 to 50,000 agents: decisions per second, and percentiles of their time."""
    figures = []
    for agents, profiles in SIZES:
        centre = filled(agents, profiles, FEW_WAITING)
        least = 150_000 if agents == SIZES[0][0] else None
        figures += [_per_second(f"router.{agents}", centre, scale.pairs, least)]
        if least is not None:
            busy = [latencies(centre, LATENCY_ROUNDS, cpu_ns)[1] for _ in range(scale.pairs)]
            figures += [alone(f"router.{agents}.p99-cpu", busy, "µs", better=Better.LESS, value=20)]
        figures += _on_the_wall(f"router.{agents}", centre, scale.pairs)
    return figures


def _per_second(name: str, centre: Centre, pairs: int, least: float | None) -> Figure:
    spent, yardstick = in_turn(pairs, lambda: rate(centre, ROUNDS), _yardstick_ns)
    return paired(
        name,
        per_second(spent),
        per_second(yardstick),
        "a second",
        against="heap loop",
        better=Better.MORE,
        value=least,
    )


def _on_the_wall(name: str, centre: Centre, pairs: int) -> list[Figure]:
    """Percentiles of the time on the wall: what a ticket system waits for an answer."""
    rows, yardstick = [], []
    for _ in range(pairs):
        rows.append(latencies(centre, LATENCY_ROUNDS, wall_ns))
        yardstick.append(_yardstick_ns() / 1000)
    return [
        paired(
            f"{name}.{part}",
            [row[number] for row in rows],
            yardstick,
            "µs",
            against="heap loop",
            better=Better.LESS,
        )
        for number, part in enumerate(PARTS)
    ]


def _yardstick_ns() -> float:
    return one_queue_ns(heap_loop.run, YARDSTICK)


def by_waiting(scale: Scale) -> list[Figure]:
    """50,000 agents and up to a million tickets that wait, against 1,000 agents and 2,000 tickets."""
    figures = []
    for waiting in (100_000,) if scale.quick else (100_000, 1_000_000):
        figures += _beside(f"waiting.{waiting}", small(), filled(*SIZES[-1], waiting), scale.pairs)
    return figures


def _beside(name: str, few: Centre, many: Centre, pairs: int) -> list[Figure]:
    submits, others, services, other_services = in_turn(
        pairs,
        lambda: rate(many, ROUNDS),
        lambda: rate(few, ROUNDS),
        lambda: many.services(SERVICES),
        lambda: few.services(SERVICES),
    )
    return [
        _growth(f"{name}.submit", submits, others),
        _growth(f"{name}.complete", services, other_services),
        *_on_the_wall(name, many, pairs),
    ]


def _growth(name: str, many: Sequence[float], few: Sequence[float]) -> Figure:
    return paired(name, many, few, "ns", against="small case", better=Better.LESS, ratio=3)


def journal(scale: Scale) -> list[Figure]:
    """``submit`` with a journal in a file, against one in memory: time on the wall, the disk included."""
    in_memory = small()
    with tempfile.TemporaryDirectory() as folder, SqliteJournal(Path(folder) / "bank.journal") as on_disk:
        centre = small(on_disk)
        batches, singles, memory = in_turn(
            scale.pairs,
            lambda: rate(centre, ROUNDS, in_a_batch, wall_ns),
            lambda: rate(centre, 1, one_by_one, wall_ns),
            lambda: rate(in_memory, ROUNDS, one_by_one, wall_ns),
        )
    return [
        paired(name, per_second(spent), per_second(memory), "a second", against="in memory", better=Better.MORE)
        for name, spent in ((f"journal.{BUSY * EACH}-a-commit", batches), ("journal.one-a-commit", singles))
    ]
