"""The expected wait: the compiled functions and their naive twin agree, and what they say can be checked by hand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import gammaincinv

from routing.kernels.ewt_rows import DOWN_50, DOWN_90, UP_50, UP_90
from routing.kernels.kernel_ewt import (
    BUCKETS,
    MAX_PLACES,
    MAX_WAIT,
    START_P50,
    START_P90,
    UNKNOWN,
    estimate,
    new_ewt,
)
from simulation.waits.engine_ewt import LINE, MOMENT, TOLD, replay
from tests.naive_ewt import UP, naive_replay
from tests.strategies import examples

WHAT = ["out", "answered", "gives up", "asks", "joins"]
"""In the order of an instant, as in :mod:`simulation.waits.engine_ewt`."""

S = 1_000_000

Contact = tuple[int, int, int, str, int]
"""Queue, time of joining, wait, how it ends, µs after which it asks again."""

Moment = tuple[int, str, int]


def moments_of(contacts: list[Contact]) -> list[Moment]:
    """What happens, in order."""
    happens: list[Moment] = []
    for number, (_, joined, wait, end, asks) in enumerate(contacts):
        left = joined + wait
        happens += [(joined, "joins", number), (left, "out", number), (left, end, number)]
        happens.append((joined + asks, "asks", number))
    return sorted(happens, key=lambda moment: (moment[0], WHAT.index(moment[1]), moment[2]))


def compiled_replay(moments: list[Moment], queue_of: list[int]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The table of those told and what the queues know, by the compiled functions."""
    rows = np.array([(time, WHAT.index(what), number) for time, what, number in moments], MOMENT)
    told = np.zeros(len(queue_of), TOLD)
    told["queue"] = queue_of
    told["later_p50"] = told["later_p90"] = UNKNOWN
    lines = np.zeros(max(queue_of) + 1, LINE)
    lines["first"] = lines["last"] = -1
    ewt = new_ewt(len(lines))
    replay(rows, told, lines, ewt)
    return told, ewt


def learn(*waits: tuple[int, str]) -> NDArray[Any]:
    """What a queue knows after these waits in µs, one after the other from place 1, and how each ended."""
    contacts: list[Contact] = []
    for wait, end in waits:
        joined = contacts[-1][1] + contacts[-1][2] if contacts else 0
        contacts.append((0, joined, wait, end, 0))
    return compiled_replay(moments_of(contacts), [0] * len(contacts))[1]


times = st.one_of(st.integers(1, 30), st.integers(1, 10**9), st.integers(1, 2 * MAX_WAIT))
contacts_lists = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.one_of(st.integers(0, 60), st.integers(0, 10**9)),
        times,
        st.sampled_from(["answered", "answered", "gives up"]),
        times,
    ),
    min_size=1,
    max_size=60,
)


def check_by_the_twin(contacts: list[Contact]) -> NDArray[Any]:
    """Compiled functions and naive twin tell and learn the same; returns the table of those told."""
    moments, queue_of = moments_of(contacts), [contact[0] for contact in contacts]
    told, ewt = compiled_replay(moments, queue_of)
    expected, queues = naive_replay(moments, queue_of)
    assert [{name: int(row[name]) for name in expected[0]} for row in told] == expected
    for row, queue in zip(ewt, queues, strict=True):
        assert (row["waited"], row["places"]) == (queue.waited, queue.places)
        assert (row["p50"].tolist(), row["p90"].tolist()) == (queue.factors[50], queue.factors[90])
    return told


@settings(max_examples=examples(300))
@given(contacts_lists)
def test_the_same_as_the_naive_twin(contacts: list[Contact]) -> None:
    """Whatever waits from 1 µs to 200 days happen, compiled functions and twin tell and learn the same."""
    check_by_the_twin(contacts)


@settings(max_examples=examples(20))
@given(st.integers(0, 2**32))
def test_the_same_as_the_naive_twin_in_long_queues(seed: int) -> None:
    """So they do where 200 wait at once, at places of every bucket: one comes every 20 µs and waits up to 10 ms."""
    random = np.random.default_rng(seed)
    waits, leaves = random.integers(1, 10_000, 500).tolist(), random.random(500) < 0.2
    ends = ["gives up" if each else "answered" for each in leaves]
    told = check_by_the_twin([(0, 20 * n, waits[n], ends[n], 500) for n in range(500)])
    assert told["places"].max() > 127


