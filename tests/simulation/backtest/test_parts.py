"""The parts of a back-test, each by itself, by hand or against a slow way."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from math import isnan

import numpy as np
import pytest

from routing.model import SECOND
from simulation.backtest.figures import Sums, others_median
from simulation.backtest.forecast import DayForecast
from simulation.backtest.history import queue_seen
from simulation.backtest.patience_fit import bands_of
from simulation.backtest.rivals import day_of_intervals, erlang_by_interval, weekday_mean
from simulation.backtest.scores import mean_over_days, scores
from simulation.backtest.usable_days import Rules, usable
from simulation.backtest.verdicts import verdicts
from simulation.backtest.work_fit import Level, spread_of
from simulation.replay.recorded_day import UNKNOWN, Account, Contacts, RecordedDay
from simulation.theory.erlang import erlang_a

HOUR = 3600 * SECOND


def day_at(date: dt.date, arrivals_min: list[float]) -> RecordedDay:
    """A day of four hours whose contacts were all answered at once."""
    count = len(arrivals_min)
    numbers, nobody = np.zeros(count, np.int32), np.full(count, UNKNOWN, np.int32)
    contacts = Contacts(
        row=np.arange(count),
        arrival=np.array([round(minute * 60 * SECOND) for minute in arrivals_min], np.int64),
        wait=np.zeros(count, np.int64),
        answered=np.ones(count, np.bool_),
        work=np.full(count, 60 * SECOND),
        wrap_up=np.full(count, UNKNOWN, np.int64),
        problem=numbers,
        tier=numbers,
        channel=numbers,
        agent=nobody,
        customer=nobody,
    )
    return RecordedDay("calls.csv", date, contacts, (), (), Account(count, 0, (), 0), 4 * HOUR)


@pytest.mark.parametrize("count", [2, 3, 8, 9])
def test_median_of_the_others(count: int) -> None:
    """The median of the others is that of an array without the element, ties or not."""
    random = np.random.default_rng()
    for values in (random.random((count, 4)), random.integers(0, 3, (count, 4)).astype(np.float64)):
        slow = [np.median(np.delete(values, number, axis=0), axis=0) for number in range(count)]
        np.testing.assert_allclose(others_median(values), slow)


def test_queue_seen_is_counted_one_by_one() -> None:
    """Who came before a moment and leaves after it waits at that moment."""
    random = np.random.default_rng()
    arrival = np.sort(random.integers(0, 1000, 200))
    left = arrival + random.integers(0, 50, 200)
    left[random.integers(0, 200, 10)] = -1  # waits for ever
    slow = [int(((arrival < moment) & ((left > moment) | (left < 0))).sum()) for moment in arrival.tolist()]
    assert queue_seen(arrival, left, arrival).tolist() == slow


def test_bands() -> None:
    """Each length up to eight is a band of its own, longer queues share some."""
    assert bands_of(np.array([0, 1, 2, 8, 9, 10, 12, 13, 99])).tolist() == [0, 1, 2, 8, 8, 9, 9, 10, 10]


def test_usable_days() -> None:
    """A weekday not wanted, an hour without an answer and a burst each leave a day out, with the reason."""
    steady = [float(minute) for minute in range(0, 240, 4)]
    monday = dt.date(2024, 3, 4)
    days = [day_at(monday + dt.timedelta(7 * week), steady) for week in range(3)]
    days.append(day_at(monday + dt.timedelta(21), [minute for minute in steady if not 60 < minute < 130]))
    days.append(day_at(monday + dt.timedelta(28), sorted(steady + [100.5 + minute / 100 for minute in range(40)])))
    days.append(day_at(monday + dt.timedelta(29), steady))
    kept, left_out = usable(days, HOUR // 2, Rules(frozenset({0})))
    assert kept == days[:3]
    assert [(day.date, day.reason) for day in left_out] == [
        (days[3].date, "nobody was answered for 72 minutes"),
        (days[4].date, "4.7 times the usual contacts in an interval"),
        (days[5].date, "another weekday than those wanted"),
    ]


def test_spread_is_what_chance_does_not_explain() -> None:
    """Levels that differ by no more than their noise have no spread; noise is taken off the variance."""
    assert spread_of([Level(-0.1, 0.2), Level(0.1, 0.2)]) == 0.0
    assert spread_of([Level(-0.1, 0.06), Level(0.1, 0.06)]) == pytest.approx((0.02 - 0.0036) ** 0.5)
    assert spread_of([Level(0.3, 0.0)]) == 0.0


def test_erlang_between_two_heads() -> None:
    """4.25 agents are a quarter of the way from four to five; nobody came: nothing; the day is weighted."""
    found = erlang_by_interval(
        np.array([36, 0, 18]), np.array([4.25, 4.0, 0.2]), interval_s=1800, work_s=180, patience_s=150, target_s=30
    )
    four, five = (erlang_a(0.02, 180, 150, agents).service_level(30) for agents in (4, 5))
    assert found[0, 0] == pytest.approx(0.75 * four + 0.25 * five)
    assert found[2, 2] == pytest.approx(erlang_a(0.01, 180, 150, 1).p_abandon)
    assert np.isnan(found[:, 1]).all()
    assert day_of_intervals(found, np.array([36, 0, 18]))[0] == pytest.approx((2 * found[0, 0] + found[0, 2]) / 3)


def test_mean_of_the_weekday() -> None:
    """The day is the mean of the days; an interval the ratio of the sums."""
    below = np.ones((3, 1, 2))
    one, two = (Sums(np.full((3, 1, 2), value), below * weight) for value, weight in ((1.0, 2.0), (1.0, 4.0)))
    day, intervals = weekday_mean([one, two])
    assert day.tolist() == pytest.approx([0.375] * 3)
    assert intervals.tolist() == pytest.approx(np.full((3, 2), 2 / 6))


def forecast(shift: float) -> DayForecast:
    """A day of two intervals of which everything is 0.5 and foretold ``shift`` too high, with a band of ± 0.1."""
    half = np.full(3, 0.5)
    cells = np.full((3, 2), 0.5)
    return DayForecast(
        date=dt.date(2024, 3, 4),
        offered=np.array([30, 10]),
        heads=np.full(2, 4.0),
        level=0.0,
        observed=half,
        foretold=half + shift,
        low=half + shift - 0.1,
        high=half + shift + 0.1,
        erlang=half + 0.3,
        weekday=half - 0.3,
        by_interval=np.stack([cells, *(cells + add for add in (shift, shift - 0.1, shift + 0.1, 0.3, -0.3))]),
        against_itself=np.full((3, 2), 0.04),
        own_coverage=np.full((3, 2), 0.9),
    )


def test_scores_by_hand() -> None:
    """Errors, bias, ratio, coverage and the paired differences of two days."""
    share, wait, _ = scores([forecast(0.02), forecast(-0.12)])
    assert share.bias.mean == pytest.approx(-0.05)
    assert share.error.mean == pytest.approx(0.07)
    assert wait.error.mean == pytest.approx(0.14)  # of 0.5
    assert share.ratio == pytest.approx(0.07 / 0.04)
    assert share.coverage == pytest.approx(0.5)
    assert share.width == pytest.approx(0.2)
    assert share.less_than_erlang.mean == pytest.approx(0.23)
    assert share.less_than_erlang.low < 0.23 < share.less_than_erlang.high
    assert share.intervals == 4


def test_intervals_that_lack_a_figure_do_not_count() -> None:
    """Where nobody was observed nothing is compared."""
    day = forecast(0.02)
    cells = day.by_interval.copy()
    cells[0, :, 1] = np.nan
    share, *_ = scores([replace(day, by_interval=cells)])
    assert share.intervals == 1
    assert share.interval_error == pytest.approx(0.02)


def test_verdicts() -> None:
    """A limit is met or missed; what a single day cannot show is undecided, and all of it with nine simulated days."""
    two = scores([forecast(0.02), forecast(0.01)])
    found = {one.name: one.met for one in verdicts(two, 10)}
    assert found == {
        "day_service_level": True,
        "day_mean_wait": True,
        "day_abandoned": True,
        "interval_ratio": True,
        "interval_coverage": False,  # all of them
        "beats_erlang_a": True,
        "beats_weekday": True,
    }
    assert {one.met for one in verdicts(two, 9)} == {None}
    alone = {one.name: one for one in verdicts(scores([forecast(0.05)]), 10)}
    assert alone["day_service_level"].met is False
    assert isnan(alone["beats_weekday"].value)
    assert alone["beats_weekday"].met is None
    assert isnan(mean_over_days(np.array([np.nan])).mean)
