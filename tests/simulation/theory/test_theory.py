"""The formulas against figures that others have published, each to its last printed digit."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulation.theory import (
    ServiceLevelOf,
    Targets,
    UnstableQueueError,
    agents_for_abandonment,
    agents_for_blocking,
    agents_for_occupancy,
    agents_for_service_level,
    erlang_a,
    erlang_c,
    fewest_agents,
    two_classes,
    with_shrinkage,
)
from simulation.theory.chain import busy_states

OF_OFFERED = ServiceLevelOf.OFFERED


def assert_printed(value: float, printed: str) -> None:
    """Claim that ``value`` rounds to ``printed``: no further away than half a unit of its last digit."""
    decimals = len(printed.partition(".")[2])
    assert abs(value - float(printed)) <= 0.5 * 10.0**-decimals * (1 + 1e-9), (value, printed)


def assert_row(values: list[float], printed: str) -> None:
    """Claim that each value rounds to its word of ``printed``."""
    words = printed.split()
    assert len(values) == len(words)
    for value, word in zip(values, words, strict=True):
        assert_printed(value, word)


# A. Herzog, ErlangCTest: 3.5 calls a minute, 3 min of work, 13 agents; mean wait over all calls.
HERZOG = (3.5 / 60, 180.0)


def test_herzog_erlang_c() -> None:
    """Without impatience the mean wait of Herzog's example is 26.56 s."""
    assert_printed(erlang_c(*HERZOG, 13).mean_wait_s, "26.56")


@pytest.mark.parametrize("max_waiting", [None, 100])
def test_herzog_erlang_a(max_waiting: int | None) -> None:
    """With a patience of 5 min it is 9.91 s, with 100 places to wait as with any number."""
    assert_printed(erlang_a(*HERZOG, 300.0, 13, max_waiting).mean_wait_s, "9.91")


# pyworkforce tests: 100 calls in 30 min, 3 min of work, 80 % within 20 s.
PYWORKFORCE = (100 / 1800, 180.0)


def test_pyworkforce_erlang_c() -> None:
    """Pyworkforce's Erlang C asks for 14 agents, 20 on the roster, and tells the same figures about them."""
    agents = agents_for_service_level(*PYWORKFORCE, share=0.8, within_s=20)
    assert (agents, with_shrinkage(agents, 0.3)) == (14, 20)
    station = erlang_c(*PYWORKFORCE, agents)
    assert_row([station.service_level(20), station.occupancy, station.p_wait], ".88835 .714286 .174132")


def test_pyworkforce_occupancy() -> None:
    """With at most 70 % occupancy it asks for 15 agents, 22 on the roster."""
    agents = fewest_agents(*PYWORKFORCE, math.inf, Targets(service_level=0.8, within_s=20, occupancy=0.7))
    assert agents == agents_for_occupancy(*PYWORKFORCE, most=0.7) == 15
    assert with_shrinkage(agents, 0.3) == 22
    station = erlang_c(*PYWORKFORCE, agents)
    assert_row([station.service_level(20), station.occupancy, station.p_wait], ".941 .667 .102")


def test_pyworkforce_erlang_a() -> None:
    """Its Erlang A agrees; its "ASA" is the mean wait over all calls, its service level a share of the offered ones."""
    station = erlang_a(*PYWORKFORCE, 300.0, 14)
    values = [station.p_wait, station.p_abandon, station.occupancy, station.mean_wait_s / 60]
    assert_row([*values, station.service_level(20, OF_OFFERED)], ".14526 .013984 .704297 .069919 .916792")


def test_pyworkforce_erlang_b() -> None:
    """10 erlangs with at most 2 % lost need 17 lines."""
    assert agents_for_blocking(10 / 60, 60.0, most=0.02) == 17


# erlangR README: 120 calls an hour, 280 s of work, patience 100 s.
ERLANG_R = (120 / 3600, 280.0, 100.0)


def test_erlang_r() -> None:
    """ErlangR's README at 12 agents: abandoned, waiting, mean wait over all calls, occupancy."""
    station = erlang_a(*ERLANG_R, 12)
    assert_row([station.p_abandon, station.p_wait, station.mean_wait_s, station.occupancy], ".05563 .1882 5.563 .7345")


def test_erlang_r_abandonment() -> None:
    """ErlangR's share abandoned with 9 to 15 agents."""
    printed = ".17955929 .12735028 .08627226 .05563469 .03407010 .01978727 .01089631"
    assert_row([erlang_a(*ERLANG_R, agents).p_abandon for agents in range(9, 16)], printed)


def test_erlang_r_inverse() -> None:
    """At most 2 % abandoned of 170 calls an hour takes 19 agents."""
    assert agents_for_abandonment(170 / 3600, 280.0, 100.0, most=0.02) == 19


# callcentretools.com: service level (all offered calls), ASA and answered at once by Erlang C, abandoned by Erlang A.
SITE_AGENTS = (58, 59, 60, 61, 62, 63, 64, 66, 67, 68, 69, 70)
SITE = (400 / 1800, 257.0)
BUSY_AGENTS = range(51, 63)
BUSY = (1000 / 3600, 180.0)


def test_site_service_level() -> None:
    """400 calls in 30 min, 257 s of work: percent answered within 20 s."""
    values = [100 * erlang_c(*SITE, agents).service_level(20) for agents in SITE_AGENTS]
    assert_row(values, "19.3 37.0 51.2 62.4 71.3 78.3 83.7 91.0 93.5 95.3 96.6 97.6")


