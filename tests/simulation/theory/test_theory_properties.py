"""The formulas against an obvious twin, against each other, and in the directions that they must move."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.errors import BadValue, InputError
from simulation.theory import (
    ServiceLevelOf,
    Station,
    Targets,
    UnstableQueueError,
    agents_for_answer_time,
    erlang_a,
    erlang_b,
    erlang_c,
    fewest_agents,
    greatest_rate,
    priority_erlang_c,
    square_root_agents,
    two_classes,
    with_shrinkage,
)
from simulation.theory.chain import busy_states, inverse_blocking, stage_sums
from tests.simulation.theory_naive import NaiveStation, naive_two_classes

SHARES = ("p_wait", "p_block", "p_abandon", "mean_wait_s", "occupancy", "mean_queue")

loads = st.floats(0.05, 60.0)
works = st.floats(1.0, 1000.0)
patiences = st.floats(1.0, 3000.0)
agent_numbers = st.integers(1, 80)
times = st.floats(0.0, 600.0)
definitions = st.sampled_from(list(ServiceLevelOf))


@dataclass(frozen=True)
class Case:
    """An Erlang A station, by its load in erlangs."""

    load: float
    work: float
    patience: float
    agents: int

    def station(self) -> Station:
        return erlang_a(self.load / self.work, self.work, self.patience, self.agents)


cases = st.builds(Case, loads, works, patiences, agent_numbers)

twentieths = st.integers(1, 200).map(lambda number: Fraction(number, 20))


naive_stations = st.builds(
    NaiveStation,
    twentieths,
    twentieths,
    st.one_of(st.just(Fraction(0)), twentieths),
    st.integers(1, 12),
    st.integers(0, 25),
)


@given(naive_stations, times)
@settings(max_examples=60)
def test_twin(naive: NaiveStation, time: float) -> None:
    """With a finite room every figure is that of the chain solved in exact fractions and of the walk to the agent."""
    patience = float(1 / naive.leave) if naive.leave else math.inf
    station = erlang_a(float(naive.rate), float(1 / naive.serve), patience, naive.agents, naive.places)
    for name, value in naive.figures().items():
        assert getattr(station, name) == pytest.approx(float(value), rel=1e-9, abs=1e-14), name
    assert station.mean_answer_s == pytest.approx(naive.mean_answer(), rel=1e-7, abs=1e-14)
    answered, abandoned = naive.answered_and_abandoned_within(time / 20)
    assert station.answered_within(time / 20) == pytest.approx(answered, abs=1e-9)
    assert station.abandoned_within(time / 20) == pytest.approx(abandoned, abs=1e-9)


@given(st.floats(0.01, 0.97), works, agent_numbers, times)
def test_no_limit_is_a_large_room(occupancy: float, work: float, agents: int, time: float) -> None:
    """Erlang C in closed form equals the chain with 2,000 places (0.97 ** 2000 = 3e-27)."""
    rate = occupancy * agents / work
    closed, chain = erlang_c(rate, work, agents), erlang_c(rate, work, agents, 2000)
    for name in (*SHARES, "mean_answer_s"):
        assert getattr(closed, name) == pytest.approx(getattr(chain, name), rel=1e-9, abs=1e-20), name
    assert closed.service_level(time) == pytest.approx(chain.service_level(time), abs=1e-9)


@given(st.floats(0.01, 0.99), works, agent_numbers)
def test_erlang_b_and_c(occupancy: float, work: float, agents: int) -> None:
    """C = n B / (n - a (1 - B)), and C is the harmonic-like 1 / C = 1 / B(n) - 1 / B(n - 1) for loads below n."""
    load = occupancy * agents
    waiting = erlang_c(load / work, work, agents).p_wait
    blocked = erlang_b(load / work, work, agents).p_block
    assert waiting == pytest.approx(agents * blocked / (agents - load * (1 - blocked)), rel=1e-10)
    assert 1 / waiting == pytest.approx(inverse_blocking(load, agents) - inverse_blocking(load, agents - 1), rel=1e-9)


@given(loads, agent_numbers)
def test_blocking_recursion(load: float, agents: int) -> None:
    """1 / B(n) = 1 + n / a * 1 / B(n - 1)."""
    before = inverse_blocking(load, agents - 1)
    assert inverse_blocking(load, agents) == pytest.approx(1 + agents / load * before, rel=1e-12)


@given(st.floats(0.05, 0.95), works, agent_numbers, times)
def test_endless_patience_is_erlang_c(occupancy: float, work: float, agents: int, time: float) -> None:
    """As the patience grows, Erlang A becomes Erlang C."""
    rate = occupancy * agents / work
    patient, endless = erlang_a(rate, work, work * 1e9, agents), erlang_c(rate, work, agents)
    for name in (*SHARES, "mean_answer_s"):
        assert getattr(patient, name) == pytest.approx(getattr(endless, name), rel=1e-4, abs=1e-6), name
    assert patient.service_level(time) == pytest.approx(endless.service_level(time), abs=1e-5)


@given(loads, works, agent_numbers)
def test_no_patience_is_erlang_b(load: float, work: float, agents: int) -> None:
    """As the patience shrinks, Erlang A becomes Erlang B: hanging up is being lost."""
    hasty, lost = erlang_a(load / work, work, work * 1e-9, agents), erlang_b(load / work, work, agents)
    assert hasty.p_abandon == pytest.approx(lost.p_block, rel=1e-6)
    assert hasty.occupancy == pytest.approx(lost.occupancy, rel=1e-6)


@given(cases, times)
def test_conservation(case: Case, time: float) -> None:
    """Work in = work out; abandoned = mean wait / patience; everybody is answered or hangs up in the end."""
    station = case.station()
    assert station.occupancy * case.agents == pytest.approx(case.load * (1 - station.p_abandon), rel=1e-9)
    assert station.p_abandon == pytest.approx(station.mean_wait_s / case.patience, rel=1e-9)
    assert station.mean_queue == pytest.approx(station.rate_per_s * station.mean_wait_s, rel=1e-9)
    assert station.answered_within(math.inf) == pytest.approx(1 - station.p_abandon, abs=1e-9)
    assert station.abandoned_within(math.inf) == pytest.approx(station.p_abandon, abs=1e-9)
    assert station.abandoned_within(time) <= station.p_abandon + 1e-12
    assert station.answered_within(0) == pytest.approx(1 - station.p_wait, abs=1e-12)


@given(cases, times, definitions)
def test_one_more_agent(case: Case, time: float, of: ServiceLevelOf) -> None:
    """One more agent never makes any figure worse."""
    few, more = case.station(), replace(case, agents=case.agents + 1).station()
    for name in (*SHARES, "mean_answer_s"):
        assert getattr(more, name) <= getattr(few, name) + 1e-12, name
    assert more.service_level(time, of) >= few.service_level(time, of) - 1e-9


@given(cases, times, definitions)
def test_more_calls(case: Case, time: float, of: ServiceLevelOf) -> None:
    """A tenth more calls never makes any figure better."""
    few, more = case.station(), replace(case, load=1.1 * case.load).station()
    for name in (*SHARES, "mean_answer_s"):
        assert getattr(more, name) >= getattr(few, name) - 1e-12, name
    assert more.service_level(time, of) <= few.service_level(time, of) + 1e-9


@given(cases, times, times, definitions)
def test_longer_target(case: Case, time: float, more: float, of: ServiceLevelOf) -> None:
    """A longer answer target is never reached less often."""
    station = case.station()
    assert station.service_level(time + more, of) >= station.service_level(time, of) - 1e-9
    assert station.service_level(time, ServiceLevelOf.OFFERED) <= station.service_level(time) + 1e-12


def targets() -> st.SearchStrategy[Targets]:
    """Any single target."""
    share = st.floats(0.02, 0.98)
    return st.one_of(
        st.builds(Targets, service_level=share, within_s=times, of=definitions),
        st.builds(Targets, abandon=share),
        st.builds(Targets, occupancy=share),
        st.builds(Targets, answer_s=st.floats(0.1, 100)),
    )


@given(loads, works, st.one_of(st.just(math.inf), patiences), targets())
def test_fewest_agents(load: float, work: float, patience: float, wanted: Targets) -> None:
    """The inverse finds the first number of agents, counted up one by one, that reaches the target."""

    def met(agents: int) -> bool:
        if math.isinf(patience) and load >= agents:
            return False
        return wanted.met_by(erlang_a(load / work, work, patience, agents))

    found = fewest_agents(load / work, work, patience, wanted)
    assert met(found)
    assert not any(met(agents) for agents in range(1, found))


@given(works, st.one_of(st.just(math.inf), patiences), agent_numbers, targets())
@settings(max_examples=40)
def test_greatest_rate(work: float, patience: float, agents: int, wanted: Targets) -> None:
    """The greatest load reaches the target, and a thousandth more does not; if none is given, there is none."""
    try:
        rate = greatest_rate(work, patience, agents, wanted)
    except InputError:
        assert wanted.met_by(erlang_a(500 * agents / work, work, patience, agents))
        return
    if rate > 0:
        assert wanted.met_by(erlang_a(rate, work, patience, agents))
    more = 1.001 * rate + 1e-9 / work
    if math.isfinite(patience) or more * work < agents:
        assert not wanted.met_by(erlang_a(more, work, patience, agents))


def blocking_by_recursion(load: float, agents: int) -> float:
    """Erlang B from 0 agents up, one by one."""
    blocked = 1.0
    for number in range(1, agents + 1):
        blocked = load * blocked / (number + load * blocked)
    return blocked


@pytest.mark.parametrize(("load", "agents"), [(10_000, 10_000), (9_900, 10_050), (10_000, 9_000), (500, 10_000)])
def test_large_blocking(load: float, agents: int) -> None:
    """With thousands of agents the sum equals the recursion."""
    assert erlang_b(load / 180, 180, agents).p_block == pytest.approx(blocking_by_recursion(load, agents), rel=1e-10)


@pytest.mark.parametrize("patience", [5.0, 180.0, 1e5])
@pytest.mark.parametrize("load", [8_000.0, 9_990.0, 10_000.0, 12_000.0])
def test_large_station(load: float, patience: float) -> None:
    """At 10,000 agents the figures keep their balance, under and over load, with short and long patience."""
    station = erlang_a(load / 180, 180.0, patience, 10_000)
    assert station.occupancy * 10_000 == pytest.approx(load * (1 - station.p_abandon), rel=1e-9)
    assert station.p_abandon == pytest.approx(station.mean_wait_s / patience, rel=1e-9)
    assert station.abandoned_within(math.inf) == pytest.approx(station.p_abandon, abs=1e-9)
    if load > 10_000 and patience >= 180:  # the queue never runs empty, so the share lost is the excess
        assert station.p_abandon == pytest.approx(1 - 10_000 / load, rel=1e-6)


def test_large_wait_is_normal() -> None:
    """At 10,000 erlangs and agents with patience = work, the number in the system is Poisson: P(wait) from the sum.

    Impatience at the rate of service makes M/M/n+M an M/M/infinity queue, whose number is Poisson(10,000).
    """
    logs = np.cumsum(np.concatenate(([-10_000.0], np.log(10_000.0 / np.arange(1, 10_000)))))
    below = math.fsum(np.exp(logs))  # P(number < 10,000)
    assert erlang_a(10_000 / 180, 180.0, 180.0, 10_000).p_wait == pytest.approx(1 - below, rel=1e-9)


def test_window_far_from_the_agents() -> None:
    """A queue that stands far above the agents is summed around its peak: same law as from the first place on."""
    # 40 erlangs on 20 agents, patience 500 works: the queue stands at (40 - 20) * 500 = 10,000 +- 141.
    first, busy = busy_states(40.0, 20, 1 / 500, None)
    whole = np.arange(first, first + busy.size)
    assert first > 5000
    assert busy.sum() == pytest.approx(1, rel=1e-12)
    assert whole @ busy == pytest.approx(10_000, rel=1e-9)
    _, bounded = busy_states(40.0, 20, 1 / 500, 30_000)
    assert bounded.size == busy.size


@pytest.mark.parametrize(("agents", "impatience", "first"), [(20, 0.002, 9000), (1, 3.0, 1200), (10_000, 0.0, 5000)])
def test_stage_sums(agents: int, impatience: float, first: int) -> None:
    """The sum of stages skips ahead as exactly as it counts."""
    plain = [math.fsum(1 / (agents + i * impatience) for i in range(1, j + 2)) for j in (first, first + 1, first + 2)]
    np.testing.assert_allclose(stage_sums(agents, impatience, first, 3), plain, rtol=1e-12)


def test_nobody_calls() -> None:
    """Without contacts nothing waits, and nobody is needed."""
    station = erlang_a(0.0, 180.0, 60.0, 1)
    assert [getattr(station, name) for name in SHARES] == [0.0] * 6
    assert station.service_level(0) == 1
    assert fewest_agents(0.0, 180.0, 60.0, Targets(abandon=0.01)) == 0


def test_square_root_staffing() -> None:
    """100 erlangs and grade 1 are 110 agents; with shrinkage 100 of 10 % are 112 (111.1 rounded up)."""
    assert square_root_agents(100.0, 1.0) == 110
    assert square_root_agents(0.0) == 1
    assert with_shrinkage(100, 0.1) == 112
    assert with_shrinkage(90, 0.1) == 100


def test_answer_time_inverse() -> None:
    """Herzog's 26.56 s need 13 agents when 27 s are allowed, and 14 when 26 s are."""
    assert agents_for_answer_time(3.5 / 60, 180, most_s=27) == 13
    assert agents_for_answer_time(3.5 / 60, 180, most_s=26) == 14


