"""A pilot: difference in differences by hand, what it assumes, and how many days a real one needs."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

from simulation.compare.comparison import Comparison, PilotMeasure
from simulation.compare.daily import daily_sums
from simulation.compare.measure import OVERALL, SERVICE_LEVEL, Cell, Kind, Measure
from simulation.compare.pilot import days_needed
from simulation.experiment import Plan, measure_replications
from simulation.measuring.results import Figure
from simulation.measuring.statistics import contrast
from simulation.scenario import load_scenario
from tests.simulation.compare.office import LENDER, QUICK, with_levers, write_office

DAYS = 20


def judged(comparison: Comparison, measure: Measure = SERVICE_LEVEL) -> PilotMeasure:
    """The pilot of the first side that has one."""
    assert comparison.pilot is not None
    return next(row for row in comparison.pilot.sides[0].measures if row.measure == measure)


def test_lines_that_share_nobody_are_a_clean_control(tmp_path: Path) -> None:
    """Where the others feel nothing, the difference in differences is what the change does to those who got it."""
    found = judged(with_levers(tmp_path, LENDER, pilot="loans"))
    assert found.control_change == Figure(0.0, 0.0, 0.0)
    assert found.control_before == found.control_after
    assert found.difference.mean == pytest.approx(found.treated_change.mean)
    assert found.difference.low == pytest.approx(found.treated_change.low)


def test_a_change_for_all_shows_in_the_control(tmp_path: Path) -> None:
    """A change that reaches everybody moves the control too, and the difference in differences misses that part."""
    found = judged(with_levers(tmp_path, QUICK, pilot="queue:loans"))
    assert (found.control_change.low or 0.0) > 0
    assert found.treated_change.mean is not None
    assert found.control_change.mean is not None
    assert found.difference.mean == pytest.approx(found.treated_change.mean - found.control_change.mean)


def test_difference_in_differences_by_hand(tmp_path: Path) -> None:
    """(x' - x) of the loans less (x' - x) of all others, with the interval of the four residuals of each day."""
    found = judged(with_levers(tmp_path, QUICK, replications=DAYS, pilot="loans"))
    file = write_office(tmp_path)
    deviations, value = np.zeros(DAYS), 0.0
    for changes, sign in (([], -1.0), (["service[0].mean_s*=0.9"], 1.0)):
        scenario = load_scenario(file, overrides=changes)
        measures = measure_replications(scenario, Plan(DAYS, seed=1))
        sums = daily_sums(measures, [SERVICE_LEVEL], scenario.open_at_s)[SERVICE_LEVEL]
        x, y = sums.of([Cell(Kind.QUEUE, "loans"), OVERALL])
        for numerator, denominator, side in ((x[:, 0], y[:, 0], 1.0), (x[:, 1] - x[:, 0], y[:, 1] - y[:, 0], -1.0)):
            ratio = numerator.sum() / denominator.sum()
            value += sign * side * ratio
            deviations += sign * side * (numerator - ratio * denominator) / denominator.mean()
    reach = 2.093024054408263 * math.sqrt((deviations**2).sum() / (DAYS * (DAYS - 1)))
    assert (found.difference.mean, found.difference.low) == pytest.approx((value, value - reach))


def test_a_group_has_its_occupancy(tmp_path: Path) -> None:
    """A group has no contacts of its own: its pilot is about how busy it is, against all other agents."""
    comparison = with_levers(tmp_path, LENDER, pilot="lenders")
    assert comparison.pilot is not None
    assert comparison.pilot.treated == Cell(Kind.GROUP, "lenders")
    rows = comparison.pilot.sides[0].measures
    assert [row.measure.key for row in rows] == ["occupancy"]
    assert (rows[0].difference.high or 0.0) < 0


@pytest.mark.parametrize("seed", [1, 2])
def test_days_needed_are_enough(seed: int) -> None:
    """With so many days before and as many after, four pilots of five on days of their own find the difference."""
    generator = np.random.default_rng(seed)

    def day(shape: tuple[int, ...], share: float) -> tuple[np.ndarray, np.ndarray]:
        load = generator.poisson(200, shape)
        return generator.binomial(load, share), load

    own = [day((4000, 1), share) for share in (0.80, 0.83)]
    others = [day((4000, 1), share) for share in (0.80, 0.80)]
    gap = contrast([*own, *others], (-1.0, 1.0, 1.0, -1.0)).figures()[0]
    single = [(x[:, 0], y[:, 0]) for x, y in (*own, *others)]
    days = days_needed(single[:2], single[2:], gap)
    assert days is not None
    pilots = 4000
    shares = [day((days, pilots), share) for share in (0.80, 0.83, 0.80, 0.80)]
    before, after, control_before, control_after = (x.sum(axis=0) / y.sum(axis=0) for x, y in shares)
    seen = after - before - (control_after - control_before)
    spread = math.sqrt(sum(p * (1 - p) for p in (0.80, 0.83, 0.80, 0.80)) / (200 * days))
    found = float(np.mean(np.abs(seen) > norm.ppf(0.975) * spread))
    assert found == pytest.approx(0.8, abs=0.04)


def test_no_days_where_there_is_nothing_to_show() -> None:
    """Where the difference may be none, no number of days is promised."""
    days = (np.array([8.0, 9.0]), np.array([10.0, 10.0]))
    assert days_needed([days, days], [days, days], Figure(0.01, -0.01, 0.03)) is None
    assert days_needed([days, days], [days, days], Figure(0.01)) is None
