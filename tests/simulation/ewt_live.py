"""What waiting contacts are told by the router itself, against the waits that followed: ``ewt_live SCENARIO DAYS``.

For scenarios whose contacts do more than wait once, which :mod:`simulation.waits.ewt_backtest` cannot read from
records. The SimPy engine drives the public router; what its queues have learned is kept for the next day.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing import Agent, Policy, Router
from routing.errors import NotWaiting, UnknownTicket
from routing.expected_wait import ExpectedWait
from routing.kernels.kernel_ewt import UNKNOWN
from simulation.core.records import Facts, Outcome
from simulation.drawing.agent_outages import draw_outages
from simulation.engines.reference import simulate_reference
from simulation.scenario import load_scenario
from simulation.waits.ewt_backtest import Told
from simulation.workload import Buffers, DrawnSource
from tests.simulation.ewt_coverage import Coverage

FIRST_SEED = 1001


class Asking(Router):
    """A router that is asked, of every ticket that comes to wait, what it can be told."""

    def __init__(self, policy: Policy, agents: Sequence[Agent]) -> None:
        super().__init__(policy, agents)
        self.told: dict[int, ExpectedWait] = {}

    @property
    def learned(self) -> Any:
        """What the queues know."""
        return self._live.state.ewt

    def submit(self, ticket: str, **words: Any) -> Any:
        """Submit a ticket, then ask."""
        events = super().submit(ticket, **words)
        with suppress(NotWaiting, UnknownTicket):
            self.told[words["now"]] = self.expected_wait_of(ticket, now=words["now"])
        return events


def days_told(name: str, days: int) -> Iterator[tuple[NDArray[np.record], Told]]:
    """Day after day: the contacts that came, and what those who came to wait were told of it."""
    world = load_scenario(name).world
    assert world.plan is not None
    learned = None
    for seed in range(FIRST_SEED, FIRST_SEED + days):
        router = Asking(world.policy, world.agents)
        if learned is not None:
            for column in learned.dtype.names:
                router.learned[column][...] = learned[column]
        contacts = DrawnSource(world.plan, seed).draw(0, Buffers()).copy()
        facts = simulate_reference(world, contacts, lambda *_, it=router: it, outages=draw_outages(world, seed, 0))
        learned = router.learned.copy()
        yield facts.contacts, told_by(router, facts)


def told_by(router: Asking, facts: Facts) -> Told:
    """What the router told those whose wait ended by an answer or because they left."""
    came, outcome = facts.contacts["arrival"], facts.records["outcome"]
    wait = facts.records["left"] - came
    ended = ((outcome == Outcome.ANSWERED) | (outcome == Outcome.ABANDONED)) & (wait > 0)
    rows = np.array([n for n in np.flatnonzero(ended) if int(came[n]) in router.told], np.int64)
    said = [router.told[int(time)] for time in came[rows]]
    nothing = np.full(len(rows), UNKNOWN)
    return Told(
        contact=rows,
        queue=facts.records["queue"][rows],
        places=np.array([each.position or 0 for each in said], np.int64),
        p50=np.array([UNKNOWN if each.p50_us is None else each.p50_us for each in said], np.int64),
        p90=np.array([UNKNOWN if each.p90_us is None else each.p90_us for each in said], np.int64),
        later_p50=nothing,
        later_p90=nothing,
        wait=wait[rows],
        answered=outcome[rows] == Outcome.ANSWERED,
    )


def measure(name: str, days: int) -> Iterator[str]:
    """The shares of the waits that p50 and p90 cover, of all by weight and of those answered; in all, and by queue."""
    queues = load_scenario(name).policy.queues
    coverages = {name: Coverage()} | {f"  {queue.name}": Coverage(queue=n) for n, queue in enumerate(queues)}
    for contacts, told in days_told(name, days):
        for coverage in coverages.values():
            coverage.add(contacts, told)
    for who, coverage in coverages.items():
        if not coverage.of_all.any():
            yield f"{who}: {coverage.waited:,} waited, told nothing"
            continue
        parts = (coverage.of_all, coverage.of_answered)
        shares = [f"{100 * part / whole:.1f} %" for covered in parts for part, whole in covered if whole]
        said = f"p50, p90 cover {', '.join(shares[:2])}; of those answered {', '.join(shares[2:])}"
        yield f"{who}: {coverage.waited:,} waited; {said}"


if __name__ == "__main__":
    sys.stdout.write("\n".join(measure(sys.argv[1], int(sys.argv[2]))) + "\n")
