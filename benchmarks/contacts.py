"""Contacts simulated per second: ours with all that they can do, against loops of one queue and a loop in C++.

Ours is the model with 6 problems, 9 groups and 480 agents. SimPy, Ciw and the plain loop simulate one queue with the
same load and patience, as none of them routes by skills. The C++ loop has the very model.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import mean, variance

import numpy as np

from benchmarks import ciw_mmn, cpp_loop, heap_loop, models, simpy_mmn
from benchmarks.behaviours import all_behaviours, check_behaviours, everything, plain_behaviours
from benchmarks.measuring import Scale, cpu_ns, in_turn, per_second, require
from benchmarks.replay import Replay, check_engine, cost_ns
from benchmarks.simpy_mmn import AGENTS, PATIENCE_S, PER_MINUTE, SERVICE_S, Count
from simulation.core.records import Outcome
from simulation.core.world import World
from simulation.engines.compiled import CompiledEngine
from simulation.speed.figure import Better, Figure, paired
from simulation.theory.erlang import erlang_a
from simulation.workload import Buffers, DrawnSource

DAYS = 3
CPP_DAYS = 20
UNIT = "contacts/s"


def against_simpy(scale: Scale) -> list[Figure]:
    """The model with more and more of what routing, contacts, customers and agents can do, against idiomatic SimPy."""
    cases: tuple[tuple[str, World, float | None], ...] = (
        ("many-skills", models.many_skills(), 80),
        ("steps-and-offers", models.all_in_use(), 40),
        ("all-features", models.all_features(), 40),
        ("behaviours", plain_behaviours(), 25),
        ("all-behaviours", all_behaviours(), 25),
        ("everything", everything(), None),
    )
    for small in (models.many_skills, models.all_in_use, models.all_features):
        check_engine(small(agents=48))
    check_features(models.all_features())
    for _, world, _ in cases[3:]:
        check_engine(world, 500)
        check_behaviours(world)
    costs = [cost_ns(world, DAYS) for _, world, _ in cases]
    theirs, *ours = in_turn(scale.many_pairs, lambda: one_queue_ns(simpy_mmn.run, scale.contacts), *costs)
    baseline = per_second(theirs)
    return [
        paired(f"simpy.{name}", per_second(spent), baseline, UNIT, against="SimPy", better=Better.MORE, ratio=least)
        for (name, _, least), spent in zip(cases, ours, strict=True)
    ]


def against_heap(scale: Scale) -> list[Figure]:
    """The model against a plain Python loop around a heap, of one queue."""
    return [_against_one_queue("heap", "heap loop", heap_loop.run, 5 * scale.contacts, scale.pairs)]


def against_ciw(scale: Scale) -> list[Figure]:
    """The model against Ciw, with one queue and customers who give up."""
    ciw_mmn.run(10, seed=1)  # says whether it is there
    return [_against_one_queue("ciw", "Ciw", ciw_mmn.run, scale.contacts // 4, scale.pairs)]


def _against_one_queue(name: str, against: str, run: Callable[[int, int], Count], contacts: int, pairs: int) -> Figure:
    check_engine(models.many_skills(agents=48))
    theirs, ours = in_turn(pairs, lambda: one_queue_ns(run, contacts), cost_ns(models.many_skills(), DAYS))
    return paired(
        f"{name}.many-skills", per_second(ours), per_second(theirs), UNIT, against=against, better=Better.MORE
    )


def one_queue_ns(run: Callable[[int, int], Count], contacts: int) -> float:
    """What a contact costs a loop with one queue, in nanoseconds of CPU time.

    Raises
    ------
    WrongResult
        When contacts are lost, or more give up than theory allows.
    """
    start = cpu_ns()
    count = run(contacts, 1)
    spent = cpu_ns() - start
    require(count.answered + count.abandoned == contacts, "every contact is answered or gives up")
    require(count.abandoned <= most_abandoned(contacts), "as few give up as in theory")
    return spent / contacts


def most_abandoned(contacts: int) -> float:
    """More than so many of the contacts do not give up in one queue, which is empty at first.

    Erlang A says how many do in the long run. Who gives up does so in company, so the variance is many times Poisson's;
    six standard deviations of ten times the variance are left.
    """
    expected = contacts * erlang_a(PER_MINUTE / 60, SERVICE_S, PATIENCE_S, AGENTS).p_abandon
    return float(expected + 6 * (10 * expected + 10) ** 0.5)


def against_cpp(scale: Scale) -> list[Figure]:
    """The model against a C++ loop for just this model."""
    with tempfile.TemporaryDirectory() as folder:
        program = cpp_loop.build(Path(folder))
        replay = Replay(models.many_skills(), CPP_DAYS)
        replay.check(replay.run())
        seeds = iter(range(1, scale.pairs + 1))

        def theirs() -> float:
            days = cpp_loop.run(program, CPP_DAYS, next(seeds))
            check_alike([(outcomes[Outcome.ABANDONED], sum(outcomes)) for outcomes in replay.outcomes()],
                        list(zip(days.abandoned, days.contacts, strict=True)))  # fmt: skip
            return days.spent_ns / sum(days.contacts)

        ours = cost_ns(models.many_skills(), DAYS)
        spent, mine = in_turn(scale.pairs, theirs, ours)
    return [
        paired("cpp.many-skills", mine, spent, "ns/contact", against="C++", better=Better.LESS, ratio=1.6),
    ]


def check_alike(ours: list[tuple[int, int]], theirs: list[tuple[int, int]]) -> None:
    """Hold the days of two engines side by side.

    Parameters
    ----------
    ours, theirs
        How many gave up, and how many came, on each of two or more days.

    Raises
    ------
    WrongResult
        When the mean share that gives up, or the mean number that comes, differs by more than six standard errors.
    """
    for what, one, other in (
        ("as many give up", [gone / came for gone, came in ours], [gone / came for gone, came in theirs]),
        ("as many come", [float(came) for _, came in ours], [float(came) for _, came in theirs]),
    ):
        error = (variance(one) / len(one) + variance(other) / len(other)) ** 0.5
        require(abs(mean(one) - mean(other)) <= 6 * error, f"{what} in the C++ loop as in ours")


def check_features(world: World) -> None:
    """What is said to be in use is: as many contacts as expected, later steps, preferred agents, several at once.

    Raises
    ------
    WrongResult
        When one of them is not.
    """
    assert world.plan is not None
    contacts = DrawnSource(world.plan, 1).draw(0, Buffers())
    records = CompiledEngine(world).simulate(contacts).records
    expected = world.plan.cells["expected"].sum()
    require(abs(len(contacts) - expected) < 6 * expected**0.5, "as many contacts come as the plan says")
    answered = np.sort(records[records["answered"] >= 0], order=("agent", "answered"))
    require((answered["step"] > 0).mean() > 0.01, "some reach a later step")
    wished = contacts["preferred"] >= 0
    require((records["agent"] == contacts["preferred"])[wished].mean() > 0.1, "some reach their preferred agent")
    before, after = answered[:-1], answered[1:]
    beside = (before["agent"] == after["agent"]) & (after["answered"] < before["done"])
    require(beside.mean() > 0.2, "agents have several contacts at once")
