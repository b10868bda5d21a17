"""The back-test of the expected wait: what it counts, whether its weighing is right, and what it finds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from routing.kernels.kernel_ewt import UNKNOWN, new_ewt
from routing.model import NEVER
from simulation.core.records import CONTACT, Outcome
from simulation.core.world import World
from simulation.engines.compiled import CompiledEngine
from simulation.files.scenario_names import bundled_scenarios
from simulation.scenario import load_scenario
from simulation.waits.ewt_backtest import Told, coverage, covered_weights, replay_waits
from simulation.workload import Buffers, DrawnSource, contact_table
from tests.simulation.ewt_coverage import Coverage
from tests.simulation.ewt_live import days_told

S = 1_000_000

FIRST_SEED = 1001
"""The method was chosen on seeds 1 to 30. Those tested here count from this one on, none left out."""

Day = tuple[World, CompiledEngine, NDArray[np.record], NDArray[np.record]]


def days(name: str) -> Iterator[Day]:
    """Days of a bundled scenario, a seed each: the world, its engine, contacts, records."""
    world = load_scenario(name).world
    assert world.plan is not None
    engine = CompiledEngine(world)
    for seed in range(FIRST_SEED, FIRST_SEED + 60):
        contacts = DrawnSource(world.plan, seed).draw(0, Buffers())
        yield world, engine, contacts, engine.simulate(contacts).records


def told_by_hand(wait: list[int], answered: list[bool], p50: list[int]) -> Told:
    """A table of contacts told, one class and queue, with waits and estimates in seconds (-1: unknown)."""
    n = len(wait)
    estimate = np.array([UNKNOWN if each < 0 else each * S for each in p50])
    nothing = np.full(n, UNKNOWN)
    return Told(
        contact=np.arange(n),
        queue=np.zeros(n, np.int64),
        places=np.ones(n, np.int64),
        p50=estimate,
        p90=estimate,
        later_p50=nothing,
        later_p90=nothing,
        wait=np.array(wait) * S,
        answered=np.array(answered),
    )


def patient(seconds: list[int]) -> NDArray[np.record]:
    """Contacts of that patience."""
    return contact_table(np.arange(len(seconds)), 1, patience=np.array(seconds) * S)


def test_coverage_is_a_plain_share_where_nobody_leaves() -> None:
    """Of four waits of 1, 2, 3 and 4 s, told 2 s each, half are covered; a contact told nothing does not count."""
    told = told_by_hand([1, 2, 3, 4, 9], [True] * 5, [2, 2, 2, 2, -1])
    assert coverage(patient([100] * 5), told, told.p50) == 0.5


def test_coverage_counts_leavers_by_those_like_them() -> None:
    """One who left before its estimate is stood for by those who stayed, according to the patience of all."""
    # Patience 2, 9, 9, 9 s. The first left after 2 s, told 5 s: unknown. The second, answered after 4 s, told 5 s, is
    # covered: 3/4 have a patience of 4 s, so it stands for 4/3. The third and fourth waited 7 s, told 5 s: 4/3 each.
    told = told_by_hand([2, 4, 7, 7], [False, True, True, True], [5, 5, 5, 5])
    assert covered_weights(patient([2, 9, 9, 9]), told, told.p50) == pytest.approx((4 / 3, 4))
    # Had it been told 1 s, its wait is known to be longer: 4 of 4 have a patience of 1 s, it stands for itself alone.
    told = told_by_hand([2, 4, 7, 7], [False, True, True, True], [1, 5, 5, 5])
    assert covered_weights(patient([2, 9, 9, 9]), told, told.p50) == pytest.approx((4 / 3, 5))


def test_coverage_of_nobody_is_not_a_number() -> None:
    """Where nobody was told anything, there is no coverage."""
    told = told_by_hand([1], [True], [-1])
    assert np.isnan(coverage(patient([1]), told, told.p50))


def test_who_waited_is_told() -> None:
    """Who is answered at once, balks or is blocked is not told anything; all others are, with their place and wait."""
    for name in ("mmc_blocked_day", "mmc_abandon_day"):
        world, engine, contacts, _ = next(days(name))
        contacts["balks"][::5] = 1
        records = engine.simulate(contacts).records
        told = replay_waits(world, contacts, records)
        wait, outcome = records["left"] - contacts["arrival"], records["outcome"]
        assert (outcome == Outcome.BALKED).any()
        waited = (wait > 0) & ((outcome == Outcome.ANSWERED) | (outcome == Outcome.ABANDONED))
        assert told.contact.tolist() == np.flatnonzero(waited).tolist()
        assert told.wait.tolist() == wait[waited].tolist()
        assert told.queue.tolist() == records["queue"][waited].tolist()
        chosen = range(0, len(told.contact), 97)
        for n in chosen:  # the place: those of the queue who had come before and were still there
            now = contacts["arrival"][told.contact[n]]
            before = told.contact[:n][told.queue[:n] == told.queue[n]]
            assert told.places[n] == 1 + (records["left"][before] > now).sum()


def test_an_offer_at_once_is_no_wait() -> None:
    """In queues where agents take 3 s to accept, an answer after 3 s was an offer at once: nobody is told of it."""
    world, _, contacts, records = next(days("vip_fx"))
    offered = [number for number, queue in enumerate(world.policy.queues) if not queue.auto_accept]
    told = replay_waits(world, contacts, records)
    by_hand = np.isin(told.queue, offered) & told.answered
    assert by_hand.any()
    assert told.wait[by_hand].min() > 3 * S


def test_only_the_past_is_known() -> None:
    """What contacts are told does not change when all that happens after the last of them joined is left out."""
    world, _, contacts, records = next(days("mmc_abandon_day"))
    whole = replay_waits(world, contacts, records)
    last = len(whole.contact) // 2
    first = whole.contact[last] + 1
    cut = records[:first].copy()
    later = cut["left"] > contacts["arrival"][first - 1]
    cut["left"][later] += 3600 * S  # whoever still waits then might wait an hour more
    half = replay_waits(world, contacts[:first], cut)
    assert half.p50.tolist() == whole.p50[: last + 1].tolist()
    assert half.p90.tolist() == whole.p90[: last + 1].tolist()


def test_what_was_learned_is_kept_for_the_next_day() -> None:
    """With the rows of the day before, the first to wait is told an estimate; without them it is not."""
    ewt = new_ewt(1)
    world, _, contacts, records = next(days("mmc_day"))
    assert replay_waits(world, contacts, records, ewt=ewt).p50[0] == UNKNOWN
    assert replay_waits(world, contacts, records, ewt=ewt).p50[0] > 0


def test_who_asks_again_is_told_of_the_rest() -> None:
    """Those who still wait after 15 s, and no others, are told again, from the place they have come to."""
    world, _, contacts, records = next(days("mmc_day"))
    told = replay_waits(world, contacts, records, ask_after_us=15 * S)
    asked = (told.wait > 15 * S) & (told.p50 != UNKNOWN)
    assert (told.later_p50[asked] >= 0).all()
    assert (told.later_p50[told.wait <= 15 * S] == UNKNOWN).all()
    assert told.later_p50[asked].mean() < told.p50[asked].mean()


@pytest.mark.slow
def test_weights_agree_with_the_waits_that_leavers_would_have_had() -> None:
    """Played again with endless patience for one leaver at a time, the coverage is the same within 1.5 points."""
    weighed, exact = np.zeros((2, 2)), np.zeros((2, 2))
    for number, (world, engine, contacts, records) in enumerate(days("mmc_abandon_day")):
        if number == 10:
            break
        told = replay_waits(world, contacts, records)
        would_wait = told.wait.copy()
        for n in np.flatnonzero(~told.answered):
            other = contacts.copy()
            other["patience"][told.contact[n]] = NEVER
            answered = engine.simulate(other).records["answered"][told.contact[n]]
            would_wait[n] = answered - contacts["arrival"][told.contact[n]]
        assert (would_wait >= told.wait).all()
        known = told.p50 != UNKNOWN
        for row, estimate in enumerate((told.p50, told.p90)):
            weighed[row] += covered_weights(contacts, told, estimate)
            exact[row] += (would_wait <= estimate)[known].sum(), known.sum()
    assert (exact[:, 1] > 2000).all()
    assert weighed[:, 0] / weighed[:, 1] == pytest.approx(exact[:, 0] / exact[:, 1], abs=0.015)


WITH_ONE_WAIT = [name for name in bundled_scenarios() if load_scenario(name).world.behaviours is None]
"""Where nobody is passed on, called back or comes again: the back-test knows one wait of each contact drawn."""


@pytest.mark.slow
@pytest.mark.parametrize("name", WITH_ONE_WAIT)
def test_estimates_cover_the_waits_of_bundled_scenarios(name: str) -> None:
    """The p50 covers 40 to 60 % and the p90 85 to 95 % of the waits, with what the router knew the evening before.

    From an empty state each morning it is the same, but in own_manager, where 320 contacts a day are few to learn from.
    """
    kept, anew = Coverage(), Coverage()
    ewt = new_ewt(len(load_scenario(name).world.policy.queues))
    for world, _, contacts, records in days(name):
        kept.add(contacts, replay_waits(world, contacts, records, ewt=ewt))
        anew.add(contacts, replay_waits(world, contacts, records))
        if kept.waited > 6000:
            break
    assert kept.waited > 6000
    assert kept.unknown < 0.01 * kept.waited
    kept.check()
    assert anew.unknown < 0.1 * anew.waited
    anew.check(0.97 if name == "own_manager" else 0.95)


@pytest.mark.slow
def test_estimates_hold_in_long_queues_too() -> None:
    """Of those who join erlang_c's queues at place 16 and later, whose waits are alike, as many are covered."""
    coverage, ewt = Coverage(first_place=16), new_ewt(1)
    for world, _, contacts, records in days("erlang_c"):
        coverage.add(contacts, replay_waits(world, contacts, records, ewt=ewt))
        if coverage.waited > 4000:
            break
    assert coverage.waited > 4000
    coverage.check()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "count", "waited"), [("today", 1, 6000), ("plan", 10, 600)])
def test_estimates_cover_the_waits_of_those_who_come_again(name: str, count: int, waited: int) -> None:
    """Asked of the router itself, in the same limits: where contacts are passed on, called back and come again.

    In today, where dozens wait all day, those too that join at place 16 and later.
    """
    everybody, far_back = Coverage(), Coverage(first_place=16)
    for contacts, told in days_told(name, count):
        everybody.add(contacts, told)
        far_back.add(contacts, told)
    assert everybody.waited > waited
    everybody.check()
    if name == "today":
        assert far_back.waited > 3000
        far_back.check()


def test_an_empty_day() -> None:
    """A day on which nobody comes is told nothing."""
    world, engine, contacts, _ = next(days("mmc_day"))
    none = contacts[:0]
    assert none.dtype == CONTACT
    assert len(replay_waits(world, none, engine.simulate(none).records).wait) == 0