@given(st.floats(0.1, 3.0), st.floats(0.1, 3.0), st.floats(0.2, 2.0), st.floats(0.2, 2.0), st.integers(1, 5))
@settings(max_examples=15)
def test_two_classes_twin(first: float, second: float, leave: float, later: float, agents: int) -> None:
    """Two impatient classes equal the whole chain solved at once with 30 places each (its tail is below 1e-7 here)."""
    station = two_classes((first, second), 1.0, (1 / leave, 1 / later), agents)
    busy, waiting_first, waiting_second = naive_two_classes((first, second), (leave, later), agents, 30)
    assert station.p_wait == pytest.approx(busy, abs=1e-6)
    assert station.classes[0].mean_queue == pytest.approx(waiting_first, abs=1e-5)
    assert station.classes[1].mean_queue == pytest.approx(waiting_second, abs=1e-5)


@given(st.floats(0.1, 9.0), st.floats(0.1, 9.0), st.floats(0.1, 20.0), st.integers(1, 12))
@settings(max_examples=25)
def test_two_classes_together(first: float, second: float, patience: float, agents: int) -> None:
    """With one patience for both, the classes together are Erlang A, and more wait for less where it should be."""
    station = two_classes((first, second), 1.0, (patience, patience), agents)
    whole = erlang_a(first + second, 1.0, patience, agents)
    assert station.p_wait == pytest.approx(whole.p_wait, rel=1e-7)
    assert station.occupancy == pytest.approx(whole.occupancy, rel=1e-7)
    assert sum(figures.mean_queue for figures in station.classes) == pytest.approx(whole.mean_queue, rel=1e-7)
    assert station.classes[0].mean_wait_s <= station.classes[1].mean_wait_s + 1e-12


