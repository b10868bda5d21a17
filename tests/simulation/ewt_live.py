"""What waiting contacts are told by the router itself, against the waits that followed: ``ewt_live SCENARIO DAYS``.

For scenarios whose contacts do more than wait once, which :mod:`simulation.ewt_backtest` cannot read from records. The
SimPy engine drives the public router; what its queues have learned is kept for the next day.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from routing import Agent, Policy, Router
from routing.errors import NotWaiting, UnknownTicket
from routing.expected_wait import ExpectedWait
from routing.kernel_ewt import UNKNOWN
from simulation.agent_outages import draw_outages
from simulation.ewt_backtest import Told, covered_weights
from simulation.records import Outcome
from simulation.reference import simulate_reference
from simulation.scenario import load_scenario
from simulation.workload import Buffers, DrawnSource

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


def measure(name: str, days: int) -> str:
    """The shares of the waits that p50 and p90 cover, of all by weight and of those answered."""
    world = load_scenario(name).world
    assert world.plan is not None
    of_all, of_answered, waited, learned = np.zeros((2, 2)), np.zeros((2, 2)), 0, None
    for seed in range(FIRST_SEED, FIRST_SEED + days):
        router = Asking(world.policy, world.agents)
        if learned is not None:
            for column in learned.dtype.names:
                router.learned[column][...] = learned[column]
        contacts = DrawnSource(world.plan, seed).draw(0, Buffers()).copy()
        facts = simulate_reference(world, contacts, lambda *_, it=router: it, outages=draw_outages(world, seed, 0))
        learned = router.learned.copy()
        came, outcome = facts.contacts, facts.records["outcome"]
        wait = facts.records["left"] - came["arrival"]
        ended = ((outcome == Outcome.ANSWERED) | (outcome == Outcome.ABANDONED)) & (wait > 0)
        rows = np.array([n for n in np.flatnonzero(ended) if int(came["arrival"][n]) in router.told], np.int64)
        said = [router.told[int(time)] for time in came["arrival"][rows]]
        p50 = np.array([UNKNOWN if each.p50_us is None else each.p50_us for each in said], np.int64)
        p90 = np.array([UNKNOWN if each.p90_us is None else each.p90_us for each in said], np.int64)
        nothing = np.full(len(rows), UNKNOWN)
        answered = outcome[rows] == Outcome.ANSWERED
        told = Told(rows, facts.records["queue"][rows], nothing, p50, p90, nothing, nothing, wait[rows], answered)
        waited += len(rows)
        for row, estimate in enumerate((p50, p90)):
            known = answered & (estimate != UNKNOWN)
            of_all[row] += covered_weights(came, told, estimate)
            of_answered[row] += (told.wait <= estimate)[known].sum(), known.sum()
    shares = [f"{100 * share:.1f} %" for covered in (of_all, of_answered) for share in covered[:, 0] / covered[:, 1]]
    return (
        f"{name}: {waited:,} waited; p50, p90 cover {', '.join(shares[:2])}; of those answered {', '.join(shares[2:])}"
    )


if __name__ == "__main__":
    sys.stdout.write(measure(sys.argv[1], int(sys.argv[2])) + "\n")