@settings(max_examples=examples(300))
@given(contacts_lists, st.integers(1, 10**7), st.integers(0, 2 * MAX_WAIT))
def test_any_estimate_is_a_time(contacts: list[Contact], places: int, age: int) -> None:
    """Both estimates are unknown, or 0 ≤ p50 ≤ p90 ≤ 100 days, for any place, head's age and history."""
    ewt = compiled_replay(moments_of(contacts), [contact[0] for contact in contacts])[1]
    for queue in range(len(ewt)):
        for head in (0, 1, MAX_PLACES):
            p50, p90 = estimate(ewt, queue, places, age, head)
            assert p50 == p90 == UNKNOWN or 0 <= p50 <= p90 <= MAX_WAIT


def test_unknown_until_waits_over_four_places_are_seen() -> None:
    """Three waits from place 1 make no estimate; with the fourth there is one, for place 1 and for place 9."""
    assert estimate(learn(*[(S, "answered")] * 3), 0, 1, 0, 0) == (UNKNOWN, UNKNOWN)
    assert min(estimate(learn(*[(S, "answered")] * 4), 0, 1, 0, 0)) > 0
    assert min(estimate(learn(*[(S, "answered")] * 4), 0, 9, 0, 0)) > 0


def test_leavers_alone_teach_nothing() -> None:
    """Customers who give up before anybody was answered leave the estimate unknown."""
    assert estimate(learn(*[(S, "gives up")] * 50), 0, 1, 0, 0) == (UNKNOWN, UNKNOWN)


def test_pace_times_places_times_factor() -> None:
    """Four waits of 10 s from place 1 make a pace of 10 s a place; times the place and the first factors, estimates."""
    ewt = learn(*[(10 * S, "answered")] * 4)
    # Both sums start at 0 and fade alike: 38.2 s over 3.82 places.
    assert 1024 * int(ewt["waited"][0]) / int(ewt["places"][0]) == pytest.approx(10 * S, rel=1e-5)
    # No factor has been corrected: none of the four had an estimate. 10 s × 0.780 and × 2.590 at place 1;
    # 50 s × 1.051 and × 1.799 at place 5.
    assert estimate(ewt, 0, 1, 0, 0) == pytest.approx((7.80 * S, 25.90 * S), rel=1e-5)
    assert estimate(ewt, 0, 5, 0, 0) == pytest.approx((52.55 * S, 89.95 * S), rel=1e-5)


def test_the_head_raises_the_estimate_while_nobody_is_answered() -> None:
    """With nobody answered any more, estimates grow with the age of the head."""
    ewt = learn(*[(10 * S, "answered")] * 4)
    calm, slow, stuck = (estimate(ewt, 0, 3, age * S, 1) for age in (10, 60, 600))
    assert calm < slow < stuck
    # Sums of the history: 10 s × (1 + 31/32 + 961/1024 + …) = 38.2 s over 3.82 places; (38.2 + 600) / 4.82 = 132.5 s a
    # place instead of 10.
    assert stuck[0] / calm[0] == pytest.approx(13.25, rel=0.01)


def test_recent_waits_count_most() -> None:
    """After 100 waits of 1 s, 32 waits of 9 s bring the pace to about 1 + 8 × (1 − (31/32)³²) = 6.1 s."""
    ewt = learn(*[(S, "answered")] * 100, *[(9 * S, "answered")] * 32)
    pace = 1024 * int(ewt["waited"][0]) / int(ewt["places"][0])
    assert pace == pytest.approx((1 + 8 * (1 - (31 / 32) ** 32)) * S, rel=0.02)


def test_the_start_is_that_of_exponential_service() -> None:
    """The first factors are the quantiles of gamma laws of mean 1, and an eighth more."""
    shapes = [1, 2, 5, 11, 22, 45, 90, 181]
    for p, start in ((0.5, START_P50), (0.9, START_P90)):
        assert list(start) == [round(1125 * gammaincinv(shape, p) / shape) for shape in shapes]
    assert len(START_P50) == len(START_P90) == BUCKETS


def test_steps_balance_where_the_right_share_exceeds() -> None:
    """The steps cancel out when 50 % and 90 % of the waits do not exceed the estimate, to a hundredth of a per cent."""
    for p, ups, downs in ((0.5, UP_50, DOWN_50), (0.9, UP_90, DOWN_90)):
        for up, down in zip(ups, downs, strict=True):
            longer, shorter = np.log(up / 2**24), -np.log(down / 2**24)
            assert longer / (longer + shorter) == pytest.approx(p, abs=1e-4)