@given(st.floats(0.05, 0.45), st.floats(0.05, 0.45), st.integers(1, 20))
@settings(max_examples=25)
def test_patient_classes_are_cobham(first: float, second: float, agents: int) -> None:
    """Two classes that never hang up have Cobham's waits."""
    rates = (first * agents, second * agents)
    solved, cobham = two_classes(rates, 1.0, (math.inf, math.inf), agents), priority_erlang_c(rates, 1.0, agents)
    for ours, theirs in zip(solved.classes, cobham.classes, strict=True):
        assert ours.mean_wait_s == pytest.approx(theirs.mean_wait_s, rel=1e-7)


def test_cobham_by_hand() -> None:
    """One agent, work 1 s, rates .3 and .4: W0 = .7, waits .7 / .7 = 1 and .7 / (.7 * .3) = 10 / 3."""
    first, second = priority_erlang_c((0.3, 0.4), 1.0, 1).classes
    assert first.mean_wait_s == pytest.approx(1)
    assert second.mean_wait_s == pytest.approx(10 / 3)


def test_long_second_queue() -> None:
    """A second class that can never be served in full loses the excess: 5 + 80 erlangs on 40 agents, patience 40."""
    station = two_classes((5.0, 80.0), 1.0, (40.0, 40.0), 40)
    assert sum(figures.mean_queue for figures in station.classes) == pytest.approx(40 * (85 - 40), rel=1e-9)


