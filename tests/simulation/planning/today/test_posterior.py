"""How busy a day is, given what has come."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special, stats

from simulation.drawing.busyness import gamma_factors
from simulation.planning.today.posterior import factors_given
from simulation.planning.today.seen import Seen, split_at
from simulation.plans.distributions import exponential
from simulation.plans.plan_builder import PlanBuilder
from simulation.workload import DrawnSource

HOUR = 3_600_000_000
DAYS = range(4000)


def source(*, day_cv: float = 0.1, factors: tuple[dict[str, float], ...] = ()) -> DrawnSource:
    """Two classes, 200 and 50 contacts an hour, for four hours."""
    builder = PlanBuilder(day_cv=day_cv)
    for number, mean in enumerate((200.0, 50.0)):
        builder.add_class(work=exponential(60), key=number)
        builder.add_day(number, [mean] * 4, HOUR)
    for number, factor in enumerate(factors):
        builder.add_factor(
            [int(factor["cls"])],
            cv=factor["cv"],
            key=100 + number,
            span_us=int(factor.get("span", 0)),
            correlation=factor.get("correlation", 0.0),
        )
    return DrawnSource(builder.build(), seed=3)


def seen(where: DrawnSource, sets: list[tuple[tuple[int, ...], int, int]]) -> Seen:
    """Counts of (classes, hour, number)."""
    cells = where.plan.cells
    of = np.full(len(cells), -1)
    for number, (classes, hour, _) in enumerate(sets):
        of[np.isin(cells["cls"], classes) & (cells["start"] == hour * HOUR)] = number
    return Seen(np.array([count for *_, count in sets], np.int64), of)


def test_without_counts_days_are_those_of_run() -> None:
    """Without counts days are those of run."""
    where = source(factors=({"cls": 0, "cv": 0.2},))
    found = factors_given(where, seen(where, []), range(5))
    for day in range(5):
        np.testing.assert_array_equal(found.means(where.plan, day), where.means(day))


def test_one_factor_of_the_day_has_the_gamma_law_of_conjugacy() -> None:
    """One factor of the day has the gamma law of conjugacy."""
    where = source(day_cv=0.1)
    found = factors_given(where, seen(where, [((0,), 0, 230), ((1,), 0, 60)]), DAYS).day
    law = stats.gamma(100 + 290, scale=1 / (100 + 250))
    assert stats.kstest(found, law.cdf).pvalue > 0.001
    assert found.mean() == pytest.approx(law.mean(), rel=0.005)


def test_quieter_days_stay_the_quieter_ones() -> None:
    """Quieter days stay the quieter ones."""
    where = source()
    before = factors_given(where, seen(where, []), range(200)).day
    after = factors_given(where, seen(where, [((0, 1), 0, 300)]), range(200)).day
    assert stats.spearmanr(before, after).statistic == pytest.approx(1.0)


def grid(counts: tuple[float, float], day_cv: float, own_cv: float) -> tuple[float, float, float]:
    """Means of the day's factor and of the first class's own, and their correlation, by plain quadrature.

    The first class has the mean D F 200, the second D 50.
    """
    day, own = np.meshgrid(np.linspace(0.5, 1.7, 601), np.linspace(0.3, 2.2, 801), indexing="ij")
    a, b = day_cv**-2, own_cv**-2
    log = (a - 1) * np.log(day) - a * day + (b - 1) * np.log(own) - b * own
    log += counts[0] * np.log(day * own) - 200 * day * own + counts[1] * np.log(day) - 50 * day
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    means = (weight * day).sum(), (weight * own).sum()
    cross = (weight * (day - means[0]) * (own - means[1])).sum()
    spread = np.sqrt((weight * (day - means[0]) ** 2).sum() * (weight * (own - means[1]) ** 2).sum())
    return float(means[0]), float(means[1]), float(cross / spread)


def test_a_factor_of_a_class_is_told_from_that_of_the_day() -> None:
    """A factor of a class is told from that of the day."""
    where = source(day_cv=0.1, factors=({"cls": 0, "cv": 0.2},))
    found = factors_given(where, seen(where, [((0,), 0, 260), ((1,), 0, 52)]), DAYS)
    day, own, correlation = grid((260, 52), 0.1, 0.2)
    assert found.day.mean() == pytest.approx(day, abs=0.006)
    assert found.values[0].mean() == pytest.approx(own, abs=0.01)
    assert np.corrcoef(found.day, found.values[0][:, 0])[0, 1] == pytest.approx(correlation, abs=0.06)


def test_counts_of_both_classes_together_are_divided_between_them() -> None:
    """Counts of both classes together are divided between them."""
    where = source(day_cv=0.0, factors=({"cls": 0, "cv": 0.3},))
    found = factors_given(where, seen(where, [((0, 1), 0, 320)]), DAYS).values[0][:, 0]
    own = np.linspace(0.2, 3, 5000)
    log = (0.3**-2 - 1) * np.log(own) - own / 0.09 + 320 * np.log(200 * own + 50) - 200 * own
    weight = np.exp(log - log.max())
    assert found.mean() == pytest.approx(float((weight * own).sum() / weight.sum()), abs=0.006)


def test_correlated_intervals_tell_of_the_next_one() -> None:
    """Correlated intervals tell of the next one."""
    factor = {"cls": 0, "cv": 0.3, "span": HOUR, "correlation": 0.9}
    where = source(day_cv=0.0, factors=(factor,))
    found = factors_given(where, seen(where, [((0,), 0, 280), ((0,), 1, 290)]), range(600)).values[0]
    # The same by importance sampling from the law beforehand.
    random = np.random.default_rng(1)
    normal = random.standard_normal((200_000, 3))
    for span in (1, 2):
        normal[:, span] = 0.9 * normal[:, span - 1] + np.sqrt(1 - 0.81) * normal[:, span]
    values = gamma_factors(0.3, special.ndtr(normal))
    log = 280 * np.log(values[:, 0]) - 200 * values[:, 0] + 290 * np.log(values[:, 1]) - 200 * values[:, 1]
    weight = np.exp(log - log.max())
    expected = (weight[:, None] * values).sum(axis=0) / weight.sum()
    np.testing.assert_allclose(found[:, :3].mean(axis=0), expected, atol=0.02)
    assert expected[2] > 1.2  # of which nothing has been counted


def test_plan_is_cut_at_now_and_keeps_what_it_expects() -> None:
    """Plan is cut at now and keeps what it expects."""
    plan = source().plan
    cut = split_at(plan, round(1.25 * HOUR))
    assert cut.cells["expected"].sum() == pytest.approx(plan.cells["expected"].sum())
    before = cut.cells["start"] + cut.cells["length"] <= round(1.25 * HOUR)
    assert cut.cells["expected"][before].sum() == pytest.approx(1.25 * 250)
    assert split_at(plan, HOUR) is plan