def test_site_speed_of_answer() -> None:
    """The same calls: average speed of answer in seconds."""
    values = [erlang_c(*SITE, agents).mean_answer_s for agents in SITE_AGENTS]
    assert_row(values, "250 99.3 54.4 33.6 22.1 15.0 10.4 5.2 3.7 2.6 1.9 1.3")


def test_site_answered_at_once() -> None:
    """The same calls: percent answered at once."""
    values = [100 * (1 - erlang_c(*SITE, agents).p_wait) for agents in SITE_AGENTS]
    assert_row(values, "13.5 27.0 38.8 49.1 58.0 65.7 72.1 82.1 85.9 88.9 91.4 93.4")


def test_site_abandoned() -> None:
    """The same calls with a patience of 60 s: percent abandoned."""
    values = [100 * erlang_a(*SITE, 60.0, agents).p_abandon for agents in SITE_AGENTS]
    assert_row(values, "6.29 5.45 4.68 3.99 3.36 2.81 2.32 1.54 1.23 .97 .76 .59")


def test_busy_site_service_level() -> None:
    """1000 calls an hour, 180 s of work: percent answered within 10 s with 51 to 62 agents."""
    values = [100 * erlang_c(*BUSY, agents).service_level(10) for agents in BUSY_AGENTS]
    assert_row(values, "20.6 37.4 51.1 62.1 70.9 77.8 83.3 87.5 90.8 93.3 95.1 96.5")


def test_busy_site_speed_of_answer() -> None:
    """The same calls: average speed of answer in seconds."""
    values = [erlang_c(*BUSY, agents).mean_answer_s for agents in BUSY_AGENTS]
    assert_row(values, "151.2 63.0 34.7 21.3 13.8 9.3 6.3 4.4 3.0 2.1 1.5 1.0")


def test_busy_site_abandoned() -> None:
    """The same calls with a patience of 120 s: percent abandoned with 50 to 62 agents; load 50 is no obstacle."""
    values = [100 * erlang_a(*BUSY, 120.0, agents).p_abandon for agents in range(50, 63)]
    assert_row(values, "6.2 5.24 4.39 3.64 2.98 2.41 1.93 1.53 1.20 .92 .71 .53 .40")


def test_busy_site_unstable() -> None:
    """The site prints a service level of 0 for 50 agents and 50 erlangs; here that is refused with the reason."""
    with pytest.raises(UnstableQueueError, match=r"50\.0 erlangs need more than 50 agents"):
        erlang_c(*BUSY, 50)


# most-queue, MMnPriorityImpatienceCalc: agents, arrival rates, rates of hanging up (service rate 1) and, per class, the
# mean number waiting, the share abandoned, the mean wait over all of the class where it was printed. It rounds to six
# decimals and leaves out zeros at the end, so its 5.09 is 5.090000.
MOST_QUEUE = [
    (3, (1.2, 1.5), (0.4, 0.4), (".278589 .673961", ".092863 .179723", ".232158 .449308")),
    (3, (1.2, 1.5), (0.3, 0.6), (".287719 .541352", ".07193 .216541")),
    (3, (1.2, 1.5), (0.3, 0.7), (".282898 .488311", ".070725 .227878")),
    (10, (4.0, 5.0), (0.5, 0.5), (".267263 .938948", ".033408 .093895")),
    (10, (2.0, 9.0), (1.0, 0.25), (".175125 5.090000", ".087562 .141389")),
]


@pytest.mark.parametrize(("agents", "rates", "hang_ups", "printed"), MOST_QUEUE)
def test_most_queue_two_classes(
    agents: int, rates: tuple[float, float], hang_ups: tuple[float, float], printed: tuple[str, ...]
) -> None:
    """Two classes with impatience: most-queue's mean numbers waiting, shares abandoned and mean waits."""
    station = two_classes(rates, 1.0, (1 / hang_ups[0], 1 / hang_ups[1]), agents)
    for name, row in zip(("mean_queue", "p_abandon", "mean_wait_s"), printed, strict=False):
        assert_row([getattr(figures, name) for figures in station.classes], row)
    assert station.missed < 1e-11


def test_most_queue_one_class() -> None:
    """most-queue's row of one class: 3 agents, arrivals 1, service .5, hanging up .3."""
    station = erlang_a(1.0, 2.0, 1 / 0.3, 3)
    assert_row([station.mean_queue, station.p_abandon], ".29312 .087936")


def test_small_queue() -> None:
    """M/M/1 with arrivals 1/4 and service 1/3: L 3, Lq 2.25, W 12, Wq 9, exactly."""
    station = erlang_c(1 / 4, 3.0, 1)
    assert station.mean_queue == pytest.approx(2.25, rel=1e-14)
    assert station.mean_queue + station.load == pytest.approx(3, rel=1e-14)
    assert station.mean_wait_s == pytest.approx(9, rel=1e-14)
    assert station.mean_wait_s + station.mean_work_s == pytest.approx(12, rel=1e-14)


def test_small_queue_numbers() -> None:
    """M/M/1 with arrivals 1 and service 1.25: .2, .16, .128 … for 0, 1, 2 … in the system."""
    _, busy = busy_states(0.8, 1, 0.0, 1000)
    shares = np.concatenate(([1 - busy.sum()], busy))
    np.testing.assert_allclose(shares[:20], 0.2 * 0.8 ** np.arange(20), rtol=1e-12)