BAD = [
    (lambda: erlang_a(-1.0, 1.0, 1.0, 1), "rate_per_s"),
    (lambda: erlang_a(math.nan, 1.0, 1.0, 1), "rate_per_s"),
    (lambda: erlang_a(math.inf, 1.0, 1.0, 1), "rate_per_s"),
    (lambda: erlang_a(1.0, 0.0, 1.0, 1), "mean_work_s"),
    (lambda: erlang_a(1.0, 1.0, 0.0, 1), "mean_patience_s"),
    (lambda: erlang_a(1.0, 1.0, math.nan, 1), "mean_patience_s"),
    (lambda: erlang_a(1.0, 1.0, 1.0, 0), "agents"),
    (lambda: erlang_a(1.0, 1.0, 1.0, 10**9), "agents"),
    (lambda: erlang_a(1.0, 1.0, 1.0, 1, -1), "max_waiting"),
    (lambda: erlang_b(1.0, 1.0, 1).service_level(-1.0), "within_s"),
    (lambda: Targets(service_level=1.0), "service_level"),
    (lambda: Targets(abandon=80.0), "abandon"),
    (lambda: Targets(block=-0.1), "block"),
    (lambda: Targets(occupancy=math.nan), "occupancy"),
    (lambda: Targets(answer_s=0.0), "answer_s"),
    (lambda: with_shrinkage(5, 1.0), "shrinkage"),
]


