"""From the counts of customers of each replication to their figures, over all and by problem."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.core.satisfaction import MILLION
from simulation.measuring.customer_counts import CustomerCount, counts_customers
from simulation.measuring.measures import Measures
from simulation.measuring.metrics import by_label
from simulation.measuring.results import CustomerCell, Customers
from simulation.measuring.statistics import mean, ratio, share


def customer_figures(measures: Measures) -> Customers | None:
    """What customers met; None: each comes once, and nothing is known of their matters."""
    world = measures.world
    if not counts_customers(world):
        return None
    counts = np.moveaxis(measures.customers, -1, 0)  # the columns first
    problems = world.policy.problems
    by_problem = by_label(counts, world.classes["problem"], len(problems))
    overall = _cells(counts.sum(axis=-1, keepdims=True))
    return Customers(overall[0], dict(zip(problems, _cells(by_problem), strict=True)))


def _cells(counts: NDArray[np.int64]) -> list[CustomerCell]:
    """The figures of cells; ``counts`` has the shape (:class:`CustomerCount`, replications, cells)."""
    customers, asked = counts[CustomerCount.CUSTOMERS], counts[CustomerCount.SURVEYED]
    rows = zip(
        mean(customers, customers.sum(axis=0)).within(0.0).figures(),
        ratio(counts[CustomerCount.CONTACTS], customers).within(0.0).figures(),
        share(counts[CustomerCount.SOON], customers).figures(),
        share(counts[CustomerCount.SERVED], customers).figures(),
        share(counts[CustomerCount.SOLVED], counts[CustomerCount.TRIED]).figures(),
        share(counts[CustomerCount.AT_FIRST], counts[CustomerCount.ASKED]).figures(),
        ratio(counts[CustomerCount.SATISFIED], MILLION * asked, asked.sum(axis=0)).within(0.0, 1.0).figures(),
        strict=True,
    )
    return [CustomerCell(*row) for row in rows]
