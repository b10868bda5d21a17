"""The customers of a day of which some have come."""

from __future__ import annotations

import numpy as np

from simulation.experiment import drawn_source
from simulation.planning.today.seen import nothing_counted, queues_of_classes
from simulation.planning.today.source import TodaySource
from simulation.scenario import load_scenario
from simulation.workload import Buffers

HOUR = 3_600_000_000
SCENARIO = load_scenario("n_design", overrides=["arrivals.day_factor_cv=0.1"])


def test_at_the_opening_customers_are_those_of_run() -> None:
    """At the opening customers are those of ``peakline run``."""
    nothing = nothing_counted(2, SCENARIO.n_intervals)
    source = TodaySource(SCENARIO.world, 4, nothing, 0, range(3))
    for day in range(3):
        expected = drawn_source(SCENARIO.world, 4).draw(day, Buffers())
        np.testing.assert_array_equal(source.draw(day, Buffers(), past=True), expected)


def test_every_day_has_what_was_counted() -> None:
    """Every day has what was counted."""
    volumes = nothing_counted(2, SCENARIO.n_intervals)
    volumes.counts[0, :3] = [30, 0, 7]
    volumes.counts[1, 1] = 60
    now_us = round(1.2 * HOUR)  # in the third half-hour
    source = TodaySource(SCENARIO.world, 4, volumes, now_us, range(20))
    queue_of, drawn = queues_of_classes(SCENARIO.world), []
    for day in range(20):
        rows = source.draw(day, Buffers(), past=True)
        before = rows[rows["arrival"] < now_us]
        counts = np.zeros((2, SCENARIO.n_intervals), int)
        np.add.at(counts, (queue_of[before["cls"]], before["arrival"] // SCENARIO.interval_us), 1)
        assert counts[0, :3].tolist() == [30, 0, 7]
        assert counts[1, 1] == 60
        drawn.append(counts[1, 0])
        assert (np.diff(rows["arrival"]) >= 0).all()
        rest = source.draw(day, Buffers(), past=False)
        np.testing.assert_array_equal(rest, rows[rows["arrival"] >= now_us])
    assert len(set(drawn)) > 5  # what was not counted is left to chance


def test_more_so_far_brings_more_later_and_the_same_customers_among_them() -> None:
    """More so far brings more later and the same customers among them."""

    def later(count: int) -> np.ndarray:
        volumes = nothing_counted(2, SCENARIO.n_intervals)
        volumes.totals[:4] = count
        source = TodaySource(SCENARIO.world, 4, volumes, 2 * HOUR, range(1))
        return source.draw(0, Buffers(), past=False).copy()

    few, many = later(80), later(120)
    assert len(many) > 1.1 * len(few)
    kept = np.isin(few["arrival"], many["arrival"])
    assert kept.mean() > 0.99