@pytest.mark.parametrize(("call", "name"), BAD)
def test_bad_values(call: Callable[[], object], name: str) -> None:
    """A value out of its range is refused with its name."""
    with pytest.raises(BadValue, match=name):
        call()


def test_no_target() -> None:
    """Targets that ask for nothing are refused."""
    with pytest.raises(InputError, match="at least one target"):
        Targets()


@pytest.mark.parametrize("load", [1.0, 1.5])
def test_unstable(load: float) -> None:
    """Work that nobody can do and nobody leaves is refused, for one class and for two."""
    with pytest.raises(UnstableQueueError, match="grow for ever"):
        erlang_c(load, 1.0, 1)
    with pytest.raises(UnstableQueueError, match="grow for ever"):
        priority_erlang_c((load / 2, load / 2), 1.0, 1)
    with pytest.raises(UnstableQueueError, match="grow for ever"):
        two_classes((load / 2, load / 2), 1.0, (1.0, math.inf), 1)


def test_unreachable() -> None:
    """Too long queues and targets that no number of agents reaches are refused, not tried for ever."""
    with pytest.raises(InputError, match="shorten the patience"):
        erlang_a(20_000.0, 1.0, 1e14, 10_000)
    with pytest.raises(InputError, match="simulate them"):
        two_classes((500.0, 500.0), 1.0, (1e4, 1e4), 10)
