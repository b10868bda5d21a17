"""How much busier than expected: the random factors of a replication's arrivals.

Each is a gamma variable of mean 1. Given the factors, arrivals are Poisson; over days they are more spread than that,
and those that share a factor rise and fall together.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from simulation.core.draw_plan import DrawPlan
from simulation.drawing.engine_draw import factor_tails
from simulation.drawing.engine_random import modulo


def gamma_factors(cv: float, tails: NDArray[np.float64]) -> NDArray[np.float64]:
    """Gamma variables of mean 1 with that coefficient of variation, by their upper tail probabilities.

    Kept to nine decimals, on which versions of SciPy agree.
    """
    from scipy import special  # takes 0.1 s to import, and not every plan needs it

    shape = cv**-2
    values: NDArray[np.float64] = np.round(special.gammainccinv(shape, tails) / shape, 9)
    return values


def factors_of(plan: DrawPlan, seed: int, replication: int) -> NDArray[np.float64]:
    """The product of the plan's ``factors`` in a replication, shape (cells,)."""
    product = np.ones(plan.cells.size)
    for row, follows in zip(plan.factors, plan.follows, strict=True):
        spans = spans_of(plan, row)
        values = factor_values(row, int(spans.max(initial=0)) + 1, seed, replication)
        product[follows] *= values[spans[follows]]
    return product


def spans_of(plan: DrawPlan, row: np.void) -> NDArray[np.int64]:
    """The span of a factor, a ``FACTOR`` row, that each cell of the plan lies in."""
    span = int(row["span"])
    return np.asarray(plan.cells["start"] // span if span else np.zeros(plan.cells.size, np.int64))


def factor_values(row: np.void, spans: int, seed: int, replication: int) -> NDArray[np.float64]:
    """The values of a factor in a replication, shape (spans,)."""
    tails = np.empty(spans)
    with modulo():
        factor_tails(np.uint64(seed), replication, int(row["key"]), tails)
    return gamma_factors(float(row["cv"]), _correlated(tails, float(row["correlation"])))


def _correlated(tails: NDArray[np.float64], correlation: float) -> NDArray[np.float64]:
    """Tail probabilities of a stationary autoregressive series of normal variables, from those of its innovations."""
    if correlation == 0.0 or tails.size == 1:
        return tails
    from scipy import special

    steps = special.ndtri(tails)
    steps[1:] *= math.sqrt(1 - correlation**2)
    for span in range(1, steps.size):
        steps[span] += correlation * steps[span - 1]
    series: NDArray[np.float64] = special.ndtr(steps)
    return series
