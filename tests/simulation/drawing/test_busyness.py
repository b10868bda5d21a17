"""Random factors of the arrivals: their law, what they multiply, how they hang together, and their naive twin."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from scipy import stats

from simulation.core.draw_plan import DrawPlan, Purpose
from simulation.plans.distributions import deterministic
from simulation.plans.plan_builder import PlanBuilder
from simulation.workload import Buffers, DrawnSource
from tests.simulation import naive_draw

HOUR = 3_600_000_000
SEED = 5


def plan_of(*, day_cv: float = 0.0, cv: float = 0.3, span_us: int = 0, correlation: float = 0.0) -> DrawPlan:
    """Two classes with ten contacts an hour for six hours; a factor is about the second."""
    builder = PlanBuilder(day_cv=day_cv)
    for cls in (0, 1):
        builder.add_class(work=deterministic(1))
        builder.add_day(cls, [10.0] * 6, HOUR)
    builder.add_factor([1], cv=cv, key=77, span_us=span_us, correlation=correlation)
    return builder.build()


def by_hand(replication: int, spans: int, cv: float, correlation: float) -> list[float]:
    """The values of the factor, span after span, by the textbook."""
    normal, values, before = NormalDist(), [], 0.0
    for span in range(spans):
        tail = naive_draw.uniform(naive_draw.descend(SEED, replication, Purpose.FACTOR, 77, span))
        step = normal.inv_cdf(tail)
        before = step if span == 0 else correlation * before + math.sqrt(1 - correlation**2) * step
        values.append(float(stats.gamma(cv**-2).isf(normal.cdf(before))) * cv**2)
    return values


@pytest.mark.parametrize(("span_us", "correlation"), [(0, 0.0), (HOUR, 0.0), (HOUR, 0.7), (2 * HOUR, 0.4)])
def test_the_naive_twin(span_us: int, correlation: float) -> None:
    """The cells of the class have the values of their spans as a factor; the other class keeps its means."""
    source = DrawnSource(plan_of(span_us=span_us, correlation=correlation), SEED)
    spans = 6 * HOUR // span_us if span_us else 1
    for replication in range(20):
        values = by_hand(replication, spans, 0.3, correlation)
        means = source.means(replication).reshape(6, 2)
        assert means[:, 0].tolist() == [10.0] * 6
        assert means[:, 1] == pytest.approx([10 * values[hour * spans // 6] for hour in range(6)], rel=1e-7)


def test_its_law() -> None:
    """Mean 1, the deviation asked for and, from an hour to the next, the correlation: within 5 standard errors."""
    source = DrawnSource(plan_of(cv=0.25, span_us=HOUR, correlation=0.6), SEED)
    days = np.array([source.means(replication).reshape(6, 2)[:, 1] / 10 for replication in range(3_000)])
    # Hours of a day hang together, so a day counts once.
    assert abs(days.mean(axis=1).mean() - 1) < 5 * days.mean(axis=1).std() / math.sqrt(len(days))
    for hour in (0, 5):
        assert abs(days[:, hour].var() - 0.0625) < 5 * 0.0625 * math.sqrt(2.375 / len(days))
        assert stats.kstest(days[:, hour], stats.gamma(16, scale=1 / 16).cdf).pvalue > 1e-6
    normal = stats.norm.isf(stats.gamma(16, scale=1 / 16).sf(days))
    for lag in (1, 2, 3):
        reached = np.corrcoef(normal[:, 0], normal[:, lag])[0, 1]
        assert abs(reached - 0.6**lag) < 5 * (1 - 0.6 ** (2 * lag)) / math.sqrt(len(days))


def test_factors_multiply_each_other() -> None:
    """The factor of the day and one of a class: the product of both; what they share makes classes hang together."""
    alone, both = DrawnSource(plan_of(), SEED), DrawnSource(plan_of(day_cv=0.2), SEED)
    for replication in range(10):
        common = both.day_factor(replication)
        assert both.means(replication) == pytest.approx(alone.means(replication) * common, rel=1e-12)


def test_customers_stay_the_same() -> None:
    """Classes that a factor is not about draw the same customers with and without it; the others more or fewer."""
    without = PlanBuilder()
    for cls in (0, 1):
        without.add_class(work=deterministic(1))
        without.add_day(cls, [10.0] * 6, HOUR)
    before = DrawnSource(without.build(), SEED).draw(3, Buffers()).copy()
    source = DrawnSource(plan_of(), SEED)
    after = source.draw(3, Buffers())
    assert after[after["cls"] == 0].tolist() == before[before["cls"] == 0].tolist()
    mine, theirs = (set(rows[rows["cls"] == 1]["arrival"].tolist()) for rows in (after, before))
    assert mine < theirs or mine > theirs


def test_a_replication_draws_what_its_means_say() -> None:
    """The contacts are those of a plan with these means and no factor."""
    source = DrawnSource(plan_of(span_us=HOUR, correlation=0.5), SEED)
    for replication in range(5):
        builder = PlanBuilder()
        for cls in (0, 1):
            builder.add_class(work=deterministic(1))
            builder.add_day(cls, source.means(replication).reshape(6, 2)[:, cls].tolist(), HOUR)
        plain = DrawnSource(builder.build(), SEED).draw(replication, Buffers()).tolist()
        assert source.draw(replication, Buffers()).tolist() == plain
