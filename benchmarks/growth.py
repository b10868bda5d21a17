"""How the cost of a contact grows with agents and with queues, and what a second thread brings."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache
from math import floor
from multiprocessing import get_context
from statistics import median

from benchmarks import models
from benchmarks.measuring import AbsentPeer, Scale, in_turn, wall_ns
from benchmarks.replay import Replay, check_engine, cost_ns
from routing.model import SECOND
from simulation.experiment import available_cores
from simulation.speed.figure import Better, Figure, paired

AGENTS = (50, 150, 500, 1_500, 5_000)
QUEUES = (1, 3, 10, 30, 60)
CONTACTS = 60_000
"""About so many contacts are simulated at each point, so that a pair takes as long at each."""
THREADED_DAYS = 12
TWO_THREADS = 1.9
"""Two threads bring at least so many times the contacts of one, …"""
OF_PROCESSES = 0.95
"""… but where two processes do not bring twice as many, this share of what these do, rounded down to a tenth …"""
LEAST_OF_TWO = 1.2
"""… and no less than this, which an engine that kept Python's lock would not reach: see decision 12."""
UNIT = "ns/contact"


def by_agents(scale: Scale) -> list[Figure]:
    """The cost of a contact with 50 to 5,000 agents, the load of each being the same."""
    check_engine(models.many_skills(agents=50))
    costs = [cost_ns(models.many_skills(agents=agents), _days(agents)) for agents in AGENTS]
    first, *others = in_turn(scale.pairs, *costs)
    return [
        paired(
            f"agents.{agents}",
            spent,
            first,
            UNIT,
            against=f"{AGENTS[0]} agents",
            better=Better.LESS,
            ratio=1.6 if agents == AGENTS[-1] else None,
        )
        for agents, spent in zip(AGENTS[1:], others, strict=True)
    ]


def _days(agents: int) -> int:
    """Days that have about ``CONTACTS`` contacts."""
    return max(1, round(CONTACTS / (agents * models.LOAD * models.INTERVALS * models.INTERVAL_US / SECOND)))


def by_queues(scale: Scale) -> list[Figure]:
    """The cost of a contact with 1 to 60 queues, each with a problem, a skill and a group, and 480 agents in all."""
    check_engine(models.many_skills(agents=48, problems=3, groups=3))
    costs = [cost_ns(models.many_skills(problems=queues, groups=queues), 2) for queues in QUEUES]
    first, *others = in_turn(scale.pairs, *costs)
    return [
        paired(
            f"queues.{queues}",
            spent,
            first,
            UNIT,
            against="1 queue",
            better=Better.LESS,
            ratio=2.0 if queues == QUEUES[-1] else None,
        )
        for queues, spent in zip(QUEUES[1:], others, strict=True)
    ]


def by_threads(scale: Scale) -> list[Figure]:
    """Contacts per second of time on the wall, on two threads against one.

    Two processes, which have nothing in common but the machine, say how much a second core of it brings at all; the
    limit follows from that.
    """
    if available_cores() < 2:
        raise AbsentPeer("this process has one core only")
    replays = [Replay(models.many_skills(), THREADED_DAYS) for _ in range(2)]
    for replay in replays:
        replay.check(replay.run())
    apart = [ProcessPoolExecutor(1, get_context("spawn")) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool, apart[0], apart[1]:
        _run_apart(apart)  # starts them

        def alone() -> float:
            start = wall_ns()
            return _rate([replay.run() for replay in replays], start, replays)

        def together() -> float:
            start = wall_ns()
            return _rate(list(pool.map(Replay.run, replays)), start, replays)

        def separately() -> float:
            start = wall_ns()
            return _rate(_run_apart(apart), start, replays)

        one, two, processes = in_turn(scale.many_pairs, alone, together, separately)
    brings = median(both / one_core for both, one_core in zip(processes, one, strict=True))
    least = min(TWO_THREADS, max(LEAST_OF_TWO, floor(10 * OF_PROCESSES * brings) / 10))  # printed with one decimal
    unit, one_thread = "contacts/s", "1 thread"
    return [
        paired("threads.2", two, one, unit, against=one_thread, better=Better.MORE, ratio=least),
        paired("threads.2-processes", processes, one, unit, against=one_thread, better=Better.MORE),
    ]


def _run_apart(pools: list[ProcessPoolExecutor]) -> list[int]:
    return [running.result() for running in [pool.submit(_run_own) for pool in pools]]


@cache
def _own_replay() -> Replay:
    replay = Replay(models.many_skills(), THREADED_DAYS)
    replay.run()
    return replay


def _run_own() -> int:
    """Run the replay that this process has of its own."""
    return _own_replay().run()


def _rate(contacts: list[int], start: int, replays: list[Replay]) -> float:
    spent = wall_ns() - start
    for replay, came in zip(replays, contacts, strict=True):
        replay.check(came)
    return sum(contacts) / spent * 1e9
