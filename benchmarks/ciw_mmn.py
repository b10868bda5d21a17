"""A baseline: one queue, n agents, customers who give up, as Ciw says it; Ciw keeps a record of each."""

from __future__ import annotations

import math

from benchmarks.measuring import AbsentPeer
from benchmarks.simpy_mmn import AGENTS, PATIENCE_S, PER_MINUTE, SERVICE_S, Count


def run(contacts: int, seed: int, *, agents: int = AGENTS) -> Count:
    """Simulate so many contacts, from an empty centre until all have left; the load of an agent is that of 480 agents.

    Raises
    ------
    AbsentPeer
        When Ciw is not installed.
    """
    try:
        import ciw
    except ModuleNotFoundError as error:
        raise AbsentPeer('Ciw is not installed: pip install "peakline[peers]"') from error

    class Arrivals(ciw.dists.Exponential):  # type: ignore[misc]
        """So many arrivals, then none."""

        left = contacts

        def sample(self, t: float | None = None, ind: object = None) -> float:
            """The time until the next one."""
            self.left -= 1
            return float(super().sample(t, ind)) if self.left >= 0 else math.inf

    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[Arrivals(rate=PER_MINUTE / 60 * agents / AGENTS)],
        service_distributions=[ciw.dists.Exponential(rate=1 / SERVICE_S)],
        reneging_time_distributions=[ciw.dists.Exponential(rate=1 / PATIENCE_S)],
        number_of_servers=[agents],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(contacts, method="Finish")
    kinds = [record.record_type for record in simulation.get_all_records()]
    return Count(answered=kinds.count("service"), abandoned=kinds.count("renege"))