def test_steps_are_half_as_long_from_bucket_to_bucket() -> None:
    """At the places 1 to 3 they are whole, a fortieth and a 22nd; from 4 on, half of those of the bucket before."""
    for ups, first in ((UP_50, 40), (UP_90, 22)):
        assert len(ups) == BUCKETS
        for bucket, up in enumerate(ups):
            assert up / 2**24 - 1 == pytest.approx(1 / first / 2 ** max(bucket - 1, 0), rel=1e-3)


def test_a_wait_above_the_estimate_raises_it_and_one_below_lowers_it() -> None:
    """The factors of the place, and of no other, go up after a longer wait and down after a shorter one."""
    history = [(10 * S, "answered")] * 4
    before, longer, shorter = learn(*history), learn(*history, (90 * S, "answered")), learn(*history, (S, "answered"))
    for name in ("p50", "p90"):
        assert longer[name][0, 0] > before[name][0, 0] > shorter[name][0, 0]
        assert longer[name][0, 1:].tolist() == before[name][0, 1:].tolist() == shorter[name][0, 1:].tolist()


def test_who_gives_up_early_says_little() -> None:
    """The longer somebody has waited before giving up, the more it raises the factors, up to a whole step."""
    history = [(10 * S, "answered")] * 4  # the next one at place 1 is told 7.8 s and 25.9 s
    for name, p in (("p50", 50), ("p90", 90)):
        start = learn(*history)[name][0, 0]
        after = [learn(*history, (wait, "gives up"))[name][0, 0] for wait in (1, 2 * S, 5 * S, 20 * S, 26 * S, 900 * S)]
        assert after[0] == start
        assert after == sorted(after)
        assert after[-1] == after[-2] == start + (start * (UP[p][0] - 2**24) >> 24)
    # 2 s of 7.8 s: 2 / (2 × 7.8 − 2) = 0.147 of a step up of 2.5 %.
    two = learn(*history, (2 * S, "gives up"))["p50"][0, 0]
    assert two / learn(*history)["p50"][0, 0] - 1 == pytest.approx(0.025 * 2 / 13.6, rel=0.001)


def test_in_a_long_queue_who_gives_up_half_way_says_less() -> None:
    """At half of the p50, somebody at place 1 pulls by 1/3 of a step, at place 4 by 1/7 and at place 16 by 1/31."""
    history: list[Contact] = [(0, 10 * S * n, 10 * S, "answered", 0) for n in range(4)]
    for place, part in ((1, 1 / 3), (4, 1 / 7), (16, 1 / 31)):
        ahead: list[Contact] = [(0, 40 * S, 900 * S, "gives up", 0)] * (place - 1)  # at places of other factors
        told, ewt = np.zeros(0, TOLD), new_ewt(1)
        for wait in (1, None):
            last = (0, 40 * S, wait or int(told["p50"][-1]) // 2, "gives up", 0)
            told, ewt = compiled_replay(moments_of([*history, *ahead, last]), [0] * (4 + place))
        # r = 1/2, 1/4, 1/16 of those below the p50 would have been answered: (1 − p) r / (1 − p r) of a step.
        bucket = place.bit_length() - 1
        start = START_P50[bucket] * 2**20 // 1000
        step = start * (UP[50][bucket] / 2**24 - 1)
        assert ewt["p50"][0, bucket] - start == pytest.approx(step * part, abs=2)


def test_ten_thousand_alike_waits_are_known_exactly() -> None:
    """When every wait is 8 s, both estimates come to 8 s within a step of 7 %."""
    p50, p90 = estimate(learn(*[(8 * S, "answered")] * 10_000), 0, 1, 0, 0)
    assert 0.93 * 8 * S <= p50 <= p90 <= 1.07 * 8 * S


def test_queues_learn_for_themselves() -> None:
    """Waits in one queue leave the row of the other as it was."""
    contacts: list[Contact] = [(1, n * S, S, "answered", 0) for n in range(20)]
    ewt = compiled_replay(moments_of(contacts), [1] * 20)[1]
    assert ewt[0] == new_ewt(1)[0]
    assert ewt[1] != ewt[0]


@pytest.mark.slow
def test_without_the_compiler(root: Path) -> None:
    """As plain Python, the compiler turned off, everything on this page holds too, without a warning of overflow."""
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not slow", __file__],
        cwd=root,
        env=os.environ | {"PEAKLINE_JIT": "0", "PEAKLINE_EXAMPLES": "0.15"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert " passed" in run.stdout
