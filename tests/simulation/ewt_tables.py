"""The tables of ``docs/explanation/expected-wait.md``: ``ewt_tables [SCENARIO DAYS]``, or all scenarios without."""

from __future__ import annotations

import sys

import numpy as np

from routing.kernels.kernel_ewt import UNKNOWN, new_ewt
from simulation.engines.compiled import CompiledEngine
from simulation.scenario import load_scenario
from simulation.waits.ewt_backtest import covered_weights, replay_waits
from simulation.workload import Buffers, DrawnSource
from tests.simulation.ewt_coverage import Coverage

FIRST_SEED = 1001
LATER_US = 15_000_000
LARGE = ("mm1", "erlang_c", "erlang_a", "priority", "payday")
OTHERS = ("launch", "mmc_day", "mmc_blocked_day", "mmc_abandon_day", "n_design", "vip_fx", "chat_blend", "own_manager")


def row(name: str, days: int) -> str:
    """The scenario's rows of both tables: state kept overnight, and from an empty one each morning."""
    world = load_scenario(name).world
    assert world.plan is not None
    engine = CompiledEngine(world)
    learned = new_ewt(len(world.policy.queues))
    kept, empty, rest = Coverage(), Coverage(), np.zeros((2, 2))
    for seed in range(FIRST_SEED, FIRST_SEED + days):
        contacts = DrawnSource(world.plan, seed).draw(0, Buffers())
        records = engine.simulate(contacts).records
        kept.add(contacts, replay_waits(world, contacts, records, ewt=learned))
        told = replay_waits(world, contacts, records, ask_after_us=LATER_US)
        empty.add(contacts, told)
        for number, later in enumerate((told.later_p50, told.later_p90)):
            rest[number] += covered_weights(contacts, told, np.where(later != UNKNOWN, later + LATER_US, UNKNOWN))
    return f"{name}: kept {cells(kept)}\n{name}: empty {cells(empty)} | rest {shares(rest)}"


def cells(coverage: Coverage) -> str:
    """Who waited, who was told nothing, and what is covered: of all, and of those answered."""
    unknown = f"{100 * coverage.unknown / coverage.waited:.1f} %"
    return f"| {coverage.waited:,} | {unknown} | {shares(coverage.of_all)} | {shares(coverage.of_answered)}"


def shares(covered: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> str:
    """The shares that p50 and p90 cover."""
    return " | ".join(f"{100 * part / whole:.1f} %" for part, whole in covered)


if __name__ == "__main__":
    chosen = (
        [(sys.argv[1], int(sys.argv[2]))]
        if len(sys.argv) > 1
        else [*((n, 5) for n in LARGE), *((n, 50) for n in OTHERS)]
    )
    for scenario, n_days in chosen:
        sys.stdout.write(row(scenario, n_days) + "\n")
